"""A decision as data: its options and what excludes them, the ordered rules, what is left otherwise; and checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from advisor.clauses import Clause
from advisor.diagnostics import At
from advisor.records import NamedTuple
from advisor.vocabulary import Word

STANDING = "standing"  # `choose: standing` leaves every option that stands
UNMET = "unmet"  # `choose: unmet` as the last resort: nothing can do it


class Rule(NamedTuple):
    """When it holds (None: always) the options named fit, as far as they stand; why, and the public pages it rests on."""

    id: str
    when: Clause | None
    choose: tuple[str, ...]
    because: str
    source: tuple[str, ...]
    at: At
    was: str = ""


class Exclusion(NamedTuple):
    """An option is out when it holds; `when` None is out on the base's day whatever the facts (its dates).

    `first`: it is out to begin with only; what begins with another option may come to it later.
    """

    id: str
    option: str
    when: Clause | None
    because: str
    source: tuple[str, ...]
    at: At
    first: bool = False


class Option(NamedTuple):
    """One possible answer, its dates, and what excludes it. A last resort never stands beside others."""

    name: str
    cannot: tuple[Exclusion, ...] = ()
    title: str = ""
    since: date | None = None
    closed_to_new: date | None = None
    ended: date | None = None
    replaced_by: str = ""
    last_resort: bool = False


class Decision(NamedTuple):
    """A question, its options and its table, as of one day. `words` are those its clauses test."""

    id: str
    question: str
    for_: tuple[str, ...]
    sets: str
    options: tuple[Option, ...]
    prefer: tuple[Rule, ...]
    otherwise: Rule | None
    last_resort: Rule
    at: At
    words: Mapping[str, Word] = MappingProxyType({})

    def option(self, name: str) -> Option | None:
        """The option of that name, if it is one."""
        return next((each for each in self.options if each.name == name), None)

    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order they are tried, `otherwise` last."""
        return self.prefer + ((self.otherwise,) if self.otherwise else ())

    def exclusions(self) -> Iterator[Exclusion]:
        """Every exclusion of every option, in the order written."""
        for option in self.options:
            yield from option.cannot

    def later(self) -> Decision:
        """The decision on what is come to later: without the exclusions of what is begun with, itself where there are none."""
        if not any(each.first for each in self.exclusions()):
            return self
        return self._replace(
            options=tuple(
                option._replace(cannot=tuple(each for each in option.cannot if not each.first)) for option in self.options
            )
        )


class Check(NamedTuple):
    """A rule that yields a finding where it holds; `{fact}` in its message stands for the fact's value."""

    id: str
    severity: str  # error | warning | info
    for_: tuple[str, ...]
    when: Clause
    message: str
    instead: str
    source: tuple[str, ...]
    at: At
    words: Mapping[str, Word] = MappingProxyType({})

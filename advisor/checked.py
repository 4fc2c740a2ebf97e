"""What a check came to: findings with their places, what is checked costs, and how both differ from a base. Formats print it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from advisor.codes import SEVERITIES
from advisor.diagnostics import At
from advisor.records import NamedTuple


class Found(NamedTuple):
    """A finding: of which file, workload and need, where in it, and what stays the same about it when lines move.

    `unreadable` input was told on standard error already. `key` is a hash; `file` as people and CI name it, from where we are.
    """

    code: str
    severity: str
    message: str
    at: At | None
    option: str = ""
    field: str = ""
    instead: str = ""
    source: tuple[str, ...] = ()
    file: str = ""
    workload: str = ""
    need: str = ""
    key: str = ""
    unreadable: bool = False

    @property
    def place(self) -> str:
        """`docs/orders.md:12`."""
        return f"{self.file}:{self.at.line}" if self.at else self.file


class NeedCost(NamedTuple):
    """What a need takes: the design that counts (the chosen one, if any) and its average month, None where nothing meets it."""

    name: str
    option: str
    monthly: Decimal | None


class Cost(NamedTuple):
    """A spec's average month."""

    file: str
    line: int
    workload: str
    region: str
    monthly: Decimal
    at_least: bool
    needs: tuple[NeedCost, ...]
    at_most_but: str | None = None  # as of a report
    unknown: tuple[str, ...] = ()  # what has no price, or no amount: `Storage, gp3 of disk`


class Accepted(NamedTuple):
    """A finding that does not count, why, and until when."""

    found: Found
    reason: str
    until: date


class Against(NamedTuple):
    """What changed against a base: average months, specs that cost another amount (None: not there), findings new and gone."""

    base: str
    before: Decimal
    after: Decimal
    proved: bool
    changed: tuple[tuple[Cost | None, Cost | None], ...]
    new: tuple[Found, ...]
    gone: tuple[Found, ...]


class Checked(NamedTuple):
    """All of it. `written` names the files whose sections were rewritten."""

    found: tuple[Found, ...]
    costs: tuple[Cost, ...]
    accepted: tuple[Accepted, ...] = ()
    against: Against | None = None
    written: tuple[str, ...] = ()

    @property
    def monthly(self) -> Decimal:
        """The average month of everything."""
        return sum((each.monthly for each in self.costs), Decimal(0))

    @property
    def at_least(self) -> bool:
        """Whether that is a lower bound: of a bill some is not known, or a spec cannot be read."""
        return any(each.at_least for each in self.costs) or any(each.unreadable for each in self.found)

    @property
    def at_most_but(self) -> str | None:
        """Where what is known is the most there can be: what is not known beside it; None where it is not."""
        most = dict.fromkeys(each.at_most_but for each in self.costs if each.at_most_but is not None)
        exact = not any(each.at_least and each.at_most_but is None for each in self.costs)
        alone = exact and len(most) == 1 and not any(each.unreadable for each in self.found)
        return (next(iter(most)) if alone else "what is not known") if most else None

    def counted(self) -> str:
        """`2 errors, 1 warning, 3 that cannot be read, 1 accepted`."""
        told = [each for each in self.found if not each.unreadable]
        counts = [(name, sum(each.severity == name for each in told)) for name in SEVERITIES]
        words = [f"{number} {name}{'s' if number > 1 and name != 'info' else ''}" for name, number in counts if number]
        unread = len(self.found) - len(told)
        words = [*words, *([f"{unread} that cannot be read"] if unread else [])] or ["nothing found"]
        return ", ".join([*words, *([f"{len(self.accepted)} accepted"] if self.accepted else [])])

    def counts(self) -> dict[str, int]:
        """How many findings of each severity."""
        return {name: sum(each.severity == name for each in self.found) for name in SEVERITIES}

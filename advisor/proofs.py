"""Proofs over a decision's table: no gap, no dead rule or exclusion, no option that can never win."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.cells import nearest_value
from advisor.compiled import Table, table
from advisor.diagnostics import At
from advisor.grid import Axis, Exhausted, Formula, Search, join, negate, truth
from advisor.records import NamedTuple
from advisor.sets import is_single
from advisor.tables import Decision
from advisor.vocabulary import show_value

BUDGET = 20_000


class Flaw(NamedTuple):
    """A proof that failed: where, which, and what is wrong."""

    at: At
    code: str
    message: str


class Prover:
    """Asks one table where formulas hold; counts the states it visits."""

    def __init__(self, decision: Decision, budget: int = BUDGET) -> None:
        self.decision, self.known, self.budget = decision, table(decision), budget
        self.states = 0
        self.decides = [self.decided(place) for place in range(len(self.known.rules))]

    def decided(self, place: int) -> Formula:
        """Where a rule holds and names an option still standing."""
        return decided(self.known, place)

    def first(self, place: int) -> Formula:
        """Where a rule is the first to decide (past the last rule: where none does)."""
        earlier = [negate(form) for form in self.decides[:place]]
        return join(True, [*self.decides[place : place + 1], *earlier])

    def find(self, form: Formula) -> dict[int, int] | None:
        """Cells where a formula holds; Exhausted beyond the budget."""
        search = Search(self.budget)
        try:
            return search.find(form)
        finally:
            self.states += search.states

    def example(self, form: Formula) -> str | None:
        """The `given` of an example in which a formula holds; None when it never does."""
        found = self.find(form)
        return None if found is None else witness(self.known.axes, self.decision.for_[0], form, found)


def decided(known: Table, place: int) -> Formula:
    """Where a rule holds and names an option still standing."""
    return join(True, [known.when[place], join(False, [known.stands[each] for each in known.chosen[place]])])


def witness(axes: Sequence[Axis], kind: str, form: Formula, cells: Mapping[int, int]) -> str:
    """The `given` of an example in which a formula holds: as few facts as will do, nearest to what silence means."""
    usual = [axis.word.expected(kind) for axis in axes]
    point = [cells.get(place, axis.all) & axis.mask(usual[place]) or cells[place] for place, axis in enumerate(axes)]
    point = [mask & -mask for mask in point]
    for place, axis in enumerate(axes):
        silent = axis.mask(usual[place])
        if truth(form, (*point[:place], silent & -silent, *point[place + 1 :])):
            point[place] = silent & -silent
    shown = []
    for place, axis in enumerate(axes):
        told = point[place] != axis.mask(usual[place]) if is_single(usual[place]) else place in cells
        if told:
            value = nearest_value(axis.word, axis.values(point[place])[0], usual[place])
            shown.append(f"{axis.fact}: {show_value(axis.word, value)}")
    return "{" + ", ".join(shown) + "}"


def flaws(prover: Prover) -> Iterator[Flaw]:
    """Every proof of a decision that fails, or is beyond the budget."""
    for check in (_gap, _dead_rules, _losers, _dead_exclusions):
        try:
            yield from check(prover)
        except Exhausted:
            what = (check.__doc__ or "").rstrip(".").lower()
            yield Flaw(prover.decision.at, "unproved", f'"{what}" was not proved within {prover.budget} states; split the table')


def _gap(prover: Prover) -> Iterator[Flaw]:
    """The last resort is reached only when nothing stands."""
    known = prover.known
    shown = prover.example(join(True, [prover.first(len(known.rules)), join(False, known.stands)]))
    if shown is not None:
        yield Flaw(prover.decision.at, "gap", f"options stand and no rule chooses one: {shown}")
    shown = None if prover.decision.last_resort.source else prover.example(negate(join(False, known.stands)))
    if shown is not None:
        yield Flaw(prover.decision.at, "gap", f"nothing stands and `last_resort` is missing: {shown}")


def _dead_rules(prover: Prover) -> Iterator[Flaw]:
    """Every rule decides somewhere."""
    for place, rule in enumerate(prover.known.rules):
        if prover.find(prover.first(place)) is None:
            why = "an earlier rule always decides first"
            if prover.find(prover.known.when[place]) is None:
                why = "its clause never holds"
            elif prover.find(prover.decides[place]) is None:
                why = "what it chooses never stands where it holds"
            yield Flaw(rule.at, "dead-rule", f"{rule.id} never decides: {why}")


def _losers(prover: Prover) -> Iterator[Flaw]:
    """Every option wins somewhere."""
    known = prover.known
    for option, name in enumerate(known.names):
        if name in retired(prover.decision):
            continue
        wins = (
            join(True, [known.stands[option], prover.first(place)])
            for place in range(len(known.rules))
            if option in known.chosen[place]
        )
        if all(prover.find(form) is None for form in wins):
            yield Flaw(prover.decision.at, "loser", f"the option {name} of {prover.decision.id} can never be chosen")


def retired(decision: Decision) -> set[str]:
    """Options that need not win: out of their dates, or replaced by a better one though still sold."""
    dated = {each.option for each in decision.exclusions() if each.when is None}
    return dated | {option.name for option in decision.options if option.replaced_by}


def _dead_exclusions(prover: Prover) -> Iterator[Flaw]:
    """Every exclusion is somewhere the only one of its option."""
    excluded = prover.known.excluded
    for each, form in excluded:
        others = [other for rival, other in excluded if rival.option == each.option and rival is not each]
        if each.when is None or True in others:
            continue  # dates settle it whatever the facts
        if prover.find(form) is None:
            yield Flaw(each.at, "dead-exclusion", f"{each.id} never holds")
        elif prover.find(join(True, [form, *(negate(other) for other in others)])) is None:
            yield Flaw(each.at, "redundant-exclusion", f"{each.id} never excludes {each.option} alone: others cover it")

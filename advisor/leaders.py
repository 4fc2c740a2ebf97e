"""What would be recommended of a need with a fact changed: no more is priced than that takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from advisor.candidates import Context, Weighed, Weighing
from advisor.costing import at_least, structure
from advisor.load import UNNAMED, Load, sizes_of
from advisor.ranking import Candidate, Priced, cheapest, rank
from advisor.records import NamedTuple
from advisor.rederived import Rederived
from advisor.rules import Verdict
from advisor.services import LEAST
from advisor.serving import Expected, expected, resorts, standing
from advisor.spec import Store

NEVER, MORE = float("inf"), 1 + 1e-9
EVEN = Decimal("0.9999999")  # of what something costs: what costs less is cheaper whatever a search rounds


def winner(store: Store, context: Context) -> Candidate | None:
    """What `weigh` would recommend, billed with usual values and pricing no more than that takes; None: nothing meets it."""
    return next((found[0] for each in _rounds(store, context) if (found := _ranked(each, context))), None)


def alike(store: Store, weighed: Weighed, context: Context) -> bool:
    """Whether a need is answered as before a change that says what was expected: no value is another, nor where one comes from
    that something asked."""
    memo = context.memo
    if not weighed.store.sizes and store.sizes == sizes_of(weighed.store, weighed.likely):
        store = store._replace(sizes=())  # one size said as it was expected
    if weighed.best is None or structure(store, memo) != structure(weighed.store, memo):
        return False
    rederived: Rederived = memo.kept["facts", store.name]
    made = rederived.every(store)
    if made and not any(each.changed for each in made[:-1]):
        return not made[-1].changed and memo.origins().isdisjoint(made[-1].moved)
    found, before = _expected(store, context), weighed.likely.facts  # facts of other stores, or what is asked may be another
    asked = (name for name in memo.origins() if name in before)
    return not found.verdicts.changed and all(found.facts.facts[name].origin == before[name].origin for name in asked)


@cache
def _bound(service: str) -> ModuleType | None:
    """The module that knows what a service's Designs come to at least."""
    return import_module(LEAST[service]) if service in LEAST else None


class Leading(Weighing):
    """The candidates of one service that may lead: what comes to more at least than another does in all is not billed.

    `lowest`: the least total so far, of what fits and of what does not where that comes first; of all services weighed together.
    """

    lowest: dict[bool, float]
    months: Sequence[Load] | None = None

    def candidates(self) -> Iterator[Candidate]:
        """Of each option that may lead the cheapest Design."""
        some = [(self.least(option, pair[1]), (option, fit), pair)
                for option, settings, fit in self._options() for pair in self._pairs(option, settings, fit)]  # fmt: skip
        found: dict[tuple[str | None, bool], dict[int, Priced]] = {}
        for place in sorted(range(len(some)), key=lambda place: some[place][0]):
            least, kind, pair = some[place]
            order = kind[1] or self.context.workload.optimize_for != "fit"
            if least > self.lowest.get(order, NEVER):
                continue
            priced = found.setdefault(kind, {})[place] = self._priced(*pair)
            if not priced[0] and not priced[1]:  # it is within the budget, and no price is missing
                self.lowest[order] = min(self.lowest.get(order, NEVER), float(priced[2]) * MORE)
        for (option, fit), each in sorted(found.items(), key=lambda of: min(of[1])):
            yield self._candidate(option, cheapest([each[place] for place in sorted(each)]), fit)

    def least(self, option: str | None, design: Any) -> float:
        """US dollars that a Design comes to at least, or its policy if that were searched for at length; 0 where nobody knows."""
        bound = _bound(self.service)
        if bound is None:
            return at_least(self.module, design, self.place)
        if self.months is None:
            self.months = self._loads(self.likely)
        known = self.context.memo.kept.setdefault(("least", self.key), {})
        found: float = bound.least(design, self.likely, self.look, self.months, self.place, known)
        return found - self.slack.get(option or "", 0.0)


def _ranked(weighings: Iterable[Leading], context: Context) -> tuple[Candidate, ...]:
    """The candidates of some services that may lead, best first."""
    lowest: dict[bool, float] = {}
    found: list[Candidate] = []
    for each in weighings:
        each.lowest = lowest
        found += each.candidates()
    return rank(found, context.workload.optimize_for)


def leader(store: Store, context: Context, thorough: bool = False) -> tuple[str, str] | None:
    """Service and option of the winner; nothing is priced where only one is in question. `thorough`: policies over time are
    searched for as for a recommendation."""
    return led(store, context, thorough).by


class Led(NamedTuple):
    """Service and option of the winner, and whether it is the winner as well where policies are searched for thoroughly."""

    by: tuple[str, str] | None
    proved: bool


def led(store: Store, context: Context, thorough: bool = False) -> Led:
    """The winner, nothing priced where only one is in question."""
    for weighings in _rounds(store, context, thorough):
        able = [(each.service, option or each.service) for each in weighings for option in each.able()]
        if len(able) == 1:
            return Led(able[0], True)
        if able:
            if store.budget is None:
                return _leading(weighings, context)
            best = _ranked(weighings, context)[0]
            return Led((best.service, best.option), thorough)
    return Led(None, True)


def _leading(weighings: Sequence[Leading], context: Context) -> Led:
    """The first in order. One that leads with a policy over time known from before a change leads with the cheapest too, so
    that is searched for only where it could put another first."""
    for each in weighings:
        each.open = set()
    best = _ranked(weighings, context)[0]
    others = {(each.service, option) for each in weighings for option in each.open or ()} - {(best.service, best.option)}
    if not others and not best.unpriced:
        return Led((best.service, best.option), True)
    for each in weighings:
        each.open = None
    ranked = _ranked(weighings, context)
    return Led((ranked[0].service, ranked[0].option), _proved(ranked, weighings))


def _proved(ranked: Sequence[Candidate], weighings: Sequence[Leading]) -> bool:
    """Whether no longer search for policies puts another first: none could cost so much less. A search counts copies in a Region
    nobody named, which no bill can."""
    slack = {(each.service, option): less for each in weighings for option, less in each.slack.items()}
    if any(slack.values()) and any(UNNAMED in line.part for line in ranked[0].bill.lines):
        return False
    best, *others = ranked
    least = [each.likely * EVEN - Decimal(slack.get((each.service, each.option), 0.0)) for each in others]
    return not any(each.unpriced for each in ranked) and all(best.likely < each for each in least)


def _rounds(store: Store, context: Context, thorough: bool = False) -> Iterator[list[Leading]]:
    """The services with what fits, then with what is merely capable; at once where money or a budget may turn that round; then
    the last resort."""
    found = _expected(store, context)
    only_fit = context.workload.optimize_for == "fit" and store.budget is None
    for wanted in (True, False) if only_fit else (None,):
        yield _weighings(found, found.services, store, context, wanted, thorough)
    yield _weighings(found, resorts(found.services), store, context, None, thorough)


def _expected(store: Store, context: Context) -> Expected:
    """What is expected of a need with a change, worked out from what was before it."""
    before = context.memo.kept.get(("verdicts", store.name))
    rederived = context.memo.kept.get(("facts", store.name))
    return expected(store, context.workload, context.base, context.vocabulary, before=before, rederived=rederived)


def _weighings(
    found: Expected,
    verdicts: Iterable[Verdict],
    store: Store,
    context: Context,
    wanted: bool | None,
    thorough: bool,
) -> list[Leading]:
    """The services some verdicts leave."""
    return [
        Leading(service, store, context, found.facts, found.facts, found.verdicts, fits, wanted, thorough)
        for service, fits in standing(verdicts)
        if fits or not wanted
    ]

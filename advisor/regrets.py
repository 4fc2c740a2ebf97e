"""Where nobody knows how data is used: what the option that follows its use costs at worst and at best, and the regret of each
way to keep it over a set of uses.

The regret of a Design in a use is what it costs more than the cheapest one for that use; it is least where the largest of these
is smallest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import Any

from advisor.bill import Bill
from advisor.candidates import Context, Weighed, module
from advisor.costing import billed
from advisor.diagnostics import At
from advisor.facts import Facts, derive
from advisor.leaders import winner
from advisor.outlook import with_said
from advisor.records import NamedTuple
from advisor.report import Choice, Hedge
from advisor.services import UNSURE
from advisor.sets import point
from advisor.spec import Said, Store

NOWHERE = At("", 1, 1)


def hedge(weighed: Weighed, context: Context) -> Hedge | None:
    """None where the use is known, or the option that follows it is not among the candidates."""
    best = weighed.best
    if best is None or best.service not in UNSURE:
        return None
    own = import_module(UNSURE[best.service])
    designs = {each.option: each.design for each in weighed.ranked if each.service == best.service}
    if not own.unsure(weighed.facts) or own.FOLLOWS not in designs:
        return None
    uses = [use for each in own.SCENARIOS if (use := _use(each, weighed, context, own)) is not None]
    if len(uses) < len(own.SCENARIOS) or own.PLAIN not in designs:
        return None
    return _Regrets(weighed, context, own, designs, uses).hedge()


class _Use(NamedTuple):
    """One use: the store with it said, its facts."""

    title: str
    store: Store
    facts: Facts


def _use(scenario: Any, weighed: Weighed, context: Context, own: ModuleType) -> _Use | None:
    """A scenario as a store; None where the spec would contradict itself."""
    store = with_said(weighed.store, context.vocabulary[own.FACT], point(scenario.reads))
    if store is None:
        return None
    if scenario.regularly:
        store = store._replace(said={**store.said, "access": Said(frozenset({"unknown"}), NOWHERE, "")})
    return _Use(scenario.title, store, derive(store, context.workload, context.vocabulary, usual=True))


class _Regrets:
    """The Designs there are, each billed in each use."""

    def __init__(self, weighed: Weighed, context: Context, own: ModuleType, designs: dict[str, Any], uses: list[_Use]) -> None:
        self.weighed, self.context, self.own, self.designs, self.uses = weighed, context, own, designs, uses
        assert weighed.best is not None
        self.service = weighed.best.service
        self.months = context.workload.horizon_months

    def hedge(self) -> Hedge | None:
        """The option that follows the use beside the plain one, and every Design by its largest regret; None where either of the
        two has no price."""
        every: dict[Any, tuple[str, list[Decimal]]] = {}
        for option, design in [*self.designs.items(), *self._winners()]:
            bills = [self._bill(design, use) for use in self.uses] if design not in every else []
            if bills and not any(bill.at_least for bill in bills):
                every[design] = (option, [bill.total / self.months for bill in bills])
        known = [self.designs[name] for name in (self.own.FOLLOWS, self.own.PLAIN)]
        if any(design not in every for design in known):
            return None
        follows, plain = (every[design][1] for design in known)
        uses = tuple(use.title for use in self.uses)
        choices = tuple(sorted(self._choices(every), key=lambda each: (each.regret, each.option)))
        return Hedge(self.own.FOLLOWS, self.own.PLAIN, follows[-1], plain[-1], follows[0], plain[0], uses, choices)

    def _choices(self, every: Mapping[Any, tuple[str, list[Decimal]]]) -> Iterator[Choice]:
        """Each Design with its largest regret."""
        least = [min(each) for each in zip(*(costs for _, costs in every.values()), strict=True)]
        for design, (option, costs) in every.items():
            regret, place = max((cost - least[at], at) for at, cost in enumerate(costs))
            said = module(self.service).configuration(design)
            yield Choice(option, said, tuple(costs), regret, self.uses[place].title)

    def _winners(self) -> list[tuple[str, Any]]:
        """What would be recommended in each use, where it may be something else than a candidate of now."""
        if not module(self.service).over_time(self.weighed.store):
            return []
        found = (winner(use.store, self.context) for use in self.uses)
        return [(each.option, each.design) for each in found if each is not None and each.service == self.service]

    def _bill(self, design: Any, use: _Use) -> Bill:
        """A Design's bill in a use."""
        context, store, own = self.context, use.store, module(self.service)
        look, place = context.look(store), context.place(store, self.service, design)
        return billed(own, design, use.facts, look, place, context.memo)

"""A need's candidates: what the rules leave standing, sized as Designs, with their bills, in order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from importlib import import_module
from itertools import islice, product
from math import prod
from types import MappingProxyType, ModuleType
from typing import Any

from advisor import instances
from advisor.ageing import Ageing, Known, Pair, aged, later, remembered
from advisor.ageing import ageing as ageing_of
from advisor.bill import Bill, Place
from advisor.costing import billed, breached, first, least, months, seller, structure
from advisor.exact import Fraction
from advisor.facts import Facts, derive, settled
from advisor.indexes import part_settings
from advisor.limits import Limits
from advisor.load import Load
from advisor.memo import Memo
from advisor.prices import Catalog
from advisor.ranking import Candidate, Priced, cheapest, rank
from advisor.records import NamedTuple
from advisor.rederived import Rederived
from advisor.rules import Excluded, RuleBase, Verdict
from advisor.services import CHEAPEST, MEETS, SERVICES, Look
from advisor.serving import Verdicts, expected, resorts, standing
from advisor.spec import Store, Workload
from advisor.tables import UNMET
from advisor.vocabulary import Vocabulary

MOST_COMBINATIONS = 64  # of settings that fit equally well, for one option


class Context(NamedTuple):
    """What every need of a workload is weighed with."""

    workload: Workload
    base: RuleBase
    limits: Limits
    vocabulary: Vocabulary
    catalog: Catalog
    on: date
    memo: Memo
    running: Mapping[str, Any] = MappingProxyType({})  # what is kept of the designs of today, by their stores' names

    def look(self, store: Store) -> Look:
        """What a service may look at for this store."""
        home, month = self.workload.region, partial(first, self.memo, self.workload.horizon_months)
        live, once = self.workload.go_live, partial(self.memo.of, structure(store, self.memo))
        return Look(self.limits, instances, store, self.on, home, seller(self.catalog, home), month, live, once)

    def place(self, store: Store, service: str, design: Any) -> Place:
        """Where and when a Design (None: any) of a service is priced for this store, with what was measured of it.

        Left out is what was measured of a service it competes with, and what such a Design is never billed for.
        """
        if not store.measured:
            return Place(self.catalog, self.workload.region, self.on, self.workload.horizon_months)
        never_billed = getattr(module(service), "never_billed", None)
        never = never_billed(design) if never_billed is not None and design is not None else ()
        rivals = {each for each in MEETS[store.kind] if each != service}
        measured = {
            name: each.amount
            for name, each in store.measured.items()
            if name.partition(".")[0] not in rivals and name not in never
        }
        return Place(self.catalog, self.workload.region, self.on, self.workload.horizon_months, measured)


class Weighed(NamedTuple):
    """One need: its facts (and with usual values for unknown ones), each decision's verdict, the candidates in order."""

    store: Store
    facts: Facts
    likely: Facts
    services: tuple[Verdict, ...]
    settings: Mapping[str, tuple[Verdict, ...]] = MappingProxyType({})  # by service
    ranked: tuple[Candidate, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    resorted: bool = False  # the services that stood came to nothing, so the last resort was weighed

    @property
    def best(self) -> Candidate | None:
        """The recommended candidate, None when nothing meets the need."""
        return self.ranked[0] if self.ranked else None

    @property
    def title(self) -> str:
        """People's title of what is recommended."""
        return self.title_of(self.best.service, self.best.option) if self.best else ""

    def title_of(self, service: str, option: str) -> str:
        """An option's title in its decision, else its name behind its service's title."""
        found = (verdict.decision.option(option) for verdict in self.settings.get(service, ()))
        return next((each.title for each in found if each is not None and each.title), f"{module(service).TITLE} {option}")


def setting(design: Any, field: str) -> str | None:
    """The word a setting decision uses for what a Design says of a field; None when it says nothing it has a word for."""
    value = getattr(design, field, None)
    if isinstance(value, bool | int):
        return "true" if value else "false"
    return value if isinstance(value, str) else None if value is None or isinstance(value, Fraction) else "true"


@cache
def module(service: str) -> ModuleType:
    """The module of a service."""
    return import_module(SERVICES[service])


def weigh(store: Store, context: Context) -> Weighed:
    """All candidates for a need, best first, and what is excluded."""
    facts = derive(store, context.workload, context.vocabulary)
    rederived = Rederived(store, context.workload, context.vocabulary)
    said = None if facts.unknown else facts
    likely, known, verdicts, both = expected(store, context.workload, context.base, context.vocabulary, said, None, rederived)
    if both:
        facts = derive(store, context.workload, context.vocabulary, both=True)
    for each in (facts, likely):
        each.beside(rederived.facts(store, both))
    context.memo.kept |= {("verdicts", store.name): known, ("facts", store.name): rederived}
    found: list[Candidate] = []
    excluded = [out for verdict in verdicts for out in verdict.excluded]
    settings: dict[str, tuple[Verdict, ...]] = {}
    spare = resorts(verdicts)
    for asked in (verdicts, spare):
        for service, fits in standing(asked) if not found else ():
            weighing = Weighing(service, store, context, facts, likely, known, fits, thorough=True)
            found += weighing.candidates()
            settings[service] = weighing.verdicts
            excluded += weighing.excluded
    ranked = rank(found, context.workload.optimize_for)
    resorted = bool(found) and (found[0].service, True) in standing(spare)
    return Weighed(store, facts, likely, spare if resorted else verdicts, settings, ranked, tuple(excluded), resorted)


class Weighing:
    """The candidates of one service for one need; `wanted` True or False: only those that fit, or only those that do not;
    `thorough`: the cheapest policy over time is proved to be that, where it is quickly found and takes long to prove."""

    def __init__(
        self,
        service: str,
        store: Store,
        context: Context,
        facts: Facts,
        likely: Facts,
        known: Verdicts,
        fit: bool,
        wanted: bool | None = None,
        thorough: bool = False,
    ) -> None:
        self.service, self.store, self.context, self.likely, self.fit = service, store, context, likely, fit
        self.wanted, self.thorough = wanted, thorough
        self.module = module(service)
        self.facts = settled(facts, likely, getattr(self.module, "USUAL", ()))
        self.look, self.key, self.place = context.look(store), structure(store, context.memo), context.place(store, service, None)
        self.never = getattr(self.module, "never_billed", None)
        self.verdicts = known.every(context.base.decisions(service))
        self.excluded: list[Excluded] = []
        running = context.running.get(store.name)
        self.running = running if running is not None and running.service == service else None
        self._made: dict[Hashable, tuple[Any, ...]] = {}
        self._ageing: dict[bool, Ageing | None] = {}
        self.before: dict[Any, Any] = {}  # what the fields kept as they are today would be otherwise
        self.slack: dict[str, float] = {}  # by option, US dollars that a longer search for its policy could save at most
        self.open: set[str] | None = None  # not None: policies over time are not searched for, but for which options one may be

    def candidates(self) -> Iterator[Candidate]:
        """The cheapest Design of each option of the service's primary field."""
        for option, settings, fit in self._options():
            yield from self._cheapest(option, settings, fit)

    def able(self) -> Iterator[str | None]:
        """The options with a Design, nothing priced."""
        for option, settings, _ in self._options():
            if any(self._designs(self.likely, each) for each in combinations(settings)):
                yield option

    def _options(self) -> Iterator[tuple[str | None, Mapping[str, tuple[str, ...]], bool]]:
        """Each option wanted, the settings that fit with it, and whether it fits; what is out is noted."""
        fields, fits = [each.decision.sets for each in self.verdicts], [each.fit for each in self.verdicts]
        unmet = next((each for each in self.verdicts if each.fit in ((), (UNMET,))), None) if {(), (UNMET,)} & {*fits} else None
        primary = self.verdicts[fields.index(self.module.PRIMARY)] if self.module.PRIMARY in fields else None
        settings = dict(zip(fields, fits, strict=True))
        if primary is not None:
            self.excluded += primary.excluded
        if unmet is not None:
            self.excluded.append(Excluded(self.service, unmet.reason.rule, unmet.reason.because, unmet.reason.source))
            return
        if self.store.indexes:
            settings |= part_settings(self.service, self.store, self.likely, self.context.base, self.context.vocabulary)
        for option in primary.standing if primary is not None else (None,):
            fit = self.fit and (primary is None or option in primary.fit)
            if self.wanted is None or fit is self.wanted:
                yield option, settings if option is None else settings | {self.module.PRIMARY: (option,)}, fit

    def _cheapest(self, option: str | None, settings: Mapping[str, tuple[str, ...]], fit: bool) -> Iterator[Candidate]:
        """The Design with the lowest total among the combinations of settings that fit equally."""
        found = [self._priced(*pair) for pair in self._pairs(option, settings, fit)]
        if found:
            yield self._candidate(option, cheapest(found), fit)
        else:
            named = f"{self.module.TITLE} {option}" if option else self.module.TITLE
            told = getattr(self.module, "unsold", None)
            why = told(self.likely, settings, self.look) if told is not None else ""
            because = why or f"No configuration of {named} that is sold here holds the stated size and speed."
            self.excluded.append(Excluded(option or self.service, f"{self.service}.sizing", because, ()))

    def _pairs(self, option: str | None, settings: Mapping[str, tuple[str, ...]], fit: bool) -> Sequence[Pair]:
        """The Designs of an option that may be its cheapest."""
        idle, found = getattr(self.module, "idle", None), list[Pair]()
        for one in combinations(settings, idle(option) if idle is not None else ()):
            likely = self._designs(self.likely, one)
            designs = likely if self.facts is self.likely else self._designs(self.facts, one)
            pairs = list(zip(designs, likely, strict=False))
            found += pairs
            found += self._aged(option, pairs, fit)
        return least(self.module, found, self.place)

    def _aged(self, option: str | None, pairs: Iterable[Pair], fit: bool) -> Iterable[Pair]:
        """The Designs with the cheapest policy over time, or those known without a search."""
        if self.open is None:
            return aged(self.ageing(fit), option, pairs, self.slack)
        known, open_ = remembered(self.ageing(fit), option, pairs)
        if open_ and option:
            self.open.add(option)
        return known

    def ageing(self, fit: bool) -> Ageing | None:
        """What the search for the cheapest policy over time needs, None where there is none."""
        if self.service not in CHEAPEST:
            return None
        if fit not in self._ageing:
            pays = self.module.over_time(self.store) or later(self.verdicts, self.module.PRIMARY)
            how = (fit and self.context.workload.optimize_for == "fit", self.thorough)
            # not the weighing, which keeps what is made
            store, count, memo = self.store, self.place.months, self.context.memo
            known = Known(self.likely, lambda facts: months(store, facts, count, memo), memo, self.key)
            self._ageing[fit] = ageing_of(self.service, self.verdicts, how, self.look, self.place, known) if pays else None
        return self._ageing[fit]

    def _designs(self, facts: Facts, settings: Mapping[str, tuple[str, ...]]) -> tuple[Any, ...]:
        """The Designs of one combination of settings."""
        asked = facts is self.likely, tuple(settings), tuple(settings.values())
        made = self._made.get(asked)
        if made is None:
            key = ("designs", self.service, *asked[1:], self.key)
            made = self.context.memo.call(key, facts, lambda known: self.module.designs(known, settings, self.look))
            made = self._made[asked] = made if self.running is None else self.running.on(made, self.before)
        return made

    def _priced(self, design: Any, usual: Any) -> Priced:
        """What a Design comes to with usual values for what nobody measured, the order of Designs first."""
        likely, budget = self.bill(usual, self.likely), self.store.budget
        breaches = breached(budget, likely.dearest) if budget is not None else ()
        return bool(breaches), likely.missing, likely.total, design, likely, breaches

    def _candidate(self, option: str | None, priced: Priced, fit: bool) -> Candidate:
        """A Design with its bill; what nobody measured counts at its usual value in the order only."""
        _, missing, total, design, likely, breaches = priced
        own = likely if self.facts is self.likely else self.bill(design, self.facts)
        plain = None if self.running is None else self.running.without(design, self.before)
        return Candidate(self.service, option or self.service, design, own, total, fit, missing, breaches, plain)

    def bill(self, design: Any, facts: Facts) -> Bill:
        """A Design's bill over the horizon."""
        own = self.never is not None and self.store.measured
        place = self.context.place(self.store, self.service, design) if own else self.place
        return billed(self.module, design, facts, self.look, place, self.context.memo)

    def _loads(self, facts: Facts) -> Sequence[Load]:
        """The months of the need."""
        return months(self.store, facts, self.place.months, self.context.memo)


def combinations(settings: Mapping[str, tuple[str, ...]], idle: tuple[str, ...] = ()) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """Each combination of settings that fit equally, as settings of one value each; of the idle ones the first."""
    count = prod(map(len, settings.values()))
    if count == 1:
        yield settings
        return
    if idle and count <= MOST_COMBINATIONS:
        settings = {name: values[:1] if name in idle else values for name, values in settings.items()}
    alone = {*map(len, settings.values())} == {1}
    for each in islice(product(*settings.values()), MOST_COMBINATIONS):
        yield settings if alone else {name: (value,) for name, value in zip(settings, each, strict=True)}

"""A scenario as a spec, decided through the ordinary path, and whether an answer is among what fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import chain
from typing import Any

import yaml

from advisor import limits, report, rules, units, vocabulary
from advisor.advise import advise
from advisor.candidates import Context, Weighed, module, weigh
from advisor.costing import price
from advisor.exact import Fraction
from advisor.memo import Memo
from advisor.prices import FileCatalog
from advisor.services.s3 import Transition
from advisor.sets import number
from advisor.spec import Workload, read_spec

ON = date(2026, 11, 21)
REGION = "us-east-1"  # no scenario names one, and this one has every price
CATALOG = FileCatalog()
RULES = rules.load(rules.families(), ON)
Answer = Mapping[str, Any]

# The slots of an answer that decisions fill: the decision's field, and its value for each word of the answer.
SLOTS: Mapping[str, Mapping[Any, Mapping[str, str]]] = {
    "capacity": {
        "on_demand": {"mode": "on_demand"},
        "provisioned": {"mode": "provisioned", "scaling": "none"},
        "provisioned_autoscaling": {"mode": "provisioned", "scaling": "autoscaling"},
        "provisioned_scheduled_scaling": {"mode": "provisioned", "scaling": "scheduled"},
        "serverless": {"capacity": "serverless"},
    },
    "read_replica": {True: {"readers": "true"}, "cross_region": {"cross_region": "read_replica"}},
    "global_database": {True: {"cross_region": "global_database"}},
    "backups": {"cross_region": {"cross_region": "backups"}},
    "clone": {True: {"clones": "true"}},
    "proxy": {True: {"proxy": "true"}},
    "global_table": {True: {"global_tables": "MREC"}},
    "dax": {True: {"dax": "true"}},
    "pitr": {True: {"pitr": "true"}},
    "multi_attach": {True: {"multi_attach": "true"}},
}
PLAIN = {"service": "service", "class": "class_", "type": "type", "table_class": "table_class", "export": "export"}
PLAIN |= {each: each for each in ("edition", "licence", "copies", "standby")}
OPTIONS = ("class_", "type", "mode", "copies", "capacity")  # the fields whose value is a candidate's option
MEASURES = ("iops", "expire", "engine", "strategy", "durability", "multi_az")  # slots compared with a candidate's configuration


def spec(stores: Mapping[str, Any], wants: str = "") -> str:
    """The text of a spec."""
    top = {"region": REGION, **({"optimize_for": "cost"} if wants == "lowest cost" else {}), "stores": dict(stores)}
    return yaml.safe_dump(top, sort_keys=False)


def read(text: str) -> Workload:
    """The workload of a text that must be a spec."""
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is not None, "\n".join(map(str, problems)) + "\n" + text
    return workload


def fields(answer: Answer) -> dict[str, str]:
    """The decided fields of an answer and their values."""
    pairs = ({PLAIN[key]: value} if key in PLAIN else SLOTS[key][value] for key, value in answer.items() if key not in MEASURES)
    return dict(chain.from_iterable(each.items() for each in pairs))


class Decided:
    """One store of a decided spec."""

    def __init__(self, need: report.Need, workload: Workload) -> None:
        self.need, self.workload = need, workload

    @cached_property
    def fit(self) -> dict[str, tuple[str, ...]]:
        """What fits, by the field that is decided."""
        sets = {each.id: each.sets for each in RULES.every_decision}
        return {sets[each.rule.rpartition(".")[0]]: each.chose for each in self.need.reasons if each.rule}

    def fit_of(self, service: str) -> Mapping[str, tuple[str, ...]]:
        """What fits where this service is taken, by the field that is decided."""
        settings = weighed_of(self)[0].settings.get(service, ())
        return {**self.fit, **{each.decision.sets: each.fit for each in settings}}

    @property
    def flips(self) -> tuple[report.Flip, ...]:
        """What would change the answer, as the report says."""
        return next(each.flips for each in advise(self.workload, CATALOG, ON).stores if each.name == self.need.name)

    @property
    def fitting(self) -> list[report.Priced]:
        """The candidates that fit."""
        found = [each for each in (self.need.recommended, *self.need.alternatives) if each is not None]
        return [each for each in found if each.fit == "fit"]

    def accepts(self, answer: Answer) -> bool:
        """Whether an answer is among what fits: each of its slots, and a candidate with its measures."""
        if "finding" in answer:
            return answer["finding"] in {each.code for each in self.need.findings if each.option.startswith("chosen")}
        if any(key not in PLAIN and key not in SLOTS and key not in MEASURES for key in answer):
            return False  # an answer with slots no Design has
        wanted = fields(answer)
        fit = self.fit_of(answer.get("service", ""))
        if any(value not in fit.get(field, ()) for field, value in wanted.items()):
            return False
        return any(self._is(each, answer, wanted) for each in self.fitting)

    @staticmethod
    def _is(candidate: report.Priced, answer: Answer, wanted: Mapping[str, str]) -> bool:
        """Whether a candidate is the answer's option, with its measures."""
        option = next((wanted[field] for field in OPTIONS if field in wanted), candidate.option)
        measures = all(candidate.configuration.get(name) == answer[name] for name in MEASURES if name in answer)
        return candidate.service == wanted.get("service", candidate.service) and candidate.option == option and measures


def differences(candidate: report.Priced, answer: Answer) -> dict[str, str]:
    """The fields in which a candidate is not what an answer says, with the candidate's values."""
    said = {**candidate.configuration, "class_": candidate.configuration.get("class"), "service": candidate.service}
    said |= {name: str(bool(said.get(name))).lower() for name in ("dax", "pitr", "multi_attach", "clones", "proxy", "readers")}
    said["standby"] = "reader" if candidate.configuration.get("readers") else "none"
    return {field.rstrip("_"): str(said.get(field)) for field, value in fields(answer).items() if said.get(field) != value}


def decide(text: str) -> dict[str, Decided]:
    """Each store of a spec, decided."""
    workload = read(text)
    return {need.name: Decided(need, workload) for need in advise(workload, CATALOG, ON, full=False).stores}


def weighed_of(decided: Decided) -> tuple[Weighed, Context]:
    """The candidates of a store, with what is not in a report: their bills at the usual values of what nobody said."""
    store = next(each for each in decided.workload.stores if each.name == decided.need.name)
    context = Context(decided.workload, RULES, limits.load((), ON), vocabulary.load(), CATALOG, ON, Memo())
    return weigh(store, context), context


def monthly(decided: Decided) -> Decimal:
    """The average month of the recommended candidate at usual values, to the cent."""
    best = weighed_of(decided)[0].best
    assert best is not None
    return cents(best.likely / decided.workload.horizon_months)


def cents(amount: Decimal) -> Decimal:
    """Rounded half up."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def saving(decided: Decided, answers: Iterable[Answer]) -> dict[str, Any]:
    """How the recommended candidate differs from the cheapest of the answers, and what it saves a month; empty where it is one.

    US dollars to the cent, both at the usual values of what nobody said, on average over the horizon.
    """
    best, right = decided.need.recommended, [each for each in answers if decided.accepts(each)]
    if best is None or any(not differences(best, each) for each in answers):
        return {}
    weighed, context = weighed_of(decided)
    answer = min(right, key=lambda each: cheapest(weighed, context, each))
    return {**differences(best, answer), "saves": str(cents(cheapest(weighed, context, answer)) - monthly(decided))}


def published_policy(decided: Decided, answer: Answer) -> Decimal:
    """The average month of the recommended bucket under a published lifecycle, to the cent."""
    weighed, context = weighed_of(decided)
    assert weighed.best is not None
    moves = tuple(Transition(exact(each["after"], "duration"), each["to"]) for each in answer["lifecycle"])
    plain: Any = weighed.best.design
    design = plain._replace(class_=answer["class"], lifecycle=moves, rules=(), archive_access=None, deep_archive_access=None)
    place = context.place(weighed.store, "s3", design)
    bill = price(module("s3"), design, weighed.likely, context.look(weighed.store), place)
    assert not bill.at_least
    return cents(bill.total / decided.workload.horizon_months)


def exact(text: str, dimension: str) -> Fraction:
    """One amount."""
    value = number(units.parse(text, dimension))
    assert isinstance(value, Fraction)
    return value


def cheapest(weighed: Weighed, context: Context, answer: Answer) -> Decimal:
    """The average month of the cheapest Design that says what the answer does."""
    service = answer.get("service", weighed.best.service if weighed.best else "")
    own, look, store = module(service), context.look(weighed.store), weighed.store
    settings = {each.decision.sets: each.fit for each in weighed.settings[service]}
    settings |= {field: (value,) for field, value in fields(answer).items() if field != "service"}
    found = own.designs(weighed.likely, settings, look)
    return min(price(own, each, weighed.likely, look, context.place(store, service, each)).average for each in found)

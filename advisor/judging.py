"""Designs a spec chose: read, priced, and held to the rules; and the findings on every design and need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from advisor import report
from advisor.bill import Bill
from advisor.candidates import Context, Weighed, breached, index_facts, module, price, setting
from advisor.checks import Finding, findings
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.facts import Facts, derive
from advisor.services import MEETS, SERVICES
from advisor.sets import Values
from advisor.source import Node, excerpt
from advisor.spec import Store, Workload


class Chosen:
    """A design the spec chose, with its bill."""

    def __init__(self, service: str, design: Any, bill: Bill) -> None:
        self.service, self.design, self.bill = service, design, bill
        own = module(service)
        self.title: str = own.TITLE
        self.configuration: Mapping[str, Any] = own.configuration(design)
        self.primary: str = own.PRIMARY
        self.option: str = getattr(design, own.PRIMARY) or service


def chosen_designs(workload: Workload, context: Context) -> tuple[dict[str, Chosen], list[Diagnostic]]:
    """Each store's chosen design, and everything wrong with them."""
    found: dict[str, Chosen] = {}
    problems: list[Diagnostic] = []
    for store in workload.stores:
        problems += _instance_known(store)
        if store.chosen is None:
            continue
        service, wrong = _service(store.chosen, store)
        problems += wrong
        if not service:
            continue
        own, look = module(service), context.look(store)
        design, wrong = own.read(store.chosen, look)
        problems += wrong
        if design is not None:
            facts = derive(store, workload, context.vocabulary)
            found[store.name] = Chosen(service, design, price(own, design, facts, look, context.place(store)))
    lines = workload.lines
    return found, [_excerpt(each, lines) for each in problems]


def _excerpt(problem: Diagnostic, lines: tuple[str, ...]) -> Diagnostic:
    """The problem with its line."""
    return problem if problem.at is None or not lines else problem._replace(excerpt=excerpt(lines, problem.at))


def _instance_known(store: Store) -> Iterable[Diagnostic]:
    """A problem when the instance named is none."""
    from advisor import instances

    if store.instance and instances.find(store.instance) is None:
        yield Diagnostic(
            store.at,
            "spec.instance",
            f'"{store.instance[:40]}" is no EC2 instance type known here',
            instances.nearest_type(store.instance),
        )


def _service(node: Node, store: Store) -> tuple[str, list[Diagnostic]]:
    """The service a chosen design names; its kind's only service when it names none."""
    kinds = MEETS[store.kind]
    said = node.value.get("service") if isinstance(node.value, dict) else None
    if said is None:
        return kinds[0], []
    text = said.value if isinstance(said.value, str) else ""
    if text in kinds:
        return text, []
    if text in SERVICES:
        return "", [
            Diagnostic(said.at, "chosen.service", f"{text} does not serve a need of kind {store.kind}", f"write {kinds[0]}")
        ]
    return "", [Diagnostic(said.at, "chosen.service", f'"{text[:40]}" is no service known here', nearest(text, kinds))]


def need_findings(weighed: Weighed, chosen: Chosen | None, context: Context) -> Iterable[report.Finding]:
    """What the checks say of the need and of its recommended and chosen designs; what speaks against the chosen; its budget."""
    store, known = weighed.store, weighed.likely.values
    found: list[Finding] = findings(context.base, store.kind, known, store.at)
    subjects = [(each.service, each.design, each.option) for each in weighed.ranked[:1]]
    subjects += [(chosen.service, chosen.design, f"chosen {chosen.option}")] if chosen else []
    for service, design, option in subjects:
        own, look = module(service), context.look(store)
        facts = {**known, **_silent_of(service, context), **own.describe(design, look)}
        parts = [
            (kind, name, {**_part(kind, name, weighed.likely, store, context), **own_facts})
            for kind, name, own_facts in own.parts(design, weighed.likely)
        ]
        found += findings(
            context.base,
            service,
            facts,
            store.chosen.at if option.startswith("chosen") and store.chosen else store.at,
            option,
            parts,
        )
    yield from (report.Finding(*each) for each in found)
    if chosen is not None:
        yield from _against(chosen, weighed)
    for breach in weighed.best.breaches if weighed.best else ():
        yield report.Finding(
            "budget.need",
            "error",
            f"{store.name} {breach}",
            store.at,
            weighed.best.option if weighed.best else "",
            "budget",
            "raise the budget or relax a requirement",
            (),
        )


def _silent_of(service: str, context: Context) -> Mapping[str, Values]:
    """What an unsaid word of a Design means, where silence says so."""
    return {
        word.name: word.silent(service) for word in context.vocabulary.values() if service in word.kinds and word.silence == "no"
    }


def _part(kind: str, name: str, likely: Facts, store: Store, context: Context) -> Mapping[str, Values]:
    """What the need says of a part with this name."""
    return index_facts(kind, name, store, likely, context.vocabulary) if name in store.indexes else {}


def _against(chosen: Chosen, weighed: Weighed) -> Iterable[report.Finding]:
    """What speaks against a chosen design: the rules that exclude it or a setting of it, what it lacks, what it costs more."""
    store = weighed.store
    at, option = store.chosen.at if store.chosen else store.at, f"chosen {chosen.option}"
    against = [each for each in weighed.excluded if each.option in (chosen.option, chosen.service)]
    instead = f"choose {weighed.title}" if weighed.best else "relax what is asked"
    for each in against:
        message = f"{chosen.option} is chosen but cannot do this: {each.because}"
        yield report.Finding(each.rule, "error", message, at, option, chosen.primary, instead, each.source)
    for verdict in weighed.settings.get(chosen.service, ()):
        field = verdict.decision.sets
        word = setting(chosen.design, field) if field != chosen.primary else None
        fit = " or ".join(verdict.fit)
        for each in verdict.excluded:
            if each.option == word:
                message = f"{field.rstrip('_')} {word} is chosen but cannot do this: {each.because}"
                yield report.Finding(each.rule, "error", message, at, option, field, f"choose {fit}" if fit else "", each.source)
    yield from _short(chosen, weighed, at)
    best = weighed.best
    if against or best is None or chosen.bill.at_least or best.bill.at_least or chosen.bill.average <= best.bill.average:
        return
    more = chosen.bill.average - best.bill.average
    message = f"{chosen.option} is chosen; {weighed.title} is recommended and costs {more:,.2f} USD a month less"
    yield report.Finding("chosen.dearer", "info", message, at, option, "", "", ())


def _short(chosen: Chosen, weighed: Weighed, at: At) -> Iterable[report.Finding]:
    """Amounts of a chosen design below those the same option needs here."""
    like = next((each for each in weighed.ranked if (each.service, each.option) == (chosen.service, chosen.option)), None)
    own = module(chosen.service)
    if like is None or getattr(chosen.design, "volumes", 1) != getattr(like.design, "volumes", 1):
        return
    needed = own.configuration(like.design)
    for field in own.AMOUNTS:
        has, wants = getattr(chosen.design, field), getattr(like.design, field)
        if has is not None and wants is not None and has < wants:
            message = f"the chosen {field} of {chosen.configuration[field]} is less than the {needed[field]} this need takes"
            instead = f"write {field}: {needed[field]}"
            yield report.Finding(f"chosen.{field}", "error", message, at, f"chosen {chosen.option}", field, instead, ())


def over_budget(workload: Workload, dearest: Decimal) -> Iterable[report.Finding]:
    """The workload's budget, where its dearest month exceeds it."""
    for breach in breached(workload.budget, dearest):
        yield report.Finding(
            "budget.workload",
            "error",
            f"the workload {breach}",
            None,
            "",
            "budget",
            "raise the budget or relax a requirement",
            (),
        )

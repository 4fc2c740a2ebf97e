"""The line itself: a Workload, a Catalog and a day → a Report. Pure: nothing is printed, nothing is read but rules and prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from advisor import limits, outlook, report, rules, vocabulary
from advisor.accounts import adjustments
from advisor.bill import Bill
from advisor.candidates import Context, Weighed, breached, index_facts, module, price, weigh
from advisor.checks import Finding, findings
from advisor.diagnostics import Diagnostic, Refused, nearest
from advisor.facts import Facts
from advisor.prices import Catalog
from advisor.ranking import Candidate
from advisor.rules import Excluded, Verdict
from advisor.services import SERVICES
from advisor.sets import Values
from advisor.source import Node
from advisor.spec import Store, Workload
from advisor.trace import Tried
from advisor.vocabulary import show_value

FAMILIES = {"object": ("object", "s3"), "block": ("block", "ebs", "instance_store"), "database": ("database", "dynamodb")}


class _Chosen:
    """A design the spec chose, with its bill."""

    def __init__(self, service: str, design: Any, bill: Bill) -> None:
        self.service, self.design, self.bill = service, design, bill
        own = module(service)
        self.title: str = own.TITLE
        self.configuration: Mapping[str, Any] = own.configuration(design)
        self.option: str = getattr(design, own.PRIMARY) or service


def advise(workload: Workload, catalog: Catalog, on: date, *, basis: str = "recommended", full: bool = True) -> report.Report:
    """The Report of a workload as of a day. `basis` chosen: the totals add up chosen designs where there are any.

    `full` False leaves out what would change the answer and the trace. Refused with every problem of a `chosen:` design.
    """
    context = _context(workload, catalog, on)
    chosen, problems = _chosen(workload, context)
    if problems:
        raise Refused(problems)
    weighed = [weigh(store, context) for store in workload.stores]
    needs = [_need(each, chosen.get(each.store.name), context, full) for each in weighed]
    bills = {each.store.name: _basis(each, chosen.get(each.store.name), basis) for each in weighed}
    return _report(workload, context, [*needs, *_unsupported(workload)], bills, basis)


def _context(workload: Workload, catalog: Catalog, on: date) -> Context:
    """Rules, limits and words of the families the workload needs."""
    kinds = dict.fromkeys(store.kind for store in workload.stores)
    families = dict.fromkeys(family for kind in kinds for family in FAMILIES[kind])
    known = limits.load((), on)
    return Context(workload, rules.load(families, on), known, vocabulary.load(), catalog, on)


def _chosen(workload: Workload, context: Context) -> tuple[dict[str, _Chosen], list[Diagnostic]]:
    """Each store's chosen design, and everything wrong with them."""
    from advisor.facts import derive

    found: dict[str, _Chosen] = {}
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
            found[store.name] = _Chosen(service, design, price(own, design, facts, look, context.place(store)))
    lines = workload.lines
    return found, [_excerpt(each, lines) for each in problems]


def _excerpt(problem: Diagnostic, lines: tuple[str, ...]) -> Diagnostic:
    """The problem with its line."""
    from advisor.source import excerpt

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
    kinds = {"object": ["s3"], "block": ["ebs", "instance_store"], "database": ["dynamodb"]}[store.kind]
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


def _basis(weighed: Weighed, chosen: _Chosen | None, basis: str) -> Bill | None:
    """The bill that counts in the totals."""
    if basis == "chosen" and chosen is not None:
        return chosen.bill
    return weighed.best.bill if weighed.best else None


def _need(weighed: Weighed, chosen: _Chosen | None, context: Context, full: bool) -> report.Need:
    """Everything said of one need."""
    best = weighed.best
    verdicts = _verdicts(weighed)
    return report.Need(
        name=weighed.store.name,
        kind=weighed.store.kind,
        recommended=_priced(best) if best else None,
        alternatives=tuple(_priced(each) for each in weighed.ranked[1:]),
        excluded=tuple(_exclusion(each) for each in weighed.excluded),
        chosen=_chosen_priced(chosen, weighed) if chosen else None,
        reasons=tuple(report.Reason(each.reason.rule, each.reason.because, each.reason.source, each.fit) for each in verdicts),
        holds_while=outlook.holds_while(weighed, context) if full else (),
        flips=outlook.flips(weighed, context) if full else (),
        trace=tuple(_step(verdict, tried) for verdict in verdicts for tried in verdict.trace) if full else (),
        findings=tuple(_findings(weighed, chosen, context)),
        assumptions=tuple(_assumptions(weighed, context)),
        questions=outlook.questions(weighed, context) if full else (),
        order_proved=not any(each.bill.at_least for each in weighed.ranked),
    )


def _verdicts(weighed: Weighed) -> tuple[Verdict, ...]:
    """The decisions that made the recommendation: service, its option, its settings."""
    if weighed.best is None:
        return outlook.deciding(weighed)
    own = module(weighed.best.service)
    settings = weighed.settings.get(weighed.best.service, ())
    return (*weighed.services, *sorted(settings, key=lambda each: each.decision.sets != own.PRIMARY))


def _priced(candidate: Candidate) -> report.Priced:
    """A candidate as the report shows it."""
    own = module(candidate.service)
    fit = "fit" if candidate.fit else "capable"
    configuration = own.configuration(candidate.design)
    return report.priced(candidate.service, own.TITLE, candidate.option, fit, configuration, candidate.bill)


def _chosen_priced(chosen: _Chosen, weighed: Weighed) -> report.Priced:
    """The chosen design as the report shows it."""
    found = [each for each in weighed.ranked if (each.service, each.option) == (chosen.service, chosen.option)]
    fit = "excluded" if not found else "fit" if found[0].fit else "capable"
    return report.priced(chosen.service, chosen.title, chosen.option, fit, chosen.configuration, chosen.bill)


def _exclusion(excluded: Excluded) -> report.Exclusion:
    return report.Exclusion(excluded.option, excluded.rule, excluded.because, excluded.source)


def _step(verdict: Verdict, tried: Tried) -> report.Step:
    """One rule tried."""
    clauses = tuple(
        {
            "clause": each.text,
            "fact": each.fact,
            "value": each.shown,
            "held": each.held,
            "gap": None if each.gap is None else str(each.gap),
        }
        for each in tried.atoms
    )
    return report.Step(verdict.decision.id, tried.rule, tried.option, tried.held, clauses, tried.chose)


def _findings(weighed: Weighed, chosen: _Chosen | None, context: Context) -> Iterable[report.Finding]:
    """What the checks say of the need, of the recommended and of the chosen design; breached budgets; a chosen design excluded."""
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


def _against(chosen: _Chosen, weighed: Weighed) -> Iterable[report.Finding]:
    """What speaks against a chosen design: the rules that exclude it, or what it costs beyond the recommended one."""
    store = weighed.store
    at = store.chosen.at if store.chosen else store.at
    against = [each for each in weighed.excluded if each.option in (chosen.option, chosen.service)]
    for each in against:
        yield report.Finding(
            each.rule,
            "error",
            f"{chosen.option} is chosen but cannot do this: {each.because}",
            at,
            f"chosen {chosen.option}",
            "",
            f"choose {outlook.name(weighed) or 'another need'}",
            each.source,
        )
    best = weighed.best
    if (
        not against
        and best is not None
        and not chosen.bill.at_least
        and not best.bill.at_least
        and chosen.bill.average > best.bill.average
    ):
        more = chosen.bill.average - best.bill.average
        yield report.Finding(
            "chosen.dearer",
            "info",
            f"{chosen.option} is chosen; {best.service} {best.option} is recommended and costs {more:,.2f} USD a month less",
            at,
            f"chosen {chosen.option}",
            "",
            "",
            (),
        )


def _assumptions(weighed: Weighed, context: Context) -> Iterable[report.Assumed]:
    """What was assumed of the need: tolerances nobody stated, usual values, upper ends, prices that reach back."""
    for fact in weighed.likely.facts.values():
        word = context.vocabulary[fact.name]
        if fact.origin == "assumed":
            yield report.Assumed(fact.name, show_value(word, fact.values), word.means)
        elif fact.origin == "usual" and word.sayable:
            yield report.Assumed(
                fact.name, show_value(word, fact.values), "nobody said; the order of candidates rests on it, the bill does not"
            )
        elif fact.origin == "said" and fact.why:
            yield report.Assumed(fact.name, show_value(word, fact.values), fact.why)
    if weighed.best is not None and weighed.best.bill.reaches_back:
        names = ", ".join(weighed.best.bill.reaches_back)
        yield report.Assumed("prices", f"as first seen, also on {context.on}", f"not known to have differed: {names}")


def _unsupported(workload: Workload) -> Iterable[report.Need]:
    """Needs of families that are not built: told so, never answered."""
    for need in workload.unsupported:
        message = f"{need.name}: needs of this kind ({need.kind}) are not decided, sized or priced by this release; the totals leave it out"
        finding = report.Finding(
            "need.not-built", "error", message, need.at, "", "kind", "see `advisor services` for what is", ()
        )
        yield report.Need(need.name, need.kind, None, findings=(finding,))


def _report(
    workload: Workload, context: Context, needs: Iterable[report.Need], bills: Mapping[str, Bill | None], basis: str
) -> report.Report:
    """The whole answer, with what is account-wide and the totals."""
    stores = tuple(needs)
    counted = [each for each in bills.values() if each is not None]
    extra, monthly = adjustments(counted, workload, context.catalog, context.on)
    months = tuple(sum((each.months[month] for each in counted), monthly[month]) for month in range(workload.horizon_months))
    total = sum(months, Decimal(0))
    seen = [line.price_seen for each in counted for line in each.lines]
    whole = Bill(months=months, first=months[0], last=months[-1], average=total / len(months), total=total)
    at_least = any(each.at_least for each in counted) or len(counted) < len(stores)
    return report.Report(
        report.SCHEMA, workload.name, workload.region, "USD", workload.horizon_months, context.on, workload.optimize_for,
        report.Seen(min(seen, default=None), max(seen, default=None)), stores, extra,
        tuple(report.Assumed(*each) for each in workload.assumptions), tuple(_over_budget(workload, whole)), basis,
        report.Monthly(whole.first, whole.average, whole.last), months, total, at_least,
        tuple(dict.fromkeys(missing for each in counted for missing in each.unpriced)),
    )  # fmt: skip


def _over_budget(workload: Workload, whole: Bill) -> Iterable[report.Finding]:
    """The workload's budget, where its dearest month exceeds it."""
    for breach in breached(workload.budget, whole):
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

"""The line itself: a Workload, a Catalog and a day → a Report. Pure: nothing is printed, nothing is read but rules and prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from advisor import indexes, limits, living, outlook, report, rules, units, vocabulary
from advisor.accounts import adjustments, counted, left_out
from advisor.amounts import decimal
from advisor.bill import Bill, at_most_but
from advisor.budgets import over_as_chosen, over_budget
from advisor.candidates import Context, Weighed, module, setting, weigh
from advisor.diagnostics import Refused
from advisor.exact import Fraction
from advisor.judging import need_findings, unpaid
from advisor.memo import Memo
from advisor.onward import keeping, onward
from advisor.prices import Catalog
from advisor.ranking import Candidate
from advisor.records import NamedTuple
from advisor.rules import Excluded, Verdict
from advisor.services import MEETS, SERVICES, SIDE_BY_SIDE
from advisor.spec import Workload
from advisor.trace import Tried
from advisor.turning import Turn
from advisor.vocabulary import Word, show_value
from advisor.written import Designs, Written, written

ORDERED_ON_IT = "the order of candidates rests on it, the bill does not"
SIZED_ON_IT = "the size and the bill rest on it"


class Depth(NamedTuple):
    """How much is said of a need."""

    full: bool
    deep: bool
    trace: bool
    most: int | None
    bills: bool  # of the alternatives too


def advise(
    workload: Workload,
    catalog: Catalog,
    on: date,
    *,
    basis: str = "recommended",
    full: bool = True,
    deep: bool = False,
    trace: bool = True,
    most: int | None = None,
) -> report.Report:
    """The Report of a workload as of a day. `basis` chosen: the totals add up chosen designs where there are any.

    `full` False leaves out what would change the answer and the trace, `trace` False the trace and the alternatives' bills,
    `deep` adds break-evens and their curves; `most` leaves of the changes that turn an answer the few that say most.
    Refused with every problem of a `chosen:` or `current:` design.
    """
    context = context_of(workload, catalog, on)
    said, problems = written(workload, context)
    if problems:
        raise Refused(problems)
    context = keeping(said, context)
    weighed = [weigh(store, context) for store in workload.stores]
    needs = [_need(each, said, context, Depth(full, deep, full and trace, most, trace)) for each in weighed]
    bills = {each.store.name: _basis(each, said.chosen.get(each.store.name), basis) for each in weighed}
    answer = _report(workload, context, (*needs, *_unsupported(workload)), bills, basis)
    return answer if basis == "chosen" else answer._replace(findings=(*answer.findings, *over_as_chosen(bills, said, context)))


def context_of(workload: Workload, catalog: Catalog, on: date) -> Context:
    """Rules, limits and words of the families the workload needs."""
    base, known = _knowledge(tuple(dict.fromkeys(store.kind for store in workload.stores)), on)
    return Context(workload, base, known, vocabulary.load(), counted(catalog, workload, on), on, Memo())


@lru_cache(maxsize=256)
def _knowledge(kinds: tuple[str, ...], on: date) -> tuple[rules.RuleBase, limits.Limits]:
    """Rules and limits as of a day; those of the many services of databases are read when they are asked for."""
    bases = [rules.once(family, on) for kind in kinds for family in (kind, *(() if kind == "database" else MEETS[kind]))]
    decisions = tuple(each for base in bases for each in base.every_decision)
    checks = tuple(each for base in bases for each in base.every_check)
    later = frozenset(MEETS["database"] if "database" in kinds else ())
    return rules.RuleBase(on, decisions, checks, later=later), limits.load((), on)


def _basis(weighed: Weighed, chosen: Written | None, basis: str) -> Bill | None:
    """The bill that counts in the totals."""
    if basis == "chosen" and chosen is not None:
        return chosen.bill
    return weighed.best.bill if weighed.best else None


def _need(weighed: Weighed, said: Designs, context: Context, depth: Depth) -> report.Need:
    """Everything said of one need."""
    best = weighed.best
    chosen, current = said.chosen.get(weighed.store.name), said.current.get(weighed.store.name)
    verdicts = _verdicts(weighed)
    turns = _turns(weighed, context, depth)
    evens = _break_evens(weighed, context) if depth.deep else ()
    policies = _policies(weighed, said, context) if depth.full else {}
    return report.Need(
        name=weighed.store.name,
        kind=weighed.store.kind,
        recommended=_priced(best, weighed) if best else None,
        alternatives=tuple(_priced(each, weighed, depth.bills) for each in weighed.ranked[1:]),
        excluded=tuple(map(_exclusion, weighed.excluded)),
        chosen=_written_priced(chosen, weighed) if chosen else None,
        reasons=tuple(_reason(each) for each in verdicts if _applies(each, weighed)),
        holds_while=outlook.holds_while(weighed, context, turns) if depth.full else (),
        flips=outlook.flips(turns, weighed),
        trace=tuple(_step(verdict, tried) for verdict in verdicts for tried in verdict.trace) if depth.trace else (),
        findings=(
            *need_findings(weighed, chosen, current, context),
            *unpaid(policies.get("over_time"), weighed.store, context.workload.horizon_months),
        ),
        assumptions=tuple(_assumptions(weighed, context)),
        questions=outlook.questions(weighed, context) if depth.full else (),
        order_proved=not any(each.bill.at_least for each in weighed.ranked),
        break_evens=evens,
        current=_written_priced(current, weighed) if current else None,
        **policies,
        **onward(current, chosen, weighed, context)._asdict(),
        reached=_priced(best, weighed) if best and best.plain else None,
        trades=_trades(weighed, chosen, context) if depth.full else (),
        curves=_curves(evens, weighed, context) if evens else (),
    )


def _turns(weighed: Weighed, context: Context, depth: Depth) -> tuple[Turn, ...]:
    """The changes of one fact that turn the answer: every one, or the few that say most."""
    if depth.full and depth.most is not None:
        from advisor.telling import telling

        return telling(weighed, context, depth.most)
    return outlook.turns(weighed, context) if depth.full else ()


def _policies(weighed: Weighed, said: Designs, context: Context) -> dict[str, Any]:
    """Policies side by side, how many the recommended one is the cheapest of, and their regrets where nobody knows the use."""
    if weighed.best is None or weighed.best.service not in SIDE_BY_SIDE:
        return {}
    from advisor.policies import over_time
    from advisor.proving import proof
    from advisor.regrets import hedge

    return {"over_time": over_time(weighed, said, context), "proof": proof(weighed, context), "hedge": hedge(weighed, context)}


def _break_evens(weighed: Weighed, context: Context) -> tuple[report.BreakEven, ...]:
    """Where money turns the recommendation, if there is one."""
    from advisor.break_evens import break_evens

    return break_evens(weighed, context) if weighed.best else ()


def _trades(weighed: Weighed, chosen: Written | None, context: Context) -> tuple[report.Trade, ...]:
    """Where settings of the recommended and the chosen design would cost the same as another value."""
    found = [(best.service, best.design, "recommended", weighed.likely)] if (best := weighed.best) else []
    found += [(chosen.service, chosen.design, "chosen", weighed.facts)] if chosen else []
    if not any(hasattr(module(service), "TRADES") for service, *_ in found):
        return ()
    from advisor.trades import trades

    return tuple(trade for each in found for trade in trades(*each, context, weighed.store))


def _curves(found: tuple[report.BreakEven, ...], weighed: Weighed, context: Context) -> tuple[report.Curve, ...]:
    """What the designs around the break-evens cost."""
    from advisor.curves import curves

    return curves(found, weighed, context)


def _verdicts(weighed: Weighed) -> tuple[Verdict, ...]:
    """The decisions that made the recommendation: service, its option, its settings."""
    if weighed.best is None:
        return outlook.deciding(weighed)
    own = module(weighed.best.service)
    settings = weighed.settings.get(weighed.best.service, ())
    return (*weighed.services, *sorted(settings, key=lambda each: each.decision.sets != own.PRIMARY))


def _priced(candidate: Candidate, weighed: Weighed, whole: bool = True) -> report.Priced:
    """A candidate as the report shows it, the months and lines of its bill only where they are wanted."""
    own = module(candidate.service)
    fit = "fit" if candidate.fit else "capable"
    return report.priced(
        candidate.service, own.TITLE, candidate.option, _option_title(candidate.service, candidate.option, weighed), fit,
        own.configuration(candidate.design), candidate.bill, whole,
    )  # fmt: skip


def _written_priced(chosen: Written, weighed: Weighed) -> report.Priced:
    """A design the spec wrote as the report shows it."""
    found = [each for each in weighed.ranked if (each.service, each.option) == (chosen.service, chosen.option)]
    fit = "excluded" if not found else "fit" if found[0].fit else "capable"
    title = _option_title(chosen.service, chosen.option, weighed)
    return report.priced(chosen.service, chosen.title, chosen.option, title, fit, chosen.configuration, chosen.bill)


def _option_title(service: str, option: str, weighed: Weighed) -> str:
    """An option's title in its decision, else its name."""
    found = (verdict.decision.option(option) for verdict in weighed.settings.get(service, ()))
    return next((each.title for each in found if each is not None and each.title), option)


def _exclusion(excluded: Excluded) -> report.Exclusion:
    service = excluded.rule.partition(".")[0]
    owner = service if service in SERVICES else excluded.option
    return report.Exclusion(excluded.option, excluded.rule, excluded.because, excluded.source, owner)


def _applies(verdict: Verdict, weighed: Weighed) -> bool:
    """Whether a setting has a place in the recommended Design, and is decided: auto scaling has none in on-demand tables."""
    best, field = weighed.best, verdict.decision.sets
    said = setting(best.design, field) if best else None
    kept = best is not None and best.plain is not None and setting(best.plain, field) != said
    return not kept and (said is None or said in verdict.standing)


def _reason(verdict: Verdict) -> report.Reason:
    """The rule that decided."""
    reason = verdict.reason
    return report.Reason(reason.rule, verdict.because, reason.source, verdict.fit, verdict.decision.sets)


def _step(verdict: Verdict, tried: Tried) -> report.Step:
    """One rule tried."""
    clauses = tuple(
        report.Clause(
            each.text, each.fact, each.shown, each.held, None if each.gap is None else decimal(each.gap),
            _gap(each.gap, verdict.decision.words[each.fact]),
        )
        for each in tried.atoms
    )  # fmt: skip
    return report.Step(verdict.decision.id, tried.rule, tried.option, tried.held, clauses, tried.chose)


def _gap(gap: Fraction | None, word: Word) -> str:
    """How far a value lies from its bound, as people read it: `+5 /month`."""
    if gap is None:
        return ""
    scale = units.unit_near(abs(gap), word.type, "")[1]
    near = Fraction(f"{float(abs(gap) / scale):.4g}") * scale  # four digits tell how far it is
    return f"{'-' if gap < 0 else '+'}{units.show(near, word.type)}"


def _assumptions(weighed: Weighed, context: Context) -> Iterable[report.Assumed]:
    """What was assumed of the need: tolerances nobody stated, usual values, upper ends, prices that reach back."""
    own, store = module(weighed.best.service) if weighed.best else None, weighed.store
    for fact in weighed.likely.facts.values():
        word = context.vocabulary[fact.name]
        if fact.origin == "assumed":
            yield report.Assumed(fact.name, show_value(word, fact.values), fact.why or word.means)
        elif fact.origin == "usual" and outlook.spec_path(word):
            rests = SIZED_ON_IT if fact.name in getattr(own, "USUAL", ()) else ORDERED_ON_IT
            yield report.Assumed(fact.name, show_value(word, fact.values), f"nobody said; {rests}")
        elif fact.origin == "said" and fact.why:
            yield report.Assumed(fact.name, show_value(word, fact.values), fact.why)
    taken = (*living.assumed(store), *indexes.assumed(weighed.best, store, context.vocabulary), *getattr(own, "HEADROOM", ()))
    yield from (report.Assumed(*each) for each in taken)
    if weighed.best is not None and weighed.best.bill.reaches_back:
        names = ", ".join(weighed.best.bill.reaches_back)
        yield report.Assumed("prices", f"as first seen, also on {context.on}", f"not known to have differed: {names}")


def _unsupported(workload: Workload) -> Iterable[report.Need]:
    """Needs of families that are not built: told so, never answered."""
    for need in workload.unsupported:
        what = f"{need.name}: needs of this kind ({need.kind}) are not decided, sized or priced by this release"
        message = f"{what}; the totals leave it out"
        finding = report.Finding(
            "need.not-built", "error", message, need.at, "", "kind", "see `advisor services` for what is", ()
        )
        yield report.Need(need.name, need.kind, None, findings=(finding,))


def _report(
    workload: Workload, context: Context, stores: tuple[report.Need, ...], bills: Mapping[str, Bill | None], basis: str
) -> report.Report:
    """The whole answer, with what is account-wide and the totals."""
    counted = [each for each in bills.values() if each is not None]
    extra, months = adjustments(counted, workload, context.catalog, context.on)
    total = sum(months, Decimal(0))
    average = decimal(Fraction(total) / len(months))
    seen = [line.price_seen for each in counted for line in each.lines]
    at_least = any(each.at_least for each in counted) or len(counted) < len(stores)
    return report.Report(
        report.SCHEMA, workload.name, workload.region, "USD", workload.horizon_months, context.on, workload.optimize_for,
        report.Seen(min(seen, default=None), max(seen, default=None)), stores, extra,
        tuple(report.Assumed(*each) for each in (*workload.assumptions, *left_out(counted, workload))),
        tuple(over_budget(workload, max(months))), basis, report.Monthly(months[0], average, months[-1]), months, total, at_least,
        tuple(dict.fromkeys(missing for each in counted for missing in each.unpriced)), at_most_but(counted),
    )  # fmt: skip

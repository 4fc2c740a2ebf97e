"""Everything said of one need: why, its bill, alternatives, what is excluded, what it holds under and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from advisor.render import summary
from advisor.render.billing import bill, is_flat
from advisor.render.document import Block, Cell, Column, Gap, Heading, Paragraph, Part, Table, cell, item, text
from advisor.render.money import money
from advisor.render.references import References
from advisor.render.titles import phrases, title, title_of
from advisor.report import Assumed, Exclusion, Need, Priced, Reason, Report

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
USUALLY = "These amounts take all else that nobody said as usual; the bill leaves it out."
LEFT_ALONE = frozenset({"none", "false", "unmet", "SSE_S3", "aws_owned", "aws_managed"})


def details(need: Need, report: Report, references: References) -> Iterator[Block]:
    """The sections of one need, those with nothing to say left out."""
    best = need.recommended
    yield Heading(text(f"{need.name}: {outcome(need)}"), 1)
    if best is not None and (words := phrases(best)):
        yield Paragraph(text(Part(", ".join(words), "strong")))
    yield from _findings(need)
    yield from _why(need, report, references)
    if best is not None:
        yield Gap()
        yield from bill(best, report.horizon_months, references)
    yield from _chosen(need, report, references)
    yield from _over_time(need, report, references)
    yield from _hedged(need)
    yield from _alternatives(need)
    yield from _excluded(need, references)
    yield from _outlook(need)
    yield from _unsaid(need)


def _over_time(need: Need, report: Report, references: References) -> Iterator[Block]:
    """What runs today and how it is changed; the bill month by month."""
    if need.current is not None:
        from advisor.render.today import today

        yield from today(need, report, references)
    if need.recommended is not None and (need.over_time is not None or not is_flat(need.recommended)):
        from advisor.render.months import month_by_month

        yield from month_by_month(need, report.horizon_months)


def _hedged(need: Need) -> Iterator[Block]:
    """What is guaranteed where nobody knows the use."""
    if need.hedge is not None:
        from advisor.render.hedge import hedged

        yield from hedged(need)


def outcome(need: Need, design: Priced | None = None) -> str:
    """What is recommended (or the design given), or why nothing is: `S3 Standard, $3.10 a month`."""
    shown = design or need.recommended
    if shown is None:
        return summary.unmet(need)
    chosen = " (chosen)" if shown is need.chosen else ""
    return f"{title_of(shown)}{chosen}, {monthly(shown)}{' a month' if shown.total else ''}"


def monthly(design: Priced) -> str:
    """The average month of a design, as far as it is known."""
    if summary.is_free(design):
        return "free"
    return "not priced" if design.unpriced and not design.monthly.average else summary.bounded(design)


def _section(name: str) -> Iterator[Block]:
    yield Gap()
    yield Heading(text(name))


def _findings(need: Need) -> Iterator[Block]:
    if not need.findings:
        return
    yield from _section("Findings")
    styles = {"error": "bad", "warning": "warn", "info": "dim"}
    for each in need.findings:
        code = Part(f" ({each.code}{f', {each.option}' if each.option else ''})", "dim")
        yield item(Part(f"{each.severity}: ", styles[each.severity]), summary.advice(each), code)


def main_reasons(need: Need) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """The reasons that say something, and those that leave a setting at its usual."""
    main: list[Reason] = []
    usual: list[Reason] = []
    for each in need.reasons:
        left = each.rule.endswith(".otherwise") and LEFT_ALONE.issuperset(each.chose)
        (usual if left else main).append(each)
    return tuple(main), tuple(usual)


def proof(need: Need, horizon: int) -> str:
    """Of how many policies over time the recommended one is the cheapest, by how much none is cheaper; empty: none looked for."""
    if need.proof is None:
        return ""
    if need.proof.policies == 1:
        return "It is the only policy over time there is: at every age and of every object size one class alone fits."
    less = f"None costs less by more than {money(need.proof.slack)} in {summary.months(horizon)}."
    return (
        f"It is the cheapest of {_many(need.proof.policies)} policies over time: every way of each object size through the "
        f"classes that fit, at every age at which something changes. {less if need.proof.slack else 'None costs less.'}"
    )


def _many(count: Decimal) -> str:
    """`1,234`, `8.2 × 10⁶⁰`."""
    power = count.adjusted()
    if power < 6:
        return f"{count:,}"
    return f"{count.scaleb(-power):.1f} × 10{str(power).translate(RAISED)}"


def setting(reason: Reason) -> str:
    """The setting a reason leaves alone, in words: `no object lock`, `encryption SSE-S3`."""
    what = reason.rule.split(".")[-2].replace("-", " ").replace("_", " ")
    value = reason.chose[0] if reason.chose else "none"
    return f"no {what}" if value in ("none", "false", "unmet") else f"{what} {value.replace('_', '-')}"


def _why(need: Need, report: Report, references: References) -> Iterator[Block]:
    main, usual = main_reasons(need)
    if not main:
        return
    yield from _section("Why")
    for each in main:
        yield item(each.because, references.mark(each.source), Part(f" ({each.rule})", "dim"))
    if said := proof(need, report.horizon_months):
        yield item(said)
    if usual:
        yield item(Part(f"Left as usual: {', '.join(map(setting, usual))}.", "dim"))


def _chosen(need: Need, report: Report, references: References) -> Iterator[Block]:
    """The design the spec chose, with its bill."""
    if need.chosen is None:
        return
    yield from _section(f"Chosen: {title_of(need.chosen)}")
    if words := phrases(need.chosen):
        yield Paragraph(text(", ".join(words)), 2)
    yield from bill(need.chosen, report.horizon_months, references)


def _alternatives(need: Need) -> Iterator[Block]:
    best = need.recommended
    if not need.alternatives or best is None:
        return
    yield from _section("Alternatives")
    rows = tuple(_alternative(each, best) for each in need.alternatives)
    yield Table((Column(""), Column("Fit"), Column("A month", True), Column("Difference", True)), rows, indent=2)
    if not need.order_proved:
        yield Paragraph(text(Part("The order is not proved: some amounts are not known.", "warn")), 2)


def _alternative(each: Priced, best: Priced) -> tuple[Cell, ...]:
    """A row: what it is, where it is configured differently, fit, cost and difference."""
    other = different(each, best)
    what = (text(title_of(each)), text(Part(f"  {', '.join(other)}", "dim"))) if other else cell(title_of(each))
    return (what, cell(each.fit), cell(monthly(each)), cell(summary.more_than(each, best) or "—"))


def loses(each: Priced, best: Priced, report: Report) -> str:
    """Why an alternative comes after the recommended design: the first part of the order's sentence that tells them apart."""
    if report.optimize_for == "fit" and best.fit == "fit" and each.fit != "fit":
        return f"can do it; the rules name {title_of(best)} as the better fit"
    if len(each.unpriced) > len(best.unpriced):
        return "not fully priced"
    if each.at_least or best.at_least:
        return "dearer at usual values for what nobody said"
    if each.total > best.total:
        return f"{money(each.total - best.total)} dearer in {summary.months(report.horizon_months)}"
    return "over the budget in its dearest month" if each.total < best.total else "costs the same, and comes after it by name"


def different(each: Priced, best: Priced) -> tuple[str, ...]:
    """What its configuration says that the recommended one's does not."""
    known = phrases(best)
    return tuple(phrase for phrase in phrases(each) if phrase not in known)


def assumed(report: Report) -> tuple[tuple[Assumed, tuple[str, ...]], ...]:
    """What was assumed of the workload, then of its needs, each once with the names of those it is assumed of."""
    found: dict[Assumed, list[str]] = {each: [] for each in report.assumptions}
    for need in report.stores:
        for each in need.assumptions:
            found.setdefault(each, []).append(need.name)
    return tuple((each, tuple(names)) for each, names in found.items())


def by_option(need: Need) -> dict[str, list[Exclusion]]:
    """Exclusions by what they exclude, an option with its service before it."""
    found: dict[str, list[Exclusion]] = {}
    for each in need.excluded:
        found.setdefault(each.option if each.service in ("", each.option) else f"{each.service} {each.option}", []).append(each)
    return found


def _excluded(need: Need, references: References) -> Iterator[Block]:
    if not need.excluded:
        return
    yield from _section("Excluded")
    for option, reasons in by_option(need).items():
        said = [text(each.because, references.mark(each.source), Part(f" ({each.rule})", "dim")) for each in reasons]
        if len(said) == 1:
            yield item(Part(f"{title(option)}: ", "strong"), *said[0])
            continue
        yield item(Part(f"{title(option)}:", "strong"))
        yield from (item(*each, indent=4) for each in said)


def _outlook(need: Need) -> Iterator[Block]:
    """What the answer holds under, and what would change it."""
    if need.holds_while:
        yield from _section("The rules say the same while")
        yield Paragraph(text(";  ".join(each.condition.replace(" ", "\u00a0") for each in need.holds_while)), 2)
    if need.flips or need.break_evens or need.trades:
        yield from _section("Would change it most")
        for trade in need.trades:
            turn, becomes, costs = summary.trade_turn(trade)
            yield item(turn, " → ", Part(becomes, "strong"), costs)
        for each in need.break_evens:
            yield item(summary.break_even_text(each), " → ", Part(summary.becomes(each.becomes), "strong"))
        for flip in need.flips:
            if flip.becomes != summary.NOTHING:
                yield item(summary.flip_text(flip), " → ", Part(summary.becomes(flip.becomes), "strong"))
        if too_far_ := too_far(need):
            yield item(f"{'; '.join(too_far_)} → ", Part(summary.NOTHING, "strong"))


def too_far(need: Need) -> tuple[str, ...]:
    """The changes after which nothing meets the need."""
    return tuple(summary.flip_text(flip) for flip in need.flips if flip.becomes == summary.NOTHING)


def usually(need: Need) -> bool:
    """Whether amounts beside questions count what the bill leaves out."""
    priced = any(one.monthly is not None for each in need.questions for one in each.outcomes)
    return priced and need.recommended is not None and need.recommended.at_least


def _unsaid(need: Need) -> Iterator[Block]:
    """Questions with their outcomes, and what was assumed."""
    if need.questions:
        yield from _section("Worth measuring")
        for each in need.questions:
            yield item(each.question, Part(f" {each.path}", "dim"))
            rows = tuple((cell(one.answer), cell(summary.outcome_text(one))) for one in each.outcomes)
            yield Table((Column(""), Column("")), rows, indent=6)
        if usually(need):
            yield Paragraph(text(Part(USUALLY, "dim")), 2)
    if need.assumptions:
        yield from _section("Assumed")
        said = tuple((cell(each.fact), cell(each.value), cell(Part(each.why, "dim"))) for each in need.assumptions)
        yield Table((Column(""), Column(""), Column("")), said, indent=2)

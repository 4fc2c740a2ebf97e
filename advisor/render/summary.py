"""What comes first, as values every format prints: each need's answer in one line, and what matters most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.checked import Found
from advisor.records import NamedTuple
from advisor.render.money import at_least, difference, many, money, plural, unit_price
from advisor.render.titles import phrases, title, title_of
from advisor.report import BreakEven, Exclusion, Finding, Flip, Need, Outcome, Priced, Question, Report, Trade

MOST_FINDINGS, MOST_OUT, FREE = 6, 2, "free_tier"
NOTHING = "nothing meets it"
UNSTATED = frozenset({"unbounded", "false", "none", "any", "0 s", "0 B", "0", "0 %", "0 B/s", "0 /s"})


class Answer(NamedTuple):
    """One need: what is recommended and configured how, its average month, and what comes next (or instead)."""

    name: str
    title: str
    phrases: tuple[str, ...]
    monthly: str
    notes: tuple[str, ...]
    met: bool


def design_of(need: Need, basis: str) -> Priced | None:
    """The design that counts in the totals."""
    return need.chosen if basis == "chosen" and need.chosen else need.recommended


def heading(report: Report) -> str:
    """`shop: 5 needs in eu-west-1 over 36 months`."""
    needs = f"{len(report.stores)} need{'' if len(report.stores) == 1 else 's'}"
    return f"{report.workload}: {needs} in {report.region} over {months(report.horizon_months)}"


def months(number: int) -> str:
    """`12 months`."""
    return f"{number}\u00a0month{'' if number == 1 else 's'}"


def prices_of(report: Report) -> str:
    """The day of the prices and when they were last seen."""
    seen = report.prices
    days = f"on {seen.seen_from}" if seen.seen_from == seen.seen_to else f"{seen.seen_from} to {seen.seen_to}"
    last = f", last seen {days}" if seen.seen_from else ""
    cost = "; ranked by cost alone" if report.optimize_for == "cost" else ""
    older = any(each.fact == "prices" for need in report.stores for each in need.assumptions)
    back = ", some assumed to have held before they were first seen" if older else ""
    free = "".join(f" and the free tier of {each.value.partition(' of ')[2]}" for each in report.assumptions if each.fact == FREE)
    return f"Prices in {report.currency} as of {report.on}{last}{back}, before tax{free}{cost}"


def totals(report: Report) -> tuple[str, str]:
    """The average month, and the rest in a sentence."""
    number, total = report.horizon_months, at_least(report.total, report.at_least, report.at_most_but)
    if report.monthly.first == report.monthly.last == report.monthly.average:
        return bounded(report, short=True), f"{total} in {months(number)}"
    span = f"first month {money(report.monthly.first)}, last month {money(report.monthly.last)}"
    return bounded(report, short=True), f"{span}; {total} in {months(number)}"


def bounded(of: Priced | Report, short: bool = False) -> str:
    """The average month, a bound where an amount is not known; `short`: what is not known beside the most is not named."""
    return at_least(of.monthly.average, of.at_least, "…" if short and of.at_most_but else of.at_most_but)


def answers(report: Report) -> tuple[Answer, ...]:
    """Each need's answer."""
    return tuple(_answer(need) for need in report.stores)


def _answer(need: Need) -> Answer:
    best = need.recommended
    if best is None:
        return Answer(need.name, unmet(need), (), "—", tuple(_notes(need)), False)
    monthly = "free" if is_free(best) else bounded(best, short=True)
    return Answer(need.name, title_of(best), phrases(best), monthly, tuple(_notes(need)), True)


def is_free(design: Priced) -> bool:
    """Whether it really costs nothing: every amount is known and none is more than 0."""
    return not design.total and not design.at_least and not design.unpriced


def unmet(need: Need) -> str:
    """Why nothing is recommended, in a few words."""
    missing = any(each.code == "need.not-built" for each in need.findings)
    return f"not decided by this release ({need.kind})" if missing else NOTHING


def _notes(need: Need) -> Iterator[str]:
    """The next best and by how much it is dearer; what is cheaper and less fit; the chosen design; what is not priced."""
    if need.current is not None:
        short = any(each.option.startswith("today ") for each in need.findings)
        yield f"today: {compared(need.current, need.recommended)}{', which falls short' if short else ''}"
    if need.chosen is not None:
        yield f"chosen: {compared(need.chosen, need.recommended)}"
    best = need.recommended
    if best is None:
        yield from _out(need)
        return
    if is_free(best):
        yield from dict.fromkeys(line.formula for line in best.bill if line.formula)
    hedged = need.hedge if need.hedge is not None and need.hedge.option == best.option else None
    if hedged is not None:
        yield f"read {hedged.uses[0]}: {money(hedged.best)}; {hedged.uses[-1]}: {money(hedged.worst)}"
    if best.unpriced:
        yield f"not priced: {'; '.join(dict.fromkeys(each.partition(':')[0] for each in best.unpriced))}"
    others = [each for each in need.alternatives if not _told(each, need)]
    if others and (hedged is None or more_than(others[0], best)):
        yield f"next: {compared(others[0], best)}"
    elif not need.alternatives:
        yield "next: nothing else can do this"
    cheaper = [each for each in others[1:] if not each.at_least and each.monthly.average < best.monthly.average]
    if cheaper and not best.at_least and best.at_most_but is None:
        least = min(cheaper, key=lambda each: each.monthly.average)
        yield f"cheaper, less fit: {compared(least, best)}"


def _out(need: Need) -> Iterator[str]:
    """Why nothing can do it: of each option that is out its first reason, a day or a size before all others; the first two."""
    first: dict[str, Exclusion] = {}
    for out in need.excluded:
        first.setdefault(out.option, out)
    found = sorted(first.values(), key=lambda each: not each.rule.endswith((".since", ".ended", ".closed_to_new", ".sizing")))
    yield from (f"{title(each.option)}: {each.because.rstrip('.')}" for each in found[:MOST_OUT])
    if len(found) > MOST_OUT:
        yield f"and {len(found) - MOST_OUT} more that cannot do this"


def _told(alternative: Priced, need: Need) -> bool:
    """Whether an alternative is the chosen option, or just what runs today, which have a line of their own."""
    chosen, current = need.chosen, need.current
    if chosen is not None and alternative.option == chosen.option:
        return True
    return current is not None and (alternative.option, alternative.total) == (current.option, current.total)


def compared(other: Priced, best: Priced | None) -> str:
    """A design and how much more it costs a month than the recommended one, if there is one and it can be told."""
    if other.unpriced:
        return f"{title_of(other)}, not fully priced"
    if best is None:
        return f"{title_of(other)}, {bounded(other)}"
    return f"{title_of(other)}, {more_than(other, best) or 'difference not known'}"


def more_than(other: Priced, best: Priced | None) -> str:
    """The difference of average months, a bound where an amount of one is not known and that way; empty where it can be any."""
    if best is None or other.unpriced or best.unpriced:
        return ""
    more = other.monthly.average - best.monthly.average
    if not more and other.configuration == best.configuration:
        return difference(more, more)
    if other.at_most_but is not None or best.at_most_but is not None:
        return ""
    if not other.at_least and not best.at_least:
        return difference(other.monthly.average, best.monthly.average)
    if more > 0 and not best.at_least:
        return f"at least\u00a0{difference(other.monthly.average, best.monthly.average)}"
    return f"at least\u00a0{money(-more)} less" if more < 0 and not other.at_least else ""


class Pressing(NamedTuple):
    """A finding, with the need and design it is about."""

    about: str
    finding: Finding


def pressing(report: Report) -> tuple[tuple[Pressing, ...], int]:
    """The worst errors and warnings, and how many more there are."""
    every = [Pressing("", each) for each in report.findings]
    every += [Pressing(_about(need, each), each) for need in report.stores for each in need.findings]
    found = [each for severity in ("error", "warning") for each in every if each.finding.severity == severity]
    return tuple(found[:MOST_FINDINGS]), max(0, len(found) - MOST_FINDINGS)


def _about(need: Need, finding: Finding) -> str:
    """`carts, chosen on_demand: `, unless the message names the need itself."""
    if finding.message.startswith((f"{need.name}: ", f"{need.name} costs ", f"{need.name}, as chosen, ")):
        return ""
    return f"{need.name}, {finding.option}: " if finding.option.startswith("chosen") else f"{need.name}: "


def advice(finding: Finding | Found) -> str:
    """What is wrong and what to do instead, in one sentence."""
    if not finding.instead:
        return finding.message
    first = finding.instead[:2]
    plain = first.istitle() or (first[:1].isupper() and first[1:] == " ")
    instead = finding.instead[:1].lower() + finding.instead[1:] if plain else finding.instead
    return f"{finding.message.rstrip('.')}; {instead}"


def telling(need: Need, most: int) -> tuple[Flip, ...]:
    """The flips that say most: to another option rather than to nothing, of what is stated, each to an option of its own."""
    found: dict[str, Flip] = {}
    for flip in sorted(need.flips, key=_weight):
        if flip.becomes != NOTHING:
            found.setdefault(flip.becomes, flip)
    return tuple(found.values())[:most]


class Turning(NamedTuple):
    """A need, what it becomes, and when."""

    name: str
    becomes: str
    when: str


def turning(report: Report) -> tuple[Turning, ...]:
    """The flips of the first screen: the two that say most of a need, or one each where there are many needs."""
    most = 2 if len(report.stores) <= 2 else 1
    return tuple(
        Turning(need.name, becomes(flip.becomes), flip_text(flip)) for need in report.stores for flip in telling(need, most)
    )


def _weight(flip: Flip) -> tuple[bool, bool]:
    """Stated facts before silent ones, numbers before words."""
    return flip.from_ in UNSTATED, not flip.from_[:1].isdigit()


def flip_text(flip: Flip) -> str:
    """`traffic is spiky or idle (daily now)`."""
    return f"{flip.path} is {flip.to} ({flip.from_} now)"


def becomes(option: str) -> str:
    """What a flip or an answer leads to."""
    return NOTHING if option == NOTHING else title(option)


def break_even_text(each: BreakEven) -> str:
    """`size above about 12 TiB (10 TiB now)`."""
    return f"{each.path} {each.side} {each.at} ({each.today} now)"


def trade_text(each: Trade) -> str:
    """`1.2 billion requests a month < 2.77 billion = ($2,149.54 - $1,595.48) / $0.20 per million`."""
    even = f"{many(each.at)} = ({money(each.flat)} - {money(each.fixed)}) / {unit_price(each.unit_price, each.unit)}"
    units = f"{plural(each.unit.removesuffix('-month'))} a month"
    if each.today is None:
        return f"{units}, of which nobody said how many: less than {even}"
    relation = "<" if each.today < each.at else ">" if each.today > each.at else "="
    return f"{many(each.today)} {units} {relation} {even}"


def trade_outcome(each: Trade) -> tuple[str, str]:
    """The value to prefer, and what both cost a month: `storage standard`, ` ($1,835.48 a month; io_optimized $2,149.54)`."""
    charged, flat = (each.value, each.other) if each.charged else (each.other, each.value)
    best = charged if each.today is None or each.today <= each.at else flat
    costs = {each.value: each.monthly, each.other: each.other_monthly}
    other = flat if best == charged else charged
    said = f" ({money(costs[best])} a month; {other} {money(costs[other])})" if each.today is not None else ""
    return f"{each.field} {best}", f"{said}{', chosen design' if each.basis == 'chosen' else ''}"


def trade_turn(each: Trade) -> tuple[str, str, str]:
    """What would turn a trade, the value it turns to, and what both cost: where the better value is taken already, the amount
    from which the other is."""
    (best, costs), taken = trade_outcome(each), f"{each.field} {each.value}"
    if best != taken or each.today is None:
        return trade_text(each), best, costs
    units = f"{plural(each.unit.removesuffix('-month'))} a month"
    even = f"({money(each.flat)} - {money(each.fixed)}) / {unit_price(each.unit_price, each.unit)}"
    turn = f"{'more' if each.charged else 'less'} than {many(each.at)} {units} = {even} ({many(each.today)} now)"
    costs = f" ({each.value} {money(each.monthly)} a month now, {each.other} {money(each.other_monthly)})"
    return turn, f"{each.field} {each.other}", f"{costs}{', chosen design' if each.basis == 'chosen' else ''}"


def outcomes_text(question: Question) -> str:
    """Where the answers lead: `10 KiB: S3 Standard; 1 MiB, 10 MiB: S3 Standard-IA`, or what they cost if that is all."""
    leads: dict[str, list[str]] = {}
    for each in question.outcomes:
        leads.setdefault(title(each.option), []).append(each.answer)
    if len(leads) > 1:
        return "; ".join(f"{', '.join(answers)}: {option}" for option, answers in leads.items())
    return "; ".join(f"{each.answer}: {cost_text(each)}" for each in question.outcomes)


def outcome_text(outcome: Outcome) -> str:
    """`S3 Standard, $3.10 a month`."""
    return f"{title(outcome.option)}, {cost_text(outcome)}"


def cost_text(outcome: Outcome) -> str:
    """What an answer leads to costs a month, which nobody knows without its prices."""
    return "not priced" if outcome.monthly is None else money(outcome.monthly)


def asked(report: Report) -> Iterable[tuple[Need, Question]]:
    """Every question with its need."""
    return ((need, question) for need in report.stores for question in need.questions)

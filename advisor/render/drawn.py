"""The charts of a report: which designs and amounts each one shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from advisor.bill import Line
from advisor.records import NamedTuple
from advisor.render.charts import Chart, Place, Series, Share, break_even, over_months, shares
from advisor.render.money import many, plural
from advisor.render.months import TITLES
from advisor.render.summary import design_of
from advisor.render.titles import title, title_of
from advisor.report import BreakEven, Curve, Need, Priced, Report, Trade

LONGEST = 36  # characters of a name in a chart
NEARLY = Decimal("1.03")  # break-evens are found to about a hundredth


def short(name: str) -> str:
    """A name as a chart has room for."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def named(option: str) -> str:
    """An option's title as a chart has room for."""
    return short(title(option))


def workload_months(report: Report) -> Chart | None:
    """The total month by month, and the needs it is made of, the dearest first."""
    needs = [(short(need.name), design) for need in report.stores if (design := design_of(need, report.basis)) is not None]
    needs.sort(key=lambda each: -each[1].total)
    parts = [Series(name, design.months) for name, design in needs] if len(needs) > 1 else []
    return over_months("What the workload costs, month by month", [Series("Total", report.months), *parts])


def need_months(need: Need) -> Chart | None:
    """The recommended design month by month beside the others."""
    found: dict[str, Series] = {}
    for label, design in _designs(need):
        if not design.unpriced:
            found.setdefault(label, Series(label, design.months))
    return over_months(f"What {short(need.name)} costs, month by month", tuple(found.values()))


def _designs(need: Need) -> Iterator[tuple[str, Priced]]:
    """Every design of a need with its label: the recommended, chosen and current ones, the alternatives."""
    if need.recommended is not None:
        yield short(title_of(need.recommended)), need.recommended
    if need.chosen is not None:
        yield f"{short(title_of(need.chosen))} (chosen)", need.chosen
    if need.current is not None:
        yield f"{short(title_of(need.current))} (today)", need.current
    for each in need.alternatives:
        yield short(title_of(each)), each


def policies(need: Need) -> Chart | None:
    """Ways to keep the data month by month, the proposed one first."""
    if need.over_time is None:
        return None
    found = [Series(TITLES[each.name], each.months) for each in need.over_time.policies]
    return over_months(f"What {short(need.name)} costs under each policy, month by month", found)


class Turn(NamedTuple):
    """A curve's chart under the name of its number."""

    path: str
    chart: Chart


def break_evens(need: Need) -> tuple[Turn, ...]:
    """A chart a number that has a break-even."""
    return tuple(Turn(each.path, _break_even(each, need)) for each in need.curves if len(each.points) > 1)


def _break_even(curve: Curve, need: Need) -> Chart:
    found = [each for each in need.break_evens if each.fact == curve.fact]
    places = [Place(each.at, each.shown) for each in curve.points]
    series = [Series(named(each), tuple(point.monthly.get(each) for point in curve.points)) for each in curve.options]
    today = Place(curve.today, f"today {found[0].today}")
    turns = [Place(at, each.at, _behind(curve, at, each)) for at, each in zip(curve.turns, found, strict=True)]
    return break_even(f"{curve.path} and the bill of {short(need.name)}", places, series, today, turns)


def _behind(curve: Curve, at: Decimal, turn: BreakEven) -> str:
    """What is recommended behind a turn, and that a rule says so where it costs more there than what it takes the place of."""
    there = next((each.monthly for each in curve.points if each.at == at), {})
    before, after = there.get(curve.options[0]), there.get(turn.becomes)
    dearer = before is not None and after is not None and after > before * NEARLY
    return f"{named(turn.becomes)}{', by a rule and not by its price' if dearer else ''}"


def trades(need: Need) -> tuple[Turn, ...]:
    """A chart a setting that is weighed against another value on the use of one dimension: a charge by use, and none."""
    return tuple(Turn(each.field, _trade(each, need)) for each in need.trades if each.at > 0)


def _trade(trade: Trade, need: Need) -> Chart:
    charged, flat = (trade.value, trade.other) if trade.charged else (trade.other, trade.value)
    end = 2 * max(trade.at, trade.today or trade.at)
    places = [Place(at, _use(at, trade)) for at in sorted({Decimal(0), trade.at, end, *([trade.today] if trade.today else ())})]
    lines = {
        charged: Series(charged, tuple(trade.fixed + each.at * trade.unit_price for each in places)),
        flat: Series(flat, tuple(trade.flat for _ in places)),
    }
    series = (lines[trade.value], lines[trade.other])
    today = None if trade.today is None else Place(trade.today, f"today {_use(trade.today, trade)}")
    turn = Place(trade.at, _use(trade.at, trade), trade.other)
    return break_even(f"{trade.field} of {short(need.name)} and its bill", places, series, today, [turn])


def _use(amount: Decimal, trade: Trade) -> str:
    return f"{many(amount)} {plural(trade.unit.removesuffix('-month'))}"


def need_shares(report: Report) -> tuple[Share, ...]:
    """What part of the total each need's design is, in the order of the needs."""
    designs = (design_of(need, report.basis) for need in report.stores)
    return shares([None if each is None else each.total for each in designs])


def line_shares(lines: tuple[Line, ...]) -> tuple[Share, ...]:
    """What part of its bill each line is."""
    return shares([None if each.amount is None else each.amount.total for each in lines])


def alternative_shares(need: Need) -> tuple[Share, ...]:
    """The recommended design's bar, then those of the alternatives, all on one scale."""
    designs = [each for each in (need.recommended, *need.alternatives) if each is not None]
    return shares([None if each.unpriced else each.total for each in designs])

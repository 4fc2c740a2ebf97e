"""Charts as values a template draws: where lines, ticks and marks stand, and the figures behind them as a table.

Across, positions are shares of the width, so a chart fits any page and its text keeps its size; down, they are pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from math import ceil, floor, log10

from advisor.records import NamedTuple
from advisor.render.money import money

HEIGHT, TOP = 180, 20  # pixels of the plot, and of the room above its highest line
ACROSS = 1000  # units of the plot's width
WIDE = 20  # amounts this many times apart are drawn on a logarithmic scale
MOST_LINES, MOST_TICKS = 6, 7
EVERY_MONTH, MOST_ROWS = 12, 7  # months that are all rows of a table; beyond, so many of them
AT_THE_SIDE = (20.0, 80.0)  # shares of the width beyond which a label is set inwards


class Tick(NamedTuple):
    """A gridline: pixels from the top, and its label."""

    at: int
    label: str


class Line(NamedTuple):
    """One design's line: `style` 0 is the recommended one's; `path` as SVG has it; the amount at its end."""

    name: str
    style: int
    path: str
    end: str


class Mark(NamedTuple):
    """A place across the chart (per cent), the dots on it (pixels), what is said there, how its text is set, its row below."""

    at: str
    dots: tuple[float, ...]
    label: str
    anchor: str
    row: int
    today: bool


class Chart(NamedTuple):
    """Everything a template needs to draw one chart and to say the same in words and figures."""

    title: str
    description: str
    ticks: tuple[Tick, ...]
    ends: tuple[str, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int
    caption: str = ""
    logarithmic: bool = False


class Series(NamedTuple):
    """A design and its amounts along the chart; None where it cannot be, or is not priced."""

    name: str
    amounts: tuple[Decimal | None, ...]


class Scale(NamedTuple):
    """From an amount to pixels, and the ticks on the way."""

    y: Callable[[Decimal], float]
    ticks: tuple[Tick, ...]
    logarithmic: bool


def over_months(title: str, series: Sequence[Series]) -> Chart | None:
    """Amounts month by month, the first series set off; None where nothing moves."""
    if not series or all(len(set(map(_shown, each.amounts))) == 1 for each in series):
        return None
    number = len(series[0].amounts)
    shown = series[:MOST_LINES]
    scale = _scale(amount for each in shown for amount in each.amounts)
    across = [ACROSS * month / max(1, number - 1) for month in range(number)]
    months = (
        [round(step * (number - 1) / (MOST_ROWS - 1)) for step in range(MOST_ROWS)] if number > EVERY_MONTH else range(number)
    )
    rows = tuple((f"{month + 1}", *(_shown(each.amounts[month]) for each in series)) for month in months)
    spans = "; ".join(f"{each.name} from {_shown(each.amounts[0])} to {_shown(each.amounts[-1])}" for each in shown)
    return Chart(
        title, f"Amounts a month over {number} months: {spans}.", scale.ticks, ("month 1", f"month {number}"),
        tuple(_lines(shown, across, scale)), (), ("Month", *(each.name for each in series)), rows, HEIGHT + TOP,
    )  # fmt: skip


def _lines(series: Sequence[Series], across: Sequence[float], scale: Scale) -> Iterator[Line]:
    for style, each in enumerate(series):
        steps: list[str] = []
        drawn = False
        for x, amount in zip(across, each.amounts, strict=True):
            if amount is not None:
                steps.append(f"{'L' if drawn else 'M'}{x:.0f} {round(scale.y(amount), 1):g}")
            drawn = amount is not None
        yield Line(each.name, style, "".join(steps), _shown(each.amounts[-1]))


def _shown(amount: Decimal | None) -> str:
    return "—" if amount is None else money(amount)


class Place(NamedTuple):
    """A value across a break-even chart: where it lies, and in words; what lies behind it."""

    at: Decimal
    shown: str
    behind: str = ""


def break_even(
    title: str, places: Sequence[Place], series: Sequence[Series], today: Place | None, turns: Sequence[Place]
) -> Chart:
    """What designs cost as one number goes from place to place, with today's value and where the order turns marked.

    The number is on a logarithmic scale, unless the first place is 0.
    """
    scale = _scale((amount for each in series for amount in each.amounts), logarithmic=bool(places[0].at))
    values = [_across(each.at, places) for each in places]

    def dots(place: Place) -> tuple[float, ...]:
        heights = [None if each is None else scale.y(each) for each in series[0].amounts]
        found = _between(_across(place.at, places), values, heights)
        return () if found is None else (round(found, 1),)

    marks = [] if today is None else [_mark(today, _across(today.at, places), dots(today), 0, True)]
    marks += [_mark(each, _across(each.at, places), dots(each), row, False) for row, each in enumerate(turns)]
    rows = tuple((place.shown, *(_shown(each.amounts[number]) for each in series)) for number, place in enumerate(places))
    said = "; ".join(f"it turns at {each.shown} to {each.behind}" for each in turns)
    now = today.shown if today else "today unknown"
    return Chart(
        title, f"Amounts a month from {places[0].shown} to {places[-1].shown}, {now}.", scale.ticks,
        (places[0].shown, places[-1].shown), tuple(_lines(series, [10 * each for each in values], scale)), tuple(marks),
        ("Value", *(each.name for each in series)), rows, HEIGHT + TOP, f"{said[:1].upper()}{said[1:]}.", scale.logarithmic,
    )  # fmt: skip


def _across(at: Decimal, places: Sequence[Place]) -> float:
    """Where a value lies, in per cent."""
    low, high = places[0].at, places[-1].at
    if not low:
        return 100 * float(at / high)
    return 100 * log10(at / low) / log10(high / low)


def _mark(place: Place, at: float, dots: tuple[float, ...], row: int, today: bool) -> Mark:
    left, right = (50.0, 50.0) if today else AT_THE_SIDE  # today's label stands beside its line, the others below theirs
    anchor = "start" if at < left else "end" if at >= right else "middle"
    return Mark(f"{at:.4g}%", dots, place.shown, anchor, row, today)


def _between(x: float, across: Sequence[float], down: Sequence[float | None]) -> float | None:
    """The height of a line at a place, straight between its points; None where the line is broken."""
    for number in range(1, len(across)):
        left, right, before, after = across[number - 1], across[number], down[number - 1], down[number]
        if x <= right:
            if before is None or after is None:
                return after if x == right else before if x == left else None
            return before + (after - before) * ((x - left) / (right - left) if right > left else 0)
    return down[-1]


def _scale(amounts: Iterable[Decimal | None], logarithmic: bool = False) -> Scale:
    """From 0 up, or logarithmic where asked for and the amounts are far apart."""
    known = [float(each) for each in amounts if each is not None]
    most, least = max(known, default=0.0) or 1.0, min(known, default=0.0)
    if logarithmic and least > 0 and most / least > WIDE:
        return _log_scale(least, most)
    step_ = _nice(most / 4)
    top = step_ * ceil(Decimal(str(most)) / step_)

    def y(amount: Decimal) -> float:
        return TOP + HEIGHT * (1 - float(amount) / float(top))

    ticks = [step_ * number for number in range(int(top / step_) + 1)]
    return Scale(y, tuple(Tick(round(y(each)), _amount(each)) for each in ticks), False)


def _log_scale(least: float, most: float) -> Scale:
    """From the round amount below the least to the one above the most: 1, 2 and 5 times powers of ten, or those alone."""
    powers = [Decimal(10) ** power for power in range(floor(log10(least)), ceil(log10(most)) + 1)]
    steps = [power * each for power in powers for each in (1, 2, 5)]
    low, high = max(each for each in steps if each <= least), min(each for each in steps if each >= most)
    inside = [each for each in steps if low <= each <= high]
    shown = inside if len(inside) <= MOST_TICKS else [each for each in powers if low <= each <= high]

    def y(amount: Decimal) -> float:
        return TOP + HEIGHT * (1 - (log10(amount) - log10(low)) / (log10(high) - log10(low)))

    return Scale(y, tuple(Tick(round(y(each)), _amount(each)) for each in shown), True)


def _nice(size: float) -> Decimal:
    """The step of 1, 2, 2.5 or 5 times a power of ten that is at least this big."""
    power = Decimal(10) ** floor(log10(size))
    return next(power * each for each in map(Decimal, ("1", "2", "2.5", "5", "10")) if float(power * each) >= size * 0.999)


def _amount(value: Decimal) -> str:
    """A round amount without cents where it has none."""
    return money(value).removesuffix(".00") if value >= 1 or not value else f"${value.normalize():f}"


class Share(NamedTuple):
    """Part of a whole for a bar: per cent of the largest, and of the sum in words."""

    width: str
    share: str


def shares(amounts: Sequence[Decimal | None]) -> tuple[Share, ...]:
    """Each amount's bar; empty for what is nothing or not known."""
    known = [each for each in amounts if each is not None and each > 0]
    whole, most = sum(known, Decimal(0)), max(known, default=Decimal(0))
    return tuple(
        Share(f"{100 * each / most:.1f}%", f"{100 * each / whole:.0f}\u00a0%") if each is not None and each > 0 else Share("", "")
        for each in amounts
    )

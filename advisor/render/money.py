"""Amounts as people read them: rounded half up to cents, tiny ones never shown as nothing, unit prices in full.

No-break spaces keep a number and its unit on one line; the layout prints them as spaces.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
_HALF_UP = Context(prec=80, rounding=ROUND_HALF_UP)
NOBODY_SAID = "nobody said"
# Prices of single things are quoted per million where one costs less than a tenth of a cent.
BY_THE_MILLION = frozenset({"request", "RRU", "WRU", "rWRU", "object", "object-month", "tag-month", "CDCU"})


def rounded(value: Decimal, to: Decimal = CENT) -> Decimal:
    """Half up to `to`, whatever the number of digits."""
    return value.quantize(to, context=_HALF_UP)


def money(amount: Decimal) -> str:
    """`$1,234.56`, `-$3.20`; less than half a cent is `<$0.01`, only nothing is `$0.00`."""
    cents = rounded(amount)
    if not cents and amount:
        return "<$0.01" if amount > 0 else ">-$0.01"
    return f"{'-' if cents < 0 else ''}${cents.copy_abs():,.2f}"


def at_least(amount: Decimal, lower_bound: bool, at_most_but: str | None = None) -> str:
    """An amount some of which nobody stated: `at least $3.20`; `not known` when none of it is; where what is known is the most
    there can be `at most $3.20 + GET requests`."""
    if at_most_but is not None:
        return f"at most\u00a0{money(amount)}{f' + {at_most_but}' if at_most_but else ''}"
    if not lower_bound:
        return money(amount)
    return f"at least\u00a0{money(amount)}" if amount else "not known"


def difference(amount: Decimal, base: Decimal) -> str:
    """How much more than `base`: `+$22.13, +15 %`, `-$3.00, -2 %`, `the same`."""
    more = amount - base
    if not more:
        return "the same"
    text = money(more) if more < 0 else f"+{money(more)}"
    if not base:
        return text
    percent = rounded(100 * more / base, Decimal(1))
    if abs(percent) >= 1000:
        return f"{text}, {rounded(amount / base, Decimal(1)):,}\u00a0times"
    return f"{text}, {percent:+}\u00a0%" if percent else text


def unit_price(price: Decimal, unit: str) -> str:
    """`$0.023`, `$0.40 per million` of what is counted, `free`."""
    if not price:
        return "free"
    if unit in BY_THE_MILLION and price < Decimal("0.001"):
        return f"{_in_full(price * 10**6)}\u00a0per\u00a0million"
    return _in_full(price)


def _in_full(price: Decimal) -> str:
    """Every digit, at least two behind the point."""
    whole, _, digits = f"{price:f}".partition(".")
    return f"${int(whole):,}.{digits.rstrip('0').ljust(2, '0')}"


def quantity(amount: Decimal, unit: str) -> str:
    """`51,200 GB-month`, `17,520,000 requests`, `0.0042 GB`."""
    return f"{figure(amount)}\u00a0{plural(unit, amount)}"


def many(amount: Decimal) -> str:
    """A large count in words, to three significant digits: `2.77 billion`, `52.6 million`; below a million all digits."""
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if amount >= size:
            scaled = amount / size
            return f"{figure(rounded(scaled, Decimal(1).scaleb(scaled.adjusted() - 2)))}\u00a0{word}"
    return figure(amount)


def figure(amount: Decimal) -> str:
    """A number with separators: two decimals at most from 1 up, three significant digits below."""
    small = amount and abs(amount) < 1
    value = rounded(amount, Decimal(1).scaleb(amount.adjusted() - 2)) if small else rounded(amount)
    whole, _, digits = f"{value:,f}".partition(".")
    digits = digits.rstrip("0")
    return f"{whole}.{digits}" if digits else whole


def plural(unit: str, amount: Decimal = Decimal(2)) -> str:
    """`requests`, `hours`; units such as GB-month and RCU stay as they are."""
    return f"{unit}s" if unit.isalpha() and unit.islower() and amount != 1 else unit


def count(text: str) -> str:
    """`6000 GiB` with separators: `6,000 GiB`; other text as it is."""
    number, space, rest = text.partition(" ")
    return f"{int(number):,}{space}{rest}" if number.isdigit() else text

"""Quantities as people write them: `40 TiB`, `900 /s`, `3 /month`, `10 ms`, `99.9 %`, `60..110 GiB`.

Base units: bytes, bytes a second, events a second, seconds, 1, shares of 1, US dollars a month; always exact fractions.
KB, MB, GB, TB and PB are binary, as AWS bills them; link speeds in bits (`1 Gbit/s`) are decimal. A month is 730 hours.
"""

from __future__ import annotations

import re
from functools import lru_cache

from advisor.exact import Fraction
from advisor.sets import INFINITY, NON_NEGATIVE, Span, Values, between, point

HOURS_IN_MONTH = 730
SECONDS_IN_MONTH = HOURS_IN_MONTH * 3600
KIB, MIB, GIB, TIB = 1024, 1024**2, 1024**3, 1024**4
DIMENSIONS = ("bytes", "throughput", "rate", "duration", "count", "share", "money")

LONGEST_NUMBER = 40
LONGEST_TEXT = 120
LARGEST = Fraction(10**30)
_NUMBER = re.compile(r"((?:[0-9][0-9_]*(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2}(?![0-9]))?)(?:/([0-9]+))?\s*(.*)", re.S)
_MAGNITUDE = re.compile(r"(thousand|million|billion|trillion|k|M|bn)(?![A-Za-z])\s*(.*)", re.S)
_MAGNITUDES = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "M": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
_BYTES = {"b": 1, "byte": 1, "bytes": 1} | {
    prefix + suffix: 1024**power for power, prefix in enumerate(("k", "m", "g", "t", "p", "e"), start=1) for suffix in ("b", "ib")
}
_BITS = {f"{prefix}bit": Fraction(1000**power, 8) for power, prefix in enumerate(("", "k", "m", "g", "t"))}
_LINKS = {f"{prefix}bps": _BITS[f"{prefix}bit"] for prefix in ("k", "m", "g", "t")}
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("week", "weeks"), 604_800),
    **dict.fromkeys(("month", "months"), SECONDS_IN_MONTH),
    **dict.fromkeys(("year", "years"), 12 * SECONDS_IN_MONTH),
}
_DURATIONS = _SECONDS | {"ms": Fraction(1, 10**3), "us": Fraction(1, 10**6), "µs": Fraction(1, 10**6)}
_UNIT_WHEN_MISSING = {
    "bytes": " GiB", "throughput": " MiB/s", "rate": " /s", "money": " USD/month",
}  # fmt: skip
_EXAMPLES = {
    "bytes": "write a size such as 20 KiB, 40 GiB or 1.5 TiB",
    "throughput": "write bytes over time such as 125 MiB/s, 2 GiB /day or 1 Gbit/s",
    "rate": "write a rate such as 900 /s, 400 /min or 3 /month",
    "duration": "write a time such as 10 ms, 5 min, 12 h, 30 days or 7 years",
    "count": "write a number such as 12, 3k or 80 million",
    "share": "write a share such as 30 %",
    "money": "write an amount such as 9000 USD/month",
}


@lru_cache(1024)
def parse(text: str, dimension: str) -> Span:
    """One quantity, or a closed range of two, in base units; ValueError("what is wrong; what to write instead")."""
    shown = " ".join(text.split())
    if len(shown) > LONGEST_TEXT:
        raise ValueError(f'"{shown[:24]}…" is too long for a quantity; {_EXAMPLES[dimension]}')
    low, dots, high = shown.partition("..")
    if not dots:
        return point(_parse_one(shown, dimension))
    bare, unit = _NUMBER.fullmatch(low.strip()), _NUMBER.fullmatch(high.strip())
    if bare and unit and not bare[3]:  # "60..110 GiB": the unit is written once
        low = f"{low} {unit[3]}"
    elif unit and "/" not in low and "/" in unit[3]:  # "1 GiB..2 GiB /month"
        low = f"{low} /{unit[3].rpartition('/')[2]}"
    first, last = _parse_one(low.strip(), dimension), _parse_one(high.strip(), dimension)
    if isinstance(first, float) or first > last:
        raise ValueError(f'the range "{shown}" starts above its end; write the smaller number first')
    return between(first, last)


def _parse_one(text: str, dimension: str) -> Fraction | float:
    """One quantity in base units; `inf` for `unbounded`."""
    if dimension == "money" and text.startswith("$"):
        amount, over, per = text[1:].partition("/")
        text = f"{amount.strip()} USD{over}{per}"
    match = _NUMBER.fullmatch(text)
    if not match:
        return _in_words(text, dimension)
    value = _number(match, text)
    unit = match[3]
    if dimension in ("count", "rate", "money") and (magnitude := _MAGNITUDE.fullmatch(unit)):
        value, unit = value * _MAGNITUDES[magnitude[1]], magnitude[2]
    value *= _scale(unit, dimension, text, zero=value == 0)
    if value > LARGEST:
        raise ValueError(f'"{text}" is more than anything AWS stores or serves; {_EXAMPLES[dimension]}')
    if dimension == "share" and value > 1:
        raise ValueError(f'"{text}" is more than the whole; write a share from 0 % to 100 %')
    return value


def _in_words(text: str, dimension: str) -> Fraction | float:
    """A quantity that is a word; else ValueError with why `text` does not start with a number."""
    if text.lower() == "unbounded" and dimension in ("bytes", "throughput", "rate", "duration"):
        return INFINITY
    if text.lower() == "immediate" and dimension == "duration":
        return Fraction(0)
    if not text:
        raise ValueError(f"the value is missing; {_EXAMPLES[dimension]}")
    if text[0] in "-−–":
        raise ValueError(f'"{text}" is negative; write a number of 0 or more')
    raise ValueError(f'"{text}" is not a quantity; {_EXAMPLES[dimension]}')


def _number(match: re.Match[str], text: str) -> Fraction:
    """The number in front of the unit, exact."""
    digits, divisor = match[1], match[2]
    if len(digits) + len(divisor or "") > LONGEST_NUMBER:
        raise ValueError(f'"{text[:24]}…" has more than {LONGEST_NUMBER} digits; round it')
    if divisor is not None and int(divisor) == 0:
        raise ValueError(f'"{text}" divides by zero; write a number')
    value = Fraction(int(digits) if digits.isdecimal() else digits.replace("_", ""))
    return value if divisor is None else value / int(divisor)


@lru_cache(1024)
def _known_scale(unit: str, dimension: str) -> Fraction | int | None:
    """What one `unit` is in base units; None when it is no unit of the dimension."""
    folded = re.sub(r"\s*(?:/|\bper\b)\s*", "/", unit.strip()).lower()
    what, over, per = folded.partition("/")
    if dimension == "bytes":
        return None if re.fullmatch(r"[KMGTPE]b", unit) else _BYTES.get(folded)
    if dimension == "duration":
        return _DURATIONS.get(folded)
    if dimension == "count":
        return None if folded else 1
    if dimension == "share":
        return Fraction(1, 100) if folded in ("%", "percent") else None
    if dimension == "rate" and folded == "iops":
        return 1
    if dimension == "throughput" and folded in _LINKS:
        return _LINKS[folded]
    seconds = _SECONDS.get(per) if over else None
    if seconds is None:
        return None
    if dimension == "money":
        return Fraction(SECONDS_IN_MONTH, seconds) if what == "usd" else None
    names: dict[str, int | Fraction] = {"": 1} if dimension == "rate" else {**_BYTES, **_BITS}
    amount = None if re.match(r"[KMGTPE]b\b", unit) else names.get(what)
    return None if amount is None else Fraction(amount) / seconds


def _scale(unit: str, dimension: str, text: str, zero: bool) -> Fraction | int:
    """What one `unit` is in base units, else ValueError; a bare 0 needs none."""
    scale = _known_scale(unit, dimension)
    if scale is not None:
        return scale
    if not unit and zero:
        return 1
    if not unit and dimension == "share":
        raise ValueError(f'"{text}" has no unit; write 50 % for one half, 0.5 % for half a percent')
    if not unit:
        missing = _UNIT_WHEN_MISSING.get(dimension)
        raise ValueError(f'"{text}" has no unit; ' + (f"write {text}{missing}" if missing else _EXAMPLES[dimension]))
    if unit.startswith(","):
        raise ValueError(f'"{text}" has a comma; write 1500 for a thousand and a half, 1.5 for one and a half')
    if re.match(r"[KMGTPE]b(?![A-Za-z])", unit):
        raise ValueError(f'"{text}" may mean bits or bytes; write {unit[0]}iB for bytes, {unit[0]}bit/s for link speeds')
    raise ValueError(f'"{text}" has no unit I know for this; {_EXAMPLES[dimension]}')


# --- printing ----------------------------------------------------------------------------------------------------------

_SIZES = tuple((name, 1024**power) for power, name in reversed(tuple(enumerate(("B", "KiB", "MiB", "GiB", "TiB", "PiB")))))
_PER = (("s", 1), ("min", 60), ("h", 3600), ("day", 86_400), ("month", SECONDS_IN_MONTH), ("year", 12 * SECONDS_IN_MONTH))
_TIMES: tuple[tuple[str, int | Fraction], ...] = (
    ("years", 12 * SECONDS_IN_MONTH), ("months", SECONDS_IN_MONTH), ("days", 86_400), ("h", 3600), ("min", 60), ("s", 1),
    ("ms", Fraction(1, 10**3)), ("µs", Fraction(1, 10**6)),
)  # fmt: skip
_SCALES: dict[str, tuple[tuple[str, Fraction], ...]] = {
    "bytes": tuple((f" {name}", Fraction(size)) for name, size in _SIZES),
    "throughput": tuple(
        (f" {name}/s" if per == "s" else f" {name} /{per}", Fraction(size, seconds))
        for per, seconds in _PER
        for name, size in _SIZES
    ),
    "rate": tuple((f" /{per}", Fraction(1, seconds)) for per, seconds in _PER),
    "duration": tuple((f" {name}", Fraction(seconds)) for name, seconds in _TIMES),
    "count": (("", Fraction(1)),),
    "share": ((" %", Fraction(1, 100)),),
    "money": ((" USD/month", Fraction(1)),),
}
_ZERO = {
    "bytes": "0 B", "throughput": "0 B/s", "rate": "0 /s", "duration": "0 s", "count": "0", "share": "0 %",
    "money": "0 USD/month",
}  # fmt: skip
_SHORT = 7


@lru_cache(8192)
def show(value: Fraction | float, dimension: str, *, exact: bool = False) -> str:
    """The shortest human form; with `exact`, one that `parse` reads back to the same value, else rounded to 4 digits if long."""
    if value == INFINITY:
        return "unbounded"
    amount = Fraction(value)
    if amount == 0:
        return _ZERO[dimension]
    forms = []
    for order, (unit, scale) in enumerate(_SCALES[dimension]):
        number = amount / scale
        digits = _decimal(number)
        if digits is not None:
            length = len(digits) + (3 if unit.endswith("/year") else 0)  # 1.5 TiB /month, not 18 TiB /year
            forms.append((number < 1, length, order, digits, unit))
            if number >= 1 and len(digits) <= 2:
                break
    best = min(forms, default=None)
    if best and (exact or len(best[3]) <= _SHORT):
        return _join(best[3], best[4])
    if exact:  # no unit gives a decimal that ends: a fraction of the base unit
        number = amount * (100 if dimension == "share" else 1)
        return f"{number.numerator}/{number.denominator}{_ZERO[dimension][1:]}"
    return _rounded(amount, dimension)


def unit_near(value: Fraction, dimension: str, like: str) -> tuple[str, Fraction]:
    """The unit of a quantity as shown, with its size, where a value reads well in it; else the largest the value reaches."""
    scales, most = _SCALES[dimension], 10**4 if dimension in ("bytes", "throughput") else 10**8
    named = next((each for each in scales if each[0] and like.endswith(each[0])), None)
    if named is not None and Fraction(1, 10) <= value / named[1] < most:
        return named
    return next((each for each in scales if value >= each[1]), scales[-1])


def show_like(value: Fraction, dimension: str, like: str) -> str:
    """A value in the unit of another as shown, where it is a short decimal there: `28 TiB /month` like `1.5 TiB /month`."""
    unit, scale = unit_near(value, dimension, like)
    digits = _decimal(value / scale)
    return _join(digits, unit) if digits is not None and len(digits) <= _SHORT else show(value, dimension)


def _rounded(amount: Fraction, dimension: str) -> str:
    """Four significant digits of the first unit in which the amount is at least 1."""
    scales = _SCALES[dimension]
    unit, scale = next(((u, s) for u, s in scales if amount >= s), scales[-1])
    number = amount / scale
    places = 0
    while number * 10**places < 1000 and places < 12:
        places += 1
    while number >= 10 ** (4 - places):
        places -= 1
    return _join(_decimal(round(number, places)) or "0", unit)


def _join(digits: str, unit: str) -> str:
    """Number and unit; a million and more in words, one day without its s."""
    if unit in ("", *(f" /{per}" for per, _ in _PER)):
        for word, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
            short = _decimal(Fraction(digits) / size)
            if short and Fraction(short) >= 1 and len(short) < len(digits) - 2:
                return f"{short} {word}{unit}"
    return digits + (unit[:-1] if digits == "1" and unit in (" days", " months", " years") else unit)


def _decimal(number: Fraction) -> str | None:
    """The number as a decimal, None when it never ends (or not within thirty places)."""
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    while rest % 2 == 0:
        rest, places = rest // 2, places + 1
    while rest % 5 == 0:
        rest, places = rest // 5, places + 1
    if rest != 1 or places > 30:
        return None
    digits = str(number.numerator * 10**places // number.denominator)
    return (
        digits
        if not places
        else f"{digits[:-places] or '0'}.{digits[-places:]}"
        if len(digits) > places
        else f"0.{digits.zfill(places)}"
    )


def show_values(values: Values, dimension: str) -> str:
    """A set of possible values for people: `5 GiB`, `60 GiB..110 GiB`, `at least 1 TiB`, `x or y`, `any`."""
    if not isinstance(values, Span):
        return " or ".join(sorted(values))
    (low, after), (high, before) = values
    if low == high:
        return show(low, dimension)
    open_low, open_high = values.lo <= NON_NEGATIVE.lo, high == INFINITY
    if open_low and open_high:
        return "any"
    if not open_low and not open_high and (after, before) == (0, 1):
        return f"{show(low, dimension)}..{show(high, dimension)}"
    parts = []
    if not open_low:
        parts.append(("more than " if after else "at least ") + show(low, dimension))
    if not open_high:
        parts.append(("at most " if before else "less than ") + show(high, dimension))
    return " and ".join(parts)

"""Quantities: what people write, what it is in base units, how it is printed, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.exact import Fraction
from advisor.sets import INFINITY, Span, between, contains, number
from advisor.units import DIMENSIONS, GIB, KIB, MIB, SECONDS_IN_MONTH, TIB, parse, show, show_like, show_values

WRITTEN = [
    ("40 TiB", "bytes", 40 * TIB),
    ("500GB", "bytes", 500 * GIB),
    ("1.2 KiB", "bytes", Fraction("1228.8")),
    ("120 B", "bytes", 120),
    ("0", "bytes", 0),
    ("unbounded", "bytes", INFINITY),
    ("1.5 TiB /month", "throughput", Fraction(3, 2) * TIB / SECONDS_IN_MONTH),
    ("125 MiB/s", "throughput", 125 * MIB),
    ("1 Gbit/s", "throughput", 125_000_000),
    ("10 Gbps", "throughput", 1_250_000_000),
    ("2 GiB per day", "throughput", Fraction(2 * GIB, 86_400)),
    ("900 /s", "rate", 900),
    ("400 /min", "rate", Fraction(400, 60)),
    ("3 /month", "rate", Fraction(3, SECONDS_IN_MONTH)),
    ("5 million /month", "rate", Fraction(5_000_000, SECONDS_IN_MONTH)),
    ("3000 IOPS", "rate", 3000),
    ("10 ms", "duration", Fraction(1, 100)),
    ("250 µs", "duration", Fraction(1, 4000)),
    ("immediate", "duration", 0),
    ("12 h", "duration", 43_200),
    ("30 days", "duration", 2_592_000),
    ("2 weeks", "duration", 1_209_600),
    ("1 month", "duration", 730 * 3600),
    ("7 years", "duration", 7 * 8760 * 3600),
    ("80 million", "count", 80_000_000),
    ("1.2 billion", "count", 1_200_000_000),
    ("3k", "count", 3000),
    ("1_000_000", "count", 1_000_000),
    ("2e6", "count", 2_000_000),
    ("99.9 %", "share", Fraction(999, 1000)),
    ("0 %", "share", 0),
    ("1/3 /s", "rate", Fraction(1, 3)),
    ("9000 USD/month", "money", 9000),
    ("$1.5k/month", "money", 1500),
    ("120_000 USD/year", "money", 10_000),
]

REFUSED = [
    ("40", "bytes", "has no unit; write 40 GiB"),
    ("900", "rate", "has no unit; write 900 /s"),
    ("30", "duration", "has no unit; write a time such as"),
    ("0.5", "share", "write 50 % for one half"),
    ("40 Gigs", "bytes", "write a size such as"),
    ("40 Gb", "bytes", "may mean bits or bytes; write GiB"),
    ("10 Gb/s", "throughput", "may mean bits or bytes; write GiB for bytes, Gbit/s"),
    ("80 million", "bytes", "write a size such as"),
    ("900 requests/s", "rate", "write a rate such as 900 /s"),
    ("5 m", "duration", "write a time such as"),
    ("1,500 GiB", "bytes", "has a comma"),
    ("-4 GiB", "bytes", "is negative"),
    ("−4 GiB", "bytes", "is negative"),
    ("NaN", "count", "is not a quantity"),
    ("inf", "bytes", "is not a quantity"),
    ("٣ GiB", "bytes", "is not a quantity"),
    ("", "bytes", "is missing"),
    ("..", "bytes", "is missing"),
    ("110 GiB..60 GiB", "bytes", "starts above its end"),
    ("unbounded..60 GiB", "bytes", "starts above its end"),
    ("1..2..3 GiB", "bytes", "write a size such as"),
    ("120 %", "share", "more than the whole"),
    ("9" * 41, "count", "more than 40 digits"),
    ("9" * 5000, "count", "too long"),
    ("1e99", "count", "more than anything"),
    ("1e6000", "count", "write a number such as"),
    ("1/0", "count", "divides by zero"),
    ("unbounded", "count", "is not a quantity"),
    ("9000", "money", "write 9000 USD/month"),
    ("9000 EUR/month", "money", "write an amount such as"),
]

SHOWN = [
    (Fraction(3, 2) * TIB / SECONDS_IN_MONTH, "throughput", "1.5 TiB /month"),
    (125 * MIB, "throughput", "125 MiB/s"),
    (Fraction(20, 3), "rate", "400 /min"),
    (12_500_000, "rate", "12.5 million /s"),
    (86_400, "duration", "1 day"),
    (90, "duration", "90 s"),
    (36 * 3600, "duration", "36 h"),
    (1536 * GIB, "bytes", "1.5 TiB"),
    (512 * MIB, "bytes", "512 MiB"),
    (10_000, "bytes", "10000 B"),
    (123_456_789, "bytes", "117.7 MiB"),
    (Fraction(1, 3), "share", "33.33 %"),
    (INFINITY, "duration", "unbounded"),
    (0, "rate", "0 /s"),
    (3000, "count", "3000"),
]


@pytest.mark.parametrize(("text", "dimension", "value"), WRITTEN)
def test_what_people_write(text: str, dimension: str, value: Fraction | float) -> None:
    assert number(parse(text, dimension)) == value


@pytest.mark.parametrize(("text", "dimension", "says"), REFUSED)
def test_what_is_refused_and_what_to_write(text: str, dimension: str, says: str) -> None:
    with pytest.raises(ValueError) as error:
        parse(text, dimension)
    assert says in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(("value", "dimension", "text"), SHOWN)
def test_what_is_printed(value: Fraction | float, dimension: str, text: str) -> None:
    assert show(value, dimension) == text


def test_ranges() -> None:
    assert parse("60 GiB..110 GiB", "bytes") == parse("60..110 GiB", "bytes") == between(60 * GIB, 110 * GIB)
    assert parse("10 GiB .. unbounded", "bytes") == between(10 * GIB, INFINITY)
    assert parse("1 GiB..2 GiB /s", "throughput") == parse("1..2 GiB/s", "throughput") == between(GIB, 2 * GIB)
    assert parse("0..10 KiB", "bytes") == between(0, 10 * KIB)
    assert parse("1..2 million", "count") == between(1_000_000, 2_000_000)


def test_sets_are_printed_as_they_are_meant() -> None:
    five, ten = Fraction(5 * GIB), Fraction(10 * GIB)
    assert show_values(between(five, ten), "bytes") == "5 GiB..10 GiB"
    assert show_values(Span((five, 0), (INFINITY, 1)), "bytes") == "at least 5 GiB"
    assert show_values(Span((five, 1), (INFINITY, 1)), "bytes") == "more than 5 GiB"
    assert show_values(Span((Fraction(0), 0), (five, 1)), "bytes") == "at most 5 GiB"
    assert show_values(Span((Fraction(0), 0), (five, 0)), "bytes") == "less than 5 GiB"
    assert show_values(Span((five, 1), (ten, 0)), "bytes") == "more than 5 GiB and less than 10 GiB"
    assert show_values(Span((Fraction(0), 0), (INFINITY, 1)), "bytes") == "any"
    assert show_values(frozenset({"zone", "region"}), "choice") == "region or zone"


NUMBERS = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False).map(Fraction)
UNITS = {
    "bytes": ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "GB"],
    "throughput": ["MiB/s", "GiB /day", "TiB /month", "Mbit/s"],
    "rate": ["/s", "/min", "/h", "/day", "/week", "/month", "/year"],
    "duration": ["µs", "ms", "s", "min", "h", "days", "weeks", "months", "years"],
    "count": ["", "thousand", "million", "billion"],
    "share": ["%"],
    "money": ["USD/month", "USD/year"],
}


@st.composite
def quantities(draw: st.DrawFn) -> tuple[str, str]:
    """A quantity somebody could write, and its dimension."""
    dimension = draw(st.sampled_from(DIMENSIONS))
    amount = draw(NUMBERS)
    if dimension == "share":
        amount = amount % 100
    return f"{float(amount):.3f} {draw(st.sampled_from(UNITS[dimension]))}".strip(), dimension


@given(quantities())
def test_what_is_shown_exactly_reads_back_the_same(written: tuple[str, str]) -> None:
    text, dimension = written
    value = number(parse(text, dimension))
    assert value is not None
    assert number(parse(show(value, dimension, exact=True), dimension)) == value


@given(quantities())
def test_what_is_rounded_is_within_a_thousandth(written: tuple[str, str]) -> None:
    text, dimension = written
    value = number(parse(text, dimension))
    assert isinstance(value, Fraction)
    shown = number(parse(show(value, dimension), dimension))
    assert shown is not None and abs(shown - value) <= value / 1000


@given(quantities(), quantities())
def test_a_range_holds_both_its_ends(one: tuple[str, str], other: tuple[str, str]) -> None:
    (text, dimension), (second, second_dimension) = one, other
    if dimension != second_dimension or dimension == "count":  # "1..2 million" is one million to two
        return
    ends = sorted((text, second), key=lambda each: parse(each, dimension).lo)
    span = parse("..".join(ends), dimension)
    assert contains(span, parse(text, dimension)) and contains(span, parse(second, dimension))


@given(st.text(max_size=60), st.sampled_from(DIMENSIONS))
def test_any_text_is_a_quantity_or_refused(text: str, dimension: str) -> None:
    try:
        span = parse(text, dimension)
    except ValueError:
        return
    assert span.lo[0] >= 0


def test_a_gap_is_told_in_four_digits() -> None:
    from advisor.advise import _gap
    from advisor.vocabulary import load

    words = load()
    assert _gap(Fraction(2**21 - 5 * 2**40), words["object_size_max"]) == "-5 TiB"
    assert _gap(Fraction(5, 2_628_000), words["object_reads"]) == "+5 /month"
    assert _gap(Fraction(0), words["object_size_max"]) == "+0 B" and _gap(None, words["object_size_max"]) == ""


def test_a_value_is_shown_in_the_unit_of_another() -> None:
    assert show_like(Fraction(28 * 2**40, 2_628_000), "throughput", "1.5 TiB /month") == "28 TiB /month"
    assert show_like(Fraction(47 * 2**10), "bytes", "4 MiB") == "47 KiB"
    assert show_like(Fraction(39, 60), "rate", "1.1 million /month") == "1708200 /month"
    assert show_like(Fraction(1, 3), "bytes", "4 MiB") == show(Fraction(1, 3), "bytes")

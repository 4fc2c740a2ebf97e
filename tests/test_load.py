"""Loads: growth month by month, the shape of a day, ages, and what stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from needs import need

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, loads
from advisor.services.s3_ages import inherited
from advisor.shapes import hourly, read_shares
from advisor.structures import Band
from advisor.units import GIB, TIB

MONTH = SECONDS_IN_MONTH
AMOUNTS = st.fractions(min_value=Fraction(1, 1000), max_value=10**6, max_denominator=1000)
RATIOS = st.fractions(min_value=1, max_value=40, max_denominator=100)


@given(st.sampled_from(["steady", "daily", "scheduled", "spiky", "idle"]), AMOUNTS, RATIOS)
def test_a_day_keeps_its_average_and_peak(traffic: str, average: Fraction, ratio: Fraction) -> None:
    """The mean of the 24 hours is the average exactly; a curve reaches the peak exactly, unless it is shorter than an hour."""
    peak = average * ratio
    day = hourly(traffic, average, peak)
    assert len(day) == 24
    assert sum(day) == average * 24
    assert min(day) >= 0
    follows = traffic in ("daily", "scheduled")
    assert max(day) == (min(peak, average * 24) if follows else average)


@given(st.lists(st.integers(0, 50), min_size=24, max_size=24).filter(any), AMOUNTS)
def test_stated_hours_are_scaled_to_the_average(said: list[int], average: Fraction) -> None:
    day = hourly("daily", average, None, tuple(Fraction(each) for each in said))
    assert sum(day) == average * 24
    assert day.index(max(day)) == said.index(max(said))


def test_a_daily_curve_rises_to_noon_and_falls() -> None:
    day = hourly("daily", Fraction(100), Fraction(150))
    assert day[0] == 50 and day[12] == 150
    assert list(day[:13]) == sorted(day[:13]) and list(day[12:]) == sorted(day[12:], reverse=True)


def test_a_high_peak_narrows_the_curve() -> None:
    day = hourly("daily", Fraction(100), Fraction(1200))
    assert max(day) == 1200 and sorted(day)[-2] == 600 and day[0] == 0  # a tent of half-width 2


def test_a_scheduled_jump_lasts_four_hours_at_most() -> None:
    day = hourly("scheduled", Fraction(100), Fraction(300))
    assert sorted(day)[-5:] == [60, 300, 300, 300, 300]
    assert sorted(hourly("scheduled", Fraction(100), Fraction(1300)))[-2:] == [Fraction(1100, 23), 1300]


def test_an_unknown_average_has_no_hours() -> None:
    assert hourly("daily", None, Fraction(3)) == ()


def test_a_flat_need_has_one_load() -> None:
    it = need("kind: object\nsize: 10 TiB\nobject_size: 1 MiB")
    months = loads(it.store, it.facts, 36)
    assert len(months) == 36
    assert all(each is months[0] for each in months)
    assert months[0].stored == 10 * TIB and months[0].count == 10 * 1024 * 1024


def test_growth_counts_from_the_middle_of_a_month() -> None:
    it = need("kind: object\nsize: 10 TiB\ngrowth: 2 TiB /month\nobject_size: 1 MiB")
    months = loads(it.store, it.facts, 3)
    assert [each.stored for each in months] == [11 * TIB, 13 * TIB, 15 * TIB]
    assert months[2].count == 15 * 1024 * 1024
    assert [each.month for each in months] == [1, 2, 3]


def test_a_table_grows_in_items_too() -> None:
    it = need("kind: database\nmodel: key_value\nitems: 1 million\nitem_size: 1 KiB\ngrowth: 1 GiB /month")
    first = it.month(1)
    assert first.count == 10**6 + Fraction(GIB, 2) / 1024
    assert first.stored == 10**6 * 1024 + Fraction(GIB, 2)


def test_what_nobody_said_is_unknown() -> None:
    load = need("kind: object\nsize: 10 TiB").month()
    assert load.stored == 10 * TIB
    assert (load.count, load.size, load.reads, load.writes, load.inflow, load.oldest) == (None,) * 6
    assert need("kind: database\nmodel: key_value").month().stored is None


def test_usual_values_stand_in() -> None:
    load = need("kind: object\nsize: 10 TiB", usual=True).month()
    assert load.count == 10 * 1024 * 1024  # of 1 MiB, each read once a month
    assert load.reads == Fraction(10 * 1024 * 1024, MONTH) and load.writes is not None
    assert load.writes * MONTH == 900_000  # one digit of a twelfth of them: nothing is to grow, nor to be replaced within days


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ("size: 100 GiB\nobject_size: 1 MiB", 9_000),  # of 102,400 / 12
        ("size: 100 GiB\nobject_size: 8 MiB", 1_000),  # of 1,067
        ("size: 100 GiB\ngrowth: 10 GiB /month", 10_240),  # of objects of the usual size
        ("size: 100 GiB\ngrowth: 0 GiB /month", 0),
        ("size: 120 GiB\nobject_size: 1 MiB\nkeep: 2190 h", 40_960),  # three months
        ("size: 120 GiB\nobject_size: 1 MiB\nwrites: 7 /month", 7),
    ],
)
def test_usual_writes_follow_from_what_is_there(lines: str, written: int) -> None:
    load = need(f"kind: object\n{lines}", usual=True).month()
    assert load.writes is not None and load.writes * MONTH == written


@pytest.mark.parametrize(
    "lines",
    [
        "size: 16 TiB\nreads: 10 /min\ndeletions: [{after: 7 days, share: 40 %}, {after: 100 days, share: 60 %}]",
        "growth: 1 TiB /month\nkeep: 90 days\naccess: 0.2 /month",
        "size: 2 TiB\nwrites: 1 /s",
        "size: 2 TiB\naccess: [{until: 30 days, reads: 3 /month}, {reads: 0.1 /month}]",
        "",
    ],
)
def test_the_usual_size_counts_as_one_that_is_said(lines: str) -> None:
    usual, said = (need(f"kind: object\n{lines}\n{size}", usual=True) for size in ("", "object_size: 1 MiB"))
    assert [usual.month(each) for each in (1, 12)] == [said.month(each) for each in (1, 12)]


@pytest.mark.parametrize(
    ("lines", "reads"),
    [
        ("reads: 7 /s\naccess: 2 /month", 7),  # stated reads win
        ("access: 2 /month", Fraction(2 * 1024 * 1024, MONTH)),  # a TiB is 1,048,576 objects of 1 MiB
        ("reads: 7 /s", 7),
    ],
)
def test_reads_are_stated_or_follow_from_the_objects(lines: str, reads: Fraction) -> None:
    assert need(f"kind: object\nsize: 1 TiB\nobject_size: 1 MiB\n{lines}").month().reads == reads


def test_reads_by_age_follow_the_ages() -> None:
    """Written over a year, so a twelfth is younger than a month."""
    text = "kind: object\nsize: 12 TiB\nobject_size: 1 MiB\nwrites: 1048576 /month\nkeep: 1 year\n"
    load = need(text + "access: [{until: 1 month, reads: 24 /month}, {reads: 0 /month}]").month()
    assert load.oldest == 12 * MONTH
    assert load.reads == 1024 * 1024 * 24 / MONTH


def test_ages_without_inflow() -> None:
    bands = (Band(Fraction(10), Fraction(5)), Band(float("inf"), Fraction(1)))
    assert read_shares(bands, None, True) == ((1, 1),)  # nothing comes in: all is old
    assert read_shares(bands, None, False) is None  # nobody said
    assert read_shares(bands, Fraction(40), True) == ((Fraction(1, 4), 5), (Fraction(3, 4), 1))
    assert read_shares(bands, Fraction(5), True) == ((1, 5),)


def test_what_is_written_and_does_not_stay_leaves() -> None:
    load = need("kind: object\nsize: 10 TiB\nobject_size: 1 MiB\nwrites: 5242880 /month\ngrowth: 1 TiB /month").month()
    assert load.inflow == 5 * TIB / MONTH and load.outflow == 4 * TIB / MONTH
    assert load.lifetime == load.oldest == Fraction(21, 10) * MONTH  # 10.5 TiB at 5 TiB a month


def test_growth_alone_deletes_nothing() -> None:
    load = need("kind: object\nsize: 10 TiB\nobject_size: 1 MiB\ngrowth: 1 TiB /month").month()
    assert load.outflow == 0 and load.lifetime is None and load.oldest == Fraction(21, 2) * MONTH


def test_keep_is_the_age_at_deletion() -> None:
    load = need("kind: object\nsize: 10 TiB\nobject_size: 1 MiB\nwrites: 5242880 /month\nkeep: 30 days").month()
    assert load.lifetime == load.oldest == 30 * 86_400


def test_the_peak_is_never_under_the_busiest_hour() -> None:
    base = "kind: database\nmodel: key_value\nitem_size: 1 KiB\nitems: 1000\nwrites: 1 /s\n"
    hours = ", ".join(["1"] * 23 + ["25"])
    load = need(base + f"reads: {{average: 10 /s}}\ntraffic: [{hours}]").month()
    assert load.reads_peak == max(load.read_hours) == 10 * 25 * 24 / Fraction(48)
    assert need(base + "reads: {average: 10 /s}\ntraffic: steady").month().reads_peak == 10
    assert need(base + "reads: {average: 10 /s}\ntraffic: daily").month().reads_peak is None
    assert not need(base + "traffic: spiky").month().predictable
    assert need(base + "traffic: scheduled").month().predictable


KEPT = "kind: object\nsize: 10 TiB\nobject_size: 1 MiB\nreads: 0 /s\ngrowth: {growth}\nkeep: {keep}"
FIVE_MONTHS = f"{5 * 730} h"


@pytest.mark.parametrize("keep", ["146 h", "730 h", "1000 h", "60 days", FIVE_MONTHS])
@pytest.mark.parametrize("growth", ["0 GiB /month", "1 TiB /month"])
def test_what_comes_less_what_is_deleted_at_its_age_is_what_grows(keep: str, growth: str) -> None:
    """What comes between two days, less what came a `keep` before, is the growth: of what is there today an even part is deleted
    each second, of what comes as much as came."""
    it = need(KEPT.format(growth=growth, keep=keep))
    months = loads(it.store, it.facts, 24)
    kept, each = months[0].lifetime, months[0].size
    assert kept is not None and each is not None
    for load in months:
        assert load.inflow is not None and load.outflow is not None and load.writes is not None and load.stored is not None
        assert load.inflow - load.outflow == (TIB / MONTH if "TiB" in growth else 0)
        assert load.writes * each == load.inflow and load.lifetime == kept
    # By Little's law: over whole lifetimes as much comes as replaces all that is stored once each, and half of the growth.
    if kept == 5 * MONTH:
        for first in (0, 5, 10):
            some = months[first : first + 5]
            stored = sum((load.stored or 0 for load in some), Fraction(0)) / 5
            came = sum((load.inflow or 0 for load in some), Fraction(0)) / 5
            assert came == stored / kept + (TIB / MONTH / 2 if "TiB" in growth else 0)


@pytest.mark.parametrize("keep", ["146 h", "730 h", "1000 h", FIVE_MONTHS])
def test_what_is_brought_over_and_comes_is_what_is_stored(keep: str) -> None:
    """Of ages from today on: what was there is deleted evenly, what comes rises at each lifetime; together the stated size."""
    it = need(KEPT.format(growth="1 TiB /month", keep=keep))
    for load in loads(it.store, it.facts, 24):
        ages = inherited(load, Fraction(10 * TIB, 1024**2), load.lifetime, late=True)
        assert ages is not None and ages.held(Fraction(0), None) == load.count


@pytest.mark.parametrize(("traffic", "times"), [("steady", 1), ("daily", 2), ("idle", 10)])
def test_usual_peaks_follow_from_usual_averages(traffic: str, times: int) -> None:
    for kind in ("database", "cache"):
        load = need(f"kind: {kind}\ntraffic: {traffic}", usual=True).month()
        assert load.reads and load.writes
        assert (load.reads_peak, load.writes_peak) == (times * load.reads, times * load.writes)

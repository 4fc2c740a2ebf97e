"""LIST requests, and parts of uploads nobody finished: what they cost by class, with a rule that gives them up and without."""

from __future__ import annotations

import pytest
from needs import need

from advisor.exact import Fraction
from advisor.load import Quantity
from advisor.services import s3
from advisor.services.s3_design import Design, Rule

BUCKET = "kind: object\nsize: 1 TiB\ngrowth: {growth}\nobject_size: 1 MiB\naccess: 0 /month\n"
WRITES = "lists: 1000 /month\nwrites: {average: 1048576 /month, unfinished: 2 %}\n"  # 1 TiB a month: 20.48 GB is left behind
DAY, MONTH = Fraction(86_400), Fraction(730, 24)


def left(design: Design, month: int = 1, growth: str = "1 TiB /month", writes: str = WRITES) -> list[Quantity]:
    """What is left behind in a month."""
    lines = need(BUCKET.replace("{growth}", growth) + writes).usage(s3, design, month)
    return [line for line in lines if line.item in ("Unfinished uploads", "LIST requests")]


def amount(design: Design, month: int = 1, growth: str = "1 TiB /month") -> Fraction | None:
    """GB of parts left behind, beside what is stored."""
    with_, without = (
        sum(
            line.amount or 0
            for line in need(BUCKET.replace("{growth}", growth) + each).usage(s3, design, month)
            if "storage" in line.dimension
        )
        for each in (WRITES, WRITES.replace("unfinished: 2 %", "unfinished: 0 %"))
    )
    return with_ - without


@pytest.mark.parametrize("days", [1, 7])
def test_parts_stay_until_they_are_given_up(days: int) -> None:
    for month in (1, 12):
        assert amount(Design("STANDARD", abort_multipart=days * DAY), month) == Fraction("20.48") * days / MONTH


@pytest.mark.parametrize("growth", ["1 TiB /month", "0 GiB /month"])
def test_without_a_rule_they_gather(growth: str) -> None:
    """Half a month's after the first month on average, eleven and a half months' in the twelfth; also where nothing grows."""
    assert amount(Design("STANDARD"), 1, growth) == Fraction("10.24")
    assert amount(Design("STANDARD"), 12, growth) == Fraction("20.48") * Fraction(23, 2)


def test_the_soonest_rule_counts_and_one_of_another_prefix_does_not() -> None:
    rules = (Rule(abort_multipart=3 * DAY), Rule(abort_multipart=DAY, prefix="raw/"))
    assert amount(Design("STANDARD", abort_multipart=7 * DAY, rules=rules)) == Fraction("20.48") * 3 / MONTH


@pytest.mark.parametrize(
    ("class_", "dimension"),
    [
        ("STANDARD_IA", "s3.storage.standard_ia"), ("GLACIER_IR", "s3.storage.glacier_instant_retrieval"),
        ("GLACIER", "s3.storage.standard"), ("DEEP_ARCHIVE", "s3.storage.standard"),
        ("INTELLIGENT_TIERING", "s3.storage.intelligent_tiering.frequent"),
    ],
)  # fmt: skip
def test_they_are_billed_in_their_class_and_before_the_archives_in_standard(class_: str, dimension: str) -> None:
    lines = need(BUCKET.replace("{growth}", "1 TiB /month") + WRITES).usage(s3, Design(class_))
    assert any("never given up" in line.formula for line in lines if line.dimension == dimension)


def test_nothing_is_left_behind_unless_it_is_said() -> None:
    assert not left(Design("STANDARD"), writes="writes: 1 /s\n")


@pytest.mark.parametrize("class_", ["STANDARD", "DEEP_ARCHIVE", "EXPRESS_ONEZONE"])
def test_lists_cost_as_puts_of_standard(class_: str) -> None:
    (line,) = (each for each in left(Design(class_)) if each.item == "LIST requests")
    own = "express_one_zone" if class_ == "EXPRESS_ONEZONE" else "standard"
    assert (line.dimension, line.amount) == (f"s3.request.tier1.{own}", 1000)

"""Sizes at which S3 classes break even at us-east-1's list prices: folklore says 128 KiB for all of them."""

from __future__ import annotations

from datetime import date

import pytest
from needs import need

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH
from advisor.prices import FileCatalog, Price, charge
from advisor.services import s3
from advisor.services.s3 import Design, Transition

ON = date(2026, 11, 20)
CATALOG = FileCatalog()
DAY, MONTH = Fraction(86_400), SECONDS_IN_MONTH


def month(design: Design, lines: str) -> Fraction:
    """US dollars of a month in us-east-1."""
    total = Fraction(0)
    for line in need(f"kind: object\n{lines}").usage(s3, design):
        service, _, dimension = line.dimension.partition(".")
        price = CATALOG.find(service, "us-east-1", dimension, ON)
        assert isinstance(price, Price) and line.amount is not None, line
        total += sum((each.amount for each in charge(price.tiers, line.amount)), Fraction(0))
    return total


def kept(kib: int) -> str:
    """A million objects nobody reads or writes any more."""
    return f"size: {kib * 10**6} KiB\nobject_size: {kib} KiB\nwrites: 0 /s\naccess: 0 /month\n"


@pytest.mark.parametrize(("kib", "worth"), [(127, False), (128, False), (137, False), (138, True), (250, True)])
def test_intelligent_tiering_of_data_nobody_reads(kib: int, worth: bool) -> None:
    """The monitoring fee of an object exceeds what Archive Instant Access saves on it below 138 KiB."""
    tiered, standard = (month(Design(class_=name), kept(kib)) for name in ("INTELLIGENT_TIERING", "STANDARD"))
    assert (tiered < standard) is worth
    assert (tiered == standard) is (kib < 128)  # smaller objects are neither monitored nor moved


@pytest.mark.parametrize(("kib", "worth"), [(249, False), (250, True)])
def test_intelligent_tiering_of_data_that_only_gets_infrequent(kib: int, worth: bool) -> None:
    """Deleted at 90 days nothing reaches Archive Instant Access: two thirds of the objects are Infrequent, all are monitored.

    So the fee is earned back from 375 KiB; were all of them Infrequent, from 250 KiB.
    """
    lines = kept(kib).replace("writes: 0 /s", f"writes: {10**6 * MONTH / (90 * DAY)} /month") + "keep: 90 days"
    tiered, standard = (month(Design(class_=name), lines) for name in ("INTELLIGENT_TIERING", "STANDARD"))
    fee, discount = 10**6 * Fraction("0.0000025"), Fraction(kib * 10**6, 1024 * 1024) * (Fraction("0.023") - Fraction("0.0125"))
    assert tiered - standard == fee - discount * Fraction(2, 3)
    assert (fee < discount) is worth


@pytest.mark.parametrize(("kib", "worth"), [(9, False), (10, True)])
def test_deep_archive_costs_more_to_keep_below_ten_kib(kib: int, worth: bool) -> None:
    """40 KiB of overhead an object, 8 of them at Standard's rate."""
    assert (month(Design(class_="DEEP_ARCHIVE"), kept(kib)) < month(Design(class_="STANDARD"), kept(kib))) is worth


@pytest.mark.parametrize(("kib", "worth"), [(206, False), (209, True)])
def test_deep_archive_pays_back_within_a_year_from_208_kib(kib: int, worth: bool) -> None:
    """A year of what it saves against the request that moves each object."""
    saved = 12 * (month(Design(class_="STANDARD"), kept(kib)) - month(Design(class_="DEEP_ARCHIVE"), kept(kib)))
    assert (saved > 10**6 * Fraction("0.00005")) is worth


@pytest.mark.parametrize(("kib", "worth"), [(69, False), (70, True)])
def test_standard_ia_costs_more_to_keep_below_70_kib(kib: int, worth: bool) -> None:
    """Billed as 128 KiB at 0.0125, against its own size at 0.023."""
    assert (month(Design(class_="STANDARD_IA"), kept(kib)) < month(Design(class_="STANDARD"), kept(kib))) is worth


def test_moving_533_tb_out_of_standard_ia_made_it_dearer_first() -> None:
    """NixOS, May 2026: $215.17 a day of Standard-IA became $379.66 of Frequent Access, and $623.89 for 62.4 million transitions.

    533,627 GB, 62.389 million objects. https://github.com/NixOS/infra/issues/1056
    """
    gib, objects = 533_627, 62_389_000
    size = Fraction(gib * 1024**3, objects)
    lines = f"size: {gib} GiB\nobject_size: {size.numerator}/{size.denominator} B\nreads: 0 /s\nwrites: 0 /s\n"
    before = month(Design(class_="STANDARD_IA"), lines)
    assert abs(before / 31 - Fraction("215.17")) < Fraction("0.01")
    fresh = month(Design(class_="INTELLIGENT_TIERING"), lines + "access: unknown")
    monitoring = objects * Fraction("0.0000025")
    assert abs((fresh - monitoring) / 31 - Fraction("379.66")) < Fraction("0.05")
    cold = month(Design(class_="INTELLIGENT_TIERING"), lines.replace("reads: 0 /s\n", "") + "access: 0 /month")
    assert cold < before < fresh  # cheaper only once objects have not been read for 90 days
    moving = f"{lines}keep: 60 days\n".replace("writes: 0 /s", f"writes: {objects * MONTH / (60 * DAY)} /month")
    it = need(f"kind: object\n{moving}")
    into = Design(class_="STANDARD_IA", lifecycle=(Transition(30 * DAY, "INTELLIGENT_TIERING"),))
    requests = [line.amount for line in it.usage(s3, into) if line.dimension == "s3.lifecycle_transition.intelligent_tiering"]
    assert requests == [objects * MONTH / (60 * DAY)]  # each object that comes in pays one, $623.89 for all

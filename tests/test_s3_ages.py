"""S3 buckets by age: Intelligent-Tiering's tiers, lifecycles, early deletion, old versions."""

from __future__ import annotations

from math import exp

from hypothesis import given
from hypothesis import strategies as st
from needs import ON, amounts, by_part, need

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH
from advisor.services import s3
from advisor.services.s3 import Design, Transition
from advisor.services.s3_ages import steady, unaged
from advisor.services.s3_tiers import Opted, tiers
from advisor.structures import Band
from advisor.units import GIB, KIB

MONTH, DAY = SECONDS_IN_MONTH, Fraction(86_400)
TIB_OF_MIB = "kind: object\nsize: 1 TiB\nobject_size: 1 MiB\n"  # 1,048,576 objects
OBJECTS = 1024 * 1024
QUIET = TIB_OF_MIB + "writes: 0 /s\nreads: 0 /s\n"


def tiering(lines: str) -> dict[str, Fraction | None]:
    """A month of a TiB of Intelligent-Tiering."""
    return amounts(need(TIB_OF_MIB + lines).usage(s3, Design(class_="INTELLIGENT_TIERING")))


def test_untouched_data_sits_in_archive_instant_access() -> None:
    found = tiering("writes: 0 /s\naccess: 0 /month")
    assert found == {"s3.storage.intelligent_tiering.archive_instant": 1024, "s3.intelligent_tiering.monitoring": OBJECTS}


def test_unknown_access_stays_frequent() -> None:
    for word in ("unknown", "changing"):
        found = tiering(f"writes: 0 /s\nreads: 1 /month\naccess: {word}")
        assert found["s3.storage.intelligent_tiering.frequent"] == 1024
        assert "s3.storage.intelligent_tiering.infrequent" not in found
    assert tiering("writes: 0 /s")["s3.storage.intelligent_tiering.frequent"] == 1024  # nobody said


def test_small_objects_are_not_monitored_and_stay_frequent() -> None:
    lines = "kind: object\nsize: 1 TiB\nobject_size: {127 KiB: 50 %, 129 KiB: 50 %}\nwrites: 0 /s\naccess: 0 /month"
    found = amounts(need(lines).usage(s3, Design(class_="INTELLIGENT_TIERING")))
    count = Fraction(1024**4, 128 * KIB)
    assert found["s3.intelligent_tiering.monitoring"] == count / 2
    assert found["s3.storage.intelligent_tiering.frequent"] == count / 2 * 127 * KIB / GIB
    assert found["s3.storage.intelligent_tiering.archive_instant"] == count / 2 * 129 * KIB / GIB


@given(st.fractions(min_value=Fraction(1, 1000), max_value=60, max_denominator=1000))
def test_tiers_never_promise_more_than_chance_reads_leave(monthly: Fraction) -> None:
    """Day by day the untouched share is below that of Poisson reads, and close to it when reads are rare."""
    it = need(QUIET)
    each = monthly / MONTH
    ages = unaged(it.month())
    assert ages is not None
    split = tiers((), (each, Fraction(1)), (Fraction(0), None), ages, Opted(), Fraction(1))
    assert split is not None
    daily = float(each * DAY)
    assert sum(split) == 1 and min(split) >= 0
    assert float(1 - split.frequent) <= exp(-30 * daily) + 1e-12
    assert float(split.archive_instant) <= exp(-90 * daily) + 1e-12
    assert float(split.archive_instant) >= exp(-90 * daily) - 90 * daily**2


def test_young_objects_are_frequent() -> None:
    """Written over 60 days and never read: half is older than 30 days, none than 90."""
    found = tiering(f"writes: {OBJECTS * MONTH / (60 * DAY)} /month\naccess: 0 /month\nkeep: 60 days")
    assert found["s3.storage.intelligent_tiering.frequent"] == 512
    assert found["s3.storage.intelligent_tiering.infrequent"] == 512
    assert "s3.storage.intelligent_tiering.archive_instant" not in found


def test_tiers_follow_the_busiest_days_of_the_window() -> None:
    """Read daily for 30 days, then never, over a year: cold 30 days after the reads end, colder after 90."""
    bands = ((Fraction(30 * DAY), Fraction(1, 86_400)), (float("inf"), Fraction(0)))
    load = need(TIB_OF_MIB + f"writes: {OBJECTS * MONTH / (360 * DAY)} /month\nkeep: 360 days").month()
    assert load.oldest == 360 * DAY
    ages = steady(load)
    assert ages is not None
    split = tiers(tuple(Band(*band) for band in bands), None, (Fraction(0), None), ages, Opted(), Fraction(1))
    assert split is not None
    assert split[:3] == (Fraction(60, 360), Fraction(60, 360), Fraction(240, 360))


def lifecycle(*moves: tuple[int, str], **fields: object) -> Design:
    """A bucket in Standard with transitions at so many days."""
    way = tuple(Transition(days * DAY, to) for days, to in moves)
    return Design(class_="STANDARD", lifecycle=way, **fields)  # type: ignore[arg-type]


YEAR = (
    TIB_OF_MIB + f"writes: {OBJECTS * MONTH / (360 * DAY)} /month\nkeep: 360 days\nreads: 0 /s\n"
)  # a TiB written over 360 days


def test_a_lifecycle_spreads_ages_over_classes() -> None:
    found = amounts(need(YEAR).usage(s3, lifecycle((30, "STANDARD_IA"), (90, "GLACIER_IR"))))
    monthly = OBJECTS * MONTH / (360 * DAY)
    assert found == {
        "s3.request.tier1.standard": monthly,
        "s3.storage.standard": Fraction(1024 * 30, 360),
        "s3.storage.standard_ia": Fraction(1024 * 60, 360),
        "s3.storage.glacier_instant_retrieval": Fraction(1024 * 270, 360),
        "s3.lifecycle_transition.standard_ia": monthly,
        "s3.lifecycle_transition.glacier_instant_retrieval": monthly,
    }


def test_leaving_a_class_early_is_charged() -> None:
    found = by_part(need(YEAR).usage(s3, lifecycle((30, "STANDARD_IA"), (45, "GLACIER_IR"))))
    lines = need(YEAR).usage(s3, lifecycle((30, "STANDARD_IA"), (45, "GLACIER_IR")))
    early = [line.amount for line in lines if line.item.startswith("Early")]
    assert early == [Fraction(1024 * 15, 360)]  # 15 of the 30 days are left, of what comes in each day
    assert ("s3.storage.standard_ia", "") in found


def test_a_lifecycle_of_unknown_ages_is_not_guessed() -> None:
    found = amounts(need(TIB_OF_MIB + "reads: 0 /s").usage(s3, lifecycle((30, "STANDARD_IA"))))
    assert found["s3.storage.standard"] is None and found["s3.storage.standard_ia"] is None
    assert found["s3.lifecycle_transition.standard_ia"] is None


def test_data_that_is_no_longer_written_has_arrived() -> None:
    found = amounts(need(QUIET).usage(s3, lifecycle((30, "STANDARD_IA"), (90, "GLACIER_IR"))))
    assert found == {"s3.storage.glacier_instant_retrieval": 1024}


def test_small_objects_do_not_move() -> None:
    lines = (
        "kind: object\nsize: 1 TiB\nobject_size: {64 KiB: 50 %, 192 KiB: 50 %}\n"
        f"writes: {8 * OBJECTS * MONTH / (360 * DAY)} /month\nkeep: 360 days\nreads: 0 /s\n"
    )
    design = lifecycle((30, "STANDARD_IA"), (90, "GLACIER"))
    now = amounts(need(lines).usage(s3, design))
    assert now["s3.storage.standard_ia"] == Fraction(3, 4) * 1024 * 60 / 360  # three quarters of the bytes
    assert now["s3.lifecycle_transition.glacier_flexible_retrieval"] == 4 * OBJECTS * MONTH / (360 * DAY)
    before = amounts(need(lines, on=ON.replace(year=2024, month=8)).usage(s3, design))
    assert before["s3.storage.standard_ia"] == now["s3.storage.standard_ia"]
    assert before["s3.lifecycle_transition.glacier_flexible_retrieval"] == 8 * OBJECTS * MONTH / (360 * DAY)


def test_each_line_is_said_once() -> None:
    """Objects that move and objects that stay are both in Standard, and both are read there."""
    text = YEAR.replace("object_size: 1 MiB", "object_size: {64 KiB: 50 %, 192 KiB: 50 %}").replace("reads: 0 /s", "reads: 1 /s")
    design = lifecycle((30, "STANDARD_IA"), (45, "GLACIER"), versioning=True, expire_noncurrent=30 * DAY, replication="SRR")
    lines = need(text + "clients: [{from: us-east-1, egress: 1 GiB /day}, {from: us-east-1, egress: 1 GiB /day}]").usage(
        s3, design
    )
    assert len({(line.dimension, line.region, line.item, line.part) for line in lines}) == len(lines)
    assert amounts(lines)["data_transfer.inter_region_out.to.us-east-1"] == 2 * MONTH / DAY


def test_reads_follow_the_ages_into_their_classes() -> None:
    """Read 12 times in the first 30 days and 11 times in the next 330: in Standard, then in Standard-IA."""
    text = YEAR.replace("reads: 0 /s", "access: [{until: 30 days, reads: 12/30 /day}, {reads: 11/330 /day}]")
    found = amounts(need(text).usage(s3, lifecycle((30, "STANDARD_IA"))))
    monthly = OBJECTS * MONTH / (360 * DAY)
    assert found["s3.request.tier2.standard"] == 12 * monthly
    assert found["s3.request.tier2.standard_ia"] == 11 * monthly
    assert found["s3.retrieval.standard_ia"] == 11 * monthly / 1024


def test_objects_deleted_early_pay_the_rest() -> None:
    """A TiB that lives 10 days in Standard-IA pays 20 more: two TiB-months in all."""
    lines = need(TIB_OF_MIB + f"writes: {OBJECTS * MONTH / (10 * DAY)} /month\nreads: 0 /s\nkeep: 10 days").usage(
        s3, Design(class_="STANDARD_IA")
    )
    assert amounts(lines)["s3.storage.standard_ia"] == 3 * 1024
    exactly = TIB_OF_MIB + f"writes: {OBJECTS * MONTH / (30 * DAY)} /month\nreads: 0 /s\nkeep: 30 days"
    assert amounts(need(exactly).usage(s3, Design(class_="STANDARD_IA")))["s3.storage.standard_ia"] == 1024


def test_overwritten_objects_are_deleted_too() -> None:
    """A TiB overwritten ten times a month lives three days: its other 27 days in Standard-IA are paid."""
    text = TIB_OF_MIB + f"writes: {OBJECTS * 10} /month\nreads: 0 /s\ngrowth: 0 GiB /month"
    lives = MONTH / 10
    expected = 1024 + 10240 * (30 * DAY - lives) / MONTH
    assert amounts(need(text).usage(s3, Design(class_="STANDARD_IA")))["s3.storage.standard_ia"] == expected


def test_deep_archive_has_a_line_of_its_own_for_it() -> None:
    text = TIB_OF_MIB + f"writes: {OBJECTS * MONTH / (90 * DAY)} /month\nreads: 0 /s\nkeep: 90 days"
    found = amounts(need(text).usage(s3, Design(class_="DEEP_ARCHIVE")))
    assert found["s3.early_delete.deep_archive"] == found["s3.storage.deep_archive"] == 1024 + 32


def test_old_versions_stay_until_they_expire() -> None:
    text = TIB_OF_MIB + f"writes: {OBJECTS} /month\nreads: 0 /s\noverwrites: true\ngrowth: 0 GiB /month"
    kept = amounts(need(text).usage(s3, Design(class_="STANDARD", versioning=True, expire_noncurrent=MONTH / 2)))
    assert kept["s3.storage.standard"] == 1024 + 512
    forever = amounts(need(text).usage(s3, Design(class_="STANDARD", versioning=True)))
    assert forever["s3.storage.standard"] is None
    assert amounts(need(QUIET).usage(s3, Design(class_="STANDARD", versioning=True)))["s3.storage.standard"] == 1024


def test_a_design_says_its_own_facts() -> None:
    it = need(QUIET)
    design = lifecycle((30, "STANDARD_IA"), (90, "GLACIER"), expire=365 * DAY, versioning=False)
    said = s3.describe(design, it.look)
    assert said["storage_class"] == {"STANDARD"} and said["last_class"] == {"GLACIER"} and said["versioning"] == {"false"}
    assert said["days_before_expiry"].lo[0] == 275 * DAY  # type: ignore[union-attr]
    assert "replication" not in said
    (_, name, first), (_, _, second) = s3.parts(design, it.facts)
    assert name == "STANDARD to STANDARD_IA"
    assert (second["from_class"], second["time_in_class"].lo[0]) == ({"STANDARD_IA"}, 60 * DAY)  # type: ignore[union-attr]
    assert first["transition_after"].lo[0] == 30 * DAY  # type: ignore[union-attr]

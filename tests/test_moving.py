"""From today's bucket to another design: what is moved or copied once, what is left of minimum times, when tiers settle."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from advisor.advise import advise
from advisor.prices import FileCatalog
from advisor.report import OverTime, Policy
from advisor.spec import read_spec


def compared(store: str, on: str = "2026-11-20", horizon: str = "12 months") -> OverTime:
    """The policies of one bucket in us-east-1, side by side."""
    text = f"region: us-east-1\non: {on}\nhorizon: {horizon}\nstores:\n  it: {{kind: object, {store}}}\n"
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is not None, problems
    found = advise(workload, FileCatalog(), date.fromisoformat(on)).stores[0].over_time
    assert found is not None
    return found


def named(found: OverTime, name: str) -> Policy:
    """One of them."""
    return next(each for each in found.policies if each.name == name)


def once(policy: Policy) -> dict[str, tuple[Decimal, Decimal]]:
    """Quantity and amount of each line that brings things over, by dimension."""
    return {
        line.dimension: (line.quantity.total, line.amount.total)
        for line in policy.once
        if line.quantity is not None and line.amount is not None
    }


def cents(amount: Decimal) -> str:
    """An amount to the cent."""
    return f"{amount:.2f}"


# The bill of the NixOS binary cache of May 2026 (github.com/NixOS/infra): Standard-IA of $215.17 a day is 533,627 GB; all of it
# in Frequent Access is $379.66 a day, transitions of $623.89 are 62.4 million objects at $0.01 a thousand.
NIXOS = "size: 533627 GiB, object_size: 9182239 B, access: 0 /month, writes: 0 /s, current: {class: STANDARD_IA}"


def test_a_cache_of_533_627_gigabytes_goes_to_intelligent_tiering() -> None:
    found = compared(f"{NIXOS}, chosen: {{class: INTELLIGENT_TIERING}}", "2026-05-15")
    today, moved = named(found, "today"), named(found, "chosen")
    assert cents(today.months[0] / 31) == "215.17"
    ((_, transitions),) = once(moved).values()
    assert cents(transitions) == "624.01"
    monitoring = Decimal("62.4006") * Decimal("2.5")
    assert cents((moved.months[0] - transitions - monitoring) / 31) == "379.66"
    assert cents(moved.months[1] - monitoring) == cents(moved.months[2] - monitoring) == cents(today.months[0])
    # nobody reads: below the old bill when objects reach Archive Instant Access, 90 days on
    assert (moved.cheaper_from, moved.payback_month) == (4, 5)
    assert cents(moved.months[3] - monitoring) == cents(Decimal(533_627) * Decimal("0.004"))


ALL_OLD = "size: 10 TiB, object_size: 1 MiB, access: 0.01 /month, writes: 0 /s"
OBJECTS = 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("today", "chosen", "expected"),
    [
        ("STANDARD", "STANDARD_IA", {"s3.lifecycle_transition.standard_ia": OBJECTS}),
        ("STANDARD", "STANDARD", {}),
        # no lifecycle leads up: a copy of each, and reading what charges for it
        ("STANDARD_IA", "STANDARD", {"s3.request.tier1.standard": OBJECTS, "s3.retrieval.standard_ia": 10 * 1024}),
        (
            "GLACIER", "STANDARD",
            {
                "s3.request.tier1.standard": OBJECTS, "s3.restore_request.glacier_flexible_retrieval.bulk": OBJECTS,
                "s3.retrieval.glacier_flexible_retrieval.bulk": 10 * 1024,
                "s3.storage.standard": Decimal(10 * 1024 * 24) / 730,  # the restored copies, for a day
            },
        ),
    ],
)  # fmt: skip
def test_objects_are_moved_down_and_copied_up(today: str, chosen: str, expected: dict[str, Any]) -> None:
    access = "access: [{until: 30 days, reads: 1 /month}, {reads: 0.01 /month}]"
    store = ALL_OLD.replace("access: 0.01 /month", access)
    found = compared(f"{store}, current: {{class: {today}}}, chosen: {{class: {chosen}}}")
    assert {name: quantity for name, (quantity, _) in once(named(found, "chosen")).items()} == pytest.approx(
        {k: Decimal(v) for k, v in expected.items()}
    )


# Where a design holds small objects in another class, the rule that brings them names a size; in Intelligent-Tiering they are
# billed as in Standard, and stay.
@pytest.mark.parametrize(
    ("sizes", "today", "chosen", "part"),
    [
        ("{100 KiB: 60 %, 10 MiB: 40 %}", "STANDARD", "GLACIER_IR", "1"),
        ("{100 KiB: 60 %, 10 MiB: 40 %}", "STANDARD", "INTELLIGENT_TIERING", "0.4"),
        ("{100 KiB: 60 %, 10 MiB: 40 %}", "STANDARD_IA", "INTELLIGENT_TIERING", "1"),
    ],
)
def test_small_objects_are_brought_where_the_design_holds_them(sizes: str, today: str, chosen: str, part: str) -> None:
    found = compared(f"{ALL_OLD.replace('1 MiB', sizes)}, current: {{class: {today}}}, chosen: {{class: {chosen}}}")
    quantity = next(each for name, (each, _) in once(named(found, "chosen")).items() if "lifecycle_transition" in name)
    mean = Decimal(100) * Decimal("0.6") + Decimal(10 * 1024) * Decimal("0.4")
    assert abs(quantity - Decimal(10 * 1024**3) / mean * Decimal(part)) < 1


@pytest.mark.parametrize("size", [90, 127, 128])
def test_a_store_of_small_objects_pays_for_each_of_them(size: int) -> None:
    store = f"size: 50 TiB, growth: 0 GiB /month, object_size: {size} KiB, access: 0.05 /month, current: {{class: STANDARD}}"
    proposed = named(compared(store, horizon="24 months"), "proposed")
    ((quantity, amount),) = once(proposed).values()
    assert abs(quantity - Decimal(50 * 1024**3) / size) < 1 and abs(amount - quantity * 20 / 1_000_000) < Decimal("0.01")
    assert proposed.payback_month is not None and proposed.payback_month > 12


WRITTEN = "size: 12 TiB, object_size: 1 MiB, writes: 1048576 /month, keep: 1 year, access: 0.01 /month"  # a year of 1 TiB a month


def test_young_objects_pay_for_the_rest_of_their_minimum_time() -> None:
    found = compared(f"{WRITTEN}, current: {{class: GLACIER_IR}}, chosen: {{class: DEEP_ARCHIVE}}")
    lines = once(named(found, "chosen"))
    # the objects of the last 90 days, 45 days short on average
    short, _ = lines["s3.storage.glacier_instant_retrieval"]
    assert abs(short - Decimal(1024) * Decimal(90) / Decimal("30.4167") * Decimal(45) / Decimal("30.4167")) < 40
    assert abs(lines["s3.lifecycle_transition.deep_archive"][0] - 12 * 1024 * 1024) < 10


def test_a_lifecycle_finds_each_object_at_its_age() -> None:
    chosen = "chosen: {class: STANDARD, lifecycle: [{after: 91.25 days, to: GLACIER_IR}, {after: 182.5 days, to: DEEP_ARCHIVE}]}"
    found = compared(f"{WRITTEN}, current: {{class: STANDARD}}, {chosen}")
    lines = {name: quantity for name, (quantity, _) in once(named(found, "chosen")).items()}
    tib = 1024 * 1024  # objects of a month
    assert abs(lines["s3.lifecycle_transition.glacier_instant_retrieval"] - 3 * tib) < 10
    assert abs(lines["s3.lifecycle_transition.deep_archive"] - 6 * tib) < 10


def test_nothing_is_brought_over_where_nothing_changes() -> None:
    found = compared(f"{WRITTEN}, current: {{class: STANDARD, lifecycle: [{{after: 60 days, to: GLACIER_IR}}]}}")
    assert not named(found, "today").once and not named(found, "nothing moves").once


def test_what_the_first_months_cost_more_is_in_the_months() -> None:
    found: Any = compared(f"{ALL_OLD}, current: {{class: STANDARD}}, chosen: {{class: INTELLIGENT_TIERING}}")
    months = named(found, "chosen").months
    assert months[0] > months[1] == months[2] > months[3] == months[11]


@pytest.mark.parametrize(
    ("horizon", "current", "told"),
    [
        # 335,544,320 objects: 16,777.22 once, 486.39 a month saved
        ("34 months", "STANDARD_IA", True), ("35 months", "STANDARD_IA", False), ("12 months", "DEEP_ARCHIVE", False),
    ],
)  # fmt: skip
def test_what_is_not_paid_back_within_the_horizon_is_warned_of(horizon: str, current: str, told: bool) -> None:
    store = "size: 50 TiB, object_size: 160 KiB, writes: 0 /s, retrieval: 12 h, access: 0.001 /month"
    text = f"region: us-east-1\nhorizon: {horizon}\nstores:\n  it: {{kind: object, {store}, current: {{class: {current}}}}}\n"
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is not None, problems
    found = advise(workload, FileCatalog(), date(2026, 11, 20)).stores[0].findings
    assert [each.message for each in found if each.code == "today.not-paid-back"] == (
        [f"bringing over what is there today costs 16,777.22 USD once, and is not paid back within {horizon}"] if told else []
    )


def test_of_objects_with_a_tag_their_share_is_brought_back() -> None:
    """40 % of what is older than 30 days was archived: a third of the objects is younger, they are of the last 90 days."""
    store = "size: 90 GiB, object_size: 1 MiB, writes: 92160 per 90 days, keep: 90 days, access: 0.5 /month"
    store = store.replace("92160 per 90 days", "31146.666666 /month")
    rules = "rules: [{tags: [archive=yes], share: 40 %, lifecycle: [{after: 30 days, to: GLACIER}]}]"
    found = compared(f"{store}, current: {{class: STANDARD, {rules}}}, chosen: {{class: STANDARD}}")
    quantity, _ = once(named(found, "chosen"))["s3.restore_request.glacier_flexible_retrieval.bulk"]
    assert quantity == pytest.approx(Decimal(92160 * 2 / 3 * 0.4), rel=Decimal("0.001"))


@pytest.mark.parametrize(
    ("today", "chosen", "batch"),
    [("GLACIER_IR", "STANDARD", False), ("GLACIER", "STANDARD", False), ("GLACIER_IR", "DEEP_ARCHIVE", True)],
)
def test_copies_are_replicated_as_they_are_written_and_what_is_moved_by_a_batch_job(today: str, chosen: str, batch: bool) -> None:
    wanted = f"class: {chosen}, versioning: true, expire_noncurrent: 1 day, replication: CRR, replicate_to: us-west-2"
    store = f"{ALL_OLD}, retrieval: 12 h, replicate: us-west-2, current: {{class: {today}}}, chosen: {{{wanted}}}"
    lines = once(named(compared(store), "chosen"))
    assert ("s3.batch_operations.object" in lines) == ("s3.batch_operations.job" in lines) == batch
    if today == "GLACIER_IR":  # read once, to be copied or to be replicated
        assert lines["s3.retrieval.glacier_instant_retrieval"][0] == pytest.approx(Decimal(10 * 1024))
    assert lines["data_transfer.inter_region_out.to.us-west-2"][0] == pytest.approx(Decimal(10 * 1024))


@pytest.mark.parametrize(
    ("today", "anew"), [("", True), (", versioning: true, replication: CRR, replicate_to: us-west-2", False)]
)
def test_what_is_there_is_replicated_once_where_it_is_not_yet(today: str, anew: bool) -> None:
    """10,485,760 objects of 1 MiB: a job of $0.25, $1 a million of its objects, $5 a million PUTs there, 10,240 GB at $0.02 from
    us-east-1 to us-west-2; in both buckets a transition each to Deep Archive, $50 a million.
    https://aws.amazon.com/s3/pricing/
    """
    move = "lifecycle: [{after: 0 days, to: DEEP_ARCHIVE}], versioning: true, expire_noncurrent: 1 day, replication: CRR"
    chosen = f"chosen: {{class: STANDARD, {move}, replicate_to: us-west-2}}"
    store = f"{ALL_OLD}, retrieval: 12 h, replicate: us-west-2, current: {{class: STANDARD{today}}}, {chosen}"
    found = named(compared(store), "chosen").once
    batch = {"Batch Replication": "0.25", "Batch Replication, objects": "10.49", "Replication PUT requests": "52.43"}
    moved = [("Transitions to S3 Glacier Deep Archive", region, "524.29") for region in ("us-east-1", "us-west-2")]
    once = [(line.item, line.region, cents(line.amount.total)) for line in found if line.amount is not None]
    copied = [(item, "us-west-2" if "PUT" in item else "us-east-1", paid) for item, paid in batch.items()]
    copied.append(("Replication between Regions", "us-east-1", "204.80"))
    assert sorted(once) == sorted([*moved, *(copied if anew else [])])

"""The limits' data: every entry reads, names its source, and says what AWS's pages say."""

from __future__ import annotations

from datetime import date

import pytest

from advisor import folders, limits, units

FAMILIES = sorted(path.stem for path in (folders.rules() / "limits").glob("*.yaml"))
TODAY = date(2026, 11, 20)
ALL = limits.load(FAMILIES, TODAY)
NAMES = sorted(ALL.names())
# what is still to be checked on AWS's pages; the list may only get shorter
UNCHECKED = {
    "s3.standard.sla_availability",
    "s3.standard_ia.sla_availability",
    "s3.lifecycle.min_days_to_ia",
    "ebs.availability_design",
    "ebs.dlm.max_retained_snapshots",
    "dynamodb.ttl.delete_within",
    "dynamodb.autoscaling.target_default",
    "dynamodb.item.storage_overhead",
    "elasticache.extended_support.year3",
    "elasticache.memcached.item_max",
    "elasticache.valkey.string_max",
    "elasticache_serverless.max_ecpu",
    "elasticache_serverless.max_stored",
    "memorydb.sla_multi_az",
    "rds_proxy.min_vcpus",
    "aurora.storage.min_billed",
    "aurora.sla_multi_az",
    "aurora.write_unit",
    "aurora.proxy.min_acu",
    "aurora_global.rto",
    "aurora_serverless.acu_per_vcpu",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("s3.object.max_single_put", "5 GiB"),
        ("s3.standard.durability", "99.999999999 %"),
        ("s3.standard_ia.min_billable_size", "128 KiB"),
        ("s3.glacier_fr.overhead_archive_rate", "32 KiB"),
        ("s3.glacier_da.min_storage_days", "180 days"),
        ("s3.prefix.read_rate", "5500 /s"),
        ("s3.object_lock.max_retention_days", "100 years"),
        ("s3.replication.rtc_default_rate", "1 Gbit/s"),
        ("s3.express.free_bytes_per_request", "0 B"),
        ("ebs.gp3.max_iops", "80000 /s"),
        ("ebs.gp3.max_size", "64 TiB"),
        ("ebs.gp3.max_throughput", "2000 MiB/s"),
        ("ebs.gp3.iops_per_gib", "500"),
        ("ebs.gp3.throughput_per_iops", "256 KiB"),
        ("ebs.io2.durability", "99.999 %"),
        ("ebs.st1.baseline_per_tib", "40 MiB/s"),
        ("ebs.sc1.burst_per_tib", "80 MiB/s"),
        ("ebs.snapshot.archive_min_days", "90 days"),
        ("dynamodb.item.max_size", "400 KiB"),
        ("dynamodb.transaction.size", "4 MiB"),
        ("dynamodb.item_collection.max_with_lsi", "10 GiB"),
        ("dynamodb.latency_class", "10 ms"),
        ("dynamodb.on_demand.instant_factor", "2"),
        ("dax.latency_class", "1 ms"),
        ("dax.nodes_max", "11"),
        ("elasticache.reserved_memory_default", "25 %"),
        ("elasticache.replicas_per_shard", "5"),
        ("elasticache.extended_support.year1_2", "0.8"),
        ("elasticache_serverless.min_stored_valkey", "100 MB"),
        ("memorydb.primary_write_throughput", "100 MB/s"),
        ("kms.symmetric_rate_large", "100000 /s"),
        ("backup.max_retention", "100 years"),
        ("instance_store.survives_stop", "0"),
    ],
)
def test_value_today(name: str, value: str) -> None:
    found = ALL.get(name)
    assert found.value == limits.measure(value)[1] and found.dimension == limits.measure(value)[0]


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("ebs.gp3.max_iops", date(2025, 9, 25), "16000 /s"),
        ("ebs.gp3.max_size", date(2025, 9, 25), "16 TiB"),
        ("s3.object.max_size", date(2025, 12, 1), "5 TiB"),
        ("s3.object.max_size", date(2025, 12, 2), "50000 GiB"),
        ("s3.express.free_bytes_per_request", date(2025, 4, 9), "512 KiB"),
        ("s3.intelligent_tiering.min_storage_days", date(2021, 1, 1), "30 days"),
        ("dynamodb.transaction.items", date(2020, 1, 1), "25"),
        ("kms.symmetric_rate_large", date(2021, 1, 1), "30000 /s"),
        ("dax.nodes_max", date(2019, 1, 1), "11"),
    ],
)
def test_value_of_an_earlier_day(name: str, day: date, value: str) -> None:
    assert ALL.get(name, day).value == limits.measure(value)[1]


def test_every_limit_names_a_public_page_and_reads_back() -> None:
    assert len(NAMES) > 230
    for name in NAMES:
        found = ALL.get(name)
        assert found.source.startswith("https://"), name
        assert units.parse(units.show(found.value, found.dimension, exact=True), found.dimension).lo[0] == found.value, name


def test_what_is_not_checked_is_known() -> None:
    assert {name for name in NAMES if ALL.get(name).confidence != "verified"} == UNCHECKED


def test_a_read_value_reaches_back_and_a_dated_one_says_since_when() -> None:
    assert ALL.get("s3.standard.durability").since is None
    assert ALL.get("ebs.gp3.max_iops").since == date(2025, 9, 26)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_holds_only_its_own(family: str) -> None:
    assert all(name.startswith(f"{family}.") for name in limits.load([family], TODAY).names())

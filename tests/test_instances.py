"""Instance types and DAX nodes: figures AWS publishes, and hints for names that are none."""

from __future__ import annotations

import time

import pytest

from advisor import instances
from advisor.exact import Fraction
from advisor.prices import FileCatalog
from advisor.units import GIB

MIB = 1024**2


# https://docs.aws.amazon.com/ebs/latest/userguide/ebs-optimization.html: baseline and maximum of EBS-optimized types
@pytest.mark.parametrize(
    ("type_", "vcpu", "gib", "iops", "most_iops", "mbit", "most_mbit"),
    [
        ("m5.large", 2, 8, 3600, 18_750, 650, 4750),
        ("m6i.large", 2, 8, 3600, 40_000, 650, 10_000),
        ("t3.micro", 2, 1, 500, 11_800, 87, 2085),
        ("m5.24xlarge", 96, 384, 80_000, 80_000, 19_000, 19_000),
    ],
)
def test_published_figures(type_: str, vcpu: int, gib: int, iops: int, most_iops: int, mbit: int, most_mbit: int) -> None:
    found = instances.find(type_)
    assert found is not None
    assert (found.vcpu, found.memory, found.baseline_iops, found.max_iops) == (vcpu, gib * GIB, iops, most_iops)
    assert (found.baseline_throughput, found.max_throughput) == (mbit * 125_000, most_mbit * 125_000)
    assert found.bursts == (iops != most_iops) and found.nitro and found.ebs_optimized == "default"


def test_local_disks_are_decimal_gigabytes_and_none_is_zero() -> None:
    with_disk, without = instances.find("m5d.large"), instances.find("m5.large")
    assert with_disk is not None and without is not None
    assert with_disk.local_storage == 75 * 10**9 and without.local_storage == 0


def test_a_type_that_is_not_ebs_optimized_has_no_ebs_figures() -> None:
    found = instances.find("t2.micro")
    assert found is not None and found.ebs_optimized == "unsupported" and not found.nitro
    assert found.baseline_iops is None and found.max_throughput is None


@pytest.mark.parametrize("name", ["m6i.huge", "m6i", "", "large,2", "m5.large\n", "type", "M5.LARGE"])
def test_no_such_type(name: str) -> None:
    assert instances.find(name) is None


def test_hints_name_the_sizes_of_the_family_or_the_nearest_type() -> None:
    assert instances.nearest_type("m6i.huge") == (
        "m6i has large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge, 32xlarge"
    )
    assert instances.nearest_type("m6i.largge").startswith("m6i has large")
    assert instances.nearest_type("mm5.large") == 'did you mean "m5.large"?'


def test_every_row_reads_and_baselines_never_exceed_maxima() -> None:
    assert len(instances.types()) == len(set(instances.types())) == 1099
    for name in instances.types():
        found = instances.find(name)
        assert found is not None and found.type == name and found.memory > 0 and found.attachments > 0
        if found.baseline_iops is not None:
            assert found.max_iops is not None and found.baseline_iops <= found.max_iops
            assert found.baseline_throughput is not None and found.max_throughput is not None
            assert found.baseline_throughput <= found.max_throughput


# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.cluster-sizing.html: requests a second of an r5 node
def test_dax_nodes() -> None:
    large = instances.dax_node("dax.r5.large")
    assert large is not None and (large.memory, large.requests) == (16 * GIB, Fraction(75_000))
    assert instances.dax_node("dax.r5.8xlarge") is not None and instances.dax_node("r5.large") is None
    small = instances.dax_node("dax.t3.small")
    assert small is not None and small.burstable and small.requests is None


def test_dax_nodes_without_a_price_are_marked_unverified() -> None:
    priced = set(FileCatalog().dimensions("dax", "us-east-1"))
    for node in instances.dax_nodes():
        assert (f"node.{node.type.removeprefix('dax.')}" in priced) == (node.confidence != "unverified"), node.type


def test_finding_one_type_reads_one_line() -> None:
    instances.find("c5.large")
    start = time.process_time()
    assert instances.find("r6i.large") is not None
    assert time.process_time() - start < 0.005

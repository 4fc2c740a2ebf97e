"""Instance classes and cache nodes: figures AWS publishes, hints for names that are none, and the tables' soundness."""

from __future__ import annotations

import pytest

from advisor import classes
from advisor.prices import FileCatalog
from advisor.units import GIB

MBIT = 125_000
FILES = FileCatalog()


# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
@pytest.mark.parametrize(
    ("name", "vcpu", "gib", "iops", "most_iops", "mbit", "most_mbit", "burstable"),
    [
        ("db.r6g.large", 2, 16, 3600, 20_000, 630, 4750, False),
        ("db.m6g.large", 2, 8, 3600, 20_000, 630, 4750, False),
        ("db.t3.micro", 2, 1, 500, 11_800, 87, 2085, True),
        ("db.r5.24xlarge", 96, 768, 80_000, 80_000, 19_000, 19_000, False),
    ],
)
def test_published_classes(
    name: str, vcpu: int, gib: int, iops: int, most_iops: int, mbit: int, most_mbit: int, burstable: bool
) -> None:
    found = classes.database_class(name)
    assert found is not None
    assert (found.vcpu, found.memory, found.burstable) == (vcpu, gib * GIB, burstable)
    assert (found.baseline_iops, found.max_iops) == (iops, most_iops)
    assert (found.baseline_throughput, found.max_throughput) == (mbit * MBIT, most_mbit * MBIT)


# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html: maxmemory by node type
@pytest.mark.parametrize(
    ("service", "name", "vcpu", "memory"),
    [
        ("elasticache", "cache.r7g.large", 2, 14_037_181_030),
        ("elasticache", "cache.t4g.micro", 2, 536_870_912),
        ("memorydb", "db.r7g.large", 2, 14_037_181_030),
    ],
)
def test_published_nodes(service: str, name: str, vcpu: int, memory: int) -> None:
    found = classes.cache_node(service, name)
    assert found is not None and (found.vcpu, found.memory) == (vcpu, memory)


def test_data_tiering_nodes_have_a_disk_and_no_memcached() -> None:
    tiered, plain = classes.cache_node("elasticache", "cache.r6gd.xlarge"), classes.cache_node("elasticache", "cache.r6g.xlarge")
    assert tiered is not None and plain is not None
    assert tiered.ssd > 99 * GIB and "memcached" not in tiered.engines and tiered.memcached_memory is None
    assert plain.ssd == 0 and "memcached" in plain.engines and plain.memcached_memory is not None


def test_a_class_that_is_not_ebs_optimized_has_no_ebs_figures() -> None:
    found = classes.database_class("db.t2.micro")
    assert found is not None and found.baseline_iops is None and found.max_throughput is None


@pytest.mark.parametrize("name", ["", "db.r6g", "db.r6g.huge", "large,2", "class", "db.r6g.large\n", "DB.R6G.LARGE"])
def test_no_such_class(name: str) -> None:
    assert classes.database_class(name) is None


@pytest.mark.parametrize(
    ("service", "name"), [("elasticache", "db.r7g.large"), ("memorydb", ""), ("", "cache.r7g.large"), ("dax", "x")]
)
def test_no_such_node(service: str, name: str) -> None:
    assert classes.cache_node(service, name) is None


def test_hints_name_the_sizes_of_the_family_or_the_nearest_name() -> None:
    assert classes.nearest_class("db.r6g.huge") == "db.r6g has large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge"
    assert classes.nearest_class("dbr6g.large") == 'did you mean "db.r6g.large"?'
    assert classes.nearest_node("memorydb", "db.t4g.huge") == "db.t4g has small, medium"


def test_every_class_reads_and_baselines_never_exceed_maxima() -> None:
    assert len({each.name for each in classes.database_classes()}) == len(classes.database_classes()) == 348
    for each in classes.database_classes():
        assert each == classes.database_class(each.name) and each.vcpu > 0 and 0 < each.network <= each.network_max
        assert (each.baseline_iops or 0) <= (each.max_iops or 0)
        assert (each.baseline_throughput or 0) <= (each.max_throughput or 0)
        assert (each.baseline_iops is None) == (each.max_throughput is None)


@pytest.mark.parametrize(("service", "count"), [("elasticache", 112), ("memorydb", 22)])
def test_every_node_reads(service: str, count: int) -> None:
    nodes = classes.cache_nodes(service)
    assert len({each.name for each in nodes}) == len(nodes) == count
    assert all(each == classes.cache_node(service, each.name) and each.memory > 0 for each in nodes)
    assert all(0 < each.network <= each.network_max for each in nodes)


@pytest.mark.parametrize("service", ["rds", "aurora", "elasticache", "memorydb"])
def test_every_class_that_is_sold_is_in_the_table(service: str) -> None:
    sold = set()
    for dimension in FILES.dimensions(service, "us-east-1"):
        kind, _, rest = dimension.partition(".")
        if kind in ("instance", "node"):
            name = rest.partition(".")[2]
            sold.add(name if kind == "node" else name.rpartition(".")[0])
    known = {each.name for each in classes.database_classes()} if service in ("rds", "aurora") else set()
    known |= {each.name for each in classes.cache_nodes(service)}
    assert sold and sold <= known

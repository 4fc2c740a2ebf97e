"""DynamoDB tables: units, indexes, capacity modes, storage, replicas, DAX."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from needs import amounts, by_part, need

from advisor.exact import Fraction
from advisor.load import MOST, SECONDS_IN_MONTH
from advisor.services import dynamodb
from advisor.services import dynamodb_units as units
from advisor.services.dynamodb import Dax, Design, Index
from advisor.sets import number
from advisor.source import read
from advisor.units import GIB, KIB

MONTH = SECONDS_IN_MONTH
TABLE = "kind: database\nmodel: key_value\nitems: 1 million\nitem_size: 1 KiB\n"
STEADY = TABLE + "reads: {average: 100 /s}\nwrites: {average: 10 /s}\ntraffic: steady\n"
ON_DEMAND = Design(mode="on_demand")
SIZES = st.integers(0, 400 * KIB).map(Fraction)


@pytest.mark.parametrize(("size", "units_"), [(0, 1), (1, 1), (4096, 1), (4097, 2), (8192, 2), (409_600, 100)])
def test_reads_round_up_to_4_kib(size: int, units_: int) -> None:
    assert units.read_units(size) == units_
    assert units.read_units(size, units.EVENTUAL) == Fraction(units_, 2)
    assert units.read_units(size, units.TRANSACTIONAL) == 2 * units_


@pytest.mark.parametrize(("after", "before", "units_"), [(0, 0, 1), (1024, 0, 1), (1025, 0, 2), (100, 5000, 5), (5000, 100, 5)])
def test_a_write_costs_the_larger_of_before_and_after(after: int, before: int, units_: int) -> None:
    assert units.write_units(after, before) == units_
    assert units.write_units(after, before, transactional=True) == 2 * units_


@given(st.lists(SIZES, min_size=1, max_size=20))
def test_a_query_never_costs_more_than_its_items_by_themselves(sizes: list[Fraction]) -> None:
    """A query rounds the sum up, BatchGetItem each item."""
    assert units.query_units(sizes) <= sum(units.read_units(size) for size in sizes)
    assert units.query_units(sizes) >= Fraction(sum(sizes), 4096)


def test_a_histogram_is_not_its_mean() -> None:
    """Half the items 100 bytes, half 7,900: 1 and 2 steps, while the mean of 4,000 bytes is one."""
    sizes = [(Fraction(100), Fraction(1, 2)), (Fraction(7900), Fraction(1, 2))]
    assert units.mean_read_units(sizes, Fraction(1), Fraction(0)) == Fraction(3, 2)
    assert units.mean_write_units(sizes) == Fraction(9, 2)  # 1 and 8 KB
    assert units.mean_write_units(sizes, Fraction(1, 2)) == Fraction(27, 4)
    assert units.mean_read_units(sizes, Fraction(1), Fraction(0), Fraction(10)) == 10  # a query of ten: 40,000 bytes


@pytest.mark.parametrize(
    ("covers", "touched", "changes", "writes"),
    [(1, 1, 0, 1), (1, 0, 0, 0), (0, 1, 1, 0), (1, 1, 1, 2), (1, 0, 1, 2), (Fraction(2, 5), 1, Fraction(1, 4), Fraction(1, 2))],
)
def test_index_writes(covers: int, touched: int, changes: int, writes: Fraction) -> None:
    """None without the key, one when a projected attribute changes, two when the key's value does."""
    sizes = [(Fraction(200), Fraction(1))]
    assert units.index_write_units(sizes, Fraction(covers), Fraction(touched), Fraction(changes)) == writes
    assert (
        units.index_write_units([(Fraction(1500), Fraction(1))], Fraction(covers), Fraction(touched), Fraction(changes))
        == 2 * writes
    )


def test_requests_on_demand() -> None:
    found = amounts(need(STEADY).usage(dynamodb, ON_DEMAND))
    assert found["dynamodb.ondemand.read_request_unit"] == 50 * MONTH  # eventual consistency: half a unit
    assert found["dynamodb.ondemand.write_request_unit"] == 10 * MONTH
    assert found["dynamodb.storage.standard"] == Fraction(10**6 * (1024 + 100), GIB)


def test_consistency_and_transactions() -> None:
    lines = STEADY.replace("100 /s}", "100 /s, consistent: 50 %, transactional: 10 %}").replace(
        "10 /s}", "10 /s, transactional: 20 %}"
    )
    found = amounts(need(lines).usage(dynamodb, ON_DEMAND))
    assert found["dynamodb.ondemand.read_request_unit"] == 100 * (Fraction(1, 2) + Fraction(2, 10) + Fraction(4, 20)) * MONTH
    assert found["dynamodb.ondemand.write_request_unit"] == 12 * MONTH


def test_standard_ia_has_its_own_dimensions() -> None:
    it = need(STEADY)
    for mode in ("on_demand", "provisioned"):
        found = amounts(it.usage(dynamodb, Design(mode=mode, table_class="STANDARD_INFREQUENT_ACCESS")))
        assert all(name.endswith(".standard_ia") or name == "dynamodb.storage.standard_ia" for name in found)


def test_unknown_is_never_free() -> None:
    silent = need("kind: database\nmodel: key_value\n")
    assert set(amounts(silent.usage(dynamodb, ON_DEMAND)).values()) == {None}
    for scaling in ("none", "autoscaling", "scheduled"):
        assert set(amounts(silent.usage(dynamodb, Design(mode="provisioned", scaling=scaling))).values()) == {None}
    sized = need(TABLE)
    assert amounts(sized.usage(dynamodb, ON_DEMAND))["dynamodb.ondemand.write_request_unit"] is None


def test_indexes_add_writes_and_storage() -> None:
    lines = STEADY + (
        "indexes:\n"
        "  by_user: {projects: keys, projected_size: 100 B, reads: 20 %}\n"
        "  by_state: {projects: [a, b], projected_size: 1.5 KiB, changes_key: 25 %, covers: 40 %}\n"
    )
    it = need(lines)
    (design,) = dynamodb.designs(it.facts, {"mode": ("on_demand",)}, it.look)
    assert design.indexes == (Index("by_user", "GSI", "KEYS_ONLY"), Index("by_state", "GSI", "INCLUDE"))
    found = by_part(it.usage(dynamodb, design))
    assert found["dynamodb.ondemand.read_request_unit", ""] == 40 * MONTH
    assert found["dynamodb.ondemand.read_request_unit", "index by_user"] == 10 * MONTH
    assert found["dynamodb.ondemand.write_request_unit", "index by_user"] == 10 * MONTH
    assert found["dynamodb.ondemand.write_request_unit", "index by_state"] == 10 * MONTH  # 2 units x 40 % x (1 + 25 %)
    assert found["dynamodb.storage.standard", "index by_user"] == Fraction(10**6 * 200, GIB)
    assert found["dynamodb.storage.standard", "index by_state"] == Fraction(400_000 * (1536 + 100), GIB)
    assert ("dynamodb.ondemand.read_request_unit", "index by_state") not in found  # nobody reads it


def test_a_local_index_uses_its_tables_capacity() -> None:
    it = need(STEADY + "indexes: {by_date: {key: same_partition, consistent: true, projects: all, reads: 50 %}}\n")
    (design,) = dynamodb.designs(it.facts, {"mode": ("on_demand",)}, it.look)
    assert design.indexes == (Index("by_date", "LSI", "ALL"),)
    found = by_part(it.usage(dynamodb, design))
    assert found["dynamodb.ondemand.write_request_unit", ""] == 20 * MONTH
    assert found["dynamodb.storage.standard", ""] == 2 * Fraction(10**6 * (1024 + 100), GIB)
    assert {part for _, part in found} == {""}


def test_the_decisions_of_an_index_count() -> None:
    it = need(STEADY + "indexes: {by_date: {projects: all}}\n")
    settings = {"mode": ("on_demand",), "indexes.by_date.kind": ("LSI",), "indexes.by_date.projection": ("KEYS_ONLY",)}
    (design,) = dynamodb.designs(it.facts, settings, it.look)
    assert design.indexes == (Index("by_date", "LSI", "KEYS_ONLY"),)
    assert dynamodb.parts(design, it.facts)[0][:2] == ("dynamodb.index", "by_date")


def test_a_global_table_writes_everywhere() -> None:
    it = need(STEADY + "regions: [us-east-1]\nindexes: {by_user: {projects: all}}\n")
    design = Design(
        mode="on_demand",
        global_tables="MREC",
        replicas=("us-east-1",),
        indexes=(Index("by_user"),),
        encryption="customer_managed",
    )
    lines = it.usage(dynamodb, design)
    found = {(line.dimension, line.region): line.amount for line in lines if not line.part.startswith("index")}
    assert found["dynamodb.ondemand.replicated_write_request_unit", None] == 10 * MONTH
    assert found["dynamodb.ondemand.replicated_write_request_unit", "us-east-1"] == 10 * MONTH
    assert found["dynamodb.ondemand.read_request_unit", None] == 50 * MONTH
    assert ("dynamodb.ondemand.read_request_unit", "us-east-1") not in found
    assert found["dynamodb.storage.standard", "us-east-1"] == Fraction(10**6 * (1024 + 100 + 48), GIB)
    assert found["kms.customer_managed_key", "us-east-1"] == 1
    indexes = [line.region for line in lines if line.dimension == "dynamodb.ondemand.write_request_unit"]
    assert indexes == [None, "us-east-1"]  # indexes are written with ordinary units
    assert not [line for line in lines if line.dimension.startswith("data_transfer")]  # AWS does not charge it


def test_clients_that_write_everywhere_read_everywhere() -> None:
    it = need(STEADY + "regions: [us-east-1, ap-southeast-1, us-west-2]\nmulti_region_writes: true\n")
    design = Design(mode="on_demand", global_tables="MREC", replicas=it.store.regions)
    reads = [line.amount for line in it.usage(dynamodb, design) if line.dimension.endswith("read_request_unit")]
    assert reads == [Fraction(50, 4) * MONTH] * 4


def test_expired_items_cost_replicas_a_write() -> None:
    it = need(STEADY + "ttl: 10 days\nregions: [us-east-1]\n")
    design = Design(mode="on_demand", global_tables="MREC", replicas=("us-east-1",), ttl=True)
    found = {line.region: line.amount for line in it.usage(dynamodb, design) if "replicated" in line.dimension}
    assert found == {None: 10 * MONTH, "us-east-1": (10 + Fraction(10**6, 864_000)) * MONTH}


def test_transactions_double_where_they_run() -> None:
    it = need(STEADY.replace("10 /s}", "10 /s, transactional: 100 %}") + "regions: [us-east-1]\n")
    design = Design(mode="on_demand", global_tables="MREC", replicas=("us-east-1",))
    found = {line.region: line.amount for line in it.usage(dynamodb, design) if "replicated" in line.dimension}
    assert found == {None: 20 * MONTH, "us-east-1": 10 * MONTH}


def test_a_replica_nobody_named_is_billed_all_the_same() -> None:
    lines = need(STEADY).usage(dynamodb, Design(mode="on_demand", global_tables="MRSC"))
    assert [line.part for line in lines if "replicated" in line.dimension] == ["", "replica in another Region"]


def test_what_hangs_on_a_table() -> None:
    it = need(STEADY)
    design = Design(
        mode="on_demand",
        pitr=True,
        backups="daily",
        export="s3",
        streams="kinesis",
        encryption="aws_managed",
        dax=Dax("dax.r5.large", 3),
    )
    found, table = amounts(it.usage(dynamodb, design)), Fraction(10**6 * (1024 + 100), GIB)
    assert found["dynamodb.backup.pitr_storage"] == table
    assert found["backup.dynamodb.storage.warm"] == 35 * table
    assert found["dynamodb.export_to_s3.full"] == table
    assert found["dynamodb.cdc_kinesis.change_data_capture_unit"] == 10 * MONTH
    assert found["dax.node.r5.large"] == 3 * 730
    assert found["kms.request.symmetric"] == 8760
    assert "kms.customer_managed_key" not in found


@pytest.mark.parametrize(
    ("said", "copies"),
    [("{every: daily, keep: 14 days}", 14), ("{every: monthly, keep: 365 days}", 12), ("{every: daily}", 35), ("monthly", 12)],
)
def test_backups_are_kept_as_long_as_is_said(said: str, copies: int) -> None:
    """A copy a day for 14 days are 14 copies; one each 730 h for 8,760 h are 12; AWS Backup's own plans keep 35, and 12."""
    it = need(STEADY + f"backups: {said}\n")
    every = "daily" if "daily" in said else "monthly"
    found = amounts(it.usage(dynamodb, Design(mode="on_demand", backups=every)))
    assert found["backup.dynamodb.storage.warm"] == copies * Fraction(10**6 * (1024 + 100), GIB)


@pytest.mark.parametrize(("size", "known"), [("", False), (", projected_size: 90 B", True)])
@pytest.mark.parametrize("mode", ["on_demand", "provisioned"])
def test_entries_of_a_size_nobody_said_are_the_most_there_can_be(size: str, known: bool, mode: str) -> None:
    """An entry holds a part of its item, so it is never larger: 4 units a write of 3.5 KiB, 1 a write of 90 bytes."""
    it = need(STEADY.replace("1 KiB", "3.5 KiB") + f"indexes: {{by_user: {{projects: keys{size}}}}}\n")
    design = Design(mode=mode, scaling="none", indexes=(Index("by_user", projection="KEYS_ONLY"),))
    lines = {(line.item.split(",")[0], line.part): line for line in it.usage(dynamodb, design)}
    written = lines["Writes", "index by_user"]
    assert written.amount == 10 * (1 if known else 4) * (MONTH if mode == "on_demand" else 730)
    assert (MOST in written.formula, MOST in lines["Storage", "index by_user"].formula) == (not known, not known)
    assert not any(MOST in line.formula for (_, part), line in lines.items() if not part)


def test_functions_read_streams_free_of_charge() -> None:
    silent = need(STEADY).usage(dynamodb, Design(mode="on_demand", streams="dynamodb"))
    assert amounts(silent)["dynamodb.streams.read_request"] is None
    functions = need(STEADY + "change_capture: lambda\n").usage(dynamodb, Design(mode="on_demand", streams="dynamodb"))
    assert "dynamodb.streams.read_request" not in amounts(functions)


def test_each_line_is_said_once() -> None:
    it = need(STEADY + "regions: [us-east-1, us-west-2]\nttl: 30 days\nindexes: {a: {reads: 10 %}, b: {reads: 10 %}}\n")
    for mode in ("on_demand", "provisioned"):
        design = Design(
            mode=mode, scaling="autoscaling", global_tables="MREC", replicas=it.store.regions,
            indexes=(Index("a"), Index("b", "LSI")), dax=Dax("dax.r5.large"), pitr=True, backups="daily",
            encryption="customer_managed", ttl=True, streams="kinesis",
        )  # fmt: skip
        lines = it.usage(dynamodb, design)
        assert len({(line.dimension, line.region, line.item, line.part) for line in lines}) == len(lines)


def test_chosen_designs_are_read_and_written_back() -> None:
    it = need(STEADY + "indexes: {by_user: {projects: keys}}\n")
    text = (
        "{mode: provisioned, scaling: autoscaling, read_units: 99.5, write_units: 20, table_class: STANDARD_IA, "
        "dax: {node: dax.r5.large}, global_tables: MREC, replicas: [us-east-1], streams: dynamodb, ttl: true, pitr: false, "
        "backups: monthly, encryption: aws_owned, export: none}"
    )
    design, problems = dynamodb.read(read(text, "spec.yaml"), it.look)
    assert not problems and design is not None
    assert (
        design.read_units == 100 and design.table_class == "STANDARD_INFREQUENT_ACCESS" and design.dax == Dax("dax.r5.large", 3)
    )
    assert design.indexes == (Index("by_user", "GSI", "KEYS_ONLY"),)  # those of the need, when none are written
    again, problems = dynamodb.read(read(yaml.safe_dump(dynamodb.configuration(design)), "spec.yaml"), it.look)
    assert (again, problems) == (design, [])


def test_every_mistake_in_a_chosen_design_is_named() -> None:
    text = "{mode: on demand, dax: {nodes: 3}, indexes: {a: {kind: XSI}}, ttl: [1], replicas: {a: b}, colour: red}"
    design, problems = dynamodb.read(read(text, "spec.yaml"), need(STEADY).look)
    assert design is None and len(problems) == 6


def test_a_design_says_its_own_facts() -> None:
    it = need(STEADY + "indexes: {a: {projects: [x, y]}, b: {projects: [z]}}\n")
    design = Design(
        mode="provisioned",
        read_units=Fraction(50),
        indexes=(Index("a"), Index("b", "LSI")),
        global_tables="MREC",
        dax=Dax("dax.r5.large", 5),
    )
    said = dynamodb.describe(design, it.look)
    numbers = {name: values.lo[0] for name, values in said.items() if not isinstance(values, frozenset)}
    assert numbers == {
        "dax_nodes": 5, "table_regions": 2, "gsi_count": 1, "lsi_count": 1, "table_read_units": 50, "projected_attributes": 3,
    }  # fmt: skip
    assert "pitr" not in said


@pytest.mark.parametrize(
    ("reads", "writes", "units_"),
    [
        ("{average: 10 /s, peak: 90000 /s}", "{average: 10 /s}", (45_000, 10)),  # at least the average, nobody said the peak
        ("{average: 10 /s, peak: 200 /s, consistent: 100 %}", "{average: 50 /s, peak: 45000 /s}", (200, 45_000)),
        ("{average: 10 /s}", "{average: 10 /s, peak: 40000 /s, transactional: 50 %}", (5, 60_000)),
    ],
)
@pytest.mark.parametrize("traffic", ["", "traffic: daily\n"])
def test_the_units_of_a_table_on_demand_are_held_to_its_quota(
    reads: str, writes: str, units_: tuple[int, int], traffic: str
) -> None:
    it = need(TABLE + f"reads: {reads}\nwrites: {writes}\n{traffic}")
    assert not any(name.startswith("table_") and name.endswith("_units") for name in dynamodb.describe(ON_DEMAND, it.look))
    said = dynamodb.lacking(ON_DEMAND, it.facts, it.look)
    assert {name: number(values) for name, values in said.items()} == {
        "table_read_units": units_[0], "table_write_units": units_[1],
    }  # fmt: skip
    stated = Design(mode="provisioned", read_units=Fraction(1), write_units=Fraction(2))
    assert dynamodb.lacking(stated, it.facts, it.look) == {}  # its own are what the quota holds
    assert number(dynamodb.lacking(stated._replace(write_units=None), it.facts, it.look)["table_write_units"]) == units_[1]


def test_nothing_is_known_of_the_units_of_unknown_load() -> None:
    it = need(TABLE)
    assert dynamodb.lacking(ON_DEMAND, it.facts, it.look) == {}


@pytest.mark.parametrize(
    ("reads", "words", "share", "origin"),
    [
        ("", "", 0, "assumed"),
        ("", "region_consistency: eventual", 0, "assumed"),
        ("", "region_consistency: strong", 1, "assumed"),
        (", transactional: 30 %", "region_consistency: strong", Fraction(7, 10), "assumed"),
        (", consistent: 10 %", "region_consistency: strong", Fraction(1, 10), "said"),
    ],
)
def test_reads_that_see_what_another_region_wrote_are_consistent(reads: str, words: str, share: Fraction, origin: str) -> None:
    """Strongly consistent reads of any replica see the latest write: V2globaltables_HowItWorks, of MRSC."""
    it = need(STEADY.replace("100 /s", f"100 /s{reads}") + words)
    fact = it.facts.facts["consistent_reads"]
    assert (number(fact.values), fact.origin, bool(fact.why)) == (share, origin, share in (1, Fraction(7, 10)))


def test_reads_between_regions_take_a_whole_unit() -> None:
    strong = need(STEADY + "region_consistency: strong")
    design = Design(mode="on_demand", global_tables="MRSC", replicas=("us-east-1", "us-east-2"))
    assert amounts(strong.usage(dynamodb, design))["dynamodb.ondemand.read_request_unit"] == 100 * MONTH
    assert dynamodb.needed(Design(mode="provisioned"), strong.facts, strong.look).read_units == 100

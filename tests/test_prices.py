"""Prices by day and Region, the exact arithmetic of tiers, what is said when a price is missing, and the catalog's soundness."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import audit, catalog
from advisor.exact import Fraction
from advisor.missing import Missing
from advisor.prices import HEADER, Ambiguous, FileCatalog, MemoryCatalog, Price, Tiers, charge, flat

TODAY = date(2026, 11, 20)
FILES = FileCatalog()
OPEN = ("mysql", "postgresql", "mariadb", "valkey")
# Where AWS lists no double price for Multi-AZ: families of a Region.
ODD = {("ca-west-1", "m6id"), ("ca-west-1", "r6id"), ("us-gov-east-1", "t3"), ("us-gov-west-1", "t3")}


def price(name: str, region: str = "us-east-1", on: date = TODAY) -> Price:
    """The price of a full name that must be there."""
    service, _, dimension = name.partition(".")
    found = FILES.find(service, region, dimension, on)
    assert isinstance(found, Price), str(found)
    return found


def missing(name: str, region: str = "us-east-1", on: date = TODAY) -> Missing:
    """What is missing for a full name that must not be there."""
    service, _, dimension = name.partition(".")
    found = FILES.find(service, region, dimension, on)
    assert isinstance(found, Missing), found
    return found


# --- prices AWS publishes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "region", "amounts"),
    [
        ("s3.storage.standard", "us-east-1", ["0.023", "0.022", "0.021"]),
        ("s3.storage.standard", "sa-east-1", ["0.0405", "0.039", "0.037"]),
        ("s3.storage.deep_archive", "us-east-1", ["0.00099"]),
        ("s3.lifecycle_transition.deep_archive", "us-east-1", ["0.00005"]),
        ("s3.lifecycle_transition.glacier_flexible_retrieval", "me-central-1", ["0.0000363"]),
        ("s3.request.tier1.standard", "me-central-1", ["0.0000055"]),
        ("s3.retrieval.glacier_flexible_retrieval.bulk", "us-east-1", ["0"]),
        ("s3.replication_time_control", "eu-west-1", ["0.015"]),
        ("ebs.gp3.storage", "us-east-1", ["0.08"]),
        ("ebs.gp3.iops", "us-east-1", ["0.005"]),
        ("ebs.gp3.throughput", "us-east-1", ["0.04"]),
        ("ebs.io2.iops", "us-east-1", ["0.065", "0.0455", "0.03185"]),
        ("dynamodb.provisioned.wcu_hour", "us-east-1", ["0.00065"]),
        ("dynamodb.ondemand.write_request_unit", "us-east-1", ["0.000000625"]),
        ("dax.node.r5.large", "us-east-1", ["0.255"]),
        ("rds.instance.postgresql.db.r6g.large.single_az", "us-east-1", ["0.225"]),
        ("rds.instance.oracle_se2_included.db.t3.large.single_az", "us-east-1", ["0.3"]),
        ("rds.instance.sqlserver_ee_included.db.m5.xlarge.multi_az", "us-east-1", ["3.328"]),
        ("rds.storage.gp3.multi_az_cluster", "us-east-1", ["0.345"]),
        ("rds.extended_support.mysql57.year3.vcpu_hour", "us-east-1", ["0.2"]),
        ("rds.performance_insights.long_term_retention.m5", "us-east-1", ["3.816"]),
        ("aurora.instance.postgresql.db.r6g.2xlarge.io_optimized", "us-east-1", ["1.349"]),
        ("aurora.data_api.request", "us-east-1", ["0.00000035", "0.0000002"]),
        ("aurora.cpu_credits.t3", "us-east-1", ["0.09"]),
        ("aurora_dsql.dpu", "us-east-1", ["0.000008"]),
        ("ec2.linux.m6i.large", "us-east-1", ["0.096"]),
        ("elasticache.node.valkey.cache.r7g.large", "us-east-1", ["0.1752"]),
        ("elasticache.backup.storage", "ap-south-1", ["0.085"]),
        ("memorydb.data_written.valkey", "us-east-1", ["0", "0.04"]),
        ("kms.customer_managed_key", "eu-north-1", ["1"]),
        ("data_transfer.internet_out", "us-east-1", ["0.09", "0.085", "0.07", "0.05"]),
        ("data_transfer.internet_out", "ap-south-1", ["0.1093", "0.085", "0.082", "0.08"]),
        ("data_transfer.inter_region_out.to.us-east-2", "us-east-1", ["0.01"]),
        ("backup.dynamodb.storage.warm", "us-east-1", ["0.1"]),
    ],
)
def test_published_price(name: str, region: str, amounts: list[str]) -> None:
    assert [str(format(amount, "f")) for _, amount in price(name, region).tiers] == amounts


def test_every_tier_table_starts_at_zero() -> None:
    starts = [start for start, _ in price("data_transfer.internet_out").tiers]
    assert starts == [0, 10_240, 51_200, 153_600]
    assert [start for start, _ in price("ebs.io2.iops").tiers] == [0, 32_000, 64_000]
    assert price("ebs.gp3.iops").tiers[0][0] == 0


# AWS's calculator: 51 TB x 1024 = 52,224 GB; 51,200 x 0.023 + 1,024 x 0.022 = 1,200.13 USD
def test_storage_across_a_tier() -> None:
    charges = charge(price("s3.storage.standard").tiers, Fraction(52_224))
    assert [(c.tier, c.quantity) for c in charges] == [(0, 51_200), (1, 1_024)]
    assert sum(c.amount for c in charges) == Fraction("1200.128")


# 80,000 IOPS of io2: 32,000 x 0.065 + 32,000 x 0.0455 + 16,000 x 0.03185 = 4,045.60 USD
def test_provisioned_iops_across_tiers() -> None:
    assert sum(c.amount for c in charge(price("ebs.io2.iops").tiers, Fraction(80_000))) == Fraction("4045.6")


# --- days --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "changed", "after"),
    [
        ("dynamodb.ondemand.write_request_unit", "1.25", date(2024, 11, 1), "0.625"),
        ("dynamodb.ondemand.read_request_unit", "0.25", date(2024, 11, 1), "0.125"),
        ("dynamodb.ondemand.write_request_unit.standard_ia", "1.56", date(2024, 11, 1), "0.78"),
        ("dynamodb.ondemand.replicated_write_request_unit", "1.875", date(2024, 11, 1), "0.625"),
        ("dynamodb.provisioned.rwcu_hour", "975", date(2024, 11, 1), "650"),
        ("s3.storage.express_one_zone", "160000", date(2025, 4, 10), "110000"),
        ("s3.request.tier1.express_one_zone", "2.5", date(2025, 4, 10), "1.13"),
        ("s3.storage.glacier_flexible_retrieval", "4000", date(2021, 12, 1), "3600"),
    ],
)
def test_price_per_million_before_and_after_a_change(name: str, before: str, changed: date, after: str) -> None:
    day_before = date.fromordinal(changed.toordinal() - 1)
    assert price(name, on=day_before).tiers[0][1] * 1_000_000 == Decimal(before)
    assert price(name, on=changed).tiers[0][1] * 1_000_000 == Decimal(after)


def test_elsewhere_the_halved_price_is_inferred_and_the_unknown_one_refused() -> None:
    old = price("dynamodb.ondemand.write_request_unit", "eu-central-1", date(2024, 10, 31))
    new = price("dynamodb.ondemand.write_request_unit", "eu-central-1")
    assert old.tiers[0][1] == 2 * new.tiers[0][1]
    assert (old.confidence, new.confidence) == ("inferred", "exact-from-price-list")
    refused = missing("dynamodb.ondemand.replicated_write_request_unit", "eu-central-1", date(2024, 10, 31))
    assert "another price held then" in refused.told.why
    assert "2024-11-01" in refused.told.nearest


def test_a_region_that_opened_later_has_no_older_price() -> None:
    assert (
        "priced since 2025-01-14 only"
        in missing("dynamodb.ondemand.read_request_unit", "mx-central-1", date(2024, 6, 1)).told.why
    )


def test_an_unknown_start_reaches_back_and_says_so() -> None:
    found = price("s3.storage.standard", on=date(2019, 1, 1))
    assert found.since is None and found.reaches_back(date(2019, 1, 1))
    assert not found.reaches_back(found.first_seen) and not found.reaches_back(TODAY)
    assert not price("dynamodb.ondemand.read_request_unit").reaches_back(TODAY)


def test_a_sold_off_dimension_says_when_it_ended() -> None:
    shelf = MemoryCatalog([flat("x.thing", "r", "1", until=date(2024, 1, 1))])
    assert "last sold on 2024-01-01" in str(shelf.find("x", "r", "thing", TODAY))


# --- what is missing, and what would work ------------------------------------------------------------------------------------


def test_a_region_without_the_dimension_names_those_that_have_it() -> None:
    found = missing("ebs.io2.iops", "eu-south-1")
    assert found.told.nearest.startswith(
        "io2.iops has prices in 16 regions, such as eu-central-1, "
    )  # those of its continent first
    assert "prices in 22 regions" in missing("ebs.gp3.storage", "mx-central-1").told.nearest


def test_a_misspelt_dimension_service_or_region_gets_a_suggestion() -> None:
    assert missing("s3.storage.standrad").told.nearest == 'did you mean "storage.standard"?'
    assert missing("dynamo.storage").told.nearest == 'did you mean "dynamodb"?'
    assert "no prices in that Region" in missing("s3.nothing", "us-east-9").told.why
    assert missing("s3.replication_time_control", "us-gov-west-1").told.why == "it is not sold there or its price is not known"
    assert missing("../prices.x").told.why == "the catalog has no prices of "


def test_a_missing_price_reads_as_a_sentence() -> None:
    text = str(missing("ebs.io2.iops", "eu-south-1"))
    assert text.startswith("no price of ebs.io2.iops in eu-south-1 on 2026-11-20: it is not sold there")


# --- faulty catalogs -------------------------------------------------------------------------------------------------------


def written(folder: Path, *lines: str) -> FileCatalog:
    """A catalog of one file with these lines."""
    (folder / "x").mkdir(exist_ok=True)
    (folder / "x" / "r.csv").write_text("\n".join((HEADER, *lines)) + "\n")
    return FileCatalog(folder)


@pytest.mark.parametrize(
    "lines",
    [
        ["d,GB,0,1,,,2025-01-01,2025-01-01,inferred,a,", "d,GB,0,2,,,2025-01-01,2025-01-01,inferred,b,"],
        ["d,GB,0,1,,2025-06-01,2025-01-01,2025-01-01,inferred,a,", "d,GB,0,2,2025-05-01,,2025-06-01,2025-06-01,inferred,b,"],
        ["d,GB,5,1,,,2025-01-01,2025-01-01,inferred,a,"],
        ["d,GB,0,one,,,2025-01-01,2025-01-01,inferred,a,"],
        ["d,GB,0,1,,,2025-01-01,soon,inferred,a,"],
        ["d,GB,0,1"],
    ],
)
def test_a_faulty_dimension_is_refused(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(Ambiguous):
        written(tmp_path, *lines).find("x", "r", "d", TODAY)


def test_an_ambiguous_price_names_both() -> None:
    with pytest.raises(Ambiguous, match=r"x.d in r has two prices .*given.*given"):
        MemoryCatalog([flat("x.d", "r", "1"), flat("x.d", "r", "2")])


def test_notes_may_hold_commas(tmp_path: Path) -> None:
    found = written(tmp_path, "d,GB,0,1,,,2025-01-01,2025-01-01,inferred,a,one, two").find("x", "r", "d", TODAY)
    assert isinstance(found, Price) and found.note == "one, two"


def test_memory_catalog_answers_like_files() -> None:
    shelf = MemoryCatalog([flat("x.d", "r", "1", "GB"), flat("x.e", "s", "2", "GB"), flat("y.d", "r", "3", "GB")])
    assert shelf.services() == ("x", "y") and shelf.regions("x") == ("r", "s") and shelf.dimensions("x", "r") == ("d",)
    assert isinstance(shelf.find("x", "r", "d", TODAY), Price)
    assert "prices in 1 region: s" in str(shelf.find("x", "r", "e", TODAY))


# --- tiers: exact, monotone, continuous ----------------------------------------------------------------------------------------

TABLES = st.lists(st.integers(1, 10**6), max_size=4, unique=True).flatmap(
    lambda starts: st.lists(
        st.decimals(0, 10, places=6, allow_nan=False), min_size=len(starts) + 1, max_size=len(starts) + 1
    ).map(lambda prices: tuple(zip([Fraction(0), *map(Fraction, sorted(starts))], prices, strict=True)))
)
QUANTITIES = st.fractions(0, 2 * 10**6)


def total(tiers: Tiers, quantity: Fraction) -> Fraction:
    """The whole charge."""
    return sum((c.amount for c in charge(tiers, quantity)), Fraction(0))


@given(TABLES, QUANTITIES, QUANTITIES)
def test_more_never_costs_less_and_a_little_more_costs_a_little_more(tiers: Tiers, one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    dearest = max(Fraction(amount) for _, amount in tiers)
    assert 0 <= total(tiers, high) - total(tiers, low) <= dearest * (high - low)


@given(TABLES, QUANTITIES)
def test_no_unit_is_lost_or_charged_twice(tiers: Tiers, quantity: Fraction) -> None:
    charges = charge(tiers, quantity)
    assert sum((c.quantity for c in charges), Fraction(0)) == quantity
    assert all(c.amount == c.quantity * Fraction(tiers[c.tier][1]) for c in charges)
    assert [c.tier for c in charges] == list(range(len(charges)))


def test_nothing_costs_one_line_of_nothing_and_less_is_refused() -> None:
    tiers = ((Fraction(0), Decimal("0.1")),)
    assert charge(tiers, Fraction(0)) == [(0, 0, 0)]
    for wrong in (lambda: charge(tiers, Fraction(-1)), lambda: charge((), Fraction(1))):
        with pytest.raises(ValueError):
            wrong()


# --- the whole catalog ------------------------------------------------------------------------------------------------------


def test_the_catalog_is_sound() -> None:
    assert audit.audit() == []


@pytest.mark.parametrize(
    ("service", "dimension", "of", "low", "high"),
    [
        ("aurora", ".io_optimized", ".standard", "1.28", "1.32"),  # I/O-Optimized instances: 30 % dearer
        ("rds", ".multi_az", ".single_az", "1.9", "2.1"),  # a standby is a second instance
        ("elasticache", "node.valkey.", "node.redis.", "0.79", "0.81"),  # Valkey: 20 % cheaper
        ("memorydb", "node.valkey.", "node.redis.", "0.69", "0.71"),  # and 30 %
    ],
)
def test_prices_that_hang_together_do_so_everywhere(service: str, dimension: str, of: str, low: str, high: str) -> None:
    compared, odd = 0, set()
    for region in FILES.regions(service):
        known = {name: FILES.history(service, region, name)[-1].tiers[0][1] for name in FILES.dimensions(service, region)}
        for name, amount in known.items():
            kind, _, engine = name.partition(".")
            like = known.get(name.replace(dimension, of))
            if kind in ("instance", "node") and dimension in name and like and engine.partition(".")[0] in OPEN:
                cents = Decimal("0.0015")  # list prices are rounded to a tenth of a cent
                if not Decimal(low) * (like - cents) <= amount <= Decimal(high) * (like + cents):
                    odd.add((region, name.split(".")[3]))
                compared += 1
    assert compared > 300
    assert odd == (ODD if service == "rds" else set())


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("d,GB,0,1,,,2025-01-01,2025-01-01,inferred,nobody,", "price-source"),
        ("d,GB,0,1.50,,,2025-01-01,2025-01-01,inferred,s,", "price-number"),
        ("d,GB,0,1e-3,,,2025-01-01,2025-01-01,inferred,s,", "price-number"),
        ("d,GB,0,,,,2025-01-01,2025-01-01,inferred,s,", "price-unknown"),
        ("d,GB,0,1,,,2025-01-01,2025-01-01,sure,s,", "price-confidence"),
        ("d,,0,1,,,2025-01-01,2025-01-01,inferred,s,", "price-unit"),
        ("d,GB,0,0,,,2025-01-01,2025-01-01,inferred,s,", "price-free"),
        ("d,GB,0,1,,,2025-02-01,2025-01-01,inferred,s,", "price-date"),
        ("d,GB,0,1,2025-02-30,,2025-02-01,2025-03-01,inferred,s,", "price-date"),
        ("d,GB,0,1,,,2025-02-01,2027-01-01,inferred,s,", "price-date"),
        ("d,GB,1,1,,,2025-01-01,2025-01-01,inferred,s,", "price-ambiguous"),
        ("d,GB,0,1,,,2025-01-01,2025-01-01,inferred,s,\nd,GB,9,2,,,2025-01-01,2025-01-01,inferred,s,", "price-tiers"),
        ("d,GB,0,1", "price-columns"),
        ("d,GB,0,1,,,2025-01-01,2025-01-01,inferred,s,\nc,GB,0,1,,,2025-01-01,2025-01-01,inferred,s,", "price-order"),
    ],
)
def test_the_audit_finds_a_fault(tmp_path: Path, line: str, code: str) -> None:
    written(tmp_path, line)
    (tmp_path / "sources.csv").write_text("id,title,origin,licence,published,read_on\ns,T,O,L,,2026-01-01\n")
    (tmp_path / "free_tier.csv").write_text("dimension,unit,amount,scope,not_in,since,until,seen,confidence,source,note\n")
    assert code in {fault.code for fault in audit.audit(tmp_path)}


def test_the_audit_compares_regions(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    for region, unit, amount in (("a", "GB", "1"), ("b", "GB", "1"), ("c", "MB", "9")):
        row = f"d,{unit},0,{amount},,,2025-01-01,2025-01-01,inferred,s,"
        (tmp_path / "x" / f"{region}.csv").write_text(f"dimension\n{row}\n")
    (tmp_path / "sources.csv").write_text("id,title,origin,licence,published,read_on\ns,T,O,L,,2026-01-01\nt,T,O,L,,2026-01-01\n")
    (tmp_path / "free_tier.csv").write_text(
        "dimension,unit,amount,scope,not_in,since,until,seen,confidence,source,note\nx.e,GB,1,account,,,,2025-01-01,inferred,s,\n"
    )
    codes = [fault.code for fault in audit.audit(tmp_path)]
    assert {"price-header", "price-unit", "price-unusual", "price-source", "price-free"} == set(codes)


def test_coverage_counts_what_there_is() -> None:
    found = {each.service: each for each in catalog.coverage(FILES)}
    assert sorted(found) == [
        *("aurora", "aurora_dsql", "backup", "cloudwatch", "data_transfer", "dax", "dynamodb", "ebs", "ec2"),
        *("elasticache", "instance_store", "kms", "memorydb", "rds", "s3"),
    ]
    assert (len(found["rds"].regions), len(found["memorydb"].regions), len(found["aurora_dsql"].regions)) == (36, 21, 10)
    assert (len(found["s3"].regions), len(found["dax"].regions), len(found["ebs"].regions)) == (36, 15, 28)
    assert found["dynamodb"].seen_from >= date(2026, 5, 14) and sum(found["kms"].confidence.values()) == found["kms"].prices


def test_showing_a_dimension_brings_history_and_sources() -> None:
    shown = catalog.show(FILES, "dynamodb.ondemand.write_request_unit")
    assert len(shown.regions) == 36 and len(shown.regions["us-east-1"]) == 2
    assert "dynamodb-2024-11" in shown.sources and "aws.amazon.com" in shown.sources["dynamodb-2024-11"].origin
    assert catalog.cheapest(shown, TODAY)[0] == ("us-east-1", Decimal("0.000000625"))
    assert list(catalog.show(FILES, "s3.storage.standard", "eu-west-1").regions) == ["eu-west-1"]


@pytest.mark.parametrize(
    ("name", "region", "says"),
    [("s33.storage", None, "s3"), ("s3.storag.standard", None, "storage.standard"), ("ebs.io2.iops", "eu-south-1", "16 regions")],
)
def test_showing_what_is_not_there_says_what_is(name: str, region: str | None, says: str) -> None:
    with pytest.raises(KeyError, match=says):
        catalog.show(FILES, name, region)


def test_free_amounts_are_data_of_their_own() -> None:
    today = {each.name: each for each in catalog.free(TODAY)}
    assert (today["data_transfer.internet_out"].amount, today["data_transfer.internet_out"].scope) == (100, "account")
    assert today["dynamodb.provisioned.wcu_hour"].amount == 25 * 744
    assert {each.amount for each in catalog.free() if each.name == "data_transfer.internet_out"} == {1, 100}
    assert [each.amount for each in catalog.free(date(2020, 1, 1)) if each.name == "data_transfer.internet_out"] == [1]


@pytest.mark.parametrize(
    ("service", "dimension"), [("s3", "storage.standard"), ("rds", "instance.postgresql.db.r6g.large.single_az")]
)
def test_a_region_file_opens_in_five_milliseconds(service: str, dimension: str) -> None:
    fastest = 1.0
    for _ in range(5):
        fresh, start = FileCatalog(), time.process_time()
        fresh.find(service, "us-east-1", dimension, TODAY)
        fastest = min(fastest, time.process_time() - start)
    assert fastest < 0.005


@pytest.mark.parametrize("ending", ["\n", ""])
def test_every_dimension_of_a_file_is_found(tmp_path: Path, ending: str) -> None:
    names = ["a", "a.b", "a.b-c", "a.b.c", "a.bc", "b", "z.10", "z.9"]
    rows = [f"{name},GB,{tier},{2 - tier},,,2025-01-01,2025-01-01,inferred,s," for name in names for tier in (0, 1)]
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "r.csv").write_text("\n".join((HEADER, *rows)) + ending)
    shelf = FileCatalog(tmp_path)
    assert shelf.dimensions("x", "r") == tuple(names)
    assert all(len(shelf.history("x", "r", name)[0].tiers) == 2 for name in names)
    assert not any(shelf.history("x", "r", name) for name in ("", "a.", "a.b.", "c", "zz", "a,GB"))

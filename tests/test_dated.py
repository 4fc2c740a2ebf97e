"""What held on a day, and where: prices, limits and options before and after they changed; Regions without a price."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from advisor import report
from advisor.advise import advise
from advisor.bill import Line
from advisor.commands import app
from advisor.missing import Missing
from advisor.prices import HEADER, Ambiguous, Catalog, FileCatalog, MemoryCatalog, Price, flat
from advisor.spec import read_spec

TODAY = date(2026, 11, 21)
EVE = timedelta(days=1)
FILES = FileCatalog()
MILLION = 1_000_000


def need(store: str, on: date, region: str = "us-east-1", catalog: Catalog = FILES) -> report.Need:
    """One need, decided and priced as of a day."""
    workload, problems = read_spec(f"region: {region}\nstores:\n  it: {store}\n", "spec.yaml")
    assert workload is not None, "\n".join(map(str, problems))
    return advise(workload, catalog, on, full=False).stores[0]


def chosen(store: str, on: date, region: str = "us-east-1") -> dict[str, Line]:
    """The lines of the chosen design by dimension."""
    found = need(store, on, region).chosen
    assert found is not None
    return {line.dimension: line for line in found.bill}


def options(found: report.Need) -> list[str]:
    """The options in the order of their rank."""
    return [each.option for each in (found.recommended, *found.alternatives) if each is not None]


def out(found: report.Need) -> dict[str, str]:
    """The rule that excludes each option."""
    return {each.option: each.rule for each in found.excluded}


def errors(found: report.Need) -> set[str]:
    """The errors the checks find."""
    return {each.code for each in found.findings if each.severity == "error"}


# --- prices of another day -----------------------------------------------------------------------------------------------

TABLE = "{kind: database, item_size: 1 KiB, items: 1 million, reads: 10 /s, writes: 5 /s, chosen: {mode: on_demand}}"
WRITES, READS = "dynamodb.ondemand.write_request_unit", "dynamodb.ondemand.read_request_unit"


@pytest.mark.parametrize(("on", "write", "read"), [(date(2024, 10, 31), "1.25", "0.25"), (date(2024, 11, 1), "0.625", "0.125")])
def test_on_demand_throughput_was_twice_as_dear_until_november_2024(on: date, write: str, read: str) -> None:
    """https://aws.amazon.com/about-aws/whats-new/2024/11/amazon-dynamo-db-reduces-prices-on-demand-throughput-global-tables/"""
    lines = chosen(TABLE, on)
    assert (lines[WRITES].unit_price * MILLION, lines[READS].unit_price * MILLION) == (Decimal(write), Decimal(read))
    assert lines[WRITES].price_since == (on if on.day == 1 else None)
    today = chosen(TABLE, TODAY)
    assert (today[WRITES].unit_price, today[READS].unit_price) == (Decimal("0.000000625"), Decimal("0.000000125"))


@pytest.mark.parametrize("region", ["eu-central-1", "ap-southeast-2", "sa-east-1"])
def test_elsewhere_the_older_price_is_inferred_from_the_halving(region: str) -> None:
    before, after = chosen(TABLE, date(2024, 10, 31), region), chosen(TABLE, TODAY, region)
    for dimension in (WRITES, READS):
        assert before[dimension].unit_price == 2 * after[dimension].unit_price
        assert (before[dimension].price_confidence, after[dimension].price_confidence) == ("inferred", "exact-from-price-list")


def test_the_older_price_is_twice_todays_in_every_region_that_was_open() -> None:
    told = {}
    for region in FILES.regions("dynamodb"):
        before, after = (FILES.find("dynamodb", region, WRITES.partition(".")[2], on) for on in (date(2024, 10, 31), TODAY))
        assert isinstance(after, Price)
        if isinstance(before, Price):
            told[region] = before.tiers[0][1] / after.tiers[0][1]
        else:
            assert "priced since" in before.told.why
    assert set(told.values()) == {Decimal(2)} and len(told) > 25


EXPRESS = "{kind: object, size: 1 TiB, object_size: 1 MiB, access: 30 /month, writes: 1 /s, chosen: {class: EXPRESS_ONEZONE}}"


@pytest.mark.parametrize(
    ("dimension", "before", "after"),
    [
        ("s3.storage.express_one_zone", "0.16", "0.11"),
        ("s3.request.tier1.express_one_zone", "0.0000025", "0.00000113"),
        ("s3.request.tier2.express_one_zone", "0.0000002", "0.00000003"),
        ("s3.upload.express_one_zone.data_uploaded", "0.008", "0.0032"),
        ("s3.retrieval.express_one_zone.data_retrieved", "0.0015", "0.0006"),
    ],
)
def test_express_one_zone_before_and_after_april_2025(dimension: str, before: str, after: str) -> None:
    """https://aws.amazon.com/blogs/aws/up-to-85-price-reductions-for-amazon-s3-express-one-zone/"""
    cut = date(2025, 4, 10)
    assert chosen(EXPRESS, cut - EVE)[dimension].unit_price == Decimal(before)
    assert [chosen(EXPRESS, on)[dimension].unit_price for on in (cut, TODAY)] == [Decimal(after)] * 2


def test_a_price_first_seen_later_is_assumed_and_says_so() -> None:
    found = need("{kind: object, size: 1 TiB, object_size: 1 MiB, reads: 0 /s, writes: 0 /s}", date(2022, 1, 1))
    assert any(each.fact == "prices" and "s3.storage" in each.why for each in found.assumptions)


# --- limits of another day -------------------------------------------------------------------------------------------------

GREW = date(2025, 9, 26)  # https://docs.aws.amazon.com/ebs/latest/userguide/doc-history.html


@pytest.mark.parametrize(("on", "fits"), [(date(2025, 1, 1), False), (GREW - EVE, False), (GREW, True), (TODAY, True)])
def test_25000_iops_were_no_single_gp3_volume_before_september_2025(on: date, fits: bool) -> None:
    found = need("{kind: block, size: 1 TiB, iops: 25000 /s, throughput: 200 MiB/s}", on)
    assert options(found)[0] == ("gp3" if fits else "io2")
    (gp3,) = (each for each in found.alternatives if each.option == "gp3") if not fits else (found.recommended,)
    assert gp3 is not None and gp3.fit == ("fit" if fits else "capable")
    assert gp3.configuration["volumes"] == (1 if fits else 2)


@pytest.mark.parametrize(
    ("design", "code"),
    [
        ("{type: gp3, size: 1 TiB, iops: 25000 /s, throughput: 500 MiB/s}", "ebs.gp3-iops"),
        ("{type: gp3, size: 1 TiB, iops: 16000 /s, throughput: 1500 MiB/s}", "ebs.gp3-throughput"),
        ("{type: gp3, size: 20 TiB, iops: 3000 /s, throughput: 125 MiB/s}", "ebs.too-large-for-gp3-or-io2"),
    ],
)
def test_a_gp3_volume_of_today_was_an_error_before(design: str, code: str) -> None:
    store = f"{{kind: block, size: 1 TiB, iops: 3000 /s, throughput: 125 MiB/s, chosen: {design}}}"
    assert code in errors(need(store, GREW - EVE))
    assert code not in errors(need(store, GREW)) | errors(need(store, TODAY))


@pytest.mark.parametrize(("on", "volumes"), [(GREW - EVE, 2), (GREW, 1)])
def test_20_tib_took_two_gp3_volumes(on: date, volumes: int) -> None:
    found = need("{kind: block, size: 20 TiB, iops: 3000 /s, throughput: 125 MiB/s}", on).recommended
    assert found is not None and (found.option, found.configuration["volumes"]) == ("gp3", volumes)


def test_a_boot_volume_of_20_tib_was_no_gp3() -> None:
    store = "{kind: block, size: 20 TiB, iops: 3000 /s, throughput: 125 MiB/s, boot: true}"
    assert out(need(store, GREW - EVE))["gp3"] == "ebs.volume-type.gp3.boot" and options(need(store, GREW))[0] == "gp3"


@pytest.mark.parametrize(
    ("on", "days", "refused"),
    [
        (date(2024, 1, 1), 29, True),
        (date(2024, 1, 1), 30, False),
        (date(2026, 9, 30), 29, True),
        (date(2026, 10, 1), 29, False),  # the page of that autumn lists its constraints without the floor
        (TODAY, 10, False),
    ],
)
def test_objects_stayed_30_days_in_standard_before_infrequent_access(on: date, days: int, refused: bool) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"""
    store = f"{{kind: object, chosen: {{class: STANDARD, lifecycle: [{{after: {days} days, to: STANDARD_IA}}]}}}}"
    assert ("s3.to-ia-too-early" in errors(need(store, on))) is refused


# --- options before they existed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("store", "option", "since"),
    [
        ("{kind: object, access: unknown}", "INTELLIGENT_TIERING", date(2018, 11, 26)),
        ("{kind: object, access: 1 /year}", "GLACIER_IR", date(2021, 11, 30)),
        ("{kind: object, access: 1 /year, retrieval: 12 h}", "DEEP_ARCHIVE", date(2019, 3, 27)),
        ("{kind: object, latency: 10 ms, survives: node}", "EXPRESS_ONEZONE", date(2023, 11, 28)),
        ("{kind: block, iops: 3000 /s}", "gp3", date(2020, 12, 1)),
        ("{kind: block, consistent_iops: true}", "io2", date(2020, 8, 24)),
        ("{kind: database, traffic: spiky}", "on_demand", date(2018, 11, 28)),
    ],
)
def test_an_option_is_out_until_its_day(store: str, option: str, since: date) -> None:
    before, after = need(store, since - EVE), need(store, since)
    assert option in out(before) and option not in options(before)
    assert option in options(after)
    says = [each.because for each in before.excluded if each.option == option]
    assert any(str(since) in each for each in says), says


def test_settings_have_days_too() -> None:
    def table_class(on: date) -> tuple[str, ...]:
        reasons = need("{kind: database, traffic: steady}", on).reasons
        return next(each.chose for each in reasons if each.rule.startswith("dynamodb.table-class."))

    assert table_class(date(2021, 11, 30)) == ("STANDARD",)
    assert set(table_class(date(2021, 12, 1))) == {"STANDARD", "STANDARD_INFREQUENT_ACCESS"}


# --- Regions without a price, amounts nobody said ---------------------------------------------------------------------------

VOLUME = "{kind: block, size: 100 GiB, iops: 4000 /s, throughput: 125 MiB/s}"
WITHOUT = "eu-south-1"  # has prices of gp3 and none of io2


def test_a_candidate_without_a_price_ranks_after_those_with_one() -> None:
    """gp3 and io2 fit equally; where io2 has no price it comes behind, names what is missing, and never costs nothing."""
    everywhere, here = need(VOLUME, TODAY), need(VOLUME, TODAY, WITHOUT)
    assert options(everywhere)[:2] == options(here)[:2] == ["gp3", "io2"]
    io2 = next(each for each in here.alternatives if each.option == "io2")
    assert io2.fit == "fit" and io2.at_least and {line.dimension for line in io2.bill} == set()
    assert all("it is not sold there" in each and "16 regions" in each and "eu-west-1" in each for each in io2.unpriced)
    gp2 = next(each for each in here.alternatives if each.option == "gp2")
    assert gp2.fit == "capable" and gp2.unpriced == ()


def test_unpriced_comes_behind_priced_even_when_it_looks_cheaper() -> None:
    """With every gp3 price but one unknown, what is left of it is less than io2 costs: it still ranks behind."""
    prices = [flat("ebs.gp3.iops", "us-east-1", "0.005"), flat("ebs.io2.storage", "us-east-1", "0.125")]
    catalog = MemoryCatalog([*prices, flat("ebs.io2.iops", "us-east-1", "0.065")])
    found = need(VOLUME, TODAY, catalog=catalog)
    assert options(found)[0] == "io2"
    (gp3,) = (each for each in found.alternatives if each.option == "gp3")
    assert gp3.fit == "fit" and any("ebs.gp3.storage" in each for each in gp3.unpriced)
    assert found.recommended is not None and gp3.total < found.recommended.total


def unpriced_regions() -> list[str]:
    """The Regions with prices of S3 and none of a gp3 volume."""
    missing = {region: FILES.find("ebs", region, "gp3.storage", TODAY) for region in FILES.regions("s3")}
    return [region for region, found in missing.items() if isinstance(found, Missing)]


def test_volumes_have_no_price_in_fourteen_regions() -> None:
    assert len(unpriced_regions()) == 14
    for region in unpriced_regions():
        best = need(VOLUME, TODAY, region).recommended
        assert best is not None and best.at_least and best.bill == ()
        assert any(each.startswith(f"Storage, gp3: no price of ebs.gp3.storage in {region}") for each in best.unpriced)
        assert all("has prices in" in each for each in best.unpriced)


def test_answers_to_a_question_cost_what_is_known_and_not_nothing() -> None:
    """A volume of unknown throughput where no volume has a price: its questions lead to options, not to amounts."""
    text = "region: mx-central-1\nstores: {it: {kind: block, size: 100 GiB, iops: 4000 /s}}\n"
    workload, _ = read_spec(text, "spec.yaml")
    assert workload is not None
    (asked,) = (each for each in advise(workload, FILES, TODAY).stores[0].questions if each.fact == "throughput")
    assert {each.option for each in asked.outcomes} == {"ebs gp3", "ebs io2"}
    assert [each.monthly for each in asked.outcomes] == [None] * len(asked.outcomes)


def run(tmp_path: Path, store: str, *arguments: str, region: str = "us-east-1") -> tuple[int, str]:
    """The exit code and the output of a command over a spec of one store."""
    spec = tmp_path / "spec.yaml"
    spec.write_text(f"region: {region}\nstores:\n  it: {store}\n")
    result = CliRunner().invoke(app, [arguments[0], str(spec), "--on", str(TODAY), *arguments[1:]])
    return result.exit_code, " ".join(result.output.split())


def test_the_cost_of_a_chosen_design_without_a_price_exits_1_and_names_it(tmp_path: Path) -> None:
    io2 = VOLUME[:-1] + ", chosen: {type: io2, size: 100 GiB, iops: 4000 /s}}"
    code, text = run(tmp_path, io2, "cost", region=WITHOUT)
    assert code == 1
    assert "no price of ebs.io2.storage in eu-south-1" in text and "no price of ebs.io2.iops in eu-south-1" in text
    assert "$0.00" not in text
    assert run(tmp_path, io2, "cost")[0] == 0
    code, text = run(tmp_path, VOLUME, "recommend", region="mx-central-1")
    assert code == 0 and "$0.00" not in text
    assert run(tmp_path, io2, "cost", "--region", "eu-souht-1")[0] == 2


def test_an_amount_nobody_said_is_a_unit_price_and_the_total_is_at_least(tmp_path: Path) -> None:
    bucket = "{kind: object, size: 1 TiB, chosen: {class: STANDARD}}"
    code, text = run(tmp_path, bucket, "cost")
    assert code == 0
    assert "at least $23.55" in text  # 1,024 GB at 0.023; the requests are not in it
    assert "$5.00 per million" in text and "nobody said how many" in text
    found = need(bucket, TODAY).chosen
    assert found is not None and found.at_least
    puts = next(line for line in found.bill if line.dimension == "s3.request.tier1.standard")
    assert (puts.unit_price, puts.quantity, puts.amount) == (Decimal("0.000005"), None, None)


def test_ambiguous_prices_are_never_chosen_between(tmp_path: Path) -> None:
    (tmp_path / "ebs").mkdir()
    row = "gp3.storage,GB-month,0,{},{},,2025-01-01,2025-01-01,inferred,{},"
    lines = [HEADER, row.format("0.08", "", "one"), row.format("0.09", "2024-01-01", "two")]
    (tmp_path / "ebs" / "us-east-1.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(Ambiguous, match=r"ebs\.gp3\.storage in us-east-1 has two prices .*one.*two"):
        need(VOLUME, TODAY, catalog=FileCatalog(tmp_path))
    with pytest.raises(Ambiguous, match=r"two prices"):
        MemoryCatalog([flat("ebs.gp3.storage", "us-east-1", "0.08"), flat("ebs.gp3.storage", "us-east-1", "0.09")])


@pytest.mark.parametrize("on", ["2015-06-01", "2019-06-01"])
def test_what_was_sold_on_an_old_day_is_chosen_on_it(on: str) -> None:
    """gp3 and io2 came in 2020, auto scaling of tables in 2017: gp2 and provisioned capacity served before."""
    text = (
        "region: us-east-1\nstores:\n"
        "  root: {kind: block, size: 30 GiB, boot: true, iops: 100 /s, throughput: 50 MiB/s}\n"
        "  carts: {kind: database, model: key_value, item_size: 1 KiB, size: 10 GiB, traffic: steady,\n"
        "    reads: 10 /s, writes: 10 /s}\n"
    )
    workload, problems = read_spec(text, "old.yaml")
    assert workload is not None, problems
    root, carts = advise(workload, FileCatalog(), date.fromisoformat(on), full=False).stores
    assert root.recommended is not None and root.recommended.option == "gp2"
    assert carts.recommended is not None and carts.recommended.option == "provisioned"
    assert not root.findings


@pytest.mark.parametrize(("on", "rule"), [("2026-03-30", "rds.sizing"), ("2026-03-31", "database.engine.rds.os-access-oracle")])
def test_an_exclusion_holds_from_its_day_on(on: str, rule: str) -> None:
    """AWS takes nobody to RDS Custom for Oracle from 2026-03-31 on; until then what is missing is its price."""
    database = (
        "{kind: database, engine: oracle, edition: enterprise, licence: byol, size: 100 GiB, os_access: true, vcpus: 2, "
        "working_set: 4 GiB}"
    )
    found = need(database, date.fromisoformat(on))
    assert rule in {each.rule for each in found.excluded if each.option.startswith(("rds", "multi_az_instance"))}
    assert found.recommended is not None and found.recommended.service == "ec2_database"

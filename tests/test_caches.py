"""Caches: sizes, months, and what stores say of each other (tests/cases/caches.yaml)."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import specs
import yaml
from needs import ON, amounts, need

from advisor import classes, facts, pages, rules, source, vocabulary
from advisor.advise import advise
from advisor.exact import Fraction
from advisor.prices import FileCatalog
from advisor.services import SERVICES
from advisor.sets import number
from advisor.spec import read_spec
from advisor.vocabulary import parse_value

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "caches.yaml").read_text(encoding="utf-8"))
TABLES = yaml.safe_load((Path(__file__).parent / "cases" / "cache_tables.yaml").read_text(encoding="utf-8"))
WORDS = vocabulary.load()
BASE = rules.load(rules.families(), ON)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_cache(case: dict[str, Any]) -> None:
    module = import_module(SERVICES[case.get("service", "elasticache")])
    it = need(yaml.safe_dump({"kind": "cache", **case["need"]}), case.get("day", ON))
    if "chosen" in case:
        design, problems = module.read(source.read(yaml.safe_dump(case["chosen"]), "chosen.yaml"), it.look)
        assert not problems
        found = (design,)
    else:
        found = module.designs(it.facts, {key: (value,) for key, value in case["recommend"].items()}, it.look)
    if "designs" in case:
        assert {each.node: getattr(each, "nodes", None) or each.shards for each in found} == case["designs"]
    if "month" in case:
        month = amounts(it.usage(module, found[0]))
        assert month == {name: Fraction(str(wanted)) for name, wanted in case["month"].items()}
    assert case["source"].startswith("https://")


def stores(text: str) -> dict[str, facts.Facts]:
    """The facts of each store of a spec."""
    workload, problems = read_spec(f"region: eu-west-1\nstores:\n{text}", "spec.yaml")
    assert workload is not None, problems
    return {each.name: facts.derive(each, workload, WORDS) for each in workload.stores}


TABLE = (
    "  t: {kind: database, reads: {average: 1000 /s, peak: 4000 /s, consistent: 10 %}, item_size: 2 KiB, traffic: scheduled}\n"
)


@pytest.mark.parametrize(
    ("cache", "reads", "peak", "consistent"),
    [
        ("{kind: cache, in_front_of: t, absorbs: 55 % of reads}", 450, 1800, Fraction(10, 45)),
        ("{kind: cache, in_front_of: t, hit_ratio: 55 %}", 450, 1800, Fraction(10, 45)),
        ("{kind: cache, in_front_of: t, absorbs: 50 %..70 %}", 500, 2000, Fraction(1, 5)),  # the least of a range is sure
        ("{kind: cache, in_front_of: t, absorbs: 95 %}", 100, 400, 1),  # strongly consistent reads pass by
        ("{kind: cache, in_front_of: t}", 1000, 4000, Fraction(1, 10)),  # nobody said how many: the table is sized for all
    ],
)
def test_hits_leave_the_load_of_the_store_behind(cache: str, reads: int, peak: int, consistent: Fraction) -> None:
    found = stores(TABLE + f"  c: {cache}\n")["t"]
    said = [number(found.values[name]) for name in ("reads", "reads_peak", "consistent_reads")]
    assert said == [reads, peak, consistent]
    assert reads == 1000 or "answered by c" in found.facts["reads"].why


def test_two_caches_take_their_shares_one_after_the_other() -> None:
    two = TABLE + "  a: {kind: cache, in_front_of: t, absorbs: 50 %}\n  b: {kind: cache, in_front_of: t, absorbs: 40 %}\n"
    assert number(stores(two)["t"].values["reads"]) == 300


def test_a_cache_takes_over_what_the_store_behind_says() -> None:
    found = stores(TABLE + "  c: {kind: cache, in_front_of: t, absorbs: 55 %}\n")["c"]
    said = {name: number(found.values[name]) for name in ("reads", "reads_peak", "item_size", "hit_ratio")}
    assert said == {"reads": 1000, "reads_peak": 4000, "item_size": 2048, "hit_ratio": Fraction(11, 20)}
    assert found.values["traffic"] == {"scheduled"}


@pytest.mark.parametrize(
    ("store", "behind"),
    [
        ("{kind: database}", "dynamodb"),
        ("{kind: database, engine: dynamodb}", "dynamodb"),
        ("{kind: database, model: document, engine: mongodb}", "database"),
        ("{kind: database, chosen: {service: dynamodb, mode: on_demand}}", "dynamodb"),
        ("{kind: database, model: graph}", "database"),
        ("{kind: object}", "objects"),
    ],
)
def test_what_stands_behind(store: str, behind: str) -> None:
    assert stores(f"  t: {store}\n  c: {{kind: cache, in_front_of: t}}\n")["c"].values["behind"] == {behind}


def test_the_bill_of_the_store_behind_falls() -> None:
    spec = "region: eu-west-1\nstores:\n"
    spec += "  t: {kind: database, items: 1 million, item_size: 4 KiB, reads: 2000 /s, writes: 1 /s, traffic: steady}\n"
    totals = []
    for more in ("", "  c: {kind: cache, in_front_of: t, absorbs: 90 %, working_set: 1 GiB}\n"):
        workload, problems = read_spec(spec + more, "spec.yaml")
        assert workload is not None, problems
        best = advise(workload, FileCatalog(), date(2026, 11, 21), full=False).stores[0].recommended
        assert best is not None
        totals.append(best.total)
    assert totals[1] < totals[0] / 2


@pytest.mark.parametrize("row", TABLES, ids=lambda row: row["row"])
def test_the_tables_of_study_notes_can_be_read_back(row: dict[str, Any]) -> None:
    """Each row decides as it says, and the page of the decision shows the word it turns on."""
    table = next(each for each in BASE.every_decision if each.id == row.get("table", "elasticache.engine"))
    given = {name: parse_value(WORDS[name], text) for name, text in row["given"].items()}
    verdict = rules.decide(table, {name: given.get(name, word.expected(table.for_[0])) for name, word in table.words.items()})
    names = [option.name for option in table.options]
    if "out" in row:
        assert [name for name in names if name not in verdict.standing] == row["out"]
    if "fit" in row:
        assert sorted(verdict.fit) == sorted(row["fit"])
    shown = str(pages.page(table, WORDS, ON))
    assert all(name in shown for name in row["given"])


def test_a_database_in_memory_holds_all_its_data_and_can_be_chosen() -> None:
    """20 GiB that grow by 1 GiB a month are 31 GiB or more in the last of 12 months."""
    body = "kind: database\nengine: redis\nsize: 20 GiB\ngrowth: 1 GiB /month\nitem_size: 2 KiB\nreads: 400 /s\nwrites: 50 /s\n"
    text = "workload: w\nregion: eu-west-1\nstores:\n  it:\n" + indent(body, "    ")
    best = advise(specs.workload(text), FileCatalog(), ON).stores[0].recommended
    assert best is not None and best.service == "memorydb" and not best.at_least
    node = classes.cache_node("memorydb", best.configuration["node"])
    assert node is not None and node.memory * int(best.configuration["shards"]) >= 31 * 2**30
    chosen = advise(
        specs.workload(f"{text}    chosen: {{service: memorydb, engine: valkey, node: {node.name}}}\n"), FileCatalog(), ON
    )
    assert chosen.stores[0].chosen is not None and chosen.stores[0].chosen.bill


def test_a_database_outlives_its_region_only_with_another() -> None:
    body = "kind: database\nengine: redis\nsize: 20 GiB\nitem_size: 2 KiB\nreplicate: eu-central-1\nrecovery: {rto_region: 1 h}\n"
    text = "workload: w\nregion: eu-west-1\nstores:\n  it:\n" + indent(body, "    ")
    best = advise(specs.workload(text), FileCatalog(), ON).stores[0].recommended
    assert best is not None and best.configuration["multi_region"] is True and best.configuration["regions"] == ["eu-central-1"]


def test_a_table_behind_a_cache_gets_no_second_one() -> None:
    """40,000 reads/s at the peak of which a tenth are left, half a read unit each of 4 KiB, at 70 % use: 2,858 RCU."""
    body = (
        "t: {kind: database, model: key_value, items: 10 million, item_size: 2 KiB, writes: {average: 100 /s, peak: 300 /s},\n"
        "  reads: {average: 10000 /s, peak: 40000 /s, repeated: 90 %}, latency: 500 us}\n"
        "c: {kind: cache, in_front_of: t, same_api: true, absorbs: 90 % of reads, working_set: 10 GiB, survives: node}\n"
    )
    table, cache = advise(
        specs.workload("workload: w\nregion: us-east-1\nstores:\n" + indent(body, "  ")), FileCatalog(), ON
    ).stores
    assert cache.recommended is not None and cache.recommended.service == "dax"
    assert table.recommended is not None and "dax" not in table.recommended.configuration
    assert table.recommended.configuration["read_units"] == "2858"

"""From what runs today to what is recommended: the acts, their order, and that nothing a Design can say is left untold."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import specs
import yaml

from advisor import changefile
from advisor.advise import advise
from advisor.changes import UNTOLD, changes
from advisor.folders import rules
from advisor.prices import FileCatalog
from advisor.report import Need, plain
from advisor.services import SERVICES
from advisor.source import read
from advisor.spec import read_spec

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "changes.yaml").read_text(encoding="utf-8"))
BOOKS = sorted(path.stem for path in (rules() / "changes").glob("*.yaml"))
# Fields of a Design that are no configuration of a running system.
NO_FIELD = {"instance_store": {"type"}}


def needs(stores: str) -> dict[str, Need]:
    """The needs of a spec's stores in us-east-1, by name."""
    workload, problems = read_spec(f"region: us-east-1\nstores:\n{stores}", "spec.yaml")
    assert workload is not None, problems
    report = advise(workload, FileCatalog(), date(2026, 11, 21))
    return {each.name: each for each in report.stores}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_change_is_made_in_its_way(case: dict[str, Any]) -> None:
    found = changes(case.get("running", case["service"]), case["today"], case["service"], case["wanted"])
    said = [
        f"{each.step} {each.field.replace('_', ' ') if '.' not in each.field else each.field} {each.from_} -> {each.to}: "
        + ", ".join(each.operations)
        for each in found
    ]
    assert said == case["changes"]
    downtimes = {each.step: each.downtime for each in found}
    assert len(downtimes) == len(case["downtime"])
    assert all(has.startswith(wanted) for has, wanted in zip(downtimes.values(), case["downtime"], strict=True))
    assert all(each.how and each.source and "{" not in each.how for each in found)


@pytest.mark.parametrize("service", BOOKS)
def test_a_book_tells_of_every_field_of_its_design(service: str) -> None:
    book = changefile.load(service)
    assert book is not None and service in SERVICES
    told = {name.partition(".")[0] for name in book.fields}
    design = {name.rstrip("_") for name in import_module(SERVICES[service]).Design._fields}
    assert design - told - NO_FIELD.get(service, set()) == set() and told - design == set()


@pytest.mark.parametrize("service", BOOKS)
def test_a_book_has_an_answer_for_every_value_and_no_way_nobody_takes(service: str) -> None:
    book = changefile.load(service)
    assert book is not None
    for entries in [*book.fields.values(), *([book.becomes] if book.becomes else [])]:
        assert entries[-1].always and not any(each.always for each in entries[:-1])
    taken = [each.way for entries in [*book.fields.values(), book.becomes] for each in entries]
    said = yaml.safe_load((rules() / "changes" / f"{service}.yaml").read_text(encoding="utf-8"))
    assert {each.name for each in taken} == said["ways"].keys()
    for way in taken:
        assert all(re.fullmatch(r"https://docs\.aws\.amazon\.com/\S+\.html", page) for page in way.source)
        assert all(re.fullmatch(r"[a-z0-9-]+:[A-Z]\w+", name) for name in way.operations)
        assert all(name in book.fields for name in way.settles) and bool(way.settles) == bool(way.settled)


def test_broken_books_are_refused() -> None:
    text = "changes: x\nways: {a: {how: A., downtime: none, source: [s]}}\nfields: {b: [{way: c}], d: [{way: a, when: e}]}\n"
    with pytest.raises(changefile.Refused, match="no way"):
        changefile.read(read(text, "x.yaml"), "x")
    with pytest.raises(changefile.Refused, match="not of"):
        changefile.read(read(text, "x.yaml"), "y")


def test_what_is_not_written_down_is_said_to_be() -> None:
    (only,) = changes("s3", {"class": "STANDARD"}, "s3", {"class": "STANDARD", "colour": "blue"})
    assert (only.how, only.downtime, only.operations) == (UNTOLD.how, "not known", ())


DISK = "  disk: {kind: block, size: 200 GiB, iops: 3000 /s, throughput: 125 MiB/s, current: {type: gp2, size: %s GiB%s}}\n"


def test_what_runs_today_is_priced_and_changed_but_never_recommended_for_it() -> None:
    need = needs(DISK % (1000, ""))["disk"]
    assert need.current is not None and need.recommended is not None and need.chosen is None
    assert (need.current.option, float(need.current.monthly.first)) == ("gp2", 100.0)
    assert need.recommended.option == "gp3" and need.changes[0].field == "size"
    assert not [each for each in need.findings if each.option.startswith("today")]


def test_amounts_seen_on_the_bill_take_the_place_of_derived_ones_for_today_alone() -> None:
    need = needs(DISK % (1000, ", observed: {ebs.gp2.storage: 480}"))["disk"]
    assert need.current is not None and need.recommended is not None
    assert float(need.current.monthly.first) == 48.0 and need.current.bill[0].measured
    assert not any(line.measured for line in need.recommended.bill)


def test_what_falls_short_today_is_told_for_information() -> None:
    short = [each for each in needs(DISK % (500, ""))["disk"].findings if each.option == "today gp2"]
    assert [each.severity for each in short] == ["info"] and "today's size of 500 GiB" in short[0].message


def test_a_design_of_today_that_cannot_be_read_is_refused_at_its_place() -> None:
    workload, _ = read_spec("region: us-east-1\nstores:\n  a: {kind: object, current: {class: STANDRAD}}\n", "spec.yaml")
    assert workload is not None
    with pytest.raises(changefile.Refused, match=r'spec.yaml:3:38: "STANDRAD" is not a known class'):
        advise(workload, FileCatalog(), date(2026, 11, 21))


def test_what_is_observed_of_a_bucket_with_prefixes_belongs_to_each() -> None:
    store = "{kind: object, current: {class: STANDARD, observed: {s3.storage.standard: 3}}, prefixes: {raw: {size: 1 TiB}}}"
    _, problems = read_spec(f"region: us-east-1\nstores:\n  a: {store}\n", "spec.yaml")
    assert "what is observed belongs to each" in problems[0].message


def test_a_slip_in_a_measured_dimension_is_refused_and_an_unknown_one_is_not_priced() -> None:
    store = "  disk: {kind: block, size: 200 GiB, iops: 3000 /s, throughput: 125 MiB/s, measured: {%s: 3}}\n"
    with pytest.raises(changefile.Refused) as refused:
        needs(store % "ebs.gp3.storagee")
    assert '"ebs.gp3.storagee" is no price dimension; did you mean "ebs.gp3.storage"?' in str(refused.value)
    best = needs(store % "ebs.lasso.thrown")["disk"].recommended
    assert best is not None and "no price of ebs.lasso.thrown" in best.unpriced[0]


# --- laws over random specs ------------------------------------------------------------------------------------------------


def texts(value: Any) -> Any:
    """A configuration as a spec's tree of texts."""
    if isinstance(value, dict):
        return {key: texts(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [texts(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def answered(tree: specs.Tree) -> list[Need]:
    """The needs of a generated spec."""
    workload = specs.workload(specs.write(tree))
    return list(advise(workload, FileCatalog(), workload.on or date(2026, 11, 21), full=False).stores)


@pytest.mark.parametrize("seed", range(40))
def test_what_runs_as_recommended_needs_no_change_and_costs_the_same(seed: int) -> None:
    tree = specs.tree(seed)
    before = {each.name: each for each in answered(tree)}
    for name, store in tree["stores"].items():
        best = before[name].recommended if name in before else None
        if best is not None:
            store["current"] = {"service": best.service, **texts(best.configuration)}
    for each in answered(tree):
        known = before[each.name]
        assert plain(each.recommended) == plain(known.recommended)  # what runs today decides nothing
        if each.current is not None and each.recommended is not None:
            assert each.changes == () and each.current.months == each.recommended.months


@pytest.mark.parametrize("seed", range(40))
def test_the_changes_lead_from_any_alternative_to_the_recommended(seed: int) -> None:
    tree = specs.tree(seed)
    before = {each.name: each for each in answered(tree)}
    for name, store in tree["stores"].items():
        others = before[name].alternatives if name in before else ()
        if others:
            store["current"] = {"service": others[-1].service, **texts(others[-1].configuration)}
    for each in answered(tree):
        if each.current is None or each.recommended is None or changefile.load(each.recommended.service) is None:
            continue
        wanted = each.recommended.configuration
        steps = [change.step for change in each.changes]
        assert steps == sorted(steps) and set(steps) == set(range(1, len(set(steps)) + 1))
        assert all(change.how and change.downtime and change.source for change in each.changes)
        if each.current.service != each.recommended.service:
            assert [change.field for change in each.changes] == ["service"]
            continue
        changed = {change.field.partition(".")[0] for change in each.changes}
        told = {name for name, value in wanted.items() if texts(each.current.configuration.get(name)) != texts(value)}
        assert told - changed <= usual(wanted)


def usual(wanted: Any) -> set[str]:
    """Fields whose value is what leaving them out means."""
    return {
        name for name, value in wanted.items() if str(value) in ("none", "False", "SSE_S3", "aws_owned", "STANDARD", "1", "0")
    }

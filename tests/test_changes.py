"""From what runs today to what is recommended: the acts, their order, and that nothing a Design can say is left untold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import specs
import yaml

from advisor import changefile
from advisor.advise import advise
from advisor.changes import UNTOLD, changes, kept
from advisor.folders import rules
from advisor.prices import FileCatalog
from advisor.render.summary import more_than
from advisor.report import Monthly, Need, Priced, Report, plain
from advisor.services import SERVICES
from advisor.source import read
from advisor.spec import read_spec

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "changes.yaml").read_text(encoding="utf-8"))
BOOKS = sorted(path.stem for path in (rules() / "changes").glob("*.yaml"))
# Fields of a Design that are no configuration of a running system.
NO_FIELD = {"instance_store": {"type"}}


def answer(stores: str) -> Report:
    """The report of a spec's stores in us-east-1."""
    workload, problems = read_spec(f"region: us-east-1\nstores:\n{stores}", "spec.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), date(2026, 11, 21))


def needs(stores: str) -> dict[str, Need]:
    """The needs of a spec's stores in us-east-1, by name."""
    return {each.name: each for each in answer(stores).stores}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_change_is_made_in_its_way(case: dict[str, Any]) -> None:
    found = changes(
        case.get("running", case["service"]), case["today"], case["service"], case["wanted"], case.get("keeping", True)
    )
    said = [
        f"{each.step} {each.field.replace('_', ' ') if '.' not in each.field else each.field} {each.from_} -> {each.to}: "
        + ", ".join(each.operations)
        for each in found
    ]
    assert said == case["changes"]
    left = kept(case.get("running", case["service"]), case["today"], case["service"], case["wanted"])
    assert [f"{each.field} {each.from_} -> {each.to}" for each in left] == case.get("kept", [])
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


def test_a_book_keeps_fields_it_knows_in_a_form_it_knows() -> None:
    text = "changes: x\nways: {a: {how: A., downtime: none, source: [s]}}\nfields: {b: [{way: a}]}\nkeeps: {%s}\n"
    with pytest.raises(changefile.Refused, match='"c" is no field'):
        changefile.read(read(text % "c: more", "x.yaml"), "x")
    with pytest.raises(changefile.Refused, match="keeps, b: write `more`"):
        changefile.read(read(text % "b: less", "x.yaml"), "x")


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


@pytest.mark.parametrize(
    ("asked", "today", "short"),
    [
        ("iops: 6000 /s, throughput: 250 MiB/s", "gp2", ["size"]),  # 500 GiB are 1,500 IOPS
        ("iops: 6000 /s, throughput: 250 MiB/s", "gp3", ["iops", "throughput"]),
        ("iops: 1500 /s, throughput: 250 MiB/s", "gp2", []),
        ("iops: 3000 /s, throughput: 125 MiB/s", "gp3", []),
    ],
)
def test_todays_volume_without_amounts_is_held_to_the_need(asked: str, today: str, short: list[str]) -> None:
    need = needs(f"  disk: {{kind: block, size: 500 GiB, {asked}, current: {{type: {today}}}}}\n")["disk"]
    told = [each for each in need.findings if each.option == f"today {today}"]
    assert [each.field for each in told] == short and all(each.severity == "info" for each in told)


def test_amounts_seen_on_the_bill_take_the_place_of_derived_ones_for_today_alone() -> None:
    need = needs(DISK % (1000, ", observed: {ebs.gp2.storage: 480}"))["disk"]
    assert need.current is not None and need.recommended is not None
    assert float(need.current.monthly.first) == 48.0 and need.current.bill[0].measured
    assert not any(line.measured for line in need.recommended.bill)


SLOW = "  disk: {kind: block, size: 1 TiB, iops: 3000 /s, throughput: 125 MiB/s, current: {type: gp3, size: 1 TiB%s}}\n"


def test_what_is_the_same_has_no_steps_though_nobody_said_how_it_is_encrypted() -> None:
    need = needs(SLOW % "")["disk"]
    assert need.current is not None and need.recommended is not None and need.reached is None
    assert need.current.months == need.recommended.months and need.changes == ()
    assert [(each.field, each.from_) for each in need.kept] == [("encryption", ""), ("iops", ""), ("throughput", "")]


def test_a_stronger_key_is_kept_and_compared_with_it() -> None:
    need = needs(SLOW % ", encryption: customer_managed")["disk"]
    assert need.current is not None and need.recommended is not None and need.reached is not None
    assert need.changes == () and need.reached == need.recommended and need.recommended.months == need.current.months
    (key,) = (line for line in need.recommended.bill if line.dimension == "kms.customer_managed_key")
    assert key.amount is not None and need.kept_monthly == key.amount.first == 1


VERSIONS = (
    "  docs: {kind: object, size: 10 TiB, object_size: 1 MiB, writes: 300000 /month, access: 3 /month, keep: 3 years,"
    " deletions: [{after: 20 days, share: 60 %}],"
    " object_age: [{until: 2 years, share: 100 %}], "
)
OLD = "expire: 3 years, abort_multipart: 7 days, versioning: true"
SAID = {"expire": "3 years", "abort_multipart": "7 days"}


@pytest.mark.parametrize(
    ("asked", "today", "left", "reached"),
    [
        ("", f"{OLD}, expire_noncurrent: 60 days", ["expire_noncurrent 60 days"], {"expire_noncurrent": "60 days"}),
        ("", f"{OLD}, expire_noncurrent: 60 days, lifecycle: [{{after: 90 days, to: GLACIER_IR}}]",
         ["expire_noncurrent 60 days"], {"expire_noncurrent": "60 days"}),
        ("", f"{OLD}, rules: [{{expire_noncurrent: 60 days, keep_versions: 3, expire: 4 years}}]",
         ["rules expire_noncurrent 60 days, keep_versions 3"],
         {"rules": [{"expire_noncurrent": "60 days", "keep_versions": "3"}]}),
        ("", f"{OLD}, rules: [{{larger_than: 1 KiB, abort_multipart: 3 days}}, {{expire_noncurrent: 9 days, disabled: true}}]",
         ["rules disabled true, expire_noncurrent 9 days"],  # kept, though it does nothing
         {"rules": [{"disabled": True, "expire_noncurrent": "9 days"}]}),
        ("", OLD, [], {}),  # nothing removes them today
        ("overwrites: true, ", f"{OLD}, expire_noncurrent: 60 days", None, {}),  # versions are asked for: 30 days of them
    ],
)  # fmt: skip
def test_old_versions_that_are_kept_go_as_they_do_today(asked: str, today: str, left: list[str] | None, reached: Any) -> None:
    need = needs(f"{VERSIONS}{asked}current: {{class: STANDARD, {today}}}}}\n")["docs"]
    if left is None:
        assert need.reached is None
        return
    assert need.reached is not None and need.current is not None
    assert [f"{each.field} {each.from_}" for each in need.kept] == ["versioning true", *left]
    assert need.reached.configuration == {"class": "STANDARD", **SAID, **reached, "versioning": True} | {
        name: value for name, value in need.reached.configuration.items() if name in ("object_lock", "encryption", "replication")
    }
    assert need.reached.at_least is need.current.at_least is ("expire_noncurrent" not in reached)
    assert "expire_noncurrent" not in {each.field for each in need.changes}


@pytest.mark.parametrize(
    ("asked", "today", "left", "wanted"),
    [
        ("overwrites: true, ", f"{OLD}, encryption: SSE_KMS", ["encryption SSE_KMS"], ("30 days", True, "SSE_KMS")),
        ("", f"{OLD}, encryption: SSE_KMS".replace("true", "false") + ", expire_noncurrent: 60 days",
         ["expire_noncurrent 60 days", "encryption SSE_KMS"], ("60 days", False, "SSE_KMS")),
    ],
)  # fmt: skip
def test_what_is_kept_beside_versions_takes_nothing_along(asked: str, today: str, left: list[str], wanted: Any) -> None:
    need = needs(f"{VERSIONS}{asked}current: {{class: STANDARD, {today}}}}}\n")["docs"]
    assert need.recommended is not None
    assert sorted(f"{each.field} {each.from_}" for each in need.kept) == sorted(left)
    assert tuple(need.recommended.configuration[name] for name in ("expire_noncurrent", "versioning", "encryption")) == wanted


@pytest.mark.parametrize(("today", "warned"), [("expire_noncurrent: 60 days", False), ("lifecycle: []", True)])
def test_versions_that_nothing_removes_are_warned_of(today: str, warned: bool) -> None:
    for word in ("current", "chosen"):
        need = needs(f"{VERSIONS}{word}: {{class: STANDARD, versioning: true, {today}}}}}\n")["docs"]
        found = [each.severity for each in need.findings if each.code == "s3.versions-for-ever"]
        assert found == ["warning"] * warned


def test_today_is_compared_with_the_old_versions_that_are_kept() -> None:
    need = needs(f"{VERSIONS}current: {{class: STANDARD, {OLD}, expire_noncurrent: 60 days}}}}\n")["docs"]
    assert need.reached is not None and need.current is not None and need.recommended is not None
    assert need.changes == () and need.reached == need.recommended and need.recommended.months == need.current.months
    assert "s3.versioning.unneeded" not in {each.rule for each in need.reasons}  # kept, not decided
    report = answer(f"{VERSIONS}current: {{class: STANDARD, {OLD}, expire_noncurrent: 60 days}}}}\n")
    assert report.total == need.recommended.total and report.months == need.recommended.months
    (plain,) = answer(f"{VERSIONS}}}\n").stores
    assert plain.recommended is not None and need.kept_monthly is not None
    more = need.recommended.monthly.average - plain.recommended.monthly.average
    assert need.kept_monthly > 0 and abs(need.kept_monthly - more) < Decimal("1e-12")


def test_the_policies_over_time_hold_the_old_versions_that_are_kept() -> None:
    today = f"{OLD}, expire_noncurrent: 60 days, lifecycle: [{{after: 90 days, to: GLACIER_IR}}]"
    need = needs(f"{VERSIONS}current: {{class: STANDARD, {today}}}}}\n")["docs"]
    assert need.over_time is not None and need.recommended is not None
    proposed = need.over_time.policies[0]
    assert (proposed.name, proposed.configuration) == ("proposed", need.recommended.configuration)
    assert proposed.configuration["expire_noncurrent"] == "60 days"
    assert all(each.configuration["versioning"] is True for each in (*need.over_time.policies, *need.alternatives))


def test_what_is_kept_goes_together() -> None:
    """Two layers of encryption have no bucket key, and a lock has versions, whether or not somebody says so."""
    two_layers = "encryption: {key: aws, audit: true}, current: {class: STANDARD, encryption: DSSE_KMS}"
    for today in (
        two_layers,
        "encryption: {key: customer}, current: {class: STANDARD, encryption: DSSE_KMS, key: customer_managed}",
    ):
        need = needs(f"{VERSIONS}{today}}}\n")["docs"]
        assert need.recommended is not None and need.recommended.configuration["encryption"] == "DSSE_KMS"
        assert not need.recommended.configuration.get("bucket_key")
    need = needs(
        f"{VERSIONS}current: {{class: STANDARD, object_lock: GOVERNANCE, encryption: SSE_KMS, key: customer_managed}}}}\n"
    )["docs"]
    assert need.recommended is not None and need.recommended.configuration["versioning"] is True
    assert not [each for each in need.findings if each.severity == "error"]


def test_a_directory_bucket_keeps_nothing_it_cannot_have() -> None:
    """It is another bucket: no versions, no lock, no keys of one kind alone."""
    today = f"{OLD}, expire_noncurrent: 60 days, encryption: DSSE_KMS, object_lock: GOVERNANCE, key: customer_managed"
    asked = "latency: 5 ms, clients_zones: one, recreatable: true, survives: node, keep: 3 years, access: 300 /month, "
    stated = f"  docs: {{kind: object, size: 10 TiB, object_size: 1 MiB, writes: 300000 /month, {asked}"
    need = needs(f"{stated}current: {{class: STANDARD, {today}}}}}\n")["docs"]
    assert need.recommended is not None and need.recommended.option == "EXPRESS_ONEZONE" and need.kept == ()
    assert not {"versioning", "object_lock"} & {name for name, value in need.recommended.configuration.items() if value is True}
    assert not [each for each in need.findings if each.code.startswith("s3.express")]
    others = [each.configuration for each in need.alternatives if each.option == "STANDARD"]
    assert all(each["versioning"] is True for each in others)


def test_a_cache_without_users_or_backups_keeps_none() -> None:
    stated = "  c: {kind: cache, working_set: 10 GiB, item_size: 1 KiB, reads: 1000 /s, writes: 10 /s, current: "
    need = needs(
        f"{stated}{{engine: redis, node: cache.r6g.large, shards: 1, snapshots: daily, snapshot_days: 7, auth: roles}}}}\n"
    )["c"]
    every = [each.configuration for each in (need.recommended, *need.alternatives) if each and each.service == "elasticache"]
    assert {each["engine"] for each in every} >= {"valkey", "memcached"}
    for each in every:
        backed = ("none", None, None) if each["engine"] == "memcached" else ("daily", "7", "roles")
        assert (each.get("snapshots", "none"), each.get("snapshot_days"), each.get("auth")) == backed


def test_a_key_that_is_asked_for_is_no_longer_kept() -> None:
    asked = SLOW.replace("size: 1 TiB, iops", "encryption: {key: customer}, size: 1 TiB, iops", 1)
    (only,) = needs(asked % "")["disk"].changes
    assert only.how.startswith("Nobody said how today's volume is encrypted")
    (only,) = needs(asked % ", encryption: aws_managed")["disk"].changes
    assert "ec2:CreateSnapshot" in only.operations


BASE = (
    "  db: {kind: database, engine: postgresql, size: 300 GiB, iops: 1500 /s, throughput: 60 MiB/s, working_set: 20 GiB,"
    " connections: 200, vcpus: 2, backups: {changed: 3 %%}, current: {service: rds, engine: postgresql, version: '16.3', copies:"
    " multi_az_instance, instance: db.r6g.xlarge, storage: gp3, size: 300 GiB, backup_retention: %s, encryption: %s}}\n"
)


def test_longer_backups_are_kept_and_shorter_ones_lengthened() -> None:
    need = needs(BASE % ("30 days", "customer_managed"))["db"]
    assert need.reached is not None and need.current is not None
    assert need.changes == () and need.reached.months == need.current.months
    (only,) = needs(BASE % ("3 days", "customer_managed"))["db"].changes
    assert (only.field, only.from_, only.to) == ("backup_retention", "3 days", "7 days")


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


def test_a_measured_dimension_nobody_bills_is_refused_with_what_is_meant() -> None:
    store = "  disk: {kind: block, size: 200 GiB, iops: 3000 /s, throughput: 125 MiB/s, measured: {%s: 3}}\n"
    with pytest.raises(changefile.Refused) as refused:
        needs(store % "ebs.gp3.storagee")
    assert '"ebs.gp3.storagee" is no price dimension; did you mean "ebs.gp3.storage"?' in str(refused.value)
    with pytest.raises(changefile.Refused, match=r'"ebs.lasso.thrown" is no price dimension; write one of'):
        needs(store % "ebs.lasso.thrown")
    with pytest.raises(changefile.Refused, match=r'"lasso.thrown" is no price dimension; it has prices of'):
        needs(store % "lasso.thrown")


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
        assert told - changed - {field.field for field in each.kept} <= usual(wanted)


def usual(wanted: Any) -> set[str]:
    """Fields whose value is what leaving them out means."""
    return {
        name for name, value in wanted.items() if str(value) in ("none", "False", "SSE_S3", "aws_owned", "STANDARD", "1", "0")
    }


# --- differences of which one side is a bound ------------------------------------------------------------------------------


def costing(amount: int, at_least: bool) -> Priced:
    """A design that costs so much a month, or at least that."""
    monthly = Monthly(*(Decimal(amount),) * 3)
    return Priced("ebs", "Amazon EBS", "gp3", "gp3", "fit", {"size": amount}, monthly, (), Decimal(amount), at_least, (), ())


@pytest.mark.parametrize(
    ("other", "best", "told"),
    [
        ((12163, True), (701, False), "at least +$11,462.00, 17 times"),
        ((700, True), (701, False), ""),  # it may be more or less
        ((701, False), (12163, True), "at least $11,462.00 less"),
        ((12163, False), (701, True), ""),
        ((12163, True), (701, True), ""),
        ((701, True), (701, True), "the same"),
        ((701, False), (700, False), "+$1.00"),
    ],
)
def test_a_difference_is_bounded_only_the_way_it_is_known(other: tuple[int, bool], best: tuple[int, bool], told: str) -> None:
    assert more_than(costing(*other), costing(*best)).replace("\u00a0", " ") == told

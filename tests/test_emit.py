"""Lifecycles as code: what AWS's SDK and a mock S3 accept, read back the same, billed the same."""

from __future__ import annotations

import json
import random
from datetime import date
from itertools import pairwise
from typing import Any

import boto3
import hcl2
import pytest
import yaml
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from moto import mock_aws
from needs import amounts, need

from advisor.advise import advise
from advisor.emission import emitted
from advisor.emit import FORMATS, cloudformation, terraform
from advisor.exact import Fraction
from advisor.prices import FileCatalog
from advisor.services import s3, s3_api
from advisor.services.s3_design import MINIMA, Design, Transition
from advisor.services.s3_design import Rule as RuleOf
from advisor.services.s3_lifecycle import DAY, Archive, Lifecycle, Rule, design, lifecycle, problems
from advisor.source import read
from advisor.spec import read_spec

MODEL = ServiceModel(Loader().load_service_model("s3", "service-2"), "s3")
OPERATIONS = {
    "put-bucket-lifecycle-configuration": "PutBucketLifecycleConfiguration",
    "put-bucket-intelligent-tiering-configuration": "PutBucketIntelligentTieringConfiguration",
}
DOWN = ("STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")


def made(seed: int) -> Lifecycle:
    """A random lifecycle: every kind of filter and action, archive tiers among them."""
    dice = random.Random(seed)

    def maybe(value: Any, chance: float = 0.5) -> Any:
        return value if dice.random() < chance else None

    def moves() -> tuple[tuple[int, str], ...]:
        classes = [each for each in DOWN if dice.random() < 0.4]
        return tuple(zip(sorted(dice.sample(range(400), len(classes))), classes, strict=True))

    rules = []
    for number in range(dice.randint(1, 5)):
        old_moves, old_expire = moves(), maybe(dice.randint(500, 900))
        kept = maybe(dice.randint(1, 100)) if old_moves or old_expire is not None else None
        larger, smaller = maybe(dice.randint(0, 10**6), 0.3), maybe(dice.randint(10**6 + 2, 10**9), 0.3)
        tags = tuple(dice.sample(("a=1", "b=", 'c="${x}"'), dice.choice((0, 0, 1, 2))))
        abort = (
            None if tags or larger is not None or smaller is not None else dice.randint(1, 30)
        )  # of unfinished uploads no rule
        rules.append(
            Rule(
                f"rule-{number}", dice.choice(("", "raw/", 'we"ird ${x} %{y}/')), larger, smaller, moves(),
                dice.randint(500, 3000), old_moves, old_expire, kept, abort, tuple(sorted(tags)), dice.random() < 0.2,
            )
        )  # fmt: skip
    if dice.random() < 0.3:
        rules.append(Rule("markers", dice.choice(("", "raw/")), markers=True, disabled=dice.random() < 0.2))
    archives = [
        Archive(f"tier-{number}", dice.choice(("", "cold/")), dice.randint(90, 730), maybe(dice.randint(180, 730)))
        for number in range(dice.randint(0, 2))
    ]
    return Lifecycle(tuple(rules), dice.random() < 0.3, tuple(archives))


SOME = [made(seed) for seed in range(60)]


def test_the_sdk_accepts_what_is_written() -> None:
    for found in SOME:
        for name, said in s3_api.inputs("bucket", found):
            shape = MODEL.operation_model(OPERATIONS[name]).input_shape
            assert not ParamValidator().validate(said, shape).has_errors()


def test_the_sdk_refuses_a_broken_one() -> None:
    said = {"Bucket": "bucket", **s3_api.configuration(Lifecycle((Rule("a", expire=3),)))}
    said["LifecycleConfiguration"]["Rules"][0]["Expiration"] = {"Days": "3"}
    shape = MODEL.operation_model("PutBucketLifecycleConfiguration").input_shape
    assert ParamValidator().validate(said, shape).has_errors()


@mock_aws
def test_a_mock_s3_takes_it_and_gives_it_back() -> None:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
    client.create_bucket(Bucket="bucket")
    for found in SOME[:20]:  # sizes, numbers of versions and the default minimum are what this mock forgets
        plain = found._replace(rules=tuple(each._replace(larger=None, smaller=None, old_kept=None) for each in found.rules))
        for name, said in s3_api.inputs("bucket", plain):
            getattr(client, name.replace("-", "_"))(**said)
        held = client.get_bucket_lifecycle_configuration(Bucket="bucket")
        assert s3_api.read(held) == plain._replace(archives=(), legacy=False)


def test_json_reads_back_the_same() -> None:
    for found in SOME:
        calls = list(s3_api.inputs("bucket", found))
        tierings = tuple(said["IntelligentTieringConfiguration"] for _, said in calls[1:])
        assert s3_api.read(json.loads(json.dumps(calls[0][1])), tierings) == found


def test_cloudformation_reads_back_the_same() -> None:
    for found in SOME:
        template = yaml.safe_load(cloudformation.write({"my-bucket": found}, {"my-bucket": ("A note: it's one.",)}))
        bucket = template["Resources"]["MyBucketBucket"]
        assert bucket["Type"] == "AWS::S3::Bucket" and cloudformation.read(bucket["Properties"]) == found
        versioned = any(each.old_moves or each.old_expire for each in found.rules)
        assert ("VersioningConfiguration" in bucket["Properties"]) is versioned


def test_terraform_parses_and_says_the_same() -> None:
    for found in SOME[:12]:
        parsed = hcl2.loads(terraform.write({"my.bucket": found}, {"my.bucket": ("A note.",)}))
        resources = [block for each in parsed["resource"] for block in each.items()]
        (lifecycles,) = [body['"my_bucket"'] for kind, body in resources if kind == '"aws_s3_bucket_lifecycle_configuration"']
        assert lifecycles["bucket"] == "${var.my_bucket_bucket}"
        assert [_told(each) for each in lifecycles["rule"]] == [_wanted(each) for each in found.rules]
        tierings = [kind for kind, _ in resources if kind == '"aws_s3_bucket_intelligent_tiering_configuration"']
        assert len(tierings) == len(found.archives)


def _told(rule: Any) -> tuple[Any, ...]:
    """What Terraform reads of a rule, as far as numbers and classes go."""
    where = rule["filter"][0]
    where = where.get("and", [where])[0]
    moves = tuple((each["days"], each["storage_class"].strip('"')) for each in rule.get("transition", ()))
    old = rule.get("noncurrent_version_expiration", [{}])[0]
    sizes = (where.get("object_size_greater_than"), where.get("object_size_less_than"))
    return (rule["id"].strip('"'), *sizes, moves, rule.get("expiration", [{}])[0].get("days"), old.get("noncurrent_days"))


def _wanted(rule: Rule) -> tuple[Any, ...]:
    return (rule.name, rule.larger, rule.smaller, rule.moves, rule.expire, rule.old_expire)


# --- from and to Designs ---------------------------------------------------------------------------------------------

BUCKET = "kind: object\nsize: 10 TiB\nobject_size: 4 MiB\nwrites: 100000 /month\naccess: 0.1 /month\n"


def shortest(class_: str) -> Any:
    """The shortest billed seconds of a class in 2026."""
    return {"STANDARD_IA": 30, "ONEZONE_IA": 30, "GLACIER_IR": 90, "GLACIER": 90, "DEEP_ARCHIVE": 180}.get(class_, 0) * DAY


def some(seed: int) -> Design:
    """A random bucket with rules in whole days, for all of its objects and for some."""
    dice = random.Random(seed)

    def moves() -> tuple[Transition, ...]:
        classes = [each for each in DOWN if dice.random() < 0.4]
        ages = sorted(dice.sample(range(1, 300), len(classes)))
        return tuple(Transition(s3.DAY * age, to) for age, to in zip(ages, classes, strict=True))

    def time(low: int, high: int, chance: float = 0.5) -> Fraction | None:
        return s3.DAY * dice.randint(low, high) if dice.random() < chance else None

    kib = Fraction(1024)
    filters = [(None, 128 * kib, ""), (128 * kib, None, ""), (None, None, "raw/"), (5 * kib, None, "raw/")]
    rules = []
    for larger, smaller, prefix in dice.sample(filters, dice.randint(0, 3)):
        old, old_expire = moves(), time(300, 400)
        kept = dice.randint(1, 100) if (old or old_expire) and dice.random() < 0.5 else None
        rules.append(RuleOf(moves(), time(300, 3000, 1), old, old_expire, kept, None, larger, smaller, prefix))
    return Design(
        class_=dice.choice(("STANDARD", "INTELLIGENT_TIERING")), lifecycle=moves(), expire=time(300, 3000),
        expire_noncurrent=time(1, 90), abort_multipart=s3.DAY * 7, rules=tuple(rules), archive_access=time(90, 700),
        deep_archive_access=time(180, 700), versioning=True, transition_default_minimum_object_size=dice.choice(MINIMA),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_a_design_written_and_read_back_is_billed_the_same(seed: int) -> None:
    it, said = need(BUCKET), some(seed)
    calls = [json.loads(json.dumps(body)) for _, body in s3_api.inputs("bucket", lifecycle([("", said)], shortest))]
    back = design(s3_api.read(calls[0], tuple(each["IntelligentTieringConfiguration"] for each in calls[1:])), said.class_)
    assert back._replace(versioning=True) == said
    assert it.usage(s3, back._replace(versioning=True), 12) == it.usage(s3, said, 12)


@pytest.mark.parametrize("seed", range(40))
def test_a_part_of_a_bucket_is_found_again_by_its_prefix(seed: int) -> None:
    said = some(seed)._replace(rules=())
    whole = lifecycle([("raw/", said), ("logs/", some(seed + 1)._replace(rules=()))], shortest)
    back = design(s3_api.read(s3_api.configuration(whole)), said.class_, "raw/")
    assert (back.lifecycle, back.expire, back.expire_noncurrent) == (said.lifecycle, said.expire, said.expire_noncurrent)


def test_unfinished_uploads_have_no_size() -> None:
    sized = RuleOf(expire=s3.DAY * 9, abort_multipart=s3.DAY * 7, larger_than=Fraction(5), prefix="raw/")
    first, second = lifecycle([("", Design("STANDARD", rules=(sized,)))], shortest).rules
    assert (first.larger, first.expire, first.abort) == (5, 9, None)
    assert (second.prefix, second.larger, second.expire, second.abort) == ("raw/", None, None, 7)


@pytest.mark.parametrize("seed", range(25))
def test_no_rule_moves_objects_on_before_their_minimum_time(seed: int) -> None:
    for rule in lifecycle([("", some(seed))], shortest).rules:
        for (before, class_), (after, _) in (*pairwise(rule.moves), *pairwise(rule.old_moves)):
            assert (after - before) * DAY >= shortest(class_)


def test_days_are_rounded_up_and_never_nothing() -> None:
    hours = s3.DAY / 24
    said = Design("STANDARD", (Transition(hours * 25, "GLACIER"),), expire=hours * 49, abort_multipart=hours)
    (rule,) = lifecycle([("logs/", said)], shortest).rules
    assert (rule.prefix, rule.moves, rule.expire, rule.abort) == ("logs/", ((2, "GLACIER"),), 3, 1)


def test_what_s3_would_refuse_is_told() -> None:
    early = Lifecycle((Rule("a", moves=((30, "GLACIER"),), expire=30),))
    assert list(problems(early, 1000)) == ["objects would move to GLACIER after 30 days, and be deleted after 30"]
    assert not list(problems(early._replace(rules=(early.rules[0]._replace(expire=31),)), 1))
    assert "at most 1" in next(iter(problems(Lifecycle((Rule("a", expire=1), Rule("b", expire=1))), 1)))


@pytest.mark.parametrize(
    "rule",
    [
        {"Expiration": {"Date": "2026-01-01"}},
        {"Transitions": [{"Date": "2026-01-01", "StorageClass": "GLACIER"}]},
    ],
)  # fmt: skip
def test_what_there_is_no_word_for_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(s3_api.Unread, match="on a Date") as refused:
        s3_api.read({"Rules": [{"ID": "a", "Status": "Enabled", **rule}]})
    assert "Days: 0 for a transition, Days: 1 for an expiration" in refused.value.instead
    with pytest.raises(s3_api.Unread, match="says Colour, which is not read"):
        s3_api.read({"Rules": [{"ID": "a", "Status": "Enabled", "Colour": "blue"}]})


def test_disabled_rules_are_kept_and_do_nothing() -> None:
    answer = {"Rules": [{"ID": "a", "Status": "Disabled", "Filter": {}, "Expiration": {"Days": 9}}]}
    node = read(f"{{class: STANDARD, lifecycle: {json.dumps(answer)}}}", "spec.yaml")
    found, wrong = s3.read(node, need(BUCKET).look)
    assert not wrong and found is not None and not found.every_rule
    assert amounts(need(BUCKET).usage(s3, found)) == amounts(need(BUCKET).usage(s3, Design("STANDARD")))
    (rule,) = s3_api.configuration(lifecycle([("", found)], shortest))["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["Expiration"]) == ("Disabled", {"Days": 9})


BESIDE = ("", "NoncurrentVersionExpiration: {NoncurrentDays: 9}, ", "Transitions: [{Days: 90, StorageClass: GLACIER}], ")


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("where", ['{Prefix: ""}', "{ObjectSizeGreaterThan: 500}"])
def test_delete_markers_go_on_being_removed(beside: str, where: str) -> None:
    """Beside days in one rule S3 takes no markers; a rule of their own, or beside what is no expiration of objects."""
    rule = f"{{Status: Enabled, Filter: {where}, {beside}Expiration: {{ExpiredObjectDeleteMarker: true}}}}"
    answer = yaml.safe_load(f"{{Rules: [{rule}]}}")
    node = read(f"{{class: STANDARD, lifecycle: {json.dumps(answer)}}}", "spec.yaml")
    found, wrong = s3.read(node, need(BUCKET).look)
    assert not wrong and found is not None and any(each.expire_markers for each in found.rules)
    again, wrong = s3.read(read(json.dumps(s3.configuration(found)), "spec.yaml"), need(BUCKET).look)
    assert not wrong and again == found
    back = s3_api.read(s3_api.configuration(lifecycle([("", found)], shortest)))
    assert design(back, "STANDARD") == design(s3_api.read(answer), "STANDARD")
    assert sum(each.markers for each in back.rules) == 1 and not any(each.markers and each.expire for each in back.rules)


KEPT = (
    "region: us-east-1\nstores:\n  a:\n    kind: object\n    size: 10 TiB\n    object_size: 4 MiB\n    access: 0.1 /month\n"
    "    current: {class: STANDARD%s, lifecycle: {Rules: [{ID: x, Status: Disabled, Filter: {}, Expiration: {Days: 10}},"
    " {ID: w, Status: Enabled, Filter: {}, Expiration: {ExpiredObjectDeleteMarker: true}}]}}\n"
)


@pytest.mark.parametrize("of", ["current", "recommended"])
@pytest.mark.parametrize(("versions", "kept"), [("", {"current"}), (", versioning: true", {"current", "recommended"})])
def test_what_is_disabled_today_stays_so_and_markers_go_where_versions_are(of: str, versions: str, kept: set[str]) -> None:
    workload, wrong = read_spec(KEPT % versions, "spec.yaml")
    assert workload is not None, wrong
    rules = s3_api.read(json.loads(emitted(workload, FileCatalog(), date(2026, 11, 21), "s3-json", of).text)).rules
    assert [(each.expire, each.prefix) for each in rules if each.disabled] == [(10, "")]
    assert [each.expire for each in rules if each.markers] == [None] * (of in kept)


TAGGED = {"Rules": [
    {"ID": "a", "Status": "Enabled", "Filter": {"Tag": {"Key": "kind", "Value": "raw"}},
     "Transitions": [{"Days": 30, "StorageClass": "DEEP_ARCHIVE"}]},
    {"ID": "b", "Status": "Enabled", "Filter": {"And": {"Tags": [{"Key": "kind", "Value": "tmp"}, {"Key": "x", "Value": "1"}]}},
     "Expiration": {"Days": 10}},
]}  # fmt: skip


def test_a_rule_for_objects_with_a_tag_takes_its_share() -> None:
    """40 % archived at 30 days beside 10 % that die at 10 days: as two buckets of those shares would be."""
    node = read(
        f'{{class: STANDARD, lifecycle: {json.dumps(TAGGED)}, tagged: {{kind=raw: 40 %, "x=1 and kind=tmp": 10 %}}}}', "s"
    )
    found, wrong = s3.read(node, need(BUCKET).look)
    assert not wrong and found is not None
    assert [(each.tags, each.share) for each in found.rules] == [
        (("kind=raw",), Fraction(2, 5)),
        (("kind=tmp", "x=1"), Fraction(1, 10)),
    ]
    plain = Design("STANDARD")
    raw, tmp = plain._replace(lifecycle=found.rules[0].lifecycle), plain._replace(expire=found.rules[1].expire)
    shares = (Fraction(4, 10), Fraction(1, 10), Fraction(5, 10))
    whole, of_raw, of_tmp, of_rest = (amounts(need(BUCKET).usage(s3, each)) for each in (found, raw, tmp, plain))
    for name in whole.keys() - {"s3.request.tier1.standard"}:  # nothing is uploaded into another class
        expected = [each.get(name, Fraction(0)) for each in (of_raw, of_tmp, of_rest)]
        assert whole[name] == sum(part * (each or 0) for part, each in zip(shares, expected, strict=True))
    back = s3_api.read(s3_api.configuration(lifecycle([("", found)], shortest)))
    assert {each.tags for each in back.rules} == {("kind=raw",), ("kind=tmp", "x=1")}


def test_how_many_have_a_tag_is_asked_for() -> None:
    node = read(f"{{class: STANDARD, lifecycle: {json.dumps(TAGGED)}, tagged: {{kind=raw: 40 %}}}}", "spec.yaml")
    found, wrong = s3.read(node, need(BUCKET).look)
    assert found is None and [each.message for each in wrong] == [
        "a rule is for objects with the tag kind=tmp and x=1, and nothing says how many have it"
    ]
    assert 'tagged: {"kind=tmp and x=1": 40 %}' in wrong[0].hint


@pytest.mark.parametrize(("prefix", "told"), [("", "logs/2026/"), ("logs", "logs/2026/"), ("logs/2026", ""), ("raw", "")])
def test_a_rule_for_a_part_nobody_tells_of_is_refused(prefix: str, told: str) -> None:
    """In the bucket, or in a prefix of which it takes a part; it does nothing elsewhere."""
    look = need(BUCKET).look
    node = read("{class: STANDARD, rules: [{prefix: logs/2026/, expire: 9 days}]}", "spec.yaml")
    found, wrong = s3.read(node, look._replace(store=look.store._replace(prefix=prefix)))
    assert (found is None) == bool(told) and all(told in each.message for each in wrong)


def of_prefixes(rules: str) -> dict[str, Any]:
    """The rules of the emitted lifecycle of today's bucket with logs/ and img/, by their prefix: moves, expiry."""
    text = (
        "region: eu-west-1\nstores:\n  docs:\n    kind: object\n    object_size: 1 MiB\n    prefixes: {logs/: {size: 1 TiB}, "
        f"img/: {{size: 1 TiB}}}}\n    current: {{class: STANDARD, {rules}}}\n"
    )
    workload, wrong = read_spec(text, "spec.yaml")
    assert workload is not None, wrong
    said = json.loads(emitted(workload, FileCatalog(), date(2026, 11, 21), "s3-json", "current").text)
    return {each.prefix: (each.moves, each.expire) for each in s3_api.read(said or {}).rules}


def pasted(*rules: tuple[str, str]) -> str:
    """A lifecycle as the S3 API answers it: (prefix, actions) of each rule."""
    said = ", ".join(f'{{Status: Enabled, Filter: {{Prefix: "{prefix}"}}, {actions}}}' for prefix, actions in rules)
    return f"lifecycle: {{Rules: [{said}]}}"


COLD, ENDS = "Transitions: [{Days: 90, StorageClass: GLACIER}]", "Expiration: {Days: 730}"
GLACIER = ((90, "GLACIER"),)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (pasted(("logs/", COLD)), {"logs/": (GLACIER, None)}),  # of img/ it says nothing
        (pasted(("", COLD)), {"logs/": (GLACIER, None), "img/": (GLACIER, None)}),
        (pasted(("logs/", COLD), ("", ENDS)), {"logs/": (GLACIER, 730), "img/": ((), 730)}),
        (pasted(("lo", COLD)), {"logs/": (GLACIER, None)}),
        ("rules: [{prefix: logs/, lifecycle: [{after: 90 days, to: GLACIER}]}]", {"logs/": (GLACIER, None)}),
        (pasted(("raw/", COLD)), {}),
    ],
)
def test_a_rule_for_a_prefix_has_no_part_in_another(rules: str, wanted: dict[str, Any]) -> None:
    assert of_prefixes(rules) == wanted


def test_a_rule_for_another_prefix_says_nothing_against_one() -> None:
    text = (
        "region: eu-west-1\nstores:\n  docs:\n    kind: object\n    object_size: 1 MiB\n    access: 3 /month\n"
        "    prefixes: {logs/: {size: 1 TiB}, img/: {size: 1 TiB}}\n"
        f"    current: {{class: STANDARD, {pasted(('logs/', COLD))}}}\n"
    )
    workload, wrong = read_spec(text, "spec.yaml")
    assert workload is not None, wrong
    logs, img = advise(workload, FileCatalog(), date(2026, 11, 21)).stores
    assert any(each.option.startswith("today ") for each in logs.findings)
    assert not any(each.option.startswith("today ") for each in img.findings)
    assert "lifecycle" in {each.field for each in logs.changes} and "GLACIER" not in str(img.changes)


SPEC = """
region: us-east-1
stores:
  Media:
    kind: object
    object_size: 4 MiB
    retrieval: 48 h
    prefixes:
      raw/: {size: 10 TiB, access: 0.01 /month, keep: 7 years, overwrites: true}
      thumbs: {size: 1 TiB, access: 100 /month, keep: 90 days}
  logs:
    kind: object
    size: 5 TiB
    object_size: 1 MiB
    current: {class: STANDARD, lifecycle: [{after: 45 days, to: GLACIER}], expire: 40 days}
  orders: {kind: database, size: 1 GiB}
"""


def written(format_: str, of: str = "recommended", name: str | None = None) -> Any:
    """What is written of the spec."""
    workload, wrong = read_spec(SPEC, "spec.yaml")
    assert workload is not None, wrong
    return emitted(workload, FileCatalog(), date(2026, 11, 21), format_, of, name)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("NoncurrentVersionExpiration: {NoncurrentDays: 60}", [(60, None, ())]),
        ("NoncurrentVersionExpiration: {NoncurrentDays: 60, NewerNoncurrentVersions: 3}", [(60, 3, ())]),
        ("NoncurrentVersionTransitions: [{NoncurrentDays: 9, StorageClass: GLACIER}]", [(None, None, ((9, "GLACIER"),))]),
        ("Expiration: {Days: 4000}", []),
    ],
)
@pytest.mark.parametrize("prefix", ["", "logs/"])
def test_old_versions_nobody_asks_for_are_removed_as_today(rule: str, told: list[Any], prefix: str) -> None:
    """The configuration takes the place of today's: what it left out would be kept, and billed, for ever."""
    part = "prefixes: {logs/: {size: 1 TiB}}" if prefix else "size: 1 TiB"
    text = (
        "region: us-east-1\nstores:\n  docs:\n    kind: object\n    object_size: 1 MiB\n    access: 3 /month\n"
        f"    keep: 3 years\n    {part}\n    current: {{class: STANDARD, versioning: true, {pasted((prefix, rule))}}}\n"
    )
    workload, wrong = read_spec(text, "spec.yaml")
    assert workload is not None, wrong
    found = emitted(workload, FileCatalog(), date(2026, 11, 21), "s3-json", "recommended")
    rules = s3_api.read(json.loads(found.text)).rules
    assert {each.prefix for each in rules} == {prefix} and [each.expire for each in rules if each.expire] == [1095]
    old = [(each.old_expire, each.old_kept, each.old_moves) for each in rules]
    assert [each for each in old if each != (None, None, ())] == told


@pytest.mark.parametrize("format_", FORMATS)
def test_a_bucket_holds_the_rules_of_its_prefixes(format_: str) -> None:
    text = written(format_, name="Media").text
    assert text.count("raw/") >= 1 and text.count("thumbs") >= 1 and "2555" in text and "logs" not in text
    if format_ != "s3-json":
        assert "# Upload objects under raw/ with the storage class DEEP_ARCHIVE" in text


def test_one_bucket_is_the_input_of_one_call_several_are_a_list() -> None:
    assert json.loads(written("s3-json", name="Media").text)["Bucket"] == "media"
    assert [list(each) for each in json.loads(written("s3-json").text)] == [["put-bucket-lifecycle-configuration"]] * 2


@pytest.mark.parametrize(
    ("of", "name", "said"),
    [
        ("current", "logs", "logs: objects would move to GLACIER after 45 days, and be deleted after 40"),
        ("chosen", "logs", "no design is written under `chosen`"),
        ("recommended", "orders", "none of these needs has a recommended design that is written as code"),
        ("recommended", "log", '"log" is no need of this workload; did you mean "logs"?'),
    ],
)
def test_what_cannot_be_written_is_told(of: str, name: str, said: str) -> None:
    found = written("s3-json", of, name)
    assert not found.text and said in str(found.problems[0])


@pytest.mark.parametrize("seed", range(12))
def test_what_the_cli_prints_can_be_pasted_into_a_spec(seed: int) -> None:
    said = some(seed)._replace(archive_access=None, deep_archive_access=None)
    put = s3_api.configuration(lifecycle([("", said)], shortest))
    answer = {**put["LifecycleConfiguration"], "TransitionDefaultMinimumObjectSize": put["TransitionDefaultMinimumObjectSize"]}
    node = read(f"{{class: {said.class_}, versioning: true, lifecycle: {json.dumps(answer)}}}", "spec.yaml")
    look = need(BUCKET).look
    look = look._replace(store=look.store._replace(prefix="raw/2026"))  # all rules are for it
    found, wrong = s3.read(node, look)
    assert not wrong and found == said


PASTED = {
    '{"Rules": 3}': "this lifecycle cannot be read",
    '{"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {"Tag": {}}}]}': "it is not what S3 answers",
    '{"Rules": [{"ID": "a", "Status": "Enabled", "Filter": {"Colour": "red"}}]}': 'the rule "a" says Colour, which is not read',
    '{"Rules": [{"Status": "Enabled", "Expiration": {"Days": 30}}]}, expire: 3 days': "expire is in the lifecycle too",
    '{"Rules": [{"Status": "Enabled", "Transitions": [{"Days": 3, "StorageClass": "ICE"}]}]}': '"ICE" is not a known to',
}


@pytest.mark.parametrize(("pasted", "wrong"), PASTED.items(), ids=PASTED.values())
def test_what_was_pasted_wrongly_is_told(pasted: str, wrong: str) -> None:
    found, problems_ = s3.read(read(f"{{class: STANDARD, lifecycle: {pasted}}}", "spec.yaml"), need(BUCKET).look)
    assert found is None and wrong in str(problems_[0])


@pytest.mark.parametrize(
    ("today", "chosen", "on", "moves"),
    [
        ("STANDARD", "INTELLIGENT_TIERING", "2026-11-20", [((0, "INTELLIGENT_TIERING"),)]),
        ("STANDARD", "STANDARD_IA", "2024-11-20", [((30, "STANDARD_IA"),)]),  # the floor of that day
        ("STANDARD_IA", "STANDARD", "2026-11-20", []),  # no lifecycle leads there
        ("STANDARD", "STANDARD", "2026-11-20", []),
    ],
)
def test_what_is_there_today_is_moved_by_a_rule_of_its_own(today: str, chosen: str, on: str, moves: list[Any]) -> None:
    text = f"{{kind: object, size: 1 TiB, chosen: {{class: {chosen}, expire: 9 years}}, current: {{class: {today}}}}}"
    workload, wrong = read_spec(f"region: us-east-1\nstores:\n  logs: {text}\n", "spec.yaml")
    assert workload is not None, wrong
    code = emitted(workload, FileCatalog(), date.fromisoformat(on), "s3-json", "chosen").text
    rules = s3_api.read(json.loads(code)).rules
    assert [each.moves for each in rules if each.name == "all.there-today"] == moves


@pytest.mark.parametrize(
    ("sizes", "today", "chosen", "larger"),
    [
        ("127 KiB", "STANDARD", "GLACIER_IR", 0),
        ("128 KiB", "STANDARD", "GLACIER_IR", None),
        ("100 KiB .. 1 MiB", "STANDARD", "GLACIER_IR", 0),
        ("{100 KiB: 60 %, 10 MiB: 40 %}", "STANDARD", "DEEP_ARCHIVE", 0),
        ("{100 KiB: 60 %, 10 MiB: 40 %}", "STANDARD", "INTELLIGENT_TIERING", None),  # billed alike
        ("{100 KiB: 60 %, 10 MiB: 40 %}", "STANDARD_IA", "INTELLIGENT_TIERING", 0),
    ],
)
def test_the_rule_for_what_is_there_takes_small_objects_where_there_are_any(
    sizes: str, today: str, chosen: str, larger: int | None
) -> None:
    text = f"{{kind: object, size: 1 TiB, object_size: {sizes}, chosen: {{class: {chosen}}}, current: {{class: {today}}}}}"
    workload, wrong = read_spec(f"region: us-east-1\nstores:\n  logs: {text}\n", "spec.yaml")
    assert workload is not None, wrong
    code = emitted(workload, FileCatalog(), date(2026, 11, 20), "s3-json", "chosen").text
    rules = s3_api.read(json.loads(code)).rules
    assert [each.larger for each in rules if each.name == "all.there-today"] == [larger]


@pytest.mark.parametrize(
    ("after", "sizes", "needed"),
    [
        ("0 s", "1 MiB", False),  # the design's own rule moves them on the same day
        ("0 s", "{100 KiB: 60 %, 10 MiB: 40 %}", False),  # the small ones cost the same where they are
        ("30 days", "1 MiB", True),
    ],
)
def test_no_rule_brings_over_what_the_design_moves_on_at_once(after: str, sizes: str, needed: bool) -> None:
    chosen = f"chosen: {{class: INTELLIGENT_TIERING, lifecycle: [{{after: {after}, to: GLACIER_IR}}]}}"
    text = f"{{kind: object, size: 1 TiB, object_size: {sizes}, {chosen}, current: {{class: STANDARD}}}}"
    workload, wrong = read_spec(f"region: us-east-1\nstores:\n  logs: {text}\n", "spec.yaml")
    assert workload is not None, wrong
    code = emitted(workload, FileCatalog(), date(2026, 11, 20), "s3-json", "chosen").text
    assert any(each.name == "all.there-today" for each in s3_api.read(json.loads(code)).rules) == needed


@pytest.mark.parametrize(
    ("after", "on", "noted"), [(29, "2026-11-20", True), (30, "2026-11-20", False), (30, "2024-11-20", False)]
)
def test_a_move_to_infrequent_access_in_the_first_month_is_noted(after: int, on: str, noted: bool) -> None:
    moves = f"lifecycle: [{{after: {after} days, to: ONEZONE_IA}}]"
    text = f"{{kind: object, size: 1 TiB, chosen: {{class: STANDARD, {moves}}}}}"
    workload, wrong = read_spec(f"region: us-east-1\nstores:\n  logs: {text}\n", "spec.yaml")
    assert workload is not None, wrong
    said = "less than 30 until 2026"
    for format_ in ("cloudformation", "terraform"):
        found = emitted(workload, FileCatalog(), date.fromisoformat(on), format_, "chosen")
        assert (said in found.text) == noted and not found.notes
    found = emitted(workload, FileCatalog(), date.fromisoformat(on), "s3-json", "chosen")
    assert any(said in each for each in found.notes) == noted and said not in found.text


@pytest.mark.parametrize(
    ("after", "on", "code"),
    [
        (29, "2026-11-20", "s3.to-ia-in-the-first-days"), (30, "2026-11-20", ""), (29, "2024-11-20", "s3.to-ia-too-early"),
        (30, "2024-11-20", ""),
    ],
)  # fmt: skip
def test_it_was_refused_until_2026(after: int, on: str, code: str) -> None:
    moves = f"lifecycle: [{{after: {after} days, to: STANDARD_IA}}]"
    text = f"{{kind: object, size: 1 TiB, object_size: 1 MiB, chosen: {{class: STANDARD, {moves}}}}}"
    workload, wrong = read_spec(f"region: us-east-1\nstores:\n  logs: {text}\n", "spec.yaml")
    assert workload is not None, wrong
    found = advise(workload, FileCatalog(), date.fromisoformat(on), full=False).stores[0].findings
    assert [each.code for each in found if "to-ia" in each.code] == ([code] if code else [])


@pytest.mark.parametrize(("replicate", "told"), [(", replicate: us-west-2", True), ("", False)])
@pytest.mark.parametrize("format_", ["cloudformation", "terraform", "s3-json"])
def test_the_bucket_of_the_replicas_needs_the_lifecycle_too(format_: str, replicate: str, told: bool) -> None:
    """S3 replicates no lifecycle configuration, nor what one does.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
    """
    text = f"{{kind: object, size: 1 TiB, object_size: 1 MiB, access: 0 /month, keep: 1 year{replicate}}}"
    workload, problems = read_spec(f"region: us-east-1\nstores: {{a: {text}}}\n", "spec.yaml")
    assert workload is not None, problems
    found = emitted(workload, FileCatalog(), date(2026, 11, 21), format_, "recommended")
    said = "Put the same lifecycle on the bucket in us-west-2"
    assert not found.problems
    assert (said in found.text) is (told and format_ != "s3-json")
    assert any(said in note for note in found.notes) is (told and format_ == "s3-json")


@pytest.mark.parametrize(("moved", "expired"), [(None, 2), (3, 2), (3, None), (2, 2), (None, None)])
def test_old_versions_move_and_expire_each_at_their_own_number_of_newer_ones(moved: int | None, expired: int | None) -> None:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionTransition.html
    def newer(count: int | None) -> dict[str, int]:
        return {} if count is None else {"NewerNoncurrentVersions": count}

    move = {"NoncurrentDays": 30, "StorageClass": "STANDARD_IA", **newer(moved)}
    rule = {
        "ID": "all", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionTransitions": [move],
        "NoncurrentVersionExpiration": {"NoncurrentDays": 180, **newer(expired)},
    }  # fmt: skip
    back = s3_api.read({"Rules": [rule]})
    assert len(back.rules) == (1 if moved == expired else 2)
    said = [each for one in s3_api.configuration(back)["LifecycleConfiguration"]["Rules"] for each in one.items()]
    assert [each for name, each in said if name == "NoncurrentVersionTransitions"] == [[move]]
    assert [each for name, each in said if name == "NoncurrentVersionExpiration"] == [rule["NoncurrentVersionExpiration"]]

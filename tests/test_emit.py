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
from needs import need

from advisor.emission import emitted
from advisor.emit import FORMATS, cloudformation, s3_json, terraform
from advisor.prices import FileCatalog
from advisor.services import s3
from advisor.services.s3_design import Design, Transition
from advisor.services.s3_lifecycle import DAY, Archive, Lifecycle, Rule, designs, lifecycle, problems
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
        rules.append(
            Rule(
                f"rule-{number}", dice.choice(("", "raw/", 'we"ird ${x} %{y}/')), maybe(dice.randint(0, 10**6), 0.3),
                maybe(dice.randint(10**6 + 2, 10**9), 0.3), moves(), maybe(dice.randint(500, 3000)), old_moves, old_expire, kept,
                dice.randint(1, 30),
            )
        )  # fmt: skip
    archives = [
        Archive(f"tier-{number}", dice.choice(("", "cold/")), dice.randint(90, 730), maybe(dice.randint(180, 730)))
        for number in range(dice.randint(0, 2))
    ]
    return Lifecycle(tuple(rules), dice.random() < 0.3, tuple(archives))


SOME = [made(seed) for seed in range(60)]


def test_the_sdk_accepts_what_is_written() -> None:
    for found in SOME:
        for name, said in s3_json.inputs("bucket", found):
            shape = MODEL.operation_model(OPERATIONS[name]).input_shape
            assert not ParamValidator().validate(said, shape).has_errors()


def test_the_sdk_refuses_a_broken_one() -> None:
    said = {"Bucket": "bucket", **s3_json.configuration(Lifecycle((Rule("a", expire=3),)))}
    said["LifecycleConfiguration"]["Rules"][0]["Expiration"] = {"Days": "3"}
    shape = MODEL.operation_model("PutBucketLifecycleConfiguration").input_shape
    assert ParamValidator().validate(said, shape).has_errors()


@mock_aws
def test_a_mock_s3_takes_it_and_gives_it_back() -> None:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
    client.create_bucket(Bucket="bucket")
    for found in SOME[:20]:  # sizes, numbers of versions and the default minimum are what this mock forgets
        plain = found._replace(rules=tuple(each._replace(larger=None, smaller=None, old_kept=None) for each in found.rules))
        for name, said in s3_json.inputs("bucket", plain):
            getattr(client, name.replace("-", "_"))(**said)
        held = client.get_bucket_lifecycle_configuration(Bucket="bucket")
        assert s3_json.read(held) == plain._replace(archives=(), legacy=False)


def test_json_reads_back_the_same() -> None:
    for found in SOME:
        calls = list(s3_json.inputs("bucket", found))
        tierings = tuple(said["IntelligentTieringConfiguration"] for _, said in calls[1:])
        assert s3_json.read(json.loads(json.dumps(calls[0][1])), tierings) == found


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


def design(seed: int) -> Design:
    """A random bucket with a lifecycle in whole days."""
    dice = random.Random(seed)
    classes = [each for each in DOWN if dice.random() < 0.5]
    ages = sorted(dice.sample(range(1, 300), len(classes)))
    moves = tuple(Transition(s3.DAY * age, to) for age, to in zip(ages, classes, strict=True))
    versioned = dice.random() < 0.5
    return Design(
        class_="STANDARD", lifecycle=moves, expire=s3.DAY * dice.randint(300, 3000) if dice.random() < 0.5 else None,
        expire_noncurrent=s3.DAY * dice.randint(1, 90) if versioned else None, abort_multipart=s3.DAY * 7,
        versioning=True if versioned else None,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_a_design_written_and_read_back_is_billed_the_same(seed: int) -> None:
    it, said = need(BUCKET), design(seed)
    written = s3_json.configuration(lifecycle([("", said)], shortest))
    back = designs(s3_json.read(json.loads(json.dumps(written))), "STANDARD")[""]
    assert back == said and it.usage(s3, back, 12) == it.usage(s3, said, 12)


@pytest.mark.parametrize("seed", range(25))
def test_no_rule_moves_objects_on_before_their_minimum_time(seed: int) -> None:
    for rule in lifecycle([("", design(seed))], shortest).rules:
        for (before, class_), (after, _) in pairwise(rule.moves):
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
        {"Expiration": {"Date": "2026-01-01"}}, {"Filter": {"Tag": {"Key": "a", "Value": "b"}}},
        {"Transitions": [{"Date": "2026-01-01", "StorageClass": "GLACIER"}]},
    ],
)  # fmt: skip
def test_what_there_is_no_word_for_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="which is not read"):
        s3_json.read({"Rules": [{"ID": "a", "Status": "Enabled", **rule}]})
    assert s3_json.read({"Rules": [{"ID": "a", "Status": "Disabled", **rule}]}) == Lifecycle()


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

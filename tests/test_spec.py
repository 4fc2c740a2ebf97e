"""Specs: what a store says once it is read, what is wrong with one, the schema editors use, and how quickly it goes."""

from __future__ import annotations

import re
import subprocess
import sys
import timeit
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor import source, spec, units, vocabulary
from advisor.editors import spec_schema
from advisor.exact import Fraction
from advisor.reading import Said
from advisor.spec import STARTERS, Store, Workload, read_spec, read_workload, regions_known, starter
from advisor.units import show
from advisor.vocabulary import Word

CASES = Path(__file__).parent / "cases"
WORDS = vocabulary.load()


def cases(name: str) -> list[Any]:
    """The cases of a file, each named."""
    path = CASES / name
    return [pytest.param(case, id=case["name"]) for case in source.plain(source.read(path.read_text(encoding="utf-8"), name))]


def read(text: str) -> Workload:
    """A spec that must be right."""
    workload, problems = read_spec(text, "spec.yaml")
    assert workload is not None, "\n".join(map(str, problems))
    return workload


def shown(said: Mapping[str, Said]) -> dict[str, str]:
    """Facts as people write them."""
    return {name: vocabulary.show_value(WORDS[name], each.values) for name, each in said.items()}


def fields(store: Store) -> dict[str, Any]:
    """What a store says beside its facts, as text, without what it does not say."""
    egress = [
        (client.place, "unknown" if client.egress is None else show(client.egress, "throughput")) for client in store.clients
    ]
    found = {
        "said": shown(store.said),
        "sizes": [f"{show(share, 'share')} of {show(size, 'bytes')}" for size, share in store.sizes],
        "access": [f"{show(band.reads, 'rate')} from {show(band.until, 'duration')}" for band in store.access],
        "clients": [" ".join(each) for each in egress],
        "indexes": {name: shown(index) for name, index in store.indexes.items()},
        "hours": [str(hour) for hour in store.hours],
        "regions": list(store.regions),
        "replicate_to": store.replicate_to,
        "instance": store.instance,
        "measured": {name: str(each.amount) for name, each in store.measured.items()},
        "budget": store.budget and str(store.budget),
    }
    if store.snapshots:
        every, changed, keep = store.snapshots
        found["snapshots"] = f"every {show(every, 'duration')}, changed {show(changed, 'share')}, keep {show(keep, 'duration')}"
    return {name: value for name, value in found.items() if value or name == "said"}


@pytest.mark.parametrize("case", cases("specs.yaml"))
def test_a_store_says_what_was_written(case: Any) -> None:
    workload = read(case["spec"])
    assert {store.name: fields(store) for store in workload.stores} == case["stores"]
    assert [f"{each.name}: {each.kind}" for each in workload.unsupported] == case.get("unsupported", [])


@pytest.mark.parametrize("case", cases("bad_specs.yaml"))
def test_every_problem_is_named_at_its_place(case: Any) -> None:
    workload, problems = read_spec(case["spec"], "spec.yaml")
    assert workload is None
    says = [f"{p.at.line}:{p.at.column} {p.message}; {p.hint}" if p.at else p.message for p in problems]
    assert [re.sub("write one of: .*", "write one of: …", each) for each in says] == case["says"]
    assert all((p.code.startswith("spec.") or p.code == "yaml.twice") and p.excerpt for p in problems)


def test_a_problem_reads_well() -> None:
    _, problems = read_spec("region: eu-west-1\nstores:\n  a: {kind: object, size: 40}\n", "shop.yaml", first_line=10)
    says = 'shop.yaml:12:27: size: "40" has no unit; write 40 GiB\n      a: {kind: object, size: 40}\n'
    assert str(problems[0]) == says + " " * 30 + "^"


def test_the_workload_itself() -> None:
    workload = read(
        "workload: shop\nregion: eu-west-1\nhorizon: 3 years\noptimize_for: cost\nbudget: $9000/month\n"
        "on: 2025-11-30\nfree_tier: true\nstores: {a: {kind: object}}\n"
    )
    assert (workload.name, workload.region, workload.horizon_months, workload.optimize_for) == ("shop", "eu-west-1", 36, "cost")
    assert (workload.budget, workload.on, workload.free_tier) == (Fraction(9000), date(2025, 11, 30), True)
    assert workload.assumptions == () and workload.file == "spec.yaml" and workload.lines[0] == "workload: shop"


def test_silence_at_the_top_is_an_assumption() -> None:
    workload = read("region: eu-west-1\nstores: {a: {kind: object}}\n")
    assert (workload.name, workload.horizon_months, workload.optimize_for, workload.on) == ("spec", 12, "fit", None)
    assert [(each.fact, each.value) for each in workload.assumptions] == [("horizon", "12 months")]


def test_the_region_may_be_given_beside_the_file() -> None:
    text = "region: nowhere\nstores: {a: {kind: object, regions: [us-east-1]}}\n"
    workload, problems = read_spec(text, "spec.yaml", region="eu-west-1")
    assert workload is not None and workload.region == "eu-west-1" and not problems
    _, problems = read_spec(text, "spec.yaml", region="eu-west-11")
    assert [str(each) for each in problems] == ['--region: "eu-west-11" is no AWS Region with prices; did you mean "eu-west-1"?']

    _, problems = read_spec(text.partition("stores")[0] + "stores: {a: {kind: object}}\n", "spec.yaml", region="cn-northwest-1")
    china = "is a Region of China: a partition of its own, whose prices, in CNY, are not known here; write another Region"
    assert [str(each) for each in problems] == [f'--region: "cn-northwest-1" {china}']


def test_regions_come_from_the_price_folder_or_the_caller() -> None:
    assert {"eu-west-1", "us-east-1"} <= regions_known()
    node = source.read("region: mars-north-1\nstores: {a: {kind: object}}\n", "f")
    workload, _ = read_workload(node, WORDS, regions=["mars-north-1"])
    assert workload is not None and workload.region == "mars-north-1"


def test_a_chosen_design_stays_as_it_stands() -> None:
    chosen = read("region: eu-west-1\nstores: {a: {kind: object, chosen: {class: [x, {y: z}]}}}\n").stores[0].chosen
    assert chosen is not None and source.plain(chosen) == {"class": ["x", {"y": "z"}]} and chosen.at.line == 2


@pytest.mark.parametrize("kind", STARTERS)
def test_a_starter_is_a_spec_and_so_are_its_commented_lines(kind: str) -> None:
    text = starter(kind)
    assert read(text).stores[0].kind == ("database" if kind == "relational" else kind)
    lines = [line.replace("# ", "", 1) if line.startswith("    # ") else line for line in text.splitlines()]
    if kind == "cache":  # the store it stands in front of
        lines += ["  orders: {kind: database, model: key_value}"]
    if kind == "object":  # `access` by age stands in place of the rate
        lines = [line for line in lines if not line.startswith("    access: 2")]
    read("\n".join(lines))


def test_there_is_no_starter_for_what_is_not_decided() -> None:
    with pytest.raises(KeyError):
        starter("queue")


# --- the schema for editors --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of specs, itself valid."""
    found = spec_schema()
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def test_the_schema_takes_every_spec_that_is_read(schema: Draft202012Validator) -> None:
    specs = [case.values[0]["spec"] for case in cases("specs.yaml")] + [starter(kind) for kind in STARTERS]
    for text in specs:
        written = yaml.load(text, yaml.SafeLoader)
        assert [error.message for error in schema.iter_errors(written)] == [], text


@pytest.mark.parametrize(
    "store",
    ["{kind: objekt}", "{kind: object, size: 40}", "{kind: object, size: 40 parsecs}", "{kind: object, sise: 40 GiB}",
     "{size: 1 GiB}", "{kind: object, lock: complience}",
     "{kind: block, snapshots: {every: 1 h}}", "{kind: database, indexes: {a: {foo: 1}}}"],
)  # fmt: skip
def test_the_schema_refuses_what_is_refused(schema: Draft202012Validator, store: str) -> None:
    text = f"region: eu-west-1\nstores: {{a: {store}}}\n"
    assert read_spec(text, "spec.yaml")[0] is None
    assert list(schema.iter_errors(yaml.safe_load(text)))


def test_the_schema_says_what_every_word_means(schema: Draft202012Validator) -> None:
    definitions = schema.schema["$defs"]
    for kind in ("object", "block", "database", "index"):
        for name, member in definitions[kind]["properties"].items():
            assert member.keys() & {"description", "$ref", "const", "anyOf", "examples"}, name
    assert "left out: daily is assumed" in definitions["database"]["properties"]["traffic"]["description"]
    assert definitions["object"]["properties"]["lock"]["anyOf"][0]["enum"] == ["none", "governance", "compliance", "legal_hold"]


def test_every_word_a_person_can_say_has_a_place(schema: Draft202012Validator) -> None:
    from advisor.models import model

    for kind in ("object", "block", "database", "cache"):
        known = {field.name for field in model(kind, WORDS)[1]}
        assert {word.name for word in WORDS.values() if kind in word.kinds and _written(word)} <= known


@pytest.mark.parametrize("kind", ["object", "block", "database"])
def test_the_models_take_what_the_reader_takes(kind: str) -> None:
    import specs
    from pydantic import ValidationError

    from advisor.models import model, validate
    from advisor.reading import Places

    places = Places(frozenset(), "nowhere-1")
    made, known = model(kind, WORDS)
    for seed in range(20):
        store = next(iter(specs.tree(seed, kind)["stores"].values()))
        rest = {key: value for key, value in store.items() if key not in ("kind", "chosen", "current", "measured", "budget")}
        node = source.read(specs.write({"s": rest}), "spec.yaml").value["s"]
        found, problems = validate(kind, node, WORDS, places)
        assert problems == []
        written = made.model_validate(node.value, context=places).model_dump(exclude_unset=True)
        assert {field.name for field in known if _within(written, field.path) is not None} == found.keys()
        odd = node._replace(value={**node.value, "sise": node})
        assert [each.code for each in validate(kind, odd, WORDS, places)[1]] == ["spec.key"]
        with pytest.raises(ValidationError, match="sise"):
            made.model_validate(odd.value, context=places)


def _within(tree: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path of keys, None where nothing does."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _written(word: Word) -> bool:
    """Whether a word is written among a store's own keys: what is observed stands under `current:`."""
    return word.sayable and not word.says.startswith("current.observed.")


# --- properties --------------------------------------------------------------------------------------------------------

NUMBERS = sorted(
    word.name for word in WORDS.values() if word.type in vocabulary.NUMBERS and word.sayable and "block" in word.kinds
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NUMBERS), st.integers(1, 10**6), min_size=1))
def test_what_is_read_can_be_written_and_read_again(numbers: dict[str, int]) -> None:
    def write(facts: Mapping[str, str]) -> str:
        store: dict[str, Any] = {"kind": "block"}
        for name, text in facts.items():
            *groups, last = WORDS[name].says.split(".")
            inside = store
            for group in groups:
                inside = inside.setdefault(group, {})
            inside[last] = text
        return yaml.safe_dump({"region": "eu-west-1", "stores": {"a": store}})

    written = {
        name: units.show(Fraction(n, 10**6) if WORDS[name].type == "share" else n, WORDS[name].type)
        for name, n in numbers.items()
    }
    first = read(write(written)).stores[0]
    again = read(write(shown(first.said))).stores[0]
    assert {name: each.values for name, each in again.said.items()} == {name: each.values for name, each in first.said.items()}


# --- speed -------------------------------------------------------------------------------------------------------------


def test_ten_lines_are_read_in_three_milliseconds() -> None:
    text = starter("object")
    assert min(timeit.repeat(lambda: read(text), number=1, repeat=10)) < 0.003 * 3  # room for a slow machine


def test_importing_specs_imports_no_pydantic() -> None:
    code = "import sys, advisor.spec; print(sorted({'pydantic', 'yaml', 'rich', 'typer', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    assert spec.HORIZON == 12

"""Published decisions come out as published, or are listed with the reason (tests/cases/decisions.yaml)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import mapping_cache
import mapping_dynamodb
import mapping_ebs
import mapping_relational
import mapping_s3
import pytest
import yaml
from deciding import Answer, Decided, decide, monthly, published_policy, saving, spec

DATA = yaml.safe_load((Path(__file__).parent / "cases" / "decisions.yaml").read_text())
READINGS = {
    "s3_class": mapping_s3,
    "ebs": mapping_ebs,
    "dynamodb": mapping_dynamodb,
    "cache": mapping_cache,
    "relational": mapping_relational,
}
LEFT, MISSED = DATA["left"], DATA["missed"]
MOST_LEFT = 10  # of five topics; may only fall
SHARE = Decimal("0.95")  # of the cases not left
CASES = [{"topic": topic, **case} for topic in READINGS for case in DATA[topic]]
TRIED = [case for case in CASES if case["id"] not in LEFT]


def named(case: Any) -> str:
    """A case's id."""
    return str(case["id"])


def answers(case: dict[str, Any]) -> list[Answer]:
    """The answers that are right today."""
    return [case.get("today", case["published"]), *case.get("also", ())]


def decided(case: dict[str, Any], **more: Any) -> dict[str, Decided]:
    """The stores of a case, decided; `more` is said of each of them besides."""
    facts = dict(case["facts"])
    wants = facts.pop("wants", "")
    stores = READINGS[case["topic"]].stores(facts)
    return decide(spec({name: {**said, **more} for name, said in stores.items()}, wants))


def refused(found: dict[str, Decided]) -> list[list[str]]:
    """The transitions of a chosen lifecycle that a check calls an error."""
    wrong = {
        name: [f for f in each.need.findings if f.severity == "error" and f.field and not f.code.startswith("s3.storage-class.")]
        for name, each in found.items()
    }
    return [name.split(".") for name, each in wrong.items() if each]


def right(case: dict[str, Any], found: dict[str, Decided]) -> bool:
    """Whether a case is decided as published."""
    if "refused" in case["published"]:
        return bool(refused(found) == case["published"]["refused"])
    if "lifecycle" in case["published"]:
        return saved(case, found) >= 0
    if "tiers" in case["published"]:
        return all(found[name].accepts(answer) for name, answer in case["published"]["tiers"].items())
    return any(found["it"].accepts(answer) for answer in answers(case))


def saved(case: dict[str, Any], found: dict[str, Decided]) -> Decimal:
    """What the recommended policy costs less a month than the published one."""
    return published_policy(found["it"], case["published"]) - monthly(found["it"])


@pytest.mark.parametrize("case", TRIED, ids=named)
def test_decided_as_published(case: dict[str, Any]) -> None:
    """A case that is not listed as missed is right; one that is listed is wrong, and right once the missing fact is said."""
    found = decided(case)
    if case["id"] not in MISSED:
        assert right(case, found), {name: each.fit for name, each in found.items()}
        return
    missed = MISSED[case["id"]]
    assert not right(case, found), "decided as published: take it off the list of misses"
    best = found["it"].need.recommended
    assert (best.option if best else "nothing") == missed["decided"] and missed["because"]
    assert any(flip.becomes.endswith(case["published"]["class"]) for flip in found["it"].flips), "the report names the way"
    after = decided(case, **missed["unless"])
    assert right(case, after) and str(monthly(after["it"])) == missed["costs"]


@pytest.mark.parametrize("case", [case for case in TRIED if not {"finding", "refused"} & set(case["published"])], ids=named)
def test_money_agrees_or_the_difference_is_listed(case: dict[str, Any]) -> None:
    if case["id"] in MISSED:
        return
    found, tiers = decided(case), case["published"].get("tiers", {})
    if "lifecycle" in case["published"]:
        best = found["it"].need.recommended
        assert best is not None
        rules = (best.configuration, *best.configuration.get("rules", ()))
        steps = [best.configuration["class"], *(move["to"] for rule in rules for move in rule.get("lifecycle", ()))]
        assert {"policy": steps, "saves": str(saved(case, found))} == case["money"]
    elif tiers:
        assert {name: saving(found[name], [answer]) for name, answer in tiers.items()} == {
            name: case.get("money", {}).get(name, {}) for name in tiers
        }
    else:
        assert saving(found["it"], answers(case)) == case.get("money", {})


def test_enough_is_decided_and_less_is_left() -> None:
    assert set(LEFT) | set(MISSED) <= {case["id"] for case in CASES} and not set(LEFT) & set(MISSED)
    assert all(LEFT.values()) and len(LEFT) <= MOST_LEFT
    assert len(TRIED) - len(MISSED) >= SHARE * len(TRIED)
    assert len({case["id"] for case in CASES}) == len(CASES) == 66


@pytest.mark.parametrize("case", [case for case in CASES if "lifecycle" in case["published"]], ids=named)
def test_a_published_lifecycle_is_one_s3_accepts(case: dict[str, Any]) -> None:
    """It can be chosen: but for waits nobody states here no error is found, and every line has a price."""
    published = case["published"]
    found = decide(spec({"it": mapping_s3.chosen(published["class"], published["lifecycle"])}))["it"].need
    wrong = {each.code for each in found.findings if each.severity == "error"}
    assert wrong <= {"s3.storage-class.GLACIER.restore", "s3.storage-class.DEEP_ARCHIVE.restore"}
    assert found.chosen is not None and found.chosen.unpriced == ()

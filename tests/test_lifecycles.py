"""Lifecycles: S3's own rules of them, the bill over time, and that nothing is cheaper than the policy found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import every
import life
import pytest
from deciding import decide, spec
from life import DAY
from needs import amounts, need

from advisor.advise import advise
from advisor.exact import Fraction
from advisor.lifecycle_curves import spans
from advisor.lifecycle_marks import marks_of
from advisor.lifecycles import Permitted, holds
from advisor.load import loads
from advisor.prices import FileCatalog
from advisor.render.details import proof
from advisor.render.months import policies, verdict
from advisor.report import Need
from advisor.services import s3
from advisor.services.s3_classes import CLASSES
from advisor.services.s3_design import Design, Rule, Transition
from advisor.services.s3_tiers import Opted
from advisor.services.s3_ways import ONWARD, ways
from advisor.spec import read_spec
from advisor.units import GIB, KIB

TIB_OF_MIB = "kind: object\nsize: 1 TiB\nobject_size: 1 MiB\nwrites: 0 /s\naccess: 0 /month\n"


@pytest.mark.parametrize("before", [name for name in CLASSES if name != "REDUCED_REDUNDANCY"])
def test_the_checks_refuse_exactly_where_no_lifecycle_leads(before: str) -> None:
    step = {after: [{"after": "180 days", "to": after}] for after in CLASSES}
    chosen = {after: {"class": before, "lifecycle": way} for after, way in step.items()}
    found = decide(spec({after: {"kind": "object", "chosen": each} for after, each in chosen.items()}))
    errors = {after: [f for f in each.need.findings if f.severity == "error"] for after, each in found.items()}
    refused = {after for after, each in errors.items() if any(" to " in f.field for f in each)}
    assert set(CLASSES) - refused == set(ONWARD.get(before, ()))


@pytest.mark.parametrize("seed", range(30))
def test_no_other_policy_is_cheaper(seed: int) -> None:
    assert life.cheaper(seed, 30) == []


@pytest.mark.parametrize("seed", range(8))
def test_no_other_policy_is_cheaper_where_prices_fall_with_use(seed: int) -> None:
    """Above 50 TiB Standard and Frequent Access have tiers: the search says what each month really costs, and proves the rest; of
    a start that costs a tenth more than another within a thousandth."""
    one = life.case(seed, sizes=seed % 2 == 0, pooled=True)
    found = one.cheapest()
    least = min(policy.cost for policy in found.values())
    for start, policy in found.items():
        bill = one.bill(policy.on(Design(start, expire=one.life)))
        uploads = sum(line.amount.total for line in bill.lines if line.amount is not None and line.item == "PUT requests")
        assert policy.cost == pytest.approx(float(bill.total - uploads), rel=1e-8)
        assert policy.slack == 0 or (policy.slack <= policy.cost / 1000 and policy.cost > 1.1 * least)
    assert life.cheaper(seed, 30, pooled=True) == []


@pytest.mark.parametrize("seed", range(100, 112))
def test_neither_single_classes_nor_rules_of_thumb_are_cheaper(seed: int) -> None:
    assert life.beaten(seed) == []


def rules(*some: Rule, **more: object) -> Design:
    """A bucket in Standard with rules."""
    return Design("STANDARD", rules=some, **more)  # type: ignore[arg-type]


def move(days: int, to: str) -> Transition:
    """A transition at so many days."""
    return Transition(Fraction(days * DAY), to)


def way(design: Design, kib: int, prefix: str = "", legacy: bool = False) -> list[tuple[int, str]]:
    """The transitions of objects of so many KiB."""
    ((found, _),) = ways(design, ((Fraction(kib * KIB), Fraction(1)),), legacy, prefix)
    return [(int(each.after // DAY), each.to) for each in found.moves]


def test_small_objects_stay_unless_a_rule_names_a_size_or_the_configuration_is_of_old() -> None:
    """The default of September 2024, the header that brings the one before back, and size filters, which override both."""
    both = Design("STANDARD", lifecycle=(move(30, "STANDARD_IA"), move(90, "GLACIER")))
    assert way(both, 128) == [(30, "STANDARD_IA"), (90, "GLACIER")] and way(both, 127) == []
    assert way(both, 127, legacy=True) == [(90, "GLACIER")]
    assert way(both._replace(transition_default_minimum_object_size="varies_by_storage_class"), 127) == [(90, "GLACIER")]
    assert way(both._replace(transition_default_minimum_object_size="all_storage_classes_128K"), 127, legacy=True) == []
    sized = rules(Rule(lifecycle=(move(30, "STANDARD_IA"),), larger_than=Fraction(16 * KIB), smaller_than=Fraction(64 * KIB)))
    assert [way(sized, kib) for kib in (16, 17, 63, 64)] == [[], [(30, "STANDARD_IA")], [(30, "STANDARD_IA")], []]


def test_rules_that_meet_are_resolved_as_s3_does() -> None:
    """Cheapest first on one day, Intelligent-Tiering before all but the archives, nothing upwards, the earlier expiry."""
    ia, tiering, glacier = (Rule(lifecycle=(move(30, to),)) for to in ("STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER"))
    assert way(rules(ia, tiering), 1024) == [(30, "INTELLIGENT_TIERING")]
    assert way(rules(ia, tiering, glacier), 1024) == [(30, "GLACIER")]
    assert way(rules(glacier, Rule(lifecycle=(move(60, "STANDARD_IA"),))), 1024) == [(30, "GLACIER")]
    ((found, _),) = ways(rules(Rule(expire=Fraction(99)), Rule(expire=Fraction(14))), ((Fraction(1), Fraction(1)),), False, "")
    assert found.expire == 14


def test_a_rule_of_a_prefix_is_for_its_objects_alone() -> None:
    logs = rules(Rule(lifecycle=(move(30, "GLACIER"),), prefix="logs/"))
    assert way(logs, 1024, "logs/2026") == [(30, "GLACIER")] and way(logs, 1024, "img") == way(logs, 1024) == []


def test_the_archive_tiers_of_intelligent_tiering_add_40_kib_an_object() -> None:
    """Nobody reads a TiB in 2^20 objects: all of it is in the last tier that is opted in to."""
    it, objects = need(TIB_OF_MIB), 2**20
    plain = Design("INTELLIGENT_TIERING")
    archive, deep = (Fraction(days * DAY) for days in (90, 180))
    opted = {"archive": plain._replace(archive_access=archive), "deep_archive": plain._replace(deep_archive_access=deep)}
    for tier, design in opted.items():
        found = amounts(it.usage(s3, design))
        assert found == {
            f"s3.storage.intelligent_tiering.{tier}": 1024 + Fraction(objects * 32 * KIB, GIB),
            "s3.storage.standard": Fraction(objects * 8 * KIB, GIB),
            "s3.intelligent_tiering.monitoring": objects,
        }


def test_objects_that_grow_old_within_a_month_are_counted_to_the_day() -> None:
    """A thousand objects a month since 10 days: on average over the first month a third of a month old and more, exactly."""
    text = "kind: object\nsize: 10 GiB\nobject_size: 1 MiB\ngrowth: 30 GiB /month\nreads: 0 /s"
    it = need(text)
    found = amounts(it.usage(s3, Design("STANDARD", lifecycle=(move(30, "STANDARD_IA"),)), 1))
    pace, month, old = Fraction(30), Fraction(730, 24), Fraction(10, 30)  # GiB a month, days, months of data
    past = old + 1 - 30 / month  # months of data older than 30 days at the month's end; none at its beginning
    assert found["s3.storage.standard_ia"] == pace * past * past / 2
    assert found["s3.storage.standard"] == pace * (old + Fraction(1, 2)) - pace * past * past / 2
    assert found["s3.lifecycle_transition.standard_ia"] == pace * 1024 * past


def test_old_versions_go_on_to_colder_classes() -> None:
    text = f"kind: object\nsize: 1 TiB\nobject_size: 1 MiB\nwrites: {2**20} /month\nreads: 0 /s\n"
    text += "overwrites: true\ngrowth: 0 GiB /month"
    month = Fraction(730, 24)
    old = Rule(noncurrent=(move(30, "GLACIER"),), expire_noncurrent=Fraction(40 * DAY))
    found = amounts(need(text).usage(s3, rules(old, versioning=True)))
    assert found["s3.lifecycle_transition.glacier_flexible_retrieval"] == 2**20
    assert found["s3.storage.glacier_flexible_retrieval"] == (1024 + 32) * (10 + 80) / month  # 80 of the 90 days are left
    kept = amounts(need(text).usage(s3, rules(old._replace(keep_versions=3), versioning=True)))
    assert kept["s3.storage.standard"] is None  # nobody said how many old versions an object has


BY_AGE = {
    "kind": "object", "size": "30 TiB", "growth": "1 TiB /month", "object_size": "1 MiB",
    "access": [{"until": "30 days", "reads": "5 /month"}, {"until": "180 days", "reads": "0.2 /month"}, {"reads": "0 /month"}],
}  # fmt: skip


def steps(said: dict[str, object]) -> list[str]:
    """The classes a recommended bucket takes objects through."""
    best = decide(spec({"it": said}))["it"].need.recommended
    assert best is not None
    return [best.option, *(each["to"] for each in best.configuration.get("lifecycle", ()))]


def test_an_archive_waits_until_it_may_be_waited_for() -> None:
    assert steps(BY_AGE) == ["STANDARD", "GLACIER_IR"]
    waits = [{"until": "1 year", "within": "immediate"}, {"within": "12 h"}]
    assert steps({**BY_AGE, "retrieval": waits})[-1] == "DEEP_ARCHIVE"
    assert steps({**BY_AGE, "retrieval": [waits[0], {"within": "1 min"}]}) == ["STANDARD", "GLACIER_IR"]


def test_before_2026_nothing_goes_to_infrequent_access_within_30_days() -> None:
    """The floor of 30 days is gone; for older days the search keeps it."""
    text = "kind: object\nsize: 1 TiB\nobject_size: 1 MiB\ngrowth: 100 GiB /month\n"
    text += "access: [{until: 5 days, reads: 30 /month}, {reads: 0.01 /month}]"
    for on, day in ((date(2026, 11, 20), 5), (date(2025, 6, 1), 30)):
        one = life.Case(need(text, on), 12, ("STANDARD", "STANDARD_IA"))
        ((_, moves),) = one.cheapest()["STANDARD"].moves
        assert moves == (move(day, "STANDARD_IA"),)


def test_how_many_policies_there_were_is_counted() -> None:
    """Two classes: to stay, or to move at one of the ages that count; nothing leads out of Deep Archive."""
    text = "kind: object\nsize: 1 GiB\nobject_size: 1 MiB\ngrowth: 1 GiB /month\naccess: 0 /month"
    one = life.Case(need(text), 1, ("STANDARD", "DEEP_ARCHIVE"))
    found, months = one.cheapest(), spans(loads(one.it.store, one.it.facts, 1), None, False, one.it.store.access)
    assert months is not None
    ages = len(marks_of(frozenset({Fraction(0)}), one.it.store.access, months)) - 1  # the last has no end
    assert found["DEEP_ARCHIVE"].moves[0][1] == () and found["DEEP_ARCHIVE"].ways == 1
    assert found["STANDARD"].ways == 1 + ages > 2
    two = life.Case(need(text.replace("1 MiB", "{1 MiB: 50 %, 2 MiB: 50 %}")), 1, one.classes).cheapest()
    assert two["STANDARD"].ways == (1 + ages) ** 2


def advised(said: dict[str, object]) -> Need:
    """A bucket in the whole report."""
    workload, problems = read_spec(spec({"it": said}), "spec.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), date(2026, 11, 20)).stores[0]


def test_the_report_says_how_many_policies_the_recommended_one_is_the_cheapest_of() -> None:
    found = advised(BY_AGE)
    assert found.proof is not None and found.proof.policies > 1000 and found.proof.slack == 0
    assert proof(found._replace(proof=found.proof._replace(policies=Decimal(1))), 12).startswith(
        "It is the only policy over time"
    )
    assert "the cheapest of" in proof(found, 12) and proof(found, 12).endswith("None costs less.")
    unproved = found._replace(proof=found.proof._replace(slack=Decimal("12.3")))
    assert proof(unproved, 12).endswith("None costs less by more than $12.30 in 12\u00a0months.")
    assert proof(found._replace(proof=found.proof._replace(policies=Decimal(10) ** 60 * 8)), 12).startswith(
        "It is the cheapest of 8.0 × 10⁶⁰ policies"
    )


def test_policies_that_cost_the_same_are_said_to() -> None:
    """What runs today is what is proposed: nothing is paid back."""
    best = advised(BY_AGE).recommended
    assert best is not None
    over = advised({**BY_AGE, "current": dict(best.configuration)}).over_time
    assert over is not None and over.against == "today"
    assert policies(over)[0].paid_back == "the same"
    assert any("costs the same as today's policy in every month" in line for line in verdict(over, 12))
    unknown = over._replace(policies=tuple(each._replace(at_least=True, months=(Decimal(0),) * 12) for each in over.policies))
    assert policies(unknown)[0].dearest == "not known"


@pytest.mark.parametrize(("wait", "archived"), [("12 h", True), ("immediate", False)])
def test_a_replicated_bucket_archives_what_was_replicated(wait: str, archived: bool) -> None:
    """S3 replicates nothing that is stored in an archive class, and moves nothing on before it is replicated: so objects are not
    written there, and go there all the same. In Standard, replication pays no retrieval.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html
    """
    stated = {"kind": "object", "size": "1 TiB", "object_size": "64 MiB", "growth": "0 GiB /month", "keep": "3 years"}
    asked = {"access": "0.001 /month", "retrieval": wait, "replicate": "us-west-2"}
    found = decide(spec({"logs": stated | asked}))["logs"].need
    assert found.recommended is not None
    begun = {each.option: each for each in (found.recommended, *found.alternatives)}
    assert begun.keys() == {"STANDARD", "INTELLIGENT_TIERING", "STANDARD_IA", "GLACIER_IR"}
    for option in begun.keys() - {"INTELLIGENT_TIERING"}:
        held = [move["to"] for move in begun[option].configuration.get("lifecycle", ())]
        assert ("DEEP_ARCHIVE" in held) is archived, option
    if archived:
        assert found.recommended.option == "STANDARD"
        assert not any("for replication" in line.item and "Retrieval" in line.item for line in found.recommended.bill)


LATE = (Permitted(Fraction(0), frozenset({"STANDARD", "INTELLIGENT_TIERING"})),
        Permitted(Fraction(400 * DAY), frozenset({"STANDARD", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE"})))  # fmt: skip


def late(sizes: str) -> every.Small:
    """A bucket read for 100 days and kept for 550, whose objects may be waited for from the 400th day on."""
    text = f"kind: object\nsize: 100 GiB\nobject_size: {sizes}\nkeep: 550 days\n"
    text += "access: [{until: 100 days, reads: 5 /month}, {reads: 0 /month}]\n"
    text += "retrieval: [{until: 400 days, within: immediate}, {within: 48 h}]"
    return every.Small(need(text, date(2026, 11, 20)), Design("STANDARD", expire=Fraction(550 * DAY)), 12, LATE)


@pytest.mark.parametrize("sizes", ["500 KiB", "{500 KiB: 50 %, 2 MiB: 50 %}"])
def test_what_comes_late_to_intelligent_tiering_waits_as_much_shorter_for_its_archive_tiers(sizes: str) -> None:
    """Read until day 100, archived from day 400 on at the soonest: who comes on day 100 waits 300 days. With a wait of 400
    from birth nothing is archived before day 500, for until 100 days before it each was read."""
    one = late(sizes)
    policy = one.cheapest()["STANDARD"]
    assert {moves for _, moves in policy.moves} == {(move(100, "INTELLIGENT_TIERING"),)}
    assert policy.opted == Opted(None, Fraction(300 * DAY)) and holds(LATE, "STANDARD", policy)
    assert not holds(LATE, "STANDARD", policy._replace(opted=Opted(None, Fraction(299 * DAY))))
    total, base = one.total(policy.on(one.template)), one.total(policy._replace(opted=Opted()).on(one.template))
    longer = one.total(policy._replace(opted=Opted(None, Fraction(400 * DAY))).on(one.template))
    assert total < longer < base
    for days in ([0, 100, 101, 400], [60, 100, 110, 500]):
        found = every.best(every.Bucket(one), "STANDARD", days)
        assert found is not None and found.cost == pytest.approx(total, rel=1e-9)


def test_an_archive_that_is_permitted_when_nothing_is_left_is_none() -> None:
    beyond = late("500 KiB")._replace(permitted=(LATE[0], LATE[1]._replace(since=Fraction(600 * DAY))))
    assert beyond.cheapest()["STANDARD"].opted == Opted()

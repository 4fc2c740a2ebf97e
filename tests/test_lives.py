"""What is said of how long objects live: deletions by age, the ages of what is stored, writes that grow; in bills."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
import specs
from needs import amounts, need

from advisor.advise import advise
from advisor.births import Age, Births, Deleted, monthly
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, loads
from advisor.prices import FileCatalog
from advisor.services import s3
from advisor.services.s3_ages import steady
from advisor.services.s3_design import Design, Transition
from advisor.spec import read_spec
from advisor.streams import NONE, alive, deaths

DAY, MONTH = Fraction(86_400), SECONDS_IN_MONTH
WEEK = (Deleted(7 * DAY, Fraction(2, 5)),)
A_DAY = Fraction(1000) / DAY  # objects a second
# 1,000 objects a day, 400 of them deleted after 7 days, the rest after 100: 400 x 7 + 600 x 100 are there.
KEPT = "kind: object\nsize: {size} MiB\nobject_size: 1 MiB\nreads: 0 /s\nretrieval: 12 h\nkeep: 100 days\n"
STEADY = KEPT.format(size=62_800) + "deletions: [{after: 7 days, share: 40 %}]\n"


def test_what_is_deleted_young_is_there_for_as_long_as_it_lives() -> None:
    it = need(STEADY)
    load = it.month()
    assert load.writes == A_DAY and load.count == 62_800 and load.inflow == load.outflow and load.lifetime == 100 * DAY
    ages = steady(load)
    assert ages is not None
    assert ages.held(NONE, 7 * DAY) == 7000 and ages.held(7 * DAY, None) == 600 * 93
    assert ages.reaching(6 * DAY) == A_DAY and ages.reaching(7 * DAY) == A_DAY * 3 / 5 and ages.reaching(100 * DAY) == 0
    assert ages.deaths() == ((7 * DAY, A_DAY * 2 / 5), (100 * DAY, A_DAY * 3 / 5))


def test_what_is_deleted_young_pays_for_the_rest_of_a_least_time() -> None:
    """Instant Retrieval bills 90 days: of 400 objects a day 83 are lacking. Moved at 8 days, none of them ever comes there."""
    month = MONTH / DAY
    at_once = amounts(need(STEADY).usage(s3, Design("GLACIER_IR", expire=100 * DAY)))
    early = 400 * 83 * month / month  # objects times days lacking each day, as object-months a month
    assert at_once["s3.storage.glacier_instant_retrieval"] == (62_800 + early) / 1024
    later = Design("STANDARD", lifecycle=(Transition(8 * DAY, "GLACIER_IR"),), expire=100 * DAY)
    moved = amounts(need(STEADY).usage(s3, later))
    assert moved["s3.lifecycle_transition.glacier_instant_retrieval"] == 600 * month
    assert moved["s3.storage.standard"] == Fraction(400 * 7 + 600 * 8, 1024)
    assert moved["s3.storage.glacier_instant_retrieval"] == Fraction(600 * 92, 1024)  # 92 days, so nothing is lacking


def test_old_versions_stay_where_their_objects_died() -> None:
    design = Design("STANDARD", lifecycle=(Transition(8 * DAY, "GLACIER_IR"),), expire=100 * DAY, versioning=True,
                    expire_noncurrent=10 * DAY)  # fmt: skip
    lines = need(STEADY).usage(s3, design)
    old = {line.dimension: line.amount for line in lines if "Old versions" in line.item or "STANDARD" in line.dimension}
    assert old["s3.storage.glacier_instant_retrieval"] == Fraction(600 * 10, 1024)
    assert amounts(lines)["s3.storage.standard"] == Fraction(400 * 7 + 600 * 8 + 400 * 10, 1024)


def test_what_is_stored_has_the_ages_that_are_said() -> None:
    """90 of 100 objects are 300 to 400 days old, and a deletion at 7 days leaves but the young ones to die."""
    births = Births(Fraction(1000), A_DAY, None, WEEK, (Age(10 * DAY, Fraction(1, 10)), Age(400 * DAY, Fraction(9, 10))))
    pieces = births.pieces(1, 12)
    today, soon = NONE, Fraction(1, 1000)
    assert abs(alive(pieces, today, soon) - 1000) < Fraction(1, 100)
    assert abs(alive(pieces, today, soon, NONE, 10 * DAY) - 100) < Fraction(1, 100)
    gone = dict(deaths(pieces, NONE, 7 * DAY))  # 10 a day came in the last 7 days; as many of them go as of all that come
    assert gone[7 * DAY] * 7 * DAY == 70 * Fraction(2, 5)


def test_transitions_of_what_is_there_follow_its_ages() -> None:
    """What is there is 60 to 90 days old: each of it goes within the first month past 90 days, none of the rest before day 90."""
    text = "kind: object\nsize: 3000 MiB\nobject_size: 1 MiB\nwrites: 0 /s\nreads: 0 /s\n"
    text += "object_age: [{until: 60 days, share: 0 %}, {until: 90 days, share: 100 %}]\n"
    moves = Design("STANDARD", lifecycle=(Transition(90 * DAY, "GLACIER"),))
    first, second = (amounts(need(text).usage(s3, moves, month)) for month in (1, 2))
    assert first["s3.lifecycle_transition.glacier_flexible_retrieval"] == 3000
    assert "s3.lifecycle_transition.glacier_flexible_retrieval" not in second and "s3.storage.standard" in first


@pytest.mark.parametrize("keep", ["keep: 60 days\n", ""])
def test_what_is_written_grows_by_its_share_each_month(keep: str) -> None:
    text = f"kind: object\nsize: 2000 MiB\nobject_size: 1 MiB\nreads: 0 /s\n{keep}"
    text += "writes: {average: 1000 /month, growth: 3 % /month}"
    it = need(text)
    months = loads(it.store, it.facts, 24)
    assert months[0].writes == Fraction(1000) / MONTH
    for one, next_ in pairwise(months):
        assert one.writes and next_.writes and one.stored and next_.stored
        assert abs(next_.writes / one.writes - Fraction(103, 100)) < Fraction(1, 10**8) and next_.stored > one.stored
    assert monthly(Fraction(1, 5)) == Fraction(15_309_470, 10**9)


def wrongs(lines: str) -> list[str]:
    """What is wrong with a bucket of 1 TiB in objects of 1 MiB."""
    text = f"region: eu-west-1\nstores:\n  it: {{kind: object, size: 1 TiB, object_size: 1 MiB, {lines}}}\n"
    _, problems = read_spec(text, "spec.yaml")
    assert all(problem.at is not None and problem.at.line == 3 for problem in problems)
    return [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("deletions: [{after: 7 days, share: 60 %}, {after: 30 days, share: 50 %}]", "the shares sum to 110 %"),
        ("deletions: [{after: 30 days, share: 40 %}, {after: 7 days, share: 5 %}]", "the ages are out of order"),
        ("deletions: [{after: 7 days}]", "`share` is missing"),
        ("keep: 7 days, deletions: [{after: 7 days, share: 40 %}]", "nothing is left to delete: keep is 7 days"),
        ("keep: 1 year, deletions: [{after: 7 days, share: 100 %}]", "nothing is left to keep"),
        ("keep: 1 year, lock: compliance, deletions: [{after: 7 days, share: 10 %}]", "nobody can delete objects"),
        ("keep: 1 year, growth: 1 GiB /month, deletions: [{after: 7 days, share: 10 %}]", "growth does not say what is written"),
        ("writes: 1 /s, growth: 1 GiB /month, deletions: [{after: 7 days, share: 10 %}]", "growth says it too"),
        ("object_age: [{until: 30 days, share: 90 %}]", "the shares sum to 90 %"),
        ("deletions: [{after: 9 days, share: 100 %}], object_age: [{until: 10 days, share: 100 %}]", "all are deleted at 9 days"),
        ("keep: 90 days, object_age: [{until: 100 days, share: 100 %}]", "deletes the older ones at once, which is not billed"),
        ("writes: {average: 1 /s, growth: 3 %}", "is no growth of what is written"),
        ("keep: 1 year, writes: {average: 1 /s, growth: 3 % /month}", "and size is 1 TiB"),
        ("overwrites: true, writes: {average: 1 /s, growth: 3 % /month}", "nobody says at which age objects are overwritten"),
    ],
)
def test_what_cannot_be_true_together_is_told_where_it_is_written(lines: str, says: str) -> None:
    assert any(says in message for message in wrongs(lines)), wrongs(lines)


def test_what_can_be_said_is_taken() -> None:
    assert wrongs("keep: 1 year, deletions: [{after: 7 days, share: 40 %}]") == []
    assert wrongs("writes: {growth: 20 % /year}, growth: 10 GiB /month") == []
    assert wrongs("writes: 1000 /month, object_age: [{until: 1 year, share: 100 %}], keep: 2 years") == []


SHARED = """
region: us-east-1
horizon: 24 months
stores:
  up:
    kind: object
    size: 20 TiB
    object_size: 1 MiB
    object_age: [{{until: 90 days, share: 30 %}}, {{until: 3 years, share: 70 %}}]
    writes: {{average: 1 /s, growth: 3 % /month}}
    deletions: [{{after: 7 days, share: 40 %}}, {{after: 60 days, share: 10 %}}]
    access: [{{until: 7 days, reads: 10 /month}}, {{reads: 0.05 /month}}]
    keep: 5 years
    chosen: {{class: STANDARD, lifecycle: [{{after: {days} days, to: GLACIER_IR}}], expire: 5 years}}
"""


def test_what_is_deleted_at_the_age_of_a_transition_never_makes_it() -> None:
    seventh, eighth = (
        advise(specs.workload(SHARED.format(days=days)), FileCatalog(), date(2026, 11, 20), full=False).stores[0]
        for days in (7, 8)
    )
    assert seventh.recommended is not None and seventh.chosen is not None and eighth.chosen is not None
    assert seventh.recommended.total <= seventh.chosen.total < eighth.chosen.total
    early = [line for line in seventh.chosen.bill if "Early deletion" in line.item]
    assert {line.formula for line in early} == {"the rest of 90 days, of objects that stay 53"}  # those of 60 days, 7 before


def test_what_is_said_of_deletions_is_not_held_against_keep_alone() -> None:
    body = "{kind: object, size: 0 GiB, object_size: 1 MiB, writes: 1048576 /month, access: 5 /month, keep: 60 days%s}"
    for more, told in (("", True), (", deletions: [{after: 7 days, share: 40 %}]", False)):
        asked = specs.workload(f"region: us-east-1\nstores:\n  up: {body % more}\n")
        codes = {each.code for each in advise(asked, FileCatalog(), date(2026, 11, 20), full=False).stores[0].findings}
        assert ("object.fills-up" in codes) is told

"""Cells: they part all facts, agree with single values, and tell what holds an answer and what flips it."""

from __future__ import annotations

from itertools import islice

import pytest
from base import decision, values
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import concrete, facts, oracle, samples, table_atoms, tables

from advisor.cells import flips, holds_while, outcomes
from advisor.compiled import table
from advisor.grid import Search
from advisor.proofs import Prover, flaws
from advisor.rules import decide
from advisor.sets import Values, contains, intersect, is_single
from advisor.tables import Decision
from advisor.units import GIB, TIB
from advisor.vocabulary import show_value

MANY = settings(max_examples=30, deadline=None)


@MANY
@given(tables(), concrete())
def test_deciding_one_value_a_fact_agrees_with_the_plain_way(made: Decision, point: dict[str, Values]) -> None:
    verdict = decide(made, point)
    assert (verdict.fit, verdict.standing, verdict.reason.rule) == oracle(made, point)
    assert verdict.unknown == ()


@MANY
@given(tables(), facts())
def test_cells_part_the_facts_and_agree_with_each_value(made: Decision, known: dict[str, Values]) -> None:
    found = outcomes(made, known)
    for point in islice(samples(None, known, table_atoms(made)), 300):
        inside = [cell for cell in found if all(contains(cell.values[fact], point[fact]) for fact in cell.values)]
        assert len(inside) == 1
        rule = inside[0].rule
        assert (inside[0].fit, inside[0].standing, rule and rule.id) == oracle(made, point)


@MANY
@given(tables(), facts())
def test_a_set_of_facts_fits_what_some_of_its_values_fit(made: Decision, known: dict[str, Values]) -> None:
    verdict = decide(made, known)
    points = [oracle(made, point) for point in samples(None, known, table_atoms(made))]
    assert set(verdict.fit) == {name for fit, _, _ in points for name in fit}
    assert set(verdict.standing) == {name for _, standing, _ in points for name in standing}
    rules = {rule for _, _, rule in points}
    assert verdict.reason.rule == (rules.pop() if len(rules) == 1 else "")
    assert bool(verdict.unknown) == (len(set(points)) > 1)


@MANY
@given(tables(), concrete())
def test_the_answer_holds_while_it_says(made: Decision, point: dict[str, Values]) -> None:
    fit = decide(made, point).fit
    kept = holds_while(made, point)
    for fact, word in made.words.items():
        inside = kept.get(fact, word.everything)
        assert contains(inside, point[fact])
        for each in samples(None, {fact: inside}, table_atoms(made)):
            assert oracle(made, point | each)[0] == fit


@MANY
@given(tables(), concrete())
def test_flips_flip_and_nothing_else_does(made: Decision, point: dict[str, Values]) -> None:
    now = oracle(made, point)
    found = flips(made, point)
    for flip in found:
        assert is_single(flip.value)
        assert contains(flip.to, flip.value)
        assert contains(made.words[flip.fact].everything, flip.to)
        assert oracle(made, point | {flip.fact: flip.value})[:2] == (flip.fit, flip.standing)
        assert flip.fit != now[0]
    for fact, word in made.words.items():
        for each in samples(None, {fact: word.everything}, table_atoms(made)):
            flipped = any(flip.fact == fact and intersect(flip.to, each[fact]) for flip in found)
            assert flipped == (oracle(made, point | each)[0] != now[0])


@MANY
@given(tables(), concrete())
def test_flips_of_what_stands(made: Decision, point: dict[str, Values]) -> None:
    now = oracle(made, point)
    for flip in flips(made, point, fit_only=False):
        assert oracle(made, point | {flip.fact: flip.value})[:2] == (flip.fit, flip.standing) != now[:2]


@MANY
@given(tables())
def test_proofs_agree_with_trying_every_value(made: Decision) -> None:
    everything = {fact: word.everything for fact, word in made.words.items()}
    points = [oracle(made, point) for point in samples(None, everything, table_atoms(made))]
    said = {(flaw.code, flaw.message.split(" never")[0]) for flaw in flaws(Prover(made))}
    deciding = {rule for _, _, rule in points}
    assert {name for code, name in said if code == "dead-rule"} == {rule.id for rule in made.rules()} - deciding
    left = f"{made.id}.left"  # what no rule names: it stands, and is a gap of the base
    gaps = [standing for _, standing, rule in points if rule == left]
    missing = [standing for _, standing, _ in points if not standing]
    assert any(code == "gap" for code, _ in said) == bool(gaps or missing)
    winners = {name for fit, _, rule in points if rule != left for name in fit}
    assert sum(code == "loser" for code, _ in said) == 3 - len(winners)


@MANY
@given(tables(), st.data())
def test_a_search_finds_cells_where_a_rule_decides(made: Decision, data: st.DataObject) -> None:
    prover = Prover(made)
    if not made.rules():
        return
    place = data.draw(st.integers(0, len(made.rules()) - 1))
    found = Search(10_000).find(prover.first(place))
    if found is not None:
        known = table(made)
        masks = tuple(found.get(n, axis.all) for n, axis in enumerate(known.axes))
        single = tuple(mask & -mask for mask in masks)  # any one cell of each
        rule = known.outcome(single).rule
        assert rule is made.rules()[place]


def shown(made: Decision, kept: dict[str, Values]) -> dict[str, str]:
    """Values by fact as people read them."""
    return {fact: show_value(made.words[fact], each) for fact, each in kept.items()}


def test_holds_while_is_the_widest_set_of_each_fact() -> None:
    made = decision()
    assert shown(made, holds_while(made, values())) == {
        "size": "at most 64 TiB",
        "latency": "at least 500 µs",
        "attached": "at most 16",
        "survives": "node or zone or region",
    }


@pytest.mark.parametrize(
    ("said", "fact", "value", "fit"),
    [
        ({}, "size", "65537 GiB", ("cloud",)),  # past an exclusion's edge by a step
        ({"size": "70 TiB"}, "size", "64 TiB", ("ebs",)),  # back, to the edge itself
        ({}, "latency", "495 µs", ("cloud",)),  # just below an exclusive edge
        ({"latency": "100 us"}, "latency", "500 µs", ("ebs",)),
        ({}, "attached", "17", ("cloud",)),  # whole numbers step by one
        ({}, "survives", "nothing", ("ebs", "local")),  # a choice
        ({"survives": "nothing", "iops": "200000 /s"}, "iops", "99000 /s", ("ebs", "local")),  # a `prefer` rule
        ({"survives": "nothing"}, "iops", "100000 /s", ("local",)),
    ],
)
def test_flips_name_the_nearest_value(said: dict[str, str], fact: str, value: str, fit: tuple[str, ...]) -> None:
    made = decision()
    found = {show_value(made.words[fact], flip.value): flip.fit for flip in flips(made, values(**said)) if flip.fact == fact}
    assert found == {value: fit}


def test_a_range_on_one_side_of_every_edge_is_decided() -> None:
    made = decision()
    verdict = decide(made, values(size="1 GiB..64 TiB"))
    assert (verdict.fit, verdict.unknown) == (("ebs",), ())


def test_a_range_over_an_edge_is_split_there() -> None:
    made = decision()
    known = values(size="1 GiB..65 TiB")
    assert [(shown(made, dict(cell.values)), cell.fit) for cell in outcomes(made, known)] == [
        ({"size": "at most 64 TiB"}, ("ebs",)),
        ({"size": "more than 64 TiB"}, ("cloud",)),
    ]
    verdict = decide(made, known)
    assert (verdict.fit, verdict.unknown) == (("ebs", "cloud"), ("size",))
    assert verdict.reason.because == "It depends on size."


def test_units_are_exact() -> None:
    made = decision()
    assert decide(made, values(size=f"{64 * TIB} B")).fit == ("ebs",)
    assert decide(made, values(size=f"{64 * TIB + 1} B")).fit == ("cloud",)
    assert decide(made, values(size=f"{64 * TIB // GIB} GiB")).fit == ("ebs",)

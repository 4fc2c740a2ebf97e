"""Clauses: what is read, what is refused and where, and what holds."""

from __future__ import annotations

import pytest
from base import WORDS, clause, problems, values
from hypothesis import given
from hypothesis import strategies as st
from strategies import clauses, concrete, facts, samples

from advisor.clauses import All, AnyOf, Atom, Not, atoms, holds, show
from advisor.exact import Fraction
from advisor.sets import INFINITY, Span

KIB = 1024


@pytest.mark.parametrize(
    ("text", "accepts"),
    [
        ("size <= 400 KiB", Span((Fraction(0), 0), (Fraction(400 * KIB), 1))),
        ("size < 400 KiB", Span((Fraction(0), 0), (Fraction(400 * KIB), 0))),
        ("size > 400 KiB", Span((Fraction(400 * KIB), 1), (INFINITY, 1))),
        ("size >= 400 KiB", Span((Fraction(400 * KIB), 0), (INFINITY, 1))),
        ("1 KiB < size <= 4 KiB", Span((Fraction(KIB), 1), (Fraction(4 * KIB), 1))),
        ("1 KiB <= size < 4 KiB", Span((Fraction(KIB), 0), (Fraction(4 * KIB), 0))),
        ("size is 4 KiB", Span((Fraction(4 * KIB), 0), (Fraction(4 * KIB), 1))),
        ("latency < unbounded", Span((Fraction(0), 0), (INFINITY, 0))),
        ("latency is unbounded", Span((INFINITY, 0), (INFINITY, 1))),
        ("durability > 99.9 %", Span((Fraction(999, 1000), 1), (Fraction(1), 1))),
        ("iops >= 80k /s", Span((Fraction(80_000), 0), (INFINITY, 1))),
        ("size<=ebs.size", Span((Fraction(0), 0), (Fraction(64 * 1024**4), 1))),
        ("boot is true", frozenset({"true"})),
        ("boot is not true", frozenset({"false"})),
        ("survives is node or zone", frozenset({"node", "zone"})),
        ("survives is not nothing", frozenset({"node", "zone", "region"})),
        ("survives is neither nothing nor node", frozenset({"zone", "region"})),
    ],
)
def test_comparisons(text: str, accepts: object) -> None:
    found = clause(text)
    assert isinstance(found, Atom)
    assert found.accepts == accepts


def test_groups_and_their_words() -> None:
    found = clause("{any: [size > ebs.size, {all: [boot is true, attached > 1]}, {not: survives is node}]}")
    assert isinstance(found, AnyOf)
    assert isinstance(found.parts[1], All)
    assert isinstance(found.parts[2], Not)
    assert show(found) == "size > ebs.size (64 TiB) or (boot is true and attached > 1) or not (survives is node)"
    assert [atom.fact for atom in atoms(found)] == ["size", "boot", "attached", "survives"]


def test_a_number_unlike_another() -> None:
    assert show(clause("size is not 4 KiB")) == "not (size is 4 KiB)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sise <= 400 KiB", '1:1 unknown fact "sise"; did you mean "size"?'),
        ("survives is zones", '1:13 "zones" is not a value of survives; did you mean "zone"?'),
        ("survives is node or zoned", '1:21 "zoned" is not a value of survives; did you mean "zone"?'),
        ('"survives is zones"', '1:14 "zones" is not a value of survives; did you mean "zone"?'),
        ("boot is yes", '1:9 "yes" is not a value of boot; true or false'),
        ("size <= 400", '1:9 "400" has no unit; write 400 GiB'),
        ("size <= 10 ms", '1:9 "10 ms" has no unit I know for this'),
        ("size > ebs.sise", '1:8 unknown limit "ebs.sise"; did you mean "ebs.size"?'),
        ("size > ebs.iops", "1:8 ebs.iops is a rate (80000 /s), size a bytes"),
        ("size > $40", '1:8 "$40" is a price; rules hold no prices; break-evens are computed'),
        ("size > 40 USD/month", '1:8 "40 USD/month" is a price; rules hold no prices'),
        ("survives < zone", "1:10 survives is no number; write `survives is nothing`"),
        ("survives is not node or zone", "1:13 `is not a or b` can be read two ways; write `is neither node nor zone`"),
        ("survives is neither node", "1:13 `neither` names two values or more"),
        ("survives is node or node", "1:13 the same value is named twice"),
        ("size is 1 KiB or 2 KiB", "1:9 size is a number; compare it with one constant"),
        ("4 KiB < size < 1 KiB", '1:1 "4 KiB < size < 1 KiB" never holds'),
        ("1 KiB <= size >= 4 KiB", "1:15 a range is written from low to high"),
        ("latency <= unbounded", '1:1 "latency <= unbounded" always holds'),
        ("latency < 0 s", '1:1 "latency < 0 s" never holds'),
        ("durability > 100 %", '1:1 "durability > 100 %" never holds'),
        ("size <= 1 GiB..2 GiB", '1:9 "1 GiB..2 GiB" is a range; write `a <= fact <= b`'),
        ("size", '1:1 "size" is no comparison; write `fact <= 400 KiB`'),
        ("volume is gp3", "1:1 volume cannot be known of block; it is said of ebs"),
        ("{all: [size < 1 GiB]}", "1:7 `all` groups two clauses or more"),
        ("{some: [size < 1 GiB]}", '1:1 "some" is no group; a clause is one comparison or one group'),
        ("{all: [boot is true, shared is true], not: boot is true}", '1:1 "all" is no group'),
        ("[boot is true]", "1:1 no clause; a clause is one comparison or one group"),
    ],
)
def test_refusals_name_the_place_and_what_to_write(text: str, said: str) -> None:
    (found,) = problems(text)
    assert found.startswith(said)


def test_all_problems_of_a_group_at_once() -> None:
    assert len(problems("{any: [sise > 1 GiB, {not: boots is true}, boot is true]}")) == 2


def test_what_is_known_of_a_service_and_its_parts() -> None:
    clause("volume is gp3", "ebs")
    clause("size > 1 GiB", "ebs")  # the block store it serves
    clause("{all: [stage < 30 days, size > 1 GiB]}", "s3.transition")
    assert problems("stage < 30 days", "s3") == ["1:1 stage cannot be known of s3; it is said of s3.transition"]
    assert problems("iops > 1 /s", "block", "object") == ["1:1 iops cannot be known of object; it is said of block"]


@pytest.mark.parametrize(
    ("text", "said", "held"),
    [
        ("size <= 400 KiB", {"size": "400 KiB"}, True),
        ("size < 400 KiB", {"size": "400 KiB"}, False),
        ("size <= 400 KiB", {"size": "300 KiB..500 KiB"}, None),
        ("latency < 10 ms", {}, False),  # silence: unbounded
        ("{any: [size < 5 GiB, size >= 5 GiB]}", {"size": "1 GiB..9 GiB"}, True),
        ("{all: [size < 5 GiB, size >= 5 GiB]}", {"size": "1 GiB..9 GiB"}, False),
        ("{not: {any: [survives is node, survives is zone]}}", {"survives": "node or zone"}, False),
        ("{all: [survives is node, survives is zone]}", {"survives": "node or zone"}, False),
        ("{any: [boot is true, size < 5 GiB]}", {"boot": "true", "size": "1 GiB..9 GiB"}, True),
    ],
)
def test_what_holds(text: str, said: dict[str, str], held: bool | None) -> None:
    assert holds(clause(text), values(**said)) is held


def test_a_missing_fact_is_unknown() -> None:
    assert holds(clause("boot is true"), {}) is None
    assert holds(clause("{any: [boot is true, shared is true]}"), {"shared": frozenset({"true"})}) is True


@given(st.data())
def test_holds_for_a_set_when_it_holds_for_each_of_its_values(data: st.DataObject) -> None:
    found = data.draw(clauses())
    known = data.draw(facts())
    points = [holds(found, point) for point in samples(found, known)]
    assert None not in points
    expected = points[0] if len(set(points)) == 1 else None
    assert holds(found, known) is expected


@given(st.data())
def test_a_point_always_decides(data: st.DataObject) -> None:
    assert holds(data.draw(clauses()), data.draw(concrete())) is not None


def test_the_words_of_a_clause_are_in_the_vocabulary() -> None:
    assert all(atom.fact in WORDS for atom in atoms(clause("{any: [size > 1 GiB, boot is true]}")))

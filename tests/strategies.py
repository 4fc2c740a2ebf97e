"""Random clauses, tables and facts over the small vocabulary, and an oracle that only knows single values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product

from base import WORDS
from hypothesis import strategies as st

from advisor.clauses import All, AnyOf, Atom, Clause, Not, atoms, holds
from advisor.diagnostics import At
from advisor.exact import Fraction
from advisor.sets import INFINITY, Span, Values, between, contains, intersect, point
from advisor.tables import STANDING, UNMET, Decision, Exclusion, Option, Rule

AT = At("t.yaml", 1, 1)
FACTS = ("size", "durability", "latency", "survives", "boot")
EDGES = {"size": (10, 20, 30), "durability": (Fraction(1, 3), Fraction(9, 10)), "latency": (Fraction(1, 7), INFINITY)}


@st.composite
def numbers(draw: st.DrawFn, fact: str) -> Fraction | float:
    """A value on an edge or near it."""
    edge = draw(st.sampled_from(EDGES[fact]))
    if edge == INFINITY:
        return INFINITY
    value = Fraction(edge) + draw(st.sampled_from([0, Fraction(-1, 100), Fraction(1, 100)]))
    return min(value, Fraction(1)) if fact == "durability" else value


@st.composite
def comparisons(draw: st.DrawFn) -> Atom:
    """One comparison of one fact."""
    fact = draw(st.sampled_from(FACTS))
    word = WORDS[fact]
    if fact not in EDGES:
        some = draw(st.sets(st.sampled_from(word.choices), min_size=1, max_size=len(word.choices) - 1))
        return Atom(fact, frozenset(some), f"{fact} is {' or '.join(sorted(some))}")
    everything = word.everything
    assert isinstance(everything, Span)
    cut = (draw(st.sampled_from(EDGES[fact])), draw(st.integers(0, 1)))
    cut = (cut[0] if cut[0] == INFINITY else Fraction(cut[0]), 0 if cut[0] == INFINITY else cut[1])
    span = Span(everything.lo, cut) if draw(st.booleans()) else Span(cut, everything.hi)
    return Atom(fact, span, f"{fact} in {span}")


def clauses() -> st.SearchStrategy[Clause]:
    """Clauses up to a few groups deep."""
    return st.recursive(
        comparisons(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=4,
    )


@st.composite
def tables(draw: st.DrawFn) -> Decision:
    """A decision over three options."""
    names = ("a", "b", "c")
    options = []
    for name in names:
        found = draw(st.lists(clauses(), max_size=2))
        cannot = tuple(
            Exclusion(f"t.{name}.{n}", name, when, "It cannot.", ("https://a.b/c",), AT) for n, when in enumerate(found)
        )
        options.append(Option(name, cannot))
    rules = tuple(
        Rule(f"t.{n}", when, draw(st.sampled_from([("a",), ("b",), ("c",), ("a", "b"), (STANDING,)])), "It does.", (), AT)
        for n, when in enumerate(draw(st.lists(clauses(), max_size=3)))
    )
    otherwise = Rule("t.otherwise", None, (STANDING,), "Any.", (), AT) if draw(st.booleans()) else None
    resort = Rule("t.last_resort", None, (UNMET,), "None.", (), AT)
    words = {fact: WORDS[fact] for fact in FACTS}
    return Decision("t", "?", ("block",), "service", tuple(options), rules, otherwise, resort, AT, words)


@st.composite
def concrete(draw: st.DrawFn) -> dict[str, Values]:
    """One value a fact."""
    found: dict[str, Values] = {fact: point(draw(numbers(fact))) for fact in EDGES}
    return found | {fact: frozenset([draw(st.sampled_from(WORDS[fact].choices))]) for fact in FACTS if fact not in EDGES}


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Values]:
    """A set of values a fact: one, some, a range, or all."""
    found: dict[str, Values] = {}
    for fact in FACTS:
        if fact in EDGES:
            low, high = sorted((draw(numbers(fact)), draw(numbers(fact))))
            inside = between(low, high) if low != INFINITY else point(low)
        else:
            inside = frozenset(draw(st.sets(st.sampled_from(WORDS[fact].choices), min_size=1)))
        found[fact] = draw(st.sampled_from([inside, inside, WORDS[fact].everything]))
    return found


def samples(clause: Clause | None, known: Mapping[str, Values], accepted: tuple[Atom, ...] = ()) -> Iterator[dict[str, Values]]:
    """Single values of every fact that tell apart all a clause (or some atoms) can: on, before and after each edge."""
    tested = (*(atoms(clause) if clause else ()), *accepted)
    each: list[list[Values]] = []
    for fact, possible in known.items():
        if not isinstance(possible, Span):
            each.append([frozenset([choice]) for choice in sorted(possible)])
            continue
        cuts = {possible.lo, possible.hi, *(cut for atom in tested if atom.fact == fact for cut in atom.accepts)}
        edges = sorted({value for value, _ in cuts})
        between_edges = [(low + high) / 2 if high != INFINITY else low + 1 for low, high in pairwise(edges)]
        points = [point(value) for value in sorted({*edges, *between_edges})]
        each.append([value for value in points if contains(possible, value)])
    for combination in product(*each):
        yield dict(zip(known, combination, strict=True))


def oracle(decision: Decision, values: Mapping[str, Values]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What fits, what stands, and which rule decides, worked out the plain way for single values."""
    standing = tuple(o.name for o in decision.options if not any(holds(e.when, values) for e in o.cannot if e.when))
    for rule in decision.rules():
        if rule.when is None or holds(rule.when, values):
            fit = tuple(name for name in standing if name in rule.choose or rule.choose == (STANDING,))
            if fit:
                return fit, standing, rule.id
    return (standing, standing, f"{decision.id}.left") if standing else ((), standing, decision.last_resort.id)


def table_atoms(decision: Decision) -> tuple[Atom, ...]:
    """Every comparison of a table."""
    clauses = [each.when for each in (*decision.rules(), *decision.exclusions())]
    return tuple(atom for clause in clauses if clause for atom in atoms(clause))


__all__ = ["clauses", "concrete", "contains", "facts", "intersect", "oracle", "samples", "table_atoms", "tables"]

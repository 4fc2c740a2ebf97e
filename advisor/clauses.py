"""Typed clauses: one fact compared with one constant, grouped by all, any and not; checked when read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from advisor.records import NamedTuple
from advisor.sets import Span, Values, contains, intersect


class Atom(NamedTuple):
    """A fact and the values it accepts; `text` is what was written, with named limits filled in."""

    fact: str
    accepts: Values
    text: str


class All(NamedTuple):
    """Holds when every part holds."""

    parts: tuple[Clause, ...]
    group: str = "all"  # tells it from an AnyOf of the same parts


class AnyOf(NamedTuple):
    """Holds when some part holds."""

    parts: tuple[Clause, ...]
    group: str = "any"


class Not(NamedTuple):
    """Holds when its part does not."""

    part: Clause


Clause: TypeAlias = Atom | All | AnyOf | Not


def atoms(clause: Clause) -> Iterator[Atom]:
    """Every comparison of a clause, in the order written."""
    if isinstance(clause, Atom):
        yield clause
    elif isinstance(clause, Not):
        yield from atoms(clause.part)
    else:
        for part in clause.parts:
            yield from atoms(part)


def show(clause: Clause) -> str:
    """A clause in words: `size > 16 TiB and (engine is mysql or boot is true)`."""
    if isinstance(clause, Atom):
        return clause.text
    if isinstance(clause, Not):
        return f"not ({show(clause.part)})"
    between = " and " if isinstance(clause, All) else " or "
    return between.join(f"({show(p)})" if isinstance(p, All | AnyOf) else show(p) for p in clause.parts)


def outside(values: Values, accepted: Values) -> tuple[Values, ...]:
    """What of `values` is not in `accepted`: up to two spans, or some choices."""
    if isinstance(values, Span) and isinstance(accepted, Span):
        below = Span(values.lo, min(values.hi, accepted.lo))
        above = Span(max(values.lo, accepted.hi), values.hi)
        return tuple(part for part in (below, above) if part.lo < part.hi)
    rest = values - accepted if isinstance(values, frozenset) and isinstance(accepted, frozenset) else frozenset()
    return (rest,) if rest else ()


def accepted(atom: Atom, values: Values) -> bool | None:
    """Whether an atom holds for all of the values (True), for none (False), or for some (None)."""
    if contains(atom.accepts, values):
        return True
    return None if intersect(atom.accepts, values) else False


def holds(clause: Clause, values: Mapping[str, Values]) -> bool | None:
    """Whether a clause holds; None when it depends on facts that are no single value (or not in `values`).

    Exact, unlike three-valued logic: `any: [x < 5, x >= 5]` holds whatever x is. An undecided fact is split.
    """
    rest = _weigh(clause, values)
    if not isinstance(rest, Atom):
        return rest
    if rest.fact not in values:
        return None
    known = values[rest.fact]
    inside = intersect(known, rest.accepts)
    answer: bool | None = None
    for part in (*((inside,) if inside else ()), *outside(known, rest.accepts)):
        held = holds(clause, {**values, rest.fact: part})
        if held is None or (answer is not None and held is not answer):
            return None
        answer = held
    return answer


def _weigh(clause: Clause, values: Mapping[str, Values]) -> bool | Atom:
    """True, False, or the first atom that must be known to say."""
    if isinstance(clause, Atom):
        held = accepted(clause, values[clause.fact]) if clause.fact in values else None
        return clause if held is None else held
    if isinstance(clause, Not):
        inner = _weigh(clause.part, values)
        return inner if isinstance(inner, Atom) else not inner
    settled = isinstance(clause, AnyOf)  # the answer of one part that settles the group
    first: Atom | None = None
    for part in clause.parts:
        inner = _weigh(part, values)
        if isinstance(inner, Atom):
            first = first or inner
        elif inner is settled:
            return settled
    return first if first else not settled

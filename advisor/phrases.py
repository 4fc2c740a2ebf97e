"""Clauses as written in rule files (`item_size <= 400 KiB`, `engine is neither any nor mysql`) read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable

from advisor.clauses import All, AnyOf, Atom, Clause, Not
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.exact import Fraction
from advisor.limits import Limits
from advisor.sets import Cut, Span, Values, intersect, number
from advisor.source import Node
from advisor.vocabulary import NUMBERS, Vocabulary, Word, kinds_known, parse_value, show_value

GROUPS = ("all", "any", "not")
LIMIT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
COMPARED = re.compile(r"(?:(?P<low>\S.*?)\s*(?P<from><=?)\s*)?(?P<fact>[a-z][a-z0-9_]*)\s*(?P<op><=|>=|<|>)\s*(?P<high>\S.*)")
NAMED = re.compile(r"(?P<fact>[a-z][a-z0-9_]*) is (?P<rest>\S.*)")
PRICE = r"(?i)[$€£¥]|\b(USD|EUR|GBP|CNY|JPY|dollars?|cents?)\b"  # compiled where rules are read anew
SHAPES = "write `fact <= 400 KiB`, `fact is a or b`, `fact is neither a nor b` or `1 KiB <= fact < 4 KiB`"


class Wrong(Exception):
    """One problem inside a clause: where in its text, what, and what to write instead."""

    def __init__(self, offset: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint


class Reading:
    """What clauses are checked against; problems are collected, not raised."""

    def __init__(self, vocabulary: Vocabulary, limits: Limits) -> None:
        self.vocabulary, self.limits = vocabulary, limits
        self.problems: list[Diagnostic] = []
        self.known: dict[tuple[str, tuple[str, ...]], Clause] = {}  # comparisons that many options share

    def report(self, at: At, message: str, hint: str = "", excerpt: str = "") -> None:
        """Add one problem of a rule file."""
        self.problems.append(Diagnostic(at, "rule", message, hint, excerpt))


def read_clause(node: Node, reading: Reading, kinds: tuple[str, ...]) -> Clause | None:
    """The clause of a node, for decisions asked of `kinds`; None, with the problems collected, when it is wrong."""
    if isinstance(node.value, str):
        key = (node.value, kinds)
        try:
            if key not in reading.known:
                reading.known[key] = _phrase(node.value, reading, kinds)
            return reading.known[key]
        except Wrong as wrong:
            column = node.at.column + wrong.offset + (1 if node.quoted else 0)
            reading.report(node.at._replace(column=column), wrong.message, wrong.hint)
            return None
    if not isinstance(node.value, dict) or len(node.value) != 1 or next(iter(node.value)) not in GROUPS:
        found = f'"{next(iter(node.value))}" is no group' if isinstance(node.value, dict) and node.value else "no clause"
        reading.report(node.at, f"{found}; a clause is one comparison or one group", "write {all: […]}, {any: […]} or {not: …}")
        return None
    ((group, inside),) = node.value.items()
    return _group(group, inside, reading, kinds)


def _group(group: str, inside: Node, reading: Reading, kinds: tuple[str, ...]) -> Clause | None:
    """`all` and `any` of two clauses or more, `not` of one."""
    if group == "not":
        part = read_clause(inside, reading, kinds)
        return Not(part) if part else None
    if not isinstance(inside.value, list) or len(inside.value) < 2:
        reading.report(inside.at, f"`{group}` groups two clauses or more", f"write {{{group}: [a, b]}}, or the one clause alone")
        return None
    read = [read_clause(each, reading, kinds) for each in inside.value]
    parts = tuple(part for part in read if part)
    if len(parts) < len(read):
        return None
    return All(parts) if group == "all" else AnyOf(parts)


def _phrase(text: str, reading: Reading, kinds: tuple[str, ...]) -> Clause:
    """One comparison."""
    if found := NAMED.fullmatch(text):
        return _is(found, reading, kinds)
    if found := COMPARED.fullmatch(text):
        return _compared(found, reading, kinds)
    raise Wrong(0, f'"{text[:80]}" is no comparison', SHAPES)


def _word(found: re.Match[str], reading: Reading, kinds: tuple[str, ...]) -> Word:
    """The fact compared, when it can be known wherever the rule is asked."""
    name, offset = found["fact"], found.start("fact")
    word = reading.vocabulary.get(name)
    if word is None:
        raise Wrong(offset, f'unknown fact "{name}"', nearest(name, reading.vocabulary))
    for kind in kinds:
        if not set(kinds_known(kind)) & set(word.kinds):
            raise Wrong(offset, f"{name} cannot be known of {kind}", f"it is said of {', '.join(word.kinds)}")
    return word


def _is(found: re.Match[str], reading: Reading, kinds: tuple[str, ...]) -> Clause:
    """`is a`, `is a or b`, `is not a`, `is neither a nor b`; `is` and `is not` of one number too."""
    word, rest, start = _word(found, reading, kinds), found["rest"], found.start("rest")
    negated = rest.startswith(("not ", "neither "))
    if rest.startswith("neither "):
        listed, between = rest[8:], " nor "
    else:
        listed, between = (rest[4:] if negated else rest), " or "
    names = listed.split(between)
    if rest.startswith("neither ") and len(names) < 2:
        raise Wrong(start, "`neither` names two values or more", "write `is not a` or `is neither a nor b`")
    if rest.startswith("not ") and len(names) > 1:
        raise Wrong(start, "`is not a or b` can be read two ways", f"write `is neither {' nor '.join(names)}`")
    if word.type in NUMBERS:
        return _equals(word, rest, names, start, reading)
    offset = start + len(rest) - len(listed)
    for name in names:
        if name not in word.choices:
            what = "true or false" if word.type == "flag" else nearest(name, word.choices)
            raise Wrong(offset, f'"{name[:80]}" is not a value of {word.name}', what)
        offset += len(name) + len(between)
    if len(set(names)) < len(names):
        raise Wrong(start, "the same value is named twice")
    chosen = frozenset(names)
    return _atom(word, frozenset(word.choices) - chosen if negated else chosen, found.string, start)


def _equals(word: Word, rest: str, names: list[str], start: int, reading: Reading) -> Clause:
    """A number compared for equality; `is not` holds on both sides of it."""
    if len(names) > 1 or rest.startswith("neither "):
        raise Wrong(start, f"{word.name} is a number", "compare it with one constant")
    offset = start + len(rest) - len(names[0])
    value, shown = _constant(word, names[0], offset, reading)
    atom = _atom(word, Span((value, 0), (value, 1)), f"{word.name} is {shown}", start)
    return Not(atom) if rest.startswith("not ") else atom


def _compared(found: re.Match[str], reading: Reading, kinds: tuple[str, ...]) -> Clause:
    """`<`, `<=`, `>`, `>=`, or a range of both sides."""
    word, op = _word(found, reading, kinds), found["op"]
    if word.type not in NUMBERS:
        hint = f"write `{word.name} is {word.choices[0]}`" if word.choices else ""
        raise Wrong(found.start("op"), f"{word.name} is no number", hint)
    everything = word.everything
    assert isinstance(everything, Span)
    lo, hi = everything
    value, shown = _constant(word, found["high"], found.start("high"), reading)
    text = f"{word.name} {op} {shown}"
    if op.startswith("<"):
        hi = _cut(value, op == "<=")
    else:
        lo = _cut(value, op == ">")
    if found["low"]:
        if op.startswith(">"):
            raise Wrong(found.start("op"), "a range is written from low to high", "write `a <= fact < b`")
        low, first = _constant(word, found["low"], found.start("low"), reading)
        lo, text = _cut(low, found["from"] == "<"), f"{first} {found['from']} {text}"
    if not lo < hi:
        raise Wrong(found.start(), f'"{found.string}" never holds', "")
    return _atom(word, Span(lo, hi), text, found.start())


def _cut(value: Fraction | float, after: bool) -> Cut:
    """The cut just before a value, or just after it."""
    return (value, 1 if after else 0)


def _atom(word: Word, accepts: Values, text: str, offset: int) -> Atom:
    """The atom, kept inside what the word can be; an atom that always or never holds is a slip."""
    inside = intersect(accepts, word.everything)
    if inside is None or inside == word.everything:
        raise Wrong(offset, f'"{text}" {"never" if inside is None else "always"} holds')
    return Atom(word.name, inside, text)


def _constant(word: Word, text: str, offset: int, reading: Reading) -> tuple[Fraction | float, str]:
    """A number, or a named limit and its value as text: `ebs.gp3.max_size (64 TiB)`."""
    if re.search(PRICE, text):
        raise Wrong(offset, f'"{text}" is a price; rules hold no prices', "break-evens are computed: name a derived fact")
    if LIMIT.fullmatch(text):
        try:
            limit = reading.limits.get(text)
        except KeyError as error:
            raise Wrong(offset, *_halves(str(error.args[0]))) from None
        if limit.dimension != word.type and limit.value != 0:
            raise Wrong(offset, f"{text} is a {limit.dimension} ({limit.text}), {word.name} a {word.type}")
        return limit.value, f"{text} ({limit.text})"
    try:
        values = parse_value(word, text)
    except ValueError as error:
        raise Wrong(offset, *_halves(str(error))) from None
    value = number(values)
    if value is None:
        raise Wrong(offset, f'"{text}" is a range', "write `a <= fact <= b`")
    return value, show_value(word, values)


def _halves(message: str) -> tuple[str, str]:
    """A message and its hint, which a `;` parts."""
    said, _, hint = message.partition("; ")
    return said, hint


Filler = Callable[[str], str]


def fill(text: str, filler: Filler) -> str:
    """A sentence with each `{name}` replaced; KeyError names what is unknown."""
    return re.sub(r"\{([^{}]*)\}", lambda found: filler(found[1]), text)

"""Single values of a spec, each read from its node: what is wrong is collected, never only the first problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from advisor import units
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.region_sets import partition
from advisor.sets import Values, number
from advisor.source import MOST_PROBLEMS, Node, quote

CHINA = "aws-cn"  # https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
_A = TypeVar("_A")
_T = TypeVar("_T")


class Said(NamedTuple):
    """What was written of one fact: the set of values, where, the text, and what was assumed to get from one to the other."""

    values: Values
    at: At
    text: str
    why: str = ""


class Places(NamedTuple):
    """The Regions that exist, and the workload's own."""

    known: frozenset[str]
    home: str


class Wrong(ValueError):
    """What is wrong with a value: one problem or more, each at its place."""

    def __init__(self, *problems: Diagnostic) -> None:
        super().__init__(*problems)
        self.problems = problems


def wrong(at: At, text: str, code: str = "value") -> Wrong:
    """One problem from "what is wrong; what to write instead"."""
    message, _, hint = text.partition("; ")
    return Wrong(Diagnostic(at, f"spec.{code}", message, hint))


def scalar(node: Node) -> str:
    """The text of a single value."""
    if isinstance(node.value, str):
        return node.value
    raise wrong(node.at, "one value belongs here, not a list or keys; write it after the colon")


def items(node: Node) -> list[Node]:
    """The items of a list; a single value or mapping is a list of one."""
    return node.value if isinstance(node.value, list) else [node]


def mapping(node: Node) -> dict[str, Node]:
    """The keys and values of a mapping; nothing written is an empty one."""
    if isinstance(node.value, dict):
        return node.value
    if node.value == "":
        return {}
    raise wrong(node.at, "keys belong here; write `name: value` lines, or {name: value, …}")


def record(node: Node, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
    """A mapping with these keys; Wrong names every unknown and missing one."""
    found, known = mapping(node), (*required, *optional)
    unknown = [key for key in found if key not in known][:MOST_PROBLEMS]
    problems = [Diagnostic(node.keys[key], "spec.key", f"unknown key {quote(key)}", nearest(key, known)) for key in unknown]
    problems += [
        Diagnostic(node.at, "spec.missing", f"`{key}` is missing", f"write {key}: …") for key in required if key not in found
    ]
    if problems:
        raise Wrong(*problems)
    return found


def each(nodes: Iterable[_A], read: Callable[[_A], _T]) -> list[_T]:
    """Every node read; Wrong holds the problems of them all."""
    results: list[_T] = []
    problems: list[Diagnostic] = []
    for node in nodes:
        try:
            results.append(read(node))
        except Wrong as error:
            problems += error.problems
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise Wrong(*problems)
    return results


def quantity(node: Node, dimension: str) -> Values:
    """The values a quantity may have."""
    try:
        return units.parse(scalar(node), dimension)
    except Wrong:
        raise
    except ValueError as error:
        raise wrong(node.at, str(error)) from None


def exact(node: Node, dimension: str, *, zero: bool = False) -> Fraction:
    """One finite number, above 0 unless `zero`."""
    value = number(quantity(node, dimension))
    if value is None:
        raise wrong(node.at, f"{quote(scalar(node))} is a range; write one value here")
    if isinstance(value, float):
        raise wrong(node.at, f"{quote(scalar(node))} has no end; write a number here")
    if value == 0 and not zero:
        raise wrong(node.at, "0 means nothing here; write a number above 0")
    return value


def region(node: Node, places: Places) -> str:
    """The name of a Region."""
    name = scalar(node).strip()
    if name in places.known or not places.known:
        return name
    raise wrong(node.at, f"{quote(name)} {'; '.join(unpriced(name, places.known))}", "region")


def unpriced(name: str, known: Iterable[str]) -> tuple[str, str]:
    """What a Region without prices is, and what to write instead."""
    if partition(name) == CHINA:
        return "is a Region of China: a partition of its own, whose prices, in CNY, are not known here", "write another Region"
    return "is no AWS Region with prices", nearest(name, known)


def place(node: Node, places: Places, others: tuple[str, ...]) -> str:
    """A Region, `same_region` (also for the workload's own Region), or one of `others`."""
    name = scalar(node).strip()
    if name in ("same_region", places.home):
        return "same_region"
    if name in others or name in places.known or not places.known:
        return name
    if partition(name) == CHINA:
        raise wrong(node.at, f"{quote(name)} {'; '.join(unpriced(name, places.known))}", "region")
    known = [*others, "same_region", *places.known]
    raise wrong(node.at, f"{quote(name)} is no Region and no other place; {nearest(name, known)}", "region")

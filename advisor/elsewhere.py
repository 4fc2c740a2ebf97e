"""Where a store's copies are to be: other Regions, none in another partition of AWS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor import region_sets
from advisor.reading import Places, each, items, place, region, wrong
from advisor.source import Node, quote


def far_region(node: Node, places: Places) -> str:
    """The Region of a copy, not the workload's own."""
    name = region(node, places)
    if name == places.home:
        raise wrong(node.at, f"{quote(name)} is the workload's own Region; name the one a copy is kept in", "contradiction")
    within(name, node, places.home, places.known)
    return name


def copied(node: Node, places: Places) -> str:
    """The Region of a copy, or `same_region`."""
    name = place(node, places, ())
    within(places.home if name == "same_region" else name, node, places.home, places.known)
    return name


def within(name: str, node: Node, home: str, known: Iterable[str]) -> None:
    """A problem when a Region is in another partition of AWS than the workload's: no service copies between two."""
    if not home or not name or name == "same_region" or region_sets.partition(name) == (own := region_sets.partition(home)):
        return
    near = [each for each in known or region_sets.listed(own) if each != home and region_sets.partition(each) == own]
    like = f"write {nearest_to(home, near)}" if near else f"name a Region of the partition {own}"
    told = f"{quote(name)} is in another partition of AWS than {quote(home)}, and nothing is copied between two"
    raise wrong(node.at, f"{told}; {like}", "contradiction")


def nearest_to(home: str, others: Sequence[str]) -> str:
    """The Region whose name is the likest."""
    return min(sorted(others), key=lambda each: (each[:6] != home[:6], each[:2] != home[:2], each))


def regions(node: Node, places: Places) -> tuple[str, ...]:
    """Further Regions the data must be in, each once and none the workload's own."""
    found = each(items(node), lambda item: region(item, places))
    for name, item in zip(found, items(node), strict=True):
        if name == places.home or found.count(name) > 1:
            again = "the workload's own Region" if name == places.home else "written twice"
            raise wrong(item.at, f"{quote(name)} is {again}; list each further Region once", "contradiction")
        within(name, item, places.home, places.known)
    return tuple(found)

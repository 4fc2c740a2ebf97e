"""A DAX cluster as a cache of its own in front of a DynamoDB table; one within a table's Design is that table's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.instances import dax_node, dax_nodes
from advisor.load import Load, Quantity, sizes_of
from advisor.records import NamedTuple
from advisor.services.cache_traffic import amount
from advisor.services.chosen import Reader
from advisor.services.dax import COUNTS, cluster
from advisor.sets import Values, flag, number, point

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.source import Node

TITLE = "DynamoDB Accelerator"
PRIMARY = "option"
AMOUNTS = ("nodes",)
HOURS = 730
LEAST = ("dax.r5.large", COUNTS[0])  # the smallest node of steady performance, in as many Zones as a cluster needs


class Design(NamedTuple):
    """A cluster of nodes that each keep the whole cache."""

    node: str = LEAST[0]
    nodes: int = LEAST[1]

    @property
    def option(self) -> str:
        """DAX is one option, whatever its nodes."""
        return "dax"


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """The smallest cluster for the peak whose nodes each hold the working set; none when no node holds it.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-cluster-sizing.html
    """
    load, sizes, hit = look.first(look.store, facts), sizes_of(look.store, facts), amount(facts, "hit_ratio")
    name, count = LEAST
    if sizes and load.reads_peak is not None and load.writes_peak is not None and hit is not None:
        found = cluster(load.reads_peak, hit, load.writes_peak, sizes)
        if found is None:
            return ()
        name, count = found
    held, least = amount(facts, "working_set"), dax_node(name)
    roomy = [
        node.type
        for node in dax_nodes()
        if node.requests is not None and least is not None and node.memory >= max(held or Fraction(0), least.memory)
    ]
    return (Design(roomy[0], count),) if roomy else ()


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "a DAX design")
    said.take("service")
    at, name = said.place("node"), said.text("node")
    if name is None or dax_node(name) is None:
        said.wrong(at, f'"{(name or "")[:40]}" is no DAX node type known here', "write node: dax.r5.large")
    design = Design(name or LEAST[0], said.count("nodes") or LEAST[1])
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report; `read` takes it back."""
    return {"node": design.node, "nodes": str(design.nodes)}


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Nodes are billed by the hour, whatever they serve."""
    hours, name = Fraction(design.nodes * HOURS), design.node.removeprefix("dax.")
    how = f"{design.nodes} nodes × 730 h"
    return [Quantity(f"dax.node.{name}", hours, "hour", f"Nodes, {design.node}", "", False, None, how)]


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use."""
    said: dict[str, Values] = {"cluster_nodes": point(design.nodes)}
    node, wanted = dax_node(design.node), look.store.said.get("working_set")
    held = number(wanted.values) if wanted else None
    if node is not None:
        said["burstable"] = flag(node.burstable)
        said["memory_short"] = flag(isinstance(held, Fraction) and held > node.memory)
    return said


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """It has no parts."""
    return []

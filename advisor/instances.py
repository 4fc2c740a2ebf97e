"""EC2 instance types and DAX nodes: memory, local disks, what they can push to EBS (rules/limits/instances.csv, dax_nodes.csv).

A type is found by searching the text for its line, so asking for one never parses the other thousand. Sizes are bytes, rates per
second, exact. `*_max` of EBS is a burst of 30 minutes a day where it exceeds the baseline: size steady work on the baseline
(https://docs.aws.amazon.com/ebs/latest/userguide/ebs-optimization.html).
"""

from __future__ import annotations

from datetime import date
from functools import cache

from advisor import folders
from advisor.diagnostics import nearest
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.units import GIB

MEGABIT = Fraction(1_000_000, 8)
GIGABYTE = 1_000_000_000  # local disks are sold in decimal gigabytes


class Instance(NamedTuple):
    """One EC2 instance type; the four EBS figures are None where AWS gives none (types that are not EBS-optimized)."""

    type: str
    vcpu: int
    memory: Fraction
    baseline_iops: Fraction | None
    max_iops: Fraction | None
    baseline_throughput: Fraction | None
    max_throughput: Fraction | None
    local_storage: Fraction
    ebs_optimized: str
    nitro: bool
    attachments: int
    source: str
    seen: date
    confidence: str

    @property
    def bursts(self) -> bool:
        """Whether its best EBS performance is a burst only."""
        return self.baseline_iops != self.max_iops or self.baseline_throughput != self.max_throughput


class DaxNode(NamedTuple):
    """One DAX node type; `requests` is AWS's normalised requests a second, None where it gives none (all but r5)."""

    type: str
    vcpu: int
    memory: Fraction
    requests: Fraction | None
    burstable: bool
    source: str
    seen: date
    confidence: str
    note: str


@cache
def _text(name: str) -> str:
    """A table of rules/limits, as it is."""
    return (folders.rules() / "limits" / name).read_text("utf-8")


@cache
def find(type_: str) -> Instance | None:
    """The instance type of that exact name (`m6i.large`), None when there is none."""
    text = _text("instances.csv")
    start = text.find(f"\n{type_},")
    if start < 0 or not type_ or not set(type_).isdisjoint(",\n"):
        return None
    line = text[start + 1 : text.index("\n", start + 1)]
    name, vcpu, memory, iops, max_iops, speed, max_speed, disks, ebs, nitro, attachments, seen, confidence, source = line.split(
        ","
    )
    return Instance(
        name,
        int(vcpu),
        Fraction(memory) * GIB,
        _known(iops),
        _known(max_iops),
        _known(speed, MEGABIT),
        _known(max_speed, MEGABIT),
        Fraction(disks) * GIGABYTE,
        ebs,
        nitro == "true",
        int(attachments),
        source,
        date.fromisoformat(seen),
        confidence,
    )


def _known(text: str, unit: Fraction = Fraction(1)) -> Fraction | None:
    """A number in base units; None for an empty cell."""
    return Fraction(text) * unit if text else None


@cache
def types() -> tuple[str, ...]:
    """The names of every instance type, family by family, small to large."""
    return tuple(line.partition(",")[0] for line in _text("instances.csv").splitlines()[1:])


def nearest_type(type_: str) -> str:
    """A hint for a name that is no instance type: the nearest one, or the sizes its family does have."""
    family, dot, _ = type_.partition(".")
    sizes = [name for name in types() if dot and name.startswith(f"{family}.")]
    return f"{family} has {', '.join(name.partition('.')[2] for name in sizes)}" if sizes else nearest(type_, types())


@cache
def dax_nodes() -> tuple[DaxNode, ...]:
    """Every DAX node type, family by family, small to large; `dax.r5.large` is priced as `dax.node.r5.large`."""
    nodes = []
    for line in _text("dax_nodes.csv").splitlines()[1:]:
        name, vcpu, memory, requests, burstable, seen, confidence, source, note = line.split(",", 8)
        nodes.append(
            DaxNode(
                name,
                int(vcpu),
                Fraction(memory) * GIB,
                _known(requests),
                burstable == "true",
                source,
                date.fromisoformat(seen),
                confidence,
                note,
            )
        )
    return tuple(nodes)


def dax_node(type_: str) -> DaxNode | None:
    """The DAX node type of that exact name, None when there is none."""
    return next((node for node in dax_nodes() if node.type == type_), None)

"""Amazon Aurora DSQL: a serverless distributed SQL database, in one Region or written in two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, UNNAMED, Load, Quantity, sizes_of
from advisor.records import NamedTuple
from advisor.services.chosen import Reader
from advisor.services.relational import amount, busy_share, chosen
from advisor.services.relational_lines import gib, key
from advisor.sets import Values

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.source import Node

TITLE = "Amazon Aurora DSQL"
PRIMARY = "spread"
AMOUNTS: tuple[str, ...] = ()
USUAL = ("vcpus",)
SPREADS = ("single_region", "multi_region")
ENCRYPTIONS = ("aws_owned", "customer_managed")


class Design(NamedTuple):
    """A cluster. None: not said."""

    spread: str = "single_region"
    replicate_to: str | None = None
    encryption: str | None = None


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """One cluster, or two that are written in both Regions; there is nothing to size."""
    other = next(iter(look.store.elsewhere), None)
    return tuple(
        Design(spread or SPREADS[0], other if spread == "multi_region" else None, encryption)
        for spread, encryption in product(chosen(settings, "spread"), chosen(settings, "encryption"))
    )


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an Aurora DSQL design")
    said.take("service")
    design = Design(
        spread=said.choice("spread", SPREADS) or SPREADS[0],
        replicate_to=said.text("replicate_to"),
        encryption=said.choice("encryption", ENCRYPTIONS),
    )
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    return {name: value for name, value in zip(Design._fields, design, strict=True) if value is not None}


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Units of work (DPU) and storage; a second Region stores all of it too, and each write costs its write units once more.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html
    """
    lines = [*_work(design, load, facts, look)]
    lines.append(Quantity("aurora_dsql.storage", gib(load.stored), "GB-month", "Storage", "", True, None, "the data once"))
    if design.spread == "multi_region":
        to = design.replicate_to
        stored = gib(load.stored) if to else None
        lines.append(Quantity("aurora_dsql.storage", stored, "GB-month", "Storage", to or UNNAMED, True, to))
    lines.extend(key(design.encryption))
    if design.spread == "multi_region":
        far = key(design.encryption, f"key, {design.replicate_to or UNNAMED}", design.replicate_to)
        lines.extend(each if design.replicate_to else each._replace(amount=None) for each in far)
    return lines


def units_of_a_read(facts: Facts, look: Look) -> Fraction | None:
    """DPUs of a read: the bytes of its rows, at least 2,048."""
    sizes, items = sizes_of(look.store, facts), amount(facts, "items_per_read") or Fraction(1)
    least, each = (look.limits.get(f"dsql.{name}", look.on).value for name in ("min_read", "dpu_per_byte_read"))
    return sum((max(size * items, least) * share for size, share in sizes), Fraction(0)) * each if sizes else None


def units_of_a_write(facts: Facts, look: Look) -> Fraction | None:
    """DPUs of a write of one row: its bytes, at least 1,024; the look for its primary key is a read of its own."""
    sizes = sizes_of(look.store, facts)
    least, row, each = (
        look.limits.get(f"dsql.{name}", look.on).value for name in ("min_written", "min_row_written", "dpu_per_byte_written")
    )
    return sum((max(size, least, row) * share for size, share in sizes), Fraction(0)) * each if sizes else None


def _work(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Units of reading, writing and computing; on the bill they are one line, here each is told."""
    reading, writing = units_of_a_read(facts, look), units_of_a_write(facts, look)
    looks = look.limits.get("dsql.min_read", look.on).value * look.limits.get("dsql.dpu_per_byte_read", look.on).value
    read = None if reading is None or load.reads is None or load.writes is None else load.reads * reading + load.writes * looks
    regions = 2 if design.spread == "multi_region" else 1
    written = None if writing is None or load.writes is None else load.writes * writing * regions
    busy = amount(facts, "vcpus")
    computed = None if busy is None else busy * busy_share(load)
    for item, rate, how in (
        ("Reads", read, "bytes of rows, at least 2 KiB a read, and a look for the key of each write"),
        ("Writes", written, "bytes of rows, at least 1 KiB a write" + (", in both Regions" if regions > 1 else "")),
        ("Computing", computed, "seconds of busy vCPUs"),
    ):
        total = None if rate is None else rate * SECONDS_IN_MONTH
        yield Quantity("aurora_dsql.dpu", total, "DPU", item, "", True, None, how)


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use."""
    return {"spread": frozenset({design.spread})}


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """A cluster has no parts."""
    return []

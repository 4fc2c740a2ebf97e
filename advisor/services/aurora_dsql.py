"""Amazon Aurora DSQL: a serverless distributed SQL database, in one Region or written in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from advisor import region_sets
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, UNNAMED, Load, Quantity, sizes_of
from advisor.records import NamedTuple
from advisor.services.chosen import Reader, listed
from advisor.services.relational import amount, busy_share, chosen
from advisor.services.relational_lines import gib, key
from advisor.sets import Values, flag, point

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.source import Node

TITLE = "Amazon Aurora DSQL"
PRIMARY = "spread"
AMOUNTS: tuple[str, ...] = ()
USUAL = ("vcpus", "reads_peak", "writes_peak")  # computing rests on their usual values while nobody measured them
SPREADS = ("single_region", "multi_region")
ENCRYPTIONS = ("aws_owned", "customer_managed")


class Design(NamedTuple):
    """A cluster. None: not said."""

    spread: str = "single_region"
    replicate_to: tuple[str, ...] = ()
    witness: str | None = None  # the Region that keeps the log alone
    encryption: str | None = None


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """One cluster, or two that are written in both Regions; there is nothing to size."""
    others = look.store.elsewhere
    single, multi = Design(), Design("multi_region", others, _witness(look, others))
    return tuple(
        (multi if spread == "multi_region" else single)._replace(encryption=encryption)
        for spread, encryption in product(chosen(settings, "spread"), chosen(settings, "encryption"))
    )


def _witness(look: Look, others: tuple[str, ...]) -> str | None:
    """The Region that is the witness: today's, else the first of the set that is not one of the cluster's; None while nobody said
    where that is."""
    if not others:
        return None
    said = look.store.current.design if look.store.current is not None else None
    now = said.value.get("witness") if said is not None and isinstance(said.value, dict) else None
    free = [each for each in region_sets.set_of("dsql", look.region) if each not in (look.region, *others)]
    return now.value if now is not None and now.value in free else next(iter(free), None)


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an Aurora DSQL design")
    said.take("service")
    spread = said.choice("spread", SPREADS) or SPREADS[0]
    design = Design(
        spread=spread,
        replicate_to=said.names("replicate_to") or (look.store.elsewhere if spread == "multi_region" else ()),
        witness=said.text("witness"),
        encryption=said.choice("encryption", ENCRYPTIONS),
    )
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    to = listed(design.replicate_to) if design.replicate_to else None
    fields = zip(Design._fields, design._replace(replicate_to=()), strict=True)
    said = ((name, to if name == "replicate_to" else value) for name, value in fields)
    return {name: value for name, value in said if value is not None}


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Units of work (DPU) and storage; each other Region stores all of it too, and each write costs its write units once more
    for it. The witness is free.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html
    """
    lines = [*_work(design, load, facts, look)]
    lines.append(Quantity("aurora_dsql.storage", gib(load.stored), "GB-month", "Storage", "", True, None, "the data once"))
    for to in _others(design):
        stored = gib(load.stored) if to else None
        lines.append(Quantity("aurora_dsql.storage", stored, "GB-month", "Storage", to or UNNAMED, True, to))
    lines.extend(key(design.encryption))
    for to in _others(design):
        far = key(design.encryption, f"key, {to or UNNAMED}", to)
        lines.extend(each if to else each._replace(amount=None) for each in far)
    return lines


def _others(design: Design) -> tuple[str | None, ...]:
    """The other Regions a cluster is read and written in; None for one nobody named."""
    return () if design.spread == "single_region" else design.replicate_to or (None,)


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
    regions = 1 + len(_others(design))
    written = None if writing is None or load.writes is None else load.writes * writing * regions
    busy = amount(facts, "vcpus")
    computed = None if busy is None else busy * busy_share(load)
    for item, rate, how in (
        ("Reads", read, "bytes of rows, at least 2 KiB a read, and a look for the key of each write"),
        ("Writes", written, "bytes of rows, at least 1 KiB a write" + (f", in {regions} Regions" if regions > 1 else "")),
        ("Computing", computed, "seconds of busy vCPUs"),
    ):
        total = None if rate is None else rate * SECONDS_IN_MONTH
        yield Quantity("aurora_dsql.dpu", total, "DPU", item, "", True, None, how)


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use."""
    others = {each for each in (*design.replicate_to, design.witness) if each}
    apart = design.spread == "multi_region" and bool(look.region and others)
    many = len(design.replicate_to) + (design.witness is not None)
    together = region_sets.together("dsql", look.region, others) and len(others - {look.region}) == many
    return {
        "spread": frozenset({design.spread}),
        "copied_regions": point(len(_others(design))),
        "regions_apart": flag(apart and not together),
    }


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """A cluster has no parts."""
    return []

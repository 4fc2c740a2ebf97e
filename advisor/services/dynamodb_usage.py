"""A DynamoDB table's month, line by line: throughput, storage, backups, change capture, DAX, keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Quantity, placed, sizes_of
from advisor.services.dynamodb_capacity import HOURS_IN_MONTH, UNSAID, Place, lanes, places, throughput
from advisor.services.dynamodb_demand import Demand, amount, demand
from advisor.services.dynamodb_design import Design
from advisor.services.dynamodb_units import WRITE_STEP, steps, stored_bytes
from advisor.sets import choice

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

GIB = 1024**3
COPIES = {"daily": 35, "monthly": 12}  # kept by AWS Backup's own plans, 35 days and one year: plan-options-and-configuration
EVERY = {"daily": Fraction(86_400), "monthly": SECONDS_IN_MONTH}
KEY_CALLS = 8760  # at most one call each 5 minutes of a month for one caller: encryption.usagenotes, "Table key caching"


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Everything a month of the Design is billed, per calendar month; amounts nobody stated are None."""
    asked = demand(design, facts, look.store)
    writers = facts.values.get("multi_region_writes")
    spread = places(design, writers is not None and choice(writers) == "true")
    gone = expired(design, load, facts)
    lines = [
        throughput(design, lane, load.predictable)
        for place in spread
        for lane in lanes(design, asked, load, place, gone, len(spread) > 1)
        if design.mode == "provisioned" or lane.units(lane.average) != 0
    ]
    for place in spread:
        lines.extend(_storage(design, asked, load, place, len(spread) > 1))
        lines.extend(_keys(design, place))
    lines.extend(_copies(design, asked, load, facts, len(spread) > 1))
    lines.extend(_changes(design, load, facts, look, gone))
    if design.dax:
        lines.append(_dax(design.dax.node, design.dax.nodes))
    return placed(lines)


def _dax(node: str, nodes: int) -> Quantity:
    """Nodes are billed by the hour, whatever they serve."""
    name = node.removeprefix("dax.")
    return Quantity(
        f"dax.node.{name}", nodes * HOURS_IN_MONTH, "hour", f"DAX nodes, {node}", "DAX", False, None, f"{nodes} nodes × 730 h"
    )


def expired(design: Design, load: Load, facts: Facts) -> Fraction | None:
    """Items a second TTL deletes in a steady state: each lives for the stated time (Little's law)."""
    lifetime = amount(facts, "ttl")
    return load.count / lifetime if design.ttl and lifetime and load.count is not None else None


def _table_bytes(asked: Demand | None, load: Load, replicated: bool) -> Fraction | None:
    """Billed bytes of the table and its local indexes: 100 bytes an item and an entry, 48 more an item of a global table."""
    if load.stored is None or load.count is None:
        return None
    total = stored_bytes(load.stored, load.count, replicated)
    for index in asked.indexes if asked else ():
        if index.of.kind == "LSI":
            total += stored_bytes(load.count * index.covers * index.entry, load.count * index.covers)
    return total


def _storage(design: Design, asked: Demand | None, load: Load, place: Place, replicated: bool) -> Iterator[Quantity]:
    """The table with its local indexes, and each global index; GB are binary.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
    """
    dimension = "dynamodb.storage." + ("standard_ia" if design.table_class == "STANDARD_INFREQUENT_ACCESS" else "standard")
    total = _table_bytes(asked, load, replicated)
    note = "data + 100 B an item" + (" + 48 B an item of a global table" if replicated else "")
    if asked and any(index.assumed and index.of.kind == "LSI" for index in asked.indexes):
        note += UNSAID
    yield Quantity(dimension, _gib(total), "GB-month", "Storage", place.name, True, place.region, note)
    for index in asked.globals if asked else ():
        part = f"index {index.of.name}" + (f", {place.name}" if place.name else "")
        entries = None if load.count is None else load.count * index.covers
        size = None if entries is None else stored_bytes(entries * index.entry, entries)
        how = "entries + 100 B an entry" + (UNSAID if index.assumed else "")
        yield Quantity(dimension, _gib(size), "GB-month", "Storage", part, True, place.region, how)


def _copies(design: Design, asked: Demand | None, load: Load, facts: Facts, replicated: bool) -> Iterator[Quantity]:
    """Point-in-time recovery, kept backups and exports, each billed by the table's size with local indexes, without global ones.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_TableLevelCostAnalysis.html
    """
    table = _gib(_table_bytes(asked, load, replicated))
    if design.pitr:
        yield Quantity("dynamodb.backup.pitr_storage", table, "GB-month", "Point-in-time recovery", "backup", True)
    if design.backups in COPIES:
        kept, how = _kept(design.backups, facts)
        yield Quantity(
            "backup.dynamodb.storage.warm",
            None if table is None else table * kept,
            "GB-month",
            f"{design.backups.capitalize()} backups",
            "backup",
            True,
            None,
            how,
        )
    if design.export == "s3":
        yield Quantity(
            "dynamodb.export_to_s3.full",
            table,
            "GB",
            "Export to S3",
            "export",
            True,
            None,
            "one full export a month: nobody said how often",
        )


def _kept(every: str, facts: Facts) -> tuple[Fraction, str]:
    """Full copies kept on average, and how they were counted: as many as are taken in the stated time."""
    keep = amount(facts, "backup_keep")
    if not keep:
        return Fraction(COPIES[every]), f"{COPIES[every]} full copies kept, as AWS Backup's own plans do: nobody said how long"
    copies = keep / EVERY[every]
    said = f"one a {'day' if every == 'daily' else 'month'}, each for {units.show(keep, 'duration')}"
    return copies, f"{units.show(copies, 'count')} full cop{'y' if copies == 1 else 'ies'} kept: {said}"


def _changes(design: Design, load: Load, facts: Facts, look: Look, gone: Fraction | None) -> Iterator[Quantity]:
    """Change capture. Functions read a stream free of charge; a Kinesis stream costs a unit a started KB of each change (the
    stream itself is not included).

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_StreamsUsage.html
    """
    feed = facts.values.get("change_capture")
    if design.streams == "dynamodb" and (feed is None or choice(feed) != "lambda"):
        yield Quantity(
            "dynamodb.streams.read_request",
            None,
            "request",
            "Stream reads",
            "streams",
            True,
            None,
            "free for functions; nobody said who reads",
        )
    if design.streams == "kinesis":
        sizes = sizes_of(look.store, facts)
        each = sum((steps(size, WRITE_STEP) * share for size, share in sizes), Fraction(0)) if sizes else None
        changes = None if load.writes is None else load.writes + (gone or 0)
        units = None if each is None or changes is None else each * changes * SECONDS_IN_MONTH
        yield Quantity(
            "dynamodb.cdc_kinesis.change_data_capture_unit",
            units,
            "CDCU",
            "Changes to Kinesis",
            "streams",
            True,
            None,
            "a unit a started KB of each change; the Kinesis stream itself is not included",
        )


def _keys(design: Design, place: Place) -> Iterator[Quantity]:
    """A key in AWS KMS: its month when it is the customer's, and the calls of one caller at most.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    """
    part = "key" + (f", {place.name}" if place.name else "")
    if design.encryption == "customer_managed":
        yield Quantity("kms.customer_managed_key", Fraction(1), "key-month", "KMS key", part, False, place.region)
    if design.encryption in ("customer_managed", "aws_managed"):
        yield Quantity(
            "kms.request.symmetric",
            Fraction(KEY_CALLS),
            "request",
            "KMS requests",
            part,
            True,
            place.region,
            "one call each 5 minutes at most, of one caller",
        )


def _gib(size: Fraction | None) -> Fraction | None:
    return None if size is None else size / GIB

"""DynamoDB's capacity arithmetic: read and write units, index writes, stored bytes. Pure and exact.

Sizes are bytes, attribute names included. DynamoDB's KB and GB are binary.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.exact import Fraction

READ_STEP = 4096  # bytes one read unit reads
WRITE_STEP = 1024  # bytes one write unit writes
ITEM_OVERHEAD = 100  # bytes of storage added to each item, and to each index entry: WorkingWithTables.Basics, GSI, LSI
REPLICA_OVERHEAD = 48  # bytes global tables add to each item
STRONG, EVENTUAL, TRANSACTIONAL = Fraction(1), Fraction(1, 2), Fraction(2)
Sizes = Sequence[tuple[Fraction, Fraction]]


def steps(size: Fraction | int, step: int) -> int:
    """`size` in whole steps, at least one: a missing item costs the minimum, as an item of a byte does."""
    return max(1, -(-size // step))


def read_units(size: Fraction | int, consistency: Fraction = STRONG) -> Fraction:
    """Units of one GetItem, or of one item of BatchGetItem, which rounds each item up by itself."""
    return steps(size, READ_STEP) * consistency


def query_units(sizes: Iterable[Fraction | int], consistency: Fraction = STRONG) -> Fraction:
    """Units of one Query or Scan: the sizes read, filtered out or not, are summed and rounded up once."""
    return read_units(sum(sizes), consistency)


def lsi_fetch_units(
    entries: Sequence[Fraction | int], items: Sequence[Fraction | int], consistency: Fraction = STRONG
) -> Fraction:
    """Units of a Query of a local index that fetches what it does not project: the entries once, then each item by itself."""
    return query_units(entries, consistency) + sum((read_units(item, consistency) for item in items), Fraction(0))


def write_units(after: Fraction | int, before: Fraction | int = 0, transactional: bool = False) -> Fraction:
    """Units of a write to a table: the larger of the item before and after, doubled in a transaction."""
    return Fraction(steps(max(after, before), WRITE_STEP) * (2 if transactional else 1))


def mean_read_units(sizes: Sizes, strong: Fraction, transactional: Fraction, items_per_read: Fraction = Fraction(1)) -> Fraction:
    """Mean units of a read: `strong` and `transactional` are shares of the reads, the rest is eventually consistent.

    A read of several items is a Query; the sum of its items is taken as that many mean items.
    """
    factor = strong * STRONG + transactional * TRANSACTIONAL + max(Fraction(0), 1 - strong - transactional) * EVENTUAL
    if items_per_read != 1:
        mean = sum((size * share for size, share in sizes), Fraction(0))
        return factor * steps(mean * items_per_read, READ_STEP)
    return factor * sum((steps(size, READ_STEP) * share for size, share in sizes), Fraction(0))


def mean_write_units(sizes: Sizes, transactional: Fraction = Fraction(0)) -> Fraction:
    """Mean units of a write to the table; `transactional` is the share of writes made in transactions."""
    return (1 + transactional) * sum((steps(size, WRITE_STEP) * share for size, share in sizes), Fraction(0))


def index_write_units(sizes: Sizes, covers: Fraction, touched: Fraction, changes_key: Fraction) -> Fraction:
    """Mean units of an index for one write of its table; never doubled by a transaction.

    Nothing when the item lacks the index key or no projected attribute changes, one write when one does, two (delete, put) when
    the index key's value changes. `changes_key` is part of `touched`. `sizes` are those of the projected entry.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
    """
    writes = covers * (max(touched, changes_key) + changes_key)
    return writes * sum((steps(size, WRITE_STEP) * share for size, share in sizes), Fraction(0))


def stored_bytes(data: Fraction, items: Fraction, replicated: bool = False) -> Fraction:
    """Billed bytes of a table or index: its data and the overhead of each item or entry."""
    return data + items * (ITEM_OVERHEAD + (REPLICA_OVERHEAD if replicated else 0))


def break_even_utilisation(unit_hour: Fraction, unit_request: Fraction) -> Fraction:
    """Average use above which capacity held all day is cheaper than on-demand: a unit serves 3,600 requests an hour."""
    return unit_hour / (3600 * unit_request)


def standard_ia_saving(storage: Fraction, throughput: Fraction, storage_ratio: Fraction, throughput_ratio: Fraction) -> Fraction:
    """What Standard-IA saves a month on the given Standard charges; the ratios are its prices over Standard's."""
    return storage * (1 - storage_ratio) + throughput * (1 - throughput_ratio)

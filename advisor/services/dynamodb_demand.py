"""What a need asks of a DynamoDB table: read and write units of one read and one write, index by index."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import sizes_of
from advisor.records import NamedTuple
from advisor.services.dynamodb_design import Design, Index
from advisor.services.dynamodb_units import Sizes, index_write_units, mean_read_units, mean_write_units
from advisor.sets import number

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.spec import Said, Store

NONE, ALL = Fraction(0), Fraction(1)


class IndexDemand(NamedTuple):
    """One index: units of a read of it, units it takes for one write of the table, its entries."""

    of: Index
    reads: Fraction  # share of the table's reads that go to it
    read_units: Fraction
    write_units: Fraction
    covers: Fraction  # share of the items that have an entry
    entry: Fraction  # bytes of the mean entry
    assumed: bool  # the entry is taken to be as large as the item: nobody said


class Demand(NamedTuple):
    """Units of the mean read and write of the table, local indexes included, and each index by itself."""

    read_units: Fraction
    write_units: Fraction  # without the doubling of transactions: what a replica writes
    transactional_units: Fraction  # with it
    refresh_units: Fraction  # read units DAX takes for a write, to fetch what transactions wrote
    indexes: tuple[IndexDemand, ...]

    @property
    def globals(self) -> tuple[IndexDemand, ...]:
        """The global indexes, which have capacity of their own."""
        return tuple(each for each in self.indexes if each.of.kind == "GSI")


def demand(design: Design, facts: Facts, store: Store) -> Demand | None:
    """The demand on a Design's table; None while the item size or the share of strong reads is unknown.

    Repeated eventually consistent reads end in DAX, when there is one; strong and transactional reads pass through it, and it
    reads back in a transaction what a transaction wrote.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.consistency.html
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-dax
    """
    sizes = sizes_of(store, facts)
    strong, transactional = amount(facts, "consistent_reads", NONE), amount(facts, "transactional_reads", NONE)
    items, repeated = amount(facts, "items_per_read", ALL), amount(facts, "repeat_reads", NONE)
    in_transactions = amount(facts, "transactional_writes", NONE)
    if not sizes or strong is None or transactional is None or items is None or repeated is None or in_transactions is None:
        return None
    asked = sizes, strong, transactional, items, repeated, in_transactions, design.dax is not None
    return _demand(design.indexes, store, *asked) if design.indexes else _plain(*asked)


@lru_cache(maxsize=1024)
def _plain(
    sizes: Sizes,
    strong: Fraction,
    transactional: Fraction,
    items: Fraction,
    repeated: Fraction,
    in_transactions: Fraction,
    dax: bool,
) -> Demand:
    """The demand on a table without indexes."""
    return _demand((), None, sizes, strong, transactional, items, repeated, in_transactions, dax)


def _demand(
    named: tuple[Index, ...], store: Store | None, sizes: Sizes, strong: Fraction, transactional: Fraction, items: Fraction,
    repeated: Fraction, in_transactions: Fraction, dax: bool,
) -> Demand:  # fmt: skip
    """The demand of known reads and writes."""
    hits = repeated if dax else NONE
    eventual = max(NONE, 1 - strong - transactional)
    indexes = tuple(_index(index, store, sizes, items, hits, strong) for index in named) if store is not None else ()
    own = max(NONE, 1 - sum((each.reads for each in indexes), NONE))
    get = mean_read_units(sizes, strong, transactional, items) - hits * eventual * mean_read_units(sizes, NONE, NONE, items)
    local = tuple(each for each in indexes if each.of.kind == "LSI")
    read = own * get + sum((each.reads * each.read_units for each in local), NONE)
    write = mean_write_units(sizes)
    local_writes = sum((each.write_units for each in local), NONE)
    refresh = in_transactions * mean_read_units(sizes, NONE, ALL) if dax else NONE
    return Demand(read, write + local_writes, write * (1 + in_transactions) + local_writes, refresh, indexes)


def _index(index: Index, store: Store, sizes: Sizes, items: Fraction, hits: Fraction, strong: Fraction) -> IndexDemand:
    """One index. Global indexes are read with eventual consistency only; local ones as the table is."""
    said = store.indexes.get(index.name, {})
    projected = _stated(said, "index_projected_size")
    whole = index.projection == "ALL"
    entry = sizes if whole or projected is None else ((projected, ALL),)
    covers, touched = _said(said, "index_covers", ALL), _said(said, "index_touched", ALL)
    share = strong if index.kind == "LSI" else NONE
    reading = mean_read_units(entry, share, NONE, items) - hits * (1 - share) * mean_read_units(entry, NONE, NONE, items)
    return IndexDemand(
        index,
        _said(said, "index_reads", NONE),
        reading,
        index_write_units(entry, covers, touched, _said(said, "index_changes_key", NONE)),
        covers,
        sum((size * part for size, part in entry), NONE),
        not whole and projected is None,
    )


def amount(facts: Facts, name: str, default: Fraction | None = None) -> Fraction | None:
    """The one number of a fact; the default when it is not asked of this kind; None when it is unknown or unbounded."""
    values = facts.values.get(name)
    if values is None:
        return default
    value = number(values)
    return None if isinstance(value, float) else value


def _stated(said: Mapping[str, Said], word: str) -> Fraction | None:
    """The number said of an index, None when nobody said one."""
    value = number(said[word].values) if word in said else None
    return value if isinstance(value, Fraction) else None


def _said(said: Mapping[str, Said], word: str, default: Fraction) -> Fraction:
    """The number said of an index, else the vocabulary's assumption."""
    value = _stated(said, word)
    return default if value is None else value

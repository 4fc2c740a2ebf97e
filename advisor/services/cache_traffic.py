"""What comes to a cache: commands a second on average and at the peak, and the bytes they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, mean_size, sizes_of
from advisor.records import NamedTuple
from advisor.sets import choice, number

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.spec import Store

GIB = 1024**3
KIB = 1024
STORED = ("none", "write_through", "write_behind")  # ways of filling a cache in which a write carries the item into it


class Traffic(NamedTuple):
    """Commands a second: lookups that find their item and that do not, items stored, keys deleted; None where nobody said."""

    hits: Fraction | None
    misses: Fraction | None
    stored: Fraction | None
    deleted: Fraction | None


def amount(facts: Facts, name: str) -> Fraction | None:
    """The one number a fact has; None when it is unknown, a range or unbounded."""
    values = facts.values.get(name)
    value = number(values) if values is not None else None
    return None if isinstance(value, float) else value


def word(facts: Facts, name: str) -> str | None:
    """The one word a fact has."""
    values = facts.values.get(name)
    return choice(values) if values is not None else None


def traffic(load: Load, facts: Facts, strategy: str | None) -> Traffic:
    """The commands of a month's average second.

    A miss of a cache in front of a store loads the item, which is one more command; with lazy loading a write to that store
    does not come to the cache, and with invalidation it deletes a key.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Strategies.html
    """
    reads, writes = load.reads, load.writes
    hit = amount(facts, "hit_ratio") if "hit_ratio" in facts.values else Fraction(1)  # a database holds all that is asked for
    hits = None if reads is None or hit is None else reads * hit
    misses = None if reads is None or hits is None else reads - hits
    loaded = misses if word(facts, "behind") != "nothing" else Fraction(0)
    if strategy == "lazy":
        return Traffic(hits, misses, loaded, Fraction(0))
    if strategy == "invalidate":
        return Traffic(hits, misses, loaded, writes)
    return Traffic(hits, misses, None if loaded is None or writes is None else loaded + writes, Fraction(0))


def bytes_written(load: Load, facts: Facts, strategy: str | None, store: Store) -> Fraction | None:
    """Bytes a second that are written to the cache on average."""
    size, stored = mean_size(store, facts), traffic(load, facts, strategy).stored
    return None if size is None or stored is None else size * stored


def gib_a_month(rate: Fraction | None) -> Fraction | None:
    """Bytes a second as GiB a month."""
    return None if rate is None else rate * SECONDS_IN_MONTH / GIB


def units(size: Fraction, cost: Fraction = Fraction(1)) -> Fraction:
    """ElastiCache processing units of a command: its KB, at least what it costs in plain commands.

    A GET of up to 1 KB takes 1, a SET of 3.2 KB 3.2; a command of three times the vCPU time of a plain one takes 3 with 2 KB.
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.corecomponents.html
    """
    return max(cost, size / KIB)


def processing_units(load: Load, facts: Facts, strategy: str | None, store: Store) -> Fraction | None:
    """Processing units of a month; a miss transfers nothing and takes what a plain command does."""
    sizes, cost, of = sizes_of(store, facts), amount(facts, "command_cost"), traffic(load, facts, strategy)
    if not sizes or cost is None or None in of:
        return None
    cost = max(cost, Fraction(1))
    each = sum((share * units(size, cost) for size, share in sizes), Fraction(0))
    carrying, bare = (
        (of.hits or Fraction(0)) + (of.stored or Fraction(0)),
        (of.misses or Fraction(0)) + (of.deleted or Fraction(0)),
    )
    return (carrying * each + bare * cost) * SECONDS_IN_MONTH

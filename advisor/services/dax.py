"""How large a DAX cluster must be, by AWS's own formula.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/dax-cluster-sizing.html
"""

from __future__ import annotations

from advisor.exact import Fraction
from advisor.instances import dax_nodes
from advisor.services.dynamodb_units import Sizes, steps

COUNTS = (3, 5, 7, 9, 11)  # a single node is no cluster for production; one primary and at most ten replicas
MISS, WRITE = 10, 25  # what a miss and a written-through item cost, in hits
MOST_USED = Fraction(7, 10)


def normalised(hits: Fraction, misses: Fraction, writes: Fraction, size_kb: Fraction | int, nodes: int) -> Fraction:
    """Normalised requests a second of a cluster of `nodes`: every node takes every write."""
    return (hits + misses * MISS + writes * WRITE * nodes) * size_kb


def cluster(reads: Fraction, hit_share: Fraction, writes: Fraction, sizes: Sizes) -> tuple[str, int] | None:
    """(node, nodes) of the smallest cluster that serves the peak at 70 % use and without one of its nodes; None: no cluster does.

    It answers for requests, not for memory: nobody says how large the repeatedly read data is.
    """
    size = sum((steps(size, 1024) * share for size, share in sizes), Fraction(0))
    for count in COUNTS:
        need = normalised(reads * hit_share, reads * (1 - hit_share), writes, size, count)
        target = need * max(1 / MOST_USED, Fraction(count, count - 1))
        for node in dax_nodes():
            if node.requests is not None and target <= node.requests * count:
                return node.type, count
    return None

"""How large and fast one EBS volume of each type must be for a need, within the dated limits of its type.

Bytes, bytes a second, operations a second; a volume is whole GiB. Only what a volume sustains counts, never its burst.
https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from advisor.limits import Limits

KIB, MIB, GIB, TIB = 1024, 1024**2, 1024**3, 1024**4
GP2_IO = 256 * KIB  # the I/O size in which gp2 and io1 volumes deliver throughput
IO1_SMALL_IO, IO1_FULL = 16 * KIB, 500 * MIB  # io1 above 500 MiB/s takes one IOPS for each 16 KiB/s


class Volume(NamedTuple):
    """One volume: bytes, IOPS, bytes a second; None where unknown, or where the type has no such setting."""

    size: Fraction | None
    iops: Fraction | None
    throughput: Fraction | None


class Need(NamedTuple):
    """What a volume must hold and sustain; None is unknown."""

    size: Fraction | None
    iops: Fraction | None
    throughput: Fraction | None


class Bounds:
    """The limits of one volume type on a day."""

    def __init__(self, type_: str, limits: Limits, on: date) -> None:
        self._type, self._limits, self._on = type_, limits, on
        self._known: dict[str, Fraction] = {}

    def __getitem__(self, name: str) -> Fraction:
        """`ebs.<type>.<name>` in base units (bytes, bytes a second, 1)."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._limits.get(f"ebs.{self._type}.{name}", self._on).value
        return found


@lru_cache(maxsize=64)
def _bounds(type_: str, limits: Limits, on: date) -> Bounds:
    """The same, looked up once."""
    return Bounds(type_, limits, on)


def included(limits: Limits, on: date) -> tuple[Fraction, Fraction]:
    """(IOPS, bytes a second) of a gp3 volume at no charge. https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""
    bounds = _bounds("gp3", limits, on)
    return bounds["baseline_iops"], bounds["baseline_throughput"]


def volume(type_: str, need: Need, limits: Limits, on: date) -> Volume | None:
    """The smallest single volume of a type that meets the need; None when none does."""
    bounds = _bounds(type_, limits, on)
    found = SIZERS[type_](need, bounds)
    if found is None or (found.size is not None and found.size > bounds["max_size"]):
        return None
    return found


def _size(*at_least: Fraction | None) -> Fraction | None:
    """The largest of some sizes in whole GiB; None when the data's own, the first, is unknown."""
    if at_least[0] is None:
        return None
    most = max(each for each in at_least if each is not None)
    return -(-most // GIB) * Fraction(GIB)


def _up(value: Fraction) -> Fraction:
    return Fraction(-(-value // 1))


def gp3(need: Need, bounds: Bounds) -> Volume | None:
    """3,000 IOPS and 125 MiB/s are included at any size; more takes 1 GiB for 500 IOPS and one IOPS for 0.25 MiB/s."""
    fast = max(bounds["baseline_throughput"], _mib(need.throughput or Fraction(0)))
    iops = max(bounds["baseline_iops"], _up(need.iops or Fraction(0)), _up(fast / bounds["throughput_per_iops"]))
    if iops > bounds["max_iops"] or fast > bounds["max_throughput"]:
        return None
    padded = iops / bounds["iops_per_gib"] * GIB if iops > bounds["baseline_iops"] else None
    return Volume(_size(need.size, padded, bounds["min_size"]), iops, fast)


def _mib(value: Fraction) -> Fraction:
    """Throughput is set in whole MiB/s."""
    return _up(value / MIB) * MIB


def gp2(need: Need, bounds: Bounds) -> Volume | None:
    """Speed comes with size alone: 3 IOPS a GiB, at least 100, each of up to 256 KiB; so 250 MiB/s lasts from 334 GiB.

    Smaller volumes burst to 3,000 IOPS from a bucket of 5.4 million I/O credits, which is not counted on here.
    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    """
    iops, fast = need.iops or Fraction(0), need.throughput or Fraction(0)
    if iops > bounds["max_iops"] or fast > bounds["max_throughput"]:
        return None
    rate = bounds["iops_per_gib"]
    padded = iops / rate * GIB if iops > bounds["min_iops"] else None
    moved = fast / (rate * GP2_IO) * GIB if fast > bounds["min_iops"] * GP2_IO else None
    size = _size(need.size, padded, moved, bounds["min_size"])
    return Volume(size, None if size is None else gp2_iops(size, bounds), None if size is None else gp2_throughput(size, bounds))


def gp2_iops(size: Fraction, bounds: Bounds) -> Fraction:
    """Baseline IOPS of a gp2 volume of `size` bytes."""
    return min(bounds["max_iops"], max(bounds["min_iops"], bounds["iops_per_gib"] * size / GIB))


def gp2_throughput(size: Fraction, bounds: Bounds) -> Fraction:
    """Sustained bytes a second of a gp2 volume: its baseline IOPS of 256 KiB, up to 128 MiB/s at 170 GiB, 250 MiB/s above."""
    small = size <= bounds["small_throughput_up_to"]
    return min(bounds["small_throughput"] if small else bounds["max_throughput"], gp2_iops(size, bounds) * GP2_IO)


def gp2_burst(size: Fraction, bounds: Bounds) -> tuple[Fraction, Fraction] | None:
    """(seconds a full credit bucket lasts at the burst rate, seconds to refill it); None for volumes that do not burst."""
    baseline = gp2_iops(size, bounds)
    if baseline >= bounds["burst_iops"]:
        return None
    return bounds["credit_bucket"] / (bounds["burst_iops"] - baseline), bounds["credit_bucket"] / baseline


def io1(need: Need, bounds: Bounds) -> Volume | None:
    """50 IOPS a GiB; 256 KiB an IOPS up to 500 MiB/s, 16 KiB an IOPS above, so 1,000 MiB/s take 64,000."""
    fast = need.throughput or Fraction(0)
    per = Fraction(GP2_IO if fast <= IO1_FULL else IO1_SMALL_IO)
    return _provisioned(need, fast / per, bounds)


def io2(need: Need, bounds: Bounds) -> Volume | None:
    """1,000 IOPS a GiB; 0.256 MiB/s an IOPS."""
    return _provisioned(need, (need.throughput or Fraction(0)) / bounds["throughput_per_iops"], bounds)


def _provisioned(need: Need, moving: Fraction, bounds: Bounds) -> Volume | None:
    """An io1 or io2 volume: at least 100 IOPS, and GiB in proportion; unknown IOPS stay unknown."""
    if (need.throughput or 0) > bounds["max_throughput"] or max(need.iops or 0, moving) > bounds["max_iops"]:
        return None
    if need.iops is None and not moving:
        return Volume(_size(need.size, bounds["min_size"]), None, None)
    iops = max(_up(need.iops or Fraction(0)), _up(moving), Fraction(100))
    return Volume(_size(need.size, iops / bounds["iops_per_gib"] * GIB, bounds["min_size"]), iops, None)


def disk(need: Need, bounds: Bounds) -> Volume | None:
    """st1 and sc1: lasting throughput comes with size, so many MiB/s a TiB; sequential I/O is merged into 1 MiB."""
    fast, per_tib = need.throughput or Fraction(0), bounds["baseline_per_tib"]
    if fast > bounds["max_throughput"] or (need.iops or 0) > bounds["max_iops"]:
        return None
    size = _size(need.size, fast / per_tib * TIB, bounds["min_size"])
    return Volume(size, None, None if size is None else min(bounds["max_throughput"], size / TIB * per_tib))


def magnetic(need: Need, bounds: Bounds) -> Volume | None:
    """The previous generation: about 100 IOPS and 40 to 90 MiB/s, nothing to provision."""
    if (need.iops or 0) > bounds["max_iops"] or (need.throughput or 0) > 40 * MIB:
        return None
    return Volume(_size(need.size, Fraction(GIB)), None, None)


SIZERS: dict[str, Callable[[Need, Bounds], Volume | None]] = {
    "gp3": gp3, "gp2": gp2, "io2": io2, "io1": io1, "st1": disk, "sc1": disk, "standard": magnetic,
}  # fmt: skip

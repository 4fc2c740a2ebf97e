"""Sizes told by percentiles → shares by size: a curve through the percentiles, cut into bins. An assumption, which is printed.

Between two percentiles, and beyond the outermost, sizes are log-normal: their logarithm is a straight line over the normal
distribution's quantiles. A median and a mean alone are one log-normal distribution.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple

if TYPE_CHECKING:
    from statistics import NormalDist

SMALL = 128 * 1024  # bytes: there a bin ends, for infrequent access, tiering and lifecycles tell sizes apart there
EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
NARROW = 0.03  # no bin beside the one where objects cease to be small has less of them
END = 12.0  # the normal quantile past which nothing lies
NAME = re.compile(r"p(\d{1,2}(?:\.\d{1,3})?)|median|mean|max")
Sizes = tuple[tuple[Fraction, Fraction], ...]


class Unfit(ValueError):
    """Figures no distribution has, or too few of them; says what to write."""


class _Curve(NamedTuple):
    """Points of (normal quantile, logarithm of the size), in order, and the largest size."""

    places: tuple[float, ...]
    heights: tuple[float, ...]
    most: float

    def line(self, place: float) -> tuple[float, float]:
        """The logarithm of the size at the median of the stretch a quantile is on, and how it rises."""
        index = min(max(bisect_right(self.places, place), 1), len(self.places) - 1)
        slope = (self.heights[index] - self.heights[index - 1]) / (self.places[index] - self.places[index - 1])
        return self.heights[index] - slope * self.places[index], slope

    @property
    def full(self) -> float:
        """The quantile from which on all objects have the largest size."""
        base, slope = self.line(self.places[-1])
        return (log(self.most) - base) / slope if self.most < float("inf") else END

    def at(self, place: float) -> float:
        """The size at a quantile."""
        base, slope = self.line(place)
        return min(self.most, exp(base + slope * place))


def fitted(said: Mapping[str, Fraction]) -> Sizes:
    """Shares by size of `p50`, `p90`, … (or `median`), `mean` and `max` in bytes; Unfit where they do not go together.

    A stated mean comes out exactly: the largest sizes are made to have it.
    """
    from statistics import NormalDist

    normal = NormalDist()
    mean, most = said.get("mean"), said.get("max")
    points = sorted((_share(name), float(size)) for name, size in said.items() if name not in ("mean", "max"))
    if any(size >= larger for (_, size), (_, larger) in pairwise(points)) or len(dict(points)) < len(points):
        raise Unfit("a percentile is not larger than the one below it; correct one of them")
    if most is not None and points and most < points[-1][1]:
        raise Unfit("the largest size is below a percentile; correct one of them")
    curve = _Curve(*_through(points, mean, normal), float("inf") if most is None else float(most))
    edges = _edges(curve, normal)
    sizes = [_mean(curve, low, high, normal) for low, high in pairwise(edges)]
    shares = [Fraction(round((high - low) * 10**4), 10**4) for low, high in pairwise(edges)]
    bins = tuple((Fraction(max(1, round(size))), share) for size, share in zip(sizes, shares, strict=True))
    return bins if mean is None else _with_mean(bins, mean, points[-1][1], most)


def _share(name: str) -> float:
    """The share of the objects below a percentile."""
    share = 0.5 if name == "median" else float(name[1:]) / 100
    if not share:
        raise Unfit("p0 is no percentile; write p10, p50, p90 …")
    return share


def _through(
    points: Sequence[tuple[float, float]], mean: Fraction | None, normal: NormalDist
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The points a curve goes through."""
    place = normal.inv_cdf
    if len(points) > 1:
        return tuple(place(share) for share, _ in points), tuple(log(size) for _, size in points)
    if mean is None or not points or points[0][0] != 0.5:
        raise Unfit("this is too little to tell the sizes by; write p50 and p90, or p50 and mean")
    middle = points[0][1]
    if mean <= middle:
        raise Unfit("the mean is not above the median; write shares by size, such as {60 KiB: 30 %, 2 MiB: 70 %}")
    return (0.0, 1.0), (log(middle), log(middle) + sqrt(2 * log(float(mean) / middle)))


def _edges(curve: _Curve, normal: NormalDist) -> tuple[float, ...]:
    """The bins' ends, with the share of the objects that are small among them."""
    low, high = 0.0005, 0.9995
    inverse = normal.inv_cdf
    if not curve.at(inverse(low)) < SMALL < curve.at(inverse(high)):
        return EDGES
    while high - low > 10**-5:
        middle = (low + high) / 2
        low, high = (middle, high) if curve.at(inverse(middle)) < SMALL else (low, middle)
    small = round(high, 4)
    return tuple(sorted({small, *(each for each in EDGES if each in (0.0, 1.0) or abs(each - small) >= NARROW)}))


def _mean(curve: _Curve, low: float, high: float, normal: NormalDist) -> float:
    """The mean size between two shares of the objects: of a log-normal stretch, exp(m + s²/2) times the normal share s lower."""
    begin = -END if low == 0 else normal.inv_cdf(low)
    end = END if high == 1 else normal.inv_cdf(high)
    cuts = [begin, *(each for each in sorted({*curve.places, curve.full}) if begin < each < end), end]
    total = 0.0
    for first, last in pairwise(cuts):
        if first >= curve.full:
            total += curve.most * (normal.cdf(last) - normal.cdf(first))
        else:
            base, slope = curve.line((first + last) / 2)
            total += exp(base + slope * slope / 2) * (normal.cdf(last - slope) - normal.cdf(first - slope))
    return total / (high - low)


def _with_mean(bins: Sizes, mean: Fraction, above: float, most: Fraction | None) -> Sizes:
    """The bins with the largest made such that all have the mean."""
    rest = sum((size * share for size, share in bins[:-1]), Fraction(0))
    largest = (mean - rest) / bins[-1][1]
    if largest < above or largest < bins[-2][0]:
        raise Unfit("the mean is less than these percentiles have; correct one of them")
    if most is not None and largest > most:
        raise Unfit("the mean is more than these percentiles and the largest size allow; correct one of them")
    return (*bins[:-1], (largest, bins[-1][1]))

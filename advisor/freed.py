"""What accounts get free each month of the services designs are of (pricing/free_tier.csv), as the first tier of its prices: for
specs that ask for it.

So each need is ordered and billed as if it had all that is free to itself; what several needs share is told account-wide. What
is billed beside a service whatever is chosen (keys, data to the internet) is free account-wide alone.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from advisor.catalog import Free, free
from advisor.exact import Fraction
from advisor.missing import Missing
from advisor.prices import Catalog, Price, Tiers
from advisor.services import SERVICES


def freed(catalog: Catalog, on: date) -> Freed:
    """The catalog with what is free on a day: one for all who ask, so that what follows from it is worked out once."""
    return _freed(cast(Hashable, catalog), on)


class Freed:
    """A catalog whose prices of the day begin with what accounts get free."""

    def __init__(self, catalog: Catalog, on: date) -> None:
        self._catalog = catalog
        self.free = {each.name: each for each in free(on) if each.name.partition(".")[0] in SERVICES}

    def find(self, service: str, region: str, dimension: str, on: date) -> Price | Missing:
        """The price of that day, its first tier free where accounts get some of it."""
        price, each = self._catalog.find(service, region, dimension, on), self.free.get(f"{service}.{dimension}")
        if each is None or region in each.not_in or isinstance(price, Missing) or not price.tiers:
            return price
        return price._replace(tiers=_tiers(price.tiers, each), free=(each.seen, each.confidence, each.source))

    def history(self, service: str, region: str, dimension: str) -> tuple[Price, ...]:
        """Every price of a dimension, oldest first, nothing free."""
        return self._catalog.history(service, region, dimension)

    def regions(self, service: str) -> tuple[str, ...]:
        """The Regions that have prices of a service, sorted."""
        return self._catalog.regions(service)


def _tiers(tiers: Tiers, of: Free) -> Tiers:
    """Tiers with what is free before them, which counts towards them."""
    price = next(each for start, each in reversed(tiers) if start <= of.amount)
    return ((Fraction(0), Decimal(0)), (of.amount, price), *(tier for tier in tiers if tier[0] > of.amount))


@lru_cache(maxsize=16)
def _freed(catalog: Any, on: date) -> Freed:
    return Freed(catalog, on)

"""What a Design comes to at least, as floats: the parts that the services' own lower bounds are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from advisor.bill import priced
from advisor.load import Load, Months
from advisor.missing import Missing
from advisor.series import Apart, Series


def together(loads: Sequence[Load]) -> Load | None:
    """All months as one Load; None where they are not alike."""
    try:
        return loads.at(range(len(loads))) if isinstance(loads, Months) else loads[0]
    except Apart:
        return None


def total(amount: Any, months: int) -> float:
    """All months' amounts together; nothing where nobody knows."""
    if amount is None:
        return 0.0
    return sum(amount.whole) * amount.up / amount.down if type(amount) is Series else float(amount) * months


def lowest(catalog: Any, region: str, on: date, dimension: str) -> float:
    """US dollars of a unit in its cheapest tier; nothing where no price is known."""
    price = priced(catalog, region, dimension, on)[0]
    return 0.0 if isinstance(price, Missing) else min((float(each) for _, each in price.tiers), default=0.0)

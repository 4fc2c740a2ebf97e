"""What derived facts are computed from and how one is said: shared by the modules that derive them."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.exact import Fraction
from advisor.instances import Instance
from advisor.records import NamedTuple
from advisor.sets import Values, number, point
from advisor.spec import Store, Workload

Known = Mapping[str, Values]
Found = tuple[Values, str, str] | None


class Sheet(NamedTuple):
    """What derived facts are computed from, beside other facts; `relational`: what relational services are sized by is asked."""

    store: Store
    workload: Workload
    instance: Instance | None
    usual: bool
    relational: bool


def value(known: Known, name: str) -> Fraction | None:
    """The one finite number of a fact, None while it is unknown or unbounded."""
    values = known.get(name)
    found = number(values) if values is not None else None
    return None if isinstance(found, float) else found


def derived(amount: Fraction | float | None, why: str, origin: str = "derived") -> Found:
    """A derived number, None when an input is missing."""
    return None if amount is None else (point(amount), origin, why)

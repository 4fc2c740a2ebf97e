"""What a report says of where its answer turns: conditions it holds under, flips, break-evens, trades, curves of charts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from advisor.records import NamedTuple


class Condition(NamedTuple):
    """The answer holds while the fact stays within."""

    fact: str
    condition: str


class Flip(NamedTuple):
    """One fact changed: what the recommendation becomes. `value` written at `path` in the spec does it."""

    fact: str
    from_: str
    to: str
    becomes: str
    path: str
    value: str


class BreakEven(NamedTuple):
    """Where money turns the recommendation: on that `side` of `at` (others unchanged) it becomes another."""

    fact: str
    today: str
    side: str
    at: str
    becomes: str
    path: str
    value: str


class Trade(NamedTuple):
    """A setting of a design (`basis` recommended or chosen) that is weighed against another value on the use of one dimension.

    At `at` units a month both cost the same: `flat`, the month's bill of the value without the charge, less `fixed`, that of the
    value with it before any use, over `unit_price`. `charged` says whether `value` is the one with the charge; `today` is the
    amount now (None: nobody said), `monthly` and `other_monthly` what each costs then.
    """

    basis: str
    field: str
    value: str
    other: str
    dimension: str
    unit: str
    unit_price: Decimal
    today: Decimal | None
    at: Decimal
    charged: bool
    fixed: Decimal
    flat: Decimal
    monthly: Decimal
    other_monthly: Decimal


class Point(NamedTuple):
    """A value of a number, in base units and shown, and what each option then costs in an average month, where it is priced."""

    at: Decimal
    shown: str
    monthly: Mapping[str, Decimal]


class Curve(NamedTuple):
    """What designs cost as one number goes up and down around its break-evens, which lie at `turns`: the recommended option
    first. Values are in base units."""

    fact: str
    path: str
    today: Decimal
    turns: tuple[Decimal, ...]
    options: tuple[str, ...]
    points: tuple[Point, ...]

"""What a report can be sure of: of how many policies the recommended one is the cheapest, and what holds whatever the use is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.records import NamedTuple


class Choice(NamedTuple):
    """One way to keep the data: what it costs in an average month of each use, and its largest regret: what it costs more than
    the cheapest for a use, with that use."""

    option: str
    configuration: Mapping[str, Any]
    monthly: tuple[Decimal, ...]
    regret: Decimal
    regret_in: str


class Hedge(NamedTuple):
    """Where nobody knows the use: the option that follows it beside the plain one, an average month of each at worst (`worst`,
    `plain_worst`) and where nothing is used (`best`, `plain_best`); and ways to keep the data, that of the least regret first."""

    option: str
    plain: str
    worst: Decimal
    plain_worst: Decimal
    best: Decimal
    plain_best: Decimal
    uses: tuple[str, ...]
    choices: tuple[Choice, ...]


class Proof(NamedTuple):
    """The recommended Design is the cheapest of so many policies over time: ways of each size of objects through the options
    that fit, at the ages at which something changes; between these none is cheaper. None at all costs less by more than `slack`
    over the horizon."""

    policies: Decimal
    slack: Decimal

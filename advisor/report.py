"""The Report: everything the tool says of a workload, and its JSON, from which every other format is rendered.

Amounts are exact decimal strings in `currency`; quantities are decimal strings of at most 12 places.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from advisor.amounts import decimal
from advisor.assurances import Choice as Choice
from advisor.assurances import Hedge as Hedge
from advisor.assurances import Proof as Proof
from advisor.bill import Bill, Line
from advisor.diagnostics import At
from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.turns import BreakEven as BreakEven
from advisor.turns import Condition as Condition
from advisor.turns import Curve as Curve
from advisor.turns import Flip as Flip
from advisor.turns import Point as Point
from advisor.turns import Trade as Trade

SCHEMA = "advisor-report-1"


class Monthly(NamedTuple):
    """Amounts a month: the first, the mean over the horizon, the last."""

    first: Decimal
    average: Decimal
    last: Decimal


class Priced(NamedTuple):
    """A Design with its bill. `fit`: fit, capable, or (a chosen one only) excluded."""

    service: str
    title: str
    option: str
    option_title: str
    fit: str
    configuration: Mapping[str, Any]
    monthly: Monthly
    months: tuple[Decimal, ...]
    total: Decimal
    at_least: bool
    unpriced: tuple[str, ...]
    bill: tuple[Line, ...]
    at_most_but: str | None = (
        None  # where known amounts are the most there can be: what is not known beside them; null: they are not
    )


class Reason(NamedTuple):
    """A rule that decided, in a sentence, and the pages it rests on; `chose` is what it chose, `sets` the field it fills."""

    rule: str
    because: str
    source: tuple[str, ...]
    chose: tuple[str, ...] = ()
    sets: str = ""


class Exclusion(NamedTuple):
    """An option that is out, and a rule that says why."""

    option: str
    rule: str
    because: str
    source: tuple[str, ...]
    service: str = ""


class Assumed(NamedTuple):
    """Something nobody wrote, and the value used."""

    fact: str
    value: str
    why: str


class Outcome(NamedTuple):
    """What an answer to a question leads to; `monthly` is the average month's bill, None where a price is missing."""

    answer: str
    option: str
    monthly: Decimal | None


class Question(NamedTuple):
    """A measurement worth making, with the outcome under each answer. `path` is where its answer goes."""

    fact: str
    question: str
    path: str
    outcomes: tuple[Outcome, ...]


class Finding(NamedTuple):
    """What a check found."""

    code: str
    severity: str
    message: str
    at: At | None
    option: str
    field: str
    instead: str
    source: tuple[str, ...]


class Clause(NamedTuple):
    """One comparison: the fact's value, whether it held (None: open), and the value minus the bound, in base units and shown."""

    clause: str
    fact: str
    value: str
    held: bool | None
    gap: Decimal | None
    gap_shown: str


class Step(NamedTuple):
    """One rule or exclusion tried: whether it held, and each comparison with the fact's value and its gap."""

    decision: str
    rule: str
    option: str
    held: bool | None
    clauses: tuple[Clause, ...]
    chose: tuple[str, ...]


class Waiting(NamedTuple):
    """What a month costs more from a day on while a change is not made; `monthly` None: a charge nobody can price here."""

    item: str
    since: str
    monthly: Decimal | None
    source: tuple[str, ...]


class Kept(NamedTuple):
    """A setting of what runs today that is left as it is: it serves as well as the recommended value; or nobody said what it is
    today (`from` empty), and nothing is changed for that; or it belongs to a setting that is left (`to` empty)."""

    field: str
    from_: str
    to: str


class Change(NamedTuple):
    """One field of what runs today on its way to the recommended design: values before and after ("": none), the sentence
    that says how, the AWS operations, the downtime, the pages. Changes with the same `step` are made by one act; steps are
    taken in their order. `waiting`: what it costs while it is not made."""

    field: str
    from_: str
    to: str
    how: str
    operations: tuple[str, ...]
    downtime: str
    step: int
    source: tuple[str, ...]
    waiting: tuple[Waiting, ...] = ()


class Policy(NamedTuple):
    """One way to keep the data over the months, and why it falls short of what is asked ("": it does not).

    `once`: the lines for bringing over what is there today, which are in its first months. Against the policy the comparison
    names: the month from which it has cost less in all, and from which each month costs less (None: not within the horizon).
    """

    name: str
    configuration: Mapping[str, Any]
    monthly: Monthly
    months: tuple[Decimal, ...]
    total: Decimal
    at_least: bool
    falls_short: str
    once: tuple[Line, ...] = ()
    payback_month: int | None = None
    cheaper_from: int | None = None
    at_most_but: str | None = None  # as of a Design


class OverTime(NamedTuple):
    """Policies side by side, the proposed first. Against the one named `against`: the month from which the proposed has cost less
    in all, and from which each month costs less (None: not within the horizon). `worst` is what its dearest month costs."""

    policies: tuple[Policy, ...]
    against: str
    payback_month: int | None
    cheaper_from: int | None
    worst_month: int
    worst: Decimal


class Need(NamedTuple):
    """One store (or move) and everything said of it."""

    name: str
    kind: str
    recommended: Priced | None
    alternatives: tuple[Priced, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    chosen: Priced | None = None
    reasons: tuple[Reason, ...] = ()
    holds_while: tuple[Condition, ...] = ()
    flips: tuple[Flip, ...] = ()
    trace: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumed, ...] = ()
    questions: tuple[Question, ...] = ()
    changes: tuple[Change, ...] = ()
    chosen_changes: tuple[Change, ...] = ()  # to the chosen design, where they are others
    order_proved: bool = True
    break_evens: tuple[BreakEven, ...] = ()
    current: Priced | None = None
    over_time: OverTime | None = None
    trades: tuple[Trade, ...] = ()
    curves: tuple[Curve, ...] = ()
    proof: Proof | None = None
    kept: tuple[Kept, ...] = ()  # of what runs today, on the way to the recommended design
    reached: Priced | None = None  # the recommended design once more, where it keeps something of today's
    hedge: Hedge | None = None
    kept_monthly: Decimal | None = None  # what an average month costs more for what is kept of today's, as far as it is known


class Seen(NamedTuple):
    """The days between which the prices used were last observed."""

    seen_from: date | None
    seen_to: date | None


class Report(NamedTuple):
    """The whole answer. `basis` says which designs the totals add up: recommended, or chosen where there is one."""

    schema: str
    workload: str
    region: str
    currency: str
    horizon_months: int
    on: date
    optimize_for: str
    prices: Seen
    stores: tuple[Need, ...]
    adjustments: tuple[Line, ...]
    assumptions: tuple[Assumed, ...]
    findings: tuple[Finding, ...]
    basis: str
    monthly: Monthly
    months: tuple[Decimal, ...]
    total: Decimal
    at_least: bool
    unpriced: tuple[str, ...]
    at_most_but: str | None = None  # as of a Design


def priced(
    service: str, title: str, option: str, option_title: str, fit: str, configuration: Mapping[str, Any], bill: Bill,
    whole: bool = True,
) -> Priced:  # fmt: skip
    """A Design and its bill as the report shows it; not `whole`: what it comes to, without its months and lines."""
    return Priced(
        service, title, option, option_title, fit, configuration, Monthly(bill.first, bill.average, bill.last),
        bill.months if whole else (), bill.total, bill.at_least, bill.unpriced, bill.lines if whole else (), bill.at_most_but,
    )  # fmt: skip


def plain(value: Any) -> Any:
    """A value of the report as JSON has it: decimals as strings, days in ISO form."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name.rstrip("_"): plain(getattr(value, name)) for name in value._fields if name != "use"}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Fraction):
        return format(decimal(value), "f")
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return value

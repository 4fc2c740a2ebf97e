"""Budgets that are exceeded: of a need by its chosen design, of the workload by what is recommended or chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from advisor import report
from advisor.accounts import adjustments
from advisor.bill import Bill
from advisor.candidates import Context
from advisor.costing import breached
from advisor.spec import Store, Workload
from advisor.written import Designs, Written


def over_chosen(chosen: Written, store: Store) -> Iterable[report.Finding]:
    """The need's budget, where the dearest month of the chosen design exceeds it."""
    at, option = store.chosen.at if store.chosen else store.at, f"chosen {chosen.option}"
    for breach in breached(store.budget, chosen.bill.dearest):
        message, instead = f"{store.name}, as chosen, {breach}", "raise the budget or choose another design"
        yield report.Finding("budget.chosen", "error", message, at, option, "budget", instead, ())


def over_budget(workload: Workload, dearest: Decimal, who: str = "the workload") -> Iterable[report.Finding]:
    """The workload's budget, where its dearest month exceeds it."""
    for breach in breached(workload.budget, dearest):
        instead = "raise the budget or relax a requirement"
        yield report.Finding("budget.workload", "error", f"{who} {breach}", None, "", "budget", instead, ())


def over_as_chosen(bills: Mapping[str, Bill | None], said: Designs, context: Context) -> Iterable[report.Finding]:
    """The workload's budget, where with the chosen designs its dearest month exceeds it; `bills` are of what is recommended."""
    if context.workload.budget is None or not said.chosen:
        return
    chosen = {**bills, **{name: each.bill for name, each in said.chosen.items()}}
    counted = [each for each in chosen.values() if each is not None]
    _, months = adjustments(counted, context.workload, context.catalog, context.on)
    yield from over_budget(context.workload, max(months), "the workload, as chosen,")

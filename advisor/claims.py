"""What a design document claims, held against its report: the choice and its budget, the age of prices, what nobody said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from advisor.amounts import decimal
from advisor.blocks import place
from advisor.prices import FileCatalog
from advisor.records import NamedTuple
from advisor.report import Finding, Need, Priced, Report
from advisor.source import Node
from advisor.spec import Workload


class Held(NamedTuple):
    """What claims are held against: the day, how old prices may be, and the catalog."""

    today: date
    oldest: timedelta
    catalog: FileCatalog


def claims(workload: Workload, node: Node, report: Report, held: Held) -> Iterator[tuple[str, Finding]]:
    """The need's name (empty: the workload's) and the finding, beside those the report has of its own."""
    for need in report.stores:
        path = ("stores", *need.name.split("/", 1)) if place(node, "stores", need.name) is None else ("stores", need.name)
        at = place(node, *path, "chosen") or place(node, *path)
        found = [_unmet(need), _missing(need), _unpriced(need), *_chosen(need), _unproved(need, workload)]
        yield from ((need.name, each._replace(at=at)) for each in found if each is not None)
    if workload.budget is not None and report.at_least and max(report.months) <= workload.budget:
        yield "", _not_priced("budget.workload-not-priced", f"the workload's budget of {decimal(workload.budget):,.2f} USD")
    designs = [one for need in report.stores if (one := need.chosen or need.recommended) is not None]
    yield from (("", each._replace(at=place(node, "on"))) for each in _changed(designs, workload, held))
    yield from (("", each) for each in _stale(designs, held))


def _finding(code: str, severity: str, message: str, instead: str = "", option: str = "", *source: str) -> Finding:
    return Finding(code, severity, message, None, option, "", instead, tuple(source))


def _unmet(need: Need) -> Finding | None:
    """Nothing meets the need."""
    if need.recommended is not None or any(each.code == "need.not-built" for each in need.findings):
        return None
    reasons = " ".join(dict.fromkeys(each.because for each in need.excluded[:3]))
    return _finding("need.unmet", "error", f"nothing can do what {need.name} asks. {reasons}", "relax what is asked")


def _missing(need: Need) -> Finding | None:
    """The bill rests on amounts nobody said."""
    design = need.chosen or need.recommended
    if design is None or not design.at_least:
        return None
    unsaid = list(dict.fromkeys(line.item for line in design.bill if line.amount is None))
    if not unsaid:
        return None
    shown = ", ".join(unsaid[:4]) + (f" and {len(unsaid) - 4} more" if len(unsaid) > 4 else "")
    message = f"nobody said how much there is of {shown}: the bill of {need.name} is a lower bound"
    return _finding("facts.missing", "warning", message, "say it in the spec, or write `measured:` amounts")


def _unpriced(need: Need) -> Finding | None:
    """The design that is recommended where none is chosen is not fully priced."""
    design = need.recommended if need.chosen is None else None
    if design is None or not design.unpriced:
        return None
    missing = "; ".join(dict.fromkeys(each.partition(":")[0] for each in design.unpriced))
    message = f"what is recommended for {need.name} is not fully priced, so that its bill is a lower bound: {missing}"
    return _finding("need.not-priced", "warning", message, "find the prices out before the bill counts")


def _chosen(need: Need) -> Iterator[Finding]:
    """What the choice means beside what the rules say of it."""
    chosen, best = need.chosen, need.recommended
    if chosen is None:
        return
    option = f"chosen {chosen.option}"
    if chosen.unpriced:
        missing = "; ".join(dict.fromkeys(chosen.unpriced))
        yield _finding("chosen.unpriced", "warning", f"the chosen design is not fully priced: {missing}", "", option)
    elif best is not None and chosen.fit == "capable" and best.option != chosen.option and not chosen.at_least:
        less = best.monthly.average - chosen.monthly.average
        if less >= 0:
            reason = next((f" {each.because}" for each in need.reasons if best.option in each.chose), "")
            costs = f"costs {less:,.2f} USD a month more" if less else "costs the same"
            message = f"{chosen.option_title} is chosen; {best.option_title} suits better and {costs}.{reason}"
            yield _finding("chosen.differs", "info", message, "", option)


def _unproved(need: Need, workload: Workload) -> Finding | None:
    """A need's budget that what is known does not exceed, where something is not priced."""
    design = need.chosen or need.recommended
    budget = next((each.budget for each in workload.stores if each.name == need.name), None)
    if budget is None or design is None or not design.at_least or max(design.months, default=Decimal(0)) > budget:
        return None
    return _not_priced("budget.not-priced", f"the budget of {need.name}, {decimal(budget):,.2f} USD a month,")


def _not_priced(code: str, what: str) -> Finding:
    message = f"that {what} is kept is not proved: the bill is a lower bound, of which something has no price or no amount"
    return _finding(code, "error", message, "say in the spec what is missing, or write `measured:` amounts")


def _changed(designs: list[Priced], workload: Workload, held: Held) -> Iterator[Finding]:
    """Prices of the spec's own day that have changed since."""
    if workload.on is None or workload.on >= held.today:
        return
    changed: dict[str, str] = {}
    for line in (line for each in designs for line in each.bill):
        service, _, dimension = line.dimension.partition(".")
        for price in held.catalog.history(service, line.region, dimension):
            if price.since is not None and workload.on < price.since <= held.today:
                changed[line.item] = f"{line.item} since {price.since}"
    if changed:
        shown = ", ".join(list(changed.values())[:4]) + (f" and {len(changed) - 4} more" if len(changed) > 4 else "")
        message = f"the spec names {workload.on}, and prices have changed since: {shown}"
        yield _finding("prices.changed", "warning", message, "write a later `on:`, or leave it out")


def _stale(designs: list[Priced], held: Held) -> Iterator[Finding]:
    """Prices nobody has seen for long."""
    oldest = held.today - held.oldest
    stale = {line.dimension: line.price_seen for each in designs for line in each.bill if line.price_seen < oldest}
    if stale:
        names = ", ".join(list(stale)[:3]) + (f" and {len(stale) - 3} more" if len(stale) > 3 else "")
        message = f"prices were last seen on {min(stale.values())}: {names}"
        yield _finding("prices.stale", "info", message, "compare them with AWS's price list before the bill counts")

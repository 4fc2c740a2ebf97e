"""What is billed across an account, not per need: tiers shared by all buckets of a Region, and the free tier when asked for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from decimal import Decimal

from advisor.amounts import PICO, Figures
from advisor.bill import Bill, Line
from advisor.exact import Fraction
from advisor.missing import Missing
from advisor.prices import Catalog, Price, charge
from advisor.services import FREE, NOT_FREE, POOLED, SERVICES
from advisor.spec import Workload

FREE_OF = "not counted, of "


def adjustments(
    bills: Sequence[Bill], workload: Workload, catalog: Catalog, on: date
) -> tuple[tuple[Line, ...], tuple[Decimal, ...]]:
    """Account-wide lines, and what each month comes to with them; lines of amounts that change by month are taken at each's."""
    lines: list[Line] = []
    months = [
        sum(each, Decimal(0)) for each in zip([Decimal(0)] * workload.horizon_months, *(one.months for one in bills), strict=True)
    ]
    for line, amounts in (*_pooled(bills, catalog, on), *_once(bills, catalog, on), *_free(bills, workload, on)):
        lines.append(line)
        months = [before + amount for before, amount in zip(months, amounts, strict=True)]
    return tuple(lines), tuple(months)


def counted(catalog: Catalog, workload: Workload, on: date) -> Catalog:
    """The catalog a workload is priced with: with what accounts have free of the services of its designs, if it asks for that."""
    if not workload.free_tier:
        return catalog
    from advisor.freed import freed

    return freed(catalog, on)


def _pooled(bills: Sequence[Bill], catalog: Catalog, on: date) -> Iterable[tuple[Line, list[Decimal]]]:
    """Tiers count all use of a dimension in a Region: the difference to needs billed alone."""
    for (dimension, region), found in _tiered(bills, getattr(catalog, "free", {})).items():
        if len(found) < 2:
            continue
        service, _, name = dimension.partition(".")
        price = catalog.find(service, region, name, on)
        if isinstance(price, Missing):
            continue
        alone = [sum(each) for each in zip(*(use for use, _ in found), strict=True)]
        months = [_difference(price, [use[month] for use, _ in found]) for month in range(len(alone))]
        if any(months):
            line = found[0][1]
            item = f"{'Free tier' if price.free else 'Tiers'} shared by {len(found)} needs: {line.item}"
            yield _line(line, item, months), months


def _once(bills: Sequence[Bill], catalog: Catalog, on: date) -> Iterable[tuple[Line, list[Decimal]]]:
    """What accounts have free over all Regions is free once: what each further Region's needs were billed too little."""
    amounts = {name: each for name, each in getattr(catalog, "free", {}).items() if each.scope == "account"}
    lefts: dict[str, list[Fraction]] = {}
    for (dimension, region), found in _tiered(bills, amounts).items():
        service, _, name = dimension.partition(".")
        price = catalog.find(service, region, name, on)
        if dimension not in amounts or region in amounts[dimension].not_in or isinstance(price, Missing):
            continue
        amount = amounts[dimension].amount
        uses = [sum(each, Fraction(0)) for each in zip(*(use for use, _ in found), strict=True)]
        left = lefts.setdefault(dimension, [amount] * len(uses))
        months = [_worth(min(use, amount) - min(use, rest), price) for use, rest in zip(uses, left, strict=True)]
        lefts[dimension] = [max(rest - use, Fraction(0)) for use, rest in zip(uses, left, strict=True)]
        if any(months):
            yield _line(found[0][1], f"Free tier, once over all Regions: {found[0][1].item}", months), months


def _worth(amount: Fraction, price: Price) -> Decimal:
    """What an amount that was taken as free costs at the first tier that is not."""
    return Decimal(round(amount * Fraction(price.tiers[1][1]) * PICO)).scaleb(-12)


def _tiered(bills: Sequence[Bill], free: Container[str] = ()) -> dict[tuple[str, str], list[tuple[list[Fraction], Line]]]:
    """Monthly use of each dimension with tiers that count together, bill by bill."""
    found: dict[tuple[str, str], list[tuple[list[Fraction], Line]]] = {}
    for bill in bills:
        own: dict[tuple[str, str], tuple[list[Fraction], Line]] = {}
        for line in bill.lines:
            if (line.dimension in POOLED or line.dimension in free) and line.tier and line.use:
                key = (line.dimension, line.region)
                before, first = own.get(key, ([Fraction(0)] * len(line.use), line))
                own[key] = ([a + b for a, b in zip(before, line.use, strict=True)], first)
        for key, use in own.items():
            found.setdefault(key, []).append(use)
    return found


def _difference(price: Price, uses: Sequence[Fraction]) -> Decimal:
    """What one pool costs less than each need by itself; more, where each had what is free to itself."""
    together = sum((part.amount for part in charge(price.tiers, sum(uses, Fraction(0)))), Fraction(0))
    apart = sum((part.amount for use in uses for part in charge(price.tiers, use)), Fraction(0))
    return Decimal(round((together - apart) * PICO)).scaleb(-12)


def _free(bills: Sequence[Bill], workload: Workload, on: date) -> Iterable[tuple[Line, list[Decimal]]]:
    """What the account gets free each month of what no design is of, at the first tier's price; only if the spec asks for it."""
    if not workload.free_tier:
        return
    from advisor.catalog import free

    for each in (each for each in free(on) if each.name.partition(".")[0] not in SERVICES):
        lines = [line for bill in bills for line in bill.lines if line.dimension == each.name and line.use]
        used = [line for line in lines if line.region not in each.not_in]
        first = [line for line in used if not line.tier or line.tier.startswith("first")]
        if not first:
            continue
        months = [sum((line.use[month] for line in first), Fraction(0)) for month in range(workload.horizon_months)]
        saved = [Decimal(-round(min(use, each.amount) * Fraction(first[0].unit_price) * PICO)).scaleb(-12) for use in months]
        line = first[0]._replace(tier="", source=each.source, price_seen=each.seen, price_confidence=each.confidence)
        yield _line(line, f"Free tier: {first[0].item}", saved), saved


def left_out(bills: Sequence[Bill], workload: Workload) -> Iterable[tuple[str, str, str]]:
    """The assumption that what accounts have free is not counted, where some of a bill is and the spec does not ask for it."""
    lines = [line for bill in bills for line in bill.lines if line.dimension in FREE]
    named = {FREE[line.dimension]: None for line in lines if (line.dimension, line.region) not in NOT_FREE}
    if named and not workload.free_tier:
        yield "free_tier", FREE_OF + listed(named), "what every account has free of it is not counted; write free_tier: true"


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _line(like: Line, item: str, months: Sequence[Decimal]) -> Line:
    """An adjustment as an ordinary line: one a month, at what it changes."""
    amount = Figures(months[0], months[-1], sum(months, Decimal(0)))
    each = Figures(Decimal(1), Decimal(1), Decimal(len(months)))
    return like._replace(
        item=item, part="", tier="", unit="month", unit_price=months[0], quantity=each, amount=amount, use=(),
        formula="", usage_based=True,
    )  # fmt: skip

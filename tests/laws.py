"""What must hold of every answer to every spec; each law yields what breaks it. Used by test_properties and benchmarks/."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import specs

from advisor import vocabulary
from advisor.advise import advise, context_of
from advisor.candidates import Context, Weighed, weigh
from advisor.missing import Missing
from advisor.prices import FileCatalog
from advisor.report import Need, Priced, Report, plain
from advisor.spec import Workload, read_spec

CATALOG, VOCABULARY = FileCatalog(), vocabulary.load()


class Case(NamedTuple):
    """A spec and what became of it."""

    tree: specs.Tree
    workload: Workload
    report: Report

    @property
    def context(self) -> Context:
        """What its needs are weighed with."""
        return context_of(self.workload, CATALOG, self.report.on)

    def weighed(self) -> Iterator[Weighed]:
        """Its needs, weighed once more."""
        context = self.context
        return (weigh(store, context) for store in self.workload.stores)


def answered(tree: specs.Tree, *, full: bool = True, basis: str = "recommended", most: int | None = None) -> Case:
    """A spec read from its text and answered."""
    workload = specs.workload(specs.write(tree))
    return Case(tree, workload, advise(workload, CATALOG, workload.on or specs.ON, full=full, basis=basis, most=most))


def case(seed: int, kind: str | None = None, *, full: bool = True) -> Case:
    """The case of a seed."""
    return answered(specs.tree(seed, kind), full=full)


def need(report: Report, name: str) -> Need:
    """One need of a report."""
    return next(each for each in report.stores if each.name == name)


def title(need: Need) -> str:
    """What is recommended, as flips say it."""
    best = need.recommended
    return f"{best.service} {best.option}" if best else "nothing meets it"


# --- flips ---------------------------------------------------------------------------------------------------------------


def flips(found: Case) -> Iterator[tuple[str, str]]:
    """Each printed flip, and what is wrong with it (nothing: it flips to what it says when written into the spec)."""
    for each in found.report.stores:
        for flip in each.flips:
            choices = VOCABULARY[flip.fact].choices
            for value in flip.to.split(" or ") if choices and flip.value in choices else (flip.value,):
                tree = copy.deepcopy(found.tree)
                specs.put(specs.find(tree, each.name), flip.path, value)
                what = f"{found.workload.name} {each.name}: {title(each)}, with {flip.path}: {value} {flip.becomes}"
                workload, problems = read_spec(specs.write(tree), "flipped.yaml")
                if workload is None:
                    yield what, f"the spec is refused: {problems[0].message}"
                    continue
                now = title(need(advise(workload, CATALOG, found.report.on, full=False), each.name))
                yield what, "" if now == flip.becomes != title(each) else f"really {now}"


# --- money -----------------------------------------------------------------------------------------------------------------


def bills_add_up(report: Report) -> Iterator[str]:
    """Lines make months and totals, and needs with adjustments make the whole, exactly."""
    found = plain(report)
    counted = []
    for need in found["stores"]:
        for design in [need["recommended"], *need["alternatives"], need["chosen"]]:
            if design is not None:
                yield from (f"{need['name']} {design['option']}: {wrong}" for wrong in _adds_up(design))
        used = need["chosen"] if found["basis"] == "chosen" and need["chosen"] else need["recommended"]
        counted += [used] if used else []
    for key, column in (("first", "first"), ("last", "last")):
        whole = sum((Decimal(each["monthly"][key]) for each in counted), _sum(found["adjustments"], column))
        if whole != Decimal(found["monthly"][key]):
            yield f"the {key} month is {found['monthly'][key]}, its parts are {whole}"
    whole = sum((Decimal(each["total"]) for each in counted), _sum(found["adjustments"], "total"))
    if whole != Decimal(found["total"]) or whole != sum(map(Decimal, found["months"])):
        yield f"the total is {found['total']}, its parts are {whole}"
    if Decimal(found["months"][0]) != Decimal(found["monthly"]["first"]) or len(found["months"]) != found["horizon_months"]:
        yield "the months are not those of the horizon"


def _adds_up(design: dict[str, Any]) -> Iterator[str]:
    """One design's bill."""
    for key, whole in (("first", design["monthly"]["first"]), ("last", design["monthly"]["last"]), ("total", design["total"])):
        if _sum(design["bill"], key) != Decimal(whole):
            yield f"{key} is {whole}, the lines are {_sum(design['bill'], key)}"
    if sum(map(Decimal, design["months"])) != Decimal(design["total"]):
        yield "the months are not the total"
    if Decimal(design["months"][0]) != Decimal(design["monthly"]["first"]):
        yield "the first month is another"


def _sum(lines: Iterable[dict[str, Any]], key: str) -> Decimal:
    """What lines with an amount add up to."""
    return sum((Decimal(line["amount"][key]) for line in lines if line["amount"] is not None), Decimal(0))


def nothing_is_free(report: Report) -> Iterator[str]:
    """An unknown quantity has no amount; an amount of 0 means no quantity or a price of 0 in the catalog."""
    for need in report.stores:
        for design in (need.recommended, *need.alternatives, need.chosen):
            for line in design.bill if design else ():
                where = f"{need.name} {line.dimension}"
                if (line.quantity is None) is not (line.amount is None):
                    yield f"{where}: a quantity without an amount, or the other way"
                if line.amount is not None and line.amount.total == 0 and line.quantity and line.quantity.total > 0:
                    service, _, name = line.dimension.partition(".")
                    price = CATALOG.find(service, line.region, name, report.on)
                    free = line.tier.endswith(", free tier")
                    if not free and (isinstance(price, Missing) or all(each for _, each in price.tiers)):
                        yield f"{where}: {line.quantity.total} cost nothing"
            if design and not design.at_least and (design.unpriced or any(line.amount is None for line in design.bill)):
                yield f"{need.name} {design.option}: a total that is only at least is shown as whole"


# --- what a spec already knows ---------------------------------------------------------------------------------------------


def round_trip(found: Case) -> Iterator[str]:
    """The recommended configuration pasted as `chosen:` is the same design, with the same bill."""
    tree, names = copy.deepcopy(found.tree), []
    for each in found.report.stores:
        if each.recommended:
            store = specs.find(tree, each.name)
            store["chosen"] = {"service": each.recommended.service, **plain(each.recommended.configuration)}
            names.append(each.name)
    chosen = answered(tree, full=False).report
    for name in names:
        mine, theirs = need(chosen, name).chosen, need(found.report, name).recommended
        assert mine and theirs
        for what in ("service", "option", "configuration", "total", "bill"):
            if plain(getattr(mine, what)) != plain(getattr(theirs, what)):
                yield f"{found.workload.name} {name}: {what} {getattr(theirs, what)} became {getattr(mine, what)}"


def measured(found: Case) -> Iterator[str]:
    """A dimension of the bill given as measured has that quantity on one line, marked; every other line stays."""
    for each in found.report.stores:
        lines = each.recommended.bill if each.recommended else ()
        for dimension in dict.fromkeys(line.dimension for line in lines if line.region == found.workload.region):
            tree = copy.deepcopy(found.tree)
            specs.put(specs.find(tree, each.name), "measured", {dimension: "1234.5"})
            design = need(answered(tree, full=False).report, each.name)
            same = [*([design.recommended] if design.recommended else []), *design.alternatives]
            after = next(one for one in same if (one.service, one.option) == (each.recommended.service, each.recommended.option))
            marked = [line for line in after.bill if line.dimension == dimension]
            where = f"{found.workload.name} {each.name} {dimension}"
            if sum(line.quantity.first for line in marked if line.quantity) != Decimal("1234.5"):
                yield f"{where}: {[line.quantity for line in marked]}"
            if not all(line.measured for line in marked) or any(line.measured for line in after.bill if line not in marked):
                yield f"{where}: not marked, or more than it"
            break  # one a need is enough


def costs(report: Report, name: str) -> Decimal | None:
    """The recommended total of a need, None where part of it is unknown."""
    best = need(report, name).recommended
    return best.total if isinstance(best, Priced) and not best.at_least else None


__all__ = [
    "CATALOG", "Case", "answered", "bills_add_up", "case", "costs", "flips", "measured", "need", "nothing_is_free", "round_trip",
    "title",
]  # fmt: skip

"""Published worked examples come out of the arithmetic, and the published mistakes do not (tests/cases/numbers.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from needs import ON, Need, need

from advisor import limits, prices, units
from advisor.exact import Fraction
from advisor.load import DAYS_IN_MONTH
from advisor.services import SERVICES, cache_traffic, ebs_volumes, rds_storage, s3
from advisor.services import dynamodb_units as dynamo
from advisor.services.ebs_volumes import GIB, MIB, TIB, Bounds
from advisor.sets import number
from advisor.source import Node, read

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "numbers.yaml").read_text())
TOLERANCE = Fraction(6, 1000)
REGION = "eu-west-1"


def size(text: str) -> Fraction:
    """Bytes."""
    value = number(units.parse(text, "bytes"))
    assert isinstance(value, Fraction)
    return value


def consistency(given: Mapping[str, Any]) -> Fraction:
    """Read units of a step."""
    return {"strong": dynamo.STRONG, "eventual": dynamo.EVENTUAL, "transactional": dynamo.TRANSACTIONAL}[given["consistency"]]


def reads(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """Read units a second of gets."""
    return {"units": Fraction(given["rate"]) * dynamo.read_units(size(given["size"]), consistency(given))}


def query(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """Read units of a query over items."""
    return {"units": dynamo.query_units(map(size, given["sizes"]), consistency(given))}


def writes(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """Write units a second."""
    return {"units": Fraction(given["rate"]) * dynamo.write_units(size(given["size"]), 0, given.get("transactional", False))}


def lsi_query(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """Read units of a query of a local index that fetches from the table."""
    return {"units": dynamo.lsi_fetch_units([*map(size, given["entries"])], [*map(size, given["items"])])}


def break_even(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """The utilisation from which provisioned capacity costs less."""
    hour, request = Fraction(str(given["unit_hour"])), Fraction(str(given["million_requests"])) / 10**6
    return {"utilisation": dynamo.break_even_utilisation(hour, request)}


def standard_ia(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """What the Standard-IA table class saves."""
    return {"saving": dynamo.standard_ia_saving(*(Fraction(str(each)) for each in given.values()))}


def bounds(given: Mapping[str, Any], type_: str = "") -> Bounds:
    """The limits of a volume type on the day of a case."""
    on = given.get("day", ON)
    return Bounds(type_ or given["type"], limits.load((), on), on)


def gp2(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """IOPS of a gp2 volume: baseline, burst and refill."""
    known = bounds(given, "gp2")
    burst = ebs_volumes.gp2_burst(size(given["size"]), known)
    assert burst is not None
    return {"iops": ebs_volumes.gp2_iops(size(given["size"]), known), "burst": burst[0], "refill": burst[1]}


def most_iops(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """The most IOPS a volume of a size may have."""
    return {"iops": min(bounds(given)["max_iops"], bounds(given)["iops_per_gib"] * size(given["size"]) / GIB)}


def least_size(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """The least size that so many IOPS take."""
    on = given.get("day", ON)
    wanted = ebs_volumes.Need(Fraction(GIB), Fraction(given["iops"]), Fraction(0))
    found = ebs_volumes.volume(given["type"], wanted, limits.load((), on), on)
    assert found is not None and found.size is not None
    return {"gib": found.size / GIB}


def disk(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """Throughput of a hard disk volume: baseline and burst."""
    known, tib = bounds(given), size(given["size"]) / TIB
    found = ebs_volumes.disk(ebs_volumes.Need(size(given["size"]), None, None), known)
    assert found is not None and found.throughput is not None
    burst = min(known["max_throughput"], known["burst_per_tib"] * tib)
    return {"base": found.throughput / MIB, "burst": burst / MIB}


def rds_rules(given: Mapping[str, Any]) -> rds_storage.Rules:
    """The limits of RDS storage for an engine."""
    return rds_storage.Rules(given["engine"], need("kind: database\nsize: 1 GiB").look)


def rds_gp3(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """What RDS's gp3 includes at a size."""
    iops, throughput = rds_rules(given).included(size(given["size"]))
    return {"iops": iops, "throughput": throughput / MIB}


def rds_gp2(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """The smallest gp2 storage of RDS that sustains so many IOPS."""
    wish = rds_storage.Wish(Fraction(GIB), Fraction(given["iops"]), Fraction(0))
    found = rds_storage.storage("gp2", wish, None, rds_rules(given))
    assert found is not None and found.size is not None
    return {"gib": found.size / GIB}


def ecpu(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """ElastiCache processing units of a command."""
    return {"units": cache_traffic.units(size(given["size"]), Fraction(given.get("vcpu", 1)))}


def trade(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """From how many I/O a month Aurora I/O-Optimized costs less, at the stated unit prices."""
    bills = []
    for storage in ("standard", "io_optimized"):
        found = cost({**given, "chosen": {**given["chosen"], "storage": storage}})
        bills.append(found["total"] - found.get("aurora.io_request.standard", 0))
    return {"at": (bills[1] - bills[0]) / Fraction(str(given["prices"]["aurora.io_request.standard"]))}


def chosen(plain: Mapping[str, Any]) -> Node:
    """A `chosen:` mapping as a node."""
    return read(yaml.safe_dump(dict(plain)), "chosen.yaml")


def cost(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """What each priced dimension of a Design costs in its first month, at the stated unit prices."""
    service, it = import_module(SERVICES[given["service"]]), need(yaml.safe_dump(given["need"]))
    if "chosen" in given:
        design, problems = service.read(chosen(given["chosen"]), it.look)
        assert not problems
    else:
        (design,) = service.designs(it.facts, {key: (value,) for key, value in given["recommend"].items()}, it.look)
    share = Fraction(given.get("share", 1))
    shelf = catalog(given["prices"])
    found: dict[str, Fraction] = {}
    for line in it.usage(service, design):
        name, _, dimension = line.dimension.partition(".")
        price = shelf.find(name, REGION, dimension, ON)
        if isinstance(price, prices.Price):
            assert line.amount is not None
            amount = sum((each.amount for each in prices.charge(price.tiers, line.amount)), Fraction(0))
            found[line.dimension] = found.get(line.dimension, Fraction(0)) + amount * share
    found["total"] = sum(found.values(), Fraction(0))
    return found


def catalog(stated: Mapping[str, Any]) -> prices.MemoryCatalog:
    """The unit prices of a case: one price, or one from each amount up."""
    found = []
    for name, said in stated.items():
        price = prices.flat(name, REGION, "0")
        tiers = said if isinstance(said, dict) else {0: said}
        found.append(price._replace(tiers=tuple((Fraction(start), Decimal(repr(each))) for start, each in tiers.items())))
    return prices.MemoryCatalog(found)


def flow(given: Mapping[str, Any]) -> Need:
    """A bucket that takes in one object a month and keeps each for the stated time: what one object's life costs."""
    days = int(given["after"].removesuffix(" days"))
    gib = size(given["object_size"]) / GIB * days / DAYS_IN_MONTH
    return need(
        f"kind: object\nsize: {gib.numerator}/{gib.denominator} GiB\nobject_size: {given['object_size']}\n"
        f"writes: 1 /month\nreads: 0 /month\nkeep: {given['after']}"
    )


def lifetime(given: Mapping[str, Any], early: bool = False) -> dict[str, Fraction]:
    """What one object costs in its class from arrival to deletion, in months of as many days as the source has."""
    it = flow(given)
    lines = it.usage(s3, s3.Design(class_=given["class"]))
    dimension = f"s3.storage.{'standard_ia' if given['class'] == 'STANDARD_IA' else 'glacier_flexible_retrieval'}"
    stored = [line for line in lines if line.dimension == dimension and line.item.startswith("Early") >= early]
    months = sum((line.amount or Fraction(0) for line in stored), Fraction(0)) * DAYS_IN_MONTH / given["days_in_month"]
    return {"usd": months * Fraction(str(given["price"]))}


def early_deletion(given: Mapping[str, Any]) -> dict[str, Fraction]:
    """What objects deleted before their least time are billed."""
    return lifetime(given, early=True)


CALCULATIONS = (
    reads, query, writes, lsi_query, break_even, standard_ia, gp2, most_iops, least_size, disk, cost, lifetime, early_deletion,
    rds_gp3, rds_gp2, ecpu, trade,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_published(case: dict[str, Any]) -> None:
    (calculation,) = (each for each in CALCULATIONS if each.__name__ == case["of"])
    found = calculation(case["given"])
    for key, expected in case["expect"].items():
        assert abs(found[key] - Fraction(str(expected))) <= TOLERANCE * abs(Fraction(str(expected))), (key, float(found[key]))
    for key, wrong in case.get("published", {}).items():
        low, high = (Fraction(str(each)) for each in wrong)
        assert not low * (1 - TOLERANCE) <= found[key] <= high * (1 + TOLERANCE)
    assert case["source"].startswith("http")


def test_the_dates_of_limits_matter() -> None:
    """The same volume was smaller before gp3 grew in September 2025."""
    wanted = ebs_volumes.Need(Fraction(GIB), Fraction(20_000), Fraction(0))
    before, after = date(2025, 9, 25), date(2025, 9, 26)
    assert ebs_volumes.volume("gp3", wanted, limits.load((), before), before) is None
    assert ebs_volumes.volume("gp3", wanted, limits.load((), after), after) is not None

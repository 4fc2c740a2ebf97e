"""Random small buckets with their cheapest policies, and the policies there are beside them: for tests and benchmarks alike."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import needs

from advisor.bill import Bill, Place
from advisor.costing import price
from advisor.exact import Fraction
from advisor.lifecycles import Need, Permitted, Policy, cheapest
from advisor.load import loads
from advisor.prices import FileCatalog
from advisor.services import s3
from advisor.services.s3_design import Design, Rule, Transition
from advisor.services.s3_ways import ONWARD

ON, DAY = date(2026, 11, 20), 86_400
CATALOG = FileCatalog()
CLASSES = (*ONWARD, "DEEP_ARCHIVE")
DAYS = (0, 1, 20, 30, 31, 45, 60, 89, 90, 91, 100, 120, 150, 180, 200, 210, 270, 300, 390)


class Case(NamedTuple):
    """A bucket, the months it is billed for, the classes permitted at every age."""

    it: needs.Need
    months: int
    classes: tuple[str, ...]

    @property
    def life(self) -> Fraction | None:
        """The age objects are deleted at."""
        return self.it.month().lifetime

    def cheapest(self) -> dict[str, Policy]:
        """The cheapest policy for each first class."""
        place = Place(CATALOG, "us-east-1", ON, self.months)
        months = loads(self.it.store, self.it.facts, self.months)
        allowed = (Permitted(Fraction(0), frozenset(self.classes)),)
        return dict(cheapest(Need(Design("STANDARD", expire=self.life), months, allowed, self.it.facts, self.it.look, place)))

    def total(self, design: Design) -> Decimal:
        """What a design costs over all months, exactly."""
        bill = self.bill(design)
        assert not bill.at_least
        return bill.total

    def bill(self, design: Design) -> Bill:
        """A design's bill."""
        return price(s3, design, self.it.facts, self.it.look, Place(CATALOG, "us-east-1", ON, self.months))

    def best(self, start: str, policy: Policy) -> Decimal:
        """What a policy costs."""
        return self.total(policy.on(Design(start, expire=self.life)))


def case(seed: int, sizes: bool = False, pooled: bool = False) -> Case:
    """A random bucket; `sizes`: with several object sizes; `pooled`: of 30 to 900 TiB, where Standard has tiers to get into."""
    dice = random.Random(seed)
    size, count = dice.choice((20, 100, 200, 1000, 10_000, 100_000)), dice.choice((1000, 10**6))
    if pooled:
        size = dice.choice((40, 200, 1000, 10_000))
        count = dice.choice((30, 45, 80, 300, 450, 900)) * 1024**3 // size
    first, second = dice.choice((5, 20, 30, 45, 60)), dice.choice((90, 100, 150, 200))
    rates = dice.choice((0, 1, 5, 30)), dice.choice((0, 0.1, 1, 3)), dice.choice((0, 0.01, 0.2))
    access = (
        f"[{{until: {first} days, reads: {rates[0]} /month}}, {{until: {second} days, reads: {rates[1]} /month}}, "
        f"{{reads: {rates[2]} /month}}]"
    )
    each = f"{{{size} KiB: 40 %, {size * 7} KiB: 60 %}}" if sizes else f"{size} KiB"
    lines = [
        "kind: object", f"size: {count * size} KiB", f"object_size: {each}",
        f"access: {access if dice.random() < 0.75 else f'{dice.choice((0, 0.05, 1))} /month'}",
        f"retrieval: {dice.choice(('immediate', '12 h', '48 h'))}",
    ]  # fmt: skip
    life = dice.choice((0, 25, 50, 100, 200, 400, 900))
    lines.append(f"keep: {life} days" if life else f"growth: {count * size // dice.choice((3, 20))} KiB /month")
    classes = dice.sample(CLASSES, dice.choice((3, 4)))
    if "STANDARD" not in classes and dice.random() < 0.5:
        classes[0] = "STANDARD"
    return Case(needs.need("\n".join(lines), ON), dice.choice((1, 2, 6, 12, 24)), tuple(classes))


def ways(start: str, classes: tuple[str, ...], days: tuple[int, ...]) -> Iterator[tuple[Transition, ...]]:
    """Every policy from a class with transitions on some days."""
    yield ()
    for place, day in enumerate(days):
        for to in ONWARD.get(start, ()):
            if to in classes:
                for rest in ways(to, classes, days[place + 1 :]):
                    yield (Transition(Fraction(day * DAY), to), *rest)


def cheaper(seed: int, most: int = 150, pooled: bool = False) -> list[str]:
    """Policies of a random bucket cheaper than the one found, of which there should be none; at most so many are drawn
    and tried for each first class.
    """
    one = case(seed, pooled=pooled)
    dice = random.Random(seed)
    days = tuple(sorted({*DAYS, *(dice.randrange(1, 500) for _ in range(4))}))
    days = tuple(day for day in days if one.life is None or day * DAY < one.life)
    found = []
    for start, policy in one.cheapest().items():
        best, every = one.best(start, policy), list(ways(start, one.classes, days))
        few = [way for way in every if len(way) < 2] if most > 100 else [()]
        for way in few + dice.sample(every, min(most, len(every))):
            rules = tuple(Rule(lifecycle=(move,), larger_than=Fraction(0)) for move in way)
            cost = one.total(Design(start, expire=one.life, rules=rules))
            if cost < best - Decimal("0.000001") - best / 10**9:
                found.append(f"seed {seed}: {start} {way} costs {cost}, the policy found {best}")
    return found


IA = Transition(Fraction(30 * DAY), "STANDARD_IA")
THUMBS = tuple((IA, Transition(Fraction(90 * DAY), to)) for to in ("GLACIER", "DEEP_ARCHIVE"))


def beaten(seed: int) -> list[str]:
    """Single classes, Intelligent-Tiering and two rules of thumb cheaper than the cheapest policy: there should be none."""
    one = case(seed, sizes=True)._replace(classes=CLASSES)
    policies = one.cheapest()
    best = min(one.best(start, policy) for start, policy in policies.items())
    designs = [Design(name, expire=one.life) for name in CLASSES]
    designs += [Design("STANDARD", lifecycle=thumb, expire=one.life) for thumb in THUMBS]
    costs = [(design, one.total(design)) for design in designs]
    return [f"seed {seed}: {design} costs {cost}, the policy {best}" for design, cost in costs if cost < best - best / 10**9]

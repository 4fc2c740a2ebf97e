"""Where nobody knows how data is used: what the option that follows its use costs at worst and at best, and who regrets least."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from advisor.records import NamedTuple
from advisor.render.document import Block, Column, Gap, Heading, Table, cell, item, text
from advisor.render.money import money
from advisor.render.titles import going_on, title
from advisor.report import Choice, Hedge, Need

TITLE = "Whatever the use turns out to be"


class Row(NamedTuple):
    """One way to keep the data: its title and what tells it apart, its average month in each use, its largest regret."""

    title: str
    different: str
    monthly: tuple[str, ...]
    regret: str


def rows(need: Need) -> tuple[Row, ...]:
    """Those of the least regret first."""
    return tuple(
        Row(_named(each.option, need), _way(each), tuple(map(money, each.monthly)), money(each.regret))
        for each in (need.hedge.choices if need.hedge is not None else ())
    )


def _named(option: str, need: Need) -> str:
    """People's name of an option of the recommended service."""
    return title(f"{need.recommended.service} {option}" if need.recommended is not None else option)


def columns(found: Hedge) -> tuple[str, ...]:
    """Titles of the table's columns."""
    return ("Each object is read", *found.uses, "Most regret")


def guarantee(need: Need) -> tuple[str, ...]:
    """What is guaranteed, in sentences; none where the use is known."""
    found, best = need.hedge, need.recommended
    if found is None or best is None:
        return ()
    follows, plain = _named(found.option, need), _named(found.plain, need)
    bill = " The bill is that of the worst, but for the reads." if best.option == found.option else ""
    least = found.choices[0]
    same = next((each for each in found.choices if each.configuration == best.configuration), least)
    return (
        f"How often an object is read is not known. At worst, when each is read {found.uses[-1]}, {follows} costs "
        f"{money(found.worst)} a month, {_beside(found.worst, found.plain_worst)} {plain}; at best, when none is read, "
        f"{money(found.best)}, {_beside(found.best, found.plain_best)} {plain}.{bill}",
        f"{_named(least.option, need)} has the least regret of what is compared here: {_most(least)}.",
        *((f"{_named(same.option, need)}: {_most(same)}.",) if same is not least else ()),
    )


def _most(choice: Choice) -> str:
    """`at most $43.97 a month more than the cheapest for what it turns out to be (never)`."""
    return f"at most {money(choice.regret)} a month more than the cheapest for what it turns out to be ({choice.regret_in})"


def _beside(amount: Decimal, other: Decimal) -> str:
    """`$30.05 (6 %) more than`."""
    if amount == other:
        return "as much as"
    part = 100 * abs(amount - other) / other if other else Decimal(0)
    share = f" ({part:.{0 if part >= 1 else 1}f}\u00a0%)" if other else ""
    return f"{money(abs(amount - other))}{share} {'more' if amount > other else 'less'} than"


def _way(choice: Choice) -> str:
    """Where objects go on to."""
    return "; ".join(going_on(choice.configuration))


def hedged(need: Need) -> Iterator[Block]:
    """The guarantee, and of the table it rests on the first and the last use, for a terminal is narrow."""
    if need.hedge is None:
        return
    yield Gap()
    yield Heading(text(TITLE))
    yield from (item(each) for each in guarantee(need))
    found = rows(need)
    alike = {row.title for row in found if sum(each.title == row.title for each in found) > 1}
    names = [f"{row.title}, {row.different}" if row.different and row.title in alike else row.title for row in found]
    cells = [(name, row.monthly[0], row.monthly[-1], row.regret) for name, row in zip(names, found, strict=True)]
    lines = [tuple(map(cell, each)) for each in cells]
    name, first, *_, last, regret = columns(need.hedge)
    yield Table((Column(name), *(Column(each, True) for each in (first, last, regret))), tuple(lines), indent=2)

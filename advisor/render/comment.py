"""What a comment on a pull request says of a check: what it costs and costs more, or nothing."""

from __future__ import annotations

from decimal import Decimal

from advisor.checked import Checked, Cost
from advisor.records import NamedTuple
from advisor.render.money import at_least, difference


class Row(NamedTuple):
    """A spec whose cost changed: where, before, after, and by how much."""

    name: str
    file: str
    before: str
    after: str
    more: str


def silent(checked: Checked) -> bool:
    """Whether there is nothing to say: there is a base, and nothing changed since."""
    against = checked.against
    return against is not None and not (against.changed or against.new or against.gone)


def total(checked: Checked) -> tuple[str, str]:
    """The average month of everything, and how much more that is than at the base."""
    against = checked.against
    more = difference(against.after, against.before) if against else ""
    return at_least(checked.monthly, checked.at_least, checked.at_most_but), more


def rows(checked: Checked) -> list[Row]:
    """What changed against the base; without one, every spec."""
    pairs = checked.against.changed if checked.against else tuple((None, each) for each in checked.costs)
    found = []
    for was, now in pairs:
        one = now or was
        assert one is not None
        more = difference(now.monthly if now else Decimal(0), was.monthly) if was else ""
        found.append(Row(one.workload, one.file, _amount(was), _amount(now), more or ("new" if now else "")))
    return found


def _amount(cost: Cost | None) -> str:
    return at_least(cost.monthly, cost.at_least, cost.at_most_but) if cost else "—"

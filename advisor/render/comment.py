"""A check as a comment on a pull request: what it costs and costs more, and what was found (templates/comment.md.j2).

A hidden mark in its first line lets the next run find and replace it, so it stays one comment.
"""

from __future__ import annotations

from decimal import Decimal

from advisor.checked import Checked, Cost
from advisor.records import NamedTuple
from advisor.render import markdown
from advisor.render.money import at_least, difference
from advisor.render.terminal import counted

MARK = "<!-- advisor:comment -->"


class Row(NamedTuple):
    """A spec whose cost changed: where, before, after, and by how much."""

    name: str
    file: str
    before: str
    after: str
    more: str


def comment(checked: Checked) -> str:
    """The comment; empty where there is a base and nothing changed since."""
    against = checked.against
    if against is not None and not (against.changed or against.new or against.gone):
        return ""
    total = difference(against.after, against.before) if against else ""
    text = markdown.filled(
        "comment", checked=checked, against=against, rows=_rows(checked), counted=counted(checked), total=total,
        monthly=at_least(checked.monthly, checked.at_least),
        found=against.new if against else checked.found,
    )  # fmt: skip
    return f"{MARK}\n{text}"


def _rows(checked: Checked) -> list[Row]:
    """What changed against the base; without one, every spec."""
    pairs = checked.against.changed if checked.against else tuple((None, each) for each in checked.costs)
    rows = []
    for was, now in pairs:
        one = now or was
        assert one is not None
        more = difference(now.monthly if now else Decimal(0), was.monthly) if was else ""
        rows.append(Row(one.workload, one.file, _amount(was), _amount(now), more or ("new" if now else "")))
    return rows


def _amount(cost: Cost | None) -> str:
    return at_least(cost.monthly, cost.at_least) if cost else "—"

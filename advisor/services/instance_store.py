"""Instance store: the local disks of an EC2 instance, whose price includes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import Load, Quantity
from advisor.records import NamedTuple
from advisor.services.chosen import Reader
from advisor.sets import Values, number

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.source import Node

TITLE = "EC2 instance store"
PRIMARY = "instance"
AMOUNTS: tuple[str, ...] = ()
GIB = 1024**3


class Design(NamedTuple):
    """The local disks of an instance type; None: no instance is named."""

    instance: str | None = None


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """The disks of the instance the need hangs on."""
    return (Design(instance=look.store.instance),)


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an instance store design")
    said.take("service")
    design = Design(instance=said.text("instance") or look.store.instance)
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report."""
    return {} if design.instance is None else {"instance": design.instance}


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """One line that costs nothing of its own, or one that says what is missing: never a silent nothing.

    `instance_store.included` is no price dimension: its amount is paid with the instance the formula names. Where no instance
    with enough local disk is named, the unpriced `ec2.instance` stands for the machine that would have to be bought.
    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html
    """
    disks = facts.values.get("local_disk")
    room = number(disks) if disks is not None else None
    size = None if load.stored is None else load.stored / GIB
    if design.instance is None:
        return [Quantity("ec2.instance", None, "hour", "An instance with local disks", "", False, None, "no instance is named")]
    if isinstance(room, Fraction) and load.stored is not None and room < load.stored:
        how = f"the local disks of {design.instance} are too small"
        return [Quantity("ec2.instance", None, "hour", "An instance with larger local disks", "", False, None, how)]
    how = f"included in the price of {design.instance}"
    return [Quantity("instance_store.included", size, "GB-month", "Local disks", "", False, None, how)]


def describe(design: Design, look: Look) -> dict[str, Values]:
    """No check reads facts of this Design."""
    return {}


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """It has no parts."""
    return []

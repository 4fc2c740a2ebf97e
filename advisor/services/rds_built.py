"""The storage of a chosen RDS instance as it would be built, and as a need takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.classes import database_class
from advisor.services.rds_design import Design
from advisor.services.rds_storage import Rules, asked, whole
from advisor.services.relational import amount, max_connections, short
from advisor.sets import flag, point

if TYPE_CHECKING:
    from advisor.exact import Fraction
    from advisor.facts import Facts
    from advisor.services import Look
    from advisor.sets import Values

MUST = ("iops",)  # what nothing stands in for where it is needed and nobody says it


def stronger(design: Design) -> tuple[str, str]:
    """The field that makes it do more, and what it is now."""
    return "storage", f"{design.storage} storage"


def as_built(design: Design, facts: Facts, look: Look) -> Design:
    """With storage for the data where no size is said, and gp3 with what its size includes where nothing is.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
    """
    data = amount(facts, "size")
    size = whole(data) if design.size is None and data is not None else design.size
    if design.storage != "gp3" or size is None:
        return design._replace(size=size)
    iops, fast = Rules(design.engine, look).included(size)
    return design._replace(size=size, iops=design.iops or iops, throughput=design.throughput or fast)


def needed(design: Design, facts: Facts, look: Look) -> Design | None:
    """With the storage of its type that this need takes, what comes with its size left out; None when that type cannot do it."""
    if design.storage is None:
        return design
    found, rules = asked(design.engine, design.storage, facts, look), Rules(design.engine, look)
    if found is None:
        return None
    free: tuple[Fraction | None, Fraction | None] = (None, None)
    if design.storage == "gp3":  # of a size nobody knows who can say what comes with it
        free = (found.iops, found.throughput) if found.size is None else rules.included(found.size)
    iops, fast = (None if each == one else each for each, one in zip((found.iops, found.throughput), free, strict=True))
    return design._replace(size=found.size, iops=iops, throughput=fast)


def lacking(design: Design, facts: Facts, look: Look) -> dict[str, Values]:
    """What its instances have less of than the need says; connections a proxy pools count for nothing."""
    instance = database_class(design.instance or "")
    most = max_connections(design.engine, instance, look) if instance is not None and not design.proxy else None
    return short(instance, design.readers + (3 if design.copies == "multi_az_cluster" else 1), facts, most)


def of_gp3(design: Design, look: Look) -> dict[str, Values]:
    """What gp3 of the Design's size includes, and whether it says less than that, or more where none can be provisioned.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
    """
    if design.storage != "gp3" or design.size is None:
        return {}
    rules = Rules(design.engine, look)
    iops, fast = rules.included(design.size)
    fixed = rules.striped_from is not None and not rules.striped(design.size)
    return {
        "gp3_iops": point(iops),
        "gp3_throughput": point(fast),
        "under_gp3_iops": flag(design.iops is not None and design.iops < iops),
        "under_gp3_throughput": flag(design.throughput is not None and design.throughput < fast),
        "over_gp3_iops": flag(fixed and design.iops is not None and design.iops > iops),
        "over_gp3_throughput": flag(fixed and design.throughput is not None and design.throughput > fast),
    }

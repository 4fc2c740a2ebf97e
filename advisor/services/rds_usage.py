"""An RDS instance's month, line by line: instances, storage, backups, another Region, proxy, support, insights, keys."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from advisor.classes import database_class
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Quantity
from advisor.services.metered import Meter, by_class, counted, credits, insights, proxy, support
from advisor.services.rds_design import Design
from advisor.services.rds_storage import MIB, Rules, whole
from advisor.services.relational import amount
from advisor.services.relational_lines import DAY, GIB, HOURS, abroad, changed, gib, kept, key, licence, streamed

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look, Sized

SUFFIX = {"single_az": "single_az", "multi_az_instance": "multi_az", "multi_az_cluster": "multi_az_cluster"}
MACHINES = {"single_az": 1, "multi_az_instance": 2, "multi_az_cluster": 3}
ANSWERING = {"single_az": 1, "multi_az_instance": 1, "multi_az_cluster": 3}  # instances a proxy stands before
SQLSERVER = {"express": "ex", "web": "web", "standard": "se", "enterprise": "ee"}


def priced_engine(design: Design) -> str:
    """The engine as prices name it: `oracle_se2_included`, `sqlserver_se_included`, `db2_byol`."""
    if design.engine == "oracle":
        return f"oracle_{design.edition or 'se2'}_{design.licence or ('byol' if design.edition == 'ee' else 'included')}"
    if design.engine == "sqlserver":
        return f"sqlserver_{SQLSERVER.get(design.edition or 'standard', 'se')}_{design.licence or 'included'}"
    return f"db2_{design.licence or 'byol'}" if design.engine == "db2" else design.engine


def instance_dimension(design: Design, instance: str, copies: str) -> str:
    """The price of an hour of an instance with all its copies; RDS Custom has its own, which no catalog here has."""
    service = "rds.custom" if design.custom else "rds.instance"
    return f"{service}.{priced_engine(design)}.{instance}.{SUFFIX[copies]}"


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """Everything a month of the Design is billed; amounts nobody stated are None.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/User_DBInstanceBilling.html
    """
    instance = database_class(design.instance or "")
    lines = [_instance(design, design.copies, "", 1), *_storage(design, load, facts, look, design.copies, "", None, 1)]
    if design.readers:
        lines.append(_instance(design, "single_az", "replicas", design.readers))
        lines.extend(_storage(design, load, facts, look, "single_az", "replicas", None, design.readers))
    lines.extend(_backups(design, load, facts))
    lines.extend(_elsewhere(design, load, facts, look))
    meter = by_class("rds", design.instance)
    if instance is not None and meter is not None:
        lines.extend(_beside(design, meter, load, facts, look))
        lines.extend(credits("rds", instance, load, facts))
    lines.extend(key(design.encryption))
    if priced_engine(design).endswith("_byol"):
        lines.extend(licence(design.engine, facts, look, "the price of the instance is without it"))
    return lines


def _instance(design: Design, copies: str, part: str, count: int, region: str | None = None) -> Quantity:
    """Hours of an instance; the price of a deployment holds its standbys."""
    name = design.instance or "unknown"
    words = {
        "single_az": "one Availability Zone",
        "multi_az_instance": "with a standby",
        "multi_az_cluster": "a cluster of three",
    }
    how = f"{count} × 730 h" if count > 1 else "730 h"
    item = f"Instance {name}, {words[copies]}"
    return Quantity(instance_dimension(design, name, copies), count * HOURS, "hour", item, part, False, region, how)


def _storage(
    design: Design, load: Load, facts: Facts, look: Look, copies: str, part: str, region: str | None, count: int
) -> Iterator[Quantity]:
    """Allocated storage, which grows with the data, and the speed that is paid beyond what it includes."""
    if design.storage is None:
        return
    where = SUFFIX[copies]
    known = [each for each in (design.size, load.stored) if each is not None]
    size = whole(max(known)) if known else None
    name = f"rds.storage.{design.storage}.{where}"
    how = f"{count} replicas" if count > 1 else ""
    total = None if size is None else size * count / GIB
    yield Quantity(name, total, "GB-month", f"Storage, {design.storage}", part, False, region, how)
    if design.storage == "gp3":
        yield from _gp3(design, size, look, where, part, region, count)
    elif design.storage in ("io1", "io2"):
        kind = f"iops.{design.storage}" if copies == "multi_az_cluster" else "iops.io1_io2"
        iops = None if design.iops is None else design.iops * count
        yield Quantity(f"rds.{kind}.{where}", iops, "IOPS-month", f"IOPS, {design.storage}", part, False, region)
    elif design.storage == "magnetic":
        rate = amount(facts, "iops")
        done = None if rate is None else rate * SECONDS_IN_MONTH * count
        yield Quantity(
            "rds.io.magnetic", done, "request", "I/O requests", part, True, region, "at most: the stated IOPS all month"
        )


def _gp3(
    design: Design, size: Fraction | None, look: Look, where: str, part: str, region: str | None, count: int
) -> Iterator[Quantity]:
    """gp3 beyond what its size includes."""
    if size is None:
        return
    free, fast = Rules(design.engine, look).included(size)
    iops = max(Fraction(0), (design.iops or free) - free)
    speed = max(Fraction(0), (design.throughput or fast) - fast) / MIB
    if iops:
        how = f"above {int(free):,}"
        yield Quantity(f"rds.iops.gp3.{where}", iops * count, "IOPS-month", "IOPS, gp3", part, False, region, how)
    if speed and where != "multi_az_cluster":  # a cluster's throughput comes with its IOPS
        how = f"above {int(fast / MIB)} MiB/s"
        yield Quantity(f"rds.throughput.gp3.{where}", speed * count, "MBps-month", "Throughput, gp3", part, False, region, how)


def _backups(design: Design, load: Load, facts: Facts) -> Iterator[Quantity]:
    """Automated backups beyond the free allotment, which is as much as the storage of the databases.

    https://aws.amazon.com/rds/pricing/
    """
    if not design.backup_retention:
        return
    days = design.backup_retention / DAY
    full = kept(load.stored, changed(load, facts), days)
    free = max((each for each in (design.size, load.stored) if each is not None), default=None)
    beyond = None if full is None or free is None else max(Fraction(0), full - free * (1 + design.readers))
    how = f"{int(days)} days of changes beyond as much as the storage, which is free"
    yield Quantity("rds.backup.snapshot_storage", gib(beyond), "GB-month", "Backups", "backup", True, None, how)


def _elsewhere(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Backups or a replica in each other Region; the changes that go there are billed as transfer out of this one.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html#USER_ReadRepl.XRgn.Costs
    """
    to, change = design.replicate_to, changed(load, facts)
    if design.cross_region == "backups":
        days = (design.backup_retention or Fraction(0)) / DAY
        full, how = kept(load.stored, change, days), f"{int(days)} days, one full copy and the changes"
        name, item = "rds.backup.snapshot_storage", "Replicated backups"

        def backups(place: str, there: str | None) -> Iterator[Quantity]:
            yield Quantity(name, gib(full), "GB-month", item, place, True, there, how)

        yield from abroad(to, change, "backups of the changes", design.encryption, backups)
    elif design.cross_region == "read_replica":
        meter = by_class("rds", design.instance)

        def replica(place: str, there: str | None) -> Iterator[Quantity]:
            yield _instance(design, "single_az", place, 1, there)
            yield from _storage(design, load, facts, look, "single_az", place, there, 1)
            if meter is not None:
                yield from support(meter, design.engine, design.version, 1, load, look, place, there)

        yield from abroad(to, streamed(load, facts), "replicated changes", design.encryption, replica)


def _beside(design: Design, meter: Meter, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """What is billed by the vCPU: the proxy, extended support, insights."""
    answering = ANSWERING[design.copies] + design.readers
    if design.proxy:
        yield proxy(meter, answering, look)
    yield from support(meter, design.engine, design.version, MACHINES[design.copies] + design.readers, load, look)
    yield from insights(meter, design.insights, answering, facts)


def by_size(design: Design, until: date) -> tuple[Hashable, tuple[Sized, ...]]:
    """The Design without its instance, and what it is billed for the hours of all its instances."""
    name = design.instance
    if name is None:
        return None, ()
    more = counted("rds", design.engine, design.version, name, design.proxy, design.insights, until)
    single, hours = instance_dimension(design, name, "single_az"), int(HOURS)
    lines: list[Sized] = [(instance_dimension(design, name, design.copies), None, hours)]
    if design.readers:
        lines.append((single, None, design.readers * hours))
    if design.cross_region == "read_replica":
        lines += [(single, region, hours) for region in design.replicate_to] or [(single, None, 0)]
    return (design._replace(instance=None), more), tuple(lines)

"""Lines of a bill that RDS and Aurora share: proxies, extended support, insights, keys, what goes to another Region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from advisor.classes import DatabaseClass
from advisor.engine_support import calendar, lifecycle, major, newest
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, UNNAMED, Load, Quantity, begins
from advisor.series import first
from advisor.services.relational import amount, busy_share
from advisor.sets import Values, point

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

HOURS = Fraction(730)
GIB = 1024**3
DAY = 86_400
YEAR = timedelta(days=365)
LONG_TERM = 24  # months a long-term retention of Performance Insights keeps
ENGINE_NAMES = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB"}
SERVICE_NAMES = {"rds": "Amazon RDS", "aurora": "Amazon Aurora"}
ALSO = {"postgresql": "postgres"}  # what an engine is called too
OLD_INSIGHTS = ("m3", "m4", "m5", "r3", "r4", "r5", "t2", "t3")  # families whose two years have a price of their own


def gib(size: Fraction | None) -> Fraction | None:
    """Bytes as the GB a bill counts."""
    return None if size is None else size / GIB


def version(service: str, engine: str, bound: str | None, look: Look) -> str | None:
    """The version to run: the one a need is bound to; today's while it is supported for a year, else the newest major one.

    None where the calendar has no engine of this name, or does not say what there was on the day.
    """
    said = look.store.current.design if look.store.current is not None else None
    if bound is not None:
        return bound
    today = said.value if said is not None and isinstance(said.value, dict) else {}
    ran, runs, of = (today.get(each) for each in ("engine", "version", "service"))
    other = ran is not None and ran.value not in (engine, ALSO.get(engine))
    if runs is None or other or not isinstance(runs.value, str):
        latest = newest(service, engine, look.on)
        return latest.version if latest is not None else None
    now, latest = lifecycle(service, engine, runs.value), newest(service, engine, look.on)
    if now is None or latest is None or now.phase(look.on + YEAR) == "standard":
        return runs.value if of is not None and of.value == service else major(service, engine, runs.value)
    return latest.version


def support(
    service: str, engine: str, version: str | None, vcpus: Fraction | None, load: Load, look: Look,
    part: str = "", region: str | None = None,
) -> Iterator[Quantity]:  # fmt: skip
    """Extended support, charged by the vCPU-hour of every instance, standbys and replicas too, from its first day on.

    A month in which it begins is charged by its days.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html
    """
    known = lifecycle(service, engine, version) if version is not None else None
    if known is None:
        return
    month = int(first(load.month))  # of months taken at once each is as the first
    for phase, day, share in known.shares(begins(look.on, month), begins(look.on, month + 1)):
        dimension = known.dimension(day)
        if dimension is not None:
            year = "year 3" if phase == "extended_year3" else "years 1 and 2"
            how = f"{engine} {known.version}: standard support {'ends' if month > 1 else 'ended'} {known.standard_until}"
            used = None if vcpus is None else vcpus * HOURS * share
            yield Quantity(f"{service}.{dimension}", used, "vCPU-hour", f"Extended support, {year}", part, False, region, how)


def proxy(service: str, instances: tuple[DatabaseClass, ...], look: Look) -> Quantity:
    """RDS Proxy, billed by the vCPUs of the instances it stands before, at least two each, standbys that answer nothing left out.

    https://aws.amazon.com/rds/proxy/pricing/
    """
    least = look.limits.get("rds_proxy.min_vcpus", look.on).value
    vcpus = sum((max(least, Fraction(each.vcpu)) for each in instances), Fraction(0))
    return Quantity(
        f"{service}.proxy.vcpu_hour", vcpus * HOURS, "vCPU-hour", "RDS Proxy", "proxy", False, None, f"{vcpus} vCPUs × 730 h"
    )


def kept_months(facts: Facts) -> int:
    """Whole months of performance history a need asks for; two years while it says nothing and a design keeps it longer."""
    asked = amount(facts, "insights_keep")
    return int(-(-asked // SECONDS_IN_MONTH)) if asked else LONG_TERM


def insights(service: str, mode: str | None, instances: tuple[DatabaseClass, ...], months: int) -> Iterator[Quantity]:
    """Database Insights: the standard mode keeps seven days free; longer is billed by the vCPU, the advanced mode by CloudWatch.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
    """
    vcpus = Fraction(sum(each.vcpu for each in instances))
    family = instances[0].family if instances else ""
    if mode == "long_term" and family in OLD_INSIGHTS:
        name = f"{service}.performance_insights.long_term_retention.{family}"
        yield Quantity(name, vcpus, "vCPU-month", "Database Insights, two years", "insights", False)
    elif mode == "long_term":
        first, more = f"{service}.performance_insights.first_month", f"{service}.performance_insights.additional_month"
        yield Quantity(first, vcpus, "vCPU-month", "Database Insights, first month", "insights", False)
        if months > 1:
            how = f"{months - 1} further months"
            yield Quantity(
                more, vcpus * (months - 1), "vCPU-month", "Database Insights, further months", "insights", False, None, how
            )
    elif mode == "advanced":
        yield Quantity(
            "cloudwatch.database_insights.vcpu_hour", vcpus * HOURS, "vCPU-hour", "Database Insights, advanced", "insights", False
        )


def credits(service: str, instance: DatabaseClass, load: Load, facts: Facts) -> Iterator[Quantity]:
    """What a burstable class is billed for vCPUs busy beyond its baseline on average, where somebody measured them.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
    """
    fact, busy = facts.facts.get("vcpus"), amount(facts, "vcpus")
    if not instance.burstable or fact is None or fact.origin not in ("said", "derived") or busy is None:
        return
    baseline = instance.vcpu * Fraction(instance.cpu_baseline or 0) / 100
    beyond = busy * busy_share(load) - baseline
    if beyond > 0:
        name = f"{service}.cpu_credits.{instance.family}"
        how = f"beyond the baseline of {float(baseline):g} vCPUs on average"
        yield Quantity(name, beyond * HOURS, "vCPU-hour", "CPU credits", "", True, None, how)


def key(encryption: str | None, part: str = "key", region: str | None = None) -> Iterator[Quantity]:
    """A customer managed key of AWS KMS; the AWS managed one costs nothing by the month."""
    if encryption == "customer_managed":
        yield Quantity("kms.customer_managed_key", Fraction(1), "key-month", "KMS key", part, False, region)


def sent(changed: Fraction | None, to: str | None, what: str) -> Quantity:
    """Bytes a second that go to another Region, in a month; nobody knows the price while nobody says to which."""
    total = None if changed is None or to is None else changed * SECONDS_IN_MONTH / GIB
    how = f"{what} to {to}" if to else "nobody said to which Region"
    name = f"data_transfer.inter_region_out.to.{to}" if to else ""
    return Quantity(name, total, "GB", "Data to another Region", to or UNNAMED, True, None, how)


def abroad(
    to: tuple[str, ...], change: Fraction | None, what: str, encryption: str | None,
    copy: Callable[[str, str | None], Iterable[Quantity]],
) -> Iterator[Quantity]:  # fmt: skip
    """What a copy in each other Region is billed: `copy(part, Region)` and a key at that Region's prices, and what is sent there
    at this one's. Nothing has an amount while nobody said where it is.
    """
    for region in to or (None,):
        place = region or UNNAMED
        for line in (*copy(place, region), *key(encryption, f"key, {place}", region)):
            yield line if region else line._replace(amount=None)
        yield sent(change, region, what)


def changed(load: Load, facts: Facts) -> Fraction | None:
    """Bytes a second that change: what incremental backups keep and replicas receive.

    The share of the data that is said to change in a day, else what is written, else that share as it usually is; None: unknown.
    Writes of rows whose size nobody said are not the growth: most replace what is there.
    """
    fact, share = facts.facts.get("changed"), amount(facts, "changed")
    daily = None if share is None or load.stored is None else share * load.stored / DAY
    if (fact is not None and fact.origin == "said") or (load.writes and load.size is None):
        return daily
    return load.inflow if load.inflow is not None else daily


def kept(stored: Fraction | None, change: Fraction | None, days: Fraction) -> Fraction | None:
    """Bytes of incremental backups of `days`: one full copy and what changes each day, no day more than all of it."""
    if stored is None or change is None:
        return None
    return stored + min(change * DAY, stored) * max(Fraction(0), days - 1)


def support_left(service: str, engine: str, version: str | None, on: date) -> dict[str, Values]:
    """How long standard support of a version still lasts, 0 when extended support is billed; nothing where none is known, or none
    will be billed."""
    found = lifecycle(service, engine, version) if version else None
    if found is None or not found.price or found.phase(on) == "ended":
        return {}
    return {"support_left": point(Fraction(max(0, (found.standard_until - on).days) * 86_400))}


def refused(service: str, engine: str, version: str | None, on: date) -> str:
    """Why a service does not run a version on a day, and what to write instead; empty where it does, or nobody knows."""
    known = lifecycle(service, engine, version) if version else None
    latest = newest(service, engine, on) or newest(service, engine)
    if known is None or latest is None:
        return ""
    name, runs = f"{ENGINE_NAMES.get(engine, engine)} {known.version}", SERVICE_NAMES[service]
    if known.phase(on) == "ended":
        return f"{runs} runs {name} no more; write engine_version: {latest.version}."
    if known.released is not None and on < known.released:
        older = [each for each in calendar() if (each.service, each.engine) == (service, engine) and each.runs(on)]
        return f"{name} came to {runs} on {known.released} only" + (
            f"; write engine_version: {older[-1].version}." if older else "."
        )
    return ""

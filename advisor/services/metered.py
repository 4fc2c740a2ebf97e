"""Lines of a bill by the vCPU of an instance or by the ACU of a serverless one: proxies, extended support, insights, credits.

RDS has the first alone, Aurora both; each counts the instances it is billed for.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from advisor.classes import DatabaseClass, database_class
from advisor.engine_support import lifecycle
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Quantity, begins
from advisor.records import NamedTuple
from advisor.series import first
from advisor.services.relational import amount, busy_share
from advisor.services.relational_lines import HOURS

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

LONG_TERM = 24  # months a long-term retention of Performance Insights keeps
OLD_INSIGHTS = ("m3", "m4", "m5", "r3", "r4", "r5", "t2", "t3")  # families whose two years have a price of their own


class Meter(NamedTuple):
    """How an instance is counted: in vCPUs, or in the ACUs it has on average (None: unknown)."""

    service: str
    unit: str  # vCPU or ACU
    each: Fraction | None
    family: str = ""

    def times(self, count: Fraction | int) -> Fraction | None:
        """Units of so many instances."""
        return None if self.each is None else self.each * count


def by_class(service: str, name: str | None) -> Meter | None:
    """The meter of an instance class, None where it is not known."""
    found = database_class(name or "")
    return None if found is None else Meter(service, "vCPU", Fraction(found.vcpu), found.family)


def counted(
    service: str, engine: str, version: str | None, name: str, proxied: bool | None, mode: str | None, until: date
) -> Hashable:
    """What more of a bill depends on than the hours of an instance class: its vCPUs where the proxy, insights or a support that
    ends before a day count them, the class itself where it may have charges of its own; None: nothing."""
    found = database_class(name)
    if found is None or found.burstable or (mode == "long_term" and found.family in OLD_INSIGHTS):
        return name
    known = lifecycle(service, engine, version) if version is not None else None
    extended = known is not None and known.phase(until) != "standard"
    return found.vcpu if proxied or mode in ("long_term", "advanced") or extended else None


def support(
    meter: Meter, engine: str, version: str | None, count: int, load: Load, look: Look, part: str = "", region: str | None = None
) -> Iterator[Quantity]:
    """Extended support of so many instances, standbys and replicas among them, from its first day on.

    A month in which it begins is charged by its days.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html
    """
    known = lifecycle(meter.service, engine, version) if version is not None else None
    if known is None:
        return
    month = int(first(load.month))  # of months taken at once each is as the first
    for phase, day, share in known.shares(begins(look.on, month), begins(look.on, month + 1)):
        dimension = known.dimension(day)
        if dimension is not None:
            name = f"{meter.service}.{dimension.replace('vcpu', meter.unit.lower())}"
            item = f"Extended support, {'year 3' if phase == 'extended_year3' else 'years 1 and 2'}"
            how = f"{engine} {known.version}: standard support {'ends' if month > 1 else 'ended'} {known.standard_until}"
            yield Quantity(name, meter.times(count * HOURS * share), f"{meter.unit}-hour", item, part, False, region, how)


def proxy(meter: Meter, count: int, look: Look) -> Quantity:
    """RDS Proxy, billed by the instances it stands before, at least two vCPUs or eight ACUs each, without standbys that answer
    nothing.

    https://aws.amazon.com/rds/proxy/pricing/
    """
    serverless = meter.unit == "ACU"
    least = look.limits.get("aurora.proxy.min_acu" if serverless else "rds_proxy.min_vcpus", look.on).value
    units = None if meter.each is None else max(least, meter.each) * count
    name = f"{meter.service}.proxy.{'serverless_acu_hour' if serverless else 'vcpu_hour'}"
    how = f"at least {int(least)} ACUs an instance" if serverless else f"{units} vCPUs × 730 h"
    total = None if units is None else units * HOURS
    return Quantity(name, total, f"{meter.unit}-hour", "RDS Proxy", "proxy", False, None, how)


def kept_months(facts: Facts) -> int:
    """Whole months of performance history a need asks for; two years while it says nothing and a design keeps it longer."""
    asked = amount(facts, "insights_keep")
    return int(-(-asked // SECONDS_IN_MONTH)) if asked else LONG_TERM


def insights(meter: Meter, mode: str | None, count: int, facts: Facts) -> Iterator[Quantity]:
    """Database Insights: the standard mode keeps seven days free; longer is billed by the unit, the advanced mode by CloudWatch.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
    """
    serverless, part, item = meter.unit == "ACU", "insights", "Database Insights, "
    name, unit = f"{meter.service}.performance_insights.", f"{meter.unit}-month"
    if mode == "advanced":
        advanced = f"cloudwatch.database_insights.{meter.unit.lower()}_hour"
        yield Quantity(advanced, meter.times(count * HOURS), f"{meter.unit}-hour", f"{item}advanced", part, serverless)
    elif mode == "long_term" and meter.family in OLD_INSIGHTS:
        yield Quantity(f"{name}long_term_retention.{meter.family}", meter.times(count), unit, f"{item}two years", part, False)
    elif mode == "long_term":
        of, more = ".serverless" if serverless else "", kept_months(facts) - 1
        yield Quantity(f"{name}first_month{of}", meter.times(count), unit, f"{item}first month", part, serverless)
        if more:
            total, how = meter.times(count * more), f"{more} further months"
            yield Quantity(f"{name}additional_month{of}", total, unit, f"{item}further months", part, serverless, None, how)


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

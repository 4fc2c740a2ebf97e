"""How long AWS supports an engine version, and when extended support is charged (rules/limits/engine_support.csv).

RDS and Aurora charge each vCPU-hour, of standbys too, from `year1` on and more from `year3` on
(https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-charges.html); ElastiCache charges a share of the node's
on-demand price. MariaDB has none; Oracle, SQL Server, Db2, Valkey and Memcached are not in the calendar.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from advisor import folders
from advisor.exact import Fraction
from advisor.records import NamedTuple

PHASES = ("standard", "extended", "extended_year3", "ended")


class Lifecycle(NamedTuple):
    """The calendar of one major version.

    `standard_until` and `until` are last days, `year1` and `year3` the first days a charge or a higher charge holds; None where
    AWS names none. `price` is the name within `extended_support.` of the price catalog, empty where there is no such price.
    `released` is the day AWS first had it, None where that was not read.
    """

    service: str
    engine: str
    version: str
    standard_until: date
    year1: date | None
    year3: date | None
    until: date | None
    price: str
    released: date | None
    seen: date
    source: str
    note: str

    def runs(self, on: date) -> bool:
        """Whether AWS has the version on a day, as far as is known."""
        return self.phase(on) != "ended" and (self.released is None or self.released <= on)

    def phase(self, on: date) -> str:
        """`standard` until the first charged day, then `extended`, `extended_year3`, and `ended` after the last supported day."""
        if self.until is not None and on > self.until:
            return "ended"
        if self.year3 is not None and on >= self.year3:
            return "extended_year3"
        return "extended" if self.year1 is not None and on >= self.year1 else "standard"

    def shares(self, start: date, end: date) -> tuple[tuple[str, date, Fraction], ...]:
        """The phases of the days from `start` to before `end`: each with its first day there and its share of the days."""
        after = self.until + timedelta(days=1) if self.until is not None else None
        inside = {day for day in (self.year1, self.year3, after) if day is not None and start < day < end}
        days = (end - start).days
        return tuple(
            (self.phase(low), low, Fraction((high - low).days, days)) for low, high in pairwise(sorted({start, *inside, end}))
        )

    def dimension(self, on: date) -> str | None:
        """The vCPU-hour price dimension of a day, without the service; None while nothing is charged by the vCPU-hour."""
        years = {"extended": "year1_2", "extended_year3": "year3"}.get(self.phase(on))
        return f"extended_support.{self.price}.{years}.vcpu_hour" if years and self.price else None


@cache
def calendar() -> tuple[Lifecycle, ...]:
    """Every version that is known, oldest first within an engine."""
    text = (folders.rules() / "limits" / "engine_support.csv").read_text("utf-8")
    return tuple(_lifecycle(line) for line in text.splitlines()[1:])


def _lifecycle(line: str) -> Lifecycle:
    """The version of a line."""
    service, engine, version, standard_until, year1, year3, until, price, released, seen, source, note = line.split(",", 11)
    day = date.fromisoformat
    return Lifecycle(
        service, engine, version, day(standard_until), day(year1) if year1 else None, day(year3) if year3 else None,
        day(until) if until else None, price, day(released) if released else None, day(seen), source, note,
    )  # fmt: skip


def major(service: str, engine: str, version: str) -> str:
    """The major version in a version as AWS writes it: `8.0` of `8.0.36` and `8.0.mysql_aurora.3.05.2`, `11` of `11.22`.

    Aurora MySQL's own numbers are translated (`3.08` is 8.0). A version that names no major version is returned as it is.
    """
    parts = re.match(r"(\d+)(?:\.(\d+))?", version)
    if parts is None:
        return version
    first, second = parts.group(1), parts.group(2)
    if engine in ("mysql", "mariadb"):
        own = {"1": "5.6", "2": "5.7", "3": "8.0"}.get(first) if (service, engine) == ("aurora", "mysql") else None
        return own or (f"{first}.{second}" if second is not None else first)
    return f"{first}.{second}" if engine == "postgresql" and int(first) < 10 and second is not None else first


@lru_cache(maxsize=1024)
def lifecycle(service: str, engine: str, version: str) -> Lifecycle | None:
    """The calendar of a version (`rds`, `mysql`, `8.0.36`), None when it is not in it."""
    wanted = major(service, engine, version)
    return next((each for each in calendar() if (each.service, each.engine, each.version) == (service, engine, wanted)), None)


@lru_cache(maxsize=256)
def newest(service: str, engine: str, on: date | None = None) -> Lifecycle | None:
    """The latest version of an engine that there was on a day (None: of all); None for an engine that is not in the calendar, or
    where that was read after the day and does not say when the version came.
    """
    found = [each for each in calendar() if (each.service, each.engine) == (service, engine)]
    there = [each for each in found if on is None or each.released is None or each.released <= on]
    latest = there[-1] if there else None
    return None if latest is None or (on is not None and latest.released is None and on < latest.seen) else latest


def changing(service: str, engine: str, version: str | None, start: date, end: date) -> bool:
    """Whether the charge for a version's support changes between two days."""
    known = lifecycle(service, engine, version) if version else None
    if known is None:
        return False
    last = known.until is not None and start <= known.until < end  # charged that day and no more on the next
    return last or any(day is not None and start < day < end for day in (known.year1, known.year3))

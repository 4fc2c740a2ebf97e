"""Lines of a bill that RDS and Aurora share: proxies, extended support, insights, keys, what goes to another Region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from advisor.engine_support import calendar, lifecycle, major, newest
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, UNNAMED, Load, Quantity
from advisor.services.relational import amount, word
from advisor.sets import Values, point

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

HOURS = Fraction(730)
GIB = 1024**3
DAY = 86_400
YEAR = timedelta(days=365)
ENGINE_NAMES = {
    "postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "oracle": "Oracle", "sqlserver": "SQL Server",
    "db2": "Db2",
}  # fmt: skip
BYOL = ("byol", "bring-your-own-license")
SERVICE_NAMES = {"rds": "Amazon RDS", "aurora": "Amazon Aurora"}
ALSO = {"postgresql": "postgres"}  # what an engine is called too


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
    if now is None or latest is None or now.phase(look.live + YEAR) == "standard":
        return runs.value if of is not None and of.value == service else major(service, engine, runs.value)
    return latest.version


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


def licence(engine: str, facts: Facts, look: Look, why: str) -> Iterator[Quantity]:
    """The licence of a commercial engine, which nobody here knows the price of; none where the need, or the design a spec wrote
    of it, says that it is owned.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
    """
    written = (look.store.chosen, look.store.current.design if look.store.current is not None else None)
    said = [each.value.get("licence") for each in written if each is not None and isinstance(each.value, dict)]
    if word(facts, "licence") != "byol" and not any(each is not None and each.value in BYOL for each in said):
        how = f"{why}; write licence: byol where the licences are owned"
        yield Quantity("", None, "", f"Licence of {ENGINE_NAMES[engine]}", "licence", False, None, how)


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
    """Bytes a second that change: what incremental backups keep.

    The share of the data that is said to change in a day, else what is written, else that share as it usually is; None: unknown.
    Writes of rows whose size nobody said are not the growth: most replace what is there.
    """
    fact, share = facts.facts.get("changed"), amount(facts, "changed")
    daily = None if share is None or load.stored is None else share * load.stored / DAY
    if (fact is not None and fact.origin == "said") or (load.writes and load.size is None):
        return daily
    return load.inflow if load.inflow is not None else daily


def streamed(load: Load, facts: Facts) -> Fraction | None:
    """Bytes a second that a replica receives: each write, however often it changes the same bytes; what changes where nobody said
    how much is written."""
    written = load.inflow if load.writes is not None and load.size is not None else None
    return written if written is not None else changed(load, facts)


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
        return f"{runs} runs {name} no more after {known.until}; write engine_version: {latest.version}."
    if known.released is not None and on < known.released:
        older = [each for each in calendar() if (each.service, each.engine) == (service, engine) and each.runs(on)]
        return f"{name} came to {runs} on {known.released} only" + (
            f"; write engine_version: {older[-1].version}." if older else "."
        )
    return ""

"""Relational needs: which stores are, and the facts of them that are arithmetic on others or assumed of production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.sets import TRUE, choice
from advisor.sheets import Found, Known, Sheet, derived, value
from advisor.spec import Store

if TYPE_CHECKING:
    from advisor.classes import DatabaseClass
    from advisor.instances import Instance

ENGINES = frozenset({"mysql", "postgresql", "mariadb", "oracle", "sqlserver", "db2"})
KEEPS = {"dynamodb": "key_value", "mongodb": "document", "cassandra": "wide_column", "redis": "key_value"}
BY_KEY = frozenset({"key_value", "document"})
# What only a relational engine does for items that are else found by their key.
FEATURES = ("joins", "ad_hoc_queries", "server_code", "extensions", "os_access")
STANDBY_WITHIN = Fraction(120)  # seconds: what a Multi-AZ standby takes at most, typically
WORKING_SHARE, MOST_WORKING = Fraction(1, 5), Fraction(128 * 1024**3)
CACHED = Fraction(3, 4)  # of memory, by pages: as services.relational sizes it


def relational(store: Store) -> bool:
    """Whether the words of relational needs are asked of a store: a relational model, engine or feature is wanted."""
    if store.kind != "database":
        return False
    model = _said(store, "model")
    if model and not model & BY_KEY:
        return "relational" in model
    asked = bool(_said(store, "engine") & ENGINES) or any(_said(store, name) == TRUE for name in FEATURES)
    return "relational" in model or asked


def _said(store: Store, name: str) -> frozenset[str]:
    """The choices written of a word, none where it is unwritten."""
    said = store.said.get(name)
    return said.values if said is not None and isinstance(said.values, frozenset) else frozenset()


def model(sheet: Sheet, known: Known) -> Found:
    """What the engine keeps; relational too, where what only such an engine does is asked for."""
    engine = choice(_said(sheet.store, "engine"))
    found = "relational" if relational(sheet.store) else KEEPS.get(engine or "")
    return (frozenset({found}), "derived", "from the engine and what is asked of it") if found else None


def _outlives_a_zone(sheet: Sheet, known: Known) -> bool:
    """Whether service must go on without a Zone as long as nobody says otherwise: in production, of data that outlives one."""
    production = choice(known.get("environment", frozenset({"production"}))) == "production"
    kept = choice(known.get("survives", frozenset())) in ("zone", "region")
    return sheet.relational and production and kept


def rpo_az(sheet: Sheet, known: Known) -> Found:
    """Nothing may be lost with a Zone."""
    if not _outlives_a_zone(sheet, known):
        return None
    return derived(Fraction(0), "in production nothing may be lost with a Zone, until it is said", "assumed")


def rto_az(sheet: Sheet, known: Known) -> Found:
    """Service is back within two minutes of the loss of a Zone."""
    if not _outlives_a_zone(sheet, known):
        return None
    return derived(STANDBY_WITHIN, "in production a standby takes over within minutes, until it is said", "assumed")


def today(store: Store) -> DatabaseClass | Instance | None:
    """The instance a relational need runs on today, None where none is written."""
    design = store.current.design if store.current is not None else None
    node = design.value.get("instance") if design is not None and isinstance(design.value, dict) else None
    name = node.value if node is not None and isinstance(node.value, str) else ""
    if not name:
        return None
    from advisor import classes, instances

    return classes.database_class(name) or instances.find(name)


def vcpus(sheet: Sheet, known: Known) -> Found:
    """What today's instance keeps busy: its vCPUs times their utilisation."""
    used, now = value(known, "cpu_used"), today(sheet.store)
    if not used or now is None:
        return None
    return derived(used * now.vcpu, f"the utilisation of today's {now.vcpu} vCPUs")


def working_set(sheet: Sheet, known: Known) -> Found:
    """As much of the data as today's memory holds, else a fifth of it up to 128 GiB, while nobody measured it."""
    stored, now = value(known, "final_size"), today(sheet.store)
    if not sheet.usual or not sheet.relational:
        return None
    if now is not None:
        held = now.memory * CACHED
        return derived(held if stored is None else min(held, stored), "what today's memory holds until it is said", "usual")
    if stored is None:
        return None
    return derived(min(stored * WORKING_SHARE, MOST_WORKING), "a fifth of the data, 128 GiB at most, until it is said", "usual")


def iops(sheet: Sheet, known: Known) -> Found:
    """Reads that memory does not answer, one page each, and writes, one I/O each: the least the storage must do at the peak."""
    reads, writes, cached = (value(known, name) for name in ("reads_peak", "writes_peak", "cached_reads"))
    if not sheet.relational or reads is None or writes is None or cached is None:
        return None
    origin = "usual" if sheet.usual and "cached_reads" not in sheet.store.said else "derived"
    return derived(reads * (1 - cached) + writes, "reads that memory does not answer, and writes", origin)


__all__ = ["iops", "model", "relational", "rpo_az", "rto_az", "today", "vcpus", "working_set"]

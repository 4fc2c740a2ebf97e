"""What a database is in a few words: `PostgreSQL 16.4`, `db.r6g.large`, `500 GiB of gp3 with 14,000 IOPS`, `a reader`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.render.money import count

ENGINES = {
    "postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB",
    "oracle": "Oracle", "sqlserver": "SQL Server", "db2": "Db2",
}  # fmt: skip
EDITIONS = {
    "se1": "Standard Edition One", "se2": "Standard Edition Two", "ee": "Enterprise Edition", "express": "Express",
    "web": "Web", "standard": "Standard", "enterprise": "Enterprise", "se": "Standard Edition", "ae": "Advanced Edition",
}  # fmt: skip

Said = Mapping[str, Any]


def database(said: Said) -> Iterator[str]:
    """Engine and version, machines, storage, then what is special about them."""
    if "engine" in said:
        edition, licence = said.get("edition", ""), said.get("licence", "")
        words = (ENGINES.get(said["engine"], said["engine"]), said.get("version", ""), EDITIONS.get(edition, edition))
        own = ", own licence" if licence == "byol" else ""
        yield f"{' '.join(word for word in words if word)}{own}"
    if "instance" in said:
        yield said["instance"]
    if "max_acu" in said:
        yield f"{said.get('min_acu', '0')} to {said['max_acu']} ACUs"
    if place := _disks(said):
        yield place
    for name, one, more in (
        ("standbys", "a standby", "standbys"),
        ("readers", "a reader", "readers"),
        ("clones", "a clone", "clones"),
    ):
        if said.get(name):
            yield one if said[name] == 1 else f"{said[name]} {more}"
    yield from _beside(said)


def places(names: str | Sequence[str]) -> str:
    """Regions as people list them: `a`, `a and b`, `a, b and c`."""
    several = [names] if isinstance(names, str) else list(names)
    return " and ".join(filter(None, (", ".join(several[:-1]), *several[-1:])))


def _disks(said: Said) -> str:
    """The storage of a database: `800 GiB of gp3 with 14,000 IOPS`, `I/O-Optimized storage`."""
    storage = said.get("storage", "")
    if storage == "io_optimized":
        return "I/O-Optimized storage"
    parts = [count(said["size"])] if "size" in said else []
    parts += ["of", storage] if parts and storage else []
    speed = [f"{count(said['iops']).removesuffix(' /s')} IOPS"] if "iops" in said else []
    speed += [count(said["throughput"])] if "throughput" in said else []
    return " ".join(parts) + (f" with {' and '.join(speed)}" if parts and speed else "")


def _beside(said: Said) -> Iterator[str]:
    """What a database has beside its machines and storage."""
    to = said.get("replicate_to", "")
    place = places(to)
    if said.get("cross_region", "none") != "none":
        place = place or "another Region"
        replica = f"a read replica in {'each of ' if isinstance(to, list) else ''}{place}"
        yield {"backups": f"backups in {place}", "read_replica": replica}.get(
            said["cross_region"], f"Global Database with {place}"
        )
    elif place:
        witness = f", {said['witness']} the witness" if "witness" in said else ""
        yield f"with {place}{witness}"
    for name, words in (("backup_retention", "backups kept {}"), ("backtrack", "backtrack of {}")):
        if said.get(name, "0 s") != "0 s":
            yield words.format(said[name])
    for name, words in (("proxy", "RDS Proxy"), ("custom", "RDS Custom"), ("iam", "IAM authentication")):
        if said.get(name) is True:
            yield words
    if said.get("encryption") == "customer_managed":
        yield "customer managed key"
    if said.get("insights") in ("long_term", "advanced"):
        yield "Database Insights, " + ("two years" if said["insights"] == "long_term" else "advanced mode")

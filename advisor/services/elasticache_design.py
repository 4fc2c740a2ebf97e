"""What an ElastiCache Design says, read from a spec and written for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.classes import cache_node, nearest_node
from advisor.records import NamedTuple
from advisor.services.chosen import Reader

if TYPE_CHECKING:
    from advisor.diagnostics import Diagnostic
    from advisor.services import Look
    from advisor.source import Node

ENGINES = ("valkey", "redis", "memcached")
FORMS = ("nodes", "serverless")
DURABILITIES = ("none", "async", "sync")
ENCRYPTIONS = ("none", "service_managed", "customer_managed")
AUTHS = ("open", "password", "roles", "iam")
STRATEGIES = ("none", "lazy", "invalidate", "write_through", "write_behind")
EXPIRIES = ("none", "ttl", "jittered")
WORDS = ("version", "node", "cluster_mode", "durability", "encryption", "auth", "snapshots", "strategy", "expiry")
FLAGS = ("multi_az", "data_tiering", "in_transit", "global_datastore")
COUNTS = ("nodes", "shards", "replicas", "snapshot_days")


class Design(NamedTuple):
    """A cache; Memcached has `nodes`, the others shards with `replicas` in each. None: not said."""

    engine: str = "valkey"
    form: str = "nodes"
    version: str | None = None
    node: str | None = None
    nodes: int | None = None
    shards: int | None = None
    replicas: int | None = None
    multi_az: bool | None = None
    cluster_mode: str | None = None
    durability: str | None = None
    data_tiering: bool | None = None
    encryption: str | None = None
    in_transit: bool | None = None
    auth: str | None = None
    snapshots: str | None = None
    snapshot_days: int | None = None
    global_datastore: bool | None = None
    regions: tuple[str, ...] = ()
    strategy: str | None = None
    expiry: str | None = None

    @property
    def option(self) -> str:
        """Engine and form in one word: `valkey`, `valkey_serverless`."""
        return self.engine if self.form == "nodes" else f"{self.engine}_serverless"

    @property
    def members(self) -> int:
        """Shards, or Memcached's nodes; one while nobody says."""
        return self.shards or self.nodes or 1


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an ElastiCache design")
    said.take("service")
    form = said.choice("form", FORMS, {"node": "nodes"}) or "nodes"
    engine = said.choice("engine", ENGINES, {"redis_oss": "redis"}) or "valkey"
    type_ = node_type(said, "elasticache") if form == "nodes" else said.text("node")
    places = {key: said.place(key) for key in COUNTS[:3]}
    replicas = whole(said, "replicas")
    design = Design(
        engine=engine, form=form, version=said.text("version"), node=type_, nodes=said.count("nodes"),
        shards=said.count("shards"), replicas=replicas, multi_az=said.flag("multi_az"),
        cluster_mode=said.choice("cluster_mode", ("enabled", "disabled"), {"true": "enabled", "false": "disabled"}),
        durability=said.choice("durability", DURABILITIES), data_tiering=said.flag("data_tiering"),
        encryption=said.choice("encryption", ENCRYPTIONS), in_transit=said.flag("in_transit"), auth=said.choice("auth", AUTHS),
        snapshots=said.choice("snapshots", ("none", "daily")), snapshot_days=whole(said, "snapshot_days"),
        global_datastore=said.flag("global_datastore"), regions=said.names("regions") or (),
        strategy=said.choice("strategy", STRATEGIES), expiry=said.choice("expiry", EXPIRIES),
    )  # fmt: skip
    for key, at in places.items():
        if (getattr(design, key) or 0) > 1 and (key == "nodes") != (engine == "memcached"):
            instead = "write shards: 1 and replicas: 2, or as many as there are" if key == "nodes" else "write nodes: 3"
            said.wrong(at, f"a cluster of {engine} is not told in {key}", instead)
    problems = said.finish()
    return (None if problems else design), problems


def node_type(said: Reader, service: str) -> str | None:
    """The node type a design names, if it names one; a problem when there is none of that name."""
    at, name = said.place("node"), said.text("node")
    if name is not None and cache_node(service, name) is None:
        said.wrong(at, f'"{name[:40]}" is no node type known here', nearest_node(service, name))
    return name


def whole(said: Reader, key: str) -> int | None:
    """A whole number, 0 among them."""
    at, value = said.place(key), said.amount(key, "count")
    if value is not None and value.denominator != 1:
        said.wrong(at, f"{key} is no whole number", f"write {key}: 1")
        return None
    return None if value is None else int(value)


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {"engine": design.engine, "form": design.form}
    for name in (*WORDS[:2], *COUNTS[:3], *FLAGS[:1], *WORDS[2:4], *FLAGS[1:], *WORDS[4:7], *COUNTS[3:], *WORDS[7:]):
        if (value := getattr(design, name)) is not None:
            plain[name] = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if design.regions:
        plain["regions"] = list(design.regions)
    return plain

"""What scenarios about relational databases say, as stores of a spec: one reading of each word, whichever case uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping import Spec, Words, described

# Words about the same thing, each with what it says in a spec. An empty one says nothing a need has a word for.
WORDS: Words = {
    "engine": {
        "MySQL": {"engine": "mysql"}, "MariaDB": {"engine": "mariadb"}, "PostgreSQL": {"engine": "postgresql"},
        "compatible with MySQL": {"engine": "mysql"}, "SQL Server": {"engine": "sqlserver"}, "not said": {"model": "relational"},
    },
    "licence": {"not owned": {"licence": "included"}},
    "edition": {"Enterprise today, Standard would do": {"edition": "standard"}},
    "environment": {"development and reports": {"environment": "development"}},
    "traffic": {
        "cannot be predicted, now and then": {"traffic": "idle"}, "variable": {"traffic": "spiky"},
        "growing spikes": {"traffic": "spiky"}, "cannot be predicted": {"traffic": "spiky"},
        "sales at known times": {"traffic": "scheduled"},
    },
    "features": {"pgvector, PostGIS, triggers": {"extensions": True, "server_code": True}},
    "availability": {"high": {"survives": "zone"}, "the highest": {"survives": "zone"}},
    "transactions": {"on two nodes before they count": {"recovery": {"rpo_az": "0 s"}}},
    "copies": {
        "a staging database that is usable while it is made": {"clones": 1},
        "for developers, after each night's batch": {"clones": 1},
    },
    "clients": {
        "Lambda functions that open and close connections": {"short_connections": True},
        "3000 Lambda functions at once": {"short_connections": True, "connections": 3000},
    },
    "reads": {"on replicas": {"reads": {"replicas": "50 %"}}, "reports slow production": {"reads": {"replicas": "30 %"}}},
    "tables": {"read all over the world": {"regions": ["eu-west-1", "ap-northeast-1"], "reads": {"lag": "5 s"}}},
}  # fmt: skip
AMOUNTS = {
    "size": "size", "lost with a Region": "recovery.rpo_region", "back after the loss of a Region": "recovery.rto_region",
}  # fmt: skip
# How it is run, what came before, what goes wrong: no fact a rule looks at.
UNSAID = ("problem", "operations", "runs on", "rework", "new")


def stores(facts: Mapping[str, Any]) -> dict[str, Spec]:
    """The one store of a scenario."""
    return {"it": described({"kind": "database"}, facts, WORDS, AMOUNTS, UNSAID)}

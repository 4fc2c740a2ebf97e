"""The services advisor sizes: name → module, imported when named. A service's module says what a Design of it uses in a month.

Every module has TITLE, PRIMARY (the Design's field that is the option), Design, designs, read, configuration, usage,
describe and parts. They see facts, loads and limits, never decisions or prices. A module may have never_billed(design): price
dimensions such a Design is not billed for whatever was measured; and TRADES: fields of a Design between whose values the amount
of one dimension decides, as (field, values, dimension); and begins_later(design, start, end): whether a line of its bill
begins, or changes, on a day between the two. usage takes the numbers of many months in one (`advisor.series`).

What saves bills, where a module has it. by_size(design, until): what a Design is beside its size, None where more of its bill
depends on that, and what it is billed for its size, or the least of it, in each month before a day. alike(design): a Design
billed for the same amounts, and what some price dimensions are called for this one. idle(option): settings that make no
difference to an option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date
    from types import ModuleType
    from typing import Any

    from advisor.facts import Facts
    from advisor.limits import Limits
    from advisor.load import Load
    from advisor.spec import Store

SERVICES = {
    "s3": "advisor.services.s3",
    "ebs": "advisor.services.ebs",
    "instance_store": "advisor.services.instance_store",
    "dynamodb": "advisor.services.dynamodb",
    "rds": "advisor.services.rds",
    "aurora": "advisor.services.aurora",
    "aurora_dsql": "advisor.services.aurora_dsql",
    "ec2_database": "advisor.services.ec2_database",
    "elasticache": "advisor.services.elasticache",
    "memorydb": "advisor.services.memorydb",
    "dax": "advisor.services.dax_cluster",
}

# The services that can meet a kind of need, the usual one first; and the families of rules a kind needs.
MEETS = {
    "object": ("s3",),
    "block": ("ebs", "instance_store"),
    "database": ("dynamodb", "rds", "aurora", "aurora_dsql", "ec2_database", "memorydb"),
    "cache": ("elasticache", "memorydb", "dax"),
}
# Services that run a relational engine, and are sized by what is asked of relational data whatever its model.
RELATIONAL = frozenset({"rds", "aurora", "aurora_dsql", "ec2_database"})
# Price dimensions whose tiers count all use of an account in a Region; the tiers of others (IOPS of io2) count one resource.
POOLED = frozenset(
    {
        "s3.storage.standard", "s3.storage.intelligent_tiering.frequent", "data_transfer.internet_out",
        "memorydb.data_written.valkey",
    }
)  # fmt: skip
# Price dimensions of which accounts have some free each month (pricing/free_tier.csv), and what a report calls them.
FREE = {
    "dynamodb.storage.standard": "DynamoDB", "dynamodb.provisioned.wcu_hour": "DynamoDB",
    "dynamodb.provisioned.rcu_hour": "DynamoDB", "dynamodb.streams.read_request": "DynamoDB",
    "kms.request.symmetric": "KMS requests", "data_transfer.internet_out": "data to the internet",
    "aurora_dsql.dpu": "Aurora DSQL", "aurora_dsql.storage": "Aurora DSQL",
}  # fmt: skip
_GOVCLOUD = ("us-gov-east-1", "us-gov-west-1")
# (price dimension, Region) where accounts have none of it free.
NOT_FREE = frozenset(
    (name, region) for region in _GOVCLOUD for name in (
        "dynamodb.storage.standard", "dynamodb.provisioned.wcu_hour", "dynamodb.provisioned.rcu_hour",
        "data_transfer.internet_out",
    )
)  # fmt: skip
# Services whose data may be kept in several ways over time, set side by side in a report.
SIDE_BY_SIDE = {"s3": "advisor.services.s3_policies"}
# Services with an option that follows a use nobody knows, and the module that says which.
UNSURE = {"s3": "advisor.services.s3_unsure"}
# Services whose cheapest Design over time is looked for, and the module that finds it.
CHEAPEST = {"s3": "advisor.lifecycles"}
# Services of which is known without a bill what a Design comes to at least, and the module that knows.
LEAST = {"s3": "advisor.lifecycle_least", "dynamodb": "advisor.table_least"}


Sized = tuple[str, str | None, int]  # a price dimension, a Region (None: the workload's own), units a month


def _everything(dimension: str, region: str = "") -> bool:
    """Where no catalog is at hand, everything is sold."""
    return True


def _first(store: Store, facts: Facts) -> Load:
    """The first month of a need."""
    from advisor.load import loads

    return loads(store, facts, 1)[0]


def _once(key: Hashable, facts: Facts, compute: Callable[[Facts], Any]) -> Any:
    """Where nothing is remembered, everything is computed."""
    return compute(facts)


class Look(NamedTuple):
    """What a service may look at beside the facts: dated limits, instance sizes, the store as written, the day, the workload's
    Region (empty: none), whether something is sold in it or in another, by the full name of its price dimension, the first month
    of the store with some facts, the day it goes live where one is said, and what is computed of facts by a key, once."""

    limits: Limits
    instances: ModuleType  # advisor.instances
    store: Store
    on: date
    region: str = ""
    sold: Callable[..., bool] = _everything
    first: Callable[[Store, Facts], Load] = _first
    goes_live: date | None = None
    once: Callable[[Hashable, Facts, Callable[[Facts], Any]], Any] = _once

    @property
    def live(self) -> date:
        """The day from which it runs, none before that of the prices."""
        return self.on if self.goes_live is None else max(self.on, self.goes_live)

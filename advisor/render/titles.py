"""Options and configurations in people's words: `S3 Glacier Instant Retrieval`, `6,000 IOPS`, `replicated to eu-central-1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advisor import units
from advisor.render.databases import database, places
from advisor.render.money import count
from advisor.report import Priced

TITLES = {
    "s3": "Amazon S3",
    "ebs": "Amazon EBS",
    "dynamodb": "Amazon DynamoDB",
    "instance_store": "EC2 instance store",
    "rds": "Amazon RDS",
    "aurora": "Amazon Aurora",
    "aurora_dsql": "Amazon Aurora DSQL",
    "ec2_database": "A database on Amazon EC2",
    "STANDARD": "S3 Standard",
    "INTELLIGENT_TIERING": "S3 Intelligent-Tiering",
    "STANDARD_IA": "S3 Standard-IA",
    "ONEZONE_IA": "S3 One Zone-IA",
    "GLACIER_IR": "S3 Glacier Instant Retrieval",
    "GLACIER": "S3 Glacier Flexible Retrieval",
    "DEEP_ARCHIVE": "S3 Glacier Deep Archive",
    "EXPRESS_ONEZONE": "S3 Express One Zone",
    "REDUCED_REDUNDANCY": "S3 Reduced Redundancy",
    **{each: f"EBS {each}" for each in ("gp2", "gp3", "io1", "io2", "st1", "sc1")},
    "standard": "EBS Magnetic",
    "on_demand": "DynamoDB on-demand",
    "provisioned": "DynamoDB provisioned",
    "elasticache": "Amazon ElastiCache",
    "valkey": "ElastiCache for Valkey",
    "valkey_serverless": "ElastiCache Serverless for Valkey",
    "redis": "ElastiCache for Redis OSS",
    "redis_serverless": "ElastiCache Serverless for Redis OSS",
    "memcached": "ElastiCache for Memcached",
    "memcached_serverless": "ElastiCache Serverless for Memcached",
    "memorydb": "Amazon MemoryDB",
    "dax": "DynamoDB Accelerator",
    "none": "A database for transactions",
    "documentdb": "Amazon DocumentDB",
    "keyspaces": "Amazon Keyspaces",
    "neptune": "Amazon Neptune",
    "timestream_influxdb": "Amazon Timestream for InfluxDB",
    "timestream_liveanalytics": "Amazon Timestream for LiveAnalytics",
    "opensearch": "Amazon OpenSearch Service",
    "redshift": "Amazon Redshift",
    "qldb": "Amazon QLDB",
}
# Options whose name alone would be another service's, or nobody's.
OF_SERVICE = {
    "rds": {
        "single_az": "RDS Single-AZ", "multi_az_instance": "RDS Multi-AZ", "multi_az_cluster": "RDS Multi-AZ DB cluster",
    },
    "aurora": {"provisioned": "Aurora provisioned", "serverless": "Aurora serverless"},
    "aurora_dsql": {"single_region": "Aurora DSQL", "multi_region": "Aurora DSQL, multi-Region"},
    "ec2_database": {
        "postgresql": "PostgreSQL on EC2", "mysql": "MySQL on EC2", "mariadb": "MariaDB on EC2", "oracle": "Oracle on EC2",
        "sqlserver": "SQL Server on EC2", "db2": "Db2 on EC2",
    },
}  # fmt: skip
# What a configuration says by itself when nothing special is wanted; not worth a word on the first screen.
USUAL = frozenset({"none", "False", "SSE_S3", "aws_owned", "aws_managed", ""})
WORDS = {
    "SSE_KMS": "SSE-KMS", "DSSE_KMS": "DSSE-KMS", "SSE_C": "SSE-C", "customer_managed": "customer managed key",
    "aws_managed": "AWS managed key", "STANDARD_INFREQUENT_ACCESS": "Standard-IA table class", "dynamodb": "DynamoDB Streams",
    "kinesis": "Kinesis Data Streams", "daily": "daily backups", "monthly": "monthly backups",
    "GOVERNANCE": "Object Lock, governance mode", "COMPLIANCE": "Object Lock, compliance mode",
    "LEGAL_HOLD": "Object Lock, legal hold", "SRR": "Same-Region Replication", "CRR": "Cross-Region Replication",
    "CRR_RTC": "Cross-Region Replication with Replication Time Control",
    "async": "asynchronous durability", "sync": "synchronous durability", "lazy": "lazy loading",
    "invalidate": "lazy loading with invalidation", "write_through": "write-through", "write_behind": "write-behind",
}  # fmt: skip

Said = Mapping[str, Any]


def title(option: str) -> str:
    """People's name of an option, or of `service option`; the option itself where none is known."""
    service, _, last = option.rpartition(" ")
    if last == service:  # a service without options
        return TITLES.get(service, service)
    if service in OF_SERVICE:
        return OF_SERVICE[service].get(last, f"{TITLES[service]} {last}")
    return TITLES.get(last, option if not service else f"{TITLES.get(service, service)} {last}")


def title_of(design: Priced) -> str:
    """People's name of a design's option."""
    return title(f"{design.service} {design.option}")


def phrases(design: Priced) -> tuple[str, ...]:
    """What matters of a configuration, a few words each; what is usual is left out."""
    own = _OWN.get(design.service, _anything)
    return tuple(own(design.configuration))


def going_on(said: Said) -> Iterator[str]:
    """Where a bucket's lifecycle and Intelligent-Tiering's archive tiers bring objects."""
    yield from (f"{title(move['to'])} {after(move['after'])}" for move in said.get("lifecycle", ()))
    for rule in (each for each in said.get("rules", ()) if each.get("lifecycle")):
        yield f"{_whom(rule)}: {', '.join(_acts({'lifecycle': rule['lifecycle']}))}"
    for tier, words in (("archive_access", "Archive Access"), ("deep_archive_access", "Deep Archive Access")):
        if tier in said:
            yield f"{words} after {said[tier]} without access"


def _s3(said: Said) -> Iterator[str]:
    for move in said.get("lifecycle", ()):
        yield f"{title(move['to'])} {after(move['after'])}"
    if "expire" in said:
        yield f"deleted after {said['expire']}"
    for rule in said.get("rules", ()):
        yield f"{_whom(rule)}: {', '.join(_acts(rule))}"
    for tier, words in (("archive_access", "Archive Access"), ("deep_archive_access", "Deep Archive Access")):
        if tier in said:
            yield f"{words} after {said[tier]} without access"
    if said.get("versioning"):
        old = said.get("expire_noncurrent")
        yield f"versioned (old ones kept {old})" if old else "versioned"
    if _wanted(said, "object_lock"):
        yield WORDS[said["object_lock"]]
    if _wanted(said, "encryption"):
        key = f" with a {WORDS[said['key']]}" if said.get("key") in WORDS else ""
        yield f"{WORDS[said['encryption']]}{key}{' and a bucket key' if said.get('bucket_key') else ''}"
    if _wanted(said, "replication"):
        to = places(said.get("replicate_to", ""))
        yield f"{WORDS[said['replication']]}{f' to {to}' if to else ''}"


def after(wait: str) -> str:
    """`after 30 days`; nothing to wait for is `at once`."""
    return "at once" if wait == "0 s" else f"after {wait}"


def _whom(rule: Said) -> str:
    """Whom a lifecycle rule is for: `objects over 128 KiB under raw/`."""
    sizes = [_over(rule["larger_than"])] if "larger_than" in rule else []
    sizes += [f"below {rule['smaller_than']}"] if "smaller_than" in rule else []
    place = f" under {rule['prefix']}" if "prefix" in rule else ""
    tags = f" with {' and '.join(rule['tags'])}" if "tags" in rule else ""
    share = f" ({rule['share']} of all)" if "share" in rule else ""
    off = "disabled: " if rule.get("disabled") else ""
    return f"{off}objects{''.join(f' {each}' for each in sizes)}{place}{tags}{share}"


def _over(size: str) -> str:
    """`over 128 KiB`; a byte less than what reads well is `of 256 KiB and more`."""
    more = units.show(units.parse(size, "bytes").lo[0] + 1, "bytes", exact=True)
    return f"of {more} and more" if len(more) < len(size) else f"over {size}"


def _acts(rule: Said) -> Iterator[str]:
    """What a lifecycle rule does."""
    yield from (f"{title(move['to'])} {after(move['after'])}" for move in rule.get("lifecycle", ()))
    if "expire" in rule:
        yield f"deleted after {rule['expire']}"
    yield from (f"old versions {title(move['to'])} {after(move['after'])}" for move in rule.get("noncurrent", ()))
    if "expire_noncurrent" in rule:
        kept = f" but the {rule['keep_versions']} newest" if "keep_versions" in rule else ""
        yield f"old versions{kept} deleted after {rule['expire_noncurrent']}"
    if "abort_multipart" in rule:
        yield f"unfinished uploads given up after {rule['abort_multipart']}"
    if rule.get("expire_markers"):
        yield "delete markers without versions removed"


def _ebs(said: Said) -> Iterator[str]:
    volumes = said.get("volumes", 1)
    many = f"{volumes} × " if volumes > 1 else ""
    if "size" in said:
        yield f"{many}{count(said['size'])}"
    elif many:
        yield f"{volumes} volumes"
    if "iops" in said:
        yield f"{many}{count(said['iops']).removesuffix(' /s')} IOPS"
    if "throughput" in said:
        yield f"{many}{count(said['throughput'])}"
    if said.get("multi_attach"):
        yield "Multi-Attach"
    if said.get("encryption") == "customer_managed":
        yield WORDS["customer_managed"]
    if _wanted(said, "snapshots"):
        yield "snapshots" if said["snapshots"] == "standard" else "archived snapshots"


def _dynamodb(said: Said) -> Iterator[str]:
    if capacity := _capacity(said):
        yield capacity
    if said.get("table_class") == "STANDARD_INFREQUENT_ACCESS":
        yield WORDS["STANDARD_INFREQUENT_ACCESS"]
    if indexes := said.get("indexes"):
        yield f"{len(indexes)} index{'es' if len(indexes) > 1 else ''}"
    if dax := said.get("dax"):
        yield f"DAX {dax['nodes']} × {dax['node']}"
    if _wanted(said, "global_tables"):
        strong = " (strong consistency)" if said["global_tables"] == "MRSC" else ""
        yield f"global table{strong} with {', '.join(said.get('replicas', ())) or 'replicas'}"
    for name, words in (("ttl", "TTL"), ("pitr", "point-in-time recovery")):
        if said.get(name):
            yield words
    for name in ("streams", "backups"):
        if _wanted(said, name):
            yield WORDS[said[name]]
    if _wanted(said, "export"):
        yield "exports to S3"
    if said.get("encryption") in ("customer_managed", "aws_managed"):
        yield WORDS[said["encryption"]]


def _capacity(said: Said) -> str:
    """Provisioned units and how they scale: `auto scaling up to 2,858 RCU / 1,143 WCU`."""
    if said.get("mode") != "provisioned":
        return ""
    parts = [f"{count(said[key])} {unit}" for key, unit in (("read_units", "RCU"), ("write_units", "WCU")) if key in said]
    scaling = {"autoscaling": "auto scaling", "scheduled": "scheduled scaling"}.get(said.get("scaling", ""), "")
    return f"{scaling}{' up to ' if scaling and parts else ''}{' / '.join(parts)}"


def _cache(said: Said) -> Iterator[str]:
    """Nodes and copies, then what is special about them."""
    node, shards, copies = said.get("node"), int(said.get("shards", 1)), int(said.get("replicas", 0))
    if node and "nodes" in said:
        yield f"{said['nodes']} × {node}"
    elif node:
        yield f"{f'{shards} shards of ' if shards > 1 else ''}{f'{1 + copies} × ' if copies else ''}{node}"
    if node and said.get("multi_az"):
        yield "Multi-AZ"
    if said.get("cluster_mode") == "disabled":
        yield "cluster mode disabled"
    if said.get("data_tiering"):
        yield "data tiering"
    for name in ("global_datastore", "multi_region"):
        if said.get(name):
            yield f"{name.replace('_', ' ')} with {' and '.join(said.get('regions', ())) or 'another Region'}"
    for name in ("durability", "snapshots", "strategy"):
        if _wanted(said, name):
            yield WORDS[said[name]]
    if said.get("encryption") == "customer_managed":
        yield WORDS["customer_managed"]


def _instance_store(said: Said) -> Iterator[str]:
    if "instance" in said:
        yield f"of {said['instance']}"


def _anything(said: Said) -> Iterator[str]:
    for key, value in said.items():
        if str(value) not in USUAL:
            yield f"{key.replace('_', ' ')} {value}"


def _wanted(said: Said, name: str) -> bool:
    """Whether a setting is said and is more than the usual."""
    return name in said and str(said[name]) not in USUAL


_OWN: dict[str, Callable[[Said], Iterator[str]]] = {
    "s3": _s3,
    "ebs": _ebs,
    "dynamodb": _dynamodb,
    "instance_store": _instance_store,
    **dict.fromkeys(("rds", "aurora", "aurora_dsql", "ec2_database"), database),
    "elasticache": _cache,
    "memorydb": _cache,
    "dax": _cache,
}

"""What a relational database needs of its instance, by evidence, and the classes that have it.

Memory holds the working set beside the connections; CPU is what is measured as busy, never guessed from reads a second; what the
storage must deliver must fit through the instance to EBS. Bytes, rates a second, vCPUs.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from advisor.classes import DatabaseClass, database_classes
from advisor.exact import Fraction
from advisor.load import Load
from advisor.records import NamedTuple
from advisor.sets import Values, choice, flag, number

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.instances import Instance
    from advisor.services import Look

ENGINES = ("postgresql", "mysql", "mariadb", "oracle", "sqlserver", "db2")
OPEN = ("postgresql", "mysql", "mariadb")
UNMET = "unmet"  # what a setting decision says when nothing it knows will do
# Measurements a size rests on: while nobody made one, the size rests on its usual value.
USUAL = ("working_set", "connections", "vcpus", "iops", "throughput", "cached_reads", "reads_peak", "writes_peak")
MOST_CONNECTIONS = {"postgresql": 5_000, "mariadb": 12_000}  # where the default of max_connections ends
CACHE = Fraction(3, 4)  # an assumption: the share of memory that holds pages; the rest is for connections, sorts and the system
MOST_BUSY = Fraction(7, 10)  # an assumption: how busy the vCPUs may be in the busiest hour
# What a size leaves free, as a report says it.
HEADROOM = (
    ("headroom.cpu", "70 %", "vCPUs are busy at most so far in the busiest hour; the rest is for what nobody measured"),
    ("headroom.memory", "75 %", "of the memory holds the working set; the rest is for connections, sorts and the system"),
)
GRAVITON = ("t4g", "m6g", "m7g", "m8g", "r6g", "r7g", "r8g", "x2g")
WITH_DISK = ("m6gd", "m8gd", "r6gd", "r8gd", "c6gd", "m6id", "r6id", "x2iedn")  # what Multi-AZ DB clusters run on
GENERATION = {"m6g": 6, "r6g": 6, "x2g": 6, "m7g": 7, "r7g": 7, "m8g": 8, "r8g": 8}
INTEL = ("t3", "m5", "m6i", "m7i", "r5", "r6i", "r7i", "x2iedn", "z1d")
BUSY_SHARE = {"steady": Fraction(1), "idle": Fraction(1, 10)}  # of the busiest hour, on average; else half


class Evidence(NamedTuple):
    """What an instance must have: bytes of memory, vCPUs busy at most and on average, IOPS and bytes a second to EBS."""

    memory: Fraction = Fraction(0)
    busy: Fraction = Fraction(0)
    average: Fraction = Fraction(0)
    iops: Fraction = Fraction(0)
    throughput: Fraction = Fraction(0)


def amount(facts: Facts, name: str) -> Fraction | None:
    """The one finite number of a fact; None when it is unknown, unbounded or not asked."""
    values = facts.values.get(name)
    found = number(values) if values is not None else None
    return None if isinstance(found, float) else found


def word(facts: Facts, name: str) -> str | None:
    """The one word of a fact, None when it is open or not asked."""
    values = facts.values.get(name)
    return choice(values) if values is not None else None


def chosen(settings: Mapping[str, tuple[str, ...]], name: str) -> tuple[str | None, ...]:
    """The values a setting decision left standing; (None,) where nothing was decided."""
    return tuple(value for value in settings.get(name, ()) if value != UNMET) or (None,)


def engines(settings: Mapping[str, tuple[str, ...]], facts: Facts, known: tuple[str, ...]) -> tuple[str, ...]:
    """The engines to size: as decided, else the one the application speaks, else the first of those known."""
    decided = tuple(each for each in chosen(settings, "engine") if each in known)
    said = word(facts, "engine")
    return tuple(each for each in decided if each) or ((said,) if said in known and said else known[:1])


def busy_share(load: Load) -> Fraction:
    """The average load as a share of the busiest: as the load says, else what its shape usually means."""
    if load.reads is not None and load.writes is not None and load.reads_peak is not None and load.writes_peak is not None:
        peak = load.reads_peak + load.writes_peak
        return (load.reads + load.writes) / peak if peak else Fraction(1)
    return BUSY_SHARE.get(load.traffic, Fraction(1, 2))


def evidence(engine: str, facts: Facts, load: Load, look: Look, pooled: bool, share: Fraction = Fraction(1)) -> Evidence:
    """What one instance must have when it takes `share` of the busy vCPUs; connections a proxy pools take no memory.

    The default max_connections of an engine is its memory over a constant, so connections need that much memory each.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
    """
    memory = (amount(facts, "working_set") or Fraction(0)) / CACHE
    connections = amount(facts, "connections")
    if connections is not None and not pooled and engine in OPEN:
        each = look.limits.get(f"rds.connection_memory.{engine}", look.on).value
        memory = max(memory, connections * each)
    busy = (amount(facts, "vcpus") or Fraction(0)) * share
    return Evidence(
        memory,
        busy,
        busy * busy_share(load),
        amount(facts, "iops") or Fraction(0),
        amount(facts, "throughput") or Fraction(0),
    )


@cache
def of_family(family: str) -> tuple[DatabaseClass, ...]:
    """The classes of a family, small to large; those with a memory of their own (`.tpc2.mem4x`) left out."""
    found = (each for each in database_classes() if each.family == family and each.name.count(".") == 2)
    return tuple(sorted(found, key=lambda each: (each.vcpu, each.memory)))


def has(instance: DatabaseClass, wanted: Evidence, on_ebs: bool) -> bool:
    """Whether a class has what is wanted; a burstable one must sustain the average load on its baseline."""
    if instance.memory < wanted.memory or instance.vcpu * MOST_BUSY < wanted.busy:
        return False
    if instance.burstable and instance.vcpu * Fraction(instance.cpu_baseline or 0) / 100 < wanted.average:
        return False
    fast = on_ebs and (wanted.iops or wanted.throughput)
    return not fast or ((instance.baseline_iops or 0) >= wanted.iops and (instance.baseline_throughput or 0) >= wanted.throughput)


def fitting(
    wanted: Evidence, families: tuple[str, ...], sold: Callable[[DatabaseClass], bool], on_ebs: bool = True
) -> tuple[DatabaseClass, ...]:
    """The smallest class of each family that has what is wanted and is sold, without those that only add to another's price."""
    memory, vcpus = wanted.memory, wanted.busy / MOST_BUSY
    found: list[DatabaseClass] = []
    for family in families:
        large = [each for each in of_family(family) if each.vcpu >= vcpus and each.memory >= memory]
        found += islice((each for each in large if has(each, wanted, on_ebs) and sold(each)), 1)
    return tuple(each for each in found if not any(_dearer(each, other) for other in found))


def smallest(
    wanted: Evidence, families: tuple[str, ...], sold: Callable[[DatabaseClass, str], bool], to: tuple[str, ...] = (),
    on_ebs: bool = True,
) -> tuple[DatabaseClass, ...]:  # fmt: skip
    """The smallest classes sold here and in the Regions of copies (Intel's where the families have none), else those sold here:
    what then has no price there is named. `sold` takes a class and a Region, this one where it is empty.
    """

    def everywhere(each: DatabaseClass) -> bool:
        return all(sold(each, place) for place in ("", *to))

    def here(each: DatabaseClass) -> bool:
        return sold(each, "")

    tries = ((kinds, where) for where in ((everywhere, here) if to else (here,)) for kinds in (families, INTEL))
    return next(filter(None, (fitting(wanted, kinds, where, on_ebs) for kinds, where in tries)), ())


def _dearer(this: DatabaseClass, other: DatabaseClass) -> bool:
    """Whether a class must cost more than another: of one generation of Graviton, more of either and less of none.

    It holds for every price of the catalog but those of r in São Paulo, so an m is never left out for an r; other generations are
    left for the bill to compare.
    """
    generation = GENERATION.get(this.family)
    if generation is None or generation != GENERATION.get(other.family) or (this.family[0], other.family[0]) == ("m", "r"):
        return False
    more, same = (this.vcpu, this.memory), (other.vcpu, other.memory)
    return more != same and more[0] >= same[0] and more[1] >= same[1]


def max_connections(engine: str, instance: DatabaseClass, look: Look) -> Fraction | None:
    """The default of max_connections on a class, about: its memory, a part of which RDS keeps for itself, over a constant.

    None where the engine has no such default, or another formula. PostgreSQL ends at 5,000, MariaDB at 12,000.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
    """
    if engine not in OPEN:
        return None
    each = look.limits.get(f"rds.connection_memory.{engine}", look.on).value
    by_memory = Fraction(instance.memory / each // 1)
    return min(by_memory, Fraction(MOST_CONNECTIONS[engine])) if engine in MOST_CONNECTIONS else by_memory


def short(
    instance: DatabaseClass | Instance | None, answering: int, facts: Facts, most: Fraction | None = None, on_ebs: bool = True
) -> dict[str, Values]:
    """Whether an instance has less than the need says: vCPUs of all that answer, memory and speed to EBS of one, and `most`
    connections; `likely`: less than follows from what it says. Usual values count for nothing."""
    asked = ((name, facts.facts.get(name)) for name in ("vcpus", "working_set", "iops", "throughput", "connections"))
    of = {name: "unknown" if fact is None else fact.origin for name, fact in asked}
    found: dict[str, Values] = {"load_stated": flag("said" in (of["vcpus"], of["working_set"]))}
    if instance is None:
        return found
    has: list[tuple[str, str, Fraction | int | None]] = [
        ("vcpus_short", "vcpus", instance.vcpu * answering),
        ("working_set_short", "working_set", instance.memory),
        ("connections_short", "connections", most),
        ("class_iops_short", "iops", instance.baseline_iops if on_ebs else None),
        ("class_throughput_short", "throughput", instance.baseline_throughput if on_ebs else None),
    ]
    for name, fact, there in has:
        needed = amount(facts, fact)
        less = needed is not None and there is not None and needed > there
        found[name] = flag(less and of[fact] == "said")
        if fact in ("vcpus", "iops"):  # which follow from today's utilisation, and from reads and writes
            found[f"{name}_likely"] = flag(less and of[fact] == "derived")
    return found

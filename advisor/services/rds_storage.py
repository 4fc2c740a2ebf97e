"""How large and fast the storage of an RDS instance must be for a need, by storage type and engine.

Bytes, IOPS, bytes a second. From a threshold on RDS stripes over four volumes: gp3 then includes 12,000 IOPS and 500 MiB/s, and
only then can more be bought; SQL Server is never striped. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.records import NamedTuple
from advisor.services.relational import amount

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

KIB, MIB, GIB = 1024, 1024**2, 1024**3
MYSQL_COUPLED = 64  # MySQL and MariaDB raise the throughput with the IOPS above 32,000: 1 MiB/s for 64


class Storage(NamedTuple):
    """Allocated storage: bytes, IOPS and bytes a second that are provisioned; None where unknown or not set by hand."""

    size: Fraction | None
    iops: Fraction | None = None
    throughput: Fraction | None = None


class Wish(NamedTuple):
    """What the storage must hold and deliver; 0: nobody asked for more than there is."""

    size: Fraction | None
    iops: Fraction
    throughput: Fraction


class Rules:
    """The limits of RDS storage for one engine on a day."""

    def __init__(self, engine: str, look: Look) -> None:
        self.engine, self._look = engine, look
        self.group = engine if engine in ("oracle", "sqlserver") else "open"
        self.striped_from = None if engine == "sqlserver" else self[f"gp3.striping_from_{self.group}"]

    def __getitem__(self, name: str) -> Fraction:
        """`rds.<name>` in base units."""
        return self._look.limits.get(f"rds.{name}", self._look.on).value

    def striped(self, size: Fraction) -> bool:
        """Whether storage of this size lies on four volumes."""
        return self.striped_from is not None and size >= self.striped_from

    @property
    def most(self) -> Fraction:
        """The largest primary volume."""
        return self[{"open": "open_engines", "oracle": "open_engines", "sqlserver": "sqlserver"}[self.group] + ".max_storage"]

    def included(self, size: Fraction) -> tuple[Fraction, Fraction]:
        """(IOPS, bytes a second) a gp3 volume of this size has at no charge."""
        kind = "striped" if self.striped(size) else "small"
        return self[f"gp3.baseline_iops_{kind}"], self[f"gp3.baseline_throughput_{kind}"]


def whole(size: Fraction) -> Fraction:
    """Bytes in whole GiB, as storage is allocated."""
    return -(-size // GIB) * Fraction(GIB)


def asked(engine: str, type_: str, facts: Facts, look: Look) -> Storage | None:
    """The storage of a type for what a need stores and does; None: none does."""
    wish = Wish(amount(facts, "size"), amount(facts, "iops") or Fraction(0), amount(facts, "throughput") or Fraction(0))
    return storage(type_, wish, amount(facts, "final_size"), Rules(engine, look))


def storage(type_: str, wish: Wish, final: Fraction | None, rules: Rules) -> Storage | None:
    """The smallest storage of a type that holds and delivers what is wished, also once grown to `final`; None: none does."""
    sizer = SIZERS.get(type_)
    found = sizer(wish, rules) if sizer is not None else None
    if found is None or sizer is None:
        return None
    grown = found if final is None else sizer(wish._replace(size=final), rules)
    return None if grown is None or (grown.size or 0) > rules.most else found


def gp3(wish: Wish, rules: Rules) -> Storage | None:
    """gp3: more than the small baseline takes the size from which RDS stripes, or SQL Server, where any size can be fast."""
    size = whole(max(wish.size or Fraction(0), rules["gp3.min_size"]))
    small = (rules["gp3.baseline_iops_small"], rules["gp3.baseline_throughput_small"])
    if (wish.iops > small[0] or wish.throughput > small[1]) and rules.striped_from is not None:
        size = max(size, rules.striped_from)
    iops, fast = rules.included(size)
    fast = max(fast, Fraction(-(-wish.throughput // MIB)) * MIB)
    iops = max(iops, Fraction(-(-wish.iops // 1)), fast / MIB / (rules["gp3.throughput_per_iops"] / MIB))
    if rules.engine in ("mysql", "mariadb") and iops > 32_000:
        fast = max(fast, Fraction(-(-iops // MYSQL_COUPLED)) * MIB)
    kind = "sqlserver" if rules.group == "sqlserver" else "striped"
    if iops > rules[f"gp3.max_iops_{kind}"] or fast > rules[f"gp3.max_throughput_{kind}"]:
        return None
    return Storage(_known(size, wish), iops, fast)


def gp2(wish: Wish, rules: Rules) -> Storage | None:
    """gp2: IOPS and throughput come with the size alone, on one volume or four; only what it sustains counts, no burst."""
    if rules.engine == "db2":
        return None
    fast = wish.iops / rules["gp2.iops_per_gib"] * GIB if wish.iops > 100 else Fraction(0)
    size = max(wish.size or Fraction(0), rules["gp2.min_size"], fast)
    most_iops, most_fast = ("gp2.max_iops_sqlserver", 250) if rules.group == "sqlserver" else ("gp2.max_iops_striped", 1000)
    if wish.iops > rules[most_iops] or wish.throughput > most_fast * MIB:
        return None
    alone = max(size, _gp2_size(wish.throughput))
    if rules.striped_from and (alone >= rules.striped_from or wish.throughput > 250 * MIB):
        alone = max(size, rules.striped_from, 4 * _gp2_size(wish.throughput / 4))
    return Storage(_known(whole(alone), wish))


def _gp2_size(throughput: Fraction) -> Fraction:
    """Bytes of a gp2 volume that sustains so much: 128 MiB/s at any size, then 256 KiB for each of its 3 IOPS a GiB."""
    return Fraction(0) if throughput <= 128 * MIB else throughput / (3 * 256 * KIB) * GIB


def io1(wish: Wish, rules: Rules) -> Storage | None:
    """io1: at most 50 IOPS for each GiB, on one volume or four."""
    return _provisioned("io1", wish, rules, 256 * KIB)


def io2(wish: Wish, rules: Rules) -> Storage | None:
    """io2 Block Express: at most 1,000 IOPS for each GiB."""
    return _provisioned("io2", wish, rules, 256 * KIB)


def _provisioned(type_: str, wish: Wish, rules: Rules, io: int) -> Storage | None:
    """Provisioned IOPS storage; throughput comes with the IOPS, up to 256 KiB each."""
    iops = max(rules[f"{type_}.min_iops"], Fraction(-(-wish.iops // 1)), Fraction(-(-wish.throughput // io)))
    size = max(wish.size or Fraction(0), rules[f"{type_}.min_size"], iops / rules[f"{type_}.iops_per_gib"] * GIB)
    small = type_ == "io1" and not rules.striped(size) and rules.group != "sqlserver"
    if small and rules.striped_from and (iops > rules["io1.small_max_iops"] or wish.throughput > 500 * MIB):
        size = rules.striped_from
    size = whole(size)
    iops = max(iops, Fraction(-(-(size / GIB) // 2)))  # at least half an IOPS for each GiB
    most = rules[f"{type_}.max_throughput" if type_ == "io1" else "io2.max_throughput_open"]
    if iops > rules[f"{type_}.max_iops"] or wish.throughput > most:
        return None
    return Storage(_known(size, wish), iops)


def _known(size: Fraction, wish: Wish) -> Fraction | None:
    """The size, None while the data's own is unknown."""
    return None if wish.size is None else size


# Magnetic storage is no longer sold: a Design that has it is priced, none is sized.
SIZERS: dict[str, Callable[[Wish, Rules], Storage | None]] = {"gp3": gp3, "gp2": gp2, "io1": io1, "io2": io2}
TYPES = (*SIZERS, "magnetic")

"""Amazon EBS: block volumes and their snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from advisor import units
from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, UNNAMED, Load, Quantity
from advisor.records import NamedTuple
from advisor.services.chosen import Reader
from advisor.services.ebs_volumes import GIB, MIB, SIZERS, Need, Volume, included, volume
from advisor.sets import Values, choice, flag, number, point

if TYPE_CHECKING:
    from datetime import date

    from advisor.diagnostics import Diagnostic
    from advisor.facts import Facts
    from advisor.services import Look, Sized
    from advisor.source import Node

TITLE = "Amazon EBS"
PRIMARY = "type"
AMOUNTS = ("size", "iops", "throughput")  # fields a chosen Design may fall short in
MUST = ("iops",)  # of them what nothing stands in for where it is needed and nobody says it
ENCRYPTIONS = ("none", "aws_managed", "customer_managed")
SNAPSHOTS = ("none", "standard", "archive")
SETTINGS = ("multi_attach", "encryption", "snapshots")
UNMET = "unmet"  # what a setting decision says when nothing it knows will do
MOST_STRIPED = 16  # an assumption: more volumes than this are no design, but a wish


class Design(NamedTuple):
    """Volumes of one type; size, IOPS and throughput are each volume's. None: not said."""

    type: str
    size: Fraction | None = None
    iops: Fraction | None = None
    throughput: Fraction | None = None
    volumes: int = 1
    multi_attach: bool | None = None
    encryption: str | None = None
    snapshots: str | None = None


def designs(facts: Facts, settings: Mapping[str, tuple[str, ...]], look: Look) -> tuple[Design, ...]:
    """A Design of each volume type that can do it, in every combination of the other settings left standing.

    Volumes are striped only when a single one cannot, and never for a boot volume or one attached to several instances. A type
    that cannot even so has no Design.
    """
    need = Need(*(_amount(facts, name) for name in ("size", "iops", "throughput")))
    final = _amount(facts, "final_size")
    alone = _word(facts, "boot") == "true" or (_amount(facts, "attached") or 1) > 1
    left = {name: some for name in SETTINGS if (some := [value for value in settings.get(name, ()) if value != UNMET])}
    found = []
    for type_ in (name for name in settings.get("type", tuple(SIZERS)) if name != UNMET):
        fit = stripe(type_, need, final, 1 if alone else MOST_STRIPED, look)
        if fit is None:
            continue
        for values in product(*left.values()):
            said = dict(zip(left, values, strict=True))
            many, encryption, snapshots = (said.get(each) for each in ("multi_attach", "encryption", "snapshots"))
            attach = None if many is None else many == "true"
            found.append(fit._replace(multi_attach=attach, encryption=encryption, snapshots=snapshots))
    return tuple(found)


def stripe(type_: str, need: Need, final: Fraction | None, most: int, look: Look) -> Design | None:
    """The fewest volumes of a type that together meet the need, also once it has grown to `final`; None when `most` do not."""
    for count in range(1, most + 1):
        found = _shared(type_, need, final, count, look)
        if found is not None:
            return Design(type=type_, size=found.size, iops=found.iops, throughput=found.throughput, volumes=count)
    return None


def _shared(type_: str, need: Need, final: Fraction | None, count: int, look: Look) -> Volume | None:
    """One of so many volumes that share a need, also once it has grown to `final`; None when they do not meet it."""
    each = Need(*(None if value is None else value / count for value in need))
    found = volume(type_, each, look.limits, look.on)
    grown = each if final is None or final == need.size else each._replace(size=final / count)
    return found if grown is each or volume(type_, grown, look.limits, look.on) is not None else None


def _amount(facts: Facts, name: str) -> Fraction | None:
    values = facts.values.get(name)
    value = number(values) if values is not None else None
    return None if isinstance(value, float) else value


def _word(facts: Facts, name: str) -> str | None:
    values = facts.values.get(name)
    return choice(values) if values is not None else None


def read(node: Node, look: Look) -> tuple[Design | None, list[Diagnostic]]:
    """The Design a `chosen:` mapping says, or None and every problem."""
    said = Reader(node, "an EBS design")
    said.take("service")
    at = said.place("type")
    type_ = said.choice("type", SIZERS)
    if type_ is None and not said.problems:
        said.wrong(at, "the volume type is missing", "write type: gp3")
    size = said.amount("size", "bytes")
    design = Design(
        type=type_ or "gp3",
        size=None if size is None else Fraction(-(-size // GIB)) * GIB,
        iops=said.amount("iops", "rate"),
        throughput=said.amount("throughput", "throughput"),
        volumes=said.count("volumes") or 1,
        multi_attach=said.flag("multi_attach"),
        encryption=said.choice("encryption", ENCRYPTIONS),
        snapshots=said.choice("snapshots", SNAPSHOTS),
    )
    problems = said.finish()
    return (None if problems else design), problems


def configuration(design: Design) -> dict[str, object]:
    """The Design as plain values for a report, what was not said left out; `read` takes it back."""
    plain: dict[str, object] = {"type": design.type}
    for name, dimension in (("size", "bytes"), ("iops", "rate"), ("throughput", "throughput")):
        if (value := getattr(design, name)) is not None:
            plain[name] = units.show(value, dimension, exact=True)
    plain["volumes"] = design.volumes
    for name in ("multi_attach", "encryption", "snapshots"):
        if (value := getattr(design, name)) is not None:
            plain[name] = value
    return plain


def usage(design: Design, load: Load, facts: Facts, look: Look) -> list[Quantity]:
    """A month of the volumes, their paid IOPS and throughput, their snapshots and key; provisioned whether used or not.

    A volume grows with its data. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
    """
    lines = [_storage(design, load), *_speed(design, facts, look)]
    lines.extend(_snapshots(design, load, look))
    lines.extend(_copies(design, load, facts, look))
    if design.encryption == "customer_managed":
        lines.append(Quantity("kms.customer_managed_key", Fraction(1), "key-month", "KMS key", "key", False))
    return lines


def _storage(design: Design, load: Load) -> Quantity:
    known = [each for each in (None if design.size is None else design.size * design.volumes, load.stored) if each is not None]
    size = -(-max(known) // GIB) * Fraction(1) if known else None
    how = f"{design.volumes} volumes" if design.volumes > 1 else ""
    return Quantity(f"ebs.{design.type}.storage", size, "GB-month", f"Storage, {design.type}", "", False, None, how)


def _speed(design: Design, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Paid speed: gp3 beyond its baseline, every IOPS of io1 and io2 (tiers count for each volume), each I/O of standard."""
    if design.type == "gp3":
        free_iops, free_fast = included(look.limits, look.on)
        iops = max(Fraction(0), (design.iops or free_iops) - free_iops)
        fast = max(Fraction(0), (design.throughput or free_fast) - free_fast) / MIB
        if iops:
            how = "above 3,000 a volume"
            yield Quantity("ebs.gp3.iops", iops * design.volumes, "IOPS-month", "IOPS, gp3", "", False, None, how)
        if fast:
            how = "above 125 MiB/s a volume"
            yield Quantity("ebs.gp3.throughput", fast * design.volumes, "MiBps-month", "Throughput, gp3", "", False, None, how)
    if design.type in ("io1", "io2"):
        for number_ in range(design.volumes):
            part = f"volume {number_ + 1}" if design.volumes > 1 else ""
            yield Quantity(f"ebs.{design.type}.iops", design.iops, "IOPS-month", f"IOPS, {design.type}", part, False)
    if design.type == "standard":
        rate = _amount(facts, "iops")
        done, how = None if rate is None else rate * SECONDS_IN_MONTH, "at most: the stated IOPS all month"
        yield Quantity("ebs.standard.io", done, "request", "I/O requests", "", True, None, how)


def by_size(design: Design, until: date) -> tuple[None, tuple[Sized, ...]]:
    """What volumes are billed for their size; more of their bill depends on it."""
    return None, ((f"ebs.{design.type}.storage", None, int((design.size or 0) * design.volumes // GIB)),)


def _snapshots(design: Design, load: Load, look: Look) -> Iterator[Quantity]:
    """Snapshots in their steady state: the first is full, each later one holds what changed; in the archive each is full, for at
    least 90 days, beside one that stays in the standard tier.

    https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive.html
    """
    if design.snapshots not in ("standard", "archive"):
        return
    plan, stored = look.store.snapshots, load.stored
    archived = design.snapshots == "archive"
    standard = full = None
    if plan is not None and stored is not None:
        kept = max(1, plan.keep // plan.every)
        standard = stored if archived else stored * (1 + plan.changed * (kept - 1))
        if archived:
            lasting = max(plan.keep, look.limits.get("ebs.snapshot.archive_min_days", look.on).value)
            full = stored * max(0, lasting // plan.every - 1) / GIB
    how = "" if plan else "nobody said how often and how long"
    yield Quantity(
        "ebs.snapshot.standard",
        None if standard is None else standard / GIB,
        "GB-month",
        "Snapshots",
        "snapshots",
        True,
        None,
        how or "the first full, the others what changed",
    )
    if archived:
        yield Quantity(
            "ebs.snapshot.archive", full, "GB-month", "Archived snapshots", "snapshots", True, None, how or "each one full"
        )


def _copies(design: Design, load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """Copies of the snapshots in another Region, where one is named or must be outlived: as many as are kept here; what changes
    between two is sent there.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
    """
    losses = (_amount(facts, name) for name in ("rpo_region", "rto_region"))
    to, plan = look.store.replicate_to, look.store.snapshots
    needed = to is not None or _word(facts, "survives") == "region" or any(each is not None for each in losses)
    if design.snapshots in (None, "none") or not needed:
        return
    held = sending = None
    if to is not None and plan is not None and load.stored is not None:
        held = load.stored * (1 + plan.changed * (max(1, plan.keep // plan.every) - 1)) / GIB
        sending = load.stored * plan.changed / plan.every * SECONDS_IN_MONTH / GIB
    how = "the first full, the others what changed" if plan and to else "nobody said where to, or how often"
    yield Quantity("ebs.snapshot.standard", held, "GB-month", "Snapshot copies", to or UNNAMED, True, to, how)
    name = f"data_transfer.inter_region_out.to.{to}" if to else ""
    how = "what changed between two; the first copy, which is full, comes on top" if to else how
    yield Quantity(name, sending, "GB", "Data to another Region", to or UNNAMED, True, None, how)


def as_built(design: Design, facts: Facts, look: Look) -> Design:
    """The volumes as they would be: of the size of the data where none is said, gp3 with what it includes where nothing is.

    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    """
    size, data = design.size, _amount(facts, "size")
    if size is None and data is not None:
        size = -(-data / design.volumes // GIB) * Fraction(GIB)
    if design.type != "gp3":
        return design._replace(size=size)
    iops, fast = included(look.limits, look.on)
    return design._replace(size=size, iops=design.iops or iops, throughput=design.throughput or fast)


def needed(design: Design, facts: Facts, look: Look) -> Design | None:
    """So many volumes of this type as this need takes them; None when so many cannot do it."""
    need = Need(*(_amount(facts, name) for name in AMOUNTS))
    found = _shared(design.type, need, _amount(facts, "final_size"), design.volumes, look)
    if found is None or design.type == "gp3":
        return None if found is None else design._replace(size=found.size, iops=found.iops, throughput=found.throughput)
    return design._replace(size=found.size, iops=found.iops if design.type in ("io1", "io2") else None, throughput=None)


def stronger(design: Design) -> tuple[str, str]:
    """The field that makes it do more, and what it is now."""
    return "volumes", f"{design.volumes} volume{'s' if design.volumes > 1 else ''}"


def describe(design: Design, look: Look) -> dict[str, Values]:
    """The Design's own facts, by the words checks use; what was not said is left out."""
    said: dict[str, Values] = {"volume_type": frozenset({design.type})}
    for name, value in (("volume_size", design.size), ("volume_iops", design.iops), ("volume_throughput", design.throughput)):
        if value is not None:
            said[name] = point(value)
    if design.iops is not None and design.size:
        said["iops_per_gib"] = point(design.iops / (design.size / GIB))
    if design.throughput is not None and design.iops:
        said["throughput_per_iops"] = point(design.throughput / design.iops)
    if design.multi_attach is not None:
        said["multi_attach"] = flag(design.multi_attach)
    said.update(_beyond(design, look))
    for name, word in (("volume_encrypted", design.encryption), ("snapshots", design.snapshots)):
        if word is not None:
            said[name] = frozenset({word})
    return said


def _beyond(design: Design, look: Look) -> dict[str, Values]:
    """Whether the volumes together can do more than the instance sustains; never while no instance is named."""
    instance = look.instances.find(look.store.instance) if look.store.instance else None
    pairs = {"iops": ("baseline_iops", design.iops), "throughput": ("baseline_throughput", design.throughput)}
    said: dict[str, Values] = {}
    for name, (baseline, each) in pairs.items():
        most = getattr(instance, baseline) if instance else None
        said[f"over_instance_{name}"] = flag(most is not None and each is not None and each * design.volumes > most)
    return said


def parts(design: Design, facts: Facts) -> list[tuple[str, str, dict[str, Values]]]:
    """A volume has no parts."""
    return []

"""From the bucket of today to another Design of it: what bringing over the objects that are there costs, and when they settle.

A lifecycle that is put finds the objects there are: it moves each to the class of its age, with a request each and what is left
of the old class's minimum time; where no lifecycle leads, objects are copied. Intelligent-Tiering begins with them in Frequent
Access and moves them down after 30 and 90 days without a read.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from advisor.exact import Fraction
from advisor.load import SECONDS_IN_MONTH, Load, Quantity, sizes_of
from advisor.records import NamedTuple
from advisor.services import s3
from advisor.services.s3_ages import inherited
from advisor.services.s3_classes import CLASSES, GIB, UNSAID, UNSIZED, Sizes, requests_per_upload, terms
from advisor.services.s3_design import Design
from advisor.services.s3_requests import RESTORED_FOR, destinations
from advisor.services.s3_stages import Stage
from advisor.services.s3_storage import DAY, STANDARD, THERE, TIERING, Where, cut_short
from advisor.services.s3_tags import populations
from advisor.services.s3_unsized import of_size
from advisor.services.s3_ways import ONWARD, brought
from advisor.sets import number

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.services import Look

# The months in which what was moved to Intelligent-Tiering is not yet in a tier, and the tier it is in until then.
WAITS = (("archive_instant", 3, "infrequent"), ("infrequent", 1, "frequent"))


class Moved(NamedTuple):
    """Objects of some sizes and ages that go from a stage of today's design to one of the other; None: how many is unknown."""

    today: Stage
    then: Stage
    sizes: Sizes
    begin: Fraction
    end: Fraction | None
    objects: Fraction | None  # of all sizes
    told: bool = False  # whether it is known how they came and go


def usage(today: Design, wanted: Design, facts: Facts, look: Look) -> Callable[[Load], list[Quantity]]:
    """The months of the wanted Design with the bringing over from today's."""

    def month(load: Load) -> list[Quantity]:
        later, late = load.month > 1, _late(load.month) if _anew(today, wanted) else {}
        lines = s3.usage(wanted, load, facts, look)
        sized = load.size is not None
        load = load if sized else of_size(UNSAID, load, look.store, facts)
        settled = list(settling(lines, late))
        if later:
            return s3.merged(settled)
        found = list(moved(today, wanted, load, facts, look))
        once = [*fees(found, Where(look.limits, look.on, THERE)), *replicated(today, wanted, found, load, facts, look)]
        return s3.merged([*settled, *(once if sized else (each._replace(amount=None) for each in once))])

    return month


def moved(today: Design, wanted: Design, load: Load, facts: Facts, look: Look) -> Iterator[Moved]:
    """The objects that change their class, by the stages they are in before and after."""
    sizes = sizes_of(look.store, facts) or UNSIZED
    for kind in populations(today.every_rule, wanted.every_rule):
        before, after = (tuple(s3.stages_of(each, sizes, load, facts, look, (kind,))) for each in (today, wanted))
        for _, _, one in before:
            for _, left, other in after:
                common = tuple(each for each in one.sizes if each in other.sizes)
                begin, end = max(one.begin, other.begin), _least(one.end, other.end)
                if common and one.class_ != other.class_ and (end is None or begin < end):
                    yield Moved(one, other, common, begin, end, _count(left, facts, begin, end),
                                bool(load.pieces))  # fmt: skip


def _count(load: Load, facts: Facts, begin: Fraction, end: Fraction | None) -> Fraction | None:
    """The objects of all sizes that are there today, of these ages; None where that is unknown."""
    size = facts.values.get("size")
    stored = number(size) if size is not None else None
    if not isinstance(stored, Fraction) or not load.size:
        return None
    count = stored / load.size
    if not begin and end is None:
        return count
    ages = inherited(load, count, load.oldest, True)
    return None if ages is None else ages.there(begin, end)


def _least(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    known = [each for each in (one, other) if each is not None]
    return min(known) if known else None


def replicated(today: Design, wanted: Design, found: list[Moved], load: Load, facts: Facts, look: Look) -> Iterator[Quantity]:
    """What bringing over the objects there today costs in the buckets they are replicated to: what it costs here where they are
    there too, else their S3 Batch Replication, and the transitions of what has come.

    A replica's lifecycle is its own, and finds each object at the age it has here.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
    """
    before = destinations(today)
    for to in destinations(wanted):
        here, there = (Where(look.limits, look.on, THERE, region) for region in (None, to))
        if to is None and wanted.replication != "SRR":
            if to not in before:
                yield here.line("", load.count, "object", "Batch Replication", "to a Region nobody named")
        elif to in before:
            yield from fees(found, there)
        else:
            yield from _batch(today, wanted, load, facts, look, here, there)
            yield from fees([each for each in found if _onward(each) and not CLASSES[each.today.class_].restored], there)


def _batch(today: Design, wanted: Design, load: Load, facts: Facts, look: Look, here: Where, there: Where) -> Iterator[Quantity]:
    """S3 Batch Replication: a job, a request of it and a PUT an object, bytes between Regions, reading what charges it.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
    """
    stages = list(s3.stages_of(today, sizes_of(look.store, facts) or UNSIZED, load, facts, look, populations(today.every_rule)))
    if not all(_written_anew(stage, wanted) for _, _, stage in stages):
        yield here.line("s3.batch_operations.job", Fraction(1), "job", "Batch Replication", "one job")
    for _, left, stage in stages:
        objects = _count(left, facts, stage.begin, stage.end)
        if objects != 0:
            yield from _replicated(stage, objects, wanted, here, there)


def _written_anew(stage: Stage, wanted: Design) -> bool:
    """Whether all objects of a stage are copied onto themselves, which replicates them as new ones where replication is on."""
    led = wanted.class_ in (stage.class_, *ONWARD.get(stage.class_, ()))
    return not led and not any(rule.lifecycle for rule in wanted.every_rule)


def _replicated(stage: Stage, objects: Fraction | None, wanted: Design, here: Where, there: Where) -> Iterator[Quantity]:
    """The replication of the objects of a stage, as many of all sizes: of copies, or by a batch job, which takes no archived."""
    anew = _written_anew(stage, wanted)
    kind, count = CLASSES[wanted.class_ if anew else stage.class_], _times(objects, _part(stage.sizes))
    if kind.restored:
        how = "Batch Replication takes no archived objects; restore and copy them first"
        yield here.line("", count, "object", f"Replication of {kind.title}", how)
        return
    how = "objects there today"
    per = requests_per_upload(stage.sizes, here.limits, here.on)
    size = _times(objects, sum((one * share for one, share in stage.sizes), Fraction(0)) / GIB)
    if not anew:
        yield here.line("s3.batch_operations.object", count, "object", "Batch Replication, objects", how)
    yield there.line(f"s3.request.tier1.{kind.price}", _times(objects, per), "request", "Replication PUT requests", how)
    if wanted.replication != "SRR":
        yield here.line(f"data_transfer.inter_region_out.to.{there.region}", size, "GB", "Replication between Regions", how)
    if kind.per_gib_read and not anew:
        yield here.line(f"s3.retrieval.{kind.price}", size, "GB", "Retrieval for replication", how)
    if wanted.replication == "CRR_RTC":
        yield here.line("s3.replication_time_control", size, "GB", "Replication Time Control", how)


def fees(found: list[Moved], where: Where) -> Iterator[Quantity]:
    """What bringing them over costs once: a transition each, or a copy; what is left of the old class's minimum time."""
    for each in found:
        onward = _onward(each)
        if each.objects == 0 or not (onward or each.then.end is None):
            continue  # what would only have to come down again stays where it is
        to = CLASSES[each.then.class_]
        if onward:
            some = each.sizes if each.then.came else brought(each.today.class_, each.then.class_, each.sizes)
            name, how = f"s3.lifecycle_transition.{to.price}", "objects there today, moved by the lifecycle"
            yield where.line(name, _times(each.objects, _part(some)), "request", f"Transitions to {to.title}", how)
        else:
            some = each.sizes
            yield from _copied(each, where)
        yield from _cut_short(each, some, where)


def _onward(each: Moved) -> bool:
    """Whether a lifecycle leads from the class of today."""
    return each.then.class_ in ONWARD.get(each.today.class_, ())


def _copied(each: Moved, where: Where) -> Iterator[Quantity]:
    """Copies onto themselves: a PUT each, and reading what charges for it, archived objects restored in bulk for a day.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
    """
    old, to = CLASSES[each.today.class_], CLASSES[each.then.class_]
    per = requests_per_upload(each.sizes, where.limits, where.on)
    size = _times(each.objects, sum((one * share for one, share in each.sizes), Fraction(0)) / GIB)
    yield where.line(f"s3.request.tier1.{to.price}", _times(each.objects, per), "request", "Copies", "objects there today")
    if old.per_gib_read:
        yield where.line(f"s3.retrieval.{old.price}", size, "GB", "Retrieval", "to copy the objects there today")
    if old.restored:
        requests = _times(each.objects, _part(each.sizes))
        yield where.line(f"s3.restore_request.{old.price}.bulk", requests, "request", "Restores, bulk", "to copy them")
        yield where.line(f"s3.retrieval.{old.price}.bulk", size, "GB", "Retrieval, bulk", "to copy them")
        copies = _times(size, RESTORED_FOR / SECONDS_IN_MONTH)
        yield where.line(STANDARD, copies, "GB-month", "Storage, S3 Standard", "restored copies, a day each")


def _cut_short(each: Moved, some: Sizes, where: Where) -> Iterator[Quantity]:
    """What is left of the minimum time, of objects that came to their class less than that ago."""
    least, begin = terms(each.today.class_, where.limits, where.on).shortest, each.today.begin
    low, high = each.begin, begin + least if each.end is None else min(each.end, begin + least)
    if not least or low >= high or not some or each.today.ages is None:
        return
    if each.told:
        lacking = each.today.ages.lacking_today(begin, low, high, least) / SECONDS_IN_MONTH
    else:
        young = each.today.ages.held(low, high)
        lacking = young * (least - ((low + high) / 2 - begin)) / SECONDS_IN_MONTH
    if lacking > 0:
        how = f"the rest of {least / DAY} days, of objects there today"
        yield cut_short(each.today.class_, each.today._replace(sizes=some), lacking, where, how)


def _part(sizes: Sizes) -> Fraction:
    """The share of all objects that have these sizes."""
    return sum((share for _, share in sizes), Fraction(0))


def _times(count: Fraction | None, each: Fraction) -> Fraction | None:
    return None if count is None else count * each


def _anew(today: Design, wanted: Design) -> bool:
    """Whether objects begin anew in Intelligent-Tiering: they are not there today."""
    return today.class_ != "INTELLIGENT_TIERING" and wanted.class_ == "INTELLIGENT_TIERING"


def _late(month: int) -> dict[str, str]:
    """The tiers of Intelligent-Tiering that nothing can have reached by a month, with the ones it is in until then."""
    return {f"{TIERING}.{tier}": f"{TIERING}.{until}" for tier, wait, until in WAITS if month <= wait}


def settling(lines: list[Quantity], late: Mapping[str, str]) -> Iterator[Quantity]:
    """The lines with what has come to Intelligent-Tiering in the tiers it can have reached by then."""
    items = {f"{TIERING}.infrequent": "Storage, Infrequent Access", f"{TIERING}.frequent": "Storage, Frequent Access"}
    for line in lines:
        to = line.dimension
        while to in late:
            to = late[to]
        yield line if to == line.dimension else line._replace(dimension=to, item=items[to], formula="not there long enough yet")

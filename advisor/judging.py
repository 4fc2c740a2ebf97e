"""Designs a spec chose, held to the rules; and the findings on every design and need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from typing import Any

from advisor import changefile, report, units, vocabulary
from advisor.budgets import over_chosen
from advisor.candidates import Context, Weighed, module, setting
from advisor.checks import Finding, findings
from advisor.dates import dated, ending
from advisor.diagnostics import At
from advisor.facts import Facts
from advisor.indexes import index_facts
from advisor.services import MEETS, SERVICES, SIDE_BY_SIDE
from advisor.sets import Values
from advisor.spec import Store
from advisor.written import PLACES, Written

MOST_DIFFERENCES = 4  # that a finding names


def need_findings(
    weighed: Weighed, chosen: Written | None, current: Written | None, context: Context
) -> Iterable[report.Finding]:
    """What the checks say of the need and of its recommended and chosen designs; what speaks against the chosen; its budget.

    Where what runs today falls short is told for information: the recommended design is what mends it.
    """
    store, known = weighed.store, weighed.likely.values
    found: list[Finding] = findings(context.base, store.kind, known, store.at)
    written_at = store.chosen.at if store.chosen else store.at
    subjects = [(each.service, each.design, each.option, store.at) for each in weighed.ranked[:1]]
    subjects += [(chosen.service, chosen.design, f"chosen {chosen.option}", written_at)] if chosen else []
    for subject in subjects:
        found += _checked(*subject, weighed, context)
    yield from (report.Finding(*each) for each in found)
    for service, design, option, at in subjects:
        yield from ending(service, design, option, context.workload, context.on, at)
    if chosen is not None:
        yield from _against(chosen, weighed, context, "chosen")
        yield from _dearer(chosen, weighed)
        yield from over_chosen(chosen, store)
        yield from dated(chosen, context.workload, context.base, written_at)
    if current is not None:
        yield from _short_today(current, weighed, context)
    yield from _not_built(weighed)
    for breach in weighed.best.breaches if weighed.best else ():
        yield report.Finding(
            "budget.need",
            "error",
            f"{store.name} {breach}",
            store.at,
            weighed.best.option if weighed.best else "",
            "budget",
            "raise the budget or relax a requirement",
            (),
        )


def unpaid(over_time: report.OverTime | None, store: Store, months: int) -> Iterable[report.Finding]:
    """A policy that costs more to change to than it saves within the horizon, where today's does what is asked as well."""
    if over_time is None or over_time.against != "today":
        return
    named = {each.name: each for each in over_time.policies}
    today = named["today"]
    if today.falls_short or today.at_least:
        return
    for name in ("proposed", "chosen"):
        each = named.get(name)
        if each is None or each.at_least or each.payback_month is not None or not each.once:
            continue
        once = sum((line.amount.total for line in each.once if line.amount is not None), Decimal(0))
        message = f"bringing over what is there today costs {once:,.2f} USD once, and is not paid back within {months} months"
        at = store.chosen.at if name == "chosen" and store.chosen else store.at
        hint = "leave what is there as it is and bring new data alone, or write a longer horizon"
        yield report.Finding("today.not-paid-back", "warning", message, at, name, "", hint, ())


def _not_built(weighed: Weighed) -> Iterable[report.Finding]:
    """A service that fits and that this release neither sizes nor prices; an error where nothing else can do it."""
    for verdict in weighed.services:
        for name in verdict.fit:
            option = verdict.decision.option(name)
            if option is not None and name not in (*SERVICES, *MEETS[weighed.store.kind], "none"):
                title = option.title or name
                message = f"{weighed.store.name}: {title} fits, and this release neither sizes nor prices it"
                message += "; the totals leave it out" if weighed.best is None else ""
                severity = "info" if weighed.best else "error"
                instead, source = "see `advisor services` for what is", verdict.reason.source
                yield report.Finding("need.not-built", severity, message, weighed.store.at, name, "", instead, source)


def _checked(service: str, design: Any, option: str, at: At, weighed: Weighed, context: Context) -> list[Finding]:
    """What the checks say of one design and its parts."""
    own, look = module(service), context.look(weighed.store)
    built = own.as_built(design, weighed.facts, look) if hasattr(own, "as_built") else design
    facts = {**weighed.likely.values, **_silent_of(service), **own.describe(built, look)}
    if hasattr(own, "lacking"):
        facts |= own.lacking(built, weighed.facts, look)
    parts = [
        (kind, name, {**_part(kind, name, weighed.likely, weighed.store, context), **own_facts})
        for kind, name, own_facts in own.parts(design, weighed.likely)
    ]
    return findings(context.base, service, facts, at, option, parts)


def _short_today(current: Written, weighed: Weighed, context: Context) -> Iterable[report.Finding]:
    """The errors there would be, had the spec chosen what runs today."""
    today = weighed.store.current
    at = today.design.at if today is not None and today.design is not None else weighed.store.at
    checked = _checked(current.service, current.design, f"today {current.option}", at, weighed, context)
    for each in (*(report.Finding(*one) for one in checked), *_against(current, weighed, context, "today")):
        if each.severity == "error":
            yield each._replace(severity="info", at=at)


@lru_cache(maxsize=64)
def _silent_of(service: str) -> Mapping[str, Values]:
    """What an unsaid word of a Design means, where silence says so."""
    words = vocabulary.load().values()
    return {word.name: word.silent(service) for word in words if service in word.kinds and word.silence == "no"}


def _part(kind: str, name: str, likely: Facts, store: Store, context: Context) -> Mapping[str, Values]:
    """What the need says of a part with this name."""
    return index_facts(kind, name, store, likely, context.vocabulary) if name in store.indexes else {}


def _against(chosen: Written, weighed: Weighed, context: Context, word: str) -> Iterable[report.Finding]:
    """What speaks against a design the spec wrote: the rules that exclude it or a setting of it, what it lacks."""
    store = weighed.store
    at, option = store.chosen.at if store.chosen else store.at, f"{word} {chosen.option}"
    runs = "is chosen" if word == "chosen" else "runs today"
    against = [each for each in weighed.excluded if each.option in (chosen.option, chosen.service)]
    instead = f"choose {weighed.title}" if weighed.best else "relax what is asked"
    for each in against:
        message = f"{chosen.option} {runs} but cannot do this: {each.because}"
        yield report.Finding(each.rule, "error", message, at, option, chosen.primary, instead, each.source)
    for verdict in weighed.settings.get(chosen.service, ()):
        field = verdict.decision.sets
        value = setting(chosen.design, field) if field != chosen.primary else None
        fit = " or ".join(verdict.fit)
        for each in verdict.excluded:
            if each.option == value:
                message = f"{field.rstrip('_')} {value} {runs} but cannot do this: {each.because}"
                yield report.Finding(each.rule, "error", message, at, option, field, f"choose {fit}" if fit else "", each.source)
    yield from _left_out(chosen, weighed, at, word)
    yield from _without(chosen, weighed, at, word)
    yield from _moved(chosen, weighed, at, word)
    yield from _short(chosen, weighed, context, at, word)


def _left_out(written: Written, weighed: Weighed, at: At, word: str) -> Iterable[report.Finding]:
    """Settings a design does not say that are by AWS's default what a rule excludes here; a warning where the default is not
    known, and `none` is excluded."""
    book = changefile.load(written.service)
    for verdict in weighed.settings.get(written.service, ()):
        field = verdict.decision.sets
        if field == written.primary or getattr(written.design, field, "") is not None:
            continue
        default = book.means.get(field) if book is not None else None
        for each in verdict.excluded:
            if each.option == (default or "none"):
                name, fit = field.rstrip("_"), " or ".join(verdict.fit)
                told = f"{name} is left out, which is {default}, and" if default else f"{name} is left out, and {each.option}"
                message, hint = f"{told} cannot do this: {each.because}", f"write {name}: {fit}" if fit else ""
                severity, option = "error" if default else "warning", f"{word} {written.option}"
                yield report.Finding(each.rule, severity, message, at, option, field, hint, each.source)


def _without(chosen: Written, weighed: Weighed, at: At, word: str) -> Iterable[report.Finding]:
    """Regions the data is to be in, of which a design that may have copies in others says none."""
    field = next((each for each in PLACES if hasattr(chosen.design, each)), None)
    lacks = [each for each in weighed.store.regions if field is not None and each not in getattr(chosen.design, field)]
    if lacks and field is not None:
        message = f"the data is to be in {' and '.join(lacks)} too, and {word} {chosen.option} has no copy there"
        instead = f"write {field}: [{', '.join(weighed.store.regions)}]"
        yield report.Finding("chosen.regions", "error", message, at, f"{word} {chosen.option}", field, instead, ())


def _moved(chosen: Written, weighed: Weighed, at: At, word: str) -> Iterable[report.Finding]:
    """The rules that exclude what a lifecycle brings objects to, at the ages they are there."""
    if chosen.service not in SIDE_BY_SIDE or chosen.service not in weighed.settings:  # out as a whole, which is told elsewhere
        return
    from advisor.lifecycle_permits import refused

    primary = next(each.decision for each in weighed.settings[chosen.service] if each.decision.sets == chosen.primary)
    stays = import_module(SIDE_BY_SIDE[chosen.service]).stays(chosen.design)
    for stay, each in refused(stays, primary, weighed.likely, weighed.store):
        since = f"after {units.show(stay.since, 'duration')}" if stay.since else "at once"
        message = f"objects come to {stay.title} {since}, which cannot do this: {each.because}"
        option, instead = f"{word} {chosen.option}", f"choose {weighed.title}, or move them later or elsewhere"
        yield report.Finding(each.rule, "error", message, at, option, "lifecycle", instead, each.source)


def _dearer(chosen: Written, weighed: Weighed) -> Iterable[report.Finding]:
    """What a chosen design that can do this costs more than the recommended one."""
    best, against = weighed.best, any(each.option in (chosen.option, chosen.service) for each in weighed.excluded)
    at, option = weighed.store.chosen.at if weighed.store.chosen else weighed.store.at, f"chosen {chosen.option}"
    if against or best is None or chosen.bill.average <= best.bill.average:
        return
    if any(each.at_least or each.at_most_but is not None for each in (chosen.bill, best.bill)):
        return
    more = chosen.bill.average - best.bill.average
    message = f"{chosen.option} is chosen; {weighed.title} is recommended and costs {more:,.2f} USD a month less"
    if chosen.service == best.service and (differ := _differ(chosen, best.design)):
        message += f", with {differ}"
    yield report.Finding("chosen.dearer", "info", message, at, option, "", "", ())


def _differ(chosen: Written, best: Any) -> str:
    """What a design of the same service says otherwise than the chosen: `size 400 GiB (not 500 GiB), a lifecycle`."""
    said, wanted = chosen.configuration, module(chosen.service).configuration(best)
    found = []
    for field in dict.fromkeys((*wanted, *said)):
        one, other, name = said.get(field), wanted.get(field), field.rstrip("_").replace("_", " ")
        if name == chosen.primary.rstrip("_") or one == other or (one in (None, "none", False) and isinstance(other, str | int)):
            continue
        if isinstance(one, list | dict) or isinstance(other, list | dict):
            found.append(f"another {name}" if one and other else f"no {name}" if one else f"a {name}")
        elif one != "none" or other is not None:
            found.append(f"{name} {other} (not {one})" if other is not None else f"no {name}")
    more = len(found) - MOST_DIFFERENCES
    return ", ".join(found[:MOST_DIFFERENCES]) + (f" and {more} more that differ" if more > 0 else "")


def _short(chosen: Written, weighed: Weighed, context: Context, at: At, word: str) -> Iterable[report.Finding]:
    """Amounts of a design the spec wrote below those the same option needs here; where that is out, the written amounts below
    those of the one that is best of its service."""
    own, option = module(chosen.service), f"{word} {chosen.option}"
    mine = [each for each in weighed.ranked if each.service == chosen.service]
    like = next((each for each in mine if each.option == chosen.option), None)
    if not mine:
        return
    wants: Any = (like or mine[0]).design
    built, wanted = _as_built(chosen, wants, weighed, context)
    if wanted is None and like is None:
        return
    if wanted is None:
        (field, has), (_, can) = own.stronger(built), own.stronger(wants)
        message = f"{has} of {chosen.option} cannot do what this need takes; {can} can"
        yield report.Finding(
            f"chosen.{field}", "error", message, at, option, field, f"write {field}: {getattr(wants, field)}", ()
        )
        return
    is_, needed = own.configuration(built), own.configuration(wanted)
    for field in own.AMOUNTS:
        if like is None and getattr(chosen.design, field) is None:
            continue
        has, least = getattr(built, field), getattr(wanted, field)
        said, whose = getattr(chosen.design, field) is not None, "the chosen" if word == "chosen" else "today's"
        if has is None and least is not None and field in getattr(own, "MUST", ()):
            message = f"{whose} {chosen.option} says no {field}, and this need takes {needed[field]}"
        elif has is not None and least is not None and has < least:
            whose = f"{whose} {field} of" if said else f"{whose} {chosen.option} says no {field}, which is then"
            message = f"{whose} {is_[field]}{' is' if said else ','} less than the {needed[field]} this need takes"
        else:
            continue
        yield report.Finding(f"chosen.{field}", "error", message, at, option, field, f"write {field}: {needed[field]}", ())


def _as_built(chosen: Written, like: Any, weighed: Weighed, context: Context) -> tuple[Any, Any]:
    """What a service makes of a design where it leaves amounts out, and what its volumes must be for what is known of the need
    (None: of such a kind and so many cannot do it); the design and its like where a service does not tell.
    """
    own, design, primary = module(chosen.service), chosen.design, chosen.primary
    if not hasattr(own, "as_built"):
        same = getattr(design, "volumes", 1) == getattr(like, "volumes", 1)
        return design, like if same else design
    look, design = context.look(weighed.store), design._replace(**{primary: getattr(like, primary)})
    return own.as_built(design, weighed.facts, look), own.needed(design, weighed.facts, look)

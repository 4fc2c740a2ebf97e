"""Dates of what a spec chose: options that close or end, and engine versions whose support ends, by the day it goes live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from advisor.diagnostics import At
from advisor.load import begins
from advisor.report import Finding
from advisor.rules import RuleBase
from advisor.spec import Workload
from advisor.written import Written

DAY = timedelta(days=1)


def dated(chosen: Written, workload: Workload, base: RuleBase, at: At) -> Iterator[Finding]:
    """The findings on a chosen design's dates."""
    live = workload.go_live or base.on
    yield from _closing(chosen, live, base, at)
    engine, version = chosen.configuration.get("engine"), chosen.configuration.get("version")
    if engine and version:
        yield from _engine(chosen, str(engine), str(version), live, workload.horizon_months, at)


def ending(service: str, design: Any, option: str, workload: Workload, on: date, at: At) -> Iterator[Finding]:
    """The last day of support of a design's engine version, where the horizon goes on after it; nothing of it is billed then.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html
    https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html
    """
    engine, version = getattr(design, "engine", None), getattr(design, "version", None)
    if not engine or not version:
        return
    from advisor import engine_support

    known, live = engine_support.lifecycle(service, engine, version), max(on, workload.go_live or on)
    if known is None or known.until is None or not live <= known.until < begins(live, workload.horizon_months + 1) - DAY:
        return
    newest = engine_support.newest(service, engine)
    message = f"{engine} {known.version} is not supported after {known.until}, inside the horizon: AWS upgrades it then"
    message += ", and the bill holds no extended support of the days after" if known.price or known.year1 else ""
    instead = f"plan the upgrade to {engine} {newest.version} before that" if newest is not None and newest != known else ""
    yield Finding("date.support-ends", "warning", message, at, option, "version", instead, (known.source,))


def _closing(chosen: Written, live: date, base: RuleBase, at: At) -> Iterator[Finding]:
    """Options that are open on the day of the rules and no more on the day of going live."""
    said = {str(value) for value in chosen.configuration.values()} | {chosen.option, chosen.service}
    for option in (each for decision in base.every_decision for each in decision.options if each.name in said):
        closed, ended = option.closed_to_new, option.ended
        first = min((day for day in (closed, ended) if day is not None), default=None)
        if first is not None and base.on < first <= live:
            heir = f"choose {option.replaced_by}" if option.replaced_by else "choose another"
            what = "is no longer supported" if first == ended else "takes no new customers"
            message = f"{option.title or option.name} {what} from {first} on, and this goes live on {live}"
            code, severity = ("date.ended", "error") if first == ended else ("date.closed", "warning")
            yield Finding(code, severity, message, at, f"chosen {chosen.option}", "", heir, ())


def _engine(chosen: Written, engine: str, version: str, live: date, months: int, at: At) -> Iterator[Finding]:
    """Where an engine version stands in AWS's calendar."""
    from advisor import engine_support

    known = engine_support.lifecycle(chosen.service, engine, version)
    if known is None:
        return
    newest = engine_support.newest(chosen.service, engine)
    instead = f"choose {engine} {newest.version}" if newest is not None and newest != known else ""
    name, phase = f"{engine} {known.version}", known.phase(live)
    if known.released is not None and live < known.released:
        said = "date.not-yet", "error", f"{name} came on {known.released}, and this goes live on {live}"
    elif phase == "ended":
        said = "date.ended", "error", f"{name} is not supported after {known.until}, and this goes live on {live}"
    elif phase != "standard":
        since = known.year3 if phase == "extended_year3" else known.year1
        said = "date.extended", "warning", f"{name} is in extended support, at a charge, since {since}; this goes live on {live}"
    elif known.standard_until < begins(live, months + 1) and known.standard_until != known.until:
        said = "date.ends-soon", "info", f"standard support of {name} ends on {known.standard_until}, within the horizon"
    else:
        return
    yield Finding(*said, at, f"chosen {chosen.option}", "version", instead, (known.source,))

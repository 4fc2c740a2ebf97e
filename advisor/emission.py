"""A workload's Designs as infrastructure code: what is written of each bucket, and what its code cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from advisor.advise import context_of
from advisor.candidates import Context, weigh
from advisor.diagnostics import Diagnostic, nearest
from advisor.emit import EMITTED, FORMATS
from advisor.onward import keeping
from advisor.prices import Catalog
from advisor.records import NamedTuple
from advisor.spec import Store, Workload
from advisor.written import written

OF = ("recommended", "chosen", "current")


class Emitted(NamedTuple):
    """The code, everything that stands in its way, and what its format has no place for."""

    text: str
    problems: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


def emitted(workload: Workload, catalog: Catalog, on: date, format_: str, of: str, need: str | None = None) -> Emitted:
    """The Designs of a workload's needs (or of one, with its prefixes) in a format; `of` recommended, chosen or current ones."""
    stores = [each for each in workload.stores if need in (None, each.name, _bucket(each))]
    if not stores:
        known = [name for each in workload.stores for name in (each.name, _bucket(each))]
        return Emitted("", (Diagnostic(None, "usage", f'"{need}" is no need of this workload', nearest(str(need), known)),))
    context = context_of(workload, catalog, on)
    designs, running, problems = _designs(workload, stores, context, of)
    wanted = {name: service for name, (service, _) in designs.items() if service in EMITTED}
    if not wanted and not problems:
        problems = [Diagnostic(None, "emit", f"none of these needs has a {of} design that is written as code", "")]
    buckets: dict[str, Any] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(map(_bucket, stores)):
        parts = [(each, designs[each.name][1]) for each in stores if _bucket(each) == name and each.name in wanted]
        if parts:
            own = import_module(EMITTED[wanted[parts[0][0].name]])
            told = [own.Part(store, design, running.get(store.name)) for store, design in parts]
            buckets[_name(name)], found, notes[_name(name)] = own.emitted(told, context.look(parts[0][0]))
            problems += [Diagnostic(parts[0][0].at, "emit", f"{name}: {each}") for each in found]
    if problems:
        return Emitted("", tuple(problems))
    text = import_module(FORMATS[format_]).write(buckets, notes)
    apart = [f"{bucket}: {note}" for bucket, each in notes.items() for note in each if note not in text]
    return Emitted(text, (), tuple(apart))


def _designs(
    workload: Workload, stores: list[Store], context: Context, of: str
) -> tuple[Mapping[str, tuple[str, Any]], Mapping[str, Any], list[Diagnostic]]:
    """Service and Design of each need that has one, the Designs of the same service that run today, and what is wrong."""
    said, problems = written(workload, context)
    if of == "recommended":
        context = keeping(said, context)
        weighed = [(each.name, weigh(each, context).best) for each in stores]
        found = {name: (best.service, best.design) for name, best in weighed if best is not None}
    else:
        wanted = said.chosen if of == "chosen" else said.current
        found = {each.name: (wanted[each.name].service, wanted[each.name].design) for each in stores if each.name in wanted}
    running = {
        name: each.design for name, each in said.current.items() if of != "current" and each.service == found.get(name, ("",))[0]
    }
    return found, running, list(problems) or list(_missing(stores, found, of))


def _missing(stores: list[Store], found: Mapping[str, Any], of: str) -> Iterator[Diagnostic]:
    """A problem when no need has such a design."""
    if not found:
        yield Diagnostic(stores[0].at, "emit", f"no design is written under `{of}`", f"write {of}: {{…}}, or ask for another")


def _bucket(store: Store) -> str:
    """The bucket a store is, or is a part of."""
    return store.name[: -len(store.prefix.strip("/")) - 1] if store.prefix else store.name


def _name(need: str) -> str:
    """A need's name as a bucket may be called."""
    return re.sub(r"[^a-z0-9.-]+", "-", need.lower()).strip("-.") or "bucket"

"""What is covered: each service with what is decided of it, sized and priced."""

from __future__ import annotations

from advisor.candidates import module
from advisor.prices import FileCatalog
from advisor.records import NamedTuple
from advisor.rules import RuleBase
from advisor.services import MEETS, SERVICES


class Coverage(NamedTuple):
    """One service: what is decided of it (decisions, checks), its options, and the Regions it is priced in."""

    service: str
    title: str
    needs: tuple[str, ...]
    decisions: tuple[str, ...]
    options: tuple[str, ...]
    checks: int
    regions: tuple[str, ...]


def coverage(base: RuleBase) -> list[Coverage]:
    """Every service."""
    catalog = FileCatalog()
    found = []
    for service in SERVICES:
        own = module(service)
        decisions = [each for each in base.every_decision if service in (part.partition(".")[0] for part in each.for_)]
        primary = next((each for each in decisions if each.sets == own.PRIMARY), None)
        checks = sum(service in (part.partition(".")[0] for part in each.for_) for each in base.every_check)
        needs = tuple(kind for kind, services in MEETS.items() if service in services)
        options = tuple(each.name for each in primary.options) if primary else ()
        ids = tuple(each.id for each in decisions)
        found.append(Coverage(service, own.TITLE, needs, ids, options, checks, catalog.regions(service)))
    return found

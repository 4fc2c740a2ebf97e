"""Designs a spec wrote, chosen or running today: read by their service and priced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from advisor.bill import Bill
from advisor.candidates import Context, module
from advisor.costing import price
from advisor.diagnostics import At, Diagnostic, nearest
from advisor.elsewhere import within
from advisor.facts import derive, settled
from advisor.missing import NO_SUCH, Missing
from advisor.reading import Wrong, items
from advisor.records import NamedTuple
from advisor.services import MEETS, RELATIONAL, SERVICES, Look
from advisor.source import Node, excerpt
from advisor.spec import Measured, Store, Workload

PLACES = ("replicate_to", "regions", "replicas")  # keys of designs that name the Regions of copies


class Written:
    """A design the spec wrote, with its bill."""

    def __init__(self, service: str, design: Any, bill: Bill) -> None:
        self.service, self.design, self.bill = service, design, bill
        own = module(service)
        self.title: str = own.TITLE
        self.configuration: Mapping[str, Any] = own.configuration(design)
        self.primary: str = own.PRIMARY
        self.option: str = getattr(design, own.PRIMARY) or service


class Designs(NamedTuple):
    """What is written of each store by its name: under `chosen`, and under `current`."""

    chosen: Mapping[str, Written]
    current: Mapping[str, Written]


def written(workload: Workload, context: Context) -> tuple[Designs, list[Diagnostic]]:
    """Every design the spec wrote, and everything wrong with them."""
    chosen: dict[str, Written] = {}
    current: dict[str, Written] = {}
    problems: list[Diagnostic] = []
    for store in workload.stores:
        problems += _instance_known(store)
        problems += _known(store.measured, context)
        problems += _known(store.current.observed, context) if store.current else ()
        if store.chosen is not None:
            problems += _read("chosen", store.chosen, store, context, chosen)
        if store.current is not None and store.current.design is not None:
            problems += _read("current", store.current.design, store, context, current)
    lines = workload.lines
    return Designs(chosen, current), [_excerpt(each, lines) for each in problems]


def _read(word: str, node: Node, store: Store, context: Context, found: dict[str, Written]) -> Iterator[Diagnostic]:
    """One design, priced with what is measured or, of what runs today, observed; what is wrong with it."""
    service, problems = _service(word, node, store)
    yield from problems
    if not service:
        return
    own, look = module(service), context.look(store)
    yield from (each._replace(code=word) for each in _apart(node, store.kind, context.workload.region))
    design, wrong = own.read(node, look)
    yield from (each._replace(code=word) for each in _said_better(wrong, service, node, store, look))
    if design is None:
        return
    place = context.place(store, service, design)
    if word == "current" and store.current is not None and store.current.observed:
        seen = {name: each.amount for name, each in store.current.observed.items()}
        place = place._replace(measured={**place.measured, **seen})
    both = service in RELATIONAL
    facts = derive(store, context.workload, context.vocabulary, both=both)
    if facts.unknown and (sized := getattr(own, "USUAL", ())):  # as its like is billed when it is recommended
        facts = settled(facts, derive(store, context.workload, context.vocabulary, usual=True, both=both), sized)
    found[store.name] = Written(service, design, price(own, design, facts, look, place))


def _apart(node: Node, kind: str, home: str) -> Iterator[Diagnostic]:
    """A problem for each Region of a design's copies that is in another partition of AWS, named twice, or the workload's own (of
    databases and caches).
    """
    said = node.value if isinstance(node.value, dict) else {}
    for key in (key for key in PLACES if key in said):
        known = {home} if kind in ("database", "cache") else set()
        for item in items(said[key]):
            name = item.value if isinstance(item.value, str) else ""
            try:
                within(name, item, home, ())
            except Wrong as problem:
                yield from problem.problems
            if name in known:
                again = "the workload's own Region" if name == home else "written twice"
                yield Diagnostic(item.at, "", f'"{name[:80]}" is {again}', "list each further Region once")
            known.add(name)


def _said_better(wrong: list[Diagnostic], service: str, node: Node, store: Store, look: Look) -> list[Diagnostic]:
    """What is wrong with a design: of what AWS has retired its heir, of what reads better as another service that one."""
    if not wrong or not isinstance(node.value, dict):
        return wrong
    others = MEETS[store.kind][1:] if "service" not in node.value else ()
    read = {name: len(module(name).read(node, look)[1]) for name in others}
    better = [name for name, problems in read.items() if problems == min(read.values()) < len(wrong)]
    if better:
        message = f"the service of this design is not said, and {module(service).TITLE} has no such design"
        return [Diagnostic(node.at, "", message, f"write service: {' or '.join(better)}")]
    ended = list(_ended(service, node))
    places = {at for at, _ in ended} | ({node.at} if ended else set())  # what is missing may follow from it
    told = [*dict.fromkeys(told for _, told in ended), *(each for each in wrong if each.at not in places)]
    return sorted(told, key=lambda each: each.at or node.at)


def _ended(service: str, node: Node) -> Iterator[tuple[At, Diagnostic]]:
    """What is written of a design that AWS has retired, at its key and at its value, with what to write instead."""
    from advisor.changefile import load

    book = load(service)
    retired = book.retired if book is not None else ()
    for key, value in node.value.items() if isinstance(node.value, dict) else ():
        text = value.value.lower() if isinstance(value.value, str) else ""
        found = next((each for each in retired if each.field == key and (not each.values or text in each.values)), None)
        if found is not None:
            told = Diagnostic(value.at, "", f"{key}: {text}: {found.because}", found.instead)
            yield value.at, told
            yield node.keys[key], told


def _excerpt(problem: Diagnostic, lines: tuple[str, ...]) -> Diagnostic:
    """The problem with its line."""
    return problem if problem.at is None or not lines else problem._replace(excerpt=excerpt(lines, problem.at))


def _known(measured: Mapping[str, Measured], context: Context) -> Iterator[Diagnostic]:
    """A problem for each measured price dimension that no Region has; what another Region alone has is not priced."""
    for name, each in measured.items():
        service, _, dimension = name.partition(".")
        price = context.catalog.find(service, context.workload.region, dimension, context.on)
        if isinstance(price, Missing) and not price.told.sold:
            slip = price.told.why == NO_SUCH  # of the service's own dimensions
            like = price.told.nearest.replace('mean "', f'mean "{service}.') if slip else price.told.nearest
            instead = f'did you mean "{price.told.meant}"?' if price.told.meant else like
            yield Diagnostic(each.at, "spec.measured", f'"{name[:80]}" is no price dimension', instead)


def _instance_known(store: Store) -> Iterable[Diagnostic]:
    """A problem when the instance named is none."""
    from advisor import instances

    if store.instance and instances.find(store.instance) is None:
        yield Diagnostic(
            store.instance_at or store.at,
            "spec.instance",
            f'"{store.instance[:40]}" is no EC2 instance type known here',
            instances.nearest_type(store.instance),
        )


def _service(word: str, node: Node, store: Store) -> tuple[str, list[Diagnostic]]:
    """The service a design names; its kind's only service when it names none."""
    kinds = MEETS[store.kind]
    said = node.value.get("service") if isinstance(node.value, dict) else None
    if said is None:
        return kinds[0], []
    text = said.value if isinstance(said.value, str) else ""
    if text in kinds:
        return text, []
    code = f"{word}.service"
    if text in SERVICES:
        return "", [Diagnostic(said.at, code, f"{text} does not serve a need of kind {store.kind}", f"write {kinds[0]}")]
    return "", [Diagnostic(said.at, code, f'"{text[:40]}" is no service known here', nearest(text, kinds))]

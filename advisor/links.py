"""What stores say of each other: a cache takes the reads of the store behind it, and its hits leave that store's load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor import units
from advisor.diagnostics import Diagnostic, nearest
from advisor.exact import Fraction
from advisor.reading import Said
from advisor.sets import Span, choice, point
from advisor.source import Node, quote
from advisor.stores import Store

Linked = dict[str, tuple[Said, str]]  # a fact of one store as others make it, and why
READS = ("reads", "reads_peak")
STRONG = ("consistent_reads", "transactional_reads")


def unknown_references(stores: Iterable[Store], names: Iterable[str]) -> Iterator[Diagnostic]:
    """Each `in_front_of` that names no other store, or a cache, among the stores written."""
    known, caches = tuple(names), {store.name: store for store in stores if store.kind == "cache"}
    for store in caches.values():
        behind = store.in_front_of
        if behind is None:
            continue
        others = [name for name in known if name not in caches]
        if behind.name == store.name:
            yield Diagnostic(behind.at, "spec.reference", "a cache cannot stand in front of itself", nearest(behind.name, others))
        elif behind.name in caches:
            hint = "name the store whose reads both answer"
            yield Diagnostic(behind.at, "spec.reference", f"{quote(behind.name)} is a cache itself", hint)
        elif behind.name not in known:
            message = f"in_front_of: no store is called {quote(behind.name)}"
            yield Diagnostic(behind.at, "spec.reference", message, nearest(behind.name, others))


def origin(store: Store, stores: Iterable[Store]) -> Store | None:
    """The store behind a cache; None when it names none, or one that is not read yet."""
    name = store.in_front_of.name if store.in_front_of else None
    return next((each for each in stores if each.name == name), None)


def behind(store: Store, stores: Iterable[Store]) -> str:
    """What a cache stands in front of: `nothing`, `objects`, `dynamodb`, or another `database`.

    Items by key and documents are taken to be in DynamoDB unless an engine or another service is named.
    """
    if store.in_front_of is None:
        return "nothing"
    found = origin(store, stores)
    if found is None or found.kind == "object":
        return "objects" if found else "database"
    chosen = found.chosen.value.get("service") if found.chosen and isinstance(found.chosen.value, dict) else None
    if isinstance(chosen, Node):
        return "dynamodb" if chosen.value == "dynamodb" else "database"
    engine, model = _word(found, "engine"), _word(found, "model") or "key_value"
    if engine not in (None, "any"):
        return "dynamodb" if engine == "dynamodb" else "database"
    return "dynamodb" if model in ("key_value", "document") else "database"


def _word(store: Store, name: str) -> str | None:
    """The one word a store says of a fact."""
    return choice(store.said[name].values) if name in store.said else None


def linked(store: Store, stores: Iterable[Store]) -> Linked:
    """The facts of a store that follow from another one."""
    if store.kind == "cache":
        return _of_origin(store, stores)
    caches = [each for each in stores if each.kind == "cache" and each.in_front_of and each.in_front_of.name == store.name]
    return _relieved(store, caches) if caches else {}


def _of_origin(store: Store, stores: Iterable[Store]) -> Linked:
    """What a cache does not say and the store behind does: every read comes to the cache first."""
    found = origin(store, stores)
    taken: Linked = {}
    for name in (*READS, "traffic", "item_size") if found else ():
        if found and name not in store.said and name in found.said:
            taken[name] = (found.said[name], f"as of {found.name}, which it stands in front of")
    hits, share = store.said.get("hit_ratio"), store.said.get("absorbs")
    if store.in_front_of and hits and not share:
        taken["absorbs"] = (hits, "every hit is a read the store behind does not get")
    if share and not hits:
        taken["hit_ratio"] = (share, "the share of the reads it answers")
    return taken


def absorbed(cache: Store) -> Fraction:
    """The share of the reads of the store behind that a cache answers; of a range the lower end, 0 while nobody says."""
    said = cache.said.get("absorbs") or cache.said.get("hit_ratio")
    least = said.values.lo[0] if said and isinstance(said.values, Span) else Fraction(0)
    return least if isinstance(least, Fraction) else Fraction(0)


def _relieved(store: Store, caches: list[Store]) -> Linked:
    """Reads without the hits of the caches in front; no cache answers strongly consistent or transactional reads."""
    left, names = Fraction(1), []
    for cache in caches:
        left *= 1 - absorbed(cache)
        names.append(cache.name)
    strong = {name: value for name in STRONG if (value := _share(store, name)) is not None}
    left = max(left, min(Fraction(1), sum(strong.values(), Fraction(0))))
    if left == 1:
        return {}
    why = f"{units.show(1 - left, 'share')} of the reads are answered by {' and '.join(names)}"
    where = next(cache.in_front_of.at for cache in caches if cache.in_front_of)
    found: Linked = {"cached": (Said(point(1 - left), where, ""), why)}
    for name in READS:
        said = store.said.get(name)
        top = said.values.hi[0] if said and isinstance(said.values, Span) else None
        if said and isinstance(top, Fraction):
            found[name] = (said._replace(values=point(top * left)), why)
    for name, share in strong.items():
        if left and share:
            found[name] = (store.said[name]._replace(values=point(share / left)), f"of the reads that are left: {why}")
    return found


def _share(store: Store, name: str) -> Fraction | None:
    """A share a store says, the upper end of a range."""
    said = store.said.get(name)
    top = said.values.hi[0] if said and isinstance(said.values, Span) else None
    return top if isinstance(top, Fraction) else None

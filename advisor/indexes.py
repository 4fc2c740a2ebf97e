"""The indexes of a table as parts of its need: what is known of each, and the settings decided for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.rules import decide
from advisor.sets import choice
from advisor.vocabulary import show_value

if TYPE_CHECKING:
    from advisor.facts import Facts
    from advisor.ranking import Candidate
    from advisor.rules import RuleBase
    from advisor.sets import Values
    from advisor.spec import Store
    from advisor.vocabulary import Vocabulary


def part_settings(
    service: str, store: Store, likely: Facts, base: RuleBase, vocabulary: Vocabulary
) -> dict[str, tuple[str, ...]]:
    """The setting decisions of each index, as `indexes.<name>.<field>`."""
    found: dict[str, tuple[str, ...]] = {}
    decisions = base.decisions(f"{service}.index")
    for name in store.indexes if decisions else ():
        values = {**likely.values, **index_facts(f"{service}.index", name, store, likely, vocabulary)}
        for decision in decisions:
            verdict = decide(decision, values, sure=True)
            found[f"indexes.{name}.{decision.sets}"] = verdict.fit
    return found


def index_facts(part: str, name: str, store: Store, likely: Facts, vocabulary: Vocabulary) -> dict[str, Values]:
    """The facts of one index: as said, else what silence means."""
    values = {word.name: word.expected(part) for word in vocabulary.values() if part in word.kinds and word.type != "structure"}
    values |= {word: said.values for word, said in store.indexes[name].items()}
    if "collection_size" in likely.values:
        values["collection_limit"] = likely.values["collection_size"]
    return values


def assumed(best: Candidate | None, store: Store, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """(what, its value, why) of what the recommended table's indexes are taken to be where nobody says it."""
    if best is None or not store.indexes:
        return
    part = f"{best.service}.index"
    words = [word for word in vocabulary.values() if part in word.kinds]
    for name, said in store.indexes.items():
        for word in words:
            if word.silence == "assume" and word.name not in said:
                yield f"indexes.{name}.{word.says}", show_value(word, word.silent(part)), word.means
        projects = said.get("index_projects")
        if words and projects and choice(projects.values) != "all" and "index_projected_size" not in said:
            why = "an entry is taken to be as large as its item, the most there can be"
            yield f"indexes.{name}.projected_size", "item_size", why

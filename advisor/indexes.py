"""The indexes of a table as parts of its need: what is known of each, and the settings decided for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.rules import decide

if TYPE_CHECKING:
    from advisor.facts import Facts
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

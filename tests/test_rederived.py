"""Facts of a need of which something else is written: as if they were all derived again (hypothesis draws the specs' seeds)."""

from __future__ import annotations

import specs
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import vocabulary
from advisor.facts import Facts, derive
from advisor.outlook import spec_path, with_said
from advisor.rederived import Rederived
from advisor.sets import Span, is_single, point
from advisor.vocabulary import Word

WORDS = vocabulary.load()


def shown(facts: Facts) -> dict[str, tuple[object, ...]]:
    """Each fact with its origin and why."""
    assert facts.values == {name: fact.values for name, fact in facts.facts.items()}
    return {name: (fact.values, fact.origin, fact.why) for name, fact in facts.facts.items()}


def others(word: Word) -> list[object]:
    """Values to write of a word: each choice, and numbers far apart."""
    if isinstance(word.everything, Span):
        return [point(each) for each in (1, 5000, 10**12)]
    return [frozenset({each}) for each in word.choices]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 100_000), st.booleans())
def test_only_what_rests_on_a_change_need_be_derived_again(seed: int, both: bool) -> None:
    workload = specs.workload(specs.write(specs.tree(seed)))
    for store in workload.stores:
        known = Rederived(store, workload, WORDS)
        for name, fact in derive(store, workload, WORDS, usual=True, both=both).facts.items():
            word = WORDS[name]
            for values in others(word) if spec_path(word) and is_single(fact.values) else ():
                changed = with_said(store, word, values)  # type: ignore[arg-type]
                if changed is not None:
                    whole = derive(changed, workload, WORDS, usual=True, both=both)
                    assert shown(known.facts(changed, both)) == shown(whole)

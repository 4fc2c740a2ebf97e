"""Slips in the rule base do not go unnoticed: each makes an example or a proof fail (tests/mutants.py makes them)."""

from __future__ import annotations

import pytest
from base import ON, TABLE, decision
from mutants import check_survivors, decision_mutants, difference, survivors
from test_rule_base import every

from advisor import examples, limits, vocabulary
from advisor.phrases import Reading
from advisor.tables import Check, Decision


@pytest.mark.parametrize("asked", every(), ids=lambda each: each.id)
def test_every_slip_is_noticed(asked: Decision | Check) -> None:
    words = vocabulary.load()
    reading = Reading(words, limits.load((), ON))
    if isinstance(asked, Decision):
        given = examples.of_decision(asked, reading)
        found = [f"{slip.place}: {slip.what}; shown by {facts}" for slip, facts in survivors(asked, given, words)]
    else:
        found = [f"{asked.id}: {slip}" for slip in check_survivors(asked, examples.of_check(asked, reading))]
    assert not found, "no example notices:\n" + "\n".join(found)


def test_the_slips_of_a_table() -> None:
    made = [(slip.place.removeprefix("block.service."), slip.what) for slip in decision_mutants(decision())]
    assert ("scratch", "rule removed") in made
    assert ("ebs.size", "exclusion removed") in made
    edges = [what for place, what in made if place == "ebs.size"]
    assert edges[1:] == [
        f"`size > ebs.size (64 TiB)` {how}" for how in ("with its edge on the other side", "moved up", "moved down")
    ]
    assert ("kept", "`survives is node or zone` without node") in made
    assert ("kept", "`survives is node or zone` with region") in made
    assert ("otherwise", "rule removed") in made


def test_slips_that_change_nothing_are_told_apart() -> None:
    made = decision()
    facts = {
        slip.what: difference(made, slip.decision) for slip in decision_mutants(made) if slip.place.endswith("local.cannot-1")
    }
    # Where nothing is kept the exclusion does not matter, and the other one covers booting.
    assert facts["`boot is false` with true"] is None
    assert facts["`boot is false` without false"] == "{}"
    assert facts["`survives is not nothing` without zone"] == "{survives: zone}"
    assert difference(made, decision(TABLE)) is None

"""A small vocabulary, a few limits, and short ways to read clauses and tables from text."""

from __future__ import annotations

from datetime import date

from advisor import limits, source, vocabulary
from advisor.clauses import Clause
from advisor.diagnostics import Refused
from advisor.limits import Limits
from advisor.phrases import Reading, read_clause
from advisor.rulefile import RuleReader
from advisor.sets import Values
from advisor.tables import Check, Decision

ON = date(2026, 11, 1)

WORDS = vocabulary.read(
    source.read(
        """
size:       {type: bytes, kinds: [object, block], silence: ask, usual: {object: 1 TiB, block: 100 GiB}}
latency:    {type: duration, kinds: [object, block], silence: "no", none: unbounded}
iops:       {type: rate, kinds: [block], silence: ask, usual: 3000 /s}
attached:   {type: count, kinds: [block], silence: {assume: 1}}
durability: {type: share, kinds: [block], silence: "no", none: 0 %}
survives:   {one_of: [nothing, node, zone, region], kinds: [object, block], silence: {assume: {object: zone, block: node}}}
boot:       {flag: true, kinds: [block], silence: "no"}
shared:     {flag: true, kinds: [block], silence: "no"}
volume:     {one_of: [gp3, io2], kinds: [ebs], silence: ask, derived: "the Design"}
stage:      {type: duration, kinds: [s3.transition], silence: ask, derived: "the Design"}
""",
        "words.yaml",
    )
)

LIMITS = Limits(
    ON,
    limits.read(
        source.read(
            """
ebs.size: [{since: 2015-01-01, value: 16 TiB, source: https://a.b/c}, {since: 2025-09-26, value: 64 TiB, source: https://a.b/c}]
ebs.iops: [{since: 2026-10-01, dates: as_of, value: 80000 /s, source: https://a.b/c}]
""",
            "limits.yaml",
        )
    ),
)

TABLE = """
decision: block.service
question: Which service?
for: [block]
sets: service
options:
  ebs:
    cannot:
      - {id: size, when: size > ebs.size, because: "A volume holds {ebs.size}.", source: [https://a.b/c]}
      - {when: {any: [latency < 500 us, attached > 16]}, because: It is too far away., source: [https://a.b/c]}
  local:
    cannot:
      - {when: {all: [survives is not nothing, boot is false]}, because: It goes with the host., source: [https://a.b/c]}
      - {when: boot is true, because: It does not boot., source: [https://a.b/c]}
  tape: {closed_to_new: 2020-01-01, replaced_by: ebs, source: https://a.b/c}
  cloud: {last_resort: true}
prefer:
  scratch: {when: {all: [survives is nothing, iops >= 100000 /s]}, choose: local, because: It is fast., source: [https://a.b/c]}
  kept: {when: survives is node or zone, choose: ebs, because: It lasts., source: [https://a.b/c]}
otherwise: {choose: standing, because: Either does., source: [https://a.b/c]}
last_resort: {choose: cloud, because: Nothing else does., source: [https://a.b/c]}
"""


def reading(on: date = ON) -> Reading:
    """What clauses are read against: the words and limits above."""
    LIMITS.on = on
    return Reading(WORDS, LIMITS)


def clause(text: str, *kinds: str) -> Clause:
    """A clause from YAML; Refused when it is wrong."""
    context = reading()
    found = read_clause(source.read(text, "t.yaml"), context, kinds or ("block",))
    if context.problems:
        raise Refused(context.problems)
    assert found
    return found


def problems(text: str, *kinds: str) -> list[str]:
    """What is wrong with a clause: `line:column message; hint`."""
    context = reading()
    read_clause(source.read(text, "t.yaml"), context, kinds or ("block",))
    return [f"{p.at.line}:{p.at.column} {p.message}; {p.hint}".removesuffix("; ") for p in context.problems if p.at]


def decision(text: str = TABLE, on: date = ON, id: str = "block.service") -> Decision:
    """A decision from YAML; Refused when it is wrong."""
    context = reading(on)
    found = RuleReader(context, on).decision(source.read_rules(text, "t.yaml"), id)
    if context.problems:
        raise Refused(context.problems)
    return found


def checks(text: str, family: str = "ebs") -> tuple[Check, ...]:
    """Checks from YAML; Refused when they are wrong."""
    context = reading()
    found = RuleReader(context, ON).checks(source.read_rules(text, "t.yaml"), family)
    if context.problems:
        raise Refused(context.problems)
    return found


def values(**said: str) -> dict[str, Values]:
    """Facts from text; those not named have what silence gives a block store."""
    facts = {name: word.expected("block") for name, word in WORDS.items() if "block" in word.kinds}
    return facts | {name: vocabulary.parse_value(WORDS[name], text) for name, text in said.items()}

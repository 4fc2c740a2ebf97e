"""20,000 broken specs: each is read or refused with places, none with a traceback, none slowly. Run by hand.

python benchmarks/mutated_specs.py [how many] [seed]
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from advisor import source, spec  # noqa: E402

# fmt: off
ODD = [
    "", " ", "\t", "\n", "\x00", "\x1b", "\u2028", "\ufeff", "é", "😀", "[", "]", "{", "}", ":", "- ", "? ", "&a ", "*a",
    "!!set ", "<<: ", "|", ">", "'", '"', "#", "---\n", "...", "%", "[[[[[[[[[[", "{a: {a: {a: ",
    "kind: object\n", "prefixes: {a: {}}\n",
]
VALUES = [
    "-1", "0", "1e9999", "9" * 500, ".nan", "unbounded", "immediate", "unknown", "null", "~", "true", "1..2", "40 TiB", "3 /s",
    "[]", "100 %", "101 %", "eu-west-1", "object", "database", "block", "cache", "key_value", "30 days", "1 GiB..9 TiB",
    "{a: 1}", "[1, 2]",
]
# fmt: on


def seeds() -> list[str]:
    """The specs to start from."""
    texts = [spec.starter(kind) for kind in ("object", "block", "database")]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("**/*.yaml"))]
    cases = source.read((ROOT / "tests/cases/specs.yaml").read_text(encoding="utf-8"), "specs.yaml")
    return texts + [case["spec"] for case in source.plain(cases)]


def mutate(text: str, dice: random.Random) -> str:
    """The text with one to three places changed: letters, words or lines dropped, doubled, swapped or replaced."""
    for _ in range(dice.randint(1, 3)):
        lines = text.split("\n")
        here, there = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(10):
            case 0:
                lines.pop(here)
            case 1:
                lines.insert(there, lines[here])
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case 3:
                lines[here] = " " * dice.randint(0, 8) + lines[here].strip()
            case 4:
                words = lines[here].split(" ")
                words[dice.randrange(len(words))] = dice.choice(ODD)
                lines[here] = " ".join(words)
            case 5:
                cut = dice.randint(0, len(lines[here]))
                lines[here] = lines[here][:cut] + dice.choice(ODD) + lines[here][cut:]
            case 6:
                cut = dice.randint(0, len(lines[here]))
                lines[here] = lines[here][:cut] + lines[here][cut + dice.randint(1, 5) :]
            case _:
                lines[here] = re.sub(r"(?<=: )[^,{}\[\]]+", lambda _: dice.choice(VALUES), lines[here], count=dice.randint(1, 2))
        text = "\n".join(lines)
    return text


def main(count: int = 20_000, seed: int = 1) -> None:
    """Reads so many mutated specs and prints what became of them."""
    dice, known, found, slowest = random.Random(seed), seeds(), Counter[str](), 0.0
    began = time.perf_counter()
    for number in range(count):
        text = mutate(dice.choice(known), dice)
        started = time.perf_counter()
        try:
            workload, problems = spec.read_spec(text, "mutant.yaml")
        except Exception:
            print(f"mutant {number} of seed {seed} ends in a traceback:\n{text!r}")
            raise
        slowest = max(slowest, time.perf_counter() - started)
        assert (workload is None) == bool(problems), text
        assert all(each.message and (each.at is None or each.at.line > 0) for each in problems), text
        found["read" if workload else problems[0].code] += 1
    took = time.perf_counter() - began
    print(
        f"{count} specs in {took:.1f} s, slowest {slowest * 1000:.1f} ms; "
        + ", ".join(f"{k} {n}" for k, n in found.most_common())
    )


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))

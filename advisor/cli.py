"""The entry point. `recommend` and `cost`, which people wait for, start without the parser of all commands."""

from __future__ import annotations

import gc
import sys
from typing import Any, NoReturn

gc.set_threshold(500_000, 20, 20)  # a short run makes many objects and hardly any garbage: an eighth of its time

FAULT = 3
# The options of both commands as `advisor.commands` declares them, and what they are called there.
VALUED = {
    "--format": "format_", "-f": "format_", "--output": "output", "-o": "output", "--on": "on", "--region": "region",
    "--fail-on": "fail_on",
}  # fmt: skip
SWITCHES = {"recommend": {"--brief": "brief"}, "cost": {}}
Plain = tuple[str, list[str], dict[str, Any]]  # the command, its specs, its options


def plain(words: list[str]) -> Plain | None:
    """A command line of nothing but specs and whole options of the two commands; None leaves it to the parser of all."""
    if not words or words[0] not in SWITCHES:
        return None
    options: dict[str, Any] = {}
    specs, rest = [], iter(words[1:])
    for word in rest:
        if word in SWITCHES[words[0]]:
            options[SWITCHES[words[0]][word]] = True
        elif word in VALUED:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
            options[VALUED[word]] = value
        elif word.startswith("-") and word != "-":
            return None
        else:
            specs.append(word)
    return (words[0], specs, options) if specs else None


def main() -> NoReturn:
    """The entry point: a bug is one line that says how to report it, with exit code 3."""
    try:
        found = plain(sys.argv[1:])
        if found is not None:
            _run(*found)
        from advisor.commands import app

        app()
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
    except Exception as fault:  # the last resort: whatever it is, the user gets one line
        _bug(fault)
    finally:
        gc.freeze()  # the process ends: nothing is worth a last look for garbage, which would take a tenth of its time
    sys.exit(0)


def _run(command: str, specs: list[str], said: dict[str, Any]) -> NoReturn:
    """One of the two commands, with what its declaration takes for options nobody said."""
    from advisor.run import answer, screen

    to = screen(said.get("format_", "terminal"), said.get("output"), said.get("fail_on"), command)
    options = {name: said.get(name, False) for name in SWITCHES[command].values()}
    answer(to, specs, said.get("on"), said.get("region"), command, **options)


def _bug(fault: Any) -> NoReturn:
    import os
    import traceback

    if os.environ.get("ADVISOR_DEBUG"):
        traceback.print_exc()
    place = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
    what = f"{type(fault).__name__}: {str(fault)[:200]}".replace("\n", " ")
    print(
        f"advisor: this is a bug ({what}, at {where}); report it with the spec and the command, ADVISOR_DEBUG=1 shows more",
        file=sys.stderr,
    )
    sys.exit(FAULT)

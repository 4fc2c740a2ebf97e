"""The two commands that start without the parser of all: what is read of a command line is what that parser reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from advisor import cli
from advisor.commands import app

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
WORDS = ["a.yaml", "b c.yaml", "-", "", "json", "2026-11-20", "--", "--help", "--on=2026-11-20", "-fjson", "--unknown", "-x"]


@pytest.mark.parametrize("name", cli.SWITCHES)
def test_the_options_are_those_the_commands_declare(name: str) -> None:
    declared = {word: each for each in COMMANDS[name].params for word in each.opts if word.startswith("-") and word != "--help"}
    assert {word: each.name for word, each in declared.items()} == {**cli.VALUED, **cli.SWITCHES[name]}
    assert {word for word, each in declared.items() if each.is_flag} == set(cli.SWITCHES[name])
    assert not any(each.secondary_opts or each.multiple or each.required for each in declared.values())


@given(st.sampled_from(sorted(cli.SWITCHES)), st.lists(st.sampled_from([*WORDS, *cli.VALUED, "--brief"]), max_size=8))
def test_a_command_line_is_read_as_the_parser_of_all_reads_it(name: str, words: list[str]) -> None:
    found = cli.plain([name, *words])
    if found is None:
        return
    command, specs, said = found
    read = dict(COMMANDS[name].make_context(name, list(words), resilient_parsing=False).params)
    assert command == name and list(read["specs"]) == specs
    defaults = {each.name: each.default for each in COMMANDS[name].params if each.name not in ("specs", "help")}
    assert {each: read[each] for each in defaults} == {**defaults, **said}


@pytest.mark.parametrize(
    "words", [[], ["recommend"], ["check", "a.yaml"], ["recommend", "a.yaml", "--help"], ["recommend", "a.yaml", "--on"]]
)
def test_all_else_is_left_to_the_parser_of_all(words: list[str]) -> None:
    assert cli.plain(words) is None

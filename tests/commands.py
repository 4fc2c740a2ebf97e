"""Running a command in this process, for tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from advisor import cli


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]


def caller(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *first: str) -> Call:
    """Runs `advisor`, the first words and further ones."""

    def call(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["advisor", *first, *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call

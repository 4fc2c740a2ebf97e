"""The README shows real specs and real output; ADVISOR_REWRITE_GOLDENS=1 rewrites them."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"<!-- (show|run): (.+?) -->\n```(\w+)\n(.*?)```\n", re.DOTALL)


def _content(how: str, what: str) -> str:
    """A file's text, or a command's output."""
    if how == "show":
        return (ROOT / what).read_text(encoding="utf-8")
    command = [sys.executable, "-c", "from advisor.cli import main; main()", *shlex.split(what)[1:]]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return found.stdout


def test_the_readme_shows_what_is() -> None:
    if os.environ.get("ADVISOR_REWRITE_GOLDENS"):
        _content("run", "advisor check examples/order-service.md --on 2026-11-21 --write")
    text = README.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert blocks
    rewritten = BLOCK.sub(lambda each: f"<!-- {each[1]}: {each[2]} -->\n```{each[3]}\n{_content(each[1], each[2])}```\n", text)
    if os.environ.get("ADVISOR_REWRITE_GOLDENS"):
        README.write_text(rewritten, encoding="utf-8")
    assert rewritten == README.read_text(encoding="utf-8"), "the README is stale: ADVISOR_REWRITE_GOLDENS=1 rewrites it"


@pytest.mark.parametrize("mark", ["quickstart", "tests"])
def test_the_two_commands_are_there(mark: str) -> None:
    assert re.search(rf"<!-- {mark} -->\n```sh\n\S[^\n]*\n```\n", README.read_text(encoding="utf-8"))


def test_ci_runs_the_readme_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script and "pytest" not in script

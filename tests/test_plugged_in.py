"""Where the gate is plugged in: the commit hooks' commands, the Action's script and the GitLab template, each run for real."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
GOOD = "region: eu-west-1\nstores:\n  a: {kind: object, size: 1 TiB, object_size: 1 MiB, access: 2 /month, writes: 1 /min}\n"
DOCUMENT = f"# A\n\n```yaml advisor\n{GOOD}```\n"
GH = """#!{python}
import json, sys
from pathlib import Path
words = sys.argv[1:]
body = next((Path(each[6:]).read_text() for each in words if each.startswith("body=@")), None)
with open("{log}", "a") as log:
    log.write(json.dumps([words, body]) + "\\n")
if "--jq" in words:
    print(Path("{before}").read_text() if Path("{before}").exists() else "", end="")
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with `advisor` and a `gh` that notes what it is asked in its bin/, and a git repository in repo/."""
    for name, text in (
        ("advisor", f'#!{sys.executable}\nimport sys; sys.path.insert(0, "{ROOT}")\nfrom advisor.cli import main; main()\n'),
        ("gh", GH.format(python=sys.executable, log=tmp_path / "gh.log", before=tmp_path / "before")),
    ):
        script = tmp_path / "bin" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(text)
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "repo").mkdir()
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(place: Path, *words: str) -> str:
    """A git command in the repository."""
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=place / "repo", check=True, capture_output=True, text=True).stdout.strip()


def run(place: Path, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """A command in the repository, with bin/ in front of what is found."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "ADVISOR_"))}
    env |= {"PATH": f"{place / 'bin'}{os.pathsep}{env['PATH']}", "RUNNER_TEMP": str(place), **more}
    return subprocess.run(command, cwd=place / "repo", env=env, capture_output=True, text=True, check=False)


def write(place: Path, name: str, text: str) -> None:
    """A file of the repository."""
    path = place / "repo" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def action(place: Path, **more: str) -> tuple[subprocess.CompletedProcess[str], list[tuple[list[str], str]]]:
    """The Action's script, and what it asked `gh`."""
    log = place / "gh.log"
    log.unlink(missing_ok=True)
    done = run(place, ["bash", str(ROOT / "templates" / "ci" / "action.sh")], GITHUB_REPOSITORY="me/it", **more)
    return done, [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def test_the_hooks_check_what_a_commit_hook_passes_and_leave_out_the_rest(place: Path) -> None:
    hooks = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert all({"name", "entry", "language", "types_or"} <= each.keys() for each in hooks.values())
    write(place, "a.md", DOCUMENT + "\n<!-- advisor:begin report -->\n<!-- advisor:end -->\n")
    write(place, "compose.yaml", "services: {}\n")
    files = ["a.md", "compose.yaml"]
    assert run(place, [*shlex.split(hooks["advisor-check"]["entry"]), *files]).returncode == 1
    assert run(place, [*shlex.split(hooks["advisor-write"]["entry"]), *files]).returncode == 0
    assert run(place, [*shlex.split(hooks["advisor-check"]["entry"]), *files]).returncode == 0
    assert run(place, [*shlex.split(hooks["advisor-check"]["entry"]), "compose.yaml"]).returncode == 0


def test_the_action_annotates_and_keeps_one_comment(place: Path) -> None:
    write(place, "docs/a.md", DOCUMENT)
    git(place, "add", "."), git(place, "commit", "--quiet", "-m", "one")
    base = git(place, "rev-parse", "HEAD")
    asked = {"ADVISOR_PATHS": "docs\n", "ADVISOR_BASE": base, "ADVISOR_COMMENT": "true", "ADVISOR_PULL_REQUEST": "7"}
    done, calls = action(place, **asked)
    assert (done.returncode, done.stdout) == (0, "nothing found\n") and len(calls) == 1, done.stderr  # nothing changed: silent
    write(place, "docs/a.md", DOCUMENT.replace("1 TiB", "9 TiB").replace("region:", "budget: 100 USD/month\nregion:"))
    done, calls = action(place, **asked, ADVISOR_MAX_INCREASE_PCT="50", ADVISOR_SARIF="out.sarif")
    assert done.returncode == 1 and "::error file=docs/a.md,line=4,col=1,title=budget.workload::" in done.stdout
    assert "title=gate.max-increase-pct::" in done.stdout
    assert len(json.loads((place / "repo" / "out.sarif").read_text())["runs"][0]["results"]) == 2
    assert calls[1][0][:3] == ["api", "--silent", "repos/me/it/issues/7/comments"]
    assert calls[1][1].startswith("<!-- advisor:comment -->\n") and "| a `docs/a.md` | $" in calls[1][1]
    (place / "before").write_text("4711\n")
    done, calls = action(place, **asked)
    assert calls[1][0][2:5] == ["-X", "PATCH", "repos/me/it/issues/comments/4711"] and "budget.workload" in calls[1][1]
    write(place, "docs/a.md", DOCUMENT)
    done, calls = action(place, **asked)
    assert done.returncode == 0 and calls[1][1] == "<!-- advisor:comment -->\nNothing changes any more.\n"
    assert git(place, "worktree", "list").count("\n") == 0 and not list(place.glob("advisor.*"))


def test_the_action_compares_with_a_base_that_had_no_document(place: Path) -> None:
    write(place, "README", "x")
    git(place, "add", "."), git(place, "commit", "--quiet", "-m", "one")
    write(place, "docs/a.md", DOCUMENT)
    done, _ = action(place, ADVISOR_PATHS="docs", ADVISOR_BASE=git(place, "rev-parse", "HEAD"), ADVISOR_MAX_INCREASE="1")
    assert done.returncode == 1 and "title=gate.max-increase::" in done.stdout


def test_the_action_passes_every_input_on() -> None:
    described = yaml.safe_load((ROOT / "action.yml").read_text())
    env = described["runs"]["steps"][-1]["env"]
    script = (ROOT / "templates" / "ci" / "action.sh").read_text()
    assert {f"${{{{ inputs.{name} }}}}" for name in described["inputs"]} <= set(env.values())
    assert [name for name in env if name.startswith("ADVISOR_") and f"${{{name}:" not in script] == []
    assert all("${{" not in step.get("run", "") for step in described["runs"]["steps"])  # no input becomes shell


def test_the_gitlab_template_writes_its_reports_and_fails_as_the_check_does(place: Path) -> None:
    job = yaml.safe_load((ROOT / "templates" / "ci" / "gitlab.yml").read_text())["advisor"]
    script = "\n".join(["set -e", *job["script"]])
    write(place, "docs/a.md", DOCUMENT)
    for text, code in ((DOCUMENT, 0), (DOCUMENT.replace("region:", "budget: 1 USD/month\nregion:"), 1)):
        write(place, "docs/a.md", text)
        done = run(place, ["bash", "-c", script], **{**job["variables"], "ADVISOR_PATHS": "docs"})
        reports = job["artifacts"]["reports"]
        assert done.returncode == code
        assert len(json.loads((place / "repo" / reports["codequality"]).read_text())) == code
        assert f'failures="{code}"' in (place / "repo" / reports["junit"]).read_text()

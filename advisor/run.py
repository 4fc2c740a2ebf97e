"""What the commands do: read specs, ask the line, render, write, and end with the exit code the outcome deserves."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from advisor.diagnostics import Diagnostic, Refused, nearest
from advisor.inputs import overwrites, read_file, write
from advisor.records import NamedTuple
from advisor.render import FORMATS

if TYPE_CHECKING:
    from types import ModuleType

    from advisor.prices import FileCatalog
    from advisor.report import Finding, Report

DONE, FOUND, UNREADABLE = 0, 1, 2
SEVERITIES = ("error", "warning", "info")
PIPE_WIDTH = 100
KNOWLEDGE = ("terminal", "json")  # formats of what the tool itself knows
MOST_TELLING = 3  # changes of a fact that turn a need's answer, in a report people read; `explain` lists every one


class Screen(NamedTuple):
    """Where and how to print; `fail_on` is the least severity that makes the exit code 1, None: never."""

    format: str
    output: str | None
    fail_on: str | None
    width: int
    color: bool


def screen(format_: str, output: str | None, fail_on: str | None, command: str = "") -> Screen:
    """The screen, or exit 2 for a format or severity that is none; `command` prints reports, "" the tool's own knowledge."""
    if format_ not in (FORMATS if command else KNOWLEDGE):
        what = "is not printed here" if format_ in FORMATS else "is no format"
        stop([Diagnostic(None, "usage", f'"{format_}" {what}', nearest(format_, _printing(command) if command else KNOWLEDGE))])
    if fail_on is not None and fail_on not in SEVERITIES:
        stop([Diagnostic(None, "usage", f'"{fail_on}" is no severity', nearest(fail_on, SEVERITIES))])
    tty = output is None and sys.stdout is not None and sys.stdout.isatty()
    width = _columns() if tty else PIPE_WIDTH
    color = tty and "NO_COLOR" not in os.environ and os.environ.get("TERM") not in ("dumb", "unknown")
    return Screen(format_, output, fail_on, width, color)


def _columns() -> int:
    """The width of the terminal: as the environment says, as the terminal does, else that of a pipe."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or PIPE_WIDTH
    except (ValueError, OSError):
        return PIPE_WIDTH


def complain(problems: list[Diagnostic]) -> None:
    """Every problem to standard error."""
    for problem in problems:
        print(problem, file=sys.stderr)


def stop(problems: list[Diagnostic], code: int = UNREADABLE) -> NoReturn:
    """Every problem to standard error, then the exit code."""
    complain(problems)
    raise SystemExit(code)


def keep(to: Screen, inputs: Iterable[str | None]) -> None:
    """Exit 2, before anything is done, where the output would take the place of what is read."""
    problem = overwrites(to.output, inputs)
    if problem is not None:
        stop([problem])


def finish(to: Screen, text: str, code: int = DONE) -> NoReturn:
    """The text to where it belongs, then the exit code; 2 when it cannot be written."""
    problem = write(text if text.endswith("\n") or not text else text + "\n", to.output)
    if problem is not None:
        stop([problem])
    raise SystemExit(code)


def day(text: str | None) -> date | None:
    """A day from --on, None when not given; exit 2 when it is none."""
    if text is None:
        return None
    try:
        if not re.fullmatch(r"(199|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        stop([Diagnostic(None, "usage", f'--on: "{text[:40]}" is no day', "write it as 2025-12-31")])


class Answered(NamedTuple):
    """What comes of one spec: its report where several make one document, else its text; or problems; and an exit code."""

    report: Report | None
    text: str
    problems: list[Diagnostic]
    code: int


def answer(to: Screen, specs: list[str], on: str | None, region: str | None, command: str, **options: Any) -> NoReturn:
    """Each spec's report, rendered; unreadable specs are complained about and the others still done."""
    held, own = day(on), printer(to, command)
    keep(to, specs)
    together = hasattr(own, "together") and len(specs) > 1
    work = partial(_answered, to=to, on=held, region=region, command=command, options=options, together=together)
    if together or len(specs) == 1:
        done = [work(each) for each in specs]
    else:
        from advisor.sharing import shared

        done = shared(work, specs)
    for each in done:
        complain(each.problems)
    code, good = max(each.code for each in done), [each for each in done if not each.problems]
    if not good:
        raise SystemExit(code)
    if len(good) > 1 and together:
        finish(to, own.together(command, [each.report for each in good], **options), code)
    texts = [each.text if each.report is None else render(own, to, command, each.report, options) for each in good]
    listed = to.format == "json" and len(texts) > 1
    finish(to, "[\n" + ",\n".join(text.rstrip("\n") for text in texts) + "\n]\n" if listed else "\n".join(texts), code)


def _answered(
    spec: str, to: Screen, on: date | None, region: str | None, command: str, options: dict[str, Any], together: bool
) -> Answered:
    """One spec's report or its text, or its problems."""
    report, problems = _report(spec, on, region, command, to.format)
    if report is None:
        return Answered(None, "", problems, UNREADABLE)
    names = [each.name for each in report.stores]
    if (need := options.get("need")) is not None and need not in names:
        unknown = Diagnostic(None, "usage", f'"{need}" is no need of this workload', nearest(need, names))
        return Answered(None, "", [unknown], UNREADABLE)
    code = _exit_code(report, to.fail_on, command)
    if together:
        return Answered(report, "", [], code)
    return Answered(None, render(printer(to, command), to, command, report, options), [], code)


def _printing(command: str) -> list[str]:
    """The formats that print a command."""
    return [name for name, module in FORMATS.items() if hasattr(import_module(module), command)]


def printer(to: Screen, command: str) -> ModuleType:
    """The format's module, or exit 2 where it does not print this command."""
    own = import_module(FORMATS[to.format])
    if not hasattr(own, command):
        able = _printing(command)
        does = f"{command} does not print {to.format}"
        stop([Diagnostic(None, "usage", does, f"write --format {', '.join(able[:-1])} or {able[-1]}")])
    return own


def render(own: ModuleType, to: Screen, command: str, report: Report, options: dict[str, Any]) -> str:
    """A report in a format."""
    asked = {"recommend": ("brief",), "explain": ("need",)}.get(command, ())
    said = {name: options[name] for name in asked}
    text: str = getattr(own, command)(report, width=to.width, color=to.color, **said)
    return text


def _report(spec: str, on: date | None, region: str | None, command: str, format_: str) -> tuple[Report | None, list[Diagnostic]]:
    """The report of one spec, or its problems; as much is worked out as the command and format show."""
    workload, problems = read_file(spec, region)
    if workload is None:
        return None, problems
    from advisor.advise import advise
    from advisor.prices import Ambiguous

    basis = "chosen" if command == "cost" else "recommended"
    full = command in ("recommend", "explain")
    deep = command == "explain" or (full and format_ == "html")
    trace = command == "explain" or format_ in ("json", "html")
    most = None if trace else MOST_TELLING
    try:
        return advise(
            workload, _catalog(), on or workload.on or date.today(), basis=basis, full=full, deep=deep, trace=trace, most=most
        ), []
    except Refused as refused:
        return None, list(refused.diagnostics)
    except Ambiguous as fault:
        return None, [Diagnostic(None, "prices", str(fault), "repair the catalog; `advisor prices verify` checks all of it")]


@cache
def _catalog() -> FileCatalog:
    """The catalog, opened once a process."""
    from advisor.prices import FileCatalog

    return FileCatalog()


def emit(to: Screen, spec: str, need: str | None, format_: str, of: str, on: str | None, region: str | None) -> NoReturn:
    """The designs of a spec as infrastructure code."""
    from advisor.emission import OF, emitted
    from advisor.emit import FORMATS as CODES

    for text, known in ((format_, tuple(CODES)), (of, OF)):
        if text not in known:
            stop([Diagnostic(None, "usage", f'"{text[:40]}" is nothing that can be written', nearest(text, known))])
    held = day(on)
    keep(to, [spec])
    workload, problems = read_file(spec, region)
    if workload is None:
        stop(problems)
    found = emitted(workload, _catalog(), held or workload.on or date.today(), format_, of, need)
    if found.problems:
        stop(list(found.problems))
    for note in found.notes:
        print(note, file=sys.stderr)
    finish(to, found.text)


def _exit_code(report: Report, fail_on: str | None, command: str) -> int:
    """1 for a need nothing can meet, a chosen design not fully priced, or findings at or above `fail_on`."""
    unmet = any(each.recommended is None and not (command == "cost" and each.chosen) for each in report.stores)
    unpriced = command == "cost" and bool(report.unpriced)
    return FOUND if unmet or unpriced or _fails(_findings([report]), fail_on) else DONE


def _findings(reports: Iterable[Report]) -> list[Finding]:
    return [each for report in reports for each in (*report.findings, *(f for need in report.stores for f in need.findings))]


def _fails(findings: Iterable[Finding], fail_on: str | None) -> bool:
    """Whether a finding is at least as bad as `fail_on`."""
    if fail_on is None:
        return False
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(each.severity in bad for each in findings)

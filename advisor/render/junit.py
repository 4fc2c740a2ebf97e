"""Findings as JUnit XML: a suite a file, a case a finding; a file with none is one case that passed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from advisor.checked import Checked, Found
from advisor.render.summary import advice

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check(checked: Checked, *, width: int, color: bool) -> str:
    """Errors and warnings fail; information passes and is printed; what is accepted is skipped."""
    files = [*(each.file for each in checked.found), *(each.found.file for each in checked.accepted)]
    files = sorted(dict.fromkeys([*files, *(each.file for each in checked.costs)]))
    suites = [_suite(file, checked) for file in files]
    failed = sum(each.severity != "info" for each in checked.found)
    every = sum(suite.count("<testcase ") for suite in suites)
    head = f'<testsuites name="advisor" tests="{every}" failures="{failed}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"]) + "\n"


def _suite(file: str, checked: Checked) -> str:
    """One file's cases."""
    found = [each for each in checked.found if each.file == file]
    skipped = [each for each in checked.accepted if each.found.file == file]
    cases = [*_cases(found), *(_case(each.found, [f"<skipped message={_quoted(each.reason)}/>"]) for each in skipped)]
    cases = cases or [f"    <testcase classname={_quoted(file)} name={_quoted('checked')}/>"]
    failed = sum(each.severity != "info" for each in found)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="{len(skipped)}"'
    return "\n".join([f"  <testsuite name={_quoted(file or 'advisor')} {counts}>", *cases, "  </testsuite>"])


def _cases(found: Iterable[Found]) -> Iterator[str]:
    for each in found:
        where = f"{each.at}: " if each.at else ""
        text = f"{where}{each.severity}: {advice(each)}"
        if each.severity == "info":
            yield _case(each, [f"<system-out>{_text(text)}</system-out>"])
        else:
            yield _case(each, [f'<failure type="{each.severity}" message={_quoted(advice(each))}>{_text(text)}</failure>'])


def _case(found: Found, inside: list[str]) -> str:
    """A finding as a case, named by its code, need and line."""
    line = f' line="{found.at.line}"' if found.at else ""
    name = " ".join(part for part in (found.code, found.need or found.workload) if part)
    name += f" in line {found.at.line}" if found.at else ""
    head = f"    <testcase classname={_quoted(found.file or 'advisor')} name={_quoted(name)} file={_quoted(found.file)}{line}>"
    return "\n".join([head, *(f"      {each}" for each in inside), "    </testcase>"])


def _text(text: str) -> str:
    """Text in XML; characters XML has no way to say are replaced."""
    return _NO_XML.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """An attribute's value."""
    flat = _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return f'"{flat}"'

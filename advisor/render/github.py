"""Findings as GitHub annotations: workflow commands on standard output, and a summary for the page of the job.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-a-notice-message
"""

from __future__ import annotations

from advisor.checked import Checked, Found
from advisor.render.summary import advice

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def check(checked: Checked, *, width: int, color: bool) -> str:
    """One command a finding, then how many there are."""
    return "\n".join([*(_command(each) for each in checked.found), checked.counted()]) + "\n"


def summary(checked: Checked) -> str:
    """What the page of the job shows, in Markdown."""
    from advisor.render import markdown

    return markdown.check(checked, width=0, color=False)


def _command(found: Found) -> str:
    """`::error file=docs/a.md,line=12,col=5,title=s3.x::message`."""
    where = {"file": found.file} if found.file else {}
    if found.at is not None:
        where |= {"line": str(found.at.line), "col": str(found.at.column)}
    where["title"] = found.code
    said = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    return f"::{COMMANDS[found.severity]} {said}::{_data(advice(found))}"


def _data(text: str) -> str:
    """A message: no line of it can be a command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property's value."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")

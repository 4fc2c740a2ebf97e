"""Reports as Markdown for a pull request: a table of answers, what matters, and each need in a fold. From templates/*.md.j2.

Whatever a report says is escaped, so that no name in a spec becomes markup, a link, a mention or HTML.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from advisor.checked import Checked
from advisor.report import Report

if TYPE_CHECKING:
    from jinja2 import Environment

MARK = "<!-- advisor:comment -->\n"
_SPECIAL = re.compile(r"([\\`*\[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_MENTION = re.compile(r"([@#])(?=\w)")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto)(?=:)|\bwww(?=\.)")


def recommend(report: Report, *, width: int, color: bool, brief: bool) -> str:
    """The table of answers and what matters; unless `brief`, a fold a need. Width and colour mean nothing here."""
    return page("report", report, brief=brief)


def cost(report: Report, *, width: int, color: bool) -> str:
    """The bill of each need and the total."""
    return page("bill", report)


def explain(report: Report, need: str | None, *, width: int, color: bool) -> str:
    """The trace of one need, or of all."""
    return page("trace", report, need=need)


def check(checked: Checked, *, width: int, color: bool) -> str:
    """A comment on a pull request, which its first line lets the next run find and replace; empty where nothing changed."""
    from advisor.render import comment

    if comment.silent(checked):
        return ""
    monthly, more = comment.total(checked)
    against, rows = checked.against, comment.rows(checked)
    limits = [each for each in checked.found if each.code.startswith("gate.")]  # what the change as a whole exceeds
    found = list(dict.fromkeys([*limits, *against.new])) if against else checked.found
    return MARK + filled("comment", checked=checked, against=against, rows=rows, found=found, monthly=monthly, total=more)


def escape(value: object) -> str:
    """Text as Markdown shows it: nothing in it is markup, HTML, a link, a mention, or ends a table's cell."""
    flat = " ".join(str(value).replace("\u00a0", " ").split())
    plain = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = _SPECIAL.sub(r"\\\1", plain)
    plain = _ADDRESS.sub(lambda found: f"{found[0][:-1]}<!-- -->{found[0][-1]}", plain)
    return _MENTION.sub(r"\1<!-- -->", plain)


def code(value: object) -> str:
    """Text between backticks, of which it may hold some itself; a bar is escaped for tables."""
    flat = " ".join(str(value).split()).replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in re.findall(r"`+", flat)), default=0) + 1)
    edge = " " if flat[0] == "`" or flat[-1] == "`" else ""
    return f"{fence}{edge}{flat}{edge}{fence}"


def links(pages: tuple[str, ...]) -> str:
    """` [1](…) [2](…)`: pages as short links; what is no plain https address is left out."""
    good = [page for page in pages if re.fullmatch(r"https://[\w./#?=&%+~:-]+", page)]
    return "".join(f" [{'source' if len(good) == 1 else number}]({page})" for number, page in enumerate(good, start=1))


def page(what: str, report: Report, **said: Any) -> str:
    """A template of templates/, filled in with a report."""
    return filled(what, report=report, **said)


def filled(what: str, **said: Any) -> str:
    """A template of templates/, filled in; runs of empty lines are one."""
    text = _environment().get_template(f"{what}.md.j2").render(**said)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _environment() -> Environment:
    """The templates' environment with the values they may ask for; every expression is escaped unless it is Markdown already."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from advisor.folders import templates
    from advisor.render import billing, details, hedge, months, references, summary, titles, today, trace

    def final(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(escape(value))

    environment = Environment(
        loader=FileSystemLoader(templates()), autoescape=True, finalize=final, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {
        "code": lambda value: Markup(code(value)),
        "drawing": lambda lines: Markup("\n".join(lines)),  # drawn here: nothing of a spec is in it
        "links": lambda value: Markup(links(value)),
        "title": titles.title,
        "title_of": titles.title_of,
        "phrases": titles.phrases,
        "setting": details.setting,
    }
    environment.globals |= {
        "summary": summary, "billing": billing, "details": details, "trace": trace, "today": today, "months": months,
        "hedge": hedge,
        "References": references.References, "marks": references.marks,
    }  # fmt: skip
    return environment

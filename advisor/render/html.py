"""Reports as one self-contained page: nothing is loaded, everything a report says is escaped, charts are drawn from its figures.

The page's own style and script are the only ones its Content-Security-Policy lets run. From templates/*.html.j2 and page/.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from advisor.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

# Characters that nobody sees or that turn the text around them; shown by their numbers instead.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")

# End tags that HTML implies; what a report says has none, for it is escaped.
_IMPLIED = re.compile("</(?:t[dhr]|li|d[dt]|tbody|thead|tfoot)>\n?")


def recommend(report: Report, *, width: int, color: bool, brief: bool) -> str:
    """The answer, and unless `brief` every need in full. Width and colour mean nothing here."""
    return _page("report", [report], brief=brief)


def cost(report: Report, *, width: int, color: bool) -> str:
    """The bill of each need and the total."""
    return _page("bill", [report])


def explain(report: Report, need: str | None, *, width: int, color: bool) -> str:
    """The trace of one need, or of all."""
    return _page("trace", [report], need=need)


def together(command: str, reports: Sequence[Report], *, need: str | None = None, brief: bool = False) -> str:
    """Several workloads on one page."""
    return _page({"recommend": "report", "cost": "bill", "explain": "trace"}[command], reports, need=need, brief=brief)


def visible(value: object) -> str:
    """Text with what cannot be seen shown: a character that turns the reading direction becomes `\\u202e`."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", str(value))


def prose(text: str) -> Any:
    """A sentence, what stands between backticks as code; all of it escaped."""
    from markupsafe import Markup, escape

    pieces = visible(text).split("`")
    if len(pieces) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(Markup("<code>{}</code>").format(each) if odd % 2 else each for odd, each in enumerate(pieces))


def address(page: str) -> str:
    """A plain https address; empty for anything else."""
    return page if re.fullmatch(r"https://[\w./#?=&%+~:@,-]+", page, re.ASCII) else ""


def _page(what: str, reports: Sequence[Report], **said: Any) -> str:
    style, script = _asset("page.css"), _asset("page.js")
    text = _environment().get_template(f"{what}.html.j2").render(
        reports=reports, style=style, script=script, policy=_policy(style, script), **said
    )  # fmt: skip
    return _IMPLIED.sub("", re.sub(r"\s*\n\s*", "\n", text)).strip() + "\n"


@cache
def _asset(name: str) -> Any:
    """The page's style or script, its lines without the spaces before them."""
    from markupsafe import Markup

    from advisor.folders import templates

    text = (templates() / "page" / name).read_text(encoding="utf-8")
    return Markup(re.sub(r"\s*\n\s*", "\n", text).strip())


def _policy(*inline: str) -> str:
    """What the page may do: show itself, with this very style and script."""
    style, script = (f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in inline)
    return f"default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Environment:
    """The templates' environment with the values they may ask for; every expression is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup, escape

    from advisor.folders import templates
    from advisor.render import billing, details, drawn, hedge, months, path, references, summary, titles, today, trace

    def final(value: object) -> Markup:
        return value if isinstance(value, Markup) else escape(visible(value))

    environment = Environment(
        loader=FileSystemLoader(templates()), autoescape=True, finalize=final, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "title": titles.title, "title_of": titles.title_of, "phrases": titles.phrases, "setting": details.setting,
        "address": address, "prose": prose,
    }  # fmt: skip
    environment.globals |= {
        "summary": summary, "billing": billing, "details": details, "trace": trace, "today": today, "over_time": months,
        "hedge": hedge,
        "drawn": drawn, "path": path, "References": references.References, "marks": references.marks,
    }  # fmt: skip
    return environment

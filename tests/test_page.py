"""The page: well-formed, self-contained, accessible in its structure, small, and inert whatever a spec's fields hold."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_render import ON, report
from typer.testing import CliRunner

from advisor.commands import app
from advisor.prices import FileCatalog
from advisor.render import charts, drawn, html
from advisor.report import BreakEven, Curve, Point, Report, Trade
from advisor.spec import read_spec

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))
# An element ends where one of these begins, or its parent ends.
IMPLIED = {
    "td": {"td", "th", "tr", "tbody", "tfoot"}, "th": {"td", "th", "tr", "tbody", "tfoot"},
    "tr": {"tr", "tbody", "tfoot"}, "thead": {"tbody"}, "tbody": {"tfoot"}, "tfoot": set(), "li": {"li"},
    "dt": {"dt", "dd"}, "dd": {"dt", "dd"},
}  # fmt: skip
VOID = {"meta", "link", "br", "hr", "img", "input", "source", "wbr"}
HOSTILE = {
    "script": "</script><script>alert(1)</script>",
    "quotes": '" onload="alert(1)" x=\'alert(1)',
    "comment": "--><img src=x onerror=alert(1)><!--",
    "template": "{{ 7 * 7 }}{% raw %}${7*7}",
    "svg": "</title></desc></svg><svg onload=alert(1)>",
    "style": "</style><style>*{display:none}",
    "link": "javascript:alert(1)",
    "long": "x" * 10_240,
    "turned": "\u202egnp.exe\u2066\u200f שלום مرحبا",
}


class Page(HTMLParser):
    """A page as its tags, each checked to be closed where it should be; a text's place is the tags around it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.inside: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag and that it is open."""
        assert len(attrs) == len(dict(attrs)), (tag, attrs)
        while self.open and tag in IMPLIED.get(self.open[-1], ()):
            self.open.pop()
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Closes the tag that is open, which must be this one."""
        while self.open and self.open[-1] != tag and self.open[-1] in IMPLIED:
            self.open.pop()
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:], self.getpos())
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Notes text with the tag it stands in."""
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        """The attributes of every tag of these names."""
        return [attributes for name, attributes in self.tags if name in names]

    def said(self, *names: str) -> str:
        """All text directly within tags of these names, or all but style and script."""
        return "".join(text for tag, text in self.texts if (tag in names if names else tag not in ("style", "script")))


@cache
def page(example: str, command: str = "recommend") -> str:
    """The page of an example; it must end well."""
    specs = [f"{ROOT}/examples/{each}.yaml" for each in example.split()]
    done = CliRunner().invoke(app, [command, *specs, "--on", "2026-11-21", "--format", "html"])
    assert done.exit_code == 0, done.output
    return done.output


PAGES = [*((each, "recommend") for each in EXAMPLES), ("web-shop", "cost"), ("sessions", "explain")]
PAGES.append(("sessions photo-archive", "cost"))


@pytest.mark.parametrize(("example", "command"), PAGES)
def test_a_page_is_well_formed_and_self_contained(example: str, command: str) -> None:
    text = page(example, command)
    found = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    ids = Counter(each["id"] for _, each in found.tags if "id" in each)
    assert [each for each, number in ids.items() if number > 1] == []
    for each in found.all("a", "use"):
        href = each["href"] or ""
        assert (href.startswith("#") and href[1:] in ids) or href.startswith("https://"), href
    assert [each for tag, each in found.tags if {"src", "srcset", "style", "action"} & each.keys()] == []
    assert [name for _, each in found.tags for name in each if name.startswith("on")] == []
    assert [each["href"] for each in found.all("link")] == ["data:,"]
    assert not re.search(r"url\(|@import|fetch|XMLHttp|https?:", found.said("style", "script"))


@pytest.mark.parametrize(("example", "command"), PAGES)
def test_headings_come_in_order_and_every_chart_says_what_it_shows(example: str, command: str) -> None:
    found = Page(page(example, command))
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    ids = {each["id"] for _, each in found.tags if "id" in each}
    for each in found.all("svg"):
        named = (each.get("aria-labelledby") or "").split()
        described = each.get("role") == "img" and len(named) == 2 and set(named) <= ids
        assert described or each.get("aria-hidden") == "true" or "preserveaspectratio" in each
    assert len(found.all("figure")) == len(found.all("details"))  # each with its figures as a table
    assert all(each.get("scope") for each in found.all("th"))
    assert len(found.all("main")) == len(found.all("nav")) == 1


def test_the_policy_lets_the_own_style_and_script_run_and_nothing_else() -> None:
    from base64 import b64encode
    from hashlib import sha256

    text = page("sessions")
    policy = next(each["content"] or "" for each in Page(text).all("meta") if "http-equiv" in each)
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("style", "script"):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(inline) == 1
        assert f"{tag}-src 'sha256-{b64encode(sha256(inline[0].encode()).digest()).decode()}'" in policy


@pytest.mark.parametrize("field", HOSTILE)
def test_what_a_spec_says_is_inert(field: str) -> None:
    said = HOSTILE[field]
    named = _named(report(), said)
    plain, hostile = (
        Page(html.recommend(_named(report(), "x"), width=0, color=False, brief=False)),
        html.recommend(named, width=0, color=False, brief=False),
    )
    found = Page(hostile)
    assert Counter(tag for tag, _ in found.tags) == Counter(tag for tag, _ in plain.tags)
    assert "".join(html.visible(said).split()) in "".join(found.said().split())
    assert [name for _, each in found.tags for name in each if name.startswith("on")] == []
    assert "\u202e" not in hostile and "\u2066" not in hostile and "alert(1)" not in found.said("style", "script")
    assert len(hostile) < 200_000 + 20 * len(said)


def _named(shown: Report, name: str) -> Report:
    """The report with a name wherever a spec can bring one in."""
    need = shown.stores[0]
    best = need.recommended
    assert best is not None
    line = best.bill[0]._replace(item=name, part=name, formula=name, source=name)
    design = best._replace(option=name, bill=(line, *best.bill[1:]), configuration=best.configuration | {"region": name})
    assumed = tuple(each._replace(value=name, why=name) for each in need.assumptions)
    reasons = tuple(each._replace(because=name, rule=name, source=(name,)) for each in need.reasons[:1])
    mine = need._replace(name=name, recommended=design, assumptions=assumed, reasons=reasons, flips=())
    return shown._replace(workload=name, stores=(mine, *shown.stores[1:]), unpriced=(name,))


@given(st.text(max_size=40))
def test_any_text_is_shown_and_stays_text(said: str) -> None:
    shown = html.prose(said)
    found = Page(f"<p>{shown}</p>")
    assert {tag for tag, _ in found.tags} <= {"p", "code"}
    kept = html.visible(said)
    assert found.said() in (kept, kept.replace("`", "")) or not kept.strip()


def test_a_workload_of_ten_stores_is_a_small_page() -> None:
    from advisor.advise import advise

    shop = (ROOT / "examples" / "web-shop.yaml").read_text(encoding="utf-8")
    more = (ROOT / "examples" / "ml-training.yaml").read_text(encoding="utf-8")
    more += (ROOT / "examples" / "sessions.yaml").read_text(encoding="utf-8").partition("stores:\n")[2]
    workload, problems = read_spec(shop + "\n" + more.partition("stores:\n")[2], "ten.yaml")
    assert workload is not None and len(workload.stores) == 10, problems
    text = html.recommend(advise(workload, FileCatalog(), ON, deep=True), width=0, color=False, brief=False)
    assert len(text.encode()) < 200_000


def _colors(theme: str) -> dict[str, str]:
    """The colours of a theme by name."""
    text = (ROOT / "templates" / "page" / "page.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root\s*\{([^}]*)\}", text)
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[0 if theme == "light" else 1]))


def _light(color: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("name", "least"), [("ink", 12), ("soft", 5), ("accent", 5), ("mark", 3)])
def test_colours_stand_out_from_the_paper(theme: str, name: str, least: float) -> None:
    colors = _colors(theme)
    one, other = sorted((_light(colors[name]), _light(colors["paper"])))
    assert (other + 0.05) / (one + 0.05) >= least


def test_every_line_of_the_bill_is_on_the_page() -> None:
    command = ["cost", f"{ROOT}/examples/web-shop.yaml", "--on", "2026-11-21", "-f", "json"]
    whole = json.loads(CliRunner().invoke(app, command).output)
    said = Page(page("web-shop", "cost")).said()
    for need in whole["stores"]:
        assert all(line["item"] in said for line in need["recommended"]["bill"])


def test_a_line_that_is_not_known_somewhere_is_broken() -> None:
    places = [charts.Place(Decimal(each), str(each)) for each in (1, 10, 100)]
    series = [charts.Series("a", (Decimal(1), None, Decimal(3))), charts.Series("b", (Decimal(2),) * 3)]
    chart = charts.break_even("t", places, series, places[0], [places[1]])
    assert chart.lines[0].path.count("M") == 2 and chart.lines[1].path.count("M") == 1
    assert [mark.dots == () for mark in chart.marks] == [False, True]
    assert chart.rows[1] == ("10", "—", "$2.00")
    assert [mark.at for mark in chart.marks] == ["0%", "50%"]


def test_a_chart_of_months_that_never_change_is_not_drawn() -> None:
    flat = charts.Series("a", (Decimal("1.001"), Decimal("1.002")))
    assert charts.over_months("t", [flat]) is None
    assert charts.over_months("t", [charts.Series("a", (Decimal(1), Decimal(2))), flat]) is not None


@given(st.lists(st.decimals(0, 10**9, places=4, allow_nan=False), min_size=2, max_size=60))
def test_lines_stay_within_the_chart(amounts: list[Decimal]) -> None:
    chart = charts.over_months("t", [charts.Series("a", tuple(amounts))])
    if chart is not None:
        heights = [float(each) for each in re.findall(r"[ML]\S+ (\S+?)(?=[ML]|$)", chart.lines[0].path)]
        assert len(heights) == len(amounts) and all(charts.TOP - 1 <= each <= chart.height + 1 for each in heights)
        assert len(chart.rows) <= charts.EVERY_MONTH and chart.rows[-1][0] == str(len(amounts))
        assert 2 <= len(chart.ticks) <= charts.MOST_TICKS


def test_a_setting_weighed_on_use_crosses_where_both_cost_the_same() -> None:
    trade = Trade(
        "recommended", "storage", "standard", "io_optimized", "aurora.io", "request", Decimal("0.0000002"), Decimal(10**9),
        Decimal(2 * 10**9), True, Decimal(100), Decimal(500), Decimal(300), Decimal(500),
    )  # fmt: skip
    turn = drawn.trades(report().stores[0]._replace(trades=(trade,)))[0]
    assert turn.path == "storage" and [mark.at for mark in turn.chart.marks] == ["25%", "50%"]
    assert turn.chart.rows[2] == ("2 billion requests".replace(" b", "\u00a0b"), "$500.00", "$500.00")


def test_a_turn_by_a_rule_is_told_from_one_by_money() -> None:
    points = tuple(
        Point(Decimal(at), f"{at} GiB", {"s3 STANDARD": Decimal(at), "s3 STANDARD_IA": Decimal(other)})
        for at, other in ((1, 4), (2, 5), (8, 7))
    )
    curve = Curve("size", "size", Decimal(2), (Decimal(1), Decimal(8)), ("s3 STANDARD", "s3 STANDARD_IA"), points)
    turns = tuple(
        BreakEven("size", "2 GiB", side, f"about {at} GiB", "s3 STANDARD_IA", "size", f"{at} GiB")
        for side, at in (("below", 1), ("above", 8))
    )
    (turn,) = drawn.break_evens(report().stores[0]._replace(break_evens=turns, curves=(curve,)))
    assert turn.chart.caption == (
        "It turns at about 1 GiB to S3 Standard-IA, by a rule and not by its price; it turns at about 8 GiB to S3 Standard-IA."
    )
    assert [mark.at for mark in turn.chart.marks] == ["33.33%", "0%", "100%"]


def test_a_break_even_is_told_in_few_digits() -> None:
    found = Page(page("photo-archive")).said("figcaption")
    assert re.search(r"It turns at about", found)
    assert not re.search(r"\d{5}|\.\d{4}", found.replace(",", "").replace("0000", ""))

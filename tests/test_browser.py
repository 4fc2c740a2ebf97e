"""The page in a real browser: silent, alone, readable at every width, sortable, printable. Skipped where there is no Chromium."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Browser, browser
from test_page import HOSTILE, _named, page
from test_render import report

from advisor.render import html

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium (apt-get install chromium): the page is not tried in one")
WIDTH_OF_A4 = 680  # CSS pixels between the margins of the page


@pytest.fixture(scope="module")
def shown(pages: dict[str, Path]) -> Iterator[Browser]:
    """One browser for all."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages as files: an example of each command, and one with hostile names."""
    folder = tmp_path_factory.mktemp("pages")
    hostile = _named(_named(report(), HOSTILE["turned"]), "".join(HOSTILE.values()))
    texts = {
        "report": page("photo-archive"), "bill": page("web-shop", "cost"), "trace": page("sessions", "explain"),
        "hostile": html.recommend(hostile, width=0, color=False, brief=False),
    }  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.mark.parametrize("name", ["report", "bill", "trace", "hostile"])
def test_a_page_is_silent_alone_and_fits_every_width(shown: Browser, pages: dict[str, Path], name: str) -> None:
    shown.resize(1440)
    shown.open(pages[name])
    for width in (360, 800, 1440):
        shown.resize(width)
        assert shown.run("document.documentElement.scrollWidth") <= width
        assert shown.run(WIDE) == []
    requests = [params["request"]["url"] for method, params in shown.events if method == "Network.requestWillBeSent"]
    assert {each for each in requests if not each.startswith("data:")} == {pages[name].as_uri()}
    assert [
        each for each in shown.events if each[0] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
    ] == []
    assert [each for each in shown.events if each[0] == "Page.javascriptDialogOpening"] == []


# What stands out of the page at the right, and is not hidden from sight.
WIDE = """[...document.querySelectorAll('main *')].filter(each => !each.closest('.signs, details:not([open]) > :not(summary)')
  && each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 200))"""


def test_charts_have_a_name_and_a_description(shown: Browser, pages: dict[str, Path]) -> None:
    shown.open(pages["report"])
    shown.ask("Accessibility.enable")
    nodes = shown.ask("Accessibility.getFullAXTree")["nodes"]
    images = [each for each in nodes if each.get("role", {}).get("value") in ("image", "img") and not each["ignored"]]
    assert len(images) == shown.run("document.querySelectorAll('figure').length") > 4
    assert all(len(each["name"]["value"]) > 40 for each in images)


def test_the_bill_sorts_and_goes_back(shown: Browser, pages: dict[str, Path]) -> None:
    shown.resize(1440)
    shown.open(pages["report"])
    shown.run("table = document.querySelector('table.sort'); head = (n) => table.tHead.rows[0].cells[n]; 0")
    column = "[...table.tBodies[0].rows].map(row => row.cells[{}].textContent)"
    before = shown.run(column.format(0))
    shown.run("head(3).querySelector('button').click()")
    amounts = [float(re.sub(r"[^\d.]", "", each)) for each in shown.run(column.format(3))]
    assert amounts == sorted(amounts, reverse=True) and len(set(amounts)) == 4
    assert shown.run("head(3).getAttribute('aria-sort')") == "descending"
    shown.run("head(3).querySelector('button').click()")
    assert [float(re.sub(r"[^\d.]", "", each)) for each in shown.run(column.format(3))] == sorted(amounts)
    shown.run("head(3).querySelector('button').click()")
    assert shown.run(column.format(0)) == before and shown.run("head(3).getAttribute('aria-sort')") is None
    shown.run("head(0).querySelector('button').click()")
    names = shown.run(column.format(0))
    assert names[0] == min(names, key=str.casefold) and shown.run("head(0).getAttribute('aria-sort')") == "ascending"


def test_the_keyboard_reaches_links_heads_and_folds_and_the_focus_is_seen(shown: Browser, pages: dict[str, Path]) -> None:
    shown.open(pages["report"])
    seen = set()
    for _ in range(200):
        for kind in ("keyDown", "keyUp"):
            shown.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        if (now := shown.run("document.activeElement.tagName")) == "BODY":
            break
        seen.add(now)
        assert shown.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert seen == {"A", "BUTTON", "SUMMARY"}


def test_dark_is_dark_and_paper_is_white(shown: Browser, pages: dict[str, Path]) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    shown.open(pages["report"])
    shown.media(prefers_color_scheme="dark")
    assert shown.run(paper) == "rgb(23, 24, 26)"
    shown.media(prefers_color_scheme="light")
    assert shown.run(paper) == "rgb(255, 255, 255)"
    shown.media("print", prefers_color_scheme="dark")
    assert shown.run(paper) == "rgb(255, 255, 255)"
    shown.media()


def test_it_prints_on_a4(shown: Browser, pages: dict[str, Path]) -> None:
    shown.open(pages["report"])
    shown.media("print")
    shown.resize(WIDTH_OF_A4)
    assert shown.run("document.documentElement.scrollWidth") <= WIDTH_OF_A4 and shown.run(WIDE) == []
    shown.media()
    printed = base64.b64decode(shown.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
    sizes = {tuple(round(float(each)) for each in found.split()) for found in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed)}
    assert sizes == {(0, 0, 595, 842)}
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 40

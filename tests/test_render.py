"""Rendering: amounts are rounded for print and never lie, nothing a spec says becomes markup, pages fit their width."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.checked import Checked, Found
from advisor.prices import FileCatalog
from advisor.render import FORMATS, ink, layout, markdown, money, pages, summary, terminal
from advisor.render import json as json_
from advisor.render.document import Column, Heading, Paragraph, Part, Table, cell, text
from advisor.render.layout import show
from advisor.render.titles import OF_SERVICE, TITLES, title
from advisor.report import Finding, Report
from advisor.spec import read_spec

ON = date(2026, 11, 21)
SPEC = """
workload: {name}
region: us-east-1
stores:
  photos:
    kind: object
    size: 10 TiB
    object_size: 2 MiB
    access: 0.1 /month
    writes: 10000 /month
    chosen: {{class: STANDARD}}
  later:
    kind: object
    size: 1 TiB
    access: unknown
  scratch: {{kind: block, size: 300 GiB, survives: nothing, recreatable: true, instance: c6id.2xlarge}}
  carts:
    kind: database
    item_size: 2 KiB
    size: 20 GiB
    reads: {{average: 900 /s, peak: 4000 /s}}
    writes: {{average: 90 /s, peak: 400 /s}}
  jobs: {{kind: queue}}
"""


@cache
def report(name: str = "shop", basis: str = "recommended") -> Report:
    """A report with needs of every sort: decided, partly unknown, free, and not decided at all."""
    workload, problems = read_spec(SPEC.format(name=name), "shop.yaml")
    assert workload is not None, problems
    return advise(workload, FileCatalog(), ON, basis=basis, deep=True)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0.00"), ("0.004", "<$0.01"), ("0.005", "$0.01"), ("0.000001", "<$0.01"), ("-0.001", ">-$0.01"),
        ("2.675", "$2.68"), ("2.665", "$2.67"), ("-2.675", "-$2.68"), ("1234567.894999", "$1,234,567.89"),
        ("9" * 40, f"${int('9' * 40):,}.00"),
    ],
)  # fmt: skip
def test_amounts_are_rounded_half_up_and_less_than_a_cent_is_not_nothing(amount: str, shown: str) -> None:
    assert money.money(Decimal(amount)) == shown


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=12))
def test_only_nothing_is_shown_as_nothing(amount: Decimal) -> None:
    shown = money.money(amount)
    assert (shown == "$0.00") == (amount == 0)
    if "<" not in shown and ">" not in shown:
        assert abs(Decimal(shown.replace("$", "").replace(",", "")) - amount) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("price", "unit", "shown"),
    [
        ("0.023", "GB-month", "$0.023"), ("0.000000625", "WRU", "$0.625 per million"),
        ("0.0000004", "request", "$0.40 per million"), ("0.00002", "request", "$20.00 per million"),
        ("0.00013", "RCU-hour", "$0.00013"), ("1", "key-month", "$1.00"),
        ("0", "GB", "free"), ("1234.5", "hour", "$1,234.50"),
    ],
)  # fmt: skip
def test_unit_prices_are_shown_in_full(price: str, unit: str, shown: str) -> None:
    assert money.unit_price(Decimal(price), unit).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        ("51200", "GB-month", "51,200 GB-month"), ("1", "request", "1 request"), ("17520000", "request", "17,520,000 requests"),
        ("12934.671955", "GB-month", "12,934.67 GB-month"), ("0.00041728", "GB", "0.000417 GB"), ("0", "hour", "0 hours"),
    ],
)  # fmt: skip
def test_quantities_keep_what_matters(amount: str, unit: str, shown: str) -> None:
    assert money.quantity(Decimal(amount), unit).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("amount", "base", "shown"),
    [
        ("122.5", "100", "+$22.50, +23 %"), ("97", "100", "-$3.00, -3 %"), ("100", "100", "the same"), ("5", "0", "+$5.00"),
        ("100.001", "100", "+<$0.01"), ("2000", "100", "+$1,900.00, 20 times"),
    ],
)  # fmt: skip
def test_differences(amount: str, base: str, shown: str) -> None:
    assert money.difference(Decimal(amount), Decimal(base)).replace("\u00a0", " ") == shown


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("command", ["recommend", "cost", "explain"])
def test_nothing_is_cut_and_only_what_cannot_be_wrapped_stands_out(width: int, command: str) -> None:
    wide, narrow = (_terminal(command, each) for each in (10_000, width))
    assert "".join(sorted(_letters(wide))) == "".join(sorted(_letters(narrow)))
    long = [line for line in narrow.splitlines() if len(line) > width]
    assert all(width < 80 or max(map(len, line.split())) > 40 for line in long), long


def _terminal(command: str, width: int, color: bool = False) -> str:
    if command == "recommend":
        return terminal.recommend(report(), width=width, color=color, brief=False)
    if command == "cost":
        return terminal.cost(report(basis="chosen"), width=width, color=color)
    return terminal.explain(report(), None, width=width, color=color)


def _letters(page: str) -> str:
    """All that is not layout."""
    return re.sub(r"[\s─]", "", page)


@pytest.mark.parametrize("command", ["recommend", "cost", "explain"])
def test_colour_changes_nothing_but_colour(command: str) -> None:
    colored = _terminal(command, 90, color=True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == _terminal(command, 90).splitlines()


def test_the_first_screen_of_a_few_needs_fits_a_terminal() -> None:
    page = terminal.recommend(report(), width=80, color=False, brief=True)
    assert len(page.splitlines()) <= 38  # five needs, one with a chosen design, a question and an error
    assert page.splitlines()[0].startswith("shop: 5 needs in us-east-1")
    assert "as of 2026-11-21" in page
    assert re.search(r"Total +at most \$[0-9.]+ \+ …", page)
    assert "S3 Glacier Instant Retrieval" in page


def test_what_nobody_said_is_no_zero() -> None:
    page = terminal.cost(report(), width=100, color=False)
    assert re.search(r"PUT requests \[a\] +— +—", page)
    assert "$5.00 per million requests; nobody said how many" in page
    assert re.search(r"Total, at most, but for what is not known +\$", page)


def test_what_costs_nothing_says_why() -> None:
    page = terminal.recommend(report(), width=100, color=False, brief=True)
    assert re.search(r"scratch +EC2 instance store, of c6id.2xlarge +free\n +included in the price of c6id.2xlarge", page)


def test_needs_that_are_not_decided_are_named() -> None:
    page = terminal.recommend(report(), width=100, color=False, brief=True)
    assert re.search(r"jobs +not decided by this release \(queue\) +—", page)
    assert "- error: jobs: needs of this kind (queue)" in page


def test_cost_prints_the_chosen_design() -> None:
    page = terminal.cost(report(basis="chosen"), width=100, color=False)
    assert "photos: S3 Standard (chosen), $" in page


def test_amounts_add_up_to_the_printed_total() -> None:
    shown = report()
    page = terminal.cost(shown, width=120, color=False)
    assert money.money(shown.monthly.average) in page
    assert money.money(shown.total) in page


HOSTILE = "[bold]x[/bold] :smile: <script>alert(1)</script> | `code` *b* _i_ [a](https://evil.example) @team #1 www.evil.example"


def test_a_name_is_no_markup_for_a_terminal() -> None:
    page = terminal.recommend(_named(HOSTILE), width=400, color=True, brief=True)
    assert HOSTILE in page


def test_a_name_is_no_markup_in_markdown() -> None:
    page = markdown.recommend(_named(HOSTILE), width=100, color=False, brief=True)
    first = page.splitlines()[0]
    assert "<script" not in first
    assert "\\[bold\\]" in first and "\\`code\\`" in first and "\\*b\\*" in first and "\\_i\\_" in first and "\\|" in first
    assert "@team" not in first and "#1" not in first
    assert not re.search(r"(?<!\\)\]\(", first) and "www.evil" not in first and "https:" not in first


@given(st.text(max_size=60))
def test_escaped_text_is_one_line_without_markup(said: str) -> None:
    plain = markdown.escape(said)
    assert "\n" not in plain
    assert not re.search(r"(?<!\\)(\\\\)*[`*\[\]|~]", plain)
    assert not re.search(r"<(?!!-- -->)", plain)


@given(st.text(alphabet="`| ab\n", min_size=1, max_size=20))
def test_code_stays_code(said: str) -> None:
    found = markdown.code(said)
    fence = re.match(r"`+", found)
    assert fence and found.endswith(fence[0]) and "\n" not in found
    assert fence[0] not in re.findall(r"`+", found[len(fence[0]) : -len(fence[0])])
    assert not re.search(r"(?<!\\)\|", found)


def _named(name: str) -> Report:
    """The report under another name."""
    return report()._replace(workload=name)


def test_tables_in_markdown_have_as_many_cells_as_titles() -> None:
    for page in (markdown.recommend(report(), width=0, color=False, brief=False), markdown.cost(report(), width=0, color=False),
                 markdown.explain(report(), None, width=0, color=False)):  # fmt: skip
        cells = 0
        for line in page.splitlines():
            bars = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
            assert not cells or not bars or bars == cells, line
            cells = bars


def test_folds_in_markdown_are_closed() -> None:
    page = markdown.recommend(report(), width=0, color=False, brief=False)
    assert page.count("<details>") == page.count("</details>") == 6
    assert "\n\n\n" not in page


def test_json_is_the_report() -> None:
    import json

    whole = json.loads(json_.recommend(report(), width=0, color=False, brief=True))
    assert [each["name"] for each in whole["stores"]] == ["photos", "later", "scratch", "carts", "jobs"]
    assert json.loads(json_.explain(report(), "carts", width=0, color=False))["stores"][0]["name"] == "carts"


def test_findings_are_a_line_each_and_counted() -> None:
    finding = next(each for need in report().stores for each in need.findings if each.severity == "error")
    page = terminal.check(Checked((Found(*finding),), ()), width=40, color=False)
    assert page.splitlines()[0].startswith("shop.yaml:23:3 error need.not-built jobs: needs of this kind")
    assert page.splitlines()[1] == "1 error"
    assert terminal.check(Checked((), ()), width=80, color=False) == "nothing found\n"


@pytest.mark.parametrize(
    ("instead", "said"),
    [("Use gp3.", "x; use gp3."), ("EBS volumes do.", "x; EBS volumes do."), ("", "x."), ("A volume does.", "x; a volume does.")],
)
def test_advice_is_one_sentence(instead: str, said: str) -> None:
    assert summary.advice(Finding("c", "info", "x.", None, "", "", instead, ())) == said


def test_every_option_of_the_rules_has_a_title() -> None:
    from advisor import rules
    from advisor.candidates import module
    from advisor.services import SERVICES

    base = rules.load(rules.families(), ON)
    primary = {(service, module(service).PRIMARY) for service in SERVICES}
    for decision in base.every_decision:
        if decision.sets == "service" or any((each, decision.sets) in primary for each in decision.for_):
            own = {name for each in decision.for_ for name in OF_SERVICE.get(each, ())}
            assert {option.name for option in decision.options} <= set(TITLES) | own, decision.id


def test_titles_of_what_is_not_known_are_the_words_themselves() -> None:
    assert title("s3 STANDARD_IA") == "S3 Standard-IA"
    assert title("tape") == "tape"


def test_every_format_can_do_what_its_commands_ask() -> None:
    from importlib import import_module

    of_findings = {"sarif", "junit", "github", "gitlab"}
    for name, module in FORMATS.items():
        able = {each for each in ("recommend", "cost", "explain") if callable(getattr(import_module(module), each, None))}
        assert able == (set() if name in of_findings else {"cost"} if name == "csv" else {"recommend", "cost", "explain"})
        assert hasattr(import_module(module), "check") is (name in of_findings | {"terminal", "markdown", "json"})


def test_printing_to_a_pipe_loads_neither_rich_nor_templates() -> None:
    code = (
        "import sys, advisor.render.terminal as t; from advisor.render.document import Paragraph, text; "
        "from advisor.render.layout import show; "
        "show([Paragraph(text('x'))], width=80, color=False); "
        "print(sorted({'rich', 'jinja2', 'pydantic', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert done.stdout == "[]\n", done.stderr


@given(st.lists(st.text(max_size=12), max_size=12), st.integers(5, 60))
def test_wrapping_loses_no_word(words: list[str], width: int) -> None:
    said = " ".join(words)
    page = show([Paragraph(text(said), 2, 2)], width=width, color=False)
    assert page.split() == said.replace("\u00a0", " ").split()


def test_tables_keep_their_columns_apart() -> None:
    rows = (
        (cell("a" * 30), cell("words that are wrapped to the width of the page"), cell("1")),
        (cell("b"), cell("c"), cell("22")),
    )
    page = show([Table((Column("x"), Column("y"), Column("n", True)), rows, ruled=True)], width=60, color=False)
    assert page.splitlines() == [
        "x                               y                          n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  words that are wrapped     1",
        "                                to the width of the page",
        "────────────────────────────────────────────────────────────",
        "b                               c                         22",
    ]


def test_wide_characters_take_two_columns() -> None:
    page = show(
        [Table((Column("x"), Column("n", True)), ((cell("日本"), cell("1")), (cell("abcd"), cell("2"))))], width=60, color=False
    )
    assert page.splitlines()[1:] == ["日本  1", "abcd  2"]


def test_headings_and_styles_survive_without_colour() -> None:
    assert show([Heading(text("A"), 1), Paragraph(text(Part("b", "bad"), " c"))], width=80, color=False) == "A\n─\nb c\n"
    assert set(ink.STYLES) >= {"strong", "dim", "good", "warn", "bad", "head"}


def test_colours_are_put_to_the_same_lines() -> None:
    blocks = list(terminal.first_screen(report()))
    for width in (30, 80, 120):
        colored = show(blocks, width=width, color=True)
        bare = "".join(line.rstrip() + "\n" for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines())
        assert bare == show(blocks, width=width, color=False) != colored


def test_what_is_wrapped_is_coloured_word_by_word() -> None:
    page = show([Paragraph(text("  one ", Part("two 3 GB", "dim"), Part(" four", "dim")), 0, 1)], width=9, color=True)
    assert page == "  one \x1b[2mtwo\x1b[0m\n   \x1b[2m3 GB\x1b[0m\n   \x1b[2mfour\x1b[0m\n"
    page = show([Paragraph(text(Part("one two", "bad"), " three"))], width=9, color=True)
    assert page == "\x1b[1;31mone\x1b[0m\x1b[1;31m \x1b[0m\x1b[1;31mtwo\x1b[0m\nthree\n"


def test_characters_that_need_not_be_measured_take_one_column() -> None:
    even = [chr(code) for code in range(0x3000) if not layout._ODD.search(chr(code))]
    assert len(even) > 900 and {"→", "─", "—", "…", "×", "█", "’"} <= set(even)
    assert all(layout._width(each) == 1 for each in even)


def test_pages_of_rules_prices_and_services_print() -> None:
    from advisor import limits, rules, vocabulary
    from advisor.audit import audit
    from advisor.catalog import coverage
    from advisor.catalog import show as price
    from advisor.coverage import coverage as services
    from advisor.pages import check_page, listing, page

    base, words = rules.load(("s3", "object"), ON), vocabulary.load()
    assert limits.load(("s3",), ON)
    assert "s3.storage-class" in pages.rules_list(listing(base), width=100, color=False)
    shown = pages.rule_page(page(base.decisions("s3")[0], words, ON), width=100, color=False)
    assert all(each in shown for each in ("Options", "Rules, in order", "Examples", "Sources"))
    assert "Check" in pages.rule_page(check_page(base.every_check[0], words, ON), width=100, color=False)
    catalog = FileCatalog()
    assert "s3" in pages.prices_list(coverage(catalog), width=100, color=False)
    priced = pages.price_page(price(catalog, "s3.storage.standard", "us-east-1"), on=ON, width=100, color=False)
    assert "*  us-east-1" in priced and "$0.023" in priced
    assert pages.prices_audit(audit(), width=100, color=False).startswith("the price catalog: no problem")
    assert "Amazon S3 (s3)" in pages.services(services(base), width=100, color=False)


def test_an_unpriced_line_is_named() -> None:
    shown = report()
    need = shown.stores[0]
    assert need.recommended is not None
    bare = need.recommended._replace(unpriced=("Storage: no price of s3.x",))
    page = terminal.recommend(
        shown._replace(stores=(need._replace(recommended=bare),), unpriced=bare.unpriced), width=120, color=False, brief=False
    )
    assert page.count("not priced: Storage: no price of s3.x") == 2  # on the first screen, and under its bill


def test_a_line_across_needs_is_printed_and_counted() -> None:
    shown = report()
    assert shown.stores[0].recommended is not None
    line = shown.stores[0].recommended.bill[0]
    shared = line._replace(
        item="Tiers shared by 2 needs: Storage")  # fmt: skip
    for page in (terminal.recommend, terminal.cost):
        options = {"brief": True} if page is terminal.recommend else {}
        assert "Tiers shared by 2 needs" in page(shown._replace(adjustments=(shared,)), width=120, color=False, **options)


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ("provisioned", "DynamoDB provisioned"),
        ("dynamodb provisioned", "DynamoDB provisioned"),
        ("aurora provisioned", "Aurora provisioned"),
        ("rds multi_az_instance", "RDS Multi-AZ"),
        ("aurora limitless", "Amazon Aurora limitless"),
        ("aurora", "Amazon Aurora"),
        ("memorydb memorydb", "Amazon MemoryDB"),
        ("s3 STANDARD", "S3 Standard"),
        ("ebs standard", "EBS Magnetic"),
    ],
)
def test_an_option_is_named_with_its_service(option: str, shown: str) -> None:
    from advisor.render.titles import title

    assert title(option) == shown


@pytest.mark.parametrize(
    ("service", "chosen", "said"),
    [
        (
            "rds",
            "{engine: postgresql, version: '16.4', copies: multi_az_instance, instance: db.r6g.large, storage: gp3, "
            "size: 500 GiB, iops: 14000 /s, readers: 1, backup_retention: 7 days, proxy: true}",
            [
                "PostgreSQL 16.4",
                "db.r6g.large",
                "500 GiB of gp3 with 14,000 IOPS",
                "a reader",
                "backups kept 7 days",
                "RDS Proxy",
            ],
        ),
        (
            "rds",
            "{engine: oracle, edition: se2, licence: byol, instance: db.m5.large, storage: gp2, size: 20 GiB, "
            "insights: long_term}",
            ["Oracle Standard Edition Two, own licence", "db.m5.large", "20 GiB of gp2", "Database Insights, two years"],
        ),
        (
            "aurora",
            "{engine: mysql, capacity: serverless, min_acu: 0.5, max_acu: 16, storage: io_optimized, readers: 2, "
            "cross_region: global_database, replicate_to: eu-west-1}",
            ["MySQL", "0.5 to 16 ACUs", "I/O-Optimized storage", "2 readers", "Global Database with eu-west-1"],
        ),
        ("aurora_dsql", "{spread: multi_region, replicate_to: us-east-2}", ["with us-east-2"]),
    ],
)
def test_a_database_in_a_few_words(service: str, chosen: str, said: list[str]) -> None:
    from decimal import Decimal

    from needs import need

    from advisor import report, source
    from advisor.candidates import module
    from advisor.render.titles import phrases

    own = module(service)
    design, problems = own.read(source.read(chosen, "chosen.yaml"), need("kind: database\nsize: 1 GiB").look)
    assert not problems
    monthly = report.Monthly(Decimal(0), Decimal(0), Decimal(0))
    shown = report.Priced(service, "", "", "", "fit", own.configuration(design), monthly, (), Decimal(0), False, (), ())
    assert list(phrases(shown)) == said

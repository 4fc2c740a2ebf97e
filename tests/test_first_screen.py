"""What the first screen says of a need: why nothing meets it, and whose a finding is."""

from __future__ import annotations

from datetime import date
from textwrap import indent

import pytest

from advisor import spec, vocabulary
from advisor.advise import advise
from advisor.catalog import free
from advisor.prices import FileCatalog
from advisor.render import terminal
from advisor.render.summary import prices_of
from advisor.report import Report
from advisor.services import FREE, NOT_FREE

ON = date(2026, 11, 21)


def report(text: str, on: date = ON, top: str = "") -> Report:
    """The report of one store, `top` at the top of its spec."""
    whole = f"{top}region: us-east-1\nstores:\n  it:\n{indent(text, '    ')}\n"
    workload, problems = spec.read_spec(whole, "a.yaml", vocabulary=vocabulary.load())
    assert workload is not None, problems
    return advise(workload, FileCatalog(), on)


def page(found: Report) -> str:
    """Its first screen."""
    return terminal.recommend(found, width=100, color=False, brief=True)


def test_before_there_was_anything_it_says_since_when_there_is() -> None:
    found = report("kind: object\nsize: 1 TiB", date(1990, 1, 1))
    assert "nothing meets it" in page(found) and "Amazon S3: It is offered from 2006-03-14 on" in page(found)
    assert [each.because for each in found.stores[0].reasons] == ["What could do this is not offered on this day."]


def test_what_nothing_can_do_is_told_with_two_reasons() -> None:
    found = report("kind: object\nsize: 1 TiB\nin_place_writes: true")
    assert "nothing meets it" in page(found) and found.stores[0].reasons[0].because.startswith("These are no objects")
    said = page(report("kind: block\nsize: 1 TiB\niops: 90000000 /s"))
    assert said.count("No configuration of Amazon EBS") == 2 and "and 6 more that cannot do this" in said


def test_a_finding_names_its_need_whatever_that_is_called() -> None:
    chosen = "kind: object\nsize: 1 TiB\nobject_size: 1 MiB\naccess: 1 /year\nchosen: {class: DEEP_ARCHIVE}\nbudget: 1 USD/month"
    found = report(chosen)
    (need,) = found.stores
    for name, about in (("DEEP", "DEEP, chosen DEEP_ARCHIVE: "), ("DEEP_ARCHIVE is", "DEEP_ARCHIVE is, chosen DEEP_ARCHIVE: ")):
        said = page(found._replace(stores=(need._replace(name=name),)))
        assert f"- error: {about}DEEP_ARCHIVE is chosen but cannot do this" in said
    assert "- error: it costs " in page(found)  # a sentence about the need itself


@pytest.mark.parametrize("size", ["", "size: 10 TiB\n"])
@pytest.mark.parametrize("each", ["", "object_size: 1 MiB\n"])
@pytest.mark.parametrize(
    ("access", "asks"),
    [
        ("access: 1 /year", False),
        ("access: [{until: 30 days, reads: 3 /month}, {reads: 1 /year}]", False),
        ("", True),
        ("access: unknown", True),
    ],
)
def test_of_objects_is_asked_how_often_one_is_read_unless_that_is_said(size: str, each: str, access: str, asks: bool) -> None:
    (need,) = report(f"kind: object\n{size}{each}{access}").stores
    told = {each.fact for each in need.questions} | {each.fact for each in need.assumptions}
    assert ("object_reads" in told) is asks
    assert "reads" not in told  # which follow from them


PACE = "{average: 200 /s, peak: 200 /s}"
KEYED = f"kind: database\nmodel: key_value\nsize: 1 GiB\nitem_size: 1 KiB\ntraffic: steady\nreads: {PACE}\nwrites: {PACE}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (KEYED, "before tax and the free tier of DynamoDB"),
        (f"{KEYED}\nencryption: {{key: customer}}", "before tax and the free tier of DynamoDB and KMS requests"),
        ("kind: block\nsize: 1 TiB\niops: 3000 /s\nthroughput: 100 MiB/s", "before tax"),
    ],
)
def test_what_accounts_have_free_and_is_left_out_is_named(text: str, told: str) -> None:
    found = report(text)
    assert prices_of(found).endswith(told)
    assert [each.fact for each in found.assumptions if each.fact == "free_tier"] == ["free_tier"] * ("free" in told)
    counted = report(text, top="free_tier: true\n")
    assert prices_of(counted).endswith("before tax") and (counted.total < found.total) is ("free" in told)


def test_what_a_report_calls_free_is_what_the_catalog_has() -> None:
    assert {each.name for each in free()} == set(FREE)
    assert {(each.name, region) for each in free() for region in each.not_in} == NOT_FREE

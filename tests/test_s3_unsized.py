"""Objects whose size nobody said: their bytes are billed, what depends on the size is not, and no size costs less."""

from __future__ import annotations

from textwrap import indent
from typing import Any

import pytest
from needs import ON, need

from advisor import spec, vocabulary
from advisor.advise import advise
from advisor.bill import Bill, Place, bill
from advisor.exact import Fraction
from advisor.load import MOST
from advisor.prices import FileCatalog
from advisor.report import Report
from advisor.services import s3, s3_moving, s3_unsized
from advisor.services.s3 import Design, Transition
from advisor.services.s3_classes import CLASSES
from advisor.services.s3_design import Rule

CATALOG, DAY = FileCatalog(), Fraction(86_400)
PLACE = Place(CATALOG, "eu-west-1", ON, 1)
SIZES = ("1 KiB", "100 KiB", "128 KiB", "1 MiB", "1 GiB")
CLASSED = [Design(class_=each) for each in CLASSES if each not in ("REDUCED_REDUNDANCY", "EXPRESS_ONEZONE")]
MOVED = [
    Design("STANDARD", lifecycle=(Transition(30 * DAY, to),)) for to in ("STANDARD_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
]
OLD = [
    Design("STANDARD_IA", versioning=True, expire_noncurrent=30 * DAY),
    Design(
        "GLACIER", versioning=True, expire=365 * DAY, expire_noncurrent=10 * DAY, replication="CRR", replicate_to=("eu-west-3",)
    ),
    Design("STANDARD", versioning=True, replication="SRR", encryption="SSE_KMS", key="customer_managed"),
    Design("INTELLIGENT_TIERING", archive_access=90 * DAY, deep_archive_access=180 * DAY),
]  # fmt: skip
USES = (
    "size: 10 TiB\n",
    "size: 10 TiB\ngrowth: 200 GiB /month\naccess: 1 /year\n",
    "size: 10 TiB\ngrowth: 1 TiB /month\nkeep: 3 years\naccess: [{until: 30 days, reads: 3 /month}, {reads: 1 /year}]\n",
    "size: 10 TiB\nreads: 3 /s\nwrites: 1 /s\ngrowth: 1 GiB /month\n",
    "size: 10 TiB\nreads: 0 /s\nwrites: 0 /s\n",
)


def month(text: str, design: Design) -> Bill:
    """The bill of a month of objects somebody stores."""
    return bill(need(f"kind: object\n{text}").usage(s3, design), PLACE)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("design", [*CLASSED, *MOVED, *OLD], ids=str)
def test_no_size_costs_less_than_what_is_known_without_it(design: Design, use: str) -> None:
    """But for Intelligent-Tiering where nobody knows the reads: its storage is billed at its most."""
    known = month(use, design)
    for size in SIZES:
        said = month(f"{use}object_size: {size}\n", design)
        if known.at_most_but is None:
            assert known.total <= said.total, size
        else:
            assert sum(each.amount.total for each in said.lines if each.amount and each.unit == "GB-month") <= known.total
    assert known.total > 0 or design.lifecycle
    assert known.at_least or design == Design("STANDARD")


@pytest.mark.parametrize(
    ("design", "use", "total", "open_"),
    [
        (Design("STANDARD"), USES[4], "235.52", []),
        (Design("STANDARD_IA"), USES[4], "128.00", ["Small objects, S3 Standard-IA"]),
        (Design("DEEP_ARCHIVE"), USES[4], "10.1376", ["Overhead, S3 Glacier Deep Archive", "Overhead, S3 Standard"]),
        (Design("INTELLIGENT_TIERING"), USES[0], "235.52", ["Monitoring", "PUT requests", "GET requests"]),
        (Design("STANDARD", replication="SRR"), USES[4], "471.04", []),
    ],
)
def test_what_is_known_is_priced_and_the_rest_is_named(design: Design, use: str, total: str, open_: list[str]) -> None:
    found = month(use, design)
    assert (f"{found.total.normalize():f}", sorted(found.open())) == (f"{float(total):g}", sorted(open_))
    assert (found.at_most_but is not None) is any(MOST in line.formula for line in found.lines)


def test_reads_of_bytes_are_billed_where_each_object_is_read_at_a_rate() -> None:
    """10,240 GiB read once a year: 853.33 GB a month; of reads stated in all nobody knows the bytes."""
    design = Design("STANDARD_IA")
    each, all_ = (need(f"kind: object\nsize: 10 TiB\n{said}").usage(s3, design) for said in ("access: 1 /year", "reads: 1 /s"))
    amounts: list[dict[str, Any]] = [{line.item: line.amount for line in lines} for lines in (each, all_)]
    assert float(amounts[0]["Retrieval"]) == pytest.approx(10_240 / 12) and amounts[0]["GET requests"] is None
    assert amounts[1]["Retrieval"] is None and amounts[1]["GET requests"] == 730 * 3600


@pytest.mark.parametrize(
    "design",
    [
        Design("STANDARD", rules=(Rule(larger_than=Fraction(1024), lifecycle=(Transition(DAY, "GLACIER_IR"),)),)),
        Design("STANDARD", lifecycle=(Transition(DAY, "INTELLIGENT_TIERING"),)),
    ],
)
def test_where_the_size_says_which_class_holds_the_bytes_nothing_is_priced(design: Design) -> None:
    assert month(USES[1], design).total == 0


def test_bringing_over_objects_of_no_size_has_no_amount() -> None:
    it = need(f"kind: object\n{USES[0]}access: 1 /month")
    lines = s3_moving.usage(Design("STANDARD"), Design("GLACIER_IR"), it.facts, it.look)(it.month())
    assert [(line.item, line.amount) for line in lines if line.part == s3_moving.THERE] == [
        ("Transitions to S3 Glacier Instant Retrieval", None)
    ]


@pytest.mark.parametrize(
    ("said", "option", "total"),
    [
        ("size: 10 TiB", "INTELLIGENT_TIERING", "2826.24"),
        ("size: 10 TiB\naccess: 1 /year", "GLACIER_IR", "798.72"),  # 10,240 GB at $0.004, 853.33 GB read at $0.03
        ("size: 10 TiB\naccess: 1 /year\nretrieval: 2 days", "GLACIER", "450.111"),
    ],
)
def test_a_spec_of_a_size_alone_has_a_total(said: str, option: str, total: str) -> None:
    report = advised(said)
    best = report.stores[0].recommended
    assert best is not None and (best.option, report.at_least) == (option, True)
    assert f"{report.total:.3f}".rstrip("0") == total


@pytest.mark.parametrize(
    ("written", "option"),
    [
        ("", "GLACIER_IR"),  # few are written until somebody says so: what is assumed not to grow is not replaced within days
        ("writes: 9000 /month", "GLACIER_IR"),
        ("writes: 6 /min\ngrowth: 0 GiB /month", "STANDARD"),  # all of it is replaced every 12 days
    ],
)
def test_a_small_bucket_that_is_rarely_read_is_not_taken_to_be_replaced(written: str, option: str) -> None:
    best = advised(f"size: 100 GiB\nobject_size: 1 MiB\naccess: 0.1 /month\n{written}").stores[0].recommended
    assert best is not None and best.option == option


def advised(said: str) -> Report:
    """The report of one bucket."""
    text = f"region: us-east-1\nstores:\n  it:\n    kind: object\n{indent(said.strip(), '    ')}\n"
    workload, problems = spec.read_spec(text, "spec.yaml", vocabulary=vocabulary.load())
    assert workload is not None, problems
    return advise(workload, CATALOG, ON)


def test_the_lines_it_goes_by_are_called_so() -> None:
    it = need(
        "kind: object\nsize: 1 TiB\nobject_size: 1 MiB\naccess: 1 /month\ngrowth: 0 GiB /month\noverwrites: true\nlists: 1 /h\n"
        "writes: {average: 1 /min, unfinished: 1 %}\nencryption: {key: customer}\nreplicate: {to: us-east-2}\n"
        "clients: [{from: internet, egress: 1 TiB /month}]"
    )
    kept = Design("GLACIER", versioning=True, expire_noncurrent=30 * DAY, encryption="SSE_KMS", key="customer_managed")
    designs = [kept._replace(class_=each, replication="CRR", replicate_to=("us-east-2",)) for each in ("GLACIER", "STANDARD_IA")]
    items = [line.item for design in designs for line in it.usage(s3, design)]
    named = (*s3_unsized.STATED, *s3_unsized.HELD)
    assert [name for name in named if not any(item.startswith(name) for item in items)] == []


def test_reads_by_age_are_known_reads_whatever_the_size() -> None:
    bands = "[{until: 30 days, reads: 4 /month}, {reads: 0.01 /month}]"
    (told,) = advised(f"size: 5 TiB\ngrowth: 100 GiB /month\naccess: {bands}").stores
    assert told.hedge is None and "object_reads" not in {each.fact for each in told.questions}

"""The vocabulary and the limits: what silence means, what can be written, what held when, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from base import LIMITS, ON, WORDS

from advisor import limits, source, vocabulary
from advisor.diagnostics import Refused
from advisor.exact import Fraction
from advisor.limits import Limits
from advisor.sets import FALSE, INFINITY, number


def test_a_limit_before_its_first_day_reaches_back() -> None:
    assert LIMITS.get("ebs.size", date(2014, 1, 1)).value == 16 * 1024**4
    assert LIMITS.get("ebs.size", date(2014, 1, 1)).since is None
    assert LIMITS.get("ebs.size", date(2026, 1, 1)).since == date(2025, 9, 26)
    iops = LIMITS.get("ebs.iops", date(2020, 1, 1))
    assert (iops.since, iops.dimension, iops.value, iops.text) == (None, "rate", 80_000, "80000 /s")


def test_an_unknown_limit_suggests_the_nearest() -> None:
    with pytest.raises(KeyError, match=r'did you mean "ebs\.size"'):
        LIMITS.get("ebs.sizes")


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("400 KiB", "bytes", 400 * 1024),
        ("3,5", "", 0),
        ("80000 /s", "rate", 80_000),
        ("1000 MiB/s", "throughput", 1000 * 1024**2),
        ("15 min", "duration", 900),
        ("99.8 %", "share", Fraction(998, 1000)),
        ("25", "count", 25),
    ],
)
def test_a_limits_unit_tells_its_dimension(text: str, dimension: str, value: int) -> None:
    if not dimension:
        with pytest.raises(ValueError, match="no single number"):
            limits.measure(text)
    else:
        assert limits.measure(text) == (dimension, value)


def test_limits_are_refused_with_their_place() -> None:
    text = "a.b: [{since: 2020-01-01, value: 1 GiB, source: x}, {value: 3 /s, source: x}]\na.c: [{value: many, source: x}]"
    with pytest.raises(Refused) as error:
        limits.read(source.read(text, "l.yaml"))
    assert "l.yaml:1:6: the limit a.b changes its unit" in str(error.value)
    assert 'l.yaml:2:7: the limit a.c is wrong: "many"' in str(error.value)


def test_the_limits_of_a_family_are_read_when_a_name_asks() -> None:
    known = Limits(ON)
    assert known.names() == ()
    assert known.get("s3.object.max_size").dimension == "bytes"
    assert all(name.startswith("s3.") for name in known.names())


def test_silence_of_each_kind_of_word() -> None:
    assert WORDS["boot"].silent("block") == FALSE
    assert number(WORDS["latency"].silent("s3")) == INFINITY
    assert WORDS["survives"].silent("ebs") == frozenset({"node"})
    assert WORDS["size"].silent("block") == WORDS["size"].everything
    assert number(WORDS["size"].expected("s3.transition")) == 1024**4
    assert WORDS["volume"].expected("ebs") == frozenset({"gp3", "io2"})


def test_the_vocabulary_says_what_can_be_written() -> None:
    words = vocabulary.load()
    assert words["item_size"].sayable
    assert words["item_size"].says == "item_size"
    assert words["reads"].says == "reads.average"
    assert not words["final_size"].sayable
    assert words["items"].sayable
    with pytest.raises(ValueError, match='did you mean "zone"'):
        vocabulary.parse_value(words["survives"], "zones")


def test_a_broken_vocabulary_names_each_entry() -> None:
    with pytest.raises(Refused) as error:
        vocabulary.read(source.read("a: {type: bits, kinds: [x], silence: ask}\nb: {flag: true}", "v.yaml"))
    assert "v.yaml:1:4: the word a is wrong" in str(error.value)
    assert "v.yaml:2:4: the word b is wrong" in str(error.value)

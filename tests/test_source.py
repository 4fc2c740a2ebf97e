"""YAML text: every scalar is its text, every value knows its place, and what is not plain is refused where it stands."""

from __future__ import annotations

import timeit
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagnostics import At, Refused
from advisor.source import Node, plain, read, read_rules

TEXT = """\
# a comment
workload: shop
stores:
  photos: {size: 40 TiB, on: yes, id: 0012, empty: ~, quoted: "no", list: [1, 2.50]}
"""


def problems(text: str) -> list[str]:
    """What is wrong with a text, `line:column message`."""
    with pytest.raises(Refused) as error:
        read(text, "f.yaml")
    return [f"{each.at.line}:{each.at.column} {each.message}" if each.at else each.message for each in error.value.diagnostics]


def test_every_scalar_is_its_text() -> None:
    photos = {"size": "40 TiB", "on": "yes", "id": "0012", "empty": "", "quoted": "no", "list": ["1", "2.50"]}
    assert plain(read(TEXT, "f.yaml")) == {"workload": "shop", "stores": {"photos": photos}}


def test_values_and_keys_know_their_places() -> None:
    root = read(TEXT, "f.yaml", first_line=100)
    assert isinstance(root.value, dict)
    stores = root.value["stores"]
    assert isinstance(stores.value, dict)
    assert root.keys["stores"] == At("f.yaml", 102, 1)
    assert stores.value["photos"].keys["size"] == At("f.yaml", 103, 12)
    photos = stores.value["photos"]
    assert isinstance(photos.value, dict) and photos.value["size"].at == At("f.yaml", 103, 18)
    assert photos.value["quoted"].quoted and not photos.value["size"].quoted


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(ending: str) -> None:
    root = read(TEXT.replace("\n", ending), "f.yaml")
    assert root.keys["stores"] == At("f.yaml", 3, 1)


def test_an_empty_file_is_an_empty_scalar() -> None:
    for text in ("", "# only a comment\n", "---\n", "~"):
        assert read(text, "f.yaml").value == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", ['3:1 "a" is written twice (first in line 1)']),
        ("a: &x 1\nb: *x\n", ['1:4 the anchor "&x" is not read', '2:4 the alias "*x" is not read']),
        ("a: !!python/name:os.system\n", ['1:4 the tag "tag:yaml.org,2002:python/name:os.system" is not read']),
        ("<<: {a: 1}\n", ["1:1 the merge key `<<` is not read"]),
        ("? [a, b]\n: 1\n{c: d}: 2\n", ["1:3 a key must be text", "3:1 a key must be text"]),
        ("~: 1\n", ["1:1 a key is missing"]),
        ("a: 1\n---\nb: 2\n", ["2:1 a second document starts here"]),
        ("a:\n\tb: 1\n  \tc: 2\n", ["2:1 a tab is used as indentation", "3:3 a tab is used as indentation"]),
        ("a:\n\xa0\xa0b: 1\n", ["2:1 an unusual space is used as indentation"]),
        ("a: b\x07\n", ["1:5 the character U+0007 is not allowed"]),
        ('a: "\\x1b[31m"\n', ["1:4 the character U+001B is not allowed"]),
        ("a: [1, 2", ["1:4 this is not YAML: this never ends"]),
        ("a: {b: 1\n\n", ["1:4 this is not YAML: this never ends"]),
        ("a: b: c\n", ["1:5 this is not YAML: mapping values are not allowed in this context"]),
        ("%FOO\n---\na", ["1:5 this is not YAML: found unknown directive name"]),
        ("a: &x 1\nb: [\n", ['1:4 the anchor "&x" is not read', "2:4 this is not YAML: this never ends"]),
    ],
)
def test_what_is_not_plain_yaml_is_refused_at_its_place(text: str, says: list[str]) -> None:
    assert problems(text) == says


def test_the_line_is_shown_with_a_caret() -> None:
    with pytest.raises(Refused) as error:
        read("a: 1\nb: {c: 1, c: 2}\n", "f.yaml")
    shown = 'f.yaml:2:11: "c" is written twice (first in line 2); keep one\n    b: {c: 1, c: 2}\n              ^'
    assert str(error.value) == shown


def test_problems_are_counted_not_listed_beyond_fifty() -> None:
    says = problems("\n".join(f"k{n}: *a" for n in range(80)))
    assert len(says) == 51 and says[-1] == "f.yaml: and 30 more problems"


def test_rule_files_are_read_up_to_their_examples() -> None:
    assert plain(read_rules("decision: a\n---\nexamples: [&x 1]\n", "r.yaml")) == {"decision": "a"}
    assert plain(read_rules("# about\n---\ndecision: a\n---\nb: c\n", "r.yaml")) == {"decision": "a"}


def test_without_the_c_library_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(TEXT, "f.yaml")
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read(TEXT, "f.yaml") == fast
    assert problems("a: 1\nb: 2\na: 3\n") == ['3:1 "a" is written twice (first in line 1)']


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=20).filter(
    lambda text: "\ufeff" not in text
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS.filter(lambda k: k not in ("", "<<")), inner, max_size=4),
    max_leaves=20,
)


@given(TREES)
def test_what_yaml_writes_is_read_back(tree: Any) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_style='"')
    assert plain(read(text, "f.yaml")) == tree


@given(st.text(alphabet=st.sampled_from(list("ab:-?[]{},&*!|>'\"%@`#~ \n\t\r\x00\x85\u2028\ufeff0<é😀")), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = read(text, "f.yaml")
    except Refused as refused:
        assert refused.diagnostics and str(refused)
        return
    assert isinstance(node, Node)


def test_two_hundred_lines_are_read_quickly() -> None:
    text = "stores:\n" + "".join(
        f"  s{n}: {{kind: object, size: {n} TiB}}\n  t{n}:\n    kind: block\n    size: 1 TiB\n" for n in range(50)
    )
    best = min(timeit.repeat(lambda: read(text, "f.yaml"), number=1, repeat=10))
    assert best < 0.05  # 5 ms on a laptop; the budget is 15 ms

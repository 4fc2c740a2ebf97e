"""The words rules and specs may use: their types, the needs they are said of, and what it means to leave them out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from advisor import folders, source, units
from advisor.diagnostics import Diagnostic, Refused, nearest
from advisor.kept import kept
from advisor.records import NamedTuple
from advisor.sets import FALSE, NON_NEGATIVE, Span, Values, between

NUMBERS = ("bytes", "throughput", "rate", "duration", "count", "share")
# The kinds of need a service meets: what is known of the need is known of each Design and part of it.
SERVES = {
    "s3": ("object",),
    "ebs": ("block",),
    "instance_store": ("block",),
    "dynamodb": ("database",),
    "rds": ("database",),
    "aurora": ("database",),
    "aurora_dsql": ("database",),
    "ec2_database": ("database",),
    "elasticache": ("cache",),
    "memorydb": ("cache", "database"),
    "dax": ("cache",),
}


EMPTY: Mapping[str, Values] = MappingProxyType({})


class Word(NamedTuple):
    """A fact: its type, its choices, and what silence means. Mappings are by kind of need, `""` for any kind."""

    name: str
    type: str  # flag | choice | structure | one of NUMBERS
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    silence: str = "ask"  # no | assume | ask
    none: Mapping[str, Values] = EMPTY
    assume: Mapping[str, Values] = EMPTY
    usual: Mapping[str, Values] = EMPTY
    question: str = ""
    means: str = ""
    says: str = ""
    derived: str = ""
    structure: str = ""
    models: tuple[str, ...] = ()  # of databases: which models of data it is asked of; any when empty

    @property
    def sayable(self) -> bool:
        """Whether a person can write it in a spec."""
        return not self.derived or bool(self.says or self.structure)

    @property
    def everything(self) -> Values:
        """All values it can have: the set of the unknown."""
        if self.type == "share":
            return between(0, 1)
        return NON_NEGATIVE if self.type in NUMBERS else frozenset(self.choices)

    def silent(self, kind: str) -> Values:
        """The values an unwritten fact of this kind of need has: what silence says, else everything."""
        said = self.none if self.silence == "no" else self.assume
        return for_kind(said, kind) or self.everything

    def expected(self, kind: str) -> Values:
        """What a recommendation rests on while nobody says it: silence's value, else the usual one, else everything."""
        return for_kind(self.usual, kind) or self.silent(kind) if self.silence == "ask" else self.silent(kind)


Vocabulary = Mapping[str, Word]


def for_kind(values: Mapping[str, Values], kind: str) -> Values | None:
    """What is given for `kind` (a need, service or part) or a need it serves, else for any kind."""
    for each in (*kinds_known(kind), ""):
        if each in values:
            return values[each]
    return None


@lru_cache(256)
def kinds_known(kind: str) -> tuple[str, ...]:
    """The kinds whose words can be known of `kind`: `s3.transition` knows those of `s3` and of `object` too."""
    service = kind.partition(".")[0]
    return tuple(dict.fromkeys(k for k in (kind, service, *SERVES.get(service, ())) if k))


def parse_value(word: Word, text: str) -> Values:
    """The values `text` names (`40 TiB`, `zone`, `zone or region`, `true`); ValueError says what to write instead."""
    if word.type in NUMBERS:
        span = units.parse(text, word.type)
        if word.type == "share" and span.hi > (1, 1):
            raise ValueError(f'"{text.strip()}" is more than 100 %')
        return span
    if word.type == "structure":
        raise ValueError(f"{word.name} is no single value")
    named = [part.strip() for part in text.strip().split(" or ")]
    for each in named:
        if each not in word.choices:
            raise ValueError(f'"{each[:80]}" is not a value of {word.name}; {nearest(each, word.choices)}')
    return frozenset(named)


def show_value(word: Word, values: Values) -> str:
    """Values as people write them: `40 TiB`, `mysql or postgresql`, `true`."""
    if isinstance(values, Span):
        return units.show_values(values, word.type)
    order = {choice: place for place, choice in enumerate(word.choices)}
    return " or ".join(sorted(values, key=lambda each: order.get(each, len(order))))


@cache
def load() -> Vocabulary:
    """All words, from rules/vocabulary.yaml; Refused names each broken entry."""
    path = folders.rules() / "vocabulary.yaml"
    return kept("vocabulary", [path], lambda: read(source.read_rules(source.read_text(path), str(path))))


def read(node: source.Node) -> Vocabulary:
    """The words of a vocabulary document; Refused names each broken entry."""
    words: dict[str, Word] = {}
    problems: list[Diagnostic] = []
    for name, entry in (node.value if isinstance(node.value, dict) else {}).items():
        try:
            words[name] = _word(name, source.plain(entry))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problems.append(Diagnostic(entry.at, "vocabulary", f"the word {name} is wrong: {error}"))
    if problems:
        raise Refused(problems)
    return words


def _word(name: str, said: Mapping[str, object]) -> Word:
    """One entry; ValueError or KeyError when it is not one."""
    unknown = set(said) - {"type", "one_of", "flag", "kinds", "silence", "none", "usual", "question", "means", "says"}
    if unknown - {"derived", "structure", "models"}:
        raise ValueError(f"unknown key {sorted(unknown)[0]}")
    kind = "flag" if "flag" in said else "choice" if "one_of" in said else str(said.get("type", "structure"))
    if kind not in ("flag", "choice", "structure", *NUMBERS):
        raise ValueError(f"unknown type {kind}")
    choices = said["one_of"] if kind == "choice" else ["true", "false"] if kind == "flag" else []
    kinds, silence, models = said["kinds"], said["silence"], said.get("models", [])
    assert isinstance(choices, list) and isinstance(kinds, list) and isinstance(models, list)
    bare = Word(name=name, type=kind, choices=tuple(choices))
    text = {key: str(said.get(key, "")) for key in ("question", "means", "derived", "structure")}
    return Word(
        name=name, type=kind, choices=tuple(choices), kinds=tuple(kinds),
        silence="assume" if isinstance(silence, dict) else str(silence),
        none=_none(bare, said.get("none")) if silence == "no" else {},
        assume=_values(bare, silence["assume"]) if isinstance(silence, dict) else {},
        usual=_values(bare, said.get("usual")),
        models=tuple(models),
        says=str(said.get("says", "" if "derived" in said and "structure" not in said else name)),
        **text,
    )  # fmt: skip


def _none(word: Word, said: object) -> Mapping[str, Values]:
    """What a requirement nobody stated is: as written, else false, else the first choice."""
    if said is not None:
        return _values(word, said)
    if word.type == "flag":
        return {"": FALSE}
    if word.type == "choice":
        return {"": frozenset(word.choices[:1])}
    if word.type == "structure":
        return {}
    raise ValueError("a number left out needs `none`: what it is when nobody states it")


def _values(word: Word, said: object) -> Mapping[str, Values]:
    """A value, or a value by kind of need."""
    if said is None:
        return {}
    if isinstance(said, dict):
        return {kind: parse_value(word, str(text)) for kind, text in said.items()}
    return {"": parse_value(word, str(said))}

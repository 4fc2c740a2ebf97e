"""Records do what the standard library's named tuples do."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from advisor.records import NamedTuple


class Ours(NamedTuple):
    """A record."""

    count: int  # type: ignore[assignment]
    name: str = "none"
    more: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """Twice the count."""
        return self.count * 2


class Theirs(typing.NamedTuple):
    """A record."""

    count: int  # type: ignore[assignment]
    name: str = "none"
    more: tuple[int, ...] = ()


class Nothing(NamedTuple):
    """A record without a field."""


def test_a_record_may_hold_nothing() -> None:
    assert Nothing() == () and repr(Nothing()) == "Nothing()" and Nothing()._replace() == Nothing()


@pytest.mark.parametrize(("values", "named"), [((1,), {}), ((1, "a"), {"more": (2,)}), ((), {"name": "b", "count": 3})])
def test_they_are_made_shown_and_taken_apart_alike(values: typing.Any, named: typing.Any) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)
    assert tuple(ours) == tuple(theirs) and ours == theirs and hash(ours) == hash(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours") and ours._asdict() == theirs._asdict()
    assert (ours.count, ours.name, ours.more, ours.twice) == (theirs.count, theirs.name, theirs.more, 2 * theirs.count)
    assert ours._replace(name="c") == theirs._replace(name="c") and type(ours._replace()) is Ours
    assert Ours._make(theirs) == ours and Ours._fields == Theirs._fields and Ours._field_defaults == Theirs._field_defaults
    for other in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert other == ours and type(other) is Ours
    match ours:
        case Ours(count, name, more):
            assert (count, name, more) == tuple(theirs)


@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, 2, 3, 4), {}), ((1,), {"count": 2}), ((1,), {"other": 2})])
def test_what_they_refuse(values: typing.Any, named: typing.Any) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            kind(*values, **named)
        with pytest.raises(ValueError, match="other"):
            kind(1)._replace(**typing.cast("typing.Any", {"other": 1}))


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Ours(1).count = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Ours(1).other = 2  # type: ignore[attr-defined]

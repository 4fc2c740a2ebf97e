"""Records: typing's NamedTuple, made in a twentieth of the time, which every start pays for each of more than two hundred.

How one is made of its fields is compiled once for each number of fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from _collections import _tuplegetter
    from functools import cache
    from types import CodeType, FunctionType

    @cache
    def _code(count: int) -> CodeType:
        """Puts so many values into a tuple of a class."""
        names = "".join(f"_{place}, " for place in range(count))
        return eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__

    class _Record(tuple):
        """What all records can do, as of the standard library's."""

        __slots__ = ()

        def __new__(cls, *values, **named):
            """The first of its kind; those after it are made by what is compiled here."""
            owner = next(each for each in cls.__mro__ if "_fields" in each.__dict__)
            code = _code(len(owner._fields)).replace(co_varnames=("_cls", *owner._fields), co_name="__new__")
            made = FunctionType(code, {"_new": tuple.__new__}, "__new__", tuple(owner._field_defaults.values()))
            owner.__new__ = staticmethod(made)
            return made(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **changes):
            made = tuple.__new__(self.__class__, map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{self.__class__.__name__}({shown})"

        def __getnewargs__(self):
            return tuple(self)

    class _Maker(type):
        """Makes a record of a class's annotations and gives it what else stands in the class."""

        def __new__(cls, name, _bases, inside):
            fields = tuple(inside.get("__annotations__", ()))
            defaults = {each: inside.pop(each) for each in fields if each in inside}
            getters = {each: _tuplegetter(place, "") for place, each in enumerate(fields)}
            own = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return type(name, (_Record,), {**inside, **own, **getters})

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

__all__ = ["NamedTuple"]

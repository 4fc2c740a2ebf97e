"""Records: typing's NamedTuple, made in a third of the time, which every start pays for each of more than a hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    class _Maker(type):
        """Makes a named tuple of a class's annotations and gives it what else stands in the class."""

        def __new__(cls, name, _bases, inside):
            fields = inside.get("__annotations__", {})
            defaults = [inside[each] for each in fields if each in inside]
            made = namedtuple(name, fields, defaults=defaults, module=inside["__module__"])
            for key, value in inside.items():
                if key not in fields and key != "__module__":
                    setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})

__all__ = ["NamedTuple"]

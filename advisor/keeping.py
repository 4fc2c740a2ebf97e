"""What of today's serves as well as what is proposed: left as it is in every Design of the same service, and paid for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from advisor.changefile import MORE, WITH, load
from advisor.changes import along, kept
from advisor.report import Kept
from advisor.services import SERVICES, SIDE_BY_SIDE

Values = tuple[Any, ...]  # of the fields whose values today can be kept


class Keeping:
    """What runs today, laid over Designs proposed."""

    def __init__(self, service: str, design: Any) -> None:
        self.service, self.design = service, design
        self.own = import_module(SERVICES[service])
        self.sides = import_module(SIDE_BY_SIDE[service]) if service in SIDE_BY_SIDE else None
        self.configuration: Mapping[str, Any] = self.own.configuration(design)
        keeps = book.keeps if (book := load(service)) is not None else {}
        asked = {*keeps, *(name for each in keeps.values() if each != MORE for name in each.get(WITH, ()))}
        self.fields = tuple(name for name in design._fields if name.rstrip("_") in asked)
        self._said: dict[Values, dict[str, Any]] = {}

    def on(self, designs: Iterable[Any], before: dict[Values, Values]) -> tuple[Any, ...]:
        """The Designs with what is kept; `before` comes to know what its fields were without."""
        return tuple([self._on(each, before) for each in designs]) if self.fields else tuple(designs)

    def _on(self, wanted: Any, before: dict[Values, Values]) -> Any:
        """A Design with what is kept."""
        values = self._values(wanted)
        said = self._said.get(values)
        if said is None:
            found = kept(self.service, self.configuration, self.service, self.own.configuration(wanted))
            said = self._said[values] = {each.field: getattr(self.design, each.field) for each in found if each.from_}
        design = wanted._replace(**said) if said else wanted
        if self.sides is not None:
            design = self.sides.keeping(wanted, design, self.design)
        if design is wanted:
            return wanted
        before.setdefault(self._values(design), values)
        return design

    def without(self, design: Any, before: Mapping[Values, Values]) -> Any:
        """The Design there would be with nothing kept; None where that is the same."""
        values = before.get(self._values(design))
        if values is None:
            return None
        said = dict(zip(self.fields, values, strict=True))
        return self._bare(design, design._replace(**said))._replace(**said)

    def _values(self, design: Any) -> Values:
        """Of the fields that can be kept."""
        return tuple([getattr(design, name) for name in self.fields])

    def _bare(self, design: Any, plain: Any) -> Any:
        """A Design without what goes along with what is kept, which `plain` has not."""
        return design if self.sides is None else self.sides.bare(design, plain, self.design)

    def told(self, design: Any, without: Any) -> tuple[Kept, ...]:
        """What is kept, with what goes along with it; of a Design that keeps nothing what nobody said of today."""
        plain = design if without is None else without
        found = kept(self.service, self.configuration, self.service, self.own.configuration(plain))
        if without is None:
            return found
        bare = self._bare(design, plain)
        return (*found, *along(self.own.configuration(bare), self.own.configuration(design)))

"""A decision compiled to formulas over cells, and the one recursion that answers it for any set of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod

from advisor.clauses import Clause
from advisor.grid import Exhausted, Formula, Leaf, axes, first_leaf, formula, join, limit, negate, restrict, truth, turning
from advisor.records import NamedTuple
from advisor.sets import Values
from advisor.tables import STANDING, Decision, Exclusion, Rule

MOST_STATES = 20_000
MOST_KNOWN = 512  # tables
MOST_POINTS = 16  # that are asked one by one
Masks = tuple[int, ...]  # the cells each axis may lie in, one integer an axis
Rest = tuple[Formula, ...]  # a formula a rule (does it hold), then one an option (does it stand)


class Outcome(NamedTuple):
    """What a table says: the options that fit, all that stand, the rule that decided (None: several may)."""

    fit: tuple[str, ...]
    standing: tuple[str, ...]
    rule: Rule | None


Part = tuple[Mapping[int, int], Outcome]  # the axes that had to be split and to which cells, and the outcome there


class Table:
    """Axes, and formulas for the rules and for what stands; answers are remembered."""

    def __init__(self, decision: Decision, also: Iterable[Clause] = ()) -> None:
        """Compile; `also` are clauses whose constants cut the axes too, so that two tables can be compared."""
        self.decision, self.rules = decision, decision.rules()
        self.later = decision.later()  # what is come to later than to begin with
        clauses = [rule.when for rule in self.rules] + [each.when for each in decision.exclusions()] + list(also)
        self.axes = axes((each for each in clauses if each), decision.words.values())
        self.everything = tuple(axis.all for axis in self.axes)
        along = {axis.fact: (place, axis) for place, axis in enumerate(self.axes)}
        self.names = tuple(option.name for option in decision.options if not option.last_resort)
        self.excluded: tuple[tuple[Exclusion, Formula], ...] = tuple(
            (each, formula(each.when, along)) for each in decision.exclusions()
        )
        self.when = tuple(formula(rule.when, along) for rule in self.rules)
        out = {name: join(False, [form for each, form in self.excluded if each.option == name]) for name in self.names}
        self.stands = tuple(negate(form) for form in out.values())
        self.chosen = tuple(
            tuple(place for place, name in enumerate(self.names) if name in rule.choose or rule.choose == (STANDING,))
            for rule in self.rules
        )
        # Rules name what is sold today; on a day when none of that was, all that stands can do it. (Today's base is proved to
        # leave nothing standing that no rule names.)
        self.left = Rule(
            f"{decision.id}.left", None, (STANDING,), "Of what was sold on that day, all that is left can do the work.",
            decision.last_resort.source, decision.at,
        )  # fmt: skip
        self.resort = tuple(option.name for option in decision.options if option.name in decision.last_resort.choose)
        self._points: dict[Masks, Outcome] = {}
        self._rests: dict[Rest, tuple[Part, ...]] = {}
        self._seen: list[Values | None] = [None] * len(self.axes)
        self._cells = [0] * len(self.axes)
        self._most = 0

    def masks(self, values: Mapping[str, Values]) -> Masks:
        """The cells each fact may lie in; a fact not given may have any value."""
        found, seen, cells, get = [], self._seen, self._cells, values.get
        for place, axis in enumerate(self.axes):
            known = get(axis.fact)
            if known is None:
                found.append(axis.all)
            elif known is seen[place]:  # from one flip to the next most facts are the same
                found.append(cells[place])
            else:
                seen[place] = known
                cells[place] = mask = axis.mask(known)
                found.append(mask)
        return tuple(found)

    def moved(self, masks: Masks, values: Mapping[str, Values], changed: frozenset[str]) -> Masks:
        """The cells where some facts have other values than those some cells were found for."""
        found, words = list(masks), list(self.decision.words)  # an axis each
        for name in changed.intersection(words):
            place, known = words.index(name), values.get(name)
            found[place] = self.axes[place].all if known is None else self.axes[place].mask(known)
        return tuple(found)

    def outcome(self, masks: Masks) -> Outcome:
        """The outcome; over several cells everything that may fit or stand, and the rule when it is the same in all."""
        found = self._points.get(masks)
        if found is None:
            single = all(mask & (mask - 1) == 0 for mask in masks)
            found = self._points[masks] = self._at(masks) if single else self._union(masks)
        return found

    def beside(self, masks: Masks) -> tuple[tuple[tuple[int, Outcome], ...], ...]:
        """Of each axis every cell not among today's and the outcome there, others as they are; none where all are alike."""
        points = _points(masks)
        found = [[turning(form, point) for form in (*self.when, *self.stands)] for point in points or ()]
        turned = {place for forms in found for _, cells in forms for place in cells} if points is not None else range(len(masks))
        alone = found[0] if len(found) == 1 else ()
        return tuple([self._along(masks, place, alone) if place in turned else () for place in range(len(masks))])

    def _along(
        self, masks: Masks, place: int, forms: Sequence[tuple[bool, Mapping[int, int]]]
    ) -> tuple[tuple[int, Outcome], ...]:
        """The other cells of an axis; `forms`: of each whether it holds today and by axis in which cells it turns."""
        others = [cell for cell in range(len(self.axes[place].cells)) if not masks[place] >> cell & 1]
        if not forms:
            return tuple([(cell, self.outcome((*masks[:place], 1 << cell, *masks[place + 1 :]))) for cell in others])
        truths = [held for held, _ in forms]
        turns = [(at, cells[place]) for at, (_, cells) in enumerate(forms) if place in cells]
        found: dict[tuple[int, ...], Outcome] = {}
        beside = []
        for cell in others:
            turned = tuple([at for at, cells in turns if cells >> cell & 1])
            if turned not in found:
                there = list(truths)
                for at in turned:
                    there[at] = not there[at]
                found[turned] = self._told(there[: len(self.rules)], there[len(self.rules) :])
            beside.append((cell, found[turned]))
        return tuple(beside)

    def _at(self, masks: Masks) -> Outcome:
        """The outcome at one cell of every axis."""
        return self._told((truth(when, masks) for when in self.when), [truth(form, masks) for form in self.stands])

    def _told(self, when: Iterable[bool], stands: Sequence[bool]) -> Outcome:
        """The outcome where it is known of each rule whether it holds and of each option whether it stands."""
        standing = tuple([name for name, stood in zip(self.names, stands, strict=True) if stood])
        for rule, held, chosen in zip(self.rules, when, self.chosen, strict=True):
            if held:
                fit = tuple([self.names[place] for place in chosen if stands[place]])
                if fit:
                    return Outcome(fit, standing, rule)
        return Outcome(standing, standing, self.left) if standing else Outcome(self.resort, standing, self.decision.last_resort)

    def _every(self, masks: Masks) -> list[Outcome]:
        """The outcomes possible in some cells; Exhausted when there are too many."""
        points = _points(masks)
        return [outcome for _, outcome in self.split(masks)] if points is None else [self.outcome(each) for each in points]

    def _union(self, masks: Masks) -> Outcome:
        """Everything possible in some cells; where that is too much to work out, everything not ruled out."""
        try:
            outcomes = self._every(masks)
        except Exhausted:
            rest = self.rest(masks)
            left = tuple(name for name, form in zip(self.names, rest[len(self.rules) :], strict=True) if form is not False)
            return Outcome(left, left, None)
        fit = {name for outcome in outcomes for name in outcome.fit}
        standing = {name for outcome in outcomes for name in outcome.standing}
        order = [option.name for option in self.decision.options]
        rules = {outcome.rule for outcome in outcomes}
        rule = rules.pop() if len(rules) == 1 else None
        return Outcome(tuple(n for n in order if n in fit), tuple(n for n in order if n in standing), rule)

    def sure(self, masks: Masks) -> Outcome:
        """What holds whichever of several cells is the true one: options that stand in all, and of those the ones that fit."""
        loose = self.outcome(masks)
        try:
            outcomes = self._every(masks)
        except Exhausted:
            return loose
        standing = tuple(name for name in self.names if all(name in each.standing for each in outcomes))
        fit = tuple(name for name in standing if name in loose.fit) or standing or self.resort
        return Outcome(fit, standing, loose.rule)

    def rest(self, masks: Masks) -> Rest:
        """The table with what is known put in."""
        known = {place: mask for place, mask in enumerate(masks) if mask != self.everything[place]}
        return tuple([limit(form, known) for form in self.when + self.stands])

    def split(self, masks: Masks) -> tuple[Part, ...]:
        """Every outcome possible in some cells, and where; Exhausted when there are too many."""
        self._most = len(self._rests) + MOST_STATES
        return self._split(self.rest(masks))

    def _split(self, rest: Rest) -> tuple[Part, ...]:
        """Decided, answered before, or split on the first comparison it waits for."""
        found = self._rests.get(rest)
        if found is not None:
            return found
        asked = self._decide(rest)
        if isinstance(asked, Outcome):
            answer: tuple[Part, ...] = (({}, asked),)
        else:
            sides = asked.accepts, asked.possible & ~asked.accepts
            inside, beyond = (self._split(tuple([restrict(form, asked.axis, side) for form in rest])) for side in sides)
            answer = inside
            if inside != beyond:
                both = ((sides[0], inside), (sides[1], beyond))
                answer = tuple([({asked.axis: side, **cell}, outcome) for side, parts in both for cell, outcome in parts])
        if max(len(self._rests), len(answer)) >= self._most:
            raise Exhausted
        self._rests[rest] = answer
        return answer

    def _decide(self, rest: Rest) -> Outcome | Leaf:
        """The outcome, or the comparison it waits for: first those of the fit, then those of what else stands."""
        stands, count = rest[len(self.rules) :], len(self.rules)
        fit: tuple[str, ...] = ()
        rule = self.left
        for place, when in enumerate(rest[:count]):
            if when is False:
                continue
            asked = _first((when, *(stands[each] for each in self.chosen[place])))
            if asked:
                return asked
            named = tuple(self.names[each] for each in self.chosen[place] if stands[each])
            if named:
                fit, rule = named, self.rules[place]
                break
        standing = tuple(name for name, stood in zip(self.names, stands, strict=True) if stood)
        if not fit:
            fit, rule = (standing, self.left) if standing else (self.resort, self.decision.last_resort)
        return _first(stands) or Outcome(fit, standing, rule)


def _points(masks: Masks) -> Sequence[Masks] | None:
    """Each cell of every axis that some cells are made of; None for many."""
    open_ = [place for place, mask in enumerate(masks) if mask & (mask - 1)]
    if not open_:
        return (masks,)
    bits = [[1 << cell for cell in range(masks[place].bit_length()) if masks[place] >> cell & 1] for place in open_]
    if prod(map(len, bits)) > MOST_POINTS:
        return None
    found = []
    for each in product(*bits):
        point = list(masks)
        for place, bit in zip(open_, each, strict=True):
            point[place] = bit
        found.append(tuple(point))
    return found


def _first(forms: tuple[Formula, ...]) -> Leaf | None:
    """The first comparison some formulas wait for."""
    for form in forms:
        asked = first_leaf(form)
        if asked:
            return asked
    return None


_known: dict[int, Table] = {}  # by identity: two days' decisions may be equal in all but what their limits come to


def table(decision: Decision) -> Table:
    """The decision compiled, once."""
    found = _known.get(id(decision))
    if found is None or found.decision is not decision:
        found = Table(decision)
        know([found])
    return found


def know(tables: Iterable[Table]) -> None:
    """Compiled tables, so that their decisions are not compiled again."""
    if len(_known) > MOST_KNOWN:
        _known.clear()
    _known.update((id(each.decision), each) for each in tables)

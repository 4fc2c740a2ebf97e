"""The few changes of one fact that say most of an answer: tried in the order of what they say until enough are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor import cells
from advisor.candidates import Context, Weighed
from advisor.exact import Fraction
from advisor.grid import Exhausted
from advisor.outlook import deciding, spec_path, tried
from advisor.rules import Verdict
from advisor.services import CHEAPEST, RELATIONAL, SERVICES
from advisor.sets import Span, Values, number
from advisor.tables import UNMET
from advisor.turning import Turn
from advisor.vocabulary import Word

MOST_TRIED = 6
MOST_DOUBTED = 3  # of those after which the rules still let today's option fit, once another was found
SERVING = ("service", "purpose")  # what decisions set that choose a service
MUCH = 10
FEW = 6  # choices of a word that says how something is; more name what it is, an engine or its version
Promise = tuple[tuple[int, ...], str, tuple[str, ...], Word, Values]  # weight, decision, what would be left, where


def telling(weighed: Weighed, context: Context, most: int) -> tuple[Turn, ...]:
    """At most so many changes, each to a recommendation of its own and tried out; `outlook.turns` finds every one.

    What the rules say turns it comes first, then what brings other options beside it; of those how something is before what it
    is, what is near before what is far, stated facts before silent ones, and numbers before words.
    """
    found: dict[str, Turn] = {}
    led: set[tuple[str, tuple[str, ...]]] = set()  # what is known to lead to one of those found
    searched = weighed.best is not None and weighed.best.service in CHEAPEST  # a try takes long, and most doubts are idle
    left, doubts = MOST_TRIED, 0 if searched else MOST_DOUBTED
    for (_, unsure, *_), decision, fit, word, to in sorted(_promises(weighed, context), key=lambda each: each[0]):
        if len(found) == most or not left or (unsure and found and not doubts):
            break
        if (decision, fit) in led:
            continue
        left, doubts = left - 1, doubts - bool(unsure)
        turn = next(iter(tried(word, [_nearest(word, to, weighed)], weighed, context)), None)
        if turn is not None and turn.becomes and not _other_model(weighed, turn.becomes.split(" ", 1)[:1]):
            found.setdefault(turn.becomes, turn)
            led.add((decision, fit))
    return tuple(found.values())


def _promises(weighed: Weighed, context: Context) -> Iterator[Promise]:
    """Each change after which the rules leave other options, some of them able to meet the need."""
    best = weighed.best
    today = {best.service, best.option} if best else set()
    fits = context.workload.optimize_for == "fit" and weighed.store.budget is None  # else what stands competes as well
    for verdict in _deciding(weighed):
        try:
            changes = cells.flips(verdict.decision, verdict.values, fit_only=fits)
        except Exhausted:
            continue
        now = verdict.fit if fits else verdict.standing
        for name, left, to in _places(changes, fits):
            fact, word = weighed.likely.facts.get(name), context.vocabulary[name]
            if fact is not None and spec_path(word) and _able(verdict, left) and not _crosses(weighed, verdict, left):
                silent = fact.origin not in ("said", "derived")
                if len(word.choices) > FEW and not silent:
                    continue  # an engine somebody named is no condition of the answer
                unsure = 0 if today.isdisjoint(left) else 1 if set(left) - set(now) else 2
                last = set(left) <= set(verdict.decision.last_resort.choose)  # which mostly comes to nothing
                kind = (len(word.choices) > FEW, _far(to, fact.values), silent, not isinstance(to, Span))
                yield (last, unsure, *kind), verdict.decision.id, left, word, to


def _places(changes: Iterable[cells.Flip], fits: bool) -> Iterator[tuple[str, tuple[str, ...], Values]]:
    """Facts with what would be left and where; numbers that leave the same are told in one as far as they touch."""
    spans: dict[tuple[str, tuple[str, ...]], list[Span]] = {}
    for change in changes:
        left = change.fit if fits else change.standing
        if isinstance(change.to, Span):
            spans.setdefault((change.fact, left), []).append(change.to)
        else:
            yield change.fact, left, change.to
    for (fact, left), some in spans.items():
        whole: list[Span] = []
        for span in sorted(some):
            whole[-1:] = [Span(whole[-1].lo, span.hi)] if whole and whole[-1].hi == span.lo else [*whole[-1:], span]
        yield from ((fact, left, span) for span in whole)


def _deciding(weighed: Weighed) -> Iterable[Verdict]:
    """The verdicts that choose the service and its option; where nothing meets the need, those that stand in the way."""
    every = deciding(weighed)
    stuck = [each for each in every if each.decision.sets not in SERVING and each.fit in ((), (UNMET,))]
    if weighed.best is not None or not stuck:
        return every
    return [each for each in every if each.decision.sets in SERVING or each in stuck]


def _far(to: Values, today: Values) -> bool:
    """Whether a number would have to become more than ten times another."""
    now = number(today) if isinstance(today, Span) else None
    if not isinstance(to, Span) or not isinstance(now, Fraction) or not now:
        return False
    edge = to.lo[0] if to.lo[0] >= now else to.hi[0]
    return not edge or max(edge / now, now / edge) > MUCH


def _crosses(weighed: Weighed, verdict: Verdict, left: tuple[str, ...]) -> bool:
    """Whether it leads to another model of data, which the conditions name."""
    return verdict.decision.sets in SERVING and _other_model(weighed, left)


def _other_model(weighed: Weighed, services: Iterable[str]) -> bool:
    """Whether some services take from tables of items to relational engines or back."""
    return weighed.best is not None and (weighed.best.service in RELATIONAL) is RELATIONAL.isdisjoint(services)


def _able(verdict: Verdict, fit: tuple[str, ...]) -> bool:
    """Whether the rules leave a service, or an option of one, that can do it."""
    if verdict.decision.sets in SERVING:
        return not (SERVICES.keys() | {"none"}).isdisjoint(fit)
    return fit not in ((), (UNMET,))


def _nearest(word: Word, to: Values, weighed: Weighed) -> Values:
    """Of choices the first that is another than today's; of a number all of them."""
    if isinstance(to, Span):
        return to
    today = weighed.likely.values[word.name]
    assert isinstance(today, frozenset)
    return frozenset([next((each for each in word.choices if each in to - today), min(to))])

"""What would change an answer: the conditions it holds under, one-fact flips that were tried out, and questions worth asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from advisor import cells, units
from advisor.candidates import Context, Weighed, module
from advisor.contradictions import contradictions
from advisor.diagnostics import At
from advisor.exact import Fraction
from advisor.grid import Exhausted
from advisor.leaders import alike, leader, led, winner
from advisor.lives import impossible
from advisor.load import UNNAMED
from advisor.ranking import Candidate
from advisor.report import Condition, Flip, Outcome, Question
from advisor.rules import Verdict
from advisor.services import CHEAPEST
from advisor.sets import INFINITY, Span, Values, contains, intersect, number, point
from advisor.spec import Band, Said, Store
from advisor.turning import Turn, joined, pieces
from advisor.vocabulary import Word, show_value

MOST_QUESTIONS = 3
WORTH_ASKING = Decimal("0.1")  # a share of the bill
FIRST = 1_001  # the weight of a question that comes before all others
WHERE = "In which other Region is the copy to be? Name it under replicate."
NOWHERE = At("", 1, 1)


def called(candidate: Candidate | None) -> str:
    """A candidate's service and option; empty when there is none."""
    return f"{candidate.service} {candidate.option}" if candidate else ""


def name(weighed: Weighed) -> str:
    """What is recommended; empty when nothing is."""
    return called(weighed.best)


def deciding(weighed: Weighed) -> tuple[Verdict, ...]:
    """The verdicts that choose the service and its option; all of them where what stood came to nothing."""
    if weighed.best is None or weighed.resorted:
        return (*weighed.services, *(verdict for verdicts in weighed.settings.values() for verdict in verdicts))
    service = weighed.best.service
    primary = module(service).PRIMARY
    return (*weighed.services, *(each for each in weighed.settings.get(service, ()) if each.decision.sets == primary))


def holds_while(weighed: Weighed, context: Context, turns: Iterable[Turn] = ()) -> tuple[Condition, ...]:
    """The widest values of each fact under which the rules choose the same options and no turn was found, others unchanged."""
    kept: dict[str, Values] = {}
    for verdict in deciding(weighed):
        for fact, values in cells.holds_while(verdict.decision, verdict.values).items():
            both = intersect(kept[fact], values) if fact in kept else values
            kept[fact] = both if both is not None else values
    for turn in turns:
        today, held = weighed.likely.values[turn.word.name], kept.get(turn.word.name)
        if isinstance(turn.to, Span) and isinstance(held, Span) and isinstance(today, Span):
            beyond = (
                Span(held.lo, min(held.hi, turn.to.lo)) if turn.to.lo >= today.hi else Span(max(held.lo, turn.to.hi), held.hi)
            )
            kept[turn.word.name] = beyond if beyond.lo < beyond.hi else held
    return tuple(Condition(fact, condition(context.vocabulary[fact], values)) for fact, values in kept.items())


def condition(word: Word, values: Values) -> str:
    """Values as a clause: `size <= 64 TiB`, `traffic is steady or daily`, `engine is neither oracle nor db2`."""
    if not isinstance(values, Span):
        if len(others := [each for each in word.choices if each not in values]) >= len(values):
            return f"{word.name} is {show_value(word, values)}"
        return f"{word.name} is not {others[0]}" if len(others) == 1 else f"{word.name} is neither {' nor '.join(others)}"
    if (one := number(values)) is not None:
        return f"{word.name} is {units.show(one, word.type)}"
    (low, above), (high, below) = values
    bounds = []
    if (low, above) > (Fraction(0), 0):
        bounds.append(f"{word.name} {'>' if above else '>='} {units.show(low, word.type)}")
    if high != INFINITY or not below:
        bounds.append(f"{word.name} {'<=' if below else '<'} {units.show(high, word.type)}")
    return " and ".join(bounds) or f"any {word.name}"


def turns(weighed: Weighed, context: Context) -> tuple[Turn, ...]:
    """Each change of one fact a person can write that changes the recommended option; every one was tried out.

    Where several values of a number lead to the same, those nearest to today's.
    """
    found: dict[tuple[str, bool, str], Turn] = {}
    for verdict in deciding(weighed):
        try:
            changes = cells.flips(verdict.decision, verdict.values, fit_only=False)
            own = cells.holds_while(verdict.decision, verdict.values)
        except Exhausted:
            continue
        spans: dict[str, list[Values]] = {
            fact: [own.get(fact, verdict.decision.words[fact].everything)] for fact in verdict.decision.words
        }
        for change in changes:
            spans[change.fact].append(change.to)
        for fact, several in spans.items():
            if fact not in weighed.likely.values:
                continue  # asked of another model of data
            for turn in joined(tried(context.vocabulary[fact], several, weighed, context), weighed.likely.values[fact]):
                found.setdefault((spec_path(turn.word), isinstance(turn.to, Span), turn.becomes), turn)
    return tuple(found.values())


def tried(word: Word, spans: Iterable[Values], weighed: Weighed, context: Context) -> Iterator[Turn]:
    """What the recommendation becomes in each of some spans of a fact, those with today's value apart."""
    today = weighed.likely.values.get(word.name)
    if not spec_path(word) or today is None:
        return
    for span in spans:
        for piece in pieces(word, span, today, edges(word, weighed, context)):
            if intersect(piece, today) is not None:
                continue
            value = cells.nearest_value(word, piece, today)
            store = with_said(weighed.store, word, value) if _written_text(word, value) else None
            if store is not None:
                by, proved = led(store, context)
                becomes = " ".join(by or ())
                if becomes != name(weighed) and not proved and any(each in CHEAPEST for each in weighed.settings):
                    becomes = " ".join(leader(store, context, thorough=True) or ())
                if becomes != name(weighed):
                    yield Turn(word, piece, value, becomes)


def edges(word: Word, weighed: Weighed, context: Context) -> list[Fraction]:
    """Values of a fact at which a service works it out differently, whatever the rules say: speeds of a restore."""
    named = (limit for service in weighed.settings for limit in getattr(module(service), "EDGES", {}).get(word.name, ()))
    return sorted({context.limits.get(each, context.on).value for each in named})


def flips(found: Iterable[Turn], weighed: Weighed) -> tuple[Flip, ...]:
    """Turns as the report says them."""
    return tuple(
        Flip(
            each.word.name, _now(each.word, weighed), _shown(each.word, each.to),
            each.becomes or "nothing meets it", spec_path(each.word), _written_text(each.word, each.value),
        )
        for each in found
    )  # fmt: skip


def _now(word: Word, weighed: Weighed) -> str:
    """What a fact is today: a number as it is written, in its own unit."""
    values, said = weighed.likely.values[word.name], weighed.store.said.get(word.name)
    written = said is not None and isinstance(values, Span) and said.values == values
    return said.text if said is not None and written and not said.why else show_value(word, values)


def _shown(word: Word, to: Values) -> str:
    """Where a fact would have to go: `more than 64 TiB`, `strong`."""
    if not isinstance(to, Span):
        return show_value(word, to)
    (low, above), (high, below) = to
    if number(to) is not None:
        return units.show(low, word.type)
    if (low, above) <= (Fraction(0), 0) and (high, below) == (INFINITY, 0):
        return "stated"
    if high == INFINITY:
        return f"{'more than' if above else 'at least'} {units.show(low, word.type)}"
    most = f"{'at most' if below else 'less than'} {units.show(high, word.type)}"
    if (low, above) <= (Fraction(0), 0):
        return most
    return f"{'more than' if above else 'at least'} {units.show(low, word.type)}, {most}"


def spec_path(word: Word) -> str:
    """Where a fact is written in a spec; empty when nobody can write it."""
    if word.name == "object_reads":
        return "access"
    if word.structure and word.structure not in ("sizes", "access"):
        return ""
    return (word.says or word.name) if word.sayable else ""


def _written_text(word: Word, value: Values) -> str:
    """A single value as a spec says it; empty for what cannot be written alone."""
    if isinstance(value, Span):
        exact = number(value)
        if exact is None or (word.structure == "sizes" and (exact == 0 or exact == INFINITY)):
            return ""
        return units.show(exact, word.type, exact=True)
    return "" if value == frozenset({"known"}) else show_value(word, value)


def with_said(store: Store, word: Word, value: Values) -> Store | None:
    """The store with one fact said; None when the spec would contradict itself."""
    said = {**store.said, word.name: Said(value, NOWHERE, "")}
    changed = store._replace(said=said)
    exact = number(value) if isinstance(value, Span) else None
    if word.structure == "sizes":
        assert isinstance(exact, Fraction)
        changed = changed._replace(sizes=((exact, Fraction(1)),))
    elif word.name == "object_reads":
        if not isinstance(exact, Fraction):
            return None
        said["access"] = Said(frozenset({"known"}), NOWHERE, "")
        changed = changed._replace(said=said, access=(Band(INFINITY, exact),))
    elif word.name == "access":
        said.pop("object_reads", None)
        changed = changed._replace(said=said, access=())
    elif word.name == "retrieval":
        changed = changed._replace(waits=())
    elif word.name == "traffic" and store.hours:
        return None  # the hours would have to go too, which is more than one fact
    lives = impossible(said, store.deletions, store.ages, store.faster, lambda _: NOWHERE)
    return None if any(contradictions(store.kind, said, store.indexes)) or any(lives) else changed


def questions(weighed: Weighed, context: Context) -> tuple[Question, ...]:
    """At most three measurements nobody made whose answer changes the option or the bill by more than a tenth."""
    if weighed.best is None:
        return ()
    where = any(UNNAMED in line.part for line in weighed.best.bill.lines)
    asked = [(Decimal(FIRST), Question("replicate_to", WHERE, "replicate.to", ()))] if where else []
    for fact in weighed.facts.unknown:
        word = context.vocabulary[fact]
        path = spec_path(word)
        follows = weighed.likely.facts[fact].origin == "implied" or (path == "access" and weighed.store.access)
        if word.question and path and not follows:
            outcomes = tuple(_outcomes(word, weighed, context))
            weight = _weight(outcomes, weighed)
            if weight > WORTH_ASKING:
                asked.append((weight, Question(fact, word.question, path, outcomes)))
    asked.sort(key=lambda each: -each[0])
    return tuple(question for _, question in asked[:MOST_QUESTIONS])


def _weight(outcomes: Iterable[Outcome], weighed: Weighed) -> Decimal:
    """How much the answers matter: a changed option before any change of the bill, then the bill's spread."""
    found = list(outcomes)
    if not found or weighed.best is None:
        return Decimal(0)
    turned = Decimal(FIRST - 1 if len({each.option for each in found}) > 1 else 0)
    priced = [each.monthly for each in found if each.monthly is not None]
    return turned + ((max(priced) - min(priced)) / max(min(priced), Decimal("0.01")) if priced else 0)


def _outcomes(word: Word, weighed: Weighed, context: Context) -> Iterator[Outcome]:
    """The recommendation and its bill under each answer: one in each cell the rules cut, and around the usual value."""
    usual = weighed.likely.values[word.name]
    for value in _answers(word, weighed):
        store = with_said(weighed.store, word, value)
        if store is None:
            continue
        answer = weighed.best if value == usual and alike(store, weighed, context) else winner(store, context)
        if answer is not None:
            monthly = None if answer.unpriced else answer.likely / context.workload.horizon_months
            yield Outcome(show_value(word, value), called(answer), monthly)


def _answers(word: Word, weighed: Weighed) -> Iterator[Values]:
    """Answers worth trying: each choice, or a tenth, the usual value and ten times it; and one value beyond each edge."""
    usual = weighed.likely.values[word.name]
    if not isinstance(usual, Span):
        yield from (frozenset({each}) for each in word.choices if each != "known")
        return
    middle = number(usual)
    tried: dict[Fraction, None] = {}
    if isinstance(middle, Fraction):
        tried |= dict.fromkeys((middle / 10, middle, min(middle * 10, _most(word))))
    for verdict in deciding(weighed):
        if word.name in verdict.decision.words:
            for change in cells.flips(verdict.decision, verdict.values):
                edge = number(change.value) if change.fact == word.name else None
                if isinstance(edge, Fraction):
                    tried[edge] = None
    yield from (point(each) for each in sorted(tried) if contains(word.everything, point(each)))


def _most(word: Word) -> Fraction:
    """The most a number of this word can be."""
    return Fraction(1) if word.type == "share" else Fraction(10) ** 30


__all__ = ["condition", "deciding", "flips", "holds_while", "name", "questions", "spec_path", "tried", "with_said"]

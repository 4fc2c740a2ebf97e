"""Rule files to decisions and checks: every name, type, date and sentence is checked, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from advisor.clauses import Clause, atoms
from advisor.diagnostics import At, nearest
from advisor.phrases import LIMIT, Reading, fill, read_clause
from advisor.source import Node
from advisor.tables import STANDING, UNMET, Check, Decision, Exclusion, Option, Rule
from advisor.vocabulary import SERVES, Word

SEVERITIES = ("error", "warning", "info")
NOTHING_LEFT = "No option can do this."  # where a table names no last resort, because something always stands
DATED = (".since", ".ended", ".closed_to_new")  # ends of the ids of exclusions by a day
OPTION_KEYS = ("title", "since", "closed_to_new", "ended", "replaced_by", "last_resort", "source", "cannot", "was")


class RuleReader:
    """Reads the documents of one family, as of one day; problems are collected in `reading`."""

    def __init__(self, reading: Reading, on: date) -> None:
        self.reading, self.on = reading, on
        self.days: set[date] = set()  # every date read: what is read may differ on another side of it
        self.kinds = {kind for word in reading.vocabulary.values() for kind in word.kinds} | set(SERVES)

    def keys(self, node: Node, allowed: Iterable[str], needed: Iterable[str], what: str) -> dict[str, Node]:
        """The entries of a mapping, its keys checked; empty when it is none."""
        if not isinstance(node.value, dict):
            self.reading.report(node.at, f"{what} is a mapping", f"write {', '.join(f'{key}: …' for key in needed)}")
            return {}
        for key in node.value.keys() - set(allowed):
            self.reading.report(node.keys[key], f'{what} has no "{key}"', nearest(key, allowed))
        for key in needed:
            if not (node.value[key].value if key in node.value else ""):
                self.reading.report(node.at, f"{what} needs `{key}`")
        return node.value

    def text(self, node: Node | None) -> str:
        """The text of a node, empty when there is none."""
        if node is None or isinstance(node.value, str):
            return node.value if node and isinstance(node.value, str) else ""
        self.reading.report(node.at, "one text is expected here")
        return ""

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """One text or several."""
        if node is None or not node.value:
            return ()
        return tuple(self.text(each) for each in (node.value if isinstance(node.value, list) else [node]))

    def day(self, node: Node | None) -> date | None:
        """A date, when one is written."""
        text = self.text(node)
        try:
            found = date.fromisoformat(text) if text else None
            self.days |= {found} if found else set()
            return found
        except ValueError:
            self.reading.report(node.at if node else At("", 1, 1), f'"{text}" is no date', "write 2025-06-20")
            return None

    def sentence(self, node: Node | None, facts: bool = False) -> str:
        """A sentence with each `{limit}` filled in; with `facts`, `{fact}` is left for the fact's value."""

        def filler(name: str) -> str:
            if facts and name in self.reading.vocabulary:
                return f"{{{name}}}"
            if not LIMIT.fullmatch(name):
                no_fact = f" and no fact; {nearest(name, self.reading.vocabulary)}" if facts else ""
                raise KeyError(f'"{name}" is no limit{no_fact}')
            return self.reading.limits.get(name).text

        try:
            return fill(self.text(node), filler)
        except KeyError as error:
            message, _, hint = str(error.args[0]).partition("; ")
            self.reading.report(node.at if node else At("", 1, 1), message, hint)
            return ""

    def asked_of(self, node: Node | None) -> tuple[str, ...]:
        """The kinds, services or parts a rule is asked of."""
        names = self.texts(node)
        for name in names:
            if node and name not in self.kinds:
                self.reading.report(node.at, f'"{name}" is no kind of need, service or part', nearest(name, self.kinds))
        return names

    def clause(self, said: dict[str, Node], for_: tuple[str, ...]) -> Clause | None:
        """The `when` of an entry."""
        return read_clause(said["when"], self.reading, for_) if said.get("when") else None

    def words(self, clauses: Iterable[Clause | None]) -> dict[str, Word]:
        """The words some clauses test, in the order they appear."""
        return {atom.fact: self.reading.vocabulary[atom.fact] for each in clauses if each for atom in atoms(each)}

    def decision(self, node: Node, expected: str) -> Decision:
        """The decision of a file; its id is the file's place, `s3.storage-class` in s3/storage-class.yaml."""
        needed = ("decision", "question", "for", "sets", "options")
        said = self.keys(node, (*needed, "prefer", "otherwise", "last_resort"), needed, "a decision")
        id = self.text(said.get("decision"))
        if id != expected:
            self.reading.report(node.at, f'the decision "{id}" lies in the file of "{expected}"', f"write decision: {expected}")
        for_ = self.asked_of(said.get("for"))
        listed = said["options"].value if "options" in said else {}
        options = tuple(self.option(name, each, id, for_) for name, each in (listed if isinstance(listed, dict) else {}).items())
        prefer = said.get("prefer")
        entries = prefer.value.items() if prefer and isinstance(prefer.value, dict) else ()
        rules = tuple(self.rule(f"{id}.{name}", each, options, for_) for name, each in entries)
        otherwise = self.rule(f"{id}.otherwise", said["otherwise"], options, None) if "otherwise" in said else None
        resort = Rule(f"{id}.last_resort", None, (UNMET,), NOTHING_LEFT, (), node.at)
        if "last_resort" in said:
            resort = self.last_resort(id, said["last_resort"], options)
        clauses = [*(each.when for option in options for each in option.cannot), *(rule.when for rule in rules)]
        question, sets = self.text(said.get("question")), self.text(said.get("sets"))
        return Decision(id, question, for_, sets, options, rules, otherwise, resort, node.at, self.words(clauses))

    def option(self, name: str, node: Node, decision: str, for_: tuple[str, ...]) -> Option:
        """One option: nothing, or its dates and exclusions; outside its dates it is excluded for that reason."""
        said = self.keys(node, OPTION_KEYS, (), f"the option {name}") if node.value else {}
        since, closed, ended = (self.day(said.get(key)) for key in ("since", "closed_to_new", "ended"))
        listed = said["cannot"].value if "cannot" in said else []
        if not isinstance(listed, list):
            self.reading.report(said["cannot"].at, "`cannot` is a list", "write [{when: …, because: …, source: […]}]")
            listed = []
        every = (self.exclusion(name, each, f"{decision}.{name}", place, for_) for place, each in enumerate(listed, start=1))
        cannot = [each for each in every if each is not None]
        source, replaced_by = self.texts(said.get("source")), self.text(said.get("replaced_by"))
        if (closed or ended) and not source:
            self.reading.report(node.at, f"the option {name} needs `source`: the page with its dates")
        dated = self.out_of_date(since, closed, ended, replaced_by)
        if dated:
            key, because = dated
            cannot.insert(0, Exclusion(f"{decision}.{name}.{key}", name, None, because, source, node.at))
        resort = self.text(said.get("last_resort")) == "true"
        if resort and cannot:
            self.reading.report(node.at, f"the option {name} is a last resort: nothing excludes it")
        return Option(name, tuple(cannot), self.text(said.get("title")), since, closed, ended, replaced_by, resort)

    def out_of_date(self, since: date | None, closed: date | None, ended: date | None, instead: str) -> tuple[str, str] | None:
        """Which date takes an option out on the base's day, and the sentence that says so."""
        heir = f"; {instead} replaces it" if instead else ""
        if since and self.on < since:
            return "since", f"It is offered from {since} on."
        if ended and ended <= self.on:
            return "ended", f"It ended on {ended}{heir}."
        if closed and closed <= self.on:
            return "closed_to_new", f"It is closed to new customers since {closed}{heir}."
        return None

    def exclusion(self, option: str, node: Node, prefix: str, place: int, for_: tuple[str, ...]) -> Exclusion | None:
        """One reason an option cannot do it; None outside its dates."""
        needed = ("when", "because", "source")
        said = self.keys(node, (*needed, "id", "first", "was", "since", "until"), needed, "an exclusion")
        id = f"{prefix}.{self.text(said.get('id')) or f'cannot-{place}'}"
        when, because, first = self.clause(said, for_), self.sentence(said.get("because")), self.text(said.get("first"))
        if first not in ("", "true"):
            self.reading.report(said["first"].at, f'"{first}" is not true', "write first: true, or leave it out")
        if not self.holds_now(said):
            return None
        return Exclusion(id, option, when, because, self.texts(said.get("source")), node.at, first == "true")

    def holds_now(self, said: Mapping[str, Node]) -> bool:
        """Whether the day is within `since` and `until`, where they are written."""
        since, until = self.day(said.get("since")), self.day(said.get("until"))
        return (since is None or since <= self.on) and (until is None or self.on < until)

    def rule(self, id: str, node: Node, options: tuple[Option, ...], for_: tuple[str, ...] | None) -> Rule:
        """A `prefer` rule, or `otherwise` (for_ None)."""
        needed = (*(("when",) if for_ is not None else ()), "choose", "because", "source")
        said = self.keys(node, (*needed, "was"), needed, "a rule" if for_ is not None else "`otherwise`")
        choose = self.texts(said.get("choose"))
        names = [option.name for option in options if not option.last_resort]
        for name in choose:
            if name not in names and choose != (STANDING,):
                resort = any(option.name == name for option in options)
                hint = "the last resort is chosen by `last_resort` alone" if resort else nearest(name, [*names, STANDING])
                self.reading.report(said["choose"].at, f'"{name}" is no option this can choose', hint)
        when = self.clause(said, for_) if for_ is not None else None
        because, source = self.sentence(said.get("because")), self.texts(said.get("source"))
        return Rule(id, when, choose, because, source, node.at, self.text(said.get("was")))

    def last_resort(self, decision: str, node: Node, options: tuple[Option, ...]) -> Rule:
        """What is left when nothing stands: `unmet`, or an option marked as the last resort."""
        needed = ("choose", "because", "source")
        said = self.keys(node, needed, needed, "`last_resort`")
        choose = self.texts(said.get("choose"))
        allowed = [UNMET, *(option.name for option in options if option.last_resort)]
        if len(choose) != 1 or choose[0] not in allowed:
            said_so = "the last resort is `unmet` or one option marked `last_resort: true`"
            self.reading.report(node.at, said_so, nearest("".join(choose), allowed))
        because, source = self.sentence(said.get("because")), self.texts(said.get("source"))
        return Rule(f"{decision}.last_resort", None, choose, because, source, node.at)

    def checks(self, node: Node, family: str) -> tuple[Check, ...]:
        """The checks of a file, in order."""
        listed = self.keys(node, ("checks",), ("checks",), "a file of checks").get("checks")
        entries = listed.value if listed and isinstance(listed.value, dict) else {}
        read = [self.check(f"{family}.{name}", each) for name, each in entries.items()]
        return tuple(each for each in read if each)

    def check(self, id: str, node: Node) -> Check | None:
        """One check; None when its clause is wrong, or outside its dates."""
        needed = ("severity", "for", "when", "message", "instead", "source")
        said = self.keys(node, (*needed, "was", "since", "until"), needed, "a check")
        if not self.holds_now(said):
            return None  # the service does not have, or has lifted, what it checks
        severity, for_ = self.text(said.get("severity")), self.asked_of(said.get("for"))
        if severity not in SEVERITIES:
            self.reading.report(node.at, f'"{severity}" is no severity', f"write one of {', '.join(SEVERITIES)}")
        when = self.clause(said, for_)
        if when is None:
            return None
        message, instead = (self.sentence(said.get(key), facts=True) for key in ("message", "instead"))
        return Check(id, severity, for_, when, message, instead, self.texts(said.get("source")), node.at, self.words([when]))

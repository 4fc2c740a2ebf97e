"""What the commands about the tool's own knowledge do: rules, prices, services, starter specs and schemas."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from advisor.diagnostics import Diagnostic, Refused, nearest
from advisor.run import DONE, FOUND, Screen, day, finish, stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor.rules import RuleBase


def _finish(to: Screen, value: Any, render: Callable[..., str], code: int = DONE) -> NoReturn:
    """A value as JSON, or as the page a renderer makes of it."""
    if to.format == "json":
        from advisor.report import plain

        finish(to, json.dumps(plain(value), indent=2, ensure_ascii=False), code)
    finish(to, render(value, width=to.width, color=to.color), code)


def _base(on: str | None) -> RuleBase:
    """The whole rule base as of a day; exit 2 with every problem of its files."""
    from advisor import rules

    try:
        return rules.load(rules.families(), day(on) or date.today())
    except Refused as refused:
        stop(list(refused.diagnostics))


def list_rules(to: Screen, on: str | None) -> NoReturn:
    """Every decision and check."""
    from advisor.pages import listing
    from advisor.render import pages

    _finish(to, listing(_base(on)), pages.rules_list)


def list_codes(to: Screen, on: str | None) -> NoReturn:
    """Every code a finding may have: the gate's own, then the checks'; exclusions bring the ids of their rules."""
    from advisor.codes import Code, codes
    from advisor.render import pages

    checks = [Code(each.id, each.severity, each.message) for each in _base(on).every_check]
    _finish(to, (*codes(), *checks), pages.codes_list)


def show_rule(to: Screen, name: str, on: str | None) -> NoReturn:
    """One decision or check as a page."""
    from advisor import vocabulary
    from advisor.pages import check_page, page
    from advisor.render import pages

    base, words = _base(on), vocabulary.load()
    decision = next((each for each in base.every_decision if each.id == name), None)
    check = next((each for each in base.every_check if each.id == name), None)
    if decision is not None:
        _finish(to, page(decision, words, base.on), pages.rule_page)
    if check is not None:
        _finish(to, check_page(check, words, base.on), pages.rule_page)
    known = [*(each.id for each in base.every_decision), *(each.id for each in base.every_check)]
    stop([Diagnostic(None, "usage", f'"{name[:80]}" is no decision and no check', nearest(name, known))])


def prove_rules(to: Screen, on: str | None) -> NoReturn:
    """The proofs; exit 1 when one fails."""
    from advisor.analysis import prove
    from advisor.render import pages

    try:
        proved = prove(day(on) or date.today())
    except Refused as refused:
        stop(list(refused.diagnostics))
    _finish(to, proved, pages.proofs, FOUND if proved.problems else DONE)


def list_prices(to: Screen) -> NoReturn:
    """What the catalog covers."""
    from advisor.catalog import coverage
    from advisor.prices import FileCatalog
    from advisor.render import pages

    _finish(to, coverage(FileCatalog()), pages.prices_list)


def show_price(to: Screen, name: str, region: str | None, on: str | None) -> NoReturn:
    """One price dimension with its history and sources."""
    from functools import partial

    from advisor.catalog import show
    from advisor.prices import FileCatalog
    from advisor.render import pages

    held = day(on) or date.today()
    try:
        shown = show(FileCatalog(), name, region)
    except KeyError as unknown:
        message, _, hint = str(unknown.args[0]).partition("; ")
        stop([Diagnostic(None, "usage", message, hint)])
    _finish(to, shown, partial(pages.price_page, on=held))


def verify_prices(to: Screen) -> NoReturn:
    """Structural checks of the catalog; exit 1 when one fails."""
    from advisor.audit import audit
    from advisor.render import pages

    problems = audit()
    _finish(to, problems, pages.prices_audit, FOUND if problems else DONE)


def show_services(to: Screen) -> NoReturn:
    """Every service: what is decided, sized and priced."""
    from advisor.coverage import coverage
    from advisor.render import pages

    _finish(to, coverage(_base(None)), pages.services)


def starter_spec(to: Screen, kind: str) -> NoReturn:
    """A starter spec of a kind of need."""
    from advisor.spec import STARTERS, starter

    if to.output is not None and os.path.isfile(to.output):
        stop([Diagnostic(None, "output", f"{to.output} exists already", "name a new file, or remove it first")])
    try:
        finish(to, starter(kind))
    except KeyError:
        stop([Diagnostic(None, "usage", f'"{kind[:40]}" is no kind of need with a starter', nearest(kind, STARTERS))])


def json_schema(to: Screen, what: str) -> NoReturn:
    """The JSON Schema of specs or of reports."""
    if what == "spec":
        from advisor.editors import spec_schema

        finish(to, json.dumps(spec_schema(), indent=2, ensure_ascii=False))
    if what == "report":
        from advisor.report_schema import report_schema

        finish(to, json.dumps(report_schema(), indent=2, ensure_ascii=False))
    stop([Diagnostic(None, "usage", f'there is no schema of "{what[:40]}"', nearest(what, ("spec", "report")))])

"""`advisor check`: files examined, by several processes where there are many, then held to limits, a base and a baseline."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from advisor.checked import Against, Checked, Cost, Found
from advisor.diagnostics import At, Diagnostic, Refused
from advisor.gate import Examined, How, examine, shown_path
from advisor.inputs import checked_files, write_back
from advisor.records import NamedTuple
from advisor.run import DONE, FOUND, SEVERITIES, UNREADABLE, Screen, complain, day, finish, keep, printer, stop
from advisor.settings import Settings, amount, settled
from advisor.sharing import shared

if TYPE_CHECKING:
    from advisor.against import Base
    from advisor.baseline import Entry


class Asked(NamedTuple):
    """What the command line says beside the paths; None: the settings decide."""

    on: str | None = None
    region: str | None = None
    fail_on: str | None = None
    max_monthly: str | None = None
    max_increase: str | None = None
    max_increase_pct: str | None = None
    base: str | None = None
    baseline: str | None = None
    config: str | None = None
    write: bool = False
    skip_others: bool = False


def check_paths(to: Screen, paths: list[str], asked: Asked) -> NoReturn:
    """Everything found at the paths, printed; the exit code says how bad it is."""
    own = printer(to, "check")
    try:
        settings = _settings(asked)
        entries = _entries(settings.baseline) if settings.baseline else ()
        how = How(settings.on or date.today(), settings.on, asked.region, timedelta(days=settings.max_price_age))
        files, lost = checked_files(paths, settings.exclude, skip_others=asked.skip_others)
        keep(to, [*files, *_beside(settings, asked)])
        every = shared(partial(examine, how=how), files)
        base = _base(settings.base, paths, settings, how) if settings.base else None
    except Refused as refused:
        stop(list(refused.diagnostics))
    written, unwritten = _written(every, write=asked.write)
    problems = [*lost, *(each for one in every for each in one.problems), *unwritten]
    complain(problems)
    checked = _settled(every, [*lost, *unwritten], base, settings, asked.write)
    if entries:
        checked = _accepted(checked, entries, how.today)
    checked = checked._replace(found=_severe(checked.found, settings), written=written)
    code = UNREADABLE if problems else FOUND if _fails(checked.found, settings.fail_on) else DONE
    if hasattr(own, "summary") and (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        complain(_added(page, own.summary(checked)))
    finish(to, own.check(checked, width=to.width, color=to.color), code)


def _beside(settings: Settings, asked: Asked) -> Iterator[str | None]:
    """The files that are read beside those that are checked."""
    yield from (settings.baseline, settings.base, asked.config)
    if settings.base is not None and os.path.isdir(settings.base):
        yield from checked_files([settings.base], settings.exclude, skip_others=True)[0]


def _added(path: str, text: str) -> list[Diagnostic]:
    """Text at the end of a file that CI shows; the problem when it cannot be written, which is no reason to fail."""
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as fault:
        return [Diagnostic(None, "output", f"the step summary cannot be written: {fault.strerror}")]
    return []


def _settings(asked: Asked) -> Settings:
    """The settings with what the command line says over them; Refused."""
    settings = settled(asked.config)
    amounts: dict[str, Any] = {}
    for name in ("max_monthly", "max_increase", "max_increase_pct"):
        text = getattr(asked, name)
        if text is not None:
            value = amount(text)
            if value is None:
                option = "--" + name.replace("_", "-")
                raise Refused([Diagnostic(None, "usage", f'{option}: "{text[:40]}" is no amount', "write a number, such as 200")])
            amounts[name] = value
    said = {name: value for name in ("base", "baseline", "fail_on") if (value := getattr(asked, name)) is not None}
    settings = settings._replace(**amounts, **said, on=day(asked.on) or settings.on)
    if settings.base is None and (settings.max_increase is not None or settings.max_increase_pct is not None):
        raise Refused([Diagnostic(None, "usage", "an increase needs a base", "write --base FOLDER or --base FILE.json")])
    return settings._replace(fail_on=settings.fail_on or SEVERITIES[0])


def _entries(path: str) -> tuple[Entry, ...]:
    """The accepted findings; Refused."""
    from advisor.baseline import read_baseline

    return read_baseline(path)


def _accepted(checked: Checked, entries: Sequence[Entry], today: date) -> Checked:
    """What was found, without what is accepted."""
    from advisor.baseline import settle

    found, accepted = settle(checked.found, entries, today)
    return checked._replace(found=tuple(found), accepted=tuple(accepted))


def _base(path: str, paths: list[str], settings: Settings, how: How) -> Base:
    """What there was; Refused."""
    from advisor.against import read_base

    return read_base(path, lambda folder: _folder(folder, paths, settings, how))


def _folder(folder: str, paths: list[str], settings: Settings, how: How) -> Base:
    """The same paths in a folder as it was; a path that was not there is no problem."""
    from advisor.against import Base, within

    there = [path for path in (within(folder, each) for each in paths) if os.path.exists(path)]
    files, _ = checked_files(there, settings.exclude, skip_others=True)
    every = shared(partial(examine, how=how), files)
    found = [each for one in every for each in one.found]
    inside = shown_path(folder).rstrip("/") + "/"
    renamed = [_moved(each, inside) for each in found]
    costs = [each._replace(file=each.file.removeprefix(inside)) for one in every for each in one.costs]
    return Base(folder, tuple(renamed), tuple(costs), any(one.problems for one in every))


def _moved(found: Found, inside: str) -> Found:
    """A finding of the base as one of the same file here."""
    return found._replace(file=found.file.removeprefix(inside))


def _written(every: Iterable[Examined], *, write: bool) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The files whose sections were rewritten, and those that could not be."""
    written, problems = [], []
    for each in every if write else ():
        if each.edit is not None and each.edit.after != each.edit.before:
            problem = write_back(each.path, each.edit.before, each.edit.after)
            written += [] if problem else [each.file]
            problems += [problem] if problem else []
    return tuple(written), problems


def _settled(
    every: Sequence[Examined], lost: Sequence[Diagnostic], base: Base | None, settings: Settings, write: bool
) -> Checked:
    """Everything found, the limits included."""
    found = [
        Found(
            each.code,
            "error",
            each.message,
            each.at,
            instead=each.hint,
            file=shown_path(each.at.file) if each.at else "",
            unreadable=True,
        )
        for each in lost
    ]
    for one in every:
        found += [each for each in one.found if not (write and each.code == "section.drift")]
    costs = tuple(each for one in every for each in one.costs)
    compared = _against(base, found, costs) if base is not None else None
    found += _limits(costs, compared, settings)
    return Checked(tuple(found), costs, (), compared)


def _against(base: Base, found: Sequence[Found], costs: Sequence[Cost]) -> Against:
    """What changed since the base."""
    from advisor.against import against

    return against(base, found, costs)


def _limits(costs: Sequence[Cost], compared: Against | None, settings: Settings) -> Iterator[Found]:
    """What all of it costs, and costs more, against the limits."""
    total = sum((each.monthly for each in costs), Decimal(0))
    yield from _not_priced(costs, compared, settings)
    if settings.max_monthly is not None and total > settings.max_monthly:
        dearest = max(costs, key=lambda each: each.monthly)
        message = f"all that was checked costs {total:,.2f} USD a month, more than {settings.max_monthly:,.2f}"
        yield _limit("gate.max-monthly", "error", f"{message}; {dearest.workload} most, {dearest.monthly:,.2f}", dearest)
    if compared is None or (settings.max_increase is None and settings.max_increase_pct is None):
        return
    more = compared.after - compared.before
    grown = [(now.monthly - (was.monthly if was else 0), now) for was, now in compared.changed if now is not None]
    where = max(grown, key=lambda each: each[0])[1] if grown else None
    if settings.max_increase is not None and more > settings.max_increase:
        message = f"{more:,.2f} USD a month more than at the base, and {settings.max_increase:,.2f} may be added"
        yield _limit("gate.max-increase", "error", message, where)
    if settings.max_increase_pct is not None and more * 100 > settings.max_increase_pct * compared.before:
        share = f"{more * 100 / compared.before:,.1f} %" if compared.before else "from nothing"
        message = f"{more:,.2f} USD a month ({share}) more than at the base, and {settings.max_increase_pct} % may be added"
        yield _limit("gate.max-increase-pct", "error", message, where)
    if not compared.proved:
        message = "the increase is not proved: a bill is a lower bound, or the base cannot all be read"
        yield _limit("gate.base-unknown", "warning", message, where)


def _not_priced(costs: Sequence[Cost], compared: Against | None, settings: Settings) -> Iterator[Found]:
    """Specs of whose costs some are not known, so that no limit is proved to be kept; of an increase those known at the base."""
    limited = settings.max_increase is not None or settings.max_increase_pct is not None
    held = (
        [(None, each) for each in costs] if settings.max_monthly is not None else compared.changed if compared and limited else ()
    )
    for was, now in held:
        if now is None or not now.at_least or (was is not None and was.at_least and not _less_known(was, now)):
            continue
        unknown = [each for each in now.unknown if was is None or each not in was.unknown]
        shown = "; ".join(unknown[:4]) + (f"; and {len(unknown) - 4} more" if len(unknown) > 4 else "")
        message = f"what {now.workload} costs a month is not all known, so that it stays within the limit is not proved"
        message += f": {now.monthly:,.2f} USD, and not priced is {shown or 'some of it'}"
        found = _limit("gate.not-priced", "error", message, now)
        hint = "say in the spec what is missing, write `measured:` amounts, or choose what has a known price"
        yield found._replace(instead=hint, key=f"{found.code} {now.file} {now.workload}")


def _less_known(was: Cost, now: Cost) -> bool:
    """Whether something is not known that was, where the base tells what was not."""
    return bool(was.unknown) and not set(now.unknown) <= set(was.unknown)


def _limit(code: str, severity: str, message: str, at: Cost | None) -> Found:
    """A finding on everything, at the spec that is most to blame."""
    place = At(at.file, at.line, 1) if at else None
    return Found(code, severity, message, place, file=at.file if at else "", workload=at.workload if at else "", key=code)


def _severe(found: Iterable[Found], settings: Settings) -> tuple[Found, ...]:
    """The findings with the severities the settings give, in the order of files and lines."""
    weighed = [each._replace(severity=settings.severity.get(each.code, each.severity)) for each in found]
    return tuple(sorted(weighed, key=lambda each: (each.file, (each.at.line, each.at.column) if each.at else (0, 0))))


def _fails(found: Iterable[Found], fail_on: str | None) -> bool:
    """Whether a finding is at least as bad as `fail_on`."""
    bad = SEVERITIES[: SEVERITIES.index(fail_on or SEVERITIES[0]) + 1]
    return any(each.severity in bad for each in found)

"""What the gate may find: each code with how bad it is and what it means. Codes are stable; checks and rules bring their ids."""

from __future__ import annotations

from advisor.records import NamedTuple

SEVERITIES = ("error", "warning", "info")


class Code(NamedTuple):
    """A code, its severity (as it comes; `[severity]` in the settings may say another) and what it means."""

    code: str
    severity: str
    means: str


_CODES = """
yaml.* error The YAML cannot be read: syntax, a key twice, an alias, a tag, too deep, too large, no text.
spec.key error An unknown key, or one that is not said of this kind of need.
spec.kind error An unknown kind of need.
spec.value error A value that is none: no unit, a wrong one, an unknown word.
spec.missing error Something every spec or need must say.
spec.region error A Region without prices, or none at all.
spec.instance error An EC2 instance type that is not known.
spec.measured error A `measured:` price dimension that is a slip of another.
spec.contradiction error Two things the spec says cannot both be true.
spec.more error There are more problems than are shown.
chosen error A chosen design that cannot be read.
chosen.service error A chosen service that is not known, or does not serve this kind of need.
current error A design that runs today and cannot be read.
current.service error A service that runs today and is not known, or does not serve this kind of need.
document.fence error A fence that is nearly, but not quite, one of a spec.
document.unclosed error The fence of a spec is never closed.
document.quoted error A spec in a block quote, where it is not read.
document.attribute error A word behind ```yaml advisor that is not read there.
document.piece error A piece that is not there, or cannot be used.
document.twice error A name that is given twice.
document.many error More specs or managed sections than one document may hold.
section.drift error A managed section is not what `advisor check --write` would write.
section.spec error A managed section names no spec that can be read.
section.words error A word in the beginning of a managed section that is not read there.
section.unclosed error A managed section that never ends.
section.stray error The end of a managed section that never began.
need.not-built error A kind of need this release does not decide.
need.unmet error Nothing can do what is asked.
need.not-priced warning The recommended design is not fully priced, so its cost is a lower bound.
chosen.dearer info The chosen design can do it and costs more than the recommended one.
chosen.differs info The chosen design can do it, and another suits better although it costs no less.
chosen.unpriced warning The chosen design is not fully priced, so its cost is a lower bound.
chosen.regions error The chosen design has no copy in a Region the data is to be in.
chosen.volumes error So many volumes as the chosen design has cannot do what the need takes, and more can.
chosen.* error An amount of the chosen design is less than the need takes.
today.not-paid-back warning What is recommended or chosen costs more to bring over than it saves within the horizon.
budget.workload error The dearest month of the workload exceeds its budget.
budget.need error The dearest month of a need exceeds its budget.
budget.not-priced error Something has no price or no amount, so a need is not proved to keep its budget.
budget.workload-not-priced error Something has no price or no amount, so the workload is not proved to keep its budget.
budget.chosen error The dearest month of a chosen design exceeds the need's budget.
date.closed warning The chosen option takes no new customers by the day it goes live.
date.ended error The chosen option or engine version is no longer supported on the day it goes live.
date.not-yet error The chosen engine version had not come yet on the day it goes live.
date.extended warning The chosen engine version is in extended support, which is charged, on the day it goes live.
date.support-ends warning Support of the engine version ends within the horizon: AWS upgrades it then.
date.ends-soon info Standard support of the chosen engine version ends within the horizon.
prices.changed warning The spec names a day whose prices no longer hold.
prices.stale info Prices that were last seen longer ago than `max_price_age`.
facts.missing warning Amounts nobody said: the bill is a lower bound.
gate.max-monthly error All that was checked costs more a month than `--max-monthly`.
gate.max-increase error All that was checked costs more than at the base, by more than `--max-increase`.
gate.max-increase-pct error All that was checked costs more than at the base, by more than `--max-increase-pct`.
gate.not-priced error Of what is held to a limit something has no price or no amount, so the limit is not proved to be kept.
gate.base-unknown warning A bill is a lower bound, or the base cannot be read, so the increase is not proved.
baseline.expired warning An accepted finding whose time is over.
baseline.unused info An accepted finding that is found no more.
file error A file or folder that cannot be read.
prices error The price catalog contradicts itself.
"""


def codes() -> tuple[Code, ...]:
    """Every code that is not a check or a rule."""
    return tuple(Code(*line.split(" ", 2)) for line in _CODES.strip().splitlines())


def means(code: str) -> str:
    """What a code means; of a check or rule, where to look it up."""
    for each in codes():
        if each.code == code or (each.code.endswith("*") and code.startswith(each.code[:-1])):
            return each.means
    return f"See `advisor rules show {code}`, or its decision in `advisor rules list`."

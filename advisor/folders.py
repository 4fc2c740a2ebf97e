"""Where rules/, pricing/ and templates/ are: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _folder(name: str) -> Path:
    """The folder `name` of the checkout, else of the installed wheel."""
    checkout = _PACKAGE.parent
    inside = _PACKAGE / "data" / name
    return checkout / name if (checkout / "rules" / "vocabulary.yaml").is_file() or not inside.is_dir() else inside


def rules() -> Path:
    """The rule base: one YAML file a decision, checks, limits and the vocabulary."""
    return _folder("rules")


def pricing() -> Path:
    """The price catalog: `<service>/<region>.csv` and sources.csv."""
    return _folder("pricing")


def templates() -> Path:
    """The report templates."""
    return _folder("templates")

"""What is tested is the installed package, with its data, not the checkout beside it."""

import os
from pathlib import Path

import pytest

import advisor
from advisor import folders

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(not os.environ.get("CI"), reason="while developing, the checkout itself is tested")
def test_the_installed_package_is_tested() -> None:
    assert ROOT not in Path(advisor.__file__).resolve().parents or ".venv" in Path(advisor.__file__).parts


def test_the_data_folders_are_there() -> None:
    assert (folders.rules() / "vocabulary.yaml").is_file()
    assert (folders.pricing() / "sources.csv").is_file()
    assert (folders.templates() / "report.md.j2").is_file()

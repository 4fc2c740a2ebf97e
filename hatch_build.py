"""What a wheel brings along beside the sources: the rules as they are kept (see kept.py), so that the first start is fast too."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Kept(BuildHookInterface[Any]):
    """Reads all rules once and puts what was kept of them into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Nothing for an editable installation: a checkout keeps its own."""
        if version == "editable":
            return
        sys.dont_write_bytecode, before = False, sys.dont_write_bytecode
        sys.path.insert(0, self.root)
        try:
            from advisor import limits, rules, vocabulary

            vocabulary.load()
            for family in rules.families():
                rules.family(family, date.today())
            limits.load((file.stem for file in Path(self.root, "rules", "limits").glob("*.yaml")), date.today())
        finally:
            sys.dont_write_bytecode = before
            sys.path.remove(self.root)
        for file in sorted(Path(self.root, "rules", "__pycache__").glob("*.pickle")):
            build_data["force_include"][str(file)] = f"advisor/data/kept/{file.name}"

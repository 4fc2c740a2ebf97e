"""The house: who may import whom, what a start may load, how long files and functions may be, what must be said of them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "advisor"

# A module imports only from those above it, lazily or for its types alone as well.
HOUSE = """
records diagnostics watched exact series sets units folders source markup documents blocks codes kept vocabulary limits
region_sets reading percentiles elsewhere structures flows streams births lives schema fields models contradictions stores links
spec instances classes engine_support shapes sheets peaks relational spanning living derived facts rederived load months memo
clauses grid tables phrases compiled cells trace rulefile rules checks
services services.chosen
services.cache_traffic services.cache_sizing services.elasticache_design services.elasticache_usage services.elasticache
services.memorydb
services.dynamodb_units services.dynamodb_design services.dynamodb_demand services.dynamodb_capacity services.dynamodb_usage
services.dax services.dax_cluster services.dynamodb
services.ebs_volumes services.ebs services.instance_store
services.relational services.relational_lines services.metered services.rds_storage services.rds_design services.rds_built
services.rds_usage services.rds services.aurora_design services.aurora_usage services.aurora services.aurora_dsql
services.ec2_database
services.s3_classes services.s3_tags services.s3_design services.s3_ways services.s3_ages services.s3_stages services.s3_tiers
services.s3_storage services.s3_requests services.s3_lifecycle services.s3_api services.s3_unsized services.s3
services.s3_moving services.s3_policies services.s3_unsure editors emit emit.s3_json emit.cloudformation emit.terraform
missing prices catalog freed audit amounts bill ranking
lowest table_least
turns assurances report report_schema checked settings baseline against changefile changes keeping
lifecycle_streams lifecycle_paced lifecycle_curves lifecycle_marks lifecycle_costs lifecycle_search lifecycle_rules
lifecycle_permits lifecycle_needs lifecycle_parts lifecycle_pools lifecycle_forms lifecycle_waits lifecycle_priced
lifecycle_uses lifecycles lifecycle_least ageing indexes serving costing candidates leaders turning outlook telling break_evens
curves trades written waiting onward dates
accounts budgets judging policies proving regrets
advise claims emission
examples proofs analysis pages coverage
render render.money render.document render.ink render.layout render.databases render.titles render.chart render.summary
render.references render.billing
render.today render.months render.hedge render.details render.trace render.charts render.drawn render.path
render.comment render.json render.terminal render.markdown render.html render.csv render.pages
render.sarif render.junit render.github render.gitlab render.bars render.section
inputs sections gate sharing run checking library commands cli __main__
"""
ORDER = HOUSE.split()

# What nobody of a part of the house may import, although it stands above.
NEVER = {
    "services": "rules compiled cells clauses tables phrases rulefile trace checks prices catalog bill candidates",
    "prices": "spec stores facts load memo services rules vocabulary",
    "render": "candidates outlook judging accounts advise facts load rules spec services",
}
HEAVY = {"yaml", "pydantic", "rich", "jinja2"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def name(path: Path) -> str:
    """A module's name within the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__").removesuffix("__init__")


MODULES = {name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    """A module's syntax."""
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """The modules of the package a module imports anywhere."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module == "advisor":
            yield from (each.name for each in node.names if each.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("advisor."):
            base = (node.module or "").removeprefix("advisor.")
            yield from (f"{base}.{each.name}" if f"{base}.{each.name}" in MODULES else base for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name.removeprefix("advisor.") for each in node.names if each.name.startswith("advisor."))


def functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module."""
    return (node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_module_has_its_place() -> None:
    assert sorted(ORDER) == sorted(MODULES.keys() - {""}) and len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_a_module_imports_from_those_above_it(module: str) -> None:
    above = ORDER[: ORDER.index(module)]
    assert [each for each in imports(module) if each not in above] == []


@pytest.mark.parametrize(("part", "never"), NEVER.items(), ids=NEVER)
def test_what_a_part_never_sees(part: str, never: str) -> None:
    forbidden = never.split()
    inside = [module for module in ORDER if module == part or module.startswith(f"{part}.")]
    assert inside and all(each in ORDER for each in forbidden)
    assert [(module, each) for module in inside for each in imports(module) if each in forbidden] == []


def test_a_start_loads_nothing_heavy() -> None:
    code = "import sys, advisor.{}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    for start, parses in (("cli", False), ("commands", True)):
        run = subprocess.run([sys.executable, "-c", code.format(start)], capture_output=True, text=True, check=True)
        loaded = run.stdout.split()
        assert HEAVY.isdisjoint(loaded) and ("typer" in loaded) is parses


@pytest.mark.parametrize("module", MODULES)
def test_files_and_functions_fit_in_a_glance(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    long = [each.name for each in functions(module) if (each.end_lineno or 0) - each.lineno >= LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_says_what_it_is(module: str) -> None:
    assert ast.get_docstring(tree(module))
    silent = []
    for node in tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            silent += [] if ast.get_docstring(node) else [node.name]
            own = [each for each in node.body if isinstance(each, ast.FunctionDef)] if isinstance(node, ast.ClassDef) else []
            inherited = {"services", "regions", "dimensions", "history", "find"} if node.name.endswith("Catalog") else set()
            named = [each for each in own if not each.name.startswith("_") and each.name not in inherited]
            silent += [f"{node.name}.{each.name}" for each in named if not ast.get_docstring(each)]
    assert silent == []


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_left_for_later_and_no_check_is_silenced_without_a_reason(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert re.findall(r"\b(?:TODO|FIXME|XXX)\b", text) == []
    silenced = [line for line in text.splitlines() if re.search(r"#\s*(?:type:\s*ignore|noqa)", line)]
    assert [line for line in silenced if " - " not in line and "E402" not in line] == []


@pytest.mark.parametrize("module", sorted(MODULES.keys() - {"exact"}))
def test_there_is_one_kind_of_fraction(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert "from fractions import" not in text, "write `from advisor.exact import Fraction`"

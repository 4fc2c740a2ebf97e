"""The commands: each reads, calls, prints, and sets the exit code (0 done, 1 findings or unmet, 2 bad input)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from advisor.run import Screen

CHECKED = "terminal, json, sarif, junit, github, gitlab or markdown (a comment on a pull request)."
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True, help=(
    "Which AWS data and storage services, configured how, at what capacity, for what monthly bill, and what would change "
    "that answer. Offline, deterministic, sourced, dated, exact.\n\nStart with: advisor init > workload.yaml; "
    "advisor recommend workload.yaml"
))  # fmt: skip
rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="The rule base: list, show one decision, prove it.")
prices_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="The price catalog: list, show one price, verify.")
app.add_typer(rules_app, name="rules")
app.add_typer(prices_app, name="prices")

Specs = Annotated[list[str], typer.Argument(metavar="SPEC...", help="Spec files in YAML; - reads standard input.")]
Format = Annotated[str, typer.Option("--format", "-f", help="terminal, markdown, html or json.")]
CostFormat = Annotated[str, typer.Option("--format", "-f", help="terminal, markdown, html, json or csv.")]
Plain = Annotated[str, typer.Option("--format", "-f", help="terminal or json.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day whose prices, limits and options hold.")]
Region = Annotated[str | None, typer.Option("--region", metavar="REGION", help="Another Region than the spec's.")]
FailOn = Annotated[str | None, typer.Option("--fail-on", help="Exit 1 on findings this bad: error, warning or info.")]


def _usd(name: str, help_: str) -> Any:
    """An option that takes an amount."""
    return typer.Option(name, metavar="PERCENT" if name.endswith("pct") else "USD", help=help_)


def _file(name: str, help_: str) -> Any:
    """An option that takes a path."""
    return typer.Option(name, metavar="PATH", help=help_)


@app.command()
def recommend(
    specs: Specs, format_: Format = "terminal", output: Output = None, on: On = None, region: Region = None,
    brief: Annotated[bool, typer.Option("--brief", help="The first screen alone.")] = False, fail_on: FailOn = None,
) -> None:  # fmt: skip
    """Recommend services, sized, priced and explained.

    Example: advisor recommend shop.yaml --on 2026-11-21
    """
    from advisor.run import answer

    answer(_screen(format_, output, fail_on, "recommend"), specs, on, region, "recommend", brief=brief)


@app.command()
def cost(
    specs: Specs,
    format_: CostFormat = "terminal",
    output: Output = None,
    on: On = None,
    region: Region = None,
    fail_on: FailOn = None,
) -> None:
    """Print the bill alone, line by line.

    Of the chosen design where a store has one, else of the recommended. Example: advisor cost shop.yaml -f markdown
    """
    from advisor.run import answer

    answer(_screen(format_, output, fail_on, "cost"), specs, on, region, "cost")


@app.command()
def check(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Specs, Markdown documents, or folders of them.")],
    format_: Annotated[str, typer.Option("--format", "-f", help=CHECKED)] = "terminal",
    output: Output = None, on: On = None, region: Region = None, fail_on: FailOn = None,
    write: Annotated[bool, typer.Option("--write", help="Rewrite the managed sections of documents.")] = False,
    max_monthly: Annotated[str | None, _usd("--max-monthly", "The most all of it may cost a month.")] = None,
    base: Annotated[str | None, _file("--base", "A folder, or the JSON of an earlier check, to compare with.")] = None,
    max_increase: Annotated[str | None, _usd("--max-increase", "The most it may cost more than the base.")] = None,
    max_increase_pct: Annotated[str | None, _usd("--max-increase-pct", "The same, in per cent.")] = None,
    baseline: Annotated[str | None, _file("--baseline", "Findings that are accepted, why, and until when.")] = None,
    config: Annotated[str | None, _file("--config", "Settings, instead of advisor.toml or pyproject.toml.")] = None,
    skip_others: Annotated[bool, typer.Option("--skip-others", help="Leave out files that hold no spec.")] = False,
) -> None:  # fmt: skip
    """Hold specs and design documents to the rules.

    Exit 1 on errors unless --fail-on says otherwise. Example: advisor check docs/ --fail-on warning
    """
    from advisor.checking import Asked, check_paths

    asked = Asked(on, region, fail_on, max_monthly, max_increase, max_increase_pct, base, baseline, config, write, skip_others)
    check_paths(_screen(format_, output, fail_on, "check"), paths, asked)


@app.command()
def explain(
    spec: Annotated[str, typer.Argument(metavar="SPEC", help="A spec file in YAML.")],
    need: Annotated[str | None, typer.Argument(metavar="[NEED]", help="One need of it.")] = None,
    format_: Format = "terminal", output: Output = None, on: On = None, region: Region = None,
) -> None:  # fmt: skip
    """Show each rule and clause behind an answer.

    Example: advisor explain shop.yaml orders
    """
    from advisor.run import answer

    answer(_screen(format_, output, None, "explain"), [spec], on, region, "explain", need=need)


@app.command()
def emit(
    spec: Annotated[str, typer.Argument(metavar="SPEC", help="A spec file in YAML.")],
    need: Annotated[str | None, typer.Argument(metavar="[NEED]", help="One need of it, with its prefixes.")] = None,
    format_: Annotated[str, typer.Option("--format", "-f", help="s3-json, cloudformation or terraform.")] = "s3-json",
    of: Annotated[str, typer.Option("--design", help="recommended, chosen or current.")] = "recommended",
    output: Output = None, on: On = None, region: Region = None,
) -> None:  # fmt: skip
    """Write S3 lifecycles as infrastructure code.

    Example: advisor emit logs.yaml archive -f terraform -o lifecycle.tf
    """
    from advisor.run import emit as write_code

    write_code(_screen("terminal", output, None), spec, need, format_, of, on, region)


@app.command()
def services(format_: Plain = "terminal", output: Output = None) -> None:
    """List what is decided, sized and priced.

    Example: advisor services
    """
    from advisor.library import show_services

    show_services(_screen(format_, output, None))


@app.command()
def init(
    kind: Annotated[str, typer.Argument(help="object, block, database, relational or cache.")] = "object", output: Output = None
) -> None:
    """Print a starter spec to edit.

    Example: advisor init database -o workload.yaml
    """
    from advisor.library import starter_spec

    starter_spec(_screen("terminal", output, None), kind)


@app.command()
def schema(what: Annotated[str, typer.Argument(help="spec or report.")], output: Output = None) -> None:
    """Print the JSON Schema of specs or reports.

    Example: advisor schema spec -o advisor.schema.json
    """
    from advisor.library import json_schema

    json_schema(_screen("terminal", output, None), what)


@rules_app.command("list")
def rules_list(format_: Plain = "terminal", on: On = None, output: Output = None) -> None:
    """List every decision and check.

    Example: advisor rules list
    """
    from advisor.library import list_rules

    list_rules(_screen(format_, output, None), on)


@rules_app.command("show")
def rules_show(
    name: Annotated[str, typer.Argument(metavar="DECISION", help="A decision, such as s3.storage-class.")],
    format_: Plain = "terminal", on: On = None, output: Output = None,
) -> None:  # fmt: skip
    """Show one decision or check as a page.

    Example: advisor rules show ebs.volume-type
    """
    from advisor.library import show_rule

    show_rule(_screen(format_, output, None), name, on)


@rules_app.command("check")
def rules_check(format_: Plain = "terminal", on: On = None, output: Output = None) -> None:
    """Prove the rule base.

    No gap, no dead rule, no option that can never win, every example as stated. Example: advisor rules check
    """
    from advisor.library import prove_rules

    prove_rules(_screen(format_, output, None), on)


@rules_app.command("codes")
def rules_codes(format_: Plain = "terminal", on: On = None, output: Output = None) -> None:
    """List the codes of findings and what they mean.

    Example: advisor rules codes
    """
    from advisor.library import list_codes

    list_codes(_screen(format_, output, None), on)


@prices_app.command("list")
def prices_list(format_: Plain = "terminal", output: Output = None) -> None:
    """List what the catalog covers.

    Example: advisor prices list
    """
    from advisor.library import list_prices

    list_prices(_screen(format_, output, None))


@prices_app.command("show")
def prices_show(
    name: Annotated[str, typer.Argument(metavar="DIMENSION", help="A price dimension, such as s3.storage.standard.")],
    region: Region = None, on: On = None, format_: Plain = "terminal", output: Output = None,
) -> None:  # fmt: skip
    """Show one price, its history and source.

    Example: advisor prices show dynamodb.ondemand.write_request_unit --region eu-west-1
    """
    from advisor.library import show_price

    show_price(_screen(format_, output, None), name, region, on)


@prices_app.command("verify")
def prices_verify(output: Output = None) -> None:
    """Check the whole catalog.

    Tiers, dates, sources, units and outliers. Example: advisor prices verify
    """
    from advisor.library import verify_prices

    verify_prices(_screen("terminal", output, None))


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False) -> None:
    """Architecture advisor and cost calculator for AWS data and storage services."""
    if show:
        from advisor import __version__

        typer.echo(f"advisor {__version__}")
        raise typer.Exit


def _screen(format_: str, output: str | None, fail_on: str | None, command: str = "") -> Screen:
    """Where and how to print."""
    from advisor.run import screen

    return screen(format_, output, fail_on, command)

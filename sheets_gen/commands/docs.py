"""``sheets-gen docs``."""

from __future__ import annotations

from pathlib import Path

import click

from sheets_gen.config import Config
from sheets_gen.errors import InputRefused
from sheets_gen.files import check_target, write_whole
from sheets_gen.oracle import wrong_examples
from sheets_gen.reference.keys import schema_page
from sheets_gen.reference.page import metrics_page
from sheets_gen.template.check import check_turned
from sheets_gen.template.languages import ENGLISH, gaps
from sheets_gen.template.load import load
from sheets_gen.template.schema import Template
from sheets_gen.verbs import settle
from sheets_gen.verify.explain import page as rules_page

MAX_SHOWN = 60


def command_page(cli: click.Group) -> str:
    """``docs/commands.md``: every command's --help."""
    parts = ["# The commands", "", "Generated from the program's own help by `sheets-gen docs`. Do not edit."]
    top = click.Context(cli, info_name="sheets-gen", terminal_width=100, color=False, **cli.context_settings)
    parts += ["", "```text", cli.get_help(top), "```"]
    parts += _helps(cli, top)
    return "\n".join(parts) + "\n"


def _helps(group: click.Group, above: click.Context, before: str = "") -> list[str]:
    """The help of each command in a group, and of those in groups inside it."""
    parts: list[str] = []
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        if command is not None:
            context = click.Context(command, info_name=name, parent=above, terminal_width=100)
            parts += ["", f"## {before}{name}", "", "```text", command.get_help(context), "```"]
            if isinstance(command, click.Group):
                parts += _helps(command, context, f"{before}{name} ")
    return parts


@click.command(short_help="Write or check the generated pages.")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, readable=False), default=Path("docs"))
@click.option("--check", is_flag=True, help="Write nothing; fail on a page that is stale or a text not translated.")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help="Your report.toml: its own metrics stand in the reference too.",
)
@click.option(
    "--template",
    metavar="FOLDER",
    type=click.Path(path_type=Path, readable=False),
    help="Another report_template folder.",
)
@click.pass_context
def command(ctx: click.Context, folder: Path, check: bool, config: Path | None, template: Path | None) -> int:
    """Write the reference pages that are generated from the definitions and from the commands' own help.

    With --check, also every language of the template is held against the English texts.

    \b
    Example:
      sheets-gen docs --check
    """
    root = ctx.find_root().command
    loaded = load(template)
    known = settle(loaded, config, ENGLISH).template
    pages = {"metrics.md": metrics_page(known), "definitions.md": schema_page(known)}
    if template is None:
        pages["rules.md"] = "\n".join(rules_page()) + "\n"
    if isinstance(root, click.Group):
        pages["commands.md"] = command_page(root)
    stale = [name for name, text in pages.items() if _text(folder / name) != text]
    if check:
        given = {"--config": config, "--template": template}
        options = "".join(f" {option} {path}" for option, path in given.items() if path is not None)
        for name in stale:
            click.echo(f"{folder / name}: is missing or stale; run: sheets-gen docs {folder}{options}", err=True)
        faults = _faults(loaded)
        for fault in faults[:MAX_SHOWN]:
            click.echo(fault, err=True)
        if len(faults) > MAX_SHOWN:
            click.echo(f"… and {len(faults) - MAX_SHOWN} more", err=True)
        return 1 if stale or faults else 0
    check_target(folder / "metrics.md", force=True)
    for name in stale:
        write_whole(folder / name, pages[name].encode(), force=True)
        click.echo(f"{folder / name}: written")
    return 0


def _faults(template: Template) -> list[str]:
    """What the template's options, worked examples and languages lack."""
    found = [str(problem) for problem in check_turned(template)]
    found += [str(problem) for problem in wrong_examples(template, Config(), template.metrics)]
    for language in template.languages:
        found += [str(problem) for problem in gaps(template, language)] if language != ENGLISH else []
    return found


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror or error})") from None

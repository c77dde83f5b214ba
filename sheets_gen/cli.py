"""The command line: commands are loaded only when called, and every refusal is one line and an exit code."""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from sheets_gen import __version__
from sheets_gen.errors import SheetsGenError

COMMANDS = {
    "new": "Make a report: three tabs, blank or filled from a values file.",
    "fill": "Put numbers into a report; what people typed stays.",
    "next": "Make the report of the following year from this one.",
    "upgrade": "Move a report to this template, another language or other metrics.",
    "combine": "Add up the reports of several teams.",
    "values": "Write a report's numbers or results as CSV or JSON.",
    "sync": "Put numbers into a Google Sheet; what people typed stays.",
    "pull": "Write the report of a Google Sheet as an Excel file.",
    "verify": "Read filled reports back and say what is wrong.",
    "explain": "Say what a finding of verify means.",
    "metrics": "List the metrics, or show one with its formula and examples.",
    "auth": "Say who you are to Google, and what is missing.",
    "docs": "Write the generated reference pages, or check that they are fresh.",
}


class Commands(click.Group):
    """A group whose help needs no command loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"sheets_gen.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sheets-gen")
def cli() -> None:
    """Customer-service reports in three tabs, made from one definition per metric, and proven right.

    \b
    Example:
      sheets-gen new report.xlsx --start 2026-01 --values numbers.csv
      sheets-gen verify report.xlsx
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line and leave with the contract's exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of another encoding shows ? instead of a traceback
    gc.disable()  # a run is short; collecting cycles costs more than it frees
    try:
        code: Any = cli.main(args=args, prog_name="sheets-gen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except SheetsGenError as error:
        for line in str(error).splitlines():
            click.echo(_safe(f"error: {line}" if not line.startswith(" ") else line), err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = 130
    except BrokenPipeError:
        # The reader of stdout went away (``| head``): end quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        # Every file is opened behind its own message; what is left is stdout itself.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"error: the output cannot be written ({error.strerror or error})", err=True)
        code = 3
    if args is None:
        gc.freeze()  # a program that ends need not look through its objects once more on the way out
    sys.exit(code if isinstance(code, int) else 0)


MAX_LINE = 600


def _safe(line: str) -> str:
    """A line for a terminal: no control characters from outside, and not endless."""
    shown = line if len(line) <= MAX_LINE else line[: MAX_LINE - 1] + "…"
    return "".join(c if c.isprintable() else "?" for c in shown)

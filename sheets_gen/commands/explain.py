"""``sheets-gen explain``."""

from __future__ import annotations

import textwrap

import click

from sheets_gen.verify.explain import as_lines, explained, levels_in_words

WIDTH = 100


@click.command(short_help="Say what a finding of verify means.")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Say what a finding of verify means, with an example; without CODE, list all of them.

    \b
    Example:
      sheets-gen explain F101
    """
    known = explained()
    if code is None:
        for each in known.values():
            click.echo(f"{each.code}  {each.title} ({levels_in_words(each)})")
        return
    one = known.get(code.upper())
    if one is None:
        raise click.UsageError(f"no code {code[:20]!r}; sheets-gen explain lists them")
    click.echo("\n".join(line for part in as_lines(one) for line in textwrap.wrap(part, WIDTH) or [""]))

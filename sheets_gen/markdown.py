"""Tables of the generated pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of a Markdown table, behind an empty one."""
    titles = list(columns)
    yield ""
    yield _row(titles)
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield _row(row)


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"

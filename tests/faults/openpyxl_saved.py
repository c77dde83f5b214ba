"""What openpyxl makes of a workbook: loaded and saved, its stored results are lost."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook


def saved_by_openpyxl(data: bytes, change: Callable[[Any], None] | None = None) -> bytes:
    """The workbook loaded, changed, and saved."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of the sparklines and charts that it loses
        book = load_workbook(io.BytesIO(data))
        if change is not None:
            change(book)
        target = io.BytesIO()
        book.save(target)
        book.close()
    return target.getvalue()

"""Links of spreadsheets: the id in one, and the one to hand out."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from sheets_gen.errors import UsageProblem

_ID = re.compile(r"[A-Za-z0-9_-]{20,128}")
_HOSTS = {"docs.google.com", "drive.google.com", "sheets.google.com", "spreadsheets.google.com"}
_OTHER_KINDS = {
    "document": "a text document",
    "presentation": "a presentation",
    "forms": "a form",
    "drawings": "a drawing",
}
_START = re.compile(rf"(?:https?://|(?:{'|'.join(map(re.escape, sorted(_HOSTS)))})/)", re.IGNORECASE)
_HOW = "open the spreadsheet and copy the address from the browser, https://docs.google.com/spreadsheets/d/…"


def is_link(text: str) -> bool:
    """Whether this can only be meant as a link (a bare id may also be the name of a file)."""
    return _START.match(_bare(text)) is not None


def link_of(path: Path) -> str:
    """The link that was given where a file may be named too; empty for a file. A path has lost a slash of it."""
    text = re.sub(r"^(https?):/+", r"\1://", str(path))
    return text if is_link(text) else ""


def spreadsheet_id(text: str) -> str:
    """The id in the link of a spreadsheet, or the id itself; UsageProblem for all else."""
    given = _bare(text)
    if not is_link(given):
        if _ID.fullmatch(given):
            return given
        raise UsageProblem(f"{_shown(given)}: is neither the link nor the id of a Google spreadsheet; {_HOW}")
    try:
        url = urlsplit(given if "://" in given else f"https://{given}")
        host = url.hostname
    except ValueError:
        raise UsageProblem(f"{_shown(given)}: is not a link that can be read; {_HOW}") from None
    if host not in _HOSTS:
        raise UsageProblem(f"{_shown(given)}: is not a link to Google Sheets; {_HOW}")
    found = _in_link(url, given)
    if _ID.fullmatch(found):
        return found
    raise UsageProblem(f"{_shown(given)}: holds no whole id of a spreadsheet; {_HOW}")


def share_url(id: str, tab: int | None = None) -> str:
    """The link to hand out; with ``tab`` (its sheetId) it opens that tab."""
    return f"https://docs.google.com/spreadsheets/d/{id}/edit" + ("" if tab is None else f"#gid={tab}")


def folder_id(text: str) -> str:
    """The id in the link of a Drive folder, or the id itself; UsageProblem for all else."""
    given = _bare(text)
    if _ID.fullmatch(given):
        return given
    with suppress(ValueError):
        url = urlsplit(given)
        parts = [part for part in url.path.split("/") if part]
        if url.hostname in _HOSTS and "folders" in parts[:-1]:
            found = parts[parts.index("folders") + 1]
            if _ID.fullmatch(found):
                return found
    raise UsageProblem(
        f"{_shown(given)}: is neither the link nor the id of a Drive folder; open the folder and copy the address from "
        "the browser, https://drive.google.com/drive/folders/…"
    )


def _in_link(url: SplitResult, given: str) -> str:
    """What stands where the id belongs, or nothing."""
    parts = [part for part in url.path.split("/") if part]
    if "folders" in parts:
        raise UsageProblem(f"{_shown(given)}: is the link of a folder; {_HOW}")
    for part in parts:
        if part in _OTHER_KINDS:
            raise UsageProblem(f"{_shown(given)}: is the link of {_OTHER_KINDS[part]}; {_HOW}")
    if "d" in parts:
        after = parts[parts.index("d") + 1 :]
        if after[:1] == ["e"]:
            raise UsageProblem(f"{_shown(given)}: is the link of a published page, which cannot be written; {_HOW}")
        return after[0] if after else ""
    query = parse_qs(url.query)
    return next((query[key][0] for key in ("id", "key") if key in query), "")


def _bare(text: str) -> str:
    """Without the spaces, quotes and brackets that come along when a link is copied out of a mail."""
    return text.strip().strip("<>\"'").strip()


def _shown(text: str) -> str:
    """The text in a message, not endless."""
    return repr(text if len(text) <= 80 else text[:79] + "…")

"""Links of spreadsheets, as people copy them."""

from __future__ import annotations

import pytest

from sheets_gen.errors import UsageProblem
from sheets_gen.google.link import is_link, share_url, spreadsheet_id

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abc-_fg"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f" {ID}\n",
        f"https://docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=7&range=A1#gid=7",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit?usp=sharing",
        f"https://docs.google.com/a/example.org/spreadsheets/d/{ID}/htmlview",
        f"HTTPS://DOCS.GOOGLE.COM/spreadsheets/d/{ID}/edit",
        f"docs.google.com/spreadsheets/d/{ID}/edit",
        f"<https://docs.google.com/spreadsheets/d/{ID}/edit>",
        f"https://drive.google.com/open?id={ID}&usp=drive_fs",
        f"https://drive.google.com/file/d/{ID}/view",
        f"https://spreadsheets.google.com/ccc?key={ID}",
        share_url(ID),
        share_url(ID, 12),
    ],
)
def test_the_id(text: str) -> None:
    assert spreadsheet_id(text) == ID
    assert is_link(text) == (text.strip() != ID)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither the link nor the id"),
        ("report.xlsx", "neither the link nor the id"),
        ("short", "neither the link nor the id"),
        ("https://example.org/spreadsheets/d/" + ID, "not a link to Google Sheets"),
        (f"https://docs.google.com.evil.example/spreadsheets/d/{ID}", "not a link to Google Sheets"),
        (f"https://docs.google.com@evil.example/spreadsheets/d/{ID}", "not a link to Google Sheets"),
        ("https://[docs.google.com/spreadsheets", "not a link that can be read"),
        ("https://docs.google.com/spreadsheets/u/0/", "no whole id"),
        ("https://docs.google.com/spreadsheets/d/", "no whole id"),
        ("https://docs.google.com/spreadsheets/d/1aBc/edit", "no whole id"),
        (f"https://docs.google.com/document/d/{ID}/edit", "a text document"),
        (f"https://docs.google.com/forms/d/{ID}/edit", "a form"),
        (f"https://drive.google.com/drive/folders/{ID}", "a folder"),
        (f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml", "a published page"),
    ],
)
def test_what_is_none(text: str, words: str) -> None:
    with pytest.raises(UsageProblem, match=words) as caught:
        spreadsheet_id(text)
    assert "\n" not in str(caught.value)


def test_a_file_is_no_link() -> None:
    for text in ("report.xlsx", "docs.google.com", "./https.xlsx", "C:\\docs\\report.xlsx"):
        assert not is_link(text)


def test_the_link_to_hand_out() -> None:
    assert share_url(ID, 3) == f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=3"

"""What the workbook part says of the whole: names, and how it is calculated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheets_gen.excel.edit.kinds import CalcEdit, CannotEdit, NameEdit
from sheets_gen.excel.edit.sheet_xml import place_in
from sheets_gen.excel.edit.xml_spans import MAIN, Span, Splicer, fits, literal, prefix, quoted, text_of, truth_of
from sheets_gen.excel.refs import cell

_NAME = re.compile(r"[^\W\d][\w.\\?]{0,254}|\\[\w.\\?]{0,254}")
_ROW_AND_COLUMN = re.compile(r"[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*")
_WORKBOOK_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr"),
)


def name(root: Span, splicer: Splicer, edits: Sequence[NameEdit]) -> None:
    """Set the names; the last edit of a name counts. Raises CannotEdit for what cannot be a name or its target."""
    group = root.first(MAIN + "definedNames")
    known = {}
    for span in group.named(MAIN + "definedName") if group else ():
        if "localSheetId" not in span.attributes:
            known[span.attributes.get("name", "").casefold()] = span
    added = b""
    start = prefix(splicer.data, group or root)
    for edit in {edit.name.casefold(): edit for edit in edits}.values():
        target = _target(edit)
        old = known.get(edit.name.casefold())
        if old is None:
            tag = f"{start}definedName".encode()
            added += b'<%b name="%b">%b</%b>' % (tag, quoted(edit.name), literal(target), tag)
        elif text_of(splicer.data, old) != target:
            if old.empty:
                splicer.append(old, literal(target))
            else:
                splicer.replace(old.inner, old.close, literal(target))
    if added and group:
        splicer.append(group, added)
    elif added:
        at = place_in(root, "definedNames", _WORKBOOK_ORDER)
        splicer.replace(at, at, f"<{start}definedNames>".encode() + added + f"</{start}definedNames>".encode())


def _target(edit: NameEdit) -> str:
    if not _NAME.fullmatch(edit.name) or cell(edit.name) or _ROW_AND_COLUMN.fullmatch(edit.name):
        raise CannotEdit(f"{edit.name!r} cannot be the name of cells, for spreadsheets read it as something else.")
    target = edit.target.removeprefix("=")
    if not target or not fits(target):
        raise CannotEdit(f"The name {edit.name} cannot stand for {edit.target!r}.")
    return target


def calculation(root: Span, splicer: Splicer, edits: Sequence[CalcEdit]) -> None:
    """Set how the workbook is calculated; of several edits that say the same thing otherwise, the last counts."""
    span = root.first(MAIN + "calcPr")
    given = span.attributes if span else {}
    new = {}
    for edit in edits:
        if edit.full_calc_on_load is not None:
            new["fullCalcOnLoad"] = edit.full_calc_on_load
        if edit.full_precision:
            new["fullPrecision"] = True
        if edit.no_iteration:
            new["iterate"] = False
    standard = {"fullPrecision": True}
    set_to = {
        key: str(int(value))
        for key, value in new.items()
        if value != (truth_of(given[key]) if key in given else standard.get(key, False))
    }
    if any(edit.calc_mode_auto for edit in edits) and given.get("calcMode", "auto") != "auto":
        set_to["calcMode"] = "auto"
    if not set_to:
        return
    if span is None:
        at = place_in(root, "calcPr", _WORKBOOK_ORDER)
        told = "".join(f' {key}="{value}"' for key, value in set_to.items())
        splicer.replace(at, at, f"<{prefix(splicer.data, root)}calcPr{told}/>".encode())
        return
    for key, value in set_to.items():
        splicer.attribute(span, key, value)

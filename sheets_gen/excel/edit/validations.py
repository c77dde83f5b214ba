"""Rules for what may be typed into cells: one is added, and no older one keeps a say over its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sheets_gen.excel.edit.kinds import CannotEdit, ValidationEdit, Where
from sheets_gen.excel.edit.sheet_xml import Sheet, place
from sheets_gen.excel.edit.xml_spans import (
    MAIN,
    Span,
    Splicer,
    fits,
    literal,
    number_of,
    prefix,
    quoted,
    text_of,
    truth_of,
)
from sheets_gen.excel.moved import moved
from sheets_gen.excel.refs import MAX_COLUMN, MAX_ROW, Area, area

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main "
_XM = "http://schemas.microsoft.com/office/excel/2006/main "
_GROUP, _RULE = MAIN + "dataValidations", MAIN + "dataValidation"
_FORMULAS = ("formula1", "formula2")
_FLAGS = ("allowBlank", "showInputMessage", "showErrorMessage")
_LIMITS = {"title": 32, "prompt": 255, "error_title": 32, "error": 255, "formula1": 8192, "formula2": 8192}
_MAY_MOVE = re.compile(r"[A-Za-z]\$?[0-9]|[0-9]:\$?[0-9]|[A-Za-z]:\$?[A-Za-z]")


class _Rule(NamedTuple):
    """A rule of the file: its element, that of its cells (or None when an attribute names them), and the cells."""

    span: Span
    cells: Span | None
    areas: list[Area]
    formulas: list[Span]


class _Extended(NamedTuple):
    """A group of rules among the extensions: the elements around it, the outermost first, and the rules."""

    path: tuple[Span, ...]
    rules: list[_Rule]


def validate(sheet: Sheet, splicer: Splicer, edits: Sequence[ValidationEdit]) -> None:
    """Add the rules, each to its own cells; where two of them meet the later one counts. Raises CannotEdit."""
    for edit in edits:
        _check(edit)
    areas = [_area(edit) for edit in edits]
    group = sheet.top.first(_GROUP)
    rules = [_rule(sheet, span) for span in group.named(_RULE)] if group else []
    extended = list(_extended(sheet))
    known = [rule for more in extended for rule in more.rules] + rules
    new = []
    for at, edit in enumerate(edits):
        left = _cut([areas[at]], areas[at + 1 :])
        if left and not _is_there(sheet.data, known, edit, left):
            new.append((edit, left))
    cuts = [piece for _, left in new for piece in left]
    if not cuts:
        return
    gone = sum(_shrink(sheet, splicer, rule, cuts) for rule in rules)
    for more in extended:
        _shrink_extended(sheet, splicer, more, cuts)
    _add(sheet, splicer, group, len(rules) - gone, new)


def _check(edit: ValidationEdit) -> None:
    own = _area(edit)
    if own.top < 1 or own.left < 1 or own.bottom > MAX_ROW or own.right > MAX_COLUMN:
        raise CannotEdit(f"A rule of {edit.tab} is to cover cells outside of any sheet.")
    for field, most in _LIMITS.items():
        text = str(getattr(edit, field))
        if len(text.encode("utf-16-le", "surrogatepass")) > 2 * most:
            raise CannotEdit(f"The rule for {edit.tab}!{own.text()} has a text of more than {most} characters.")
    if edit.kind == "list" and edit.formula1.startswith('"') and len(edit.formula1) > 257:
        raise CannotEdit(f"The rule for {edit.tab}!{own.text()} lists more than 255 characters of choices.")
    if not edit.formula1 or not (fits(edit.formula1) and fits(edit.formula2)):
        raise CannotEdit(f"The rule for {edit.tab}!{own.text()} says nothing that a spreadsheet can check.")


def _area(edit: ValidationEdit) -> Area:
    (top, left), (bottom, right) = edit.first, edit.last
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _rule(sheet: Sheet, span: Span) -> _Rule:
    cells = span.first(_XM + "sqref")
    text = text_of(sheet.data, cells) if cells else span.attributes.get("sqref", "")
    areas = [area(piece) for piece in text.split()]
    if None in areas:
        raise CannotEdit(f"The workbook's part {sheet.part} holds a rule for typing whose cells cannot be read.")
    formulas = [child for child in span.children if child.name in [MAIN + name for name in _FORMULAS]]
    for child in span.children:
        if child.name in [_X14 + name for name in _FORMULAS]:
            formulas += child.named(_XM + "f")
    return _Rule(span, cells, [known for known in areas if known], formulas)


def _extended(sheet: Sheet) -> list[_Extended]:
    """The groups of rules that newer programs keep apart."""
    found = []
    for extensions in sheet.top.named(MAIN + "extLst"):
        for ext in extensions.named(MAIN + "ext"):
            for group in ext.named(_X14 + "dataValidations"):
                rules = [_rule(sheet, span) for span in group.named(_X14 + "dataValidation")]
                found.append(_Extended((extensions, ext, group), rules))
    return found


def _cut(areas: list[Area], cuts: Sequence[Area]) -> list[Area]:
    for cut in cuts:
        areas = [piece for old in areas for piece in old.without(cut)]
    return areas


def _shrink(sheet: Sheet, splicer: Splicer, rule: _Rule, cuts: Sequence[Area]) -> bool:
    """Take cells out of a rule; True when none were left and the rule is gone."""
    left = _cut(rule.areas, cuts)
    if left == rule.areas:
        return False
    if not left:
        splicer.replace(rule.span.start, rule.span.end, b"")
        return True
    text = " ".join(piece.text() for piece in left)
    if rule.cells:
        splicer.replace(rule.cells.inner, rule.cells.close, text.encode())
    else:
        splicer.attribute(rule.span, "sqref", text)
    for formula in rule.formulas:
        _follow(sheet, splicer, formula, rule.areas, left)
    return False


def _follow(sheet: Sheet, splicer: Splicer, formula: Span, old: list[Area], new: list[Area]) -> None:
    """Rewrite a formula that counts from the rule's first cell when that is another one now."""
    before, after = _bases(old), _bases(new)
    text = text_of(sheet.data, formula)
    if before == after or not _MAY_MOVE.search(text):
        return
    try:
        if moved(text, 1, 1) == text:
            return  # nothing in it is relative
        if len(before) > 1 or len(after) > 1:
            raise ValueError("programs would not agree from which cell it counts")
        (row, column), (old_row, old_column) = *after, *before
        text = moved(text, row - old_row, column - old_column)
    except ValueError:
        raise CannotEdit(
            f"A rule for typing in {old[0].text()} of {sheet.part} counts from its first cell, "
            "and it would mean something else without some of its cells."
        ) from None
    splicer.replace(formula.inner, formula.close, literal(text))


def _bases(areas: list[Area]) -> set[Where]:
    """From where a relative formula counts: programs differ between the first area's corner and that of them all."""
    return {areas[0][:2], (min(piece.top for piece in areas), min(piece.left for piece in areas))}


def _shrink_extended(sheet: Sheet, splicer: Splicer, more: _Extended, cuts: Sequence[Area]) -> None:
    if more.rules and not any(_cut(rule.areas, cuts) for rule in more.rules):
        # Nothing is left, so what was only there to hold the rules goes with them.
        gone = more.path[-1]
        for around in reversed(more.path[:-1]):
            gone = around if len(around.children) == 1 else gone
            if gone is not around:
                break
        splicer.replace(gone.start, gone.end, b"")
        return
    lost = sum(_shrink(sheet, splicer, rule, cuts) for rule in more.rules)
    group = more.path[-1]
    if lost and "count" in group.attributes:
        splicer.attribute(group, "count", str(len(more.rules) - lost))


def _is_there(data: bytes, rules: list[_Rule], edit: ValidationEdit, cells: list[Area]) -> bool:
    """Does a rule of the file say just this of just these cells, and no other rule anything of them?"""
    about = [rule for rule in rules if _cut(rule.areas, cells) != rule.areas]
    if len(about) != 1 or about[0].areas != cells or about[0].cells:
        return False
    span = about[0].span
    given = span.attributes
    texts = tuple(given.get(key, "") for key in ("promptTitle", "prompt", "errorTitle", "error"))
    formulas = {child.name: text_of(data, child) for child in span.children}
    other = edit.kind != "list" and given.get("operator", "between") != edit.operator
    return (
        not other
        and given.get("type") == edit.kind
        and texts == (edit.title, edit.prompt, edit.error_title, edit.error)
        and all(truth_of(given.get(flag)) for flag in _FLAGS)
        and given.get("errorStyle", "stop") == "stop"
        and not truth_of(given.get("showDropDown"))
        and formulas.get(MAIN + "formula1") == edit.formula1.removeprefix("=")
        and formulas.get(MAIN + "formula2", "") == edit.formula2.removeprefix("=")
    )


def _add(
    sheet: Sheet, splicer: Splicer, group: Span | None, count: int, new: list[tuple[ValidationEdit, list[Area]]]
) -> None:
    start = prefix(sheet.data, group or sheet.top)
    rules = b"".join(_written(start, edit, areas) for edit, areas in new)
    total = str(count + len(new))
    if group is None:
        name = f"{start}dataValidations"
        at = place(sheet.top, "dataValidations")
        splicer.replace(at, at, f'<{name} count="{total}">'.encode() + rules + f"</{name}>".encode())
        return
    splicer.append(group, rules)
    if number_of(group.attributes.get("count")) != int(total):
        splicer.attribute(group, "count", total)


def _written(start: str, edit: ValidationEdit, areas: list[Area]) -> bytes:
    tag = f'<{start}dataValidation type="{edit.kind}"'
    if edit.kind != "list" and edit.operator != "between":
        tag += f' operator="{edit.operator}"'
    tag += "".join(f' {flag}="1"' for flag in _FLAGS)
    texts = {"errorTitle": edit.error_title, "error": edit.error, "promptTitle": edit.title, "prompt": edit.prompt}
    told = b"".join(f' {key}="'.encode() + quoted(text) + b'"' for key, text in texts.items() if text)
    cells = " ".join(piece.text() for piece in areas)
    body = b""
    for field in _FORMULAS:
        text = str(getattr(edit, field)).removeprefix("=")
        if text:
            body += f"<{start}{field}>".encode() + literal(text) + f"</{start}{field}>".encode()
    return tag.encode() + told + f' sqref="{cells}">'.encode() + body + f"</{start}dataValidation>".encode()

"""Independent spreadsheet engines: each recalculates a whole workbook, none shares code with ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import formualizer
import ironcalc
from openpyxl import load_workbook

Lookup: TypeAlias = Callable[[str, int, int], Any]
"""Tab title, 1-based row and column to the value an engine computed; "" and None both mean blank."""

_RESULT = r'(<c r="[A-Z]+[0-9]+" s="[0-9]+")(?: t="[a-z]+")?(><f>[^<]*</f>)<v>[^<]*</v>'
_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""


def without_caches(source: Path, target: Path) -> Path:
    """A copy in which every formula's stored result is the wrong number 987654321, so that only recalculation helps."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                text = data.decode()
                text = re.sub(_RESULT, r"\1\2<v>987654321</v>", text)
                data = text.encode()
            new.writestr(info, data)
    return target


def soffice(profile: Path, *args: str, recalculate: bool = True) -> None:
    """Run headless LibreOffice with its own profile; without ``recalculate`` it trusts stored results (its default)."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_RECALCULATE_ALWAYS.format(mode=0 if recalculate else 1))
    run_office(profile, *args)


def run_office(profile: Path, *args: str) -> None:
    """Run headless LibreOffice with a profile as it is."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: make test installs it"
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *args]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def libreoffice(paths: Sequence[Path], work: Path, *, recalculate: bool = True) -> dict[Path, Lookup]:
    """What LibreOffice makes of each workbook."""
    out = work / "converted"
    out.mkdir(parents=True, exist_ok=True)
    soffice(
        work / "profile",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        *map(str, paths),
        recalculate=recalculate,
    )
    return {path: stored(out / path.name) for path in paths}


def stored(path: Path) -> Lookup:
    """The results stored in a file."""
    book = load_workbook(path, data_only=True)
    return lambda tab, row, column: book[tab].cell(row, column).value


def ironcalc_of(path: Path) -> Lookup:
    """What IronCalc computes."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    sheets = {sheet["name"]: at for at, sheet in enumerate(model.get_worksheets_properties())}
    return lambda tab, row, column: model.get_cell_value(sheets[tab], row, column)


def formualizer_of(path: Path) -> Lookup:
    """What formualizer computes."""
    book = formualizer.load_workbook(str(path))
    book.evaluate_all()
    evaluate: Lookup = book.evaluate_cell
    return evaluate


ENGINES: Mapping[str, Callable[[Path], Lookup]] = {"ironcalc": ironcalc_of, "formualizer": formualizer_of}

"""Every tab as pictures, to be looked at: ``make pictures`` renders the samples, other shapes and every language.

``python -m tests.pictures --docs`` also renews the two pictures at the top of the README.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from samples.make import CONFIG, VALUES
from sheets_gen.config import ALL
from sheets_gen.excel.write import write
from sheets_gen.verbs import Request, make_plan
from tests.engines import soffice
from tests.helpers import ROOT, report, template

OUT = ROOT / "build" / "pictures"
IMAGES = ROOT / "docs" / "images"


def pages(workbook: Path, dots: int = 110) -> list[Path]:
    """The printed pages of a workbook as PNG files."""
    soffice(OUT / "profile", "--convert-to", "pdf", "--outdir", str(OUT), str(workbook))
    pdf = OUT / f"{workbook.stem}.pdf"
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", str(pdf), str(OUT / workbook.stem)], check=True)
    return sorted(OUT.glob(f"{workbook.stem}-*.png"))


def crop(pdf: Path, page: int, target: Path, box: tuple[int, int, int, int], dots: int) -> None:
    """A part of one page: left, top, width, height in dots."""
    left, top, width, height = (str(value) for value in box)
    area = ["-x", left, "-y", top, "-W", width, "-H", height]
    where = ["-f", str(page), "-l", str(page), "-singlefile", str(pdf), str(target.with_suffix(""))]
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", *area, *where], check=True)


def _spoken(language: str) -> Path:
    request = Request(values=VALUES, config=CONFIG, language=language, profile=ALL)
    path = OUT / f"all-{language}.xlsx"
    path.write_bytes(write(make_plan(request).plan))
    return path


def main() -> None:
    """Render the samples, a weekly, a quarterly and a mid-year report, and all metrics in each language."""
    OUT.mkdir(parents=True, exist_ok=True)
    weeks = report(start="2026-W01", periods=26, every="week").save(OUT / "weeks.xlsx")
    quarters = report(start="2025-Q3", periods=6, every="quarter").save(OUT / "quarters.xlsx")
    crossing = report(start="2026-07").save(OUT / "mid-year.xlsx")
    spoken = [_spoken(language) for language in template().languages]
    for workbook in (*sorted((ROOT / "samples").glob("*.xlsx")), weeks, quarters, crossing, *spoken):
        for page in pages(workbook):
            print(page)
    if "--docs" in sys.argv:
        filled = OUT / "filled.pdf"
        crop(filled, 1, IMAGES / "metrics.png", (80, 100, 2440, 880), 240)
        crop(filled, 3, IMAGES / "volume.png", (80, 100, 2000, 860), 240)


if __name__ == "__main__":
    main()

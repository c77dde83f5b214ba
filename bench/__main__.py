"""``python -m bench``: measure, print the table and the goals; ``--write`` also puts them into bench/README.md."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from bench.measure import Command, Pair, in_turn, mebibytes, run, seconds

ROOT = Path(__file__).parent.parent
README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
WORK = ROOT / "build" / "bench"
REPORT = WORK / "r.xlsx"
VALUES, CONFIG = ROOT / "samples" / "numbers-2026.csv", ROOT / "samples" / "report.toml"
TOOL = Path(sys.executable).with_name("sheets-gen")
PROFILES = ("standard", "all")
HUNDRED = 100
SMALL = "hootsuite"
"""As many metrics as the first goals were set for."""
_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    ours: str
    theirs: str
    ratio: str
    goal: str
    met: bool


def new(profile: str) -> Command:
    """Our command for the sample numbers in a profile."""
    report = REPORT if profile == PROFILES[0] else WORK / f"{profile}.xlsx"
    return (TOOL, "new", report, "--values", VALUES, "--config", CONFIG, "--profile", profile, "--force")


def yardstick(profile: str) -> Command:
    """The yardstick's command, after a look that both workbooks hold the same."""
    run(new(profile))
    folder = WORK / profile
    run((sys.executable, "-m", "bench.yardstick", folder, VALUES, CONFIG, profile))
    command: Command = (sys.executable, folder / "yardstick.py", folder / "yardstick.xlsx")
    run(command)
    ours = new(profile)[2]
    _say(f"comparing {ours} and the yardstick's")
    if subprocess.run((sys.executable, "-m", "bench.same", ours, folder / "yardstick.xlsx"), check=False).returncode:
        raise SystemExit(1)
    return command


def libreoffice(*reports: str | Path) -> Command | None:
    """LibreOffice recalculating reports, with a profile that trusts no stored result; None where it is missing."""
    program = shutil.which("soffice")
    if program is None:
        return None
    settings = WORK / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_RECALCULATE_ALWAYS, encoding="utf-8")
    profile = f"-env:UserInstallation={(WORK / 'profile').as_uri()}"
    convert = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", WORK / "recalculated", *reports)
    return (program, profile, "--headless", "--norestore", *convert)


def measure(rounds: int) -> list[Row]:
    """Every line of the table."""
    WORK.mkdir(parents=True, exist_ok=True)
    made: dict[str, Pair] = {}
    for profile in PROFILES:
        by_hand = yardstick(profile)
        _say(f"sheets-gen new --profile {profile} and the yardstick, {rounds} times each in turn")
        made[profile] = in_turn(new(profile), by_hand, rounds)
    _say(f"sheets-gen --help and import click, {rounds} times each in turn")
    usage = in_turn((TOOL, "--help"), (sys.executable, "-c", "import click"), rounds)
    rows = [
        *(
            _row(f"`new --profile {profile}` : the same workbook by hand", pair, "≤ 1.0×", pair.ratio() <= 1.0)
            for profile, pair in made.items()
        ),
        _row("`--help` : `import click`", usage, "≤ 2.0×", usage.ratio() <= 2.0),
    ]
    _say("peak memory of a report of the first article's metrics alone")
    small = in_turn(new(SMALL), new(SMALL), 3)
    checked = {profile: _verified(profile, rounds // 2) for profile in (SMALL, PROFILES[0])}
    rows += [
        _row(f"`verify` of {profile} : LibreOffice recalculating", pair, "≤ 0.25×", pair.ratio() <= 0.25)
        for profile, pair in checked.items()
    ]
    # What a child's peak memory is told to be holds what its parent held: so before the product is imported here.
    rows += [_hundred(), _filling_memory(), _guards(), *_filling(rounds)]
    return rows + _memory(made[PROFILES[0]], small, checked[PROFILES[0]])


def _verified(profile: str, rounds: int) -> Pair:
    """verify of a profile's report beside LibreOffice, or beside itself where that is missing."""
    report = new(profile)[2]
    verify: Command = (TOOL, "verify", report)
    office = libreoffice(report)
    _say(f"sheets-gen verify of {profile} and {'LibreOffice' if office else 'itself'}, {rounds} times each in turn")
    return in_turn(verify, office or verify, rounds)


def _hundred() -> Row:
    """verify of a hundred standard reports on all cores beside LibreOffice recalculating them, each in one process."""
    folder = WORK / "hundred"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    reports = [folder / f"{at:03}.xlsx" for at in range(HUNDRED)]
    for report in reports:
        shutil.copyfile(REPORT, report)
    verify: Command = (TOOL, "verify", folder, "--format", "json")
    office = libreoffice(*reports)
    _say(f"sheets-gen verify of {HUNDRED} reports and {'LibreOffice' if office else 'itself'}, twice each in turn")
    pair = in_turn(verify, office or verify, 2)
    ours, theirs = (seconds(runs) / HUNDRED for runs in (pair.ours, pair.theirs))
    what = f"`verify` of {HUNDRED} standard reports : LibreOffice recalculating, for each"
    ratio = f"{pair.ratio():.2f}×"
    return Row(what, f"{ours * 1000:.0f} ms", f"{theirs * 1000:.0f} ms", ratio, "≤ 0.167×", pair.ratio() <= 1 / 6)


def _guards() -> Row:
    from bench.guards import cost  # imports the product, which the others must not hold

    with_them, without = cost(REPORT, 15)
    what = "reading a standard report : the same without guards"
    ratio = f"{with_them / without:.2f}×"
    return Row(what, f"{with_them * 1000:.0f} ms", f"{without * 1000:.0f} ms", ratio, "", True)


def _filling_memory() -> Row:
    script: Command = (sys.executable, "-m", "bench.filling")
    run((*script, "month", REPORT, WORK))
    pair = in_turn((*script, "ours", REPORT, WORK), (*script, "openpyxl", REPORT, WORK), 3)
    ours, theirs = mebibytes(pair.ours), mebibytes(pair.theirs)
    what = "`fill` of one month : openpyxl, memory"
    return Row(what, f"{ours:.1f} MiB", f"{theirs:.1f} MiB", f"{ours / theirs:.2f}×", "", True)


def _filling(rounds: int) -> list[Row]:
    """fill of one month beside openpyxl, in one process."""
    from bench.filling import cost

    _say(f"fill of one month and openpyxl, {rounds} times each in turn")
    alone, whole, other = cost(REPORT, WORK, rounds)
    theirs = f"{other * 1000:.0f} ms"
    return [
        Row(
            "the edit of one month's cells and results, in process : openpyxl load, set, save",
            f"{alone * 1000:.0f} ms",
            theirs,
            f"{alone / other:.2f}×",
            "≤ 0.25×",
            alone / other <= 0.25,
        ),
        Row(
            "all of `fill`, from values file to file read back, in process : the same",
            f"{whole * 1000:.0f} ms",
            theirs,
            f"{whole / other:.2f}×",
            "",
            True,
        ),
    ]


def _row(what: str, pair: Pair, goal: str, met: bool) -> Row:
    ours, theirs = seconds(pair.ours), seconds(pair.theirs)
    return Row(what, f"{ours * 1000:.0f} ms", f"{theirs * 1000:.0f} ms", f"{pair.ratio():.2f}×", goal, met)


def _memory(made: Pair, small: Pair, checked: Pair) -> list[Row]:
    ours, by_hand, few, verify = (mebibytes(runs) for runs in (made.ours, made.theirs, small.ours, checked.ours))
    ratio = f"{ours / by_hand:.2f}×"
    return [
        Row("`new --profile standard` : by hand, memory", f"{ours:.1f} MiB", f"{by_hand:.1f} MiB", ratio, "", True),
        Row("`new --profile hootsuite`, memory", f"{few:.1f} MiB", "", "", "≤ 40 MiB", few <= 40),
        Row("`verify`, memory", f"{verify:.1f} MiB", "", "", "", True),
    ]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| What | ours | yardstick | ratio | goal | |", "|---|---:|---:|---:|---|---|"]
    for row in rows:
        said = ("met" if row.met else "missed") if row.goal else ""
        lines.append(f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio} | {row.goal} | {said} |")
    return "\n".join(lines)


def write_readme(text: str) -> None:
    """Put the table between the README's markers."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="runs of each side; LibreOffice gets half (20)")
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    args = parser.parse_args()
    text = table(measure(max(2, args.rounds)))
    print(text)
    if args.write:
        write_readme(text)


if __name__ == "__main__":
    main()

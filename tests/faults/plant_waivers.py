"""Faults of waivers: W101 to W103, in the report's own setting and beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sheets_gen.snapshot import FoundCell
from tests.faults.fault import Fault, spots
from tests.faults.reports import Clean


def _in_setting(clean: Clean, code: str, way: str, text: str) -> Fault:
    where = clean.at("calculator:report_waive", "unit")
    return Fault(
        code, f"{way} (in the report)", spots((where[0], where[1], 1)), {where: FoundCell(text)}, names=text[:20]
    )


def _beside(clean: Clean, code: str, way: str, text: str) -> Fault:
    where = clean.at("calculator:report_waive", "id")
    return Fault(code, f"{way} (report.toml)", spots(where), waive=(text,), names=text[:20])


def _both(clean: Clean, code: str, ways: dict[str, str]) -> Iterator[Fault]:
    for at, (way, text) in enumerate(ways.items()):
        yield (_in_setting, _beside)[at % 2](clean, code, way, text)


def w101(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Waivers of nothing."""
    key, period = dice.choice(clean.inputs()), dice.choice(clean.periods)
    ways = {
        "settled": f"N113 {key} {period} because it was a launch",
        "by its cell": "F101 E900 because it is meant",
        "another code": "R106 because nobody knows",
        "misspelt": f"N113 {key}x {period} because it was a launch",
        "with a day to come": f"R102 {key} until 2099-12 because it is counted elsewhere",
        "a whole code": "S118 because we work in it",
    }
    return _both(clean, "W101", ways)


def w102(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Waivers whose day is past."""
    key, period = dice.choice(clean.inputs()), dice.choice(clean.periods)
    ways = {
        "a month": f"N113 {key} {period} until 2020-09 because it was a launch",
        "a day": f"N113 {key} until 2021-02-28 because it was a launch",
        "a whole code": "S118 until 2019-12 because we work in it",
        "a December": "S117 until 2022-12 because of a link",
        "a cell": "F101 E12 until 2020-01-31 because it is meant",
        "a leap day": "R105 until 2024-02-29 because some have none",
    }
    return _both(clean, "W102", ways)


def w103(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Waivers that cannot be read."""
    key = dice.choice(clean.inputs())
    ways = {
        "no reason": f"N113 {key}",
        "an empty reason": f"N113 {key} because ",
        "no code": f"{key} because it was a launch",
        "a code that is none": f"N999 {key} because it was a launch",
        "another word for because": f"N113 {key} since it was a launch",
        "no such day": f"N113 {key} until 2025-13 because it was a launch",
        "a day in another form": f"N113 {key} until 31.12.2099 because it was a launch",
        "prose": "please ignore the jump in June",
        "until, and nothing": f"N113 {key} until because it was a launch",
        "a code too long": "N1133 because it is so",
    }
    return _both(clean, "W103", ways)

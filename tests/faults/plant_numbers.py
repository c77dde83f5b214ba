"""Numbers that cannot be or are odd: N110 to N114."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from sheets_gen.snapshot import FoundCell
from tests.faults.fault import Cells, Fault, cell_fault, spots
from tests.faults.plant_results import typed
from tests.faults.reports import Address, Clean


def _targets(clean: Clean, unit: str) -> list[Address]:
    """Cells of targets whose metric has this unit and a top."""
    metrics = clean.made.catalogue.template.metrics
    ids = [e.id for e in clean.made.catalogue.entries if e.metric.unit == unit and metrics[e.id].most is not None]
    return [clean.at(f"metrics:{id}", "target") for id in ids if f"metrics:{id}" in clean.made.addresses.rows]


def n110(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Below the least, above the most, broken where only whole numbers are."""
    for way, value in (("a negative count", -3.0), ("a broken count", 12.5), ("a count with a trace", 120.0000001)):
        where, _ = typed(clean, dice, "count")
        yield cell_fault("N110", way, where, FoundCell(value))
    where, number = typed(clean, dice, "count")
    yield cell_fault("N110", "the count's own sign turned", where, FoundCell(-number))
    for unit in ("money", "hours", "seconds", "years"):
        if clean.inputs(unit):
            where, number = typed(clean, dice, unit)
            yield cell_fault("N110", f"negative {unit}", where, FoundCell(-number))
    for key, values in {"csat_scale_max": (1, 100, 0), "service_level_threshold": (0, 90_000)}.items():
        if key in clean.made.catalogue.items:
            for value in values:
                period = dice.choice(clean.periods)
                # One scale among others also makes a total blank, and a note of an odd number at the same cell.
                yield cell_fault("N110", f"{key} {value}", clean.at(f"calculator:{key}", period), FoundCell(value))
    for way, value in (("an NPS target of 120", 120), ("an NPS target of -150", -150)):
        yield cell_fault("N110", way, clean.at("metrics:nps", "target"), FoundCell(value))
    for way, value in (("a target below 0 %", -0.2), ("a target of 101 and more", 850), ("a target of 120 %", 1.2)):
        yield cell_fault("N110", way, dice.choice(_targets(clean, "percent")), FoundCell(value))
    where, number = typed(clean, dice, "count")
    yield cell_fault("N110", "negative, as text in brackets", where, FoundCell(f"({int(number)})"))


def n111(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Percentages typed as numbers."""
    for value in (85, 90.5, 4, 99.9, 100, 2, 1.6):
        yield cell_fault("N111", f"{value}", dice.choice(_targets(clean, "percent")), FoundCell(value))
    yield cell_fault("N111", "85 as text", dice.choice(_targets(clean, "percent")), FoundCell("85"))
    for id in ("csat", "retention_rate", "sla_compliance"):
        if f"metrics:{id}" in clean.made.addresses.rows and id in clean.made.catalogue.config.targets:
            where = clean.at(f"metrics:{id}", "target")
            yield cell_fault("N111", f"{id} as a percentage of a percentage", where, FoundCell(0.0085))


_UNITS = {
    "hours": (("minutes", 60), ("days", 1 / 24), ("seconds", 3600)),
    "seconds": (("minutes", 1 / 60), ("hours", 1 / 3600), ("milliseconds? no: days", 1 / 86400)),
    "minutes": (("hours", 1 / 60), ("seconds", 60)),
    "money": (("thousands", 1 / 1000), ("cents", 100)),
    "count": (("thousands", 1 / 1000),),
}


def n112(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Numbers in another unit than the other periods'."""
    for unit, ways in _UNITS.items():
        keys = [
            key for key in clean.inputs(unit) if min(clean.numbers[key].values()) >= (20_000 if unit == "count" else 1)
        ]
        for way, factor in ways if keys else ():
            key, period = dice.choice(keys), dice.choice(clean.periods)
            value = clean.numbers[key][period] * factor
            value = round(value) if unit == "count" else float(f"{value:.4g}")
            yield cell_fault("N112", f"{unit} in {way}", clean.at(f"calculator:{key}", period), FoundCell(value))


def n113(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Jumps that no unit and no slip of a digit explains."""
    for factor in (4, 4.5, 5, 6, 0.25, 0.2, 30):
        keys = [key for key in clean.inputs("count") if min(clean.numbers[key].values()) >= 200]
        key, period = dice.choice(keys), dice.choice(clean.periods)
        value = round(clean.numbers[key][period] * factor)
        yield cell_fault("N113", f"times {factor}", clean.at(f"calculator:{key}", period), FoundCell(value))


_SLIPS: dict[str, Callable[[str], str]] = {
    "a zero too many": lambda text: text + "0",
    "the last digit missing": lambda text: text[:-1],
    "a digit in the middle twice": lambda text: text[:2] + text[1:],
    "two zeros too many": lambda text: text + "00",
    "the last two digits missing": lambda text: text[:-2],
    "a digit too many at the end": lambda text: text + "7",
}


def n114(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A digit too many or too few."""
    keys = [key for key in clean.inputs("count") if min(clean.numbers[key].values()) >= 200]
    for way, change in _SLIPS.items():
        key, period = dice.choice(keys), dice.choice(clean.periods)
        value = int(change(str(int(clean.numbers[key][period]))))
        yield cell_fault("N114", way, clean.at(f"calculator:{key}", period), FoundCell(value))


def n109(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A number left out, and a period left out."""
    for unit in ("count", "hours", "seconds", "money", "count"):
        keys = clean.inputs(unit)
        if keys:
            key, period = dice.choice(keys), dice.choice(clean.periods)
            way = f"a number left out ({unit})"
            yield cell_fault("N109", way, clean.at(f"calculator:{key}", period), None, also=("R104", "R105"))
    period = dice.choice(clean.periods[1:-1])
    cells: Cells = {clean.at(f"calculator:{key}", period): None for key in clean.numbers}
    first = clean.at(f"calculator:{next(iter(clean.numbers))}", period)
    yield Fault("N109", "a period left out", spots(first), cells, also=("R104", "R105"))


def n115(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A scale of one period, and a scale changed for good."""
    for key, value in (("csat_scale_max", 10), ("csat_scale_max", 7), ("ces_scale_max", 5)):
        if key not in clean.made.catalogue.items:
            continue
        period = dice.choice(clean.periods[1:])
        yield cell_fault("N115", f"{key} {value} once", clean.at(f"calculator:{key}", period), FoundCell(value))
        at = dice.randrange(1, len(clean.periods))
        cells: Cells = {clean.at(f"calculator:{key}", p): FoundCell(value) for p in clean.periods[at:]}
        where = clean.at(f"calculator:{key}", clean.periods[at])
        yield Fault("N115", f"{key} {value} for good", spots(where), cells)

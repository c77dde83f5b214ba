"""Who plants what: a code to the function that yields faults of it in a clean report."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from tests.faults import (
    plant_dates,
    plant_formulas,
    plant_labels,
    plant_numbers,
    plant_ranges,
    plant_relations,
    plant_results,
    plant_structure,
    plant_texts,
    plant_waivers,
    plant_workbook,
)
from tests.faults.fault import Fault
from tests.faults.reports import Clean

Planter: TypeAlias = Callable[[Clean, random.Random], Iterator[Fault]]

_MODULES = (
    plant_formulas, plant_ranges, plant_results, plant_texts, plant_numbers, plant_relations, plant_dates,
    plant_structure, plant_labels, plant_workbook, plant_waivers,
)  # fmt: skip


def planters() -> Mapping[str, Planter]:
    """Planters by code: the functions of the modules that are called like a code."""
    found = {
        name.upper(): function
        for module in _MODULES
        for name, function in vars(module).items()
        if len(name) == 4 and name[1:].isdigit() and function.__module__ == module.__name__
    }
    order = "FNRDSW"
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0])))


def faults_of(clean: Clean, code: str, seed: int, *, least: int = 5, most: int = 10_000) -> Iterator[Fault]:
    """Faults of a code: each of its ways once, again with other cells until there are enough; never more than asked."""
    planter = planters()[code]
    made = 0
    for turn in range(least):
        dice = random.Random(f"{seed} {clean.name} {code} {turn}")
        faults = list(planter(clean, dice))
        dice.shuffle(faults)
        for fault in faults:
            if made >= most or (turn > 0 and made >= least):
                return
            made += 1
            yield fault._replace(way=fault.way if turn == 0 else f"{fault.way}, again")
        if not faults or made >= least:
            return

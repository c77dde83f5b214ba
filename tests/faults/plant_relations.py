"""Numbers that contradict each other: R101 to R107."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from sheets_gen.snapshot import FoundCell
from tests.faults.fault import Cells, Fault, spots
from tests.faults.reports import Address, Clean

PARTS = (
    ("satisfied_responses", "csat_responses"), ("easy_responses", "ces_responses"),
    ("agreeing_responses", "ces_responses"), ("lost_customers", "customers_start"),
    ("retained_new_customers", "new_customers"), ("referred_customers", "new_customers"),
    ("repeat_customers", "purchasing_customers"), ("resolved_first_contact", "tickets_resolved"),
    ("resolved_single_agent", "tickets_resolved"), ("tickets_first_responded", "tickets_received"),
    ("review_points_earned", "review_points_possible"), ("positive_interactions", "rated_interactions"),
    ("surveys_answered", "surveys_sent"), ("converted_interactions", "interactions"),
    ("messages_opened", "messages_delivered"), ("messages_clicked", "messages_opened"),
    ("backlog_overdue", "backlog_end"), ("self_service_users", "support_users"),
    ("self_service_resolved", "self_service_attempts"), ("calls_answered_within", "calls_answered"),
    ("calls_abandoned_within", "calls_abandoned"), ("calls_abandoned_short", "calls_abandoned"),
    ("wait_time_answered", "wait_time_all"), ("tickets_within_sla", "tickets_with_sla"),
    ("calls_missed", "calls_offered"), ("calls_blocked", "call_attempts"), ("sops_documented", "sop_topics"),
    ("contacts_not_resolvable", "contacts_received"),
    ("call_answers_by_slot.from_10", "call_attempts_by_slot.from_10"),
)  # fmt: skip
SUMS = (
    (("promoters", "passives", "detractors"), ("nps_responses",)),
    (("customers_start", "retained_new_customers"), ("customers_end", "lost_customers")),
    (("backlog_start", "tickets_received", "tickets_reopened"), ("backlog_end", "tickets_resolved")),
    (("calls_answered", "calls_abandoned", "calls_blocked"), ("calls_offered",)),
    (("contacts_by_channel.*",), ("tickets_received",)),
)
"""Numbers of one period that add up to the same."""
CARRIED = (("customers_end", "customers_start"), ("backlog_end", "backlog_start"))


def place(clean: Clean, key: str, period: str) -> Address:
    """The cell of an input."""
    return clean.at(f"calculator:{key}", period)


def has(clean: Clean, *keys: str) -> bool:
    """Has the report all of these inputs?"""
    return all(key in clean.made.catalogue.items for key in keys)


def one(clean: Clean, code: str, way: str, key: str, period: str, value: float) -> Fault:
    """One number changed; the finding stands at it or names it."""
    where = place(clean, key, period)
    return Fault(code, way, spots(where), {where: FoundCell(value)})


def r101(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Parts above their whole: the part raised, or the whole lowered."""
    for part, whole in PARTS:
        if has(clean, part, whole):
            period = dice.choice(clean.periods)
            of = clean.numbers[whole][period]
            yield one(clean, "R101", f"{part} one above", part, period, of + 1)
    for part, whole in dice.sample(PARTS, len(PARTS)):
        if has(clean, part, whole):
            period = dice.choice(clean.periods)
            given = clean.numbers[part][period]
            yield one(clean, "R101", f"{whole} below {part}", whole, period, max(0, int(given * 0.8)))
    if has(clean, "tickets_by_category.returns"):
        period = dice.choice(clean.periods)
        more = clean.numbers["tickets_by_category.returns"][period] + 7
        yield one(clean, "R101", "a category too large", "tickets_by_category.returns", period, more)
    if has(clean, "ces_score_sum", "ces_scale_max"):
        period = dice.choice(clean.periods)
        top = 7 * clean.numbers["ces_responses"][period]
        yield one(clean, "R101", "more points than the scale has", "ces_score_sum", period, top + 1)


def _sums(clean: Clean) -> list[tuple[list[str], list[str]]]:
    """The sums of this report, families written out."""
    found = []
    for left, right in SUMS:
        sides = [[k for id in side for k in _keys(clean, id)] for side in (left, right)]
        if all(_keys(clean, id) for id in (*left, *right)):
            found.append((sides[0], sides[1]))
    return found


def _keys(clean: Clean, id: str) -> list[str]:
    return [key for key in clean.made.catalogue.items if key == id or (id[-1] == "*" and key.startswith(id[:-1]))]


def r102(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Sums that do not come out: one number more or less."""
    for left, right in _sums(clean):
        for key in (*left, *right):
            period, by = dice.choice(clean.periods), dice.choice((-5, -1, 1, 10))
            yield one(clean, "R102", f"{key} {by:+}", key, period, clean.numbers[key][period] + by)


def r103(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """A period that does not begin with what the last one ended with."""
    for end, start in CARRIED:
        if not has(clean, end, start):
            continue
        for by in (-20, -1, 1, 30):
            at = dice.randrange(len(clean.periods) - 1)
            before, after = clean.periods[at], clean.periods[at + 1]
            yield one(clean, "R103", f"{end} {by:+}", end, before, clean.numbers[end][before] + by)
            yield one(clean, "R103", f"{start} {by:+}", start, after, clean.numbers[start][after] + by)
        at = dice.randrange(1, len(clean.periods) - 1)
        period = clean.periods[at]
        cells: Cells = {place(clean, k, period): FoundCell(clean.numbers[k][period] + 25) for k in (end, start)}
        yield Fault("R103", f"{start} and {end} of a period +25", spots(*cells), cells)


def r104(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Results that cannot be."""
    if has(clean, "customers_start", "customers_end", "retained_new_customers"):
        first, last = clean.periods[0], clean.periods[-1]
        for way, key, period, factor in (
            ("ten percent more at the end", "customers_end", dice.choice(clean.periods), 1.1),
            ("twice as many at the end", "customers_end", dice.choice(clean.periods), 2),
            ("fewer at the start", "customers_start", dice.choice(clean.periods), 0.9),
            ("half as many at the start", "customers_start", dice.choice(clean.periods), 0.5),
            ("more at the end of the last period", "customers_end", last, 1.04),
            ("fewer at the start of the first", "customers_start", first, 0.96),
            ("more at the end of the first", "customers_end", first, 1.2),
        ):
            yield one(clean, "R104", way, key, period, round(clean.numbers[key][period] * factor))
    if has(clean, "ces_score_sum"):
        period = dice.choice(clean.periods)
        yield one(
            clean,
            "R104",
            "less than a point an answer",
            "ces_score_sum",
            period,
            clean.numbers["ces_responses"][period] - 9,
        )
    if has(clean, "contacts_not_resolvable", "contacts_received", "resolved_first_contact"):
        period = dice.choice(clean.periods)
        whole = clean.numbers["contacts_received"][period]
        yield one(clean, "R104", "hardly any contact left", "contacts_not_resolvable", period, whole - 20)


def r105(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Tickets without a category; one note, at the first category in the first of the periods."""
    keys = [key for key in clean.made.catalogue.items if key.startswith("tickets_by_category.")]
    if not keys:
        return
    for way, count, by in (
        ("one ticket in one period", 1, 1), ("ten tickets in one period", 1, 10), ("in two periods", 2, 4),
        ("in three periods", 3, 2), ("in every period", len(clean.periods), 3), ("a whole category left out", 1, 0),
    ):  # fmt: skip
        periods = sorted(dice.sample(clean.periods, count))
        key = dice.choice(keys)
        cells: Cells = {
            place(clean, key, period): FoundCell(clean.numbers[key][period] - by if by else 0) for period in periods
        }
        yield Fault("R105", way, spots(place(clean, keys[0], periods[0])), cells)


def r106(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Periods copied."""
    last = len(clean.periods) - 1
    later = dice.randrange(2, last)
    for way, source, target in (
        ("the one before", later - 1, later), ("the first one", 0, later),
        ("the last from the one before", last - 1, last),
        ("the last from the first", 0, last), ("the second from the first", 0, 1),
    ):  # fmt: skip
        yield _copied(clean, way, source, target, clean.inputs())
    some = [key for key in clean.inputs() if not key.startswith("tickets_by")]
    yield _copied(clean, "and the set numbers with it", later - 1, later, list(clean.made.catalogue.items))
    yield _copied(clean, "all that is typed, the rest emptied", later - 1, later, some[:8], emptied=True)


def _copied(clean: Clean, way: str, source: int, target: int, keys: Sequence[str], *, emptied: bool = False) -> Fault:
    from_, to = clean.periods[source], clean.periods[target]
    cells: dict[Address, FoundCell | None] = {
        place(clean, key, to): FoundCell(clean.numbers[key][from_]) for key in keys
    }
    if emptied:
        # Both periods hold the same few numbers and nothing else.
        for key in clean.inputs():
            if key not in keys:
                cells[place(clean, key, to)] = cells[place(clean, key, from_)] = None
    return Fault("R106", way, spots(place(clean, keys[0], to)), cells)


def r107(clean: Clean, dice: random.Random) -> Iterator[Fault]:
    """Two digits of a number swapped, where no other number's digits would explain the broken sum."""
    for left, right in _sums(clean):
        for key in dice.sample([*left, *right], min(4, len(left) + len(right))):
            for period in dice.sample(clean.periods, len(clean.periods)):
                found = _swap(clean, (left, right), key, period, dice)
                if found is not None:
                    yield one(clean, "R107", f"{key}: {clean.numbers[key][period]:.0f} as {found}", key, period, found)
                    break


def swaps(value: float) -> list[int]:
    """The number with each two neighbouring digits swapped."""
    text = str(int(value))
    made = {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)} - {text}
    return sorted(int(one) for one in made if one[0] != "0")


def _swap(clean: Clean, sides: tuple[list[str], list[str]], key: str, period: str, dice: random.Random) -> int | None:
    """The number to plant; None where another slip could be meant, or where a part came above its whole."""
    numbers = {k: clean.numbers[k][period] for side in sides for k in side}
    for other in dice.sample(swaps(numbers[key]), len(swaps(numbers[key]))):
        with_it = numbers | {key: other}
        gap = sum(with_it[k] for k in sides[0]) - sum(with_it[k] for k in sides[1])
        signs = dict.fromkeys(sides[0], 1) | dict.fromkeys(sides[1], -1)
        fits = [(k, new) for k, old in with_it.items() for new in swaps(old) if signs[k] * (new - old) == -gap]
        if len(fits) == 1:
            return other
    return None

"""Raw numbers of a team that could exist: smooth, different in every period, and true to every identity."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from sheets_gen.catalogue import Catalogue

CARRIED = (("customers_end", "customers_start"), ("backlog_end", "backlog_start"))
"""What a period ends with, the next one begins with."""


def steady(at: int) -> float:
    """A team that grows by half a percent each period."""
    return 1.005**at


def figures(
    catalogue: Catalogue, keys: Sequence[str], dice: random.Random, level: Callable[[int], float] = steady
) -> dict[str, dict[str, float]]:
    """Numbers of every input of the report in these periods; ``level`` says how busy the n-th one is."""
    made: dict[str, dict[str, float]] = {}
    first = level(0)
    carried: dict[str, float] = {"customers_start": _whole(5200 * first), "backlog_start": _whole(420 * first)}
    for at, key in enumerate(keys):
        one = _period(catalogue, dice, level(at), carried)
        carried = {begin: one[end] for end, begin in CARRIED}
        for id, value in one.items():
            if id in catalogue.items:
                made.setdefault(id, {})[key] = value
    unknown = catalogue.items.keys() - made.keys()
    assert not unknown, f"inputs without a rule for their numbers: {sorted(unknown)}"
    return {id: made[id] for id in catalogue.items}


def _whole(value: float) -> int:
    return max(1, round(value))


class _Dice:
    """Numbers about a level: a period is up to six percent off it."""

    def __init__(self, dice: random.Random, size: float) -> None:
        self._dice, self._size = dice, size

    def count(self, level: float) -> int:
        return _whole(level * self._size * self._dice.uniform(0.94, 1.06))

    def amount(self, level: float) -> float:
        return round(level * self._size * self._dice.uniform(0.94, 1.06), 2)

    def part(self, whole: float, share: float) -> int:
        """A part of a whole, never above it."""
        return min(int(whole), round(whole * share * self._dice.uniform(0.96, 1.04)))

    def split(self, whole: int, names: Sequence[str]) -> dict[str, float]:
        """A whole in as many parts, which add up to it."""
        weights = [self._dice.uniform(0.95, 1.05) * (1 + at % 3) for at in range(len(names))]
        parts = {name: int(whole * weight / sum(weights)) for name, weight in zip(names, weights, strict=True)}
        parts[names[0]] += whole - sum(parts.values())
        return dict(parts)


def _period(catalogue: Catalogue, dice: random.Random, size: float, carried: Mapping[str, float]) -> dict[str, float]:
    near = _Dice(dice, size)
    numbers: dict[str, float] = {}
    for block in (_surveys(near), _customers(near, carried), _tickets(near, carried), _phone(near), _others(near)):
        numbers |= block
    return numbers | _lists(catalogue, near, int(numbers["tickets_received"]))


def _surveys(near: _Dice) -> dict[str, float]:
    answers, rated, effort, sent = near.count(400), near.count(500), near.count(300), near.count(1500)
    promoters, detractors = near.part(answers, 0.55), near.part(answers, 0.15)
    mood = near.count(700)
    return {
        "promoters": promoters,
        "detractors": detractors,
        "passives": answers - promoters - detractors,
        "nps_responses": answers,
        "csat_responses": rated,
        "satisfied_responses": near.part(rated, 0.84),
        "csat_scale_max": 5,
        "ces_responses": effort,
        "easy_responses": near.part(effort, 0.7),
        "agreeing_responses": near.part(effort, 0.65),
        "ces_scale_max": 7,
        "ces_score_sum": near.part(7 * effort, 0.75),
        "review_points_possible": 50 * (points := near.count(60)),
        "review_points_earned": near.part(50 * points, 0.86),
        "rated_interactions": mood,
        "positive_interactions": near.part(mood, 0.6),
        "negative_interactions": near.part(mood, 0.2),
        "surveys_sent": sent,
        "surveys_answered": near.part(sent, 0.3),
    }


def _customers(near: _Dice, carried: Mapping[str, float]) -> dict[str, float]:
    won, start = near.count(160), carried["customers_start"]
    stayed, lost = near.part(won, 0.9), near.count(130)
    bought = near.count(2400)
    return {
        "customers_start": start,
        "new_customers": won,
        "retained_new_customers": stayed,
        "lost_customers": lost,
        "customers_end": start + stayed - lost,
        "sales_marketing_spend": near.amount(41000),
        "annual_revenue": near.amount(2_100_000),
        "revenue_customers": near.count(5000),
        "relationship_years": near.amount(4.2),
        "active_customers": near.count(3900),
        "referred_customers": near.part(won, 0.25),
        "purchasing_customers": bought,
        "repeat_customers": near.part(bought, 0.4),
        "customers_measured": near.count(4800),
        "tenure_years_total": near.amount(15800),
        "service_gain": near.amount(93000),
        "service_cost": near.amount(52000),
    }


def _tickets(near: _Dice, carried: Mapping[str, float]) -> dict[str, float]:
    received, start = near.count(1300), carried["backlog_start"]
    reopened = near.count(60)
    # As many are resolved as come in, but for a few, so that the backlog stays about where it is.
    resolved = int(received + reopened - near.count(10) + near.count(8))
    contacts = near.count(1700)
    sla = near.count(1100)
    end = start + received + reopened - resolved
    return {
        "tickets_received": received,
        "tickets_reopened": reopened,
        "tickets_resolved": resolved,
        "backlog_start": start,
        "backlog_end": end,
        "backlog_overdue": near.part(end, 0.2),
        "tickets_first_responded": near.part(received, 0.93),
        "first_response_time_total": near.amount(2600),
        "resolution_time_total": near.amount(21000),
        "median_resolution_hours": near.amount(11),
        "resolved_first_contact": near.part(resolved, 0.6),
        "resolved_single_agent": near.part(resolved, 0.8),
        "contacts_received": contacts,
        "contacts_not_resolvable": near.part(contacts, 0.1),
        "ticket_interactions": near.count(3100),
        "tickets_with_sla": sla,
        "tickets_within_sla": near.part(sla, 0.9),
        "cases_waiting": near.count(210),
        "responses": near.count(2900),
        "response_time_total": near.amount(6900),
    }


def _phone(near: _Dice) -> dict[str, float]:
    answered, abandoned, blocked = near.count(800), near.count(70), near.count(30)
    offered = answered + abandoned + blocked
    waited = near.count(21000)
    return {
        "calls_answered": answered,
        "calls_abandoned": abandoned,
        "calls_blocked": blocked,
        "calls_offered": offered,
        "calls_missed": near.part(offered, 0.05),
        "call_attempts": near.count(1100),
        "calls_answered_within": near.part(answered, 0.8),
        "calls_abandoned_within": near.part(abandoned, 0.3),
        "calls_abandoned_short": near.part(abandoned, 0.3),
        "service_level_threshold": 20,
        "calls_held": near.count(240),
        "wait_time_answered": waited,
        "wait_time_all": waited + near.count(4000),
        "talk_time": near.count(260_000),
        "hold_time": near.count(30_000),
        "wrap_time": near.count(52_000),
        "contacts_handled": near.count(980),
    }


def _others(near: _Dice) -> dict[str, float]:
    seen, tried, users, topics = near.count(41000), near.count(900), near.count(1900), near.count(80)
    opened, talks = near.part(seen, 0.3), near.count(2600)
    return {
        "conversations_held": near.count(1500),
        "reviews_naming_service": near.count(44),
        "interactions": talks,
        "converted_interactions": near.part(talks, 0.1),
        "visits": near.count(52000),
        "conversions": near.count(1400),
        "visit_minutes_total": near.amount(160_000),
        "messages_delivered": seen,
        "messages_opened": opened,
        "messages_clicked": near.part(opened, 0.2),
        "self_service_attempts": tried,
        "self_service_resolved": near.part(tried, 0.6),
        "support_users": users,
        "self_service_users": near.part(users, 0.5),
        "help_center_users": near.count(3300),
        "ticket_users": near.count(700),
        "help_views": near.count(9800),
        "sop_topics": topics,
        "sops_documented": near.part(topics, 0.7),
    }


def _lists(catalogue: Catalogue, near: _Dice, received: int) -> dict[str, float]:
    """The families: categories and channels add up to the tickets, answers are never more than attempts."""
    made: dict[str, float] = {}
    for family, list_id in (("tickets_by_category", "categories"), ("contacts_by_channel", "channels")):
        members = [f"{family}.{id}" for id in catalogue.members(list_id)]
        made |= near.split(received, members)
    for slot in catalogue.members("slots"):
        attempts = near.count(90)
        made[f"contacts_by_slot.{slot}"] = near.count(110)
        made[f"call_attempts_by_slot.{slot}"] = attempts
        made[f"call_answers_by_slot.{slot}"] = near.part(attempts, 0.7)
    return made

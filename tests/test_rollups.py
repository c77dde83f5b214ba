"""Quarters and totals are worked out from raw numbers, over the periods that are filled, or left blank."""

from __future__ import annotations

import pytest

from sheets_gen.catalogue import resolve
from sheets_gen.compute import Results, compute, leader
from sheets_gen.config import ALL, Config
from sheets_gen.periods import calendar, parse_start
from sheets_gen.plan.calculate import Calculation
from tests.helpers import Numbers, report, template


def results(numbers: Numbers, start: str = "2026-01", periods: int = 12, every: str = "month") -> Results:
    return compute(
        resolve(template(), Config(profile=ALL)), calendar(parse_start(start, every), periods, every), numbers
    )


def monthly(*values: float | None, start: int = 1) -> dict[str, float]:
    """One number per month of 2026, from January; None is a month not filled."""
    return {f"2026-{month:02}": value for month, value in enumerate(values, start) if value is not None}


def test_counts_are_added_up() -> None:
    volume = results({"tickets_received": monthly(100, 120, 80, 50)})["ticket_volume"]
    assert (volume["2026-01"], volume["2026-Q1"], volume["2026-Q2"], volume["2026"]) == (100, 300, 50, 350)
    assert (volume["2026-05"], volume["2026-Q3"]) == (None, None)


def test_a_rate_is_worked_out_from_the_sums_and_is_not_a_mean_of_rates() -> None:
    csat = results({"satisfied_responses": monthly(10, 70), "csat_responses": monthly(10, 100)})["csat"]
    assert (csat["2026-01"], csat["2026-02"], csat["2026-Q1"]) == (1, 0.7, 80 / 110)


def test_a_month_that_is_filled_in_part_counts_in_no_total() -> None:
    """February has answers in all, but nobody has counted the satisfied ones yet."""
    csat = results({"satisfied_responses": monthly(8, None, 6), "csat_responses": monthly(10, 90, 10)})["csat"]
    assert (csat["2026-02"], csat["2026-Q1"], csat["2026"]) == (None, 0.7, 0.7)


def test_a_month_of_zeros_counts() -> None:
    cac = results({"sales_marketing_spend": monthly(100, 200), "new_customers": monthly(0, 20)})["cac"]
    assert (cac["2026-01"], cac["2026-02"], cac["2026-Q1"]) == (None, 10, 15)


def test_retention_takes_the_first_opening_and_the_last_closing_stock() -> None:
    customers = {
        "customers_start": monthly(100, 90, 95, 97),
        "customers_end": monthly(90, 95, 97, 99),
        "retained_new_customers": monthly(5, 15, 7, 6),
    }
    retention = results(customers)["retention_rate"]
    assert retention["2026-02"] == (95 - 15) / 90
    assert retention["2026-Q1"] == (97 - 27) / 100
    assert retention["2026-Q2"] == (99 - 6) / 97
    assert retention["2026"] == (99 - 33) / 100


def test_stocks_and_flows_have_no_total_across_a_gap() -> None:
    """Without February's new customers, January's opening and March's closing stock do not belong together."""
    churn = results({"customers_start": monthly(100, None, 90), "lost_customers": monthly(5, 4, 3)})["churn_rate"]
    assert (churn["2026-01"], churn["2026-03"], churn["2026-Q1"], churn["2026"]) == (0.05, 3 / 90, None, None)


def test_months_not_filled_at_either_end_are_no_gap() -> None:
    churn = results({"customers_start": monthly(100, 90, start=5), "lost_customers": monthly(5, 4, start=5)})
    assert (churn["churn_rate"]["2026-Q2"], churn["churn_rate"]["2026"]) == (0.09, 0.09)


def test_plain_counts_are_added_up_across_a_gap() -> None:
    assert results({"tickets_received": monthly(100, None, 80)})["ticket_volume"]["2026-Q1"] == 180


def test_a_gap_in_one_quarter_leaves_the_others_their_totals() -> None:
    starts, lost = monthly(100, None, 90, 80, 70, 60), monthly(1, 1, 1, 4, 4, 4)
    churn = results({"customers_start": starts, "lost_customers": lost})["churn_rate"]
    assert (churn["2026-Q1"], churn["2026-Q2"], churn["2026"]) == (None, 12 / 80, None)


def test_answers_on_two_scales_are_not_added_up() -> None:
    answers = {"satisfied_responses": monthly(8, 6, 5, 9), "csat_responses": monthly(10, 10, 10, 10)}
    csat = results(answers | {"csat_scale_max": monthly(5, 7, 7, 7)})["csat"]
    assert (csat["2026-01"], csat["2026-Q1"], csat["2026-Q2"], csat["2026"]) == (0.8, None, 0.9, None)


def test_a_scale_typed_once_or_in_a_month_without_answers_is_enough() -> None:
    answers = {"satisfied_responses": monthly(8, 6), "csat_responses": monthly(10, 10)}
    assert results(answers | {"csat_scale_max": monthly(5)})["csat"]["2026-Q1"] == 0.7
    assert results(answers | {"csat_scale_max": monthly(5, 5, 7)})["csat"]["2026-Q1"] is None


def test_a_report_that_starts_in_the_middle_of_the_year() -> None:
    numbers = {"tickets_received": {"2026-08": 10, "2026-09": 20, "2026-10": 30, "2027-01": 40}}
    volume = results(numbers, start="2026-08", periods=6)["ticket_volume"]
    assert list(volume)[6:] == ["2026-Q3", "2026-Q4", "2027-Q1", "2026-08..2027-01"]
    assert [volume[key] for key in list(volume)[6:]] == [30, 30, 40, 100]


def test_a_weekly_report_adds_weeks_into_the_quarter_of_their_thursday() -> None:
    numbers = {"tickets_received": {"2026-W12": 1, "2026-W13": 2, "2026-W14": 4}}
    volume = results(numbers, start="2026-W12", periods=3, every="week")["ticket_volume"]
    assert list(volume) == ["2026-W12", "2026-W13", "2026-W14", "2026-Q1", "2026-Q2", "2026-W12..2026-W14"]
    assert list(volume.values()) == [1, 2, 4, 3, 4, 7]


def test_a_quarterly_report_has_one_total() -> None:
    numbers = {"tickets_received": {"2026-Q1": 1, "2026-Q2": 2, "2026-Q4": 4}}
    volume = results(numbers, start="2026-Q1", periods=4, every="quarter")["ticket_volume"]
    assert volume == {"2026-Q1": 1, "2026-Q2": 2, "2026-Q3": None, "2026-Q4": 4, "2026": 7}


def test_lifetime_value_takes_off_the_acquisition_cost_of_its_own_column() -> None:
    numbers = {
        "annual_revenue": monthly(120_000, 132_000, 150_000),
        "revenue_customers": monthly(100, 110, 100),
        "relationship_years": monthly(5, 5, 4),
        "sales_marketing_spend": monthly(1_000, 3_000, 2_000),
        "new_customers": monthly(10, 10, 10),
    }
    found = results(numbers)
    assert [found["cac"][key] for key in ("2026-01", "2026-02", "2026-03", "2026-Q1")] == [100, 300, 200, 200]
    assert found["clv"]["2026-01"] == 1200 * 5 - 100
    assert found["clv"]["2026-02"] == 1200 * 5 - 300
    assert found["clv"]["2026-Q1"] == 1500 * 4 - 200
    assert found["clv"]["2026"] == found["clv"]["2026-Q1"]


def test_lifetime_value_is_blank_where_nobody_was_won() -> None:
    numbers = {"annual_revenue": monthly(100), "revenue_customers": monthly(10), "relationship_years": monthly(5)}
    assert results(numbers)["clv"]["2026-01"] is None
    assert results(numbers | {"sales_marketing_spend": monthly(9), "new_customers": monthly(0)})["clv"]["2026"] is None


CHANNELS = {"channels": {"email": "Email", "phone": "Phone"}}


def channel_leader(**numbers: dict[str, float]) -> dict[str, object]:
    """The preferred channel by column, of a team with email and phone alone."""
    given = {f"contacts_by_channel.{id}": row for id, row in numbers.items()}
    made = report(given, config=Config(members=CHANNELS))
    return dict(compute(made.catalogue, made.calendar, given)["preferred_channel"])


def test_the_leader_of_a_span_is_decided_by_its_totals() -> None:
    channel = channel_leader(email=monthly(40, 10), phone=monthly(5, 50))
    assert (channel["2026-01"], channel["2026-02"], channel["2026-Q1"]) == ("Email", "Phone", "Phone")
    assert (channel["2026-03"], channel["2026-Q2"]) == (None, None)


def test_a_leader_needs_all_parts_of_a_period() -> None:
    """Phone was not counted in March, so March leads nobody, and the quarter rests on January and February."""
    channel = channel_leader(email=monthly(10, 10, 500), phone=monthly(20, 20))
    assert (channel["2026-03"], channel["2026-Q1"]) == (None, "Phone")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("Email", 5.0), ("Phone", 4.0)], "Email"),
        ([("Email", 5.0), ("Phone", 5.0)], "Email (+1)"),
        ([("Phone", 5.0), ("Email", 5.0), ("Chat", 5.0)], "Phone (+2)"),
        ([("Email", None), ("Phone", 1.0)], None),
        ([("Email", 0.0), ("Phone", 0.0)], None),
        ([("Email", None)], None),
        ([], None),
    ],
)
def test_ties_are_shown_and_nothing_leads_where_nothing_was_counted(
    parts: list[tuple[str, float | None]], expected: str | None
) -> None:
    assert leader(parts) == expected


def test_tickets_without_a_category_are_uncategorised() -> None:
    """January has 100 tickets and 70 with a category; February's categories hold all of them."""
    numbers = {
        "tickets_received": monthly(100, 50),
        "tickets_by_category.returns": monthly(40, 30),
        "tickets_by_category.shipping": monthly(30, 20),
    }
    lists = {"categories": {"returns": "Returns", "shipping": "Shipping"}}
    made = report(numbers, config=Config(members=lists))
    values = Calculation(made.plan)
    row = "volume:tickets_by_category:uncategorised"
    assert [values.value(row, column) for column in ("2026-01", "2026-02", "2026-Q1", "2026")] == [30, 0, 30, 30]
    assert values.value("metrics:ticket_volume_by_category", "2026-Q1") == "Returns"


def test_with_a_category_blank_the_rest_is_not_known() -> None:
    """Blank is not zero: in February nobody counted shipping, so neither month nor quarter says what is left over."""
    numbers = {
        "tickets_received": monthly(100, 50),
        "tickets_by_category.returns": monthly(40, 30),
        "tickets_by_category.shipping": {"2026-01": 30.0},
    }
    lists = {"categories": {"returns": "Returns", "shipping": "Shipping"}}
    values = Calculation(report(numbers, config=Config(members=lists)).plan)
    row = "volume:tickets_by_category:uncategorised"
    assert [values.value(row, column) for column in ("2026-01", "2026-02", "2026-Q1", "2026")] == [30, "", "", ""]


def test_without_any_number_everything_is_blank() -> None:
    assert {value for row in results({}).values() for value in row.values()} == {None}


def test_shares_never_mix_periods() -> None:
    """The total is known for January only, the categories for three months: no share of the quarter."""
    numbers = {
        "tickets_received": monthly(100),
        "tickets_by_category.returns": monthly(90, 95, 80),
        "tickets_by_category.shipping": monthly(10, 5, 20),
    }
    lists = {"categories": {"returns": "Returns", "shipping": "Shipping"}}
    values = Calculation(report(numbers, config=Config(members=lists)).plan)
    assert values.value("volume:tickets_by_category:uncategorised", "2026-Q1") == ""
    assert values.value("volume:tickets_by_category.returns", "share_of_span") == ""


def test_a_change_across_two_scales_is_no_change() -> None:
    numbers = {
        "satisfied_responses": monthly(70, 80),
        "csat_responses": monthly(100, 100),
        "csat_scale_max": monthly(5, 10),
    }
    values = Calculation(report(numbers).plan)
    assert (values.value("metrics:csat", "change"), values.value("metrics:csat", "reading")) == ("", "")


def test_one_early_number_does_not_empty_the_headline() -> None:
    """September has one number so far: August, complete, is still the period shown."""
    numbers = {"promoters": monthly(8, 9), "passives": monthly(1, 1), "detractors": monthly(1, 0)}
    numbers |= {"satisfied_responses": monthly(8, 9), "csat_responses": monthly(9, 9)}
    numbers |= {"tickets_received": monthly(10, 10, 12)}
    values = Calculation(report(numbers).plan)
    assert values.value("metrics:headline_value", "label") == "Feb 2026"
    assert values.value("metrics:nps", "latest") == 90


def test_names_alone_decide_the_period_shown_too() -> None:
    numbers = {"contacts_by_channel.email": monthly(4, 6), "contacts_by_channel.phone": monthly(5, 5)}
    config = Config(metrics=("preferred_channel",), members=CHANNELS)
    values = Calculation(report(numbers, config=config).plan)
    assert values.value("metrics:headline_value", "label") == "Feb 2026"
    assert values.value("metrics:preferred_channel", "latest") == "Email"

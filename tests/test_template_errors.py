"""A template that is wrong is refused with every fault at once: file, key, and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sheets_gen.errors import ProblemsFound
from sheets_gen.template.load import load
from tests.helpers import ROOT, template

FORMULA = "'promotors' is not known (did you mean 'promoters'?)\n    {text}\n    {caret}^"
SUMS = ", ".join(sorted(id for id, metric in template().metrics.items() if metric.formula is not None)[:30])
UNITS = (
    "count, currency, hours, minutes, money, name, percent, points, ratio, scale, score, score_points, seconds, years"
)
METRIC_KEYS = (
    "benchmarks, better, beyond, context, description, distribution, errata, examples, formula, how, interval, label, "
    "least, least_n, most, order, per, profiles, retired, section, shares, short, since, sources, spikes, tier, total, "
    "unit, variant_of, when"
)
NPS, CSAT, CAC, CLV = "metrics/nps.toml", "metrics/csat.toml", "metrics/cac.toml", "metrics/clv.toml"
SURVEY, VOLUME = "inputs/experience.toml", "inputs/volume.toml"
FORMULA_NPS = 'formula = "100 * (promoters - detractors) / (promoters + passives + detractors)"'
Edit = tuple[str, str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the template that ships, to be broken."""
    return Path(shutil.copytree(ROOT / "report_template", tmp_path / "template"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first ``old`` in a file; with no ``old``, put ``new`` at the top."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, f"{file} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1) if old else new + text, "utf-8")


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ProblemsFound) as caught:
        load(folder)
    return caught.value.problems


FAULTS: dict[str, tuple[Edit, str]] = {
    "unknown key": (
        (NPS, "", 'colour = "red"\n'),
        f"{NPS}: colour: unknown key (allowed: {METRIC_KEYS})",
    ),
    "unknown key of an input": (
        (SURVEY, "[promoters]", "[promoters]\nrollupp = 1"),
        f"{SURVEY}: promoters.rollupp: unknown key "
        "(did you mean rollup? allowed: because, how, label, least, members, most, rollup, since, unit, when)",
    ),
    "text for a number": (
        (NPS, "order = 10", 'order = "first"'),
        f"{NPS}: order: is the text 'first'; must be a whole number",
    ),
    "number for a text": (
        (NPS, 'since = "1.0"', "since = 1.0"),
        f"{NPS}: since: is the number 1.0; must be a text",
    ),
    "text for a list": (
        (CSAT, 'context = ["csat_scale_max"]', 'context = "csat_scale_max"'),
        f"{CSAT}: context: is the text 'csat_scale_max'; must be a list of texts",
    ),
    "yes for a flag": (
        ("metrics/preferred_channel.toml", "shares = true", 'shares = "yes"'),
        "metrics/preferred_channel.toml: shares: is the text 'yes'; must be true or false",
    ),
    "date for a text": (
        ("template.toml", 'version = "1.1"', "version = 2026-01-01"),
        "template.toml: version: is a date or time; must be a text",
    ),
    "text for a change scale": (
        ("units.toml", "change_scale = 100", 'change_scale = "x"'),
        "units.toml: percent.change_scale: is the text 'x'; must be a whole number",
    ),
    "missing label": (
        (NPS, 'label = "Net Promoter Score (NPS)"\n', ""),
        f"{NPS}: label: is missing; must be a text",
    ),
    "empty label": (
        (NPS, 'label = "Net Promoter Score (NPS)"', 'label = " "'),
        f"{NPS}: label: is empty; write a text",
    ),
    "a choice that is none": (
        (NPS, 'better = "higher"', 'better = "more"'),
        f"{NPS}: better: is 'more'; must be one of higher, lower, neutral",
    ),
    "unknown rollup": (
        (SURVEY, 'rollup = "flow"', 'rollup = "sum"'),
        f"{SURVEY}: promoters.rollup: is 'sum'; must be one of flow, open, close, param, mean",
    ),
    "unknown unit": (
        (NPS, 'unit = "points"', 'unit = "kelvin"'),
        f"{NPS}: unit: 'kelvin' is not known (allowed: {UNITS})",
    ),
    "unknown unit of an input": (
        (SURVEY, 'unit = "count"', 'unit = "counts"'),
        "inputs/experience.toml: promoters.unit: 'counts' is not known (did you mean 'count'?)",
    ),
    "unknown section": (
        (NPS, 'section = "experience"', 'section = "people"'),
        f"{NPS}: section: 'people' is not known (allowed: experience, loyalty, resolution, speed, volume)",
    ),
    "unknown article": (
        (NPS, 'article = "004"', 'article = "007"'),
        f"{NPS}: article: '007' is not known (did you mean '004'?)",
    ),
    "unknown list of members": (
        (VOLUME, 'members = "slots"', 'members = "slot"'),
        "inputs/volume.toml: contacts_by_slot.members: 'slot' is not known (did you mean 'slots'?)",
    ),
    "unknown input": (
        (NPS, "(promoters - ", "(promotors - "),
        f"{NPS}: formula: "
        + FORMULA.format(
            text="100 * (promotors - detractors) / (promoters + passives + detractors)", caret=" " * len("100 * (")
        ),
    ),
    "unknown function": (
        (CAC, '"sales_marketing_spend / new_customers"', '"average(sales_marketing_spend) / new_customers"'),
        f"{CAC}: formula: no function 'average' (known: abs, max, min, round, sqrt, sum)\n"
        "    average(sales_marketing_spend) / new_customers\n    ^",
    ),
    "wrong formula of an erratum": (
        (NPS, '"detractors - promoters"]', '"detractors ^ 2"]'),
        f"{NPS}: errata[E2].wrong: cannot read '^': write x * x for a square, sqrt(x) for a root\n"
        "    detractors ^ 2\n               ^",
    ),
    "no formula": (
        (NPS, FORMULA_NPS, ""),
        f"{NPS}: formula: a metric has either a formula or a distribution",
    ),
    "circle": (
        (CAC, '"sales_marketing_spend / new_customers"', '"sales_marketing_spend / new_customers + clv"'),
        f"{CAC}: formula: metrics depend on each other in a circle: cac -> clv -> cac",
    ),
    "circle of one": (
        (CAC, '"sales_marketing_spend / new_customers"', '"sales_marketing_spend / new_customers + cac"'),
        f"{CAC}: formula: metrics depend on each other in a circle: cac -> cac",
    ),
    "the same input twice": (
        (SURVEY, "[passives]", '[new_customers]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n[passives]'),
        "inputs/loyalty.toml: new_customers: is already defined in inputs/experience.toml; ids are unique",
    ),
    "input with the id of a metric": (
        (SURVEY, "[passives]", '[nps]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n[passives]'),
        f"{NPS}: nps: is also the id of an input; ids are unique",
    ),
    "id like a cell address": (
        (SURVEY, "[passives]", '[aht30]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n[passives]'),
        "inputs/experience.toml: aht30: could be a cell address; choose a longer id",
    ),
    "id with capitals": (
        (SURVEY, "[passives]", '[Passives]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n[passives]'),
        "inputs/experience.toml: Passives: ids are 2 to 60 of a-z, 0-9 and single _, starting with a letter",
    ),
    "member id with a double underscore": (
        ("template.toml", "returns = ", "re__turns = "),
        "template.toml: members.categories.re__turns: ids are 1 to 60 of a-z, 0-9 and single _",
    ),
    "unused input": (
        (SURVEY, "[passives]", '[abandoned]\nlabel = "x"\nunit = "count"\nrollup = "flow"\nhow = "x"\n[passives]'),
        "inputs/experience.toml: abandoned: no metric uses this input; remove it or use it",
    ),
    "input that is no table": (
        (SURVEY, "", "surveys = 3\n"),
        f"{SURVEY}: surveys: must be a table, such as [promoters]",
    ),
    "two metrics at one place": (
        (CSAT, "order = 20", "order = 10"),
        f"{NPS}: order: 10 is taken by csat in section 'experience'",
    ),
    "unknown input in an example": (
        (NPS, "promoters = 80", "promotors = 80"),
        f"{NPS}: examples[1]: 'promotors' is not known (did you mean 'promoters'?)",
    ),
    "unknown member in an example": (
        ("metrics/preferred_channel.toml", '"contacts_by_channel.phone" = 140', '"contacts_by_channel.fone" = 140'),
        "metrics/preferred_channel.toml: examples[1]: 'contacts_by_channel.fone' is not known "
        "(did you mean 'contacts_by_channel.phone'?)",
    ),
    "text in an example": (
        (NPS, "promoters = 80", 'promoters = "80"'),
        f"{NPS}: examples[1].promoters: must be a number; leave a blank input out",
    ),
    "a number that is none in an example": (
        (NPS, "promoters = 80", "promoters = nan"),
        f"{NPS}: examples[1].promoters: must be a number; leave a blank input out",
    ),
    "example without inputs": (
        (NPS, "inputs = { promoters = 80, passives = 5, detractors = 15 }\n", ""),
        f"{NPS}: examples[1]: needs either inputs or periods",
    ),
    "no source": ((CAC, "[[sources]]", "[[errata]]"), f"{CAC}: sources: is missing; must be a list of tables"),
    "interval with too few inputs": (
        (CSAT, 'arguments = ["satisfied_responses", "csat_responses"]', 'arguments = ["satisfied_responses"]'),
        f"{CSAT}: interval.arguments: wilson takes 2 input ids",
    ),
    "interval over another metric's inputs": (
        (CSAT, 'arguments = ["satisfied_responses", "csat_', 'arguments = ["satisfied_responses", "ces_'),
        f"{CSAT}: interval.arguments: 'ces_responses' is not known (did you mean 'csat_responses'?)",
    ),
    "unknown interval": (
        (CSAT, 'method = "wilson"', 'method = "wald"'),
        f"{CSAT}: interval.method: is 'wald'; must be one of wilson, nps",
    ),
    "unknown input beside a formula": (
        (CSAT, 'context = ["csat_scale_max"]', 'context = ["promotors"]'),
        f"{CSAT}: context: 'promotors' is not known (did you mean 'promoters'?)",
    ),
    "distribution of no family": (
        ("metrics/preferred_channel.toml", '"contacts_by_channel"', '"contacts_by_chanel"'),
        "metrics/preferred_channel.toml: distribution: 'contacts_by_chanel' is not known "
        "(did you mean 'contacts_by_channel'?)",
    ),
    "unknown input in an identity": (
        ("identities.toml", 'left = "lost_customers"', 'left = "lost_customer"'),
        "identities.toml: lost_of_start.left: 'lost_customer' is not known "
        "(did you mean 'lost_customers'?)\n    lost_customer\n    ^",
    ),
    "unknown relation": (
        ("identities.toml", 'relation = "<="', 'relation = "<"'),
        "identities.toml: categories_of_tickets.relation: is '<'; must be one of =, <=, >=, = next",
    ),
    "total of no metric": (
        ("metrics/ticket_volume_by_category.toml", 'total = "ticket_volume"', 'total = "zzz"'),
        f"metrics/ticket_volume_by_category.toml: total: 'zzz' is not known (allowed: {SUMS})",
    ),
    "unknown headline metric": (
        ("template.toml", '"csat", ', '"csta", '),
        "template.toml: headline: 'csta' is not known (did you mean 'csat'?)",
    ),
    "no chart colours": (
        ("template.toml", "palette = [", "palette = []\n# ["),
        "template.toml: palette: is empty; name at least one colour",
    ),
    "eleven months": (
        ("languages/en.toml", '"Jan", ', ""),
        "languages/en.toml: months: must be a list of twelve short month names",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_place_and_what_is_allowed(fault: str, folder: Path) -> None:
    edit, message = FAULTS[fault]
    change(folder, *edit)
    assert message in problems(folder)

"""The library's verbs: what the commands do, callable from Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheets_gen import __version__
from sheets_gen.catalogue import Catalogue, fitted, resolve
from sheets_gen.compute import Results
from sheets_gen.config import ALL, Config, Settled, read_config
from sheets_gen.errors import InputRefused, NotOurReport, ProblemsFound, UsageProblem
from sheets_gen.files import check_target, refuse_source, write_whole
from sheets_gen.findings import Finding
from sheets_gen.oracle import wrong_examples
from sheets_gen.periods import Calendar, calendar, parse_start
from sheets_gen.plan.build import build
from sheets_gen.plan.model import Plan
from sheets_gen.template.languages import ENGLISH, speak
from sheets_gen.template.load import load
from sheets_gen.template.schema import Template
from sheets_gen.values import RawCell, first_period, place, read_cells

if TYPE_CHECKING:
    from sheets_gen.filled import Filled


class Request(NamedTuple):
    """What a new report should be; empty values fall back to the config file, then to the template."""

    start: str = ""
    periods: int | None = None
    every: str = ""
    language: str = ""
    profile: str = ""
    values: Path | None = None
    config: Path | None = None
    template: Path | None = None


class Made(NamedTuple):
    """A planned report and what it rests on."""

    plan: Plan
    catalogue: Catalogue
    calendar: Calendar
    numbers: int
    """How many raw numbers were put in."""
    guessed_start: bool
    """True when the first period was chosen for want of any word about it."""
    left_out: tuple[str, ...] = ()
    """Inputs of the values file that no metric of this report uses."""
    inputs: Mapping[str, Mapping[str, float]] = {}
    """The raw numbers that were put in."""
    not_shown: tuple[str, ...] = ()
    """Headlines and targets of metrics that the chosen profile does not show."""


def make_plan(request: Request) -> Made:
    """The plan of a report. Raises UsageProblem, InputRefused or ProblemsFound."""
    template = load(request.template)
    config, template = settle(template, request.config, request.language, request.profile)
    config, not_shown = fitted(template, config)
    catalogue = resolve(template, config)
    every = request.every or config.every or "month"
    cells = numbers_of(request.values, catalogue, request.template) if request.values is not None else []
    start = request.start or config.start or first_period(cells, every)
    guessed = not start
    count = request.periods if request.periods is not None else config.periods if config.periods is not None else 12
    try:
        span = calendar(parse_start(start or f"{dt.date.today().year}-01", every), count, every)
    except UsageProblem as error:
        from_file = (config.start and not request.start) or (config.periods is not None and request.periods is None)
        if request.config is None or not from_file:
            raise
        raise InputRefused(
            f"{request.config}: {str(error).replace('--start', 'start').replace('--periods', 'periods')}"
        ) from None
    name = request.values.name if request.values is not None else ""
    inputs, left_out = place(cells, catalogue, span, name)
    plan = build(catalogue, span, inputs, version=__version__)
    return Made(plan, catalogue, span, sum(len(row) for row in inputs.values()), guessed, left_out, inputs, not_shown)


def settle(template: Template, path: Path | None, language: str = "", profile: str = "") -> Settled:
    """A team's choices from its report.toml, with those of the command line before them, and the template they make."""
    if language and language not in template.languages:
        raise UsageProblem(f"--language {language}: {_languages(template, language)}")
    if profile and profile not in (*template.profiles, ALL):
        raise UsageProblem(f"--profile {profile}: the template has {', '.join((*template.profiles, ALL))}")
    if path is not None:
        settled = read_config(path, template, language)
        own = {id: metric for id, metric in settled.template.metrics.items() if metric.own}
        if faults := list(wrong_examples(settled.template, settled.config, own)):
            raise ProblemsFound(faults)
    else:
        settled = Settled(Config(language=language or ENGLISH), speak(template, language or ENGLISH))
    if profile:
        settled = settled._replace(config=settled.config._replace(profile=profile))
    return settled


def _languages(template: Template, given: str) -> str:
    """What the template speaks, the nearest first."""
    plain = given.replace("_", "-").casefold()
    near = [id for id in template.languages if id.casefold() == plain or id.casefold().startswith(f"{plain[:2]}-")]
    hint = f"did you mean {near[0]}? " if near else ""
    return f"{hint}the template speaks {', '.join(template.languages)}"


def new(out: str | Path, request: Request, *, force: bool = False) -> Made:
    """Write a new report to ``out``; an existing file is refused without ``force``."""
    out = Path(out)
    if request.values is not None:
        refuse_source(out, request.values)
    check_target(out, force=force)
    made = make_plan(request)
    from sheets_gen.excel.write import write

    write_whole(out, write(made.plan), force=force)
    return made


def read(path: str | Path, template: Path | None = None) -> Filled:
    """A filled report, located. Raises InputRefused or NotOurReport with one sentence."""
    return read_with(Path(path), load(template))


def numbers_of(path: Path, catalogue: Catalogue, template: Path | None = None) -> list[RawCell]:
    """The numbers of a values file, or those typed into a report. Raises InputRefused or ProblemsFound.

    A cell of the report that holds no number is among them, so that it is refused like one of a file. A report whose
    numbers mean something else (another currency, unit or option) than in ``catalogue`` is refused.
    """
    if path.suffix.lower() != ".xlsx":
        return read_cells(path)
    from sheets_gen.export import as_cells, unread_cells

    filled = read(path, template)
    if differing := list(_other_meanings(filled.catalogue, catalogue)):
        raise InputRefused(f"{path}: its numbers mean something else: {'; '.join(differing[:3])}")
    return [*as_cells(filled), *unread_cells(filled)]


def _other_meanings(source: Catalogue, target: Catalogue) -> Iterator[str]:
    """In what the numbers of two reports differ."""
    one, other = source.config, target.config
    if one.currency != other.currency and any(i.source.unit == "money" for i in target.items.values()):
        yield f"currency {one.currency or 'none'}, here {other.currency or 'none'}"
    for id, choices in target.template.options.items():
        pair = one.options.get(id, choices[0]), other.options.get(id, choices[0])
        if pair[0] != pair[1]:
            yield f"{id} {pair[0]}, here {pair[1]}"
    for key in source.items.keys() & target.items.keys():
        pair = source.items[key].source.unit, target.items[key].source.unit
        if pair[0] != pair[1]:
            yield f"{key} in {pair[0]}, here in {pair[1]}"


def read_with(path: Path, template: Template) -> Filled:
    """The same with a template that is loaded already: one serves any number of reports."""
    from sheets_gen.excel.package import read_bytes

    return understood(read_bytes(path), path, template)


def understood(data: bytes, path: Path, template: Template) -> Filled:
    """The same from the file's bytes; ``path`` only names them in messages."""
    from sheets_gen.excel.package import shown
    from sheets_gen.excel.read import parse
    from sheets_gen.filled import understand

    name = shown(path)
    try:
        snapshot = parse(data)
    except InputRefused as error:
        raise InputRefused(f"{name}: {error}") from None
    try:
        return understand(snapshot, template)
    except NotOurReport as error:
        cut = next((tab.title for tab in snapshot.tabs if tab.frame is not None and tab.frame.is_cut), None)
        why = f"{error} (its tab {cut!r} is too large for a report's and was not read to its end)" if cut else error
        raise NotOurReport(f"{name}: {why}") from None


def check(filled: Filled, waive: Sequence[str] = ()) -> list[Finding]:
    """The findings of a filled report that no waiver covers, of its settings or of ``waive``."""
    from sheets_gen.verify.waivers import judge

    return judge(filled, waive).findings


def results(filled: Filled) -> Results:
    """Every metric, period and roll-up by id and column key, recomputed from the typed numbers; None is blank."""
    return filled.metrics

"""Running a batch: all of its requests on a copy, or none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.sheets_server.a1 import Rect, rect_of
from tests.sheets_server.conditions import problem
from tests.sheets_server.discovery import READ_ONLY, bad_mask_paths, camel
from tests.sheets_server.errors import ApiError, invalid
from tests.sheets_server.locales import Locale
from tests.sheets_server.masks import Mask, parse_mask
from tests.sheets_server.model import COLUMNS, ROWS, Book, Json, Sheet
from tests.sheets_server.protection import REFUSED, breached, has_locked
from tests.sheets_server.ranges import grid_limits, starts_outside

Handler = Callable[["Batch", Json], Json | None]
HANDLERS: dict[str, Handler] = {}
# What lies on a sheet and has an id of its own, with the name of that id.
PART_IDS = {
    "protectedRanges": "protectedRangeId",
    "charts": "chartId",
    "bandedRanges": "bandedRangeId",
    "filterViews": "filterViewId",
    "slicers": "slicerId",
}
# Requests that enter formulas; others change them only by letting them follow.
_WRITING = {"updateCells", "repeatCell", "appendCells", "copyPaste", "findReplace", "pasteData", "sortRange"}
_NO_FIELD = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def kind(name: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out one kind of request."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


@dataclass
class Batch:
    """The state of a batch under way: the copy it works on and the request it is at."""

    book: Book
    random: Random
    user: str
    at: str = ""
    used: set[int] = field(default_factory=set)

    @property
    def locale(self) -> Locale:
        return Locale(self.book.locale)

    def refuse(self, message: str) -> ApiError:
        """The refusal of the request at hand, in Google's form."""
        return invalid(f"Invalid {self.at}: {message}")

    def new_id(self) -> int:
        """An id that nobody has: positive and random, as Google's are."""
        while True:
            number = self.random.randrange(1, 2**31)
            if number not in self.used:
                self.used.add(number)
                return number

    def without(self, message: Json, *names: str) -> None:
        """Refuse what this server does not have, rather than ignore it."""
        for name in names:
            if name in message:
                raise self.refuse(f"{name} is not implemented by this local server.")

    def check_condition(self, condition: Json | None, place: str) -> None:
        """Refuse a condition that cannot stand there, or that lacks its values."""
        wrong = problem(condition, place) if condition is not None else None
        if wrong:
            raise self.refuse(wrong)

    def sheet(self, sheet_id: int | None, word: str = "grid") -> Sheet:
        """The sheet of an id; one that is left out means 0."""
        found = self.book.sheet(sheet_id or 0)
        if found is None:
            raise self.refuse(f"No {word} with id: {sheet_id or 0}")
        return found

    def rect(self, grid_range: Json | None, name: str = "range") -> tuple[Sheet, Rect]:
        """The cells of a GridRange within the grid; refused when it starts beyond."""
        if grid_range is None:
            raise self.refuse(f"No {name} specified.")
        rect = rect_of(grid_range)
        sheet = self.sheet(rect.sheet_id)
        self.check_order(grid_range)
        if starts_outside(sheet, rect):
            raise self.refuse(grid_limits(sheet, rect))
        return sheet, rect.within(sheet.row_count, sheet.column_count)

    def check_order(self, grid_range: Json) -> None:
        """Indices are not negative and a start does not lie behind its end."""
        for side in ("Row", "Column"):
            start, end = grid_range.get(f"start{side}Index", 0), grid_range.get(f"end{side}Index")
            if start < 0 or (end is not None and end < 0):
                raise self.refuse(f"range.start{side}Index[{start}] or range.end{side}Index[{end}] is negative.")
            if end is not None and start > end:
                raise self.refuse(f"range.start{side}Index[{start}] is after range.end{side}Index[{end}]")

    def span(self, dimension_range: Json | None) -> tuple[Sheet, str, int, int]:
        """The sheet, the dimension, the start and the end of a DimensionRange."""
        if dimension_range is None:
            raise self.refuse("No range specified.")
        sheet = self.sheet(dimension_range.get("sheetId"))
        dimension = dimension_range.get("dimension")
        if dimension not in {ROWS, COLUMNS}:
            raise self.refuse("No dimension specified.")
        size = sheet.size(dimension)
        start, end = dimension_range.get("startIndex", 0), dimension_range.get("endIndex", size)
        if start < 0 or end < start:
            raise self.refuse(f"range.startIndex[{start}] must be before range.endIndex[{end}]")
        return sheet, dimension, start, end

    def mask(self, request: Json, message: str) -> Mask:
        """The `fields` of an update, checked against the message that it updates."""
        text = request.get("fields", "")
        if not text:
            raise self.refuse(_NO_FIELD)
        bad = bad_mask_paths("sheets", message, text)
        if bad:
            raise self.refuse(f"Invalid field: {bad[0]}")
        mask = _canonical(parse_mask(text))
        blocked = READ_ONLY.get(message, set()) & mask.keys()
        if blocked:
            raise self.refuse(f"Field is read-only: {sorted(blocked)[0]}")
        return mask


def _canonical(mask: Mask) -> Mask:
    return {camel(name): _canonical(below) for name, below in mask.items()}


def run_batch(
    book: Book, requests: list[Json], random: Random, user: str, owner: str | None = None
) -> tuple[Book, list[Json]]:
    """Carry out the requests on a copy; the copy and the replies. A refusal leaves the spreadsheet as it was.

    What is protected against a user who is not the owner stays as it is.
    """
    if not requests:
        raise invalid("Must specify at least one request.")
    if len(requests) > 100_000:
        raise invalid("Cannot exceed 100000 requests in a single batch.")
    batch = Batch(book.copy(), random, user, used=_ids(book))
    replies = []
    for number, request in enumerate(requests):
        name = next(iter(request), None)
        if name is None:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        batch.at = f"requests[{number}].{name}"
        handler = HANDLERS.get(name)
        if handler is None:
            raise batch.refuse("this kind of request is not implemented by this local server.")
        guarded = owner is not None and has_locked(batch.book, user, owner)
        before = batch.book.copy() if guarded else batch.book
        reply = handler(batch, request[name])
        if guarded and owner and breached(before, batch.book, user, owner, follows=name not in _WRITING):
            raise batch.refuse(REFUSED)
        replies.append({name: reply} if reply is not None else {})
    return batch.book, replies


def _ids(book: Book) -> set[int]:
    """Every id that is taken, so that a new one is not."""
    taken = {sheet.sheet_id for sheet in book.sheets} | {entry["metadataId"] for entry in book.metadata}
    for sheet in book.sheets:
        for part, name in PART_IDS.items():
            taken |= {entry[name] for entry in sheet.listed(part)}
    return taken

"""Everything the server keeps: the spreadsheets and the Drive files, with who may do what."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from .batch.sheet_requests import new_sheet
from .colors import default_theme
from .errors import drive_error, entity_not_found, file_not_found, permission_denied, sheets_error
from .model import Book, Json

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
ROOT = "root"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_RANKS = {"reader": 1, "commenter": 1, "writer": 2, "fileOrganizer": 3, "organizer": 3, "owner": 3}
NOT_A_SHEET = "This operation is not supported for this document"


@dataclass
class DriveFile:
    """A file as Drive sees it."""

    file_id: str
    name: str
    mime_type: str
    parents: list[str]
    created: datetime
    modified: datetime
    owner: str
    modifier: str
    version: int = 1
    permissions: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    trashed: bool = False


def new_properties(title: str) -> Json:
    """The properties of a new spreadsheet."""
    usual = {"locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT"}
    return {"title": title, **usual, "spreadsheetTheme": default_theme()}


class Store:
    """The spreadsheets by their ids, and the files of Drive. Ids come from a seed: every run gives the same."""

    def __init__(self, user: str) -> None:
        self.user = user
        self.random = Random(20261125)
        self.lock = threading.RLock()
        self.books: dict[str, Book] = {}
        self.files: dict[str, DriveFile] = {}
        self._last = datetime.now(UTC)

    def now(self) -> datetime:
        """The present, a millisecond later than any moment given before."""
        moment = datetime.now(UTC)
        moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        self._last = max(moment, self._last.replace(microsecond=self._last.microsecond // 1000 * 1000))
        self._last += timedelta(milliseconds=1)
        return self._last

    def new_file_id(self) -> str:
        """An id in the form of Google's: 44 characters."""
        return "1" + "".join(self.random.choice(_ALPHABET) for _ in range(43))

    def add_file(
        self, name: str, mime_type: str, parents: list[str], user: str, file_id: str | None = None
    ) -> DriveFile:
        """A new file that `user` owns."""
        moment = self.now()
        made = DriveFile(file_id or self.new_file_id(), name, mime_type, parents or [ROOT], moment, moment, user, user)
        made.permissions.append(self.permission("user", "owner", user))
        self.files[made.file_id] = made
        return made

    def permission(self, kind: str, role: str, who: str) -> Json:
        """A permission as Drive keeps it."""
        result: Json = {
            "kind": "drive#permission",
            "id": "anyoneWithLink" if kind == "anyone" else f"{self.random.randrange(10**19, 10**20)}",
            "type": kind,
            "role": role,
        }
        if kind in {"user", "group"}:
            name = who.partition("@")[0]
            result |= {"emailAddress": who, "displayName": name, "deleted": False, "pendingOwner": False}
        elif kind == "domain":
            result |= {"domain": who, "displayName": who, "allowFileDiscovery": False}
        else:
            result["allowFileDiscovery"] = False
        return result

    def new_book(self, name: str, parents: list[str], user: str, file_id: str | None = None) -> Book:
        """A new spreadsheet with one empty sheet."""
        file = self.add_file(name, SPREADSHEET, parents, user, file_id)
        book = Book(file.file_id, new_properties(name), [new_sheet({}, 0, "Sheet1")])
        self.books[file.file_id] = book
        return book

    def keep(self, book: Book, user: str) -> None:
        """Let a changed copy take the place of the spreadsheet; Drive sees that it was modified, and by whom."""
        self.books[book.spreadsheet_id] = book
        self.touch(self.files[book.spreadsheet_id], user)
        self.files[book.spreadsheet_id].name = book.properties["title"]

    def touch(self, file: DriveFile, user: str) -> None:
        """Note a change of a file."""
        file.modifier = user
        file.modified = self.now()
        file.version += 1

    def rank(self, file: DriveFile, user: str) -> int:
        """What a user may do with a file: 0 nothing, 1 read, 2 write, 3 all."""
        domain = user.rpartition("@")[2]
        fitting = [
            _RANKS[entry["role"]]
            for entry in file.permissions
            if entry["type"] == "anyone" or entry.get("emailAddress") == user or entry.get("domain") == domain
        ]
        return max(fitting, default=0)

    def book(self, spreadsheet_id: str, user: str, write: bool = False) -> Book:
        """A spreadsheet for a user, as the Sheets API gives or refuses it."""
        file = self.files.get(spreadsheet_id)
        if file is None or file.trashed:
            raise entity_not_found()
        if self.rank(file, user) < (2 if write else 1):
            raise permission_denied()
        if spreadsheet_id not in self.books:
            raise sheets_error(400, "FAILED_PRECONDITION", NOT_A_SHEET)
        return self.books[spreadsheet_id]

    def file(self, file_id: str, user: str, rank: int = 1) -> DriveFile:
        """A file for a user, as Drive gives or refuses it: what one may not see is not there."""
        found = self.files.get(file_id)
        if found is None or self.rank(found, user) < 1:
            raise file_not_found(file_id)
        if self.rank(found, user) < rank:
            message = "The user does not have sufficient permissions for this file."
            raise drive_error(403, "insufficientFilePermissions", message)
        return found

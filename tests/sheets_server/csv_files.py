"""Spreadsheets as text files: Drive's export, and the upload of its second version that replaces the contents."""

import csv
import io

from .batch.sheet_requests import new_sheet
from .errors import drive_error, drive_not_implemented
from .follow import whole_sheet
from .locales import Locale
from .model import Book, Json
from .rendering import Renderer
from .sheets_api import Call
from .store import SPREADSHEET, DriveFile
from .values_read import trimmed, used_within
from .values_write import entered_cell

_EXPORTS = {"text/csv": ",", "text/tab-separated-values": "\t"}
EXPORT_TYPES = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_DOCS = "https://docs.google.com/spreadsheets"
_DRIVE = "https://www.googleapis.com/drive/v2/files"


def export(call: Call) -> tuple[str, bytes]:
    """files.export: the first sheet as people see it."""
    file = call.store.file(call.path["fileId"], call.user)
    wanted = call.query.get("mimeType", "")
    if file.file_id not in call.store.books:
        raise drive_error(403, "fileNotExportable", "Export only supports Docs Editors files.")
    if wanted not in EXPORT_TYPES:
        message = "The requested conversion is not supported."
        raise drive_error(400, "badRequest", message, ("parameter", "convertTo"))
    if wanted not in _EXPORTS:
        raise drive_not_implemented(f"An export as {wanted}")
    return wanted, _as_text(call.store.books[file.file_id], _EXPORTS[wanted])


def _as_text(book: Book, delimiter: str) -> bytes:
    renderer, sheet = Renderer(book), book.sheets[0]
    area = used_within(renderer, sheet, whole_sheet(sheet))
    rows = [
        [renderer.formatted(sheet, (row, column)) or "" for column in range(area.right or 0)]
        for row in range(area.bottom or 0)
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().removesuffix("\r\n").encode()


def import_csv(call: Call) -> Json:
    """The upload: one new sheet, with an id of its own, takes the place of all others."""
    file = call.store.file(call.path["fileId"], call.user, 2)
    book = call.store.books[file.file_id].copy()
    rows = trimmed(list(csv.reader(io.StringIO(call.raw.decode("utf-8")))))
    width = max((len(row) for row in rows), default=1)
    grid = {"rowCount": max(1000, len(rows)), "columnCount": max(26, width)}
    sheet = new_sheet({"gridProperties": grid}, call.store.random.randrange(1, 2**31), book.properties["title"])
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            sheet.put((down, right), entered_cell({}, value, "USER_ENTERED", Locale(book.locale)))
    book.sheets, book.named_ranges, book.metadata = [sheet], [], []
    call.store.keep(book, call.user)
    return _second_version(call, file)


def _second_version(call: Call, file: DriveFile) -> Json:
    """A file as the second version of Drive answers it; what this server does not know is left out."""
    file_id, user = file.file_id, call.user
    person = {"kind": "drive#user", "displayName": user, "isAuthenticatedUser": True, "emailAddress": user}
    page = f"{_DOCS}/d/{file_id}"
    return {
        "kind": "drive#file",
        "id": file_id,
        "selfLink": f"{_DRIVE}/{file_id}",
        "alternateLink": f"{page}/edit?usp=drivesdk",
        "embedLink": f"{page}/htmlembed",
        "title": file.name,
        "mimeType": SPREADSHEET,
        "labels": {"starred": False, "hidden": False, "trashed": file.trashed, "restricted": False, "viewed": True},
        "createdDate": file.created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "modifiedDate": file.modified.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": str(file.version),
        "parents": [{"kind": "drive#parentReference", "id": one, "isRoot": one == "root"} for one in file.parents],
        "exportLinks": {kind: f"{_DOCS}/export?id={file_id}&exportFormat={end}" for kind, end in EXPORT_TYPES.items()},
        "ownerNames": [file.owner],
        "owners": [{**person, "displayName": file.owner, "emailAddress": file.owner}],
        "lastModifyingUserName": user,
        "lastModifyingUser": person,
        "editable": True,
        "copyable": True,
        "writersCanShare": True,
        "shared": len(file.permissions) > 1,
        "explicitlyTrashed": file.trashed,
        "appDataContents": False,
        "spaces": ["drive"],
    }

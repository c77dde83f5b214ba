"""Files of Drive as answers show them, their order in lists, and what Drive says about itself."""

import copy
import re
from datetime import datetime

from .csv_files import EXPORT_TYPES
from .errors import drive_error
from .model import Json
from .sheets_api import Call
from .store import SPREADSHEET, DriveFile

_SORT_KEYS = {
    "createdTime": lambda file: file.created,
    "folder": lambda file: file.parents,
    "modifiedByMeTime": lambda file: file.modified,
    "modifiedTime": lambda file: file.modified,
    "name": lambda file: file.name.casefold(),
    "name_natural": lambda file: [int(part) if part.isdigit() else part for part in _parts(file.name)],
    "recency": lambda file: file.modified,
}
_WRITES = ("canEdit", "canModifyContent", "canRename", "canShare", "canTrash", "canUntrash")
_READS = ("canCopy", "canDownload", "canReadRevisions")


def _parts(name: str) -> list[str]:
    """`a10b` as (a, 10, b), a text always first, so that names can be compared."""
    return re.split(r"(\d+)", name.casefold())


def moment_text(moment: datetime) -> str:
    """A moment as Drive writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def person(address: str, user: str) -> Json:
    """Somebody as answers name them."""
    name = address.partition("@")[0]
    return {"kind": "drive#user", "displayName": name, "me": address == user, "emailAddress": address}


def file_json(call: Call, file: DriveFile) -> Json:
    """A file with every field that this server has, as the caller may see it."""
    rank = call.store.rank(file, call.user)
    return {
        "kind": "drive#file",
        "id": file.file_id,
        "name": file.name,
        "mimeType": file.mime_type,
        "starred": False,
        "trashed": file.trashed,
        "explicitlyTrashed": file.trashed,
        "parents": list(file.parents),
        "spaces": ["drive"],
        "version": str(file.version),
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{file.file_id}/edit?usp=drivesdk",
        "createdTime": moment_text(file.created),
        "modifiedTime": moment_text(file.modified),
        "owners": [person(file.owner, call.user)],
        "lastModifyingUser": person(file.modifier, call.user),
        "ownedByMe": file.owner == call.user,
        "shared": len(file.permissions) > 1,
        "writersCanShare": True,
        "capabilities": {
            **dict.fromkeys(_READS, True),
            **dict.fromkeys(_WRITES, rank >= 2),
            "canDelete": rank >= 3,
        },
        "permissions": copy.deepcopy(file.permissions),
    }


def ordered(files: list[DriveFile], text: str) -> list[DriveFile]:
    """Files in the order that `orderBy` asks for; the last modified comes first when it asks for none."""
    found = sorted(files, key=lambda file: file.modified, reverse=True)
    for key in reversed([part.strip() for part in text.split(",")] if text else []):
        name, _, way = key.partition(" ")
        if name not in _SORT_KEYS or way not in {"", "desc"}:
            raise drive_error(400, "invalid", "Invalid Value", ("parameter", "orderBy"))
        found.sort(key=_SORT_KEYS[name], reverse=way == "desc")
    return found


def about(call: Call) -> Json:
    """about.get: who calls, and what can be exported and imported."""
    if call.mask is None:
        message = "The 'fields' parameter is required for this method."
        raise drive_error(400, "required", message, ("parameter", "fields"))
    return {
        "kind": "drive#about",
        "user": person(call.user, call.user),
        "storageQuota": {"limit": "16106127360", "usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"},
        "maxUploadSize": "5242880000000",
        "importFormats": {"text/csv": [SPREADSHEET]},
        "exportFormats": {SPREADSHEET: list(EXPORT_TYPES)},
        "canCreateDrives": False,
        "appInstalled": False,
    }

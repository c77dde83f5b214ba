"""The methods of Drive v3 that go with spreadsheets: files, permissions, comments, about."""

import copy

from .csv_files import export
from .drive_files import about, file_json, moment_text, ordered
from .drive_query import matches
from .errors import drive_error, drive_not_implemented
from .masks import Mask, select
from .model import Json
from .sheets_api import Call, Method
from .store import FOLDER, SPREADSHEET, DriveFile

_BRIEF: Mask = {"kind": {}, "id": {}, "name": {}, "mimeType": {}}
_PERMISSION_BRIEF: Mask = {"kind": {}, "id": {}, "type": {}, "role": {}}
_TYPES = {"user", "group", "domain", "anyone"}
_ROLES = {"owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"}
_PAGE = 100


def _brief(call: Call, file: DriveFile) -> Json:
    """The file as it is answered: four fields unless the request asks for others."""
    full = file_json(call, file)
    return full if call.mask else dict(select(full, _BRIEF))


def _check_parents(call: Call, parents: list[str]) -> list[str]:
    for parent in parents:
        if parent != "root" and call.store.file(parent, call.user).mime_type != FOLDER:
            raise drive_error(403, "parentNotAFolder", "The specified parent is not a folder.")
    return parents


def _create(call: Call) -> Json:
    name = call.body.get("name") or "Untitled"
    parents = _check_parents(call, call.body.get("parents", []))
    mime_type = call.body.get("mimeType", "application/octet-stream")
    if mime_type == SPREADSHEET:
        book = call.store.new_book(name, parents, call.user)
        return _brief(call, call.store.files[book.spreadsheet_id])
    if mime_type == FOLDER:
        return _brief(call, call.store.add_file(name, FOLDER, parents, call.user))
    raise drive_not_implemented(f"A file of type {mime_type}")


def _get(call: Call) -> Json:
    return _brief(call, call.store.file(call.path["fileId"], call.user))


def _list(call: Call) -> Json:
    query = call.query.get("q", "")
    found = [
        file
        for file in call.store.files.values()
        if call.store.rank(file, call.user) and (not query or matches(file, query))
    ]
    found = ordered(found, call.query.get("orderBy", ""))
    start = int(call.query.get("pageToken") or 0)
    size = call.query.get("pageSize", _PAGE)
    if not 1 <= size <= 1000:
        raise drive_error(400, "invalid", "Invalid Value", ("parameter", "pageSize"))
    page = found[start : start + size]
    result: Json = {"kind": "drive#fileList", "incompleteSearch": False, "files": [_brief(call, one) for one in page]}
    if start + size < len(found):
        result["nextPageToken"] = str(start + size)
    return result


def _copy(call: Call) -> Json:
    old = call.store.file(call.path["fileId"], call.user)
    if old.file_id not in call.store.books:
        raise drive_error(403, "cannotCopyFile", "This file cannot be copied by the user.")
    parents = _check_parents(call, call.body.get("parents", []))
    name = call.body.get("name") or f"Copy of {old.name}"
    made = call.store.new_book(name, parents or list(old.parents), call.user)
    book = call.store.books[old.file_id].copy()
    book.spreadsheet_id = made.spreadsheet_id
    book.properties["title"] = name
    call.store.books[made.spreadsheet_id] = book
    return _brief(call, call.store.files[made.spreadsheet_id])


def _update(call: Call) -> Json:
    file = call.store.file(call.path["fileId"], call.user, 2)
    beyond = set(call.body) - {"name", "trashed"}
    if beyond:
        raise drive_not_implemented(f"files.update of {sorted(beyond)[0]}")
    file.name = call.body.get("name", file.name)
    file.trashed = call.body.get("trashed", file.trashed)
    if file.file_id in call.store.books:
        call.store.books[file.file_id].properties["title"] = file.name
    added = [parent for parent in call.query.get("addParents", "").split(",") if parent]
    removed = set(call.query.get("removeParents", "").split(","))
    file.parents = [parent for parent in file.parents if parent not in removed] + _check_parents(call, added)
    call.store.touch(file, call.user)
    return _brief(call, file)


def _delete(call: Call) -> None:
    file = call.store.file(call.path["fileId"], call.user, 3)
    del call.store.files[file.file_id]
    call.store.books.pop(file.file_id, None)


def _permissions(call: Call) -> Json:
    file = call.store.file(call.path["fileId"], call.user)
    shown = [entry if call.mask else select(entry, _PERMISSION_BRIEF) for entry in file.permissions]
    return {"kind": "drive#permissionList", "permissions": copy.deepcopy(shown)}


def _permission(call: Call, rank: int = 1) -> tuple[DriveFile, Json]:
    file = call.store.file(call.path["fileId"], call.user, rank)
    wanted = call.path["permissionId"]
    for entry in file.permissions:
        if entry["id"] == wanted:
            return file, entry
    raise drive_error(404, "notFound", f"Permission not found: {wanted}.", ("parameter", "permissionId"))


def _answered(call: Call, entry: Json) -> Json:
    return copy.deepcopy(entry) if call.mask else dict(select(entry, _PERMISSION_BRIEF))


def _need_transfer(call: Call) -> None:
    """Nobody becomes the owner by accident."""
    if not call.query.get("transferOwnership"):
        message = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise drive_error(403, "forbidden", message, ("parameter", "transferOwnership"))


def _same_holder(file: DriveFile, kind: str, who: str) -> Json | None:
    """The permission that the user, group or domain has already."""
    for entry in file.permissions:
        if entry["type"] == kind and entry.get("emailAddress", entry.get("domain", "")) == who:
            return entry
    return None


def _share(call: Call) -> Json:
    file = call.store.file(call.path["fileId"], call.user, 2)
    kind, role = call.body.get("type"), call.body.get("role")
    if kind not in _TYPES:
        raise drive_error(400, "required", "The permission type field is required.")
    if role not in _ROLES:
        raise drive_error(400, "required", "The permission role field is required.")
    who = call.body.get("domain" if kind == "domain" else "emailAddress", "")
    if kind != "anyone" and not who:
        raise drive_error(400, "invalidSharingRequest", "Bad Request. User message: missing address.")
    old = _same_holder(file, kind, who)
    if role == "owner" and (old or {}).get("role") != "owner":
        _need_transfer(call)
    if old is not None:
        old["role"] = role if old["role"] != "owner" else "owner"
        return _answered(call, old)
    entry = call.store.permission(kind, role, who)
    file.permissions.append(entry)
    call.store.touch(file, call.user)
    return _answered(call, entry)


def _change_permission(call: Call) -> Json:
    file, entry = _permission(call, 2)
    if call.body.get("role") == "owner":
        _need_transfer(call)
        for other in file.permissions:
            other["role"] = "writer" if other["role"] == "owner" else other["role"]
        file.owner = entry.get("emailAddress", file.owner)
        entry["pendingOwner"] = False
    entry.update({name: call.body[name] for name in ("role", "pendingOwner") if name in call.body})
    call.store.touch(file, call.user)
    return _answered(call, entry)


def _unshare(call: Call) -> None:
    file, entry = _permission(call, 2)
    if entry["role"] == "owner":
        raise drive_error(403, "insufficientFilePermissions", "The owner of a file cannot be removed.")
    file.permissions.remove(entry)
    call.store.touch(file, call.user)


def _need_fields(call: Call) -> None:
    if call.mask is None:
        message = "The 'fields' parameter is required for this method."
        raise drive_error(400, "required", message, ("parameter", "fields"))


def _comments(call: Call) -> Json:
    _need_fields(call)
    file = call.store.file(call.path["fileId"], call.user)
    return {"kind": "drive#commentList", "comments": copy.deepcopy(file.comments)}


def _comment(call: Call) -> Json:
    _need_fields(call)
    file = call.store.file(call.path["fileId"], call.user)
    if not call.body.get("content"):
        raise drive_error(400, "required", "Comment content is required.")
    new = {
        "kind": "drive#comment",
        "id": f"AAAA{call.store.random.randrange(10**6, 10**7)}",
        "content": call.body["content"],
        **({"anchor": call.body["anchor"]} if "anchor" in call.body else {}),
        "createdTime": moment_text(call.store.now()),
        "deleted": False,
        "resolved": False,
    }
    file.comments.append(new)
    return copy.deepcopy(new)


METHODS: dict[str, Method] = {
    "drive.about.get": about,
    "drive.files.create": _create,
    "drive.files.get": _get,
    "drive.files.list": _list,
    "drive.files.copy": _copy,
    "drive.files.update": _update,
    "drive.files.delete": _delete,
    "drive.files.export": export,
    "drive.permissions.list": _permissions,
    "drive.permissions.get": lambda call: _answered(call, _permission(call)[1]),
    "drive.permissions.create": _share,
    "drive.permissions.update": _change_permission,
    "drive.permissions.delete": _unshare,
    "drive.comments.list": _comments,
    "drive.comments.create": _comment,
}

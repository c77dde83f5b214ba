"""From a path to a method of an API, and from a raw request to an answer."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, unquote

from . import csv_files, drive_api, sheets_api
from .auth import Tokens
from .discovery import STANDARD_PARAMETERS, bad_mask_paths, check_reply, methods
from .errors import ApiError, drive_error, invalid, invalid_fields, sheets_error
from .masks import Mask, parse_mask, select
from .model import Json
from .quota import Quota
from .requests_in import load_json, read_message, read_parameters
from .sheets_api import Call
from .store import Store

_ROOTS = {"sheets.spreadsheets.values.update": "data", "sheets.spreadsheets.values.append": "data"}
_ROOTS["sheets.spreadsheets.create"] = "spreadsheet"
_UPLOAD = re.compile(r"/upload/drive/v2/files/(?P<fileId>[^/]+)$")
_SERVICES = {"sheets": "sheets.googleapis.com", "drive": "drive.googleapis.com"}
PAYLOAD_LIMIT = 10 * 1024 * 1024
_IMPLEMENTED = {**sheets_api.METHODS, **drive_api.METHODS}


@dataclass
class Answer:
    """What goes back over the wire."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Incoming:
    """A request as it came."""

    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]


def as_json(status: int, value: object) -> Answer:
    """An answer with a JSON body, laid out as Google does."""
    return Answer(status, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode(errors="replace"))


@cache
def _routes() -> list[tuple[str, str, re.Pattern[str], str]]:
    """(HTTP method, API, pattern of the path, id of the method) for every method that Google has."""
    found = []
    for api, base in (("sheets", "/"), ("drive", "/drive/v3/")):
        for method_id, method in methods(api).items():
            pattern = re.escape(base + method["path"]).replace(r"\{", "{").replace(r"\}", "}")
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", pattern)
            found.append((method["httpMethod"], api, re.compile(pattern + "$"), method_id))
    return sorted(found, key=lambda route: -len(route[2].pattern))


def _find(incoming: Incoming) -> tuple[str, str, dict[str, str]]:
    """The API, the method and the parts of the path."""
    for http_method, api, pattern, method_id in _routes():
        match = pattern.match(incoming.path) if http_method == incoming.method else None
        if match:
            return api, method_id, {name: unquote(value) for name, value in match.groupdict().items()}
    raise sheets_error(404, "NOT_FOUND", f"{incoming.method} {incoming.path} is not implemented by this local server.")


class Service:
    """Answers requests: identifies the caller, reads the request, carries it out, checks the answer."""

    def __init__(self, store: Store, tokens: Tokens, anonymous: bool, strict: bool) -> None:
        self.store = store
        self.tokens = tokens
        self.anonymous = anonymous
        self.strict = strict
        self.faults: list[AssertionError] = []
        self.quota = Quota()

    def answer(self, incoming: Incoming) -> Answer:
        """The answer to a request; a refusal is one too."""
        try:
            if incoming.method == "POST" and incoming.path == "/token":
                return as_json(200, self.tokens.grant(incoming.body))
            upload = _UPLOAD.match(incoming.path)
            if upload and incoming.method == "PUT":
                user = self._user(incoming, "drive", "drive.files.update")
                call = Call(self.store, user, upload.groupdict(), {}, {}, None, incoming.body)
                with self.store.lock:
                    return as_json(200, csv_files.import_csv(call))
            return self._api(incoming)
        except ApiError as refusal:
            return as_json(refusal.code, refusal.body)
        except Exception as error:
            self.faults.append(AssertionError(f"{incoming.method} {incoming.path}: {error!r}"))
            self.faults[-1].__cause__ = error
            return as_json(500, sheets_error(500, "INTERNAL", "Internal error encountered.").body)

    def _user(self, incoming: Incoming, api: str, method_id: str) -> str:
        if self.anonymous:
            return self.store.user
        accepted = methods(api)[method_id].get("scopes", [])
        return self.tokens.user_of(incoming.headers.get("Authorization"), accepted, _SERVICES[api])

    def _api(self, incoming: Incoming) -> Answer:
        api, method_id, path = _find(incoming)
        user = self._user(incoming, api, method_id)
        if api == "sheets":
            self.quota.take(user, method_id, incoming.method)
        if method_id not in _IMPLEMENTED:
            raise sheets_error(501, "UNIMPLEMENTED", f"{method_id} is not implemented by this local server.")
        declared = methods(api)[method_id]
        given = parse_qs(incoming.query, keep_blank_values=True)
        query = read_parameters(api, declared["parameters"], _own(given))
        mask = _mask(api, declared, given.get("fields", [""])[-1])
        body = self._body(api, method_id, declared, incoming)
        with self.store.lock:
            result = _IMPLEMENTED[method_id](Call(self.store, user, path, query, body, mask, incoming.body))
            return self._reply(api, declared, result, mask)

    def _body(self, api: str, method_id: str, declared: Json, incoming: Incoming) -> Json:
        if "request" not in declared:
            return {}
        if len(incoming.body) > PAYLOAD_LIMIT:
            raise invalid(f"Request payload size exceeds the limit: {PAYLOAD_LIMIT} bytes.")
        value = load_json(incoming.body)
        return read_message(api, declared["request"]["$ref"], value, _ROOTS.get(method_id, ""))

    def _reply(self, api: str, declared: Json, result: object, mask: Mask | None) -> Answer:
        if result is None:
            return Answer(204, b"", "text/html")
        if isinstance(result, tuple):
            return Answer(200, result[1], result[0], {"Content-Disposition": "attachment"})
        shown = select(result, mask) if mask else result
        if self.strict:
            problems = check_reply(api, declared["response"]["$ref"], shown)
            self.faults.extend(AssertionError(f"{declared['id']}: {problem}") for problem in problems)
        return as_json(200, shown)


def _own(given: dict[str, list[str]]) -> dict[str, list[str]]:
    """The parameters of the method itself, without those that every method has."""
    return {name: values for name, values in given.items() if name not in STANDARD_PARAMETERS and name[:1] != "$"}


def _mask(api: str, declared: Json, text: str) -> Mask | None:
    """The mask of the `fields` parameter; one that names what is not there is refused."""
    if not text or "response" not in declared:
        return None
    if api == "drive":
        text = text.replace(" ", "")
    bad = bad_mask_paths(api, declared["response"]["$ref"], text)
    if bad and api == "drive":
        raise drive_error(400, "invalidParameter", f"Invalid field selection {bad[0]}", ("parameter", "fields"))
    if bad:
        told = [
            (path, f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'.")
            for path in bad
        ]
        raise invalid_fields(told, "Request contains an invalid argument.")
    return parse_mask(text)

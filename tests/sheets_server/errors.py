"""The refusals of Google's APIs: their status codes and their bodies.

Sheets answers with the newer shape (`status`, `details`), Drive v3 with the older one (`errors`, `reason`).
"""

from typing import Any

BAD_REQUEST_DETAIL = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO_DETAIL = "type.googleapis.com/google.rpc.ErrorInfo"
HELP_DETAIL = "type.googleapis.com/google.rpc.Help"


class ApiError(Exception):
    """A request is refused; `body` is what goes over the wire."""

    def __init__(self, code: int, message: str, body: dict[str, Any]) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.body = body


def sheets_error(code: int, status: str, message: str, details: list[dict[str, Any]] | None = None) -> ApiError:
    """A refusal in the shape of the Sheets API."""
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = details
    return ApiError(code, message, {"error": error})


def invalid(message: str) -> ApiError:
    """400 INVALID_ARGUMENT with a message of its own."""
    return sheets_error(400, "INVALID_ARGUMENT", message)


def invalid_fields(violations: list[tuple[str, str]], message: str | None = None) -> ApiError:
    """400 with one `fieldViolations` entry for each (field, description)."""
    entries = [{"field": field, "description": text} if field else {"description": text} for field, text in violations]
    detail = {"@type": BAD_REQUEST_DETAIL, "fieldViolations": entries}
    text = message or "\n".join(description for _, description in violations)
    return sheets_error(400, "INVALID_ARGUMENT", text, [detail])


def not_implemented_here(what: str) -> ApiError:
    """400 for something that Google can do and this server cannot: refused, never ignored."""
    return invalid(f"{what} is not implemented by this local server.")


def entity_not_found() -> ApiError:
    """404 of the Sheets API for a spreadsheet that is not there (or not shared)."""
    return sheets_error(404, "NOT_FOUND", "Requested entity was not found.")


def permission_denied() -> ApiError:
    """403 of the Sheets API for a spreadsheet that the caller may not touch."""
    return sheets_error(403, "PERMISSION_DENIED", "The caller does not have permission")


def unauthenticated() -> ApiError:
    """401 for a missing, unknown or expired token."""
    return sheets_error(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def insufficient_scopes(service: str) -> ApiError:
    """403 for a token whose scopes do not cover the service."""
    info = {
        "@type": ERROR_INFO_DETAIL,
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": service},
    }
    return sheets_error(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", [info])


def drive_error(code: int, reason: str, message: str, location: tuple[str, str] | None = None) -> ApiError:
    """A refusal in the shape of Drive v3; `location` is (locationType, location)."""
    entry: dict[str, Any] = {"message": message, "domain": "global", "reason": reason}
    if location:
        entry["location"], entry["locationType"] = location[1], location[0]
    return ApiError(code, message, {"error": {"code": code, "message": message, "errors": [entry]}})


def file_not_found(file_id: str) -> ApiError:
    """404 of Drive for a file that is not there."""
    return drive_error(404, "notFound", f"File not found: {file_id}.", ("parameter", "fileId"))


def drive_not_implemented(what: str) -> ApiError:
    """501 for a part of Drive that this server does not have."""
    return drive_error(501, "notImplemented", f"{what} is not implemented by this local server.")

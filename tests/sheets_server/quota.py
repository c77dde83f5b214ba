"""The limits of requests per minute: none until a test sets them."""

import time
from dataclasses import dataclass, field
from typing import Any

from .errors import ERROR_INFO_DETAIL, HELP_DETAIL, ApiError, sheets_error

PROJECT_NUMBER = "123456789012"
_READING = {"getByDataFilter", "batchGetByDataFilter", "search"}


@dataclass
class Quota:
    """How many requests each user may make in a minute, and how many were made."""

    reads: int | None = None
    writes: int | None = None
    made: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def take(self, user: str, method_id: str, http_method: str) -> None:
        """Count a request; refused when there were too many in the last minute."""
        reading = http_method == "GET" or method_id.rpartition(".")[2] in _READING
        limit, kind = (self.reads, "Read") if reading else (self.writes, "Write")
        if limit is None:
            return
        now = time.monotonic()
        recent = [moment for moment in self.made.get((user, kind), []) if now - moment < 60]
        if len(recent) >= limit:
            raise exhausted(kind, limit)
        self.made[(user, kind)] = [*recent, now]


def exhausted(kind: str, limit: int) -> ApiError:
    """429 for a quota that is used up; `kind` is Read or Write."""
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute per user' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{PROJECT_NUMBER}'."
    )
    metadata = {
        "consumer": f"projects/{PROJECT_NUMBER}",
        "quota_limit": f"{kind}RequestsPerMinutePerUser",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
        "quota_unit": "1/min/{project}/{user}",
        "service": "sheets.googleapis.com",
    }
    info = {"@type": ERROR_INFO_DETAIL, "reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com"}
    link = {
        "description": "Request a higher quota limit.",
        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
    }
    details: list[dict[str, Any]] = [{**info, "metadata": metadata}, {"@type": HELP_DETAIL, "links": [link]}]
    return sheets_error(429, "RESOURCE_EXHAUSTED", message, details)

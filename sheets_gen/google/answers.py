"""What comes back from Google: an answer, a fault of the connection, or a refused sign-in; and what an error says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Literal

FaultKind = Literal["timeout", "lost", "unreachable", "proxy", "sign-in", "certificate", "other"]


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; the names of ``headers`` are lower case."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def data(self) -> dict[str, Any] | None:
        """The JSON object in it, or None when it holds something else."""
        return self._object

    @cached_property
    def _object(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        if isinstance(found, list) and len(found) == 1:
            found = found[0]  # some of Google's front ends wrap an error in a list
        return found if isinstance(found, dict) else None

    @property
    def retry_after(self) -> float | None:
        """How many seconds Google asks to wait; a date in it is held against the answer's own date."""
        asked = self.headers.get("retry-after", "").strip()
        if asked.isascii() and asked.isdigit():
            return float(asked[:9])
        try:
            gap = parsedate_to_datetime(asked) - parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError):
            return None
        return max(gap.total_seconds(), 0.0)


@dataclass(frozen=True)
class Fault:
    """No answer; ``sent`` tells whether the request may have reached Google all the same."""

    kind: FaultKind
    sent: bool = True


@dataclass(frozen=True)
class Refused:
    """No token: what the sign-in server said."""

    words: str


Outcome = Answer | Fault | Refused


@dataclass(frozen=True)
class Said:
    """An error of Google in the forms it comes in."""

    message: str
    status: str
    reasons: frozenset[str]
    details: Mapping[str, str]
    links: tuple[str, ...]


def said(answer: Answer) -> Said:
    """What the error in an answer says; all parts may be empty."""
    data = answer.data() or {}
    error = data.get("error")
    if not isinstance(error, dict):
        words = ": ".join(str(each) for each in (error, data.get("error_description")) if each)
        return Said(one_line(words), "", frozenset(), {}, ())
    reasons: set[str] = set()
    details: dict[str, str] = {}
    links: list[str] = []
    for part in [*_objects(error.get("errors")), *_objects(error.get("details"))]:
        reasons.add(str(part.get("reason", "")))
        metadata = part.get("metadata")
        if isinstance(metadata, dict):
            details |= {str(key): str(value) for key, value in metadata.items()}
        links += [str(link.get("url", "")) for link in _objects(part.get("links"))]
    message = str(error.get("message", ""))
    links += [details.get("activationUrl", ""), *re.findall(r"https://[^\s\"'<>]+", message)]
    kept = tuple(link for link in links if link)
    return Said(one_line(message), str(error.get("status", "")), frozenset(reasons - {""}), details, kept)


def _objects(found: object) -> Iterator[dict[str, Any]]:
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, dict))


_SECRETS = re.compile(
    r"-----BEGIN.*?(?:-----END[^-]*-----|$)"  # a private key
    r"|\bya29\.[\w.-]+"  # an access token
    r"|\b1//[\w-]{10,}"  # a refresh token
    r"|\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?"  # a signed assertion
    r"|\bGOCSPX-[\w-]+"  # a client's secret
    r"|\bAIza[\w-]{30,}"  # a key of an API
    r"|\b(?:Bearer|Basic) [\w.~+/=-]{8,}",
    re.DOTALL,
)


def one_line(text: str, most: int = 300) -> str:
    """Words from outside for a message: one line, not endless, nothing secret in it."""
    clean = " ".join(_SECRETS.sub("(secret)", text).split())
    clean = "".join(c if c.isprintable() else "?" for c in clean)
    return clean if len(clean) <= most else clean[: most - 1] + "…"

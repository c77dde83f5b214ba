"""One sentence and the next step for everything that can go wrong between this program and Google."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from sheets_gen.errors import CredentialsProblem, RemoteFailed, SheetsGenError
from sheets_gen.google.answers import Answer, Fault, Outcome, Refused, Said, one_line, said
from sheets_gen.google.link import share_url
from sheets_gen.google.refused import refused
from sheets_gen.google.who import GCLOUD_PROJECT, USER, Who

Doing = Literal["sign in", "read", "write", "create"]

STATUS_PAGE = "https://www.google.com/appsstatus/dashboard/"
_CONSOLE = {"console.developers.google.com", "console.cloud.google.com"}
UNSURE = "; what was sent may have arrived all the same"
_MADE = "; the spreadsheet may have been made all the same: look in Drive before you run the command again"


@dataclass(frozen=True)
class Situation:
    """Who wanted to do what, on which spreadsheet, and how often it was tried."""

    who: Who
    doing: Doing = "read"
    sheet: str = ""
    tries: int = 1

    @property
    def after(self) -> str:
        return f", also after {self.tries} tries" if self.tries > 1 else ""

    @property
    def at(self) -> str:
        """The spreadsheet at the head of a message."""
        return f"{share_url(self.sheet)}: " if self.sheet else ""

    @property
    def unsure(self) -> str:
        """That a request without an answer may have done its work."""
        return {"write": UNSURE, "create": _MADE}.get(self.doing, "")


def explain(outcome: Outcome, now: Situation) -> SheetsGenError:
    """The exception for an outcome that is no success."""
    if isinstance(outcome, Refused):
        return refused(outcome.words, now.who)
    if isinstance(outcome, Fault):
        return _fault(outcome, now)
    if outcome.ok or outcome.data() is None:
        return _no_json(outcome, now)
    found = said(outcome)
    for rule in (_set_up, _storage, _scope, _limits, _access, _document):
        error = rule(outcome, found, now)
        if error is not None:
            return error
    if outcome.status >= 500 or outcome.status == 408:
        return _google_down(outcome.status, now)
    words = found.message or one_line(outcome.text) or "no reason given"
    if outcome.status in {401, 403}:
        return CredentialsProblem(f"{now.at}Google refused {now.who.name} ({outcome.status}): {words}")
    return RemoteFailed(f"{now.at}Google refused the request ({outcome.status}): {words}")


def _fault(fault: Fault, now: Situation) -> SheetsGenError:
    """No answer came."""
    unsure = now.unsure if fault.sent else ""
    what = {
        "timeout": f"Google did not answer in time{now.after}{unsure}; try again later",
        "lost": f"the connection to Google was cut before the answer came{now.after}{unsure}; run the command again",
        "unreachable": f"Google cannot be reached{now.after}; check that this computer is online and may reach "
        "https://sheets.googleapis.com and https://oauth2.googleapis.com (firewall, proxy)",
        "proxy": f"the proxy cannot be reached{now.after}; check HTTPS_PROXY and NO_PROXY",
        "sign-in": f"Google's sign-in is busy{now.after}; try again later",
        "certificate": "the certificate that was shown for Google is not trusted here; when your network inspects "
        "connections, set REQUESTS_CA_BUNDLE to its certificate file; also check the clock",
    }.get(fault.kind, "the request to Google could not be sent; check the settings of the network and the proxy")
    return RemoteFailed(now.at + what)


def _no_json(answer: Answer, now: Situation) -> SheetsGenError:
    """An answer that Google's service does not give: a web page, or nothing that can be read."""
    if answer.status >= 500 or answer.status == 408:
        return _google_down(answer.status, now)
    page = "<" in answer.text[:200]
    what = "a web page" if page else "something that is not JSON"
    unsure = now.unsure if answer.ok else ""
    if answer.status == 429:
        return RemoteFailed(f"{now.at}too many requests (429){now.after}; wait a minute and run the command again")
    return RemoteFailed(
        f"{now.at}{what} came instead of Google's answer ({answer.status}){now.after}{unsure}; a proxy or the log-in "
        "page of the network may stand in between: open https://sheets.googleapis.com in a browser to see it"
    )


def _google_down(status: int, now: Situation) -> SheetsGenError:
    return RemoteFailed(
        f"{now.at}Google has trouble ({status}){now.after}{now.unsure}; try again later ({STATUS_PAGE})"
    )


def _set_up(answer: Answer, found: Said, now: Situation) -> SheetsGenError | None:
    """The project: the API is not enabled, or no project pays."""
    message = found.message.lower()
    if "requires a quota project" in message or "USER_PROJECT_DENIED" in found.reasons:
        return CredentialsProblem(
            f"Google wants to know which project the requests of {now.who.name} count for; one in which you may use "
            f"services: {GCLOUD_PROJECT}"
        )
    if found.reasons & {"SERVICE_DISABLED", "accessNotConfigured"} or "has not been used in project" in message:
        service = found.details.get("service", "")
        drive = "drive" in service or "drive api" in message
        name, host = ("Drive", "drive.googleapis.com") if drive else ("Sheets", "sheets.googleapis.com")
        fallback = f"https://console.cloud.google.com/apis/library/{host}"
        link = next((each for each in found.links if _console(each)), fallback)
        return CredentialsProblem(
            f"the Google {name} API is not enabled in the project of {now.who.name}; enable it, wait a minute, and run "
            f"the command again: {link}"
        )
    if answer.status == 401:
        return CredentialsProblem(f"Google does not accept the sign-in of {now.who.name} (401); {now.who.again}")
    return None


def _console(link: str) -> bool:
    """Whether a link from an answer leads to Google's console and nowhere else."""
    try:
        url = urlsplit(link)
        return url.scheme == "https" and url.hostname in _CONSOLE and url.username is None
    except ValueError:
        return False


def own_file(who: Who) -> str:
    """How to get a spreadsheet when this account cannot own one."""
    address = who.address or "its address (sheets-gen auth check says it)"
    return (
        "service accounts cannot own files: make a blank spreadsheet yourself (https://sheets.new), share it as Editor "
        f"with {address}, and pass its link; or name a folder in a shared drive"
    )


def _storage(answer: Answer, found: Said, now: Situation) -> SheetsGenError | None:
    """A file that cannot be made because nobody pays for its storage."""
    message = found.message.lower()
    full = "storageQuotaExceeded" in found.reasons or "storage quota" in message
    denied = now.doing == "create" and answer.status == 403 and "caller does not have permission" in message
    if not full and not denied:
        return None
    if now.who.person and full:
        return CredentialsProblem(
            f"the Drive of {now.who.name} is full; free some space (https://one.google.com/storage)"
        )
    return None if now.who.person else CredentialsProblem(own_file(now.who))


def _scope(answer: Answer, found: Said, now: Situation) -> SheetsGenError | None:
    """A token that was given for less than this."""
    if answer.status != 403:
        return None
    reasons = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}
    if not found.reasons & reasons and "insufficient authentication scopes" not in found.message.lower():
        return None
    return CredentialsProblem(f"{now.at}{now.who.wider}")


def _limits(answer: Answer, found: Said, now: Situation) -> SheetsGenError | None:
    """Too much in too short a time, or more than the project may."""
    rate = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
    if answer.status == 429 or (answer.status == 403 and found.reasons & rate):
        limit = found.details.get("quota_limit", "")
        named = f" ({one_line(limit, 60)})" if limit else ""
        return RemoteFailed(
            f"{now.at}Google's limit of requests a minute is used up{named}{now.after}; wait a minute and run the "
            "command again"
        )
    if answer.status == 403 and found.reasons & {"dailyLimitExceeded", "quotaExceeded", "dailyLimitExceededUnreg"}:
        return RemoteFailed(f"{now.at}the quota of the project is used up: {found.message}")
    return None


def _access(answer: Answer, found: Said, now: Situation) -> SheetsGenError | None:
    """The spreadsheet is not there, or not for this account."""
    denied = answer.status == 403 and found.status in {"PERMISSION_DENIED", ""}
    denied = denied and ("permission" in found.message.lower() or not found.message)
    missing = answer.status == 404
    if not denied and not missing:
        return None
    if now.doing == "create":
        return CredentialsProblem(
            f"the spreadsheet cannot be made: {now.who.name} may not, or the folder is not there ({found.message})"
        )
    if denied and now.doing == "write":
        return CredentialsProblem(f"{now.at}may not be changed by {now.who.name}; {_share(now.who)}")
    if now.who.kind == USER:
        return CredentialsProblem(
            f"{now.at}is not there, or not open to this sign-in, which sees only spreadsheets that sheets-gen made; "
            "for one that exists, use a service account (--credentials FILE) and share it with that"
        )
    what = "is not there, or not shared with" if missing else "is not shared with"
    return CredentialsProblem(f"{now.at}{what} {now.who.name}; check the link, or {_share(now.who)}")


def _share(who: Who) -> str:
    if who.person:
        return "ask its owner to share it with you as Editor"
    return f"share it (Share, top right) as Editor with {who.address or 'the address of this account'}"


def _document(answer: Answer, found: Said, now: Situation) -> SheetsGenError | None:
    """What is wrong with the document rather than with the request."""
    message = found.message.lower()
    if answer.status != 400:
        return None
    if "office file" in message or "not supported for this document" in message:
        return RemoteFailed(
            f"{now.at}is an Excel file that is opened in Drive, not a Google spreadsheet; in it choose File, Save as "
            "Google Sheets, and pass the link of the copy"
        )
    if "protected cell" in message:
        return RemoteFailed(
            f"{now.at}holds cells protected against {now.who.name}; its owner can lift that (Data, Protect sheets and "
            f"ranges): {found.message}"
        )
    return None

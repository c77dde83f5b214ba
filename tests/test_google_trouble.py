"""Every way in which Google says no, in its own words, and the sentence that comes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sheets_gen.errors import CredentialsProblem, RemoteFailed, SheetsGenError
from sheets_gen.google.answers import Answer, Fault, FaultKind, Outcome, Refused, one_line
from sheets_gen.google.trouble import Doing, Situation, explain
from sheets_gen.google.who import FEDERATED, GCLOUD_USER, MACHINE, SERVICE_ACCOUNT, USER, Who
from tests.google_server import ADDRESS, SHEET, error

ROBOT = Who(SERVICE_ACCOUNT, ADDRESS, "team-numbers", "/keys/key.json")
PERSON = Who(USER, "", "", "/home/ann/.config/gspread/authorized_user.json")
GCLOUD = Who(GCLOUD_USER, "ann@example.org", "", "/home/ann/.config/gcloud/application_default_credentials.json")
URL = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit"
INFO = "type.googleapis.com/google.rpc.ErrorInfo"
ENABLE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=123456789012"
NOT_ENABLED = (
    f"Google Sheets API has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
    f"{ENABLE} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
    "systems and retry."
)
DISABLED = [
    {
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [{"description": "Google developers console API activation", "url": ENABLE}],
    },
    {
        "@type": INFO,
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
        "metadata": {"consumer": "projects/123456789012", "service": "sheets.googleapis.com"},
    },
]
DRIVE_OFF = {
    "error": {
        "errors": [
            {
                "domain": "usageLimits",
                "reason": "accessNotConfigured",
                "message": "Google Drive API has not been used in project 1 before or it is disabled.",
                "extendedHelp": "https://console.developers.google.com/apis/api/drive.googleapis.com/overview?project=1",
            }
        ],
        "code": 403,
        "message": "Google Drive API has not been used in project 1 before or it is disabled.",
    }
}
FULL = {
    "error": {
        "errors": [
            {
                "domain": "usageLimits",
                "reason": "storageQuotaExceeded",
                "message": "The user's Drive storage quota has been exceeded.",
            }
        ],
        "code": 403,
        "message": "The user's Drive storage quota has been exceeded.",
    }
}
SCOPE = error(
    403,
    "Request had insufficient authentication scopes.",
    "PERMISSION_DENIED",
    details=[{"@type": INFO, "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "domain": "googleapis.com"}],
)
OLD_SCOPE = {
    "error": {
        "code": 403,
        "message": "Request had insufficient authentication scopes.",
        "errors": [{"message": "Insufficient Permission", "domain": "global", "reason": "insufficientPermissions"}],
    }
}
PROJECT = error(
    403,
    "Your application is authenticating by using local Application Default Credentials. The sheets.googleapis.com API "
    "requires a quota project, which is not set by default.",
    "PERMISSION_DENIED",
    details=[{"@type": INFO, "reason": "SERVICE_DISABLED", "domain": "googleapis.com"}],
)
DENIED = error(403, "The caller does not have permission", "PERMISSION_DENIED")
MISSING = error(404, "Requested entity was not found.", "NOT_FOUND")
OFFICE = error(
    400,
    "This operation is not supported for this document. The document must not be an Office file.",
    "FAILED_PRECONDITION",
)
PROTECTED = error(
    400,
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if "
    "you need to edit.",
    "INVALID_ARGUMENT",
)
RATE = error(
    429,
    "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service "
    "'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
    "RESOURCE_EXHAUSTED",
    details=[
        {
            "@type": INFO,
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": {"quota_limit": "ReadRequestsPerMinutePerUser", "service": "sheets.googleapis.com"},
        }
    ],
)
UNAUTHENTICATED = error(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED")
TOO_MANY = error(
    400,
    "Invalid requests[0].updateSheetProperties: You can't hide\n all the sheets in a document.",
    "INVALID_ARGUMENT",
)
USAGE = {"error": {"code": 403, "message": "Daily Limit Exceeded", "errors": [{"reason": "dailyLimitExceeded"}]}}
HTML = "<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title></html>"

C, R = CredentialsProblem, RemoteFailed


def told(outcome: Outcome, who: Who = ROBOT, doing: Doing = "read", tries: int = 1) -> SheetsGenError:
    found = explain(outcome, Situation(who, doing, "" if doing in {"create", "sign in"} else SHEET, tries))
    assert "\n" not in str(found)
    assert found.exit_code == (4 if isinstance(found, CredentialsProblem) else 5)
    return found


def answer(body: Any) -> Answer:
    return Answer(body["error"]["code"], json.dumps(body))


@pytest.mark.parametrize(
    ("body", "who", "doing", "kind", "words"),
    [
        (error(403, NOT_ENABLED, "PERMISSION_DENIED", details=DISABLED), ROBOT, "read", C, ENABLE),
        (error(403, NOT_ENABLED, "PERMISSION_DENIED"), ROBOT, "read", C, "Google Sheets API is not enabled"),
        (DRIVE_OFF, ROBOT, "create", C, "https://console.cloud.google.com/apis/library/drive.googleapis.com"),
        (FULL, ROBOT, "create", C, f"share it as Editor with {ADDRESS}"),
        (FULL, PERSON, "create", C, "the Drive of the user is full"),
        (DENIED, ROBOT, "create", C, "service accounts cannot own files"),
        (DENIED, PERSON, "create", C, "the spreadsheet cannot be made: "),
        (MISSING, ROBOT, "create", C, "the spreadsheet cannot be made: "),
        (SCOPE, GCLOUD, "read", C, "gcloud auth application-default login --scopes=https://www.googleapis.com/auth/cl"),
        (OLD_SCOPE, PERSON, "read", C, f"delete {PERSON.source}, then run in a terminal: sheets-gen auth check"),
        (SCOPE, Who(MACHINE), "read", C, "give the machine the scope"),
        (PROJECT, GCLOUD, "read", C, "gcloud auth application-default set-quota-project PROJECT"),
        (DENIED, ROBOT, "read", C, f"{URL}: is not shared with {ADDRESS}; check the link, or share it"),
        (MISSING, ROBOT, "read", C, f"{URL}: is not there, or not shared with {ADDRESS}"),
        (DENIED, ROBOT, "write", C, f"may not be changed by {ADDRESS}; share it (Share, top right) as Editor with"),
        (DENIED, GCLOUD, "write", C, "ask its owner to share it with you as Editor"),
        (MISSING, PERSON, "read", C, "sees only spreadsheets that sheets-gen made"),
        (DENIED, Who(FEDERATED), "read", C, "with the address of this account"),
        (OFFICE, ROBOT, "read", R, "Save as Google Sheets"),
        (PROTECTED, ROBOT, "write", R, f"holds cells protected against {ADDRESS}"),
        (RATE, ROBOT, "read", R, "limit of requests a minute is used up (ReadRequestsPerMinutePerUser)"),
        (USAGE, ROBOT, "read", R, "the quota of the project is used up: Daily Limit Exceeded"),
        (UNAUTHENTICATED, ROBOT, "read", C, f"does not accept the sign-in of {ADDRESS} (401); make a new key"),
        (
            TOO_MANY,
            ROBOT,
            "write",
            R,
            "(400): Invalid requests[0].updateSheetProperties: You can't hide all the sheets",
        ),
        (error(403, "The domain policy says no.", "X"), ROBOT, "read", C, "(403): The domain policy says no."),
        (error(503, "The service is currently unavailable.", "UNAVAILABLE"), ROBOT, "read", R, "has trouble (503)"),
        (error(500, "Internal error.", "INTERNAL"), ROBOT, "write", R, "may have arrived all the same"),
    ],
)
def test_what_google_says(body: Any, who: Who, doing: Doing, kind: type[Exception], words: str) -> None:
    found = told(answer(body), who, doing)
    assert type(found) is kind
    assert words in str(found)


@pytest.mark.parametrize("link", ["https://evil.example/?console.cloud.google.com", "http://console.cloud.google.com"])
def test_a_link_elsewhere_is_not_handed_on(link: str) -> None:
    details = [{"reason": "SERVICE_DISABLED"}, {"links": [{"url": link}]}]
    found = str(told(answer(error(403, "off", "PERMISSION_DENIED", details=details))))
    assert link not in found
    assert "https://console.cloud.google.com/apis/library/sheets.googleapis.com" in found


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Answer(502, HTML), "Google has trouble (502)"),
        (Answer(503, ""), "https://www.google.com/appsstatus"),
        (Answer(200, HTML), "a web page came instead of Google's answer (200)"),
        (Answer(403, HTML), "a proxy or the log-in page of the network"),
        (Answer(200, "OK"), "something that is not JSON came"),
        (Answer(200, "[1, 2]"), "something that is not JSON came"),
        (Answer(200, "[" * 100_000), "something that is not JSON came"),
        (Answer(429, HTML), "too many requests (429)"),
        (Answer(400, json.dumps({"error": "bad", "error_description": "very"})), "(400): bad: very"),
        (Answer(400, "{}"), "refused the request (400): {}"),
        (Answer(418, json.dumps({"error": {"errors": [3], "details": "x"}})), "(418): "),
        (Answer(400, json.dumps([error(400, "in a list", "X")])), "(400): in a list"),
    ],
)
def test_strange_answers(outcome: Answer, words: str) -> None:
    found = told(outcome)
    assert type(found) is RemoteFailed
    assert words in str(found)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("timeout", "did not answer in time, also after 6 tries; what was sent may have arrived all the same"),
        ("lost", "was cut before the answer came, also after 6 tries; what was sent may have arrived"),
        ("unreachable", "check that this computer is online"),
        ("proxy", "check HTTPS_PROXY"),
        ("certificate", "set REQUESTS_CA_BUNDLE"),
        ("sign-in", "Google's sign-in is busy"),
        ("other", "check the settings of the network"),
    ],
)
def test_no_answer(kind: FaultKind, words: str) -> None:
    found = told(Fault(kind), doing="write", tries=6)
    assert type(found) is RemoteFailed
    assert words in str(found)


@pytest.mark.parametrize(
    ("words", "who", "said"),
    [
        ("invalid_grant: Token has been expired or revoked.", PERSON, "in status Testing this happens every 7 days"),
        ("invalid_grant: Bad Request", GCLOUD, "has expired or was revoked; sign in again: gcloud auth"),
        (
            "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            "Check your iat and exp values in the JWT claim.",
            ROBOT,
            "the clock of this computer is wrong",
        ),
        ("Token used too early, 1 < 2. Check that your computer's clock is set correctly.", ROBOT, "the clock"),
        ("invalid_grant: Invalid JWT Signature.", ROBOT, "(deleted, or replaced); make a new key"),
        ("invalid_grant: Invalid grant: account not found", ROBOT, f"the account {ADDRESS} does not exist any more"),
        ("invalid_grant: something new", ROBOT, "does not accept the sign-in"),
        ("invalid_scope: Bad Request", GCLOUD, "does not include spreadsheets; sign in with that scope: gcloud"),
        ("Not all requested scopes were granted by the authorization server", PERSON, "does not include spreadsheets"),
        ("deleted_client: The OAuth client was deleted.", PERSON, "does not know the program"),
        ("unauthorized_client: Client is unauthorized to retrieve access tokens", ROBOT, "does not know the program"),
        ("Reauthentication is needed. Please run `gcloud auth application-default login`", GCLOUD, "to sign in again"),
        ("invalid_grant: reauth related error (invalid_rapt)", PERSON, "as the organisation demands: sign in again"),
        ("", ROBOT, "gave no token to reports@team-numbers.iam.gserviceaccount.com: no reason given"),
    ],
)
def test_no_token(words: str, who: Who, said: str) -> None:
    found = told(Refused(words), who, "sign in")
    assert type(found) is CredentialsProblem
    assert said in str(found)


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ",
        "ya29.a0AfH6SMB-x_y",
        "1//0gAbCdEfGhIjK",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl",
        "GOCSPX-abcdef",
        "AIza" + "x" * 35,
        "Bearer abcdefghij",
    ],
)
def test_secrets_are_blotted_out(secret: str) -> None:
    assert one_line(f"a {secret} b").replace(" b", "") == "a (secret)"
    assert secret not in str(told(answer(error(400, f"Invalid: {secret}", "X"))))


def test_words_from_outside_are_tamed() -> None:
    assert one_line("a\x1b[31m\nb\u202e") == "a?[31m b?"
    assert len(one_line("x" * 5000)) == 300

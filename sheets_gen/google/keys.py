"""Where the credentials lie, in which order they are looked for, and whether a key file is safe to use.

Nothing in a key is ever shown: messages name the file and what to do.
"""

from __future__ import annotations

import json
import os
import shlex
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sheets_gen.errors import CredentialsProblem, UsageProblem
from sheets_gen.google.who import DRIVE_FILE, FEDERATED, GCLOUD_USER, MACHINE, SERVICE_ACCOUNT, SPREADSHEETS, USER, Who

SHEETS = "https://sheets.googleapis.com"
DRIVE = "https://www.googleapis.com"

BASE_VARIABLE = "SHEETS_GEN_BASE_URL"
VARIABLE = "SHEETS_GEN_CREDENTIALS"
ADC_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"

CLIENT = "oauth client"  # not yet anybody: a person has to sign in with it
_KINDS = {
    "service_account": SERVICE_ACCOUNT,
    "authorized_user": USER,
    "external_account": FEDERATED,
    "external_account_authorized_user": FEDERATED,
    "impersonated_service_account": SERVICE_ACCOUNT,
}
_GCLOUD_CLIENT = "764086051850-"  # how the ids of gcloud's own client begin
_MOST = 100_000
_ACCOUNTS = "https://console.cloud.google.com/iam-admin/serviceaccounts"


@dataclass(frozen=True)
class Key:
    """Credentials that were found; ``info`` is secret."""

    kind: str
    source: str
    info: Mapping[str, Any] = field(default_factory=dict, repr=False)
    path: Path | None = None

    @property
    def who(self) -> Who:
        """The account, as far as the key tells."""
        url = str(self.info.get("service_account_impersonation_url", ""))
        stands_for = url.rpartition("/")[2].partition(":")[0]
        address = self.info.get("client_email") or stands_for or self.info.get("account") or ""
        project = self.info.get("project_id") or self.info.get("quota_project_id") or ""
        return Who(self.kind, str(address), str(project), self.source)


def find(credentials: Path | None, env: Mapping[str, str], home: Path) -> Key:
    """The first credentials there are; CredentialsProblem when there are none, or they cannot be used."""
    if credentials is not None:
        return _read(credentials)
    if env.get(VARIABLE):
        return _from_variable(env[VARIABLE])
    if env.get(ADC_VARIABLE):
        return _read(Path(env[ADC_VARIABLE]), user=GCLOUD_USER)
    gcloud = _folder(env, home, "gcloud", env.get("CLOUDSDK_CONFIG")) / "application_default_credentials.json"
    gspread = _folder(env, home, "gspread")
    places = {gcloud: GCLOUD_USER} | {
        gspread / name: USER for name in ("service_account.json", "authorized_user.json", "credentials.json")
    }
    for path, user in places.items():
        if path.is_file():
            return _read(path, user=user)
    if _on_google(env):
        return Key(MACHINE, "the machine's metadata server")
    raise CredentialsProblem(
        "nobody is signed in to Google: make a service account and a JSON key for it "
        f"({_ACCOUNTS}), and pass that file with --credentials FILE, or put it at {gspread / 'service_account.json'}"
    )


def local_base(env: Mapping[str, str]) -> dict[str, str]:
    """A server on this machine that stands for Google's; no other, because it is shown the token."""
    url = env.get(BASE_VARIABLE, "")
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        local = parts.scheme in {"http", "https"} and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    except ValueError:
        local = False
    if not local:
        raise UsageProblem(f"{BASE_VARIABLE}: must be a server on this machine, such as http://127.0.0.1:8090")
    return {SHEETS: url.rstrip("/"), DRIVE: url.rstrip("/")}


def scopes(key: Key) -> list[str]:
    """As little as will do: what a person once agreed to cannot be asked to be more."""
    if key.kind != USER:
        return [SPREADSHEETS]
    granted = key.info.get("scopes") or [DRIVE_FILE]
    words = granted.split() if isinstance(granted, str) else granted
    return [SPREADSHEETS] if SPREADSHEETS in words and DRIVE_FILE not in words else [DRIVE_FILE]


def sign_in_file(env: Mapping[str, str], home: Path) -> Path:
    """Where the sign-in of a person is kept."""
    return _folder(env, home, "gspread") / "authorized_user.json"


def _folder(env: Mapping[str, str], home: Path, name: str, given: str | None = None) -> Path:
    if given:
        return Path(given)
    if os.name == "nt" and env.get("APPDATA"):
        return Path(env["APPDATA"], name)
    return home / ".config" / name


def _on_google(env: Mapping[str, str]) -> bool:
    """Whether this is a machine of Google's; only there is its metadata server asked, which hangs elsewhere."""
    if env.get("NO_GCE_CHECK", "").lower() == "true":
        return False
    if env.get("GCE_METADATA_HOST") or env.get("K_SERVICE") or env.get("GAE_ENV"):
        return True
    try:
        return "Google" in Path("/sys/class/dmi/id/product_name").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


def _from_variable(text: str) -> Key:
    if not text.lstrip().startswith("{"):
        raise CredentialsProblem(
            f"{VARIABLE}: must hold the JSON of a key itself; for the name of a file there is {ADC_VARIABLE}"
        )
    return _key(text, f"the environment variable {VARIABLE}", None, USER)


def _read(path: Path, user: str = USER) -> Key:
    """The key in a file that nobody else can read."""
    try:
        if path.is_dir():
            raise CredentialsProblem(f"{path}: is a folder; name the key file in it")
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_MOST + 1).decode("utf-8-sig")
    except FileNotFoundError:
        raise CredentialsProblem(
            f"{path}: no such key file; make a JSON key of a service account ({_ACCOUNTS}), or correct the path"
        ) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise CredentialsProblem(f"{path}: the key file cannot be read ({why})") from None
    key = _key(text if len(text) <= _MOST else "", str(path), path, user)
    if os.name == "posix" and key.kind != FEDERATED and stat.S_IMODE(mode) & 0o077:
        raise CredentialsProblem(
            f"{path}: other people on this computer can read this key; run: chmod 600 {shlex.quote(str(path))}"
        )
    return key


def _key(text: str, source: str, path: Path | None, user: str) -> Key:
    """What the text of a key holds."""
    try:
        info = json.loads(text)
    except (ValueError, RecursionError):
        info = None
    if not isinstance(info, dict):
        raise CredentialsProblem(f"{source}: is not a key of Google (not JSON); make a JSON key at {_ACCOUNTS}")
    client = info.get("installed")
    if isinstance(client, dict):
        return Key(CLIENT, source, info, path)
    if "web" in info:
        raise CredentialsProblem(
            f"{source}: is the client of a web page; make one of type Desktop app at "
            "https://console.cloud.google.com/auth/clients"
        )
    if "type" not in info and "refresh_token" in info:
        info["type"] = "authorized_user"  # a sign-in that gspread, or this program, kept
    kind = _KINDS.get(str(info.get("type")))
    if kind is None:
        raise CredentialsProblem(
            f"{source}: is JSON, but not a key that Google gives out; make a JSON key at {_ACCOUNTS}"
        )
    if kind == USER and (user == GCLOUD_USER or str(info.get("client_id", "")).startswith(_GCLOUD_CLIENT)):
        kind = GCLOUD_USER
    return Key(kind, source, info, path)


def keep_sign_in(path: Path, text: str) -> None:
    """Keep a person's sign-in where only that person can read it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise CredentialsProblem(f"{path}: the sign-in cannot be kept ({error.strerror or error})") from None

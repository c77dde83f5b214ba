"""Where credentials are looked for, in which order, and which key files are refused."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from sheets_gen.errors import CredentialsProblem
from sheets_gen.google.keys import CLIENT, find, keep_sign_in, scopes
from sheets_gen.google.who import DRIVE_FILE, FEDERATED, GCLOUD_USER, MACHINE, SERVICE_ACCOUNT, SPREADSHEETS, USER

ROBOT = {"type": "service_account", "client_email": "a@b.iam.gserviceaccount.com", "private_key": "very secret"}
ANN = {"type": "authorized_user", "client_id": "1-x", "client_secret": "very secret", "refresh_token": "very secret"}
NO_GOOGLE = {"NO_GCE_CHECK": "true"}


def put(path: Path, info: object, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(info if isinstance(info, str) else json.dumps(info))
    path.chmod(mode)
    return path


def test_the_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    given = put(tmp_path / "given.json", ROBOT)
    named = put(tmp_path / "named.json", ANN)
    gspread = home / ".config" / "gspread"
    client = put(gspread / "credentials.json", {"installed": {"client_id": "x"}})
    user = put(gspread / "authorized_user.json", ANN)
    robot = put(gspread / "service_account.json", ROBOT)
    gcloud = put(home / ".config" / "gcloud" / "application_default_credentials.json", ANN)
    env = {"SHEETS_GEN_CREDENTIALS": json.dumps(ROBOT), "GOOGLE_APPLICATION_CREDENTIALS": str(named)} | NO_GOOGLE
    assert find(given, env, home).source == str(given)
    assert find(None, env, home).source == "the environment variable SHEETS_GEN_CREDENTIALS"
    del env["SHEETS_GEN_CREDENTIALS"]
    assert (find(None, env, home).source, find(None, env, home).kind) == (str(named), GCLOUD_USER)
    del env["GOOGLE_APPLICATION_CREDENTIALS"]
    for path, kind in ((gcloud, GCLOUD_USER), (robot, SERVICE_ACCOUNT), (user, USER), (client, CLIENT)):
        found = find(None, env, home)
        assert (found.source, found.kind) == (str(path), kind)
        path.unlink()
    with pytest.raises(
        CredentialsProblem, match=r"nobody is signed in to Google: .* pass that file with --credentials"
    ):
        find(None, env, home)
    assert find(None, {"K_SERVICE": "x"}, home).kind == MACHINE
    put(tmp_path / "cloud" / "application_default_credentials.json", ROBOT)
    assert find(None, {"CLOUDSDK_CONFIG": str(tmp_path / "cloud")}, home).kind == SERVICE_ACCOUNT


@pytest.mark.skipif(os.name != "posix", reason="no such permissions here")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o777])
def test_a_key_that_others_can_read(tmp_path: Path, mode: int) -> None:
    path = put(tmp_path / "my key.json", ROBOT, mode)
    with pytest.raises(CredentialsProblem) as caught:
        find(path, {}, tmp_path)
    assert str(caught.value).endswith(f"can read this key; run: chmod 600 '{path}'")
    path.chmod(0o400)
    assert find(path, {}, tmp_path).kind == SERVICE_ACCOUNT


def test_a_description_without_a_secret_may_be_read_by_all(tmp_path: Path) -> None:
    url = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:generateAccessToken"
    path = put(
        tmp_path / "federated.json", {"type": "external_account", "service_account_impersonation_url": url}, 0o644
    )
    found = find(path, {}, tmp_path)
    assert (found.kind, found.who.address) == (FEDERATED, "a@b.iam.gserviceaccount.com")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a key of Google"),
        ("very secret", "is not a key of Google"),
        ("[1]", "is not a key of Google"),
        ("[" * 90_000, "is not a key of Google"),
        (" " * 200_000, "is not a key of Google"),
        ("{}", "not a key that Google gives out"),
        ('{"type": "very secret"}', "not a key that Google gives out"),
        ('{"web": {"client_secret": "very secret"}}', "one of type Desktop app"),
        ("\udcff", "it is not text"),
    ],
)
def test_what_is_no_key(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    with pytest.raises(CredentialsProblem, match=words) as caught:
        find(path, {}, tmp_path)
    assert str(path) in str(caught.value)
    assert "very secret" not in str(caught.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    for given, env, words in (
        (tmp_path / "none.json", {}, "no such key file"),
        (tmp_path, {}, "is a folder"),
        (None, {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "none.json")}, "no such key file"),
        (None, {"SHEETS_GEN_CREDENTIALS": "/very/secret"}, "must hold the JSON of a key itself"),
        (None, {"SHEETS_GEN_CREDENTIALS": '{"very secret'}, "is not a key of Google"),
    ):
        with pytest.raises(CredentialsProblem, match=words) as caught:
            find(given, env, tmp_path)
        assert "secret" not in str(caught.value)


def test_as_little_as_will_do(tmp_path: Path) -> None:
    both = ["https://www.googleapis.com/auth/drive", SPREADSHEETS]
    for info, wanted in (
        (ROBOT, SPREADSHEETS),
        (ANN, DRIVE_FILE),
        (ANN | {"scopes": [DRIVE_FILE]}, DRIVE_FILE),
        (ANN | {"scopes": both}, SPREADSHEETS),
        (ANN | {"scopes": " ".join(both)}, SPREADSHEETS),
        (ANN | {"client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com"}, SPREADSHEETS),
    ):
        assert scopes(find(put(tmp_path / "k.json", info), {}, tmp_path)) == [wanted]


def test_a_sign_in_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "gspread" / "authorized_user.json"
    keep_sign_in(path, json.dumps(ANN))
    keep_sign_in(path, json.dumps(ANN | {"account": "ann@example.org"}))
    assert find(path, {}, tmp_path).who.address == "ann@example.org"
    assert os.listdir(path.parent) == [path.name]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "file").write_text("")
    with pytest.raises(CredentialsProblem, match="the sign-in cannot be kept"):
        keep_sign_in(tmp_path / "file" / "authorized_user.json", "{}")


def test_a_person_must_sign_in_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sheets_gen.google.client import connect

    path = put(tmp_path / "client.json", {"installed": {"client_id": "x", "client_secret": "very secret"}})
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CredentialsProblem, match="nobody has signed in yet; run in a terminal: sheets-gen auth check"):
        connect(path, print)


def test_nothing_of_a_key_is_shown(tmp_path: Path) -> None:
    assert "secret" not in repr(find(put(tmp_path / "k.json", ROBOT), {}, tmp_path))

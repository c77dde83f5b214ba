"""``sheets-gen auth check``: who, whom to share with, what is missing; exit codes; nothing secret on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_gen.commands.auth import who_lines
from sheets_gen.google.link import share_url
from sheets_gen.google.who import Who
from tests.google_server import ADDRESS, SHEET, Google, Reply, error, private_key, serving

ABOUT = {"title": "Support 2026", "locale": "de_DE", "timeZone": "Europe/Berlin"}
TABS = [
    {"properties": {"title": "Metrics"}, "protectedRanges": [{"warningOnly": True}, {"requestingUserCanEdit": True}]},
    {"properties": {"title": "Calculator"}},
]


@pytest.fixture
def google() -> Iterator[Google]:
    with serving() as google:
        yield google


def run(*args: object, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if "proxy" not in key.lower() and "GOOGLE" not in key}
    done = subprocess.run(
        [sys.executable, "-m", "sheets_gen", "auth", "check", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=clean | {"HOME": str(home), "NO_GCE_CHECK": "true"} | env,
    )
    shown = done.stdout + done.stderr
    assert "Traceback" not in shown
    for secret in ("ya29", "very-secret", *private_key().splitlines()[:-1]):
        assert secret not in shown
    return done


def test_who_and_whom_to_share_with(google: Google, tmp_path: Path) -> None:
    key = google.key(tmp_path)
    done = run("--credentials", key, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"signs in as: {ADDRESS} (service account)",
        f"credentials: {key}",
        "project: team-numbers",
        "Google accepts the sign-in",
        f"share spreadsheets, as Editor, with: {ADDRESS}",
    ]


def test_with_a_spreadsheet(google: Google, tmp_path: Path) -> None:
    google.replies = [Reply(body={"properties": ABOUT, "sheets": TABS})]
    done = run(share_url(SHEET), "--credentials", google.key(tmp_path), home=tmp_path, SHEETS_GEN_BASE_URL=google.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-4:] == [
        "spreadsheet: Support 2026 (locale de_DE, Europe/Berlin)",
        "tabs: Metrics, Calculator",
        "reading: works",
        "writing: this account must be Editor; Google tells that only when something is written",
    ]
    assert [each.method for each in google.asked] == ["GET"]


def test_protected_ranges_are_told(google: Google, tmp_path: Path) -> None:
    google.replies = [Reply(body={"sheets": [{"protectedRanges": [{}, {}]}]})]
    done = run(SHEET, "--credentials", google.key(tmp_path), home=tmp_path, SHEETS_GEN_BASE_URL=google.url)
    assert "writing: 2 protected ranges are closed to this account; the owner can open them" in done.stdout


def test_a_person_is_told_no_address() -> None:
    who = Who("user", source="/home/ann/.config/gspread/authorized_user.json")
    assert who_lines(who, known=False)[0] == "signs in as: user"
    assert "with" not in who_lines(who, known=True)[-1].partition("(")[0]


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (
            Reply(403, error(403, "The caller does not have permission", "PERMISSION_DENIED")),
            4,
            f"Editor with {ADDRESS}",
        ),
        (Reply(404, error(404, "Requested entity was not found.", "NOT_FOUND")), 4, "is not there, or not shared with"),
        (
            Reply(400, error(400, "The document must not be an Office file.", "FAILED_PRECONDITION")),
            5,
            "Save as Google",
        ),
        (Reply(200, "<html>log in</html>"), 5, "a web page came instead of Google's answer"),
    ],
)
def test_refusals(google: Google, tmp_path: Path, reply: Reply, code: int, words: str) -> None:
    google.replies = [reply]
    done = run(SHEET, "--credentials", google.key(tmp_path), home=tmp_path, SHEETS_GEN_BASE_URL=google.url)
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def test_a_machine_of_google(google: Google, tmp_path: Path) -> None:
    host = google.url.removeprefix("http://")
    env = {"GCE_METADATA_HOST": host, "GCE_METADATA_IP": host, "NO_GCE_CHECK": "", "SHEETS_GEN_BASE_URL": google.url}
    done = run(SHEET, home=tmp_path, **env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "signs in as: this machine's service account"
    assert f"share spreadsheets, as Editor, with: {ADDRESS}" in done.stdout
    assert google.asked[0].token == "Bearer ya29.machine"


def test_wrong_usage_and_nobody(tmp_path: Path) -> None:
    done = run("report.xlsx", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    done = run(home=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("error: nobody is signed in to Google: ")
    done = run(home=tmp_path, SHEETS_GEN_CREDENTIALS="very-secret")
    assert (done.returncode, done.stdout) == (4, "")


def test_the_libraries_missing(google: Google, tmp_path: Path) -> None:
    (tmp_path / "gspread.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    done = run("--credentials", google.key(tmp_path), home=tmp_path, PYTHONPATH=path)
    line = 'error: Google Sheets needs two more libraries; install them: pip install "sheets-gen[google]"\n'
    assert (done.returncode, done.stdout, done.stderr) == (4, "", line)


def test_help_loads_none_of_it() -> None:
    code = "import sys; from sheets_gen.cli import main\ntry: main(sys.argv[1:])\nfinally: print(sorted(sys.modules))"
    for args in (["--help"], ["auth", "--help"], ["auth", "check", "--help"]):
        out = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True).stdout
        for module in ("gspread", "google.auth", "requests", "sheets_gen.google.client"):
            assert f"'{module}'" not in out

"""Start the server by hand: `python -m tests.sheets_server --port 8090`."""

import argparse
import contextlib
import json
import os
import threading
from pathlib import Path

try:
    from .server import ROBOT, SheetsServer
except ModuleNotFoundError as missing:
    raise SystemExit(f'{missing.name} is missing: pip install -e ".[dev]" brings all that the server needs') from None

PRIVATE = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"
"""One that is there on Google and closed to others: the tests of public clients know it by this id."""


def main() -> None:
    """Listen until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.sheets_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8090, help="where to listen on 127.0.0.1; 0 for any free port")
    parser.add_argument("--anonymous", action="store_true", help="do without tokens")
    parser.add_argument("--credentials", type=Path, help="write a service account's key file for this server here")
    parser.add_argument("--blank", action="store_true", help="begin with a blank spreadsheet, and say its address")
    parser.add_argument("--private", nargs="*", default=[PRIVATE], metavar="ID", help="spreadsheets of somebody else's")
    options = parser.parse_args()
    with SheetsServer(options.port, anonymous=options.anonymous) as server:
        if options.credentials:
            keep(options.credentials, json.dumps(server.credentials_info(), indent=2))
        book = server.store.new_book("Try me", [], ROBOT) if options.blank else None  # the same id in every run
        for spreadsheet_id in options.private:
            server.private(spreadsheet_id)
        print(f"Sheets and Drive at {server.url}; stop with Ctrl-C", flush=True)
        if book is not None:
            print(f"a blank spreadsheet: https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def keep(path: Path, text: str) -> None:
    """Write a key file that nobody else can read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()

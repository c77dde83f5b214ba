"""Start the server by hand: `python -m tests.sheets_server --port 8090`."""

import argparse
import contextlib
import json
import threading
from pathlib import Path

from .server import SheetsServer


def main() -> None:
    """Listen until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.sheets_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8090, help="where to listen on 127.0.0.1; 0 for any free port")
    parser.add_argument("--anonymous", action="store_true", help="do without tokens")
    parser.add_argument("--credentials", type=Path, help="write a service account's key file for this server here")
    parser.add_argument("--private", nargs="*", default=[], metavar="ID", help="spreadsheets of somebody else's")
    options = parser.parse_args()
    with SheetsServer(options.port, anonymous=options.anonymous) as server:
        if options.credentials:
            options.credentials.write_text(json.dumps(server.credentials_info(), indent=2), encoding="utf-8")
        for spreadsheet_id in options.private:
            server.private(spreadsheet_id)
        print(f"Sheets and Drive at {server.url}; stop with Ctrl-C", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()

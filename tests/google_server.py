"""A throw-away server that stands for Google: it gives tokens, and answers what a test tells it to."""

from __future__ import annotations

import functools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ADDRESS = "reports@team-numbers.iam.gserviceaccount.com"
SHEET = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefg"


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: object = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    stall: float = 0.0


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    token: str
    body: Any


class Google:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.replies: list[Reply] = []
        self.tokens: list[Reply] = []
        self.asked: list[Asked] = []
        self.signed_in = 0

    @property
    def base(self) -> dict[str, str]:
        return {"https://sheets.googleapis.com": self.url, "https://www.googleapis.com": self.url}

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            self.signed_in += 1
            token = {"access_token": f"ya29.tok-{self.signed_in}", "expires_in": 3600, "token_type": "Bearer"}
            return self.tokens.pop(0) if self.tokens else Reply(body=token)
        if asked.path.startswith("/computeMetadata"):
            return self.machine(asked.path)
        self.asked.append(asked)
        return self.replies.pop(0) if self.replies else Reply(body={"spreadsheetId": SHEET})

    def machine(self, path: str) -> Reply:
        """What a machine of Google's is told by its metadata server."""
        token = {"access_token": "ya29.machine", "expires_in": 3600, "token_type": "Bearer"}
        account = {"email": ADDRESS, "scopes": [], "aliases": ["default"]}
        given = {"Metadata-Flavor": "Google", "content-type": "application/json"}
        return Reply(body=token if path.partition("?")[0].endswith("/token") else account, headers=given)

    def key(self, folder: Path, **changed: object) -> Path:
        path = folder / "key.json"
        path.write_text(json.dumps(self.key_info() | changed))
        path.chmod(0o600)
        return path

    def key_info(self) -> dict[str, object]:
        return {
            "type": "service_account",
            "project_id": "team-numbers",
            "private_key_id": "0123abcd",
            "private_key": private_key(),
            "client_email": ADDRESS,
            "token_uri": f"{self.url}/token",
        }

    def user_info(self, **more: object) -> dict[str, object]:
        return {
            "type": "authorized_user",
            "client_id": "1-x.apps.googleusercontent.com",
            "client_secret": "GOCSPX-very-secret",
            "refresh_token": "1//0refresh-very-secret",
            "token_uri": f"{self.url}/token",
        } | more


@functools.cache
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    google: Google

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        raw = self.rfile.read(length)
        is_json = "json" in (self.headers.get("content-type") or "")
        body = json.loads(raw) if raw and is_json else raw.decode()
        asked = Asked(self.command, self.path, self.headers.get("authorization") or "", body)
        self.give(self.google.answer(asked))

    do_POST = do_GET  # noqa: N815

    def give(self, reply: Reply) -> None:
        time.sleep(reply.stall)
        if reply.cut:
            self.close_connection = True
            self.connection.close()
            return
        data = (reply.body if isinstance(reply.body, str) else json.dumps(reply.body)).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        return


@contextmanager
def serving() -> Iterator[Google]:
    class Bound(Handler):
        pass

    server = Quiet(("127.0.0.1", 0), Bound)
    google = Bound.google = Google(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def error(code: int, message: str, status: str, **more: object) -> dict[str, object]:
    """An error in the form that Google gives it."""
    return {"error": {"code": code, "message": message, "status": status} | more}

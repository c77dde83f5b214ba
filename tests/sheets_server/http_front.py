"""The HTTP side: reading requests from the socket, writing answers, and the faults that tests ask for."""

import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import urlsplit

from .auth import Tokens
from .injected import Busy, Injected, Plan
from .routing import Answer, Incoming, Service, as_json

_STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
_STATUS |= {408: "DEADLINE_EXCEEDED", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}


class Owner(Protocol):
    """What the handler needs of the server."""

    service: Service
    plan: Plan
    busy: Busy
    tokens: Tokens
    calls: list[tuple[str, str]]


class HttpServer(ThreadingHTTPServer):
    """One thread for each connection, none of which keeps the process alive."""

    daemon_threads = True
    owner: Owner

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no event."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """Passes requests to the service and applies faults."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: HttpServer

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""

    def _handle(self) -> None:
        owner = self.server.owner
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.title(): value for name, value in self.headers.items()}
        incoming = Incoming(self.command, parts.path, parts.query, body, headers)
        if headers.get("X-Http-Method-Override") == "GET" and self.command == "POST":
            # Clients send a GET with a long query as a form.
            incoming = Incoming("GET", parts.path, body.decode(), b"", headers)
        owner.calls.append((self.command, self.path))
        with owner.busy:
            fault = owner.plan.take(self.command, self.path)
            if fault is None:
                self._send(owner.service.answer(incoming), {})
            else:
                self._with_fault(owner, incoming, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815 - the names that http.server looks for

    def _with_fault(self, owner: Owner, incoming: Incoming, fault: Injected) -> None:
        time.sleep(fault.delay)
        if fault.cut == "before":
            self._hang_up()
            return
        if fault.expired_token:
            owner.tokens.expire()
        answer = _refusal(fault) if fault.refuses else owner.service.answer(incoming)
        if fault.cut == "after":
            self._hang_up()
            return
        if fault.wrong_json:
            answer = Answer(answer.status, b'{"spreadsheetId": "unfinished')
        self._send(answer, fault.headers, half=fault.half_body)

    def _send(self, answer: Answer, headers: dict[str, str], half: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (answer.headers | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if half else answer.body)
        self.wfile.flush()
        if half:
            self._hang_up()

    def _hang_up(self) -> None:
        """Cut the connection without a word."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _refusal(fault: Injected) -> Answer:
    """The answer of a fault that refuses: its HTML, its body, or the usual body of its status."""
    status = fault.status or 502
    if fault.html is not None:
        return Answer(status, fault.html.encode(), "text/html; charset=UTF-8")
    usual = {"error": {"code": status, "message": "Injected fault.", "status": _STATUS.get(status, "UNKNOWN")}}
    return as_json(status, fault.body if fault.body is not None else usual)

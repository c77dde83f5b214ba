"""Connections that fail in the ways that networks have: cut bodies, strange certificates, dead proxies."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sheets_gen.errors import RemoteFailed
from sheets_gen.google.client import Service, connect
from sheets_gen.google.retry import Patience
from tests.google_server import SHEET, Google, private_key, serving

DEAD = "http://127.0.0.1:9"


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving() as google:
        yield google


def service(google: Google, folder: Path, url: str, told: list[str], tries: int = 2) -> Service:
    patience = Patience(told.append, sleep=lambda _: None, tries=tries)
    return connect(
        google.key(folder), told.append, {"https://sheets.googleapis.com": url}, patience=patience, timeouts=(2, 2)
    )


@contextmanager
def raw(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port whose every visitor is given over to ``answer``."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            with visitor:
                try:
                    answer(visitor)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def send(text: str) -> Callable[[socket.socket], None]:
    def answer(visitor: socket.socket) -> None:
        visitor.recv(65536)
        visitor.sendall(text.encode())

    return answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
    ],
)
def test_answers_cut_short(google: Google, tmp_path: Path, text: str) -> None:
    told: list[str] = []
    looked = [0, 0]
    with raw(send(text)) as port, pytest.raises(RemoteFailed, match=r"was cut .* may have arrived all the same"):
        service(google, tmp_path, f"http://127.0.0.1:{port}", told).batch_update(SHEET, {}, lambda: bool(looked.pop()))
    assert told == ["The connection to Google was cut; trying again in 2 s"]
    assert looked == []  # also after the last try


def certificate(folder: Path) -> Path:
    key = load_pem_private_key(private_key().encode(), None)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())  # type: ignore[arg-type]
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9999))
    signed = made.sign(key, hashes.SHA256())  # type: ignore[arg-type]
    from cryptography.hazmat.primitives.serialization import Encoding

    path = folder / "server.pem"
    path.write_text(private_key() + signed.public_bytes(Encoding.PEM).decode())
    return path


def test_a_certificate_that_nobody_knows(google: Google, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    told: list[str] = []

    def answer(visitor: socket.socket) -> None:
        context.wrap_socket(visitor, server_side=True).close()

    with raw(answer) as port, pytest.raises(RemoteFailed, match=r"is not trusted here; .* set REQUESTS_CA_BUNDLE"):
        service(google, tmp_path, f"https://127.0.0.1:{port}", told).get(SHEET, "spreadsheetId")
    assert told == []  # waiting would not make it known


def test_no_secure_talk_at_all(google: Google, tmp_path: Path) -> None:
    with raw(send("")) as port, pytest.raises(RemoteFailed, match="was cut before the answer came, also after 2 tries"):
        service(google, tmp_path, f"https://127.0.0.1:{port}", []).get(SHEET, "spreadsheetId")


def test_a_dead_proxy(google: Google, tmp_path: Path) -> None:
    found = service(google, tmp_path, google.url, [])
    found._http.session.proxies = {"http": DEAD, "https": DEAD}
    with pytest.raises(RemoteFailed, match="the proxy cannot be reached, also after 2 tries; check HTTPS_PROXY"):
        found.get(SHEET, "spreadsheetId")


def test_a_name_that_nobody_has(google: Google, tmp_path: Path) -> None:
    with pytest.raises(RemoteFailed, match="Google cannot be reached, also after 2 tries"):
        service(google, tmp_path, "http://sheets.invalid", []).get(SHEET, "spreadsheetId")


def test_a_certificate_file_that_is_not_there(google: Google, tmp_path: Path) -> None:
    found = service(google, tmp_path, "https://127.0.0.1:9", [])
    found._http.session.verify = str(tmp_path / "none.pem")
    with pytest.raises(RemoteFailed, match="check the settings of the network and the proxy"):
        found.get(SHEET, "spreadsheetId")

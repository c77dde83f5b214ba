"""The real clients, pointed at a local server."""

from typing import Any, Self

import gspread
import requests
from gspread.spreadsheet import Spreadsheet
from gspread.worksheet import Worksheet

from .model import Json
from .server import SheetsServer

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


def client_of(server: SheetsServer, email: str | None = None) -> gspread.Client:
    """A gspread client of a service account that speaks to the server instead of Google."""

    class LocalHttp(gspread.HTTPClient):  # type: ignore[misc]
        def request(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> requests.Response:
            for host in GOOGLE:
                if endpoint.startswith(host):
                    endpoint = server.url + endpoint[len(host) :]
            answer: requests.Response = super().request(method, endpoint, *args, **kwargs)
            return answer

    client = gspread.service_account_from_dict(server.credentials_info(email), http_client=LocalHttp)
    client.set_timeout(20)
    return client


class Local:
    """A server with one client and one spreadsheet, for tests that need no more."""

    def __init__(self) -> None:
        self.server = SheetsServer()
        self._client: gspread.Client | None = None
        self._book: Spreadsheet | None = None

    @property
    def client(self) -> gspread.Client:
        """The client of the server's own robot."""
        if self._client is None:
            self._client = client_of(self.server)
        return self._client

    @property
    def book(self) -> Spreadsheet:
        """The spreadsheet, made when it is first asked for."""
        if self._book is None:
            self._book = self.client.create("Book")
        return self._book

    @property
    def sheet(self) -> Worksheet:
        """Its first sheet."""
        return self.book.sheet1

    def batch(self, *requests_: Json, **options: Any) -> Any:
        """A batchUpdate; the answer."""
        return self.book.batch_update({"requests": list(requests_), **options})

    def refused(self, *requests_: Json) -> str:
        """The message with which a batchUpdate is refused."""
        try:
            self.batch(*requests_)
        except gspread.exceptions.APIError as error:
            assert error.code == 400
            return refusal(error)
        raise AssertionError("the request was not refused")

    def get(self, fields: str, **parameters: Any) -> Any:
        """spreadsheets.get with a mask."""
        return self.book.client.spreadsheets_get(self.book.id, {"fields": fields, **parameters})

    def values(self, text: str, option: str = "UNFORMATTED_VALUE") -> Any:
        """The values of a range; an empty list when there are none."""
        return self.book.values_get(text, {"valueRenderOption": option}).get("values", [])

    def type_in(self, start: str, rows: list[list[Any]]) -> None:
        """Enter values as if typed."""
        self.book.values_update(start, {"valueInputOption": "USER_ENTERED"}, {"values": rows})

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.http_client.session.close()
        self.server.stop()


def grid(sheet_id: int, top: int, bottom: int, left: int = 0, right: int | None = None) -> Json:
    """A GridRange; without `right` it is one of whole rows."""
    result: Json = {"sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom}
    return result if right is None else {**result, "startColumnIndex": left, "endColumnIndex": right}


def refusal(error: gspread.exceptions.APIError) -> str:
    """The message of a refusal."""
    return str(error.error["message"])

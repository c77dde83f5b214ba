"""The workbook's shared strings, as plain texts."""

from __future__ import annotations

from sheets_gen.excel.edit.xml_spans import MAIN, Parser, text_of, unspelt

_MOST = 1_000_000


class _Strings(Parser):
    """Keeps the text of each string and no elements, for there may be very many."""

    def __init__(self, part: str, data: bytes) -> None:
        super().__init__(part, data)
        self.texts: list[str] = []
        self._names: list[str] = []

    def started(self, name: str, attributes: dict[str, str]) -> None:
        self._names.append(name.removeprefix(MAIN))
        path = self._names[1:]
        if not self.open:
            super().started(name, attributes)
        elif path == ["si"]:
            self.texts.append("")
            if len(self.texts) > _MOST:
                raise self.unfit("is too large")
        elif path in (["si", "t"], ["si", "r", "t"]):
            self.count = 0
            self.open.append(self.span(name, attributes))

    def ended(self, name: str) -> None:
        path = self._names[1:]
        self._names.pop()
        if path in (["si", "t"], ["si", "r", "t"]):
            span = self.open.pop()
            self.finish(span)
            self.texts[-1] += text_of(self.data, span)
        elif not path:
            super().ended(name)


def shared_strings(part: str, data: bytes) -> list[str]:
    """All strings in order, phonetic hints and looks left out. Raises CannotEdit."""
    reader = _Strings(part, data)
    reader.run()
    return [unspelt(text) for text in reader.texts]

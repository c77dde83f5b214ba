"""Faults that a test asks for: refusals, delays, cut connections, damaged bodies."""

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

Cut = Literal["before", "after"]


@dataclass
class Injected:
    """One fault and the request that it is for."""

    nth: int = 1
    times: int = 1
    method: str | None = None
    path: str | None = None
    status: int | None = None
    body: dict[str, Any] | None = None
    html: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: Cut | None = None
    half_body: bool = False
    wrong_json: bool = False
    expired_token: bool = False
    seen: int = 0

    def takes(self, method: str, path: str) -> bool:
        """Whether the fault is for this request; for one of a token only where its path is named."""
        if path == "/token" != self.path or (self.method or method) != method or (self.path or "") not in path:
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times

    @property
    def refuses(self) -> bool:
        """Whether the request is answered without being looked at."""
        return self.status is not None or self.html is not None


class Plan:
    """The faults still to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Injected] = []

    def add(self, fault: Injected) -> None:
        with self._lock:
            self._waiting.append(fault)

    def take(self, method: str, path: str) -> Injected | None:
        """The fault for this request. Every fault counts every request that fits it."""
        with self._lock:
            hits = [fault for fault in self._waiting if fault.takes(method, path)]
            self._waiting = [fault for fault in self._waiting if fault.seen < fault.nth + fault.times - 1]
            return hits[0] if hits else None

    def clear(self) -> None:
        """Forget the faults still to come."""
        with self._lock:
            self._waiting = []


class Busy:
    """How many requests are being answered."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until there are none; false when that takes too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._count, seconds)

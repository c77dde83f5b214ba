"""The last few results of a costly step, for runs over many files that are alike."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Results by a key and the very object that they were made from, which has no value to compare by."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[tuple[int, Hashable], tuple[object, V]] = OrderedDict()

    def get(self, owner: object, key: Hashable, make: Callable[[], V]) -> V:
        """The result held, else a new one. The owner is held too, so its identity cannot pass to another object."""
        place = (id(owner), key)
        found = self._held.get(place)
        if found is None:
            found = self._held[place] = (owner, make())
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return found[1]

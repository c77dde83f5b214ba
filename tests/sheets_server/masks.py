"""Field masks: `a,b(c,d.e)` for reading a part of an answer and for saying which fields a request sets."""

import re
from typing import Any

from .model import Json

Mask = dict[str, "Mask"]
_TOKEN = re.compile(r"[^,()./]+|[,()./]")


class BadMask(ValueError):
    """The text is not a field mask."""


def parse_mask(text: str) -> Mask:
    """The tree of a mask; a leaf is an empty tree. Spaces belong to the names, as they do at Google."""
    tokens = _TOKEN.findall(text)
    root: Mask = {}
    position = _parse_list(tokens, 0, [root])
    if position != len(tokens):
        raise BadMask(text)
    return root


def _parse_list(tokens: list[str], position: int, parents: list[Mask]) -> int:
    """Read `path,path…` below every one of `parents`; stops at `)` or at the end."""
    while True:
        position = _parse_path(tokens, position, parents[0])
        if position >= len(tokens) or tokens[position] == ")":
            return position
        if tokens[position] != ",":
            raise BadMask("".join(tokens))
        position += 1


def _parse_path(tokens: list[str], position: int, parent: Mask) -> int:
    """Read `name.name(…)` below `parent`."""
    while True:
        if position >= len(tokens) or tokens[position] in ",()./":
            raise BadMask("".join(tokens))
        parent = parent.setdefault(tokens[position], {})
        position += 1
        if position < len(tokens) and tokens[position] in "./":
            position += 1
            continue
        if position < len(tokens) and tokens[position] == "(":
            position = _parse_list(tokens, position + 1, [parent])
            if position >= len(tokens) or tokens[position] != ")":
                raise BadMask("".join(tokens))
            position += 1
        return position


def select(value: Any, mask: Mask) -> Any:
    """The part of an answer that a mask asks for."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [select(entry, mask) for entry in value]
    if not isinstance(value, dict):
        return value
    return {name: select(value[name], below) for name, below in mask.items() if name in value}


def merge(target: Json, source: Json, mask: Mask) -> Json:
    """`target` with the masked fields taken from `source`; a masked field that is not in `source` is cleared."""
    if "*" in mask:
        return dict(source)
    result = dict(target)
    for name, below in mask.items():
        here = source.get(name)
        if below and "*" not in below:
            old = result.get(name)
            merged = merge(old if isinstance(old, dict) else {}, here if isinstance(here, dict) else {}, below)
            here = merged or None
        if here is None:
            result.pop(name, None)
        else:
            result[name] = here
    return result


def mentions(mask: Mask, *path: str) -> bool:
    """Whether the mask sets or asks for the field at that path (itself, something above or something below it)."""
    here = mask
    for name in path:
        if not here or "*" in here:
            return True
        if name not in here:
            return False
        here = here[name]
    return True


def paths(mask: Mask, prefix: str = "") -> list[str]:
    """Every leaf as a dotted path."""
    result = []
    for name, below in mask.items():
        here = f"{prefix}.{name}" if prefix else name
        result.extend(paths(below, here) if below else [here])
    return result

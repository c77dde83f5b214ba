"""95 % intervals of survey scores, as formulas over raw counts (z = 1.96).

``wilson``: Wilson's score interval for a share (E. B. Wilson, 1927): 72 of 100 gives 62.5 to 79.9 %.
``nps``: normal interval of a difference of shares, ±1.96·√((p+d−(p−d)²)/n) in points: 80/5/15 gives ±14.2.
A value outside what the score can reach is cut off there.
"""

from __future__ import annotations

from typing import NamedTuple


class Method(NamedTuple):
    """Argument names and the three formulas over them."""

    arguments: tuple[str, ...]
    n: str
    low: str
    high: str


_CENTRE = "({k} + 1.9208)"
_HALF = "1.96 * sqrt(max(0, {k} * ({n} - {k}) / {n}) + 0.9604)"
_ALL = "({p} + {a} + {d})"
_NPS = f"100 * ({{p}} - {{d}}) / {_ALL}"
_MARGIN = f"196 * sqrt(max(0, ({{p}} + {{d}} - ({{p}} - {{d}}) * ({{p}} - {{d}}) / {_ALL}) / {_ALL} / {_ALL}))"

METHODS: dict[str, Method] = {
    "wilson": Method(
        arguments=("k", "n"),
        n="{n}",
        low=f"max(0, ({_CENTRE} - {_HALF}) / ({{n}} + 3.8416))",
        high=f"min(1, ({_CENTRE} + {_HALF}) / ({{n}} + 3.8416))",
    ),
    "nps": Method(
        arguments=("p", "a", "d"),
        n=_ALL,
        low=f"max(-100, {_NPS} - {_MARGIN})",
        high=f"min(100, {_NPS} + {_MARGIN})",
    ),
}


def formulas(method: str, arguments: tuple[str, ...]) -> tuple[str, str, str]:
    """The formulas of n, low and high over the given input ids."""
    chosen = METHODS[method]
    named = dict(zip(chosen.arguments, arguments, strict=True))
    return chosen.n.format(**named), chosen.low.format(**named), chosen.high.format(**named)

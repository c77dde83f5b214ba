"""sheets_gen: one definition per customer-service metric; a filled and verified three-tab report out.

The library's verbs (loaded when first used):

``new(out, …)``       make a report file
``make_plan(…)``      the neutral plan of a report, without writing it
``read(path)``        a filled report, located: ``.inputs``, ``.catalogue``, ``.calendar``
``verify(filled)``    findings of a filled report
``compute(…)``        every metric, period and roll-up from raw inputs
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

_VERBS = {
    "new": "sheets_gen.verbs",
    "make_plan": "sheets_gen.verbs",
    "read": "sheets_gen.verbs",
    "verify": "sheets_gen.verify.rules",
    "compute": "sheets_gen.compute",
    "load": "sheets_gen.template.load",
}
__all__ = ["__version__", "compute", "load", "make_plan", "new", "read", "verify"]


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'sheets_gen' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_VERBS[name]), name)

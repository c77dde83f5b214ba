"""sheets_gen: one definition per customer-service metric; a filled and verified three-tab report out.

The library's verbs (loaded when first used):

``new(out, …)``       make a report file
``make_plan(…)``      the neutral plan of a report, without writing it
``read(path)``        a filled report, located: ``.inputs``, ``.catalogue``, ``.calendar``
``check(filled)``     its findings
``results(filled)``   every metric, period and roll-up, recomputed from the typed numbers
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sheets_gen.verbs import check, make_plan, new, read, results

__version__ = "0.1.0"
__all__ = ["__version__", "check", "make_plan", "new", "read", "results"]


def __getattr__(name: str) -> Any:
    """Load the verbs when one is first asked for: the command line's help must not pay for them."""
    if name not in __all__:
        raise AttributeError(f"module 'sheets_gen' has no attribute {name!r}")
    from sheets_gen import verbs

    return getattr(verbs, name)

"""The exception tree, drawn once.

SheetsGenError            anything that stops a command; carries the exit code of the contract
├── UsageProblem          2  the command was called in a way that cannot work
├── InputRefused          3  a file is unreadable, hostile, or not what it should be
│   ├── ProblemsFound     3  a file with one or more located problems, all listed
│   └── NotOurReport      3  a workbook that does not hold a report of this tool
├── FormulaError          3  a definition's formula cannot be read (column known)
├── BackendError          3  a writer cannot express what the plan asks for
├── CredentialsProblem    4  Google does not know who asks, or does not let that one in
└── RemoteFailed          5  Google refused, did not answer, or answered nonsense

Findings (see ``findings``) are values; these exceptions are for "cannot continue".
"""

from __future__ import annotations

from collections.abc import Sequence


class SheetsGenError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 3


class UsageProblem(SheetsGenError):
    """The command line asks for something that cannot work."""

    exit_code = 2


class InputRefused(SheetsGenError):
    """A file cannot be used; the message names it and the way out."""


class ProblemsFound(InputRefused):
    """A file holds problems; ``problems`` lists every one, in file order."""

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(str(problem) for problem in problems)
        super().__init__("\n".join(self.problems))


class NotOurReport(InputRefused):
    """A readable workbook that holds no report of this tool."""


class FormulaError(SheetsGenError):
    """A formula cannot be read; ``column`` counts from 0, or is None when no place is to blame."""

    def __init__(self, message: str, formula: str = "", column: int | None = None) -> None:
        self.message = message
        self.formula = formula
        self.column = column
        super().__init__(message)

    def pointed(self) -> str:
        """The message, then the formula with a caret under the column."""
        if self.column is None:
            return self.message
        start = max(0, self.column - 60)
        shown = "".join(c if c.isprintable() else " " for c in self.formula[start : start + 100])
        return f"{self.message}\n    {shown}\n    {' ' * (self.column - start)}^"


class BackendError(SheetsGenError):
    """A writer was asked for something its format cannot express."""


class CredentialsProblem(SheetsGenError):
    """Who asks is not known to Google, or may not do this; the message says what to set up."""

    exit_code = 4


class RemoteFailed(SheetsGenError):
    """Google could not be reached, is in trouble, or refused the request."""

    exit_code = 5

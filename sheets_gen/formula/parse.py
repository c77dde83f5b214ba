"""Definition text to tree: a grammar so small that nothing hostile can be said in it.

    sum     = product { ("+" | "-") product }
    product = unary { ("*" | "/") unary }
    unary   = "-" unary | primary
    primary = number | name | name "(" sum { "," sum } ")" | "(" sum ")"

No power, no strings, no attributes, no comparison. Caps on length, depth, size and digits come first, so a
formula is read or refused in microseconds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sheets_gen.errors import FormulaError
from sheets_gen.formula.functions import FUNCTIONS, definition_functions
from sheets_gen.formula.nodes import Binary, Call, Name, Negate, Node, Number

MAX_LENGTH = 500
MAX_DEPTH = 20
MAX_NODES = 100
MAX_DIGITS = 15

_TOKEN = re.compile(r"[ \t\n]*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[a-z][a-z0-9_]*)|(?P<mark>[-+*/(),]))")
_ADVICE = {
    "^": "write x * x for a square, sqrt(x) for a root",
    "**": "write x * x for a square, sqrt(x) for a root",
    ".": "a formula has no attributes; use the id alone",
    "%": "write a fraction: 0.15, not 15%",
    "=": "a formula is only its right side",
    "'": "a formula has no text",
    '"': "a formula has no text",
}


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def parse(text: str) -> Node:
    """The tree of a definition's formula.

    Raises FormulaError with the column for anything outside the grammar, the table of functions or the caps.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"formula has {len(text)} characters; at most {MAX_LENGTH} are allowed")
    return _Parser(text).whole()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip(" \t\n"))
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None:
            raise _unknown(text, at)
        kind = match.lastgroup or ""
        token = _Token(kind, match[kind], match.start(kind))
        if kind == "number" and len(token.text.replace(".", "")) > MAX_DIGITS:
            raise FormulaError(f"number has more than {MAX_DIGITS} digits", text, token.column)
        found.append(token)
        at = match.end()
    found.append(_Token("end", "", end))
    return found


def _unknown(text: str, at: int) -> FormulaError:
    while text[at] in " \t\n":
        at += 1
    advice = _ADVICE.get(text[at : at + 2]) or _ADVICE.get(text[at])
    allowed = advice or "allowed are lower-case ids, numbers, + - * / ( ) and ,"
    return FormulaError(f"cannot read {text[at]!r}: {allowed}", text, at)


class _Parser:
    """Recursive descent; depth and size are counted as nodes are made."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0
        self.size = 0

    def whole(self) -> Node:
        if self.tokens[0].kind == "end":
            raise FormulaError("formula is empty")
        node = self.sum()
        if self.peek().kind != "end":
            raise self.error(f"unexpected {self.peek().text!r}", self.peek())
        return node

    def peek(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def error(self, message: str, token: _Token) -> FormulaError:
        return FormulaError(message, self.text, token.column)

    def made(self, node: Node) -> Node:
        self.size += 1
        if self.size > MAX_NODES:
            raise FormulaError(f"formula has more than {MAX_NODES} parts; split it into metrics of their own")
        return node

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"brackets are nested deeper than {MAX_DEPTH}", self.peek())
        node = self.product()
        while self.peek().text in ("+", "-"):
            operator = self.take().text
            node = self.made(Binary(operator, node, self.product()))
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.unary()
        while self.peek().text in ("*", "/"):
            token = self.take()
            if token.text == "*" and self.peek().text == "*":
                raise self.error(f"there is no power: {_ADVICE['**']}", token)
            node = self.made(Binary(token.text, node, self.unary()))
        return node

    def unary(self) -> Node:
        minus = 0
        while self.peek().text == "-":
            minus += 1
            if minus > MAX_DEPTH:
                raise self.error("too many minus signs", self.peek())
            self.take()
        node = self.primary()
        for _ in range(minus):
            node = self.made(Negate(node))
        return node

    def primary(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return self.made(Number(float(token.text)))
        if token.kind == "name":
            return self.call(token) if self.peek().text == "(" else self.made(Name(token.text))
        if token.text == "(":
            node = self.sum()
            self.close()
            return node
        what = "the end" if token.kind == "end" else repr(token.text)
        raise self.error(f"expected a number, an id or '(' but found {what}", token)

    def close(self) -> None:
        token = self.take()
        if token.text != ")":
            raise self.error("missing ')'", token)

    def call(self, name: _Token) -> Node:
        function = FUNCTIONS.get(name.text.upper())
        if function is None or not function.in_definitions:
            raise self.error(f"no function '{name.text}' (known: {', '.join(definition_functions())})", name)
        self.take()
        args = [self.sum()]
        while self.peek().text == ",":
            self.take()
            args.append(self.sum())
        self.close()
        if not function.least <= len(args) <= function.most:
            raise self.error(f"'{name.text}' takes {_arity(function.least, function.most)}, not {len(args)}", name)
        return self.made(Call(name.text.upper(), tuple(args)))


def _arity(least: int, most: int) -> str:
    if least == most:
        return f"{least} value{'s' if least != 1 else ''}"
    return f"{least} or more values"

"""A cursor over tokens: what a grammar takes from it, and errors that point at the place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import sympy
from sympy import S

from symassist.errors import ParseError
from symassist.parsing import guards
from symassist.parsing.reading import Token

MAX_DEPTH = 40
"""Nested brackets, functions and exponents: six Python frames each, and SymPy's own walks recurse as deep."""
_UNDEFINED = (type(S.ComplexInfinity), type(S.NaN), sympy.AccumBounds)


class Cursor(ABC):
    """A place in ``tokens`` of ``text``, and how deep in brackets, functions and exponents it is."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens = text, tokens
        self.at = 0
        self.depth = 0

    @abstractmethod
    def sum(self) -> sympy.Expr:
        """The expression that stands here: the grammar's loosest level."""

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Moves past the next token and returns it."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def accept(self, *kinds: str) -> Token | None:
        """Takes the next token if it is of one of ``kinds``."""
        return self.take() if self.token.kind in kinds else None

    def fail(self, message: str, token: Token | None = None) -> ParseError:
        """A ParseError that points at ``token`` (the next one by default)."""
        return ParseError(message, self.text, (token or self.token).position)

    def deeper(self) -> None:
        """One level further in; the caller takes it back with ``depth``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(f"brackets, functions and exponents are nested more than {MAX_DEPTH} deep")

    def unexpected(self, wanted: str) -> ParseError:
        """The error for a token that cannot stand here."""
        kind, text = self.token.kind, self.token.text
        if kind == "end":
            return self.fail(f"the text ends here; expected {wanted}")
        if kind in (")", "]", "}", ")|"):
            return self.fail(f"expected {wanted} before '{text}'")
        if kind == ",":
            return self.fail("a comma separates a function's arguments; decimals are written 3.5")
        if kind == "integral":
            return self.fail("an integral sign inside an expression: one integral at a time, please")
        return self.fail(f"expected {wanted}, found '{text}'")

    def build(self, place: Token, make: Callable[..., sympy.Expr], *arguments: object) -> sympy.Expr:
        """``make(*arguments)`` with SymPy's refusals and undefined values as ParseErrors at ``place``."""
        try:
            value = make(*arguments)
        except (guards.TooLargeError, ZeroDivisionError) as error:
            raise self.fail(str(error), place) from error
        except (ValueError, TypeError, ArithmeticError, NotImplementedError) as error:
            raise self.fail(f"SymPy rejects this: {error}", place) from error
        if any(isinstance(part, _UNDEFINED) for part in (value, *value.args)):  # operands were checked before
            raise self.fail("this is undefined or infinite", place)
        return value

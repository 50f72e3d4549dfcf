"""A text that is being read: the place where the reader is, and the tokens that were found before it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from symassist.errors import ParseError
from symassist.parsing.characters import plain_character
from symassist.parsing.names import PIECEWISE

MAX_LENGTH = 2000
"""Characters; four times the longest integrand of the problem collections. SymPy takes a second for the worst."""
_SUBSCRIPT = re.compile(r"_(?:\{\s*([A-Za-z0-9]+)\s*\}|\\(?:mathrm|text)\{([A-Za-z0-9]+)\}|([A-Za-z0-9]+))")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Token:
    """``kind`` is 'number', 'symbol', 'constant', 'function', 'differential', 'end', or the punctuation mark itself.

    The marks are ``+ - * / ^ _ , ( ) [ ] { }``, bars ``|`` (either side), ``|(`` and ``)|`` (known side), and the
    prefix operators 'frac', 'sqrt', 'integral'. ``text`` is the canonical name or the digits.
    """

    kind: str
    text: str
    position: int


class Reading:
    """``tokens`` of ``text`` up to ``at``; ``declared`` names are symbols whatever else they could mean."""

    def __init__(self, text: str, declared: Collection[str]) -> None:
        self.original, self.declared = text, declared
        self.text = "".join(map(plain_character, text[:MAX_LENGTH]))
        self.at = 0
        self.tokens: list[Token] = []
        self.integral = False

    def _add(self, kind: str, text: str, position: int) -> None:
        self.tokens.append(Token(kind, text, position))
        self.integral |= kind == "integral"

    def _fail(self, message: str, position: int | None = None) -> ParseError:
        return ParseError(message, self.original, self.at if position is None else position)

    def _in_pieces(self) -> bool:
        return any(token.kind == "function" and token.text == PIECEWISE for token in self.tokens)

    def _symbol(self, name: str, start: int, end: int) -> None:
        """The symbol ``name`` with the digits or the subscript that follow it directly."""
        if (digits := _DIGITS.match(self.text, end)) is not None and self.text[end - 1].isalpha():
            name, end = name + digits.group(), digits.end()
        if (subscript := _SUBSCRIPT.match(self.text, end)) is not None:
            name, end = f"{name}_{subscript.group(subscript.lastindex or 0)}", subscript.end()
        self._add("symbol", name, start)
        self.at = end

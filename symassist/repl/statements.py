"""What a line is: nothing, a definition, a command, or an integral. No mathematics is read here.

f := x*exp(-x^2)        a definition; ``f = ...`` says the same
F := ∫ f dx             a definition by the answer of an integral
diff f, why 2, diff(f)  a command and its argument
f from 0 to oo          an integral, like everything else
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from symassist.errors import CommandError, ParseError
from symassist.parsing.characters import MARKS
from symassist.parsing.latex import OPERATOR_COMMANDS

_NAME = r"[^\W\d_]\w*"
_DEFINITION = re.compile(rf"\s*(?P<name>{_NAME})\s*:?=(?!=)\s*", re.DOTALL)
_CALLED = re.compile(rf"\s*(?P<name>{_NAME})\s*\([^()]*\)\s*:?=(?!=)")
_WORD = re.compile(r"\s*(?P<word>[A-Za-z]+|\?)(?=\s|\(|$|(?<=\?))\s*")
_QUESTION = re.compile(rf"\s*(?P<name>{_NAME})\s*\?\s*")
_SIGNS = tuple(
    [mark for mark, kind in MARKS.items() if kind == "integral"]
    + ["\\" + name for name, kind in OPERATOR_COMMANDS.items() if kind == "integral"]
)
_INTEGRAL = re.compile(rf"\s*(?:{'|'.join(map(re.escape, _SIGNS))}|(?i:integral|integrate|int)\b)")
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Statement:
    """``kind`` is 'nothing', 'definition', 'command' or 'integral'.

    ``name`` is what is defined or the command's; ``body`` begins at ``at`` in the text.
    """

    kind: str
    body: str = ""
    name: str = ""
    at: int = 0

    @property
    def is_integral(self) -> bool:
        """Whether the body asks for an integral: always, but in a definition only behind an integral sign."""
        return self.kind == "integral" or _INTEGRAL.match(self.body) is not None


def read(text: str, commands: Collection[str]) -> Statement:
    """The statement that ``text`` is.

    Raises:
        CommandError: a command's name is defined, or a function.
        ParseError: nothing follows ``:=``.
    """
    if not text.strip() or text.lstrip().startswith("#"):
        return Statement("nothing")
    if (called := _CALLED.match(text)) is not None:
        raise CommandError(f"definitions have no arguments: write {called['name']} := ...")
    if (match := _DEFINITION.match(text)) is not None:
        if match["name"] in commands:
            raise CommandError(f"{match['name']} is a command and cannot be defined")
        body = text[match.end() :].rstrip()
        if not body:
            raise ParseError(f"what is {match['name']}? An expression is missing", text, len(text.rstrip()))
        return Statement("definition", body, match["name"], match.end())
    if (match := _WORD.match(text)) is not None and match["word"] in commands:
        return Statement("command", text[match.end() :].rstrip(), match["word"], match.end())
    if (match := _QUESTION.fullmatch(text)) is not None:
        return Statement("command", match["name"], "info", match.start("name"))
    start = len(text) - len(text.lstrip())
    return Statement("integral", text.strip(), at=start)


def is_open(text: str) -> bool:
    """Whether more lines belong to ``text``: a bracket is open, or it ends with a backslash or an operator.

    An empty line ends it whatever is open: the error then says what is missing.
    """
    if text.lstrip().startswith("#") or text.endswith("\n"):
        return False
    depth = 0
    for char in text:
        depth += (char in _OPENING) - (char in _CLOSING)
    end = text.rstrip()
    return depth > 0 or end.endswith(("\\", "+", "-", "*", "/", "^", ":=", ","))


def joined(text: str) -> str:
    """``text`` without the backslashes that only say that it goes on; every other character keeps its place."""
    return re.sub(r"\\(?=\n)", " ", text)

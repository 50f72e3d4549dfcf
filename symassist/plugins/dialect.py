"""How a computer algebra system spells mathematics: SymPy to its text and its answers back, without eval."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import sympy

from symassist.errors import ParseError, UnsupportedExpressionError
from symassist.parsing import parse_expression
from symassist.problem import Problem

VARIABLE, POSITIVE, PLAIN = "v", "p", "s"
"""The variable is ``v``; positive parameters are ``p0``, ``p1``..., others ``s0``, ``s1``...: no program owns these."""
MAX_PARAMETERS = 16
MAX_ANSWER = 40_000
"""Characters: what is longer cannot be judged in time."""

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(%{0,2}[A-Za-z_][\w%]*)|(.))", re.DOTALL)
_OPENING, _CLOSING = "([", ")]"


@dataclass(frozen=True)
class Names:
    """The safe names of one problem's symbols."""

    of: Mapping[sympy.Symbol, str]

    @property
    def symbols(self) -> dict[str, sympy.Symbol]:
        """The way back."""
        return {name: symbol for symbol, name in self.of.items()}


def name_symbols(problem: Problem) -> Names:
    """Safe names for the variable and the parameters.

    Raises:
        UnsupportedExpressionError: there are more than ``MAX_PARAMETERS`` parameters.
    """
    if len(problem.parameters) > MAX_PARAMETERS:
        raise UnsupportedExpressionError((f"{len(problem.parameters)} parameters",))
    names = {problem.variable: VARIABLE}
    for number, symbol in enumerate(problem.parameters):
        names[symbol] = f"{POSITIVE if symbol.is_positive else PLAIN}{number}"
    return Names(names)


@dataclass(frozen=True)
class Dialect:
    """``functions``: SymPy head to the program's name, or to a template such as ``acos(1/({0}))``.

    ``constants``: ``pi``, ``E`` and ``I`` in the program's spelling. ``answers``: what else its answers may contain,
    name to SymPy's head, or to a template such as ``polylog(2, 1-({0}))``. Names that are in neither make an answer
    unreadable, so an unevaluated integral or a ``rootof`` is no candidate.

    >>> maxima = Dialect({"log": "log", "asec": "acos(1/({0}))"}, {"pi": "%pi", "E": "%e", "I": "%i"})
    >>> x = sympy.Symbol("x")
    >>> maxima.spell(sympy.pi*sympy.asec(x)/2, Names({x: "v"}))
    '((1/2)*%pi*acos(1/(v)))'
    >>> maxima.read("log(v)^2/%e", Names({x: "v"}))
    exp(-1)*log(x)**2
    """

    functions: Mapping[str, str]
    constants: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)

    def spell(self, expression: sympy.Expr, names: Names) -> str:
        """The expression as the program's text, fully bracketed.

        Raises:
            UnsupportedExpressionError: it contains what the program has no name for.
        """
        if expression.is_Symbol:
            return names.of[expression]
        if expression.is_Integer:
            return str(expression) if expression >= 0 else f"({expression})"
        if expression.is_Rational:
            return f"({expression.p}/{expression.q})"
        for constant, value in _CONSTANTS.items():
            if expression == value:
                return self.constants[constant]
        head = type(expression).__name__
        parts = [self.spell(part, names) for part in expression.args]
        if expression.is_Add or expression.is_Mul:
            return f"({('+' if expression.is_Add else '*').join(parts)})"
        if head == "Pow":
            return f"({parts[0]})^({parts[1]})"
        if head not in self.functions:
            raise UnsupportedExpressionError((head,))
        return _apply(self.functions[head], parts)

    def read(self, text: str, names: Names) -> sympy.Expr:
        """The program's text as an expression.

        Raises:
            ParseError: it is no expression, or too long.
            UnsupportedExpressionError: it contains a name that means nothing here.
        """
        if len(text) > MAX_ANSWER:
            raise ParseError(f"an answer of {len(text)} characters is not read")
        known = names.symbols
        return parse_expression(_Reader(text, self._meanings, known).translated(), symbols=known)

    @cached_property
    def _meanings(self) -> dict[str, str]:
        """The program's names to ours: the table of functions turned round, then what only answers contain."""
        plain = {theirs: head for head, theirs in self.functions.items() if "{" not in theirs}
        return {**plain, **{theirs: ours for ours, theirs in self.constants.items()}, **self.answers}


def alike(heads: str) -> dict[str, str]:
    """The heads that the program spells as SymPy does.

    >>> alike("sin cos")
    {'sin': 'sin', 'cos': 'cos'}
    """
    return {head: head for head in heads.split()}


_CONSTANTS: dict[str, sympy.Expr] = {"pi": sympy.pi, "E": sympy.E, "I": sympy.I}


def _apply(name_or_template: str, arguments: list[str]) -> str:
    if "{" in name_or_template:
        return name_or_template.format(*arguments)
    return f"{name_or_template}({','.join(arguments)})"


class _Reader:
    """Rewrites names only; brackets, numbers and operators pass, and the grammar judges them afterwards."""

    def __init__(self, text: str, meanings: Mapping[str, str], symbols: Mapping[str, sympy.Symbol]) -> None:
        self.text, self.meanings, self.symbols = text, meanings, symbols
        self.tokens = [match.groups() for match in _TOKEN.finditer(text.strip())]
        self.at = 0

    def translated(self) -> str:
        parts = self._group()
        if self.at < len(self.tokens) or len(parts) != 1:
            raise ParseError("unbalanced brackets or a lone comma in the program's answer")
        return parts[0]

    def _group(self) -> list[str]:
        """The arguments up to a closing bracket that nothing here opened."""
        arguments, current = [], ""
        while self.at < len(self.tokens):
            number, name, mark = self.tokens[self.at]
            if mark is not None and mark in _CLOSING:
                break
            self.at += 1
            if number is not None:
                current += number
            elif name is not None:
                current += self._name(name)
            elif mark in _OPENING:
                current += f"({','.join(self._closed())})"
            elif mark == ",":
                arguments.append(current)
                current = ""
            else:
                current += mark
        return [*arguments, current]

    def _closed(self) -> list[str]:
        inside = self._group()
        if self.at >= len(self.tokens):
            raise ParseError("a bracket in the program's answer is never closed")
        self.at += 1
        return inside

    def _name(self, name: str) -> str:
        if name in self.symbols:
            return name
        meaning = self.meanings.get(name)
        if meaning is None:
            raise UnsupportedExpressionError((name,))
        arguments: list[str] = []
        called = False
        while self.at < len(self.tokens) and self.tokens[self.at][2] in ("[", "("):  # li[2](x): an index, then brackets
            last = self.tokens[self.at][2] == "("
            self.at += 1
            arguments += self._closed()
            called = True
            if last:
                break
        return _apply(meaning, arguments) if called and arguments != [""] else meaning  # FriCAS writes pi()


def split_list(text: str) -> list[str]:
    """The entries of ``[a, b]``; any other text is one entry.

    >>> split_list("[f(x, y), 2]"), split_list("[1]*x")
    (['f(x, y)', ' 2'], ['[1]*x'])
    """
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return [text]
    entries, depth = [""], 0
    for char in text[1:-1]:
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth < 0:
            return [text]
        if char == "," and depth == 0:
            entries.append("")
        else:
            entries[-1] += char
    return entries

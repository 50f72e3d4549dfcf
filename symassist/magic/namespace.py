"""What the user's own names mean in a text: expressions, numbers and solutions; nothing is evaluated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy

from symassist.errors import ProblemError
from symassist.parsing import parse_problem
from symassist.parsing.names import CONSTANTS, function_head
from symassist.problem import Problem
from symassist.solution import Solution

_NAME = re.compile(r"[^\W\d_]\w*")


def problem(
    text: str,
    namespace: Mapping[str, Any],
    *,
    variable: str | None = None,
    lower: str | None = None,
    upper: str | None = None,
) -> Problem:
    """The problem that ``text`` spells, in which names mean what they mean in ``namespace``.

    Raises:
        ParseError, ProblemError: as ``parse_problem``.
    """
    given = namespace.get(text.strip())
    if isinstance(given, sympy.Integral) and variable is None and lower is None and upper is None:
        return _of_integral(given)
    words = " ".join(filter(None, (text, variable, lower, upper)))
    names = meanings(words, namespace)
    return parse_problem(text, variable=variable, lower=lower, upper=upper, symbols=names)


def _of_integral(integral: sympy.Integral) -> Problem:
    if len(integral.limits) != 1 or len(integral.limits[0]) == 2:
        raise ProblemError("one integral with both limits or none at a time, please; integrate_neural takes several")
    variable, *limits = integral.limits[0]
    return Problem(integral.function, variable, (limits[0], limits[1]) if limits else None)


def meanings(text: str, namespace: Mapping[str, Any]) -> dict[str, sympy.Expr]:
    """The names in ``text`` that stand for something in ``namespace``, and what for.

    ``from sympy.abc import *`` makes symbols of e, E, I and d as well: what the text means by them is kept.
    """
    found: dict[str, sympy.Expr] = {}
    for name in dict.fromkeys(_NAME.findall(text)):
        value = _expression(namespace.get(name))
        own_name = isinstance(value, sympy.Symbol) and value.name == name
        if value is not None and not (own_name and (name in CONSTANTS or name == "d" or function_head(name))):
            found[name] = value
    return found


def _expression(value: Any) -> sympy.Expr | None:
    """The expression that a Python value is; None for what is no number or expression."""
    if isinstance(value, Solution):
        value = value._sympy_()
    if isinstance(value, (sympy.MatrixBase, bool)):
        return None
    if isinstance(value, sympy.Expr):
        return value if value.is_commutative else None
    if isinstance(value, (int, Fraction, Decimal)):
        return sympy.Rational(str(value))
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return sympy.Rational(repr(value))  # the decimal that is shown, as the parser reads it
    return None

"""Named predicates on finished examples; the pipeline counts which one refused how many."""

from __future__ import annotations

import re
from collections.abc import Callable

import symengine

from symassist.expressions.convert import Expression

X = symengine.Symbol("x")
_UNDEFINED = re.compile(r"\b(?:zoo|oo|nan)\b")
_NOT_REAL = re.compile(r"\b(?:zoo|oo|nan|I)\b")


def is_finite(e: Expression) -> bool:
    """No infinity and no NaN anywhere."""
    return _UNDEFINED.search(str(e)) is None


def is_real(e: Expression) -> bool:
    """Finite, and no imaginary unit: the real generators drop roots and logarithms of negative constants."""
    return _NOT_REAL.search(str(e)) is None


def depends_on_x(e: Expression) -> bool:
    """The variable occurs: constants alone teach nothing."""
    return bool(symengine.has_symbol(e, X))


EXPRESSION_FILTERS: tuple[tuple[str, Callable[[Expression], bool]], ...] = (
    ("constant", depends_on_x),
    ("infinite, undefined or imaginary", is_real),  # one look: printing costs more than all else here
)
"""What an antiderivative must pass before it is differentiated."""

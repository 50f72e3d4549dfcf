"""Named predicates on finished examples; the pipeline counts which one refused how many."""

from __future__ import annotations

from collections.abc import Callable

from symassist.expressions.convert import Expression
from symassist.expressions.nodes import COMPLEX, INFINITE, VARIABLE, root


def is_finite(e: Expression) -> bool:
    """No infinity and no NaN anywhere."""
    return not root(e).traits & INFINITE


def is_real(e: Expression) -> bool:
    """Finite, and no imaginary unit: the real generators drop roots and logarithms of negative constants."""
    return not root(e).traits & (INFINITE | COMPLEX)


def depends_on_x(e: Expression) -> bool:
    """The variable occurs: constants alone teach nothing."""
    return bool(root(e).traits & VARIABLE)


EXPRESSION_FILTERS: tuple[tuple[str, Callable[[Expression], bool]], ...] = (
    ("constant", depends_on_x),
    ("infinite, undefined or imaginary", is_real),
)
"""What an antiderivative must pass before it is differentiated."""

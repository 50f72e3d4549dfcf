"""The circular and hyperbolic functions, as SymPy classes and by name: inverses, parity, compositions, phases."""

from __future__ import annotations

from functools import cache
from typing import Any

import symengine
import sympy

from symassist.expressions.convert import Expression, from_sympy, sympy_head
from symassist.expressions.nodes import ADD, MUL, Node
from symassist.expressions.operators import (
    CIRCULAR_NAMES,
    HYPERBOLIC_NAMES,
    INVERSE_CIRCULAR_NAMES,
    INVERSE_HYPERBOLIC_NAMES,
)

CIRCULAR: tuple[type[sympy.Function], ...] = tuple(getattr(sympy, name) for name in CIRCULAR_NAMES)
HYPERBOLIC: tuple[type[sympy.Function], ...] = tuple(getattr(sympy, name) for name in HYPERBOLIC_NAMES)
INVERSE_CIRCULAR: tuple[type[sympy.Function], ...] = tuple(getattr(sympy, name) for name in INVERSE_CIRCULAR_NAMES)
INVERSE_HYPERBOLIC: tuple[type[sympy.Function], ...] = tuple(getattr(sympy, name) for name in INVERSE_HYPERBOLIC_NAMES)

_PLACE = symengine.Symbol("_u")
_PI = type(symengine.pi)
_ODD_TRIGONOMETRIC = ("sin", "tan", "cot", "csc", "asin", "atan", "acot", "acsc")
_ODD_HYPERBOLIC = ("sinh", "tanh", "coth", "csch", "asinh", "atanh", "acoth", "acsch")
_ODD_OTHERS = ("erf", "erfi", "Si", "Shi", "fresnels", "fresnelc", "sign")
ODD = frozenset((*_ODD_TRIGONOMETRIC, *_ODD_HYPERBOLIC, *_ODD_OTHERS))
EVEN = frozenset(["cos", "sec", "cosh", "sech", "Abs"])
INVERSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(CIRCULAR_NAMES, frozenset(INVERSE_CIRCULAR_NAMES)),
    **dict.fromkeys(HYPERBOLIC_NAMES, frozenset(INVERSE_HYPERBOLIC_NAMES)),
    **dict.fromkeys(INVERSE_CIRCULAR_NAMES, frozenset(CIRCULAR_NAMES)),
    **dict.fromkeys(INVERSE_HYPERBOLIC_NAMES, frozenset(HYPERBOLIC_NAMES)),
    "log": frozenset({"exp"}),
}
"""Function to those of which SymPy knows what it makes, as tan(acos(u)) = sqrt(1 - u**2)/u."""


def by_sine_and_cosine(sine: Any, cosine: Any) -> tuple[Any, ...]:
    """The six circular functions, or the hyperbolic ones, in their order, by the first two of them."""
    return sine, cosine, sine / cosine, cosine / sine, 1 / cosine, 1 / sine


def has_phase(argument: Node) -> bool:
    """Whether a rational multiple of pi stands in a sum: SymPy shifts cos(pi/7 - x) to sin(x + 5*pi/14)."""
    return argument.kind is ADD and any(_is_multiple_of_pi(term) for term in argument.parts)


def _is_multiple_of_pi(term: Node) -> bool:
    factors = term.parts if term.kind is MUL else (term,)
    return factors[-1].kind is _PI and (len(factors) == 1 or (len(factors) == 2 and not factors[0].parts))


def composed(outer: str, inner: str, u: Expression) -> Expression:
    """What SymPy makes of outer(inner(u)), where one of the two is among the other's inverses."""
    return _composition(outer, inner).subs(_PLACE, u)


@cache
def _composition(outer: str, inner: str) -> Expression:
    """What SymPy makes of outer(inner(u)), as a template in ``_u``."""
    return from_sympy(sympy_head(outer)(sympy_head(inner)(sympy.Symbol("_u"))))

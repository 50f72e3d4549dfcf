"""Odd, even, inverse and periodic functions: what the normal form knows of them."""

from __future__ import annotations

from functools import cache

import symengine
import sympy

from symassist.expressions.convert import Expression, from_sympy, sympy_head

_PLACE = symengine.Symbol("_u")
_ODD_TRIGONOMETRIC = ("sin", "tan", "cot", "csc", "asin", "atan", "acot", "acsc")
_ODD_HYPERBOLIC = ("sinh", "tanh", "coth", "csch", "asinh", "atanh", "acoth", "acsch")
_ODD_OTHERS = ("erf", "erfi", "Si", "Shi", "fresnels", "fresnelc", "sign")
ODD = frozenset((*_ODD_TRIGONOMETRIC, *_ODD_HYPERBOLIC, *_ODD_OTHERS))
EVEN = frozenset(["cos", "sec", "cosh", "sech", "Abs"])
TRIG = frozenset(["sin", "cos", "tan", "cot", "sec", "csc"])
HYPERBOLIC = frozenset(["sinh", "cosh", "tanh", "coth", "sech", "csch"])
INVERSES: dict[str, frozenset[str]] = {
    **{name: frozenset(f"a{n}" for n in TRIG) for name in TRIG},
    **{name: frozenset(f"a{n}" for n in HYPERBOLIC) for name in HYPERBOLIC},
    **{f"a{name}": TRIG for name in TRIG},
    **{f"a{name}": HYPERBOLIC for name in HYPERBOLIC},
    "log": frozenset({"exp"}),
}
"""Function to those of which SymPy knows what it makes, as tan(acos(u)) = sqrt(1 - u**2)/u."""


def has_phase(argument: Expression) -> bool:
    """Whether a rational multiple of pi stands in a sum: SymPy shifts cos(pi/7 - x) to sin(x + 5*pi/14)."""
    return type(argument) is symengine.Add and symengine.pi in argument.as_coefficients_dict()


def composed(outer: str, inner: str, u: Expression) -> Expression:
    """What SymPy makes of outer(inner(u)), where one of the two is among the other's inverses."""
    return _composition(outer, inner).subs(_PLACE, u)


@cache
def _composition(outer: str, inner: str) -> Expression:
    """What SymPy makes of outer(inner(u)), as a template in ``_u``."""
    return from_sympy(sympy_head(outer)(sympy_head(inner)(sympy.Symbol("_u"))))

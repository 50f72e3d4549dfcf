"""Polynomials in atan, acot or atanh, of degree two at least: polylogarithms of quotients of lines.

The tower's reduction leaves a few integrals in t = atan(u), which are polylogarithms of exp(2 I t); that is

    exp(2 I atan(u)) = (1 + I u)/(1 - I u)   exp(2 I acot(u)) = (u + I)/(u - I)   exp(2 atanh(u)) = (1 + u)/(1 - u)

so that nothing but quotients is left, in a quarter of what partial fractions of a logarithm's product take.
Lewin, "Polylogarithms and Associated Functions", 8.1.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from symassist.propose.inverse_tower import integrate_in_tower
from symassist.propose.special.by_parts import beside_function

_I = sympy.I
_QUOTIENTS: dict[type[sympy.Function], tuple[sympy.Expr, Callable[[sympy.Expr], sympy.Expr]]] = {
    sympy.atan: (2 * _I, lambda u: (1 + _I * u) / (1 - _I * u)),
    sympy.acot: (2 * _I, lambda u: (u + _I) / (u - _I)),
    sympy.atanh: (sympy.Integer(2), lambda u: (1 + u) / (1 - u)),
}


def integrate_polynomial_in_inverse(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative with polylogarithms in it of such a polynomial, None for other functions."""
    kernels = [e for e in f.atoms(*_QUOTIENTS) if e.has(x)]
    a = sympy.Dummy("A")
    g = f.xreplace(dict.fromkeys(kernels, a))
    if len(kernels) != 1 or not g.is_polynomial(a) or not g.is_rational_function(x) or sympy.degree(g, a) < 2:
        return None
    answer = integrate_in_tower(f, x, beside_function)
    if answer is None or not answer.has(sympy.polylog):
        return None
    rate, quotient = _QUOTIENTS[type(kernels[0])]
    u = kernels[0].args[0]

    def rational(e: sympy.Expr) -> sympy.Expr:
        n = sympy.cancel(e.args[0] / (rate * kernels[0]))
        return quotient(u) ** n if n.is_Integer else e

    answer = answer.replace(sympy.exp, lambda power: rational(sympy.exp(power)))
    return answer.replace(
        lambda e: isinstance(e, (sympy.log, sympy.polylog)) and e.args[-1].is_rational_function(x),
        lambda e: e.func(*e.args[:-1], sympy.factor(sympy.cancel(sympy.together(e.args[-1])))),
    )

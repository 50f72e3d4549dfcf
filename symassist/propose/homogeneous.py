"""Functions that a change of scale frees of their parameters: a + b x**n = a (1 + z**n) for x = (a/b)**(1/n) z.

    integral of f(x) dx = k L integral of g(z) dz for x = L z and f = k g

Roots of parameters that no polynomial algorithm would find in its field, like the cube roots in the poles of
x/((8 c - d x**3) sqrt(c + d x**3)), are in L then. Positive parameters are meant.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from symassist.propose.real_radicands import fractional_powers
from symassist.propose.special.product import binomial_of
from symassist.propose.superelliptic import integrate_superelliptic


def integrate_scaled(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of such a function with one root, None for others."""
    if not f.free_symbols - {x} or not fractional_powers(f, x):
        return None
    if sum(e.as_base_exp()[0].is_Add for e in sympy.Mul.make_args(f)) < 2:
        return None  # of one binomial others know shorter ways
    return in_scale(f, x, integrate_superelliptic)


def in_scale(
    f: sympy.Expr, x: sympy.Symbol, integral: Callable[[sympy.Expr, sympy.Symbol], sympy.Expr | None]
) -> sympy.Expr | None:
    """The antiderivative by that of a function without parameters; None where no scale takes all of them away."""
    factors = sorted((e.as_base_exp() for e in sympy.Mul.make_args(f)), key=lambda e: (bool(e[1].is_Integer), str(e)))
    read = next((b for base, _ in factors if (b := binomial_of(base, x)) is not None), None)
    if read is None or not (read[2].is_Integer and read[2] > 0):
        return None
    a, b, n = read
    ratio = sympy.cancel(a / b)
    z, scale = sympy.Dummy("z"), sympy.root(-ratio if ratio.could_extract_minus_sign() else ratio, n)
    if not scale.is_positive:
        return None
    constant, g, given = scale, sympy.S.One, {}
    for factor in sympy.Mul.make_args(f):
        base, m = factor.as_base_exp()
        if m.free_symbols:
            return None
        if base.has(x):
            inner = sympy.expand(sympy.powdenest(sympy.expand(base.subs(x, scale * z)), force=True))
            content = _content(inner, z)
            if content is None or not content.is_positive:
                return None
            own = sympy.expand(inner / content)
            if own.is_Add:
                given[own] = base / content
            constant, g = constant * content**m, g * own**m
        else:
            constant *= factor
    if g.free_symbols != {z}:
        return None
    answer = integral(g, z)
    if answer is None:
        return None
    answer = answer.replace(lambda e: e.is_Pow and e.base in given, lambda e: given[e.base] ** e.exp)
    return constant * answer.subs(z, x / scale)


def _content(e: sympy.Expr, z: sympy.Symbol) -> sympy.Expr | None:
    """The positive constant that all coefficients are rational multiples of."""
    if not e.is_polynomial(z):
        return None
    first = sympy.Poly(e, z).LC().as_coeff_Mul()[1]
    return first if all(sympy.cancel(c / first).is_Rational for c in sympy.Poly(e, z).coeffs()) else None

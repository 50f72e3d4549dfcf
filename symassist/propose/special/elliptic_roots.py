"""Roots of cubics and quartics with four known zeros, infinity among them: to Legendre's form by a Moebius function.

    q = k (x - z0)/(x - z3) with q(z1) = 1, q(z2) = 1/m;  s = sqrt(q),  w = sqrt(1 - s**2) sqrt(1 - m s**2)

takes the zeros z0, z1, z2, z3 of P to 0, 1, 1/m and infinity, and as (x - z3)**2 s w/sqrt(P) is constant between zeros,

    integral of R(x)/sqrt(P) dx = 2 (x - z3)**2 s w/(k (z0 - z3) sqrt(P)) integral of R(x(s**2))/w ds

(without x - z3 where z3 is infinity). For zeros in order this is real between z0 and z1; P has the same sign between z2
and z3, where the zeros are taken two places on. Byrd & Friedman, "Handbook of Elliptic Integrals", 230 to 259.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from symassist.propose.rational import at_generic
from symassist.propose.special.elliptic import biquadratic_root
from symassist.propose.special.fractions import vanishes
from symassist.propose.special.product import Product, coefficients

_HALF = sympy.S.Half


def linear_roots(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) times the root of a cubic or quartic with real linear factors, or the roots of such factors."""
    if p.exponent != 0 or not p.others:
        return None
    rational, root, square = p.rational, sympy.S.One, sympy.S.One
    for factor in p.others:
        base, n = factor.as_base_exp()
        if not (n.is_Rational and n.q == 2 and base.is_rational_function(x)):
            return None
        above, below = sympy.fraction(sympy.together(base))
        square, root = square * above * below, root * below * sympy.sqrt(base)
        rational *= base ** (n + _HALF) * below
    zeros = _zeros(square, x)
    if zeros is None:
        return None
    zeros = [*zeros, sympy.oo] if len(zeros) == 3 else zeros
    turned = at_generic(sympy.Poly(square, x).LC()) * (-1 if zeros[-1] == sympy.oo else 1) > 0
    if turned:
        # Positive between the last zero, through infinity, and the first.
        zeros = [zeros[-1], *zeros[:-1]]
    first, second = (_real_between(zeros[i:] + zeros[:i], rational, root, x) for i in (0, 2))
    if first is None or second is None or any(zero.free_symbols for zero in zeros):
        return first  # with symbols the order of the zeros is not known
    low, high = zeros[2:] if turned else zeros[:2]
    inner, outer = (second, first) if turned else (first, second)
    return sympy.Piecewise((inner, sympy.And(x > low, x < high)), (outer, True))


def _real_between(
    zeros: Sequence[sympy.Expr], rational: sympy.Expr, root: sympy.Expr, x: sympy.Symbol
) -> sympy.Expr | None:
    """The integral of rational/root with the zeros in this order."""
    z0, z1, z2, z3 = zeros
    s = sympy.Dummy("s")
    q, value, weight, scale = _moebius(z0, z1, z3, x, s**2)
    m = sympy.cancel(1 / (q.subs(x, z2) if z2 != sympy.oo else sympy.limit(q, x, sympy.oo)))
    legendre = (1 / sympy.sqrt(1 - s**2), 1 / sympy.sqrt(1 - m * s**2))
    in_s = sympy.cancel(sympy.together(rational.subs(x, value)))
    # Its own scale is a quotient of the same roots: one.
    inner = biquadratic_root(Product(sympy.S.One, in_s, sympy.S.Zero, legendre), s)
    if inner is None:
        return None
    place = sympy.sqrt(q)
    jump = weight * place * sympy.sqrt(sympy.factor(1 - q)) * sympy.sqrt(sympy.factor(1 - m * q)) / root
    return sympy.cancel(scale) * jump * inner.subs(s, place)


def _moebius(
    z0: sympy.Expr, z1: sympy.Expr, z3: sympy.Expr, x: sympy.Symbol, q: sympy.Expr
) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr, sympy.Expr]:
    """q(x), x(q), the weight (x - z3)**2 and the scale 2/(q' times the weight); infinity may be among the zeros."""
    if z3 == sympy.oo:
        return (x - z0) / (z1 - z0), z0 + (z1 - z0) * q, sympy.S.One, 2 * (z1 - z0)
    if z0 == sympy.oo:
        return (z1 - z3) / (x - z3), z3 + (z1 - z3) / q, (x - z3) ** 2, -2 / (z1 - z3)
    k = sympy.S.One if z1 == sympy.oo else sympy.cancel((z1 - z3) / (z1 - z0))
    return k * (x - z0) / (x - z3), (z3 * q - k * z0) / (q - k), (x - z3) ** 2, 2 / (k * (z0 - z3))


def _zeros(square: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr] | None:
    """Three or four different real zeros in order of size at a generic point; None where there are others."""
    zeros = []
    for factor, power in sympy.factor_list(square, x)[1]:
        line = coefficients(factor, x, 1)
        if line is None or power > 1:
            return None
        zeros.append(sympy.cancel(-line[0] / line[1]))
    if len(zeros) not in (3, 4) or any(vanishes(a - b) for i, a in enumerate(zeros) for b in zeros[:i]):
        return None
    return sorted(zeros, key=at_generic)

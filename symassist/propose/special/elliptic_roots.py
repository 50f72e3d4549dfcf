"""Roots of cubics and quartics with four known zeros, infinity among them: to Legendre's form by a Moebius function.

For P = A (x - r1) (x - r2) (x - r3) (x - r4), the last factor missing in a cubic, and k = (r2 - r4)/(r2 - r1),

    q = k (x - r1)/(x - r4)  takes r1, r2, r3, r4 to 0, 1, 1/m and infinity; with s = sqrt(q), w = sqrt(1 - s**2) sqrt(1 - m s**2)

    integral of R(x)/sqrt(P) dx = 2/(k (r1 - r4)) (x - r4)**2 s w/sqrt(P) integral of R(x(s**2))/w ds

where (x - r4)**2 s w/sqrt(P) is constant between zeros, whatever their order. Byrd & Friedman, "Handbook of Elliptic
Integrals", 230 to 259; DLMF 19.29.
"""

from __future__ import annotations

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
        if not (n.is_Rational and n.q == 2 and base.is_polynomial(x)):
            return None
        rational, root, square = rational * base ** (n + _HALF), root * sympy.sqrt(base), square * base
    zeros = _zeros(square, x)
    if zeros is None:
        return None
    r1, r2, r3, *rest = zeros
    s = sympy.Dummy("s")
    if rest:
        r4 = rest[0]
        k = (r2 - r4) / (r2 - r1)
        q, value = k * (x - r1) / (x - r4), (r4 * s**2 - k * r1) / (s**2 - k)
        m = sympy.cancel(1 / q.subs(x, r3))
        weight, scale = (x - r4) ** 2, 2 / (k * (r1 - r4))
    else:
        q, value = (x - r1) / (r2 - r1), r1 + (r2 - r1) * s**2
        m = sympy.cancel((r2 - r1) / (r3 - r1))
        weight, scale = sympy.S.One, 2 * (r2 - r1)
    legendre = (1 / sympy.sqrt(1 - s**2), 1 / sympy.sqrt(1 - m * s**2))
    inner = biquadratic_root(Product(sympy.S.One, sympy.cancel(rational.subs(x, value)), sympy.S.Zero, legendre), s)
    if inner is None:
        return None
    place = sympy.sqrt(q)
    # The two roots of the inner answer's own scale are those of Legendre's form here: their quotient is one.
    jump = weight * place * sympy.sqrt(sympy.factor(1 - q)) * sympy.sqrt(sympy.factor(1 - m * q)) / root
    return sympy.cancel(scale) * jump * inner.subs(s, place)


def _zeros(square: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr] | None:
    """Three or four different real zeros in order of size at a generic point; None where there are others."""
    factors = sympy.factor_list(square, x)[1]
    zeros = []
    for factor, power in factors:
        line = coefficients(factor, x, 1)
        if line is None or power > 1:
            return None
        zeros.append(sympy.cancel(-line[0] / line[1]))
    if len(zeros) not in (3, 4) or any(vanishes(a - b) for i, a in enumerate(zeros) for b in zeros[:i]):
        return None
    return sorted(zeros, key=at_generic)

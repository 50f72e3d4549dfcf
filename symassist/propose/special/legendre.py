"""Legendre's elliptic integrals: rational functions of s**2 over w = sqrt(1 - s**2) sqrt(1 - m s**2).

With z = asin(s), M(n) the integral of s**(2 n)/w and N(n) that of 1/((Q - r)**n w) for Q = s**2:

    M(0) = F(z, m),  M(1) = (F(z, m) - E(z, m))/m
    (2 n - 1) m M(n) = s**(2 n - 3) w - (2 n - 3) M(n - 2) + (2 n - 2) (1 + m) M(n - 1)
    N(1) = -Pi(1/r, z, m)/r;   with P = (1 - Q) (1 - m Q) and p = P(r):
    s w/(Q - r)**n = -2 n r p N(n + 1) + (1 - 2 n) (p + r p') N(n) + (2 - 2 n) (p' + r p''/2) N(n - 1)
                     + (3 - 2 n) p''/2 N(n - 2)

Symbols may stand for m and for the poles; the parameter is m, as in SymPy. Byrd & Friedman, "Handbook of Elliptic
Integrals", 310 and 336.
"""

from __future__ import annotations

import sympy

from symassist.propose.special.fractions import Pole, fractions, vanishes

_MOST_POWER = 8


def legendre_integral(
    f: sympy.Expr, q: sympy.Symbol, m: sympy.Expr, s: sympy.Symbol, w: sympy.Symbol
) -> sympy.Expr | None:
    """The integral over ``s`` of f(s**2)/w, in ``s`` and ``w``; None for functions with poles that have no formula."""
    parts = fractions(f, q)
    if parts is None or any(n > _MOST_POWER for (n,) in parts.polynomial.monoms()):
        return None
    z = sympy.asin(s)
    moments = [sympy.elliptic_f(z, m)]
    moments.append((moments[0] - sympy.elliptic_e(z, m)) / m)
    for n in range(2, 1 + max((n for (n,) in parts.polynomial.monoms()), default=0)):
        lower = (2 * n - 3) * moments[n - 2] - (2 * n - 2) * (1 + m) * moments[n - 1]
        moments.append((s ** (2 * n - 3) * w - lower) / ((2 * n - 1) * m))
    total = sympy.Add(*(coefficient * moments[n] for (n,), coefficient in parts.polynomial.terms()))
    for pole in parts.poles:
        if pole.power > _MOST_POWER:
            return None
        total += pole.coefficient * _over_pole(pole, m, (moments[0], moments[1]), s, w)
    return total


def _over_pole(
    pole: Pole, m: sympy.Expr, known: tuple[sympy.Expr, sympy.Expr], s: sympy.Symbol, w: sympy.Symbol
) -> sympy.Expr:
    """N(k) for the pole's root r and power k, from M(0), M(1) and, if r is no zero of Q P(Q), N(1)."""
    r = pole.root
    p0, p1 = (1 - r) * (1 - m * r), 2 * m * r - 1 - m
    values = {-1: known[1] - r * known[0], 0: known[0]}
    regular = not (vanishes(r) or vanishes(p0))
    if regular:
        values[1] = -sympy.elliptic_pi(1 / r, sympy.asin(s), m) / r
    for n in range(1, pole.power + (0 if regular else 1)):
        rest = w * s * (s**2 - r) ** -n - (2 - 2 * n) * (p1 + r * m) * values[n - 1]
        rest -= (3 - 2 * n) * m * values[n - 2]
        if regular:
            values[n + 1] = (rest - (1 - 2 * n) * (p0 + r * p1) * values[n]) / (-2 * n * r * p0)
        else:
            values[n] = rest / ((1 - 2 * n) * (p0 + r * p1))
    return values[pole.power]

"""Rational functions times sine or cosine of a linear or quadratic polynomial.

    integral sin(a x + b)/(x - r) = Si(a (x - r)) cos(a r + b) + Ci(a (x - r)) sin(a r + b)
    integral cos(a y**2 + c) = sqrt(pi/(2 a)) (cos(c) fresnelc(y sqrt(2 a/pi)) - sin(c) fresnels(y sqrt(2 a/pi)))

Abramowitz & Stegun 5.2, 7.3.
"""

from __future__ import annotations

import sympy

from symassist.propose.rational import at_generic
from symassist.propose.special.fractions import fractions
from symassist.propose.special.product import Product, coefficients

sin, cos = sympy.sin, sympy.cos


def sine_integral(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) sin(a x + b), or cos, by sine and cosine integrals."""
    e = _single(p)
    line = None if e is None else coefficients(e.args[0], x, 1)
    if e is None or line is None:
        return None
    parts = fractions(p.rational, x)
    if parts is None:
        return None
    b, a = line
    total = _polynomial_times(parts.polynomial, e, a)
    for pole in parts.poles:
        y, phase = x - pole.root, sympy.expand(a * pole.root + b)
        s = sympy.Si(a * y) * cos(phase) + sympy.Ci(a * y) * sin(phase)
        c = sympy.Ci(a * y) * cos(phase) - sympy.Si(a * y) * sin(phase)
        for k in range(1, pole.power):
            s, c = (a * c - sin(e.args[0]) / y**k) / k, (-a * s - cos(e.args[0]) / y**k) / k
        total += pole.coefficient * (s if isinstance(e, sin) else c)
    return total


def _single(p: Product) -> sympy.Expr | None:
    if len(p.others) != 1 or p.exponent != 0:
        return None
    return p.others[0] if isinstance(p.others[0], (sin, cos)) else None


def _polynomial_times(p: sympy.Poly, e: sympy.Expr, a: sympy.Expr) -> sympy.Expr:
    """By parts until the polynomial is gone: the integral of e(a x + b) is e shifted by -pi/2, over a."""
    total, scale, u = sympy.S.Zero, 1 / a, e.args[0]
    quarters = {sin: (-cos(u), -sin(u), cos(u), sin(u)), cos: (sin(u), -cos(u), -sin(u), cos(u))}[type(e)]
    k = 0
    while not p.is_zero:
        total += (-1) ** k * scale * p.as_expr() * quarters[k % 4]
        p, scale, k = p.diff(), scale / a, k + 1
    return total


def fresnel(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """P(x) sin(a x**2 + b x + c), or cos, by Fresnel integrals."""
    e = _single(p)
    square = None if e is None else coefficients(e.args[0], x, 2)
    if e is None or square is None or not p.rational.is_polynomial(x):
        return None
    sign = -1 if at_generic(square[2]) < 0 else 1
    c, b, a = (sign * each for each in square)
    odd = sign if isinstance(e, sin) else 1
    phase, u = c - b**2 / (4 * a), sign * e.args[0]
    scale = sympy.sqrt(sympy.pi / (2 * a))
    inner = (x + b / (2 * a)) * sympy.sqrt(2 * a / sympy.pi)
    even_part, odd_part = sympy.fresnelc(inner), sympy.fresnels(inner)
    bases = {
        sin: scale * (sin(phase) * even_part + cos(phase) * odd_part),
        cos: scale * (cos(phase) * even_part - sin(phase) * odd_part),
    }
    polynomial = sympy.Poly(p.rational, x)
    values = {sin: [bases[sin]], cos: [bases[cos]]}
    for n in range(1, polynomial.degree() + 1):
        lower = {h: values[h][n - 2] if n > 1 else sympy.S.Zero for h in (sin, cos)}
        before = {h: values[h][n - 1] for h in (sin, cos)}
        edge = x ** (n - 1)
        values[sin].append((-edge * cos(u) + (n - 1) * lower[cos] - b * before[sin]) / (2 * a))
        values[cos].append((edge * sin(u) - (n - 1) * lower[sin] - b * before[cos]) / (2 * a))
    chosen = values[type(e)]
    return odd * sympy.Add(*(polynomial.nth(n) * value for n, value in enumerate(chosen)))

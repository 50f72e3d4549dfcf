"""Rational functions times sine or cosine of a linear or quadratic polynomial.

    integral sin(a x + b)/(x - r) = Si(a (x - r)) cos(a r + b) + Ci(a (x - r)) sin(a r + b)
    integral cos(a y**2 + c) = sqrt(pi/(2 a)) (cos(c) fresnelc(y sqrt(2 a/pi)) - sin(c) fresnels(y sqrt(2 a/pi)))

Abramowitz & Stegun 5.2, 7.3.
"""

from __future__ import annotations

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.special.fractions import fractions, vanishes
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
    """P(x) sin(a x**2 + b x + c), or cos, by Fresnel integrals; also over powers of 2 a x + b."""
    e = _single(p)
    square = None if e is None else coefficients(e.args[0], x, 2)
    if e is None or square is None:
        return None
    parts = fractions(p.rational, x)
    if parts is None:
        return None
    sign = -1 if at_generic(square[2]) < 0 else 1
    c, b, a = (sign * each for each in square)
    phase, u = c - b**2 / (4 * a), sign * e.args[0]
    y = x + b / (2 * a)
    # One root in both: then they also fit where symbols make a negative.
    root = sympy.sqrt(2 * a) / sympy.sqrt(sympy.pi)
    inner, scale = y * root, 1 / root
    even = _turned(phase, scale * sympy.fresnels(inner), scale * sympy.fresnelc(inner))
    total = _fresnel_moments(parts.polynomial, even, (a, b), u, x)[0 if isinstance(e, sin) else 1]
    for pole in parts.poles:
        if not vanishes(2 * a * pole.root + b):
            return None
        n = pole.power
        s, k = even if n % 2 == 0 else _turned(phase, sympy.Si(a * y**2) / 2, sympy.Ci(a * y**2) / 2)
        for m in range(2 - n % 2, n + 1, 2):
            if m > 1:
                edge = y ** (1 - m)
                s, k = (2 * a * k - sin(u) * edge) / (m - 1), (-2 * a * s - cos(u) * edge) / (m - 1)
        total += pole.coefficient * (s if isinstance(e, sin) else k)
    return sign * total if isinstance(e, sin) else total


Pair = tuple[sympy.Expr, sympy.Expr]
"""The integrals with sine and with cosine."""


def _turned(phase: sympy.Expr, s: sympy.Expr, c: sympy.Expr) -> Pair:
    """From the integrals of sin(v) and cos(v) those of sin(v + phase) and cos(v + phase)."""
    return sin(phase) * c + cos(phase) * s, cos(phase) * c - sin(phase) * s


def _fresnel_moments(p: sympy.Poly, base: Pair, form: Pair, u: sympy.Expr, x: sympy.Symbol) -> Pair:
    """The integrals of P(x) sin(u) and P(x) cos(u) for u = a x**2 + b x + c."""
    a, b = form
    sines, cosines = [base[0]], [base[1]]
    for n in range(1, p.degree() + 1 if p else 1):
        edge = x ** (n - 1)
        lower = ((n - 1) * sines[n - 2], (n - 1) * cosines[n - 2]) if n > 1 else (sympy.S.Zero, sympy.S.Zero)
        sine = (-edge * cos(u) + lower[1] - b * sines[n - 1]) / (2 * a)
        cosines.append((edge * sin(u) - lower[0] - b * cosines[n - 1]) / (2 * a))
        sines.append(sine)
    terms = p.terms()
    return (
        sympy.Add(*(coefficient * sines[n] for (n,), coefficient in terms)),
        sympy.Add(*(coefficient * cosines[n] for (n,), coefficient in terms)),
    )

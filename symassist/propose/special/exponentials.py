"""Rational functions and powers times exponentials of linear and quadratic polynomials.

    integral exp(a x + b)/(x - r) = exp(a r + b) Ei(a (x - r))
    integral exp(a x**2 + b x + c) = sqrt(pi)/(2 sqrt(a)) exp(c - b**2/(4 a)) erfi((2 a x + b)/(2 sqrt(a)))
    integral exp(a x**2)/x = Ei(a x**2)/2
    integral x**m exp(c x**n) = -x**(m + 1) (-c x**n)**(-(m + 1)/n) uppergamma((m + 1)/n, -c x**n)/n

Powers of x and of 1/(x - r) beside them are lowered by parts. Abramowitz & Stegun, chapters 5 to 7.
"""

from __future__ import annotations

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.special.fractions import fractions, vanishes
from symassist.propose.special.product import Product, coefficients

_MOST_STEPS = 12


def exponential_integral(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) exp(a x + b) by exponential integrals."""
    line = coefficients(p.exponent, x, 1)
    if line is None or p.others:
        return None
    parts = fractions(p.rational, x)
    if parts is None:
        return None
    b, a = line
    total = polynomial_times(parts.polynomial, a) * sympy.exp(p.exponent)
    for pole in parts.poles:
        y = x - pole.root
        at_pole: sympy.Expr = sympy.exp(sympy.expand(a * pole.root + b)) * sympy.Ei(a * y)
        for k in range(1, pole.power):
            at_pole = (a * at_pole - sympy.exp(p.exponent) / y**k) / k
        total += pole.coefficient * at_pole
    return total


def polynomial_times(p: sympy.Poly, a: sympy.Expr) -> sympy.Expr:
    """Q with (Q exp(a x))' = P exp(a x): P/a - P'/a**2 + P''/a**3..."""
    total, sign = sympy.S.Zero, 1 / a
    while not p.is_zero:
        total += sign * p.as_expr()
        p, sign = p.diff(), -sign / a
    return total


def error_function(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """P(x) exp(a x**2 + b x + c) by error functions; also over powers of 2 a x + b."""
    square = coefficients(p.exponent, x, 2)
    if square is None or p.others:
        return None
    parts = fractions(p.rational, x)
    if parts is None:
        return None
    c, b, a = square
    scale = sympy.exp(sympy.expand(c - b**2 / (4 * a))) * sympy.sqrt(sympy.pi) / 2
    if a.has(sympy.I) or at_generic(a) < 0:
        root = sympy.sqrt(-a)
        base = scale / root * sympy.erf(root * x - b / (2 * root))
    else:
        root = sympy.sqrt(a)
        base = scale / root * sympy.erfi(root * x + b / (2 * root))
    e = sympy.exp(p.exponent)
    values: list[sympy.Expr] = [base]
    for n in range(1, parts.polynomial.degree() + 1 if parts.polynomial else 1):
        lower = (n - 1) * values[n - 2] if n > 1 else sympy.S.Zero
        values.append((x ** (n - 1) * e - lower - b * values[n - 1]) / (2 * a))
    total = sympy.Add(*(coefficient * values[n] for (n,), coefficient in parts.polynomial.terms()))
    for pole in parts.poles:
        if not vanishes(2 * a * pole.root + b):
            return None
        y, n = x - pole.root, pole.power
        below = base if n % 2 == 0 else sympy.exp(sympy.expand(c - b**2 / (4 * a))) * sympy.Ei(a * y**2) / 2
        for k in range(2 - n % 2, n + 1, 2):
            if k > 1:
                below = (2 * a * below - e / y ** (k - 1)) / (k - 1)
        total += pole.coefficient * below
    return total


def incomplete_gamma(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """P(x) (d + e x)**m exp(a x + b), and x**m exp(c x**n), by incomplete gamma functions."""
    if not p.rational.is_polynomial(x) or len(p.others) > 1:
        return None
    line = coefficients(p.exponent, x, 1)
    power = p.others[0] if p.others else sympy.S.One
    if line is not None and power.is_Pow and not power.exp.has(x):
        shift = coefficients(power.base, x, 1)
        return None if shift is None else _of_linear(p, line, shift, power.exp, x)
    constant, inner = p.exponent.as_independent(x, as_Add=True)
    c, varying = inner.as_independent(x, as_Add=False)
    base, n = varying.as_base_exp()
    if base != x or n.has(x):
        return None
    m = sympy.S.Zero
    if power != 1:
        m = power.exp if power.is_Pow and power.base.is_Mul | (power.base == x) and not power.exp.has(x) else None
        if m is None or coefficients(power.base, x, 1) is None or power.base.subs(x, 0) != 0:
            return None
    total = sympy.S.Zero
    for (k,), coefficient in sympy.Poly(p.rational, x).terms():
        s = (m + k + 1) / n
        total -= coefficient / n * sympy.expand_mul(power * x ** (k + 1) * _scaled_gamma(s, c, varying))
    return sympy.exp(constant) * total


def _of_linear(
    p: Product, line: tuple[sympy.Expr, ...], shift: tuple[sympy.Expr, ...], m: sympy.Expr, x: sympy.Symbol
) -> sympy.Expr:
    """In y = d + e x: y**m Q(y) exp(a y/e + b - a d/e), each power of y by an incomplete gamma function."""
    (b, a), (d, e) = line, shift
    y = sympy.Dummy("y")
    polynomial = sympy.Poly(sympy.expand(p.rational.subs(x, (y - d) / e)), y)
    total = sympy.S.Zero
    for (k,), coefficient in polynomial.terms():
        total -= coefficient * sympy.expand_mul(y ** (m + k + 1) * _scaled_gamma(m + k + 1, a / e, y))
    return sympy.exp(sympy.expand(b - a * d / e)) / e * total.subs(y, d + e * x)


def _scaled_gamma(s: sympy.Expr, c: sympy.Expr, v: sympy.Expr) -> sympy.Expr:
    """z**-s Gamma(s, z) for z = -c v, up to a multiple of v**-s.

    For half an odd s by error functions that are real for positive v: g(s) = z**-s (Gamma(s, z) - Gamma(s)) has
    g(1/2) = -sqrt(pi) erf(sqrt(z))/sqrt(z) and z g(s + 1) = s g(s) + exp(-z).
    """
    z = -c * v
    if not (s.is_Rational and s.q == 2 and abs(s) <= _MOST_STEPS) or c.has(sympy.I):
        return z**-s * sympy.uppergamma(s, z)
    function, positive = (sympy.erfi, c) if at_generic(c) > 0 else (sympy.erf, -c)
    root = sympy.sqrt(positive) * sympy.sqrt(v)
    value = -sympy.sqrt(sympy.pi) * function(root) / root
    at = sympy.S.Half
    while at < s:
        value, at = (at * value + sympy.exp(-z)) / z, at + 1
    while at > s:
        at -= 1
        value = (z * value - sympy.exp(-z)) / at
    return value

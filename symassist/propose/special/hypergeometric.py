"""Binomial integrals that are not elementary: hypergeometric functions.

    integral x**m (a + b x**n)**p = x**(m + 1)/(m + 1) a**p 2F1(-p, (m + 1)/n; 1 + (m + 1)/n; -b x**n/a)

By Chebyshev's theorem the integral is elementary only if p, (m + 1)/n or (m + 1)/n + p is an integer (the exponents
rational); then this form is not offered. Abramowitz & Stegun 15.
"""

from __future__ import annotations

import sympy

from symassist.propose.special.fractions import vanishes
from symassist.propose.special.product import Product, binomial_of

_MOST_TERMS = 12


def binomial(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """P(x) (c x)**m (a + b x**n)**q."""
    if p.exponent != 0:
        return None
    numerator, powers, bases = sympy.S.One, sympy.S.One, []
    m: sympy.Expr = sympy.S.Zero
    for factor in (*sympy.Mul.make_args(p.rational), *p.others):
        base, exponent = factor.as_base_exp()
        if exponent.has(x):
            return None
        if base == x or (base.is_Mul and (base / x).has(x) is False):
            powers, m = powers * factor, m + exponent
        elif exponent.is_Integer and exponent > 0 and base.is_polynomial(x):
            numerator *= factor
        elif base.is_Add:
            bases.append((base, exponent))
        else:
            return None
    if len({base for base, _ in bases}) != 1:
        return None
    base, q = bases[0][0], sympy.Add(*(exponent for _, exponent in bases))
    low = _lowest_power(base, x)
    read = binomial_of(sympy.expand(base / x**low), x)
    if read is None:
        return None
    a, b, n = read
    terms = sympy.Poly(sympy.expand(numerator), x).terms()
    if len(terms) > _MOST_TERMS:
        return None
    z, total = -b * x**n / a, sympy.S.Zero
    # base**q over its own powers: constant between zeros, and a**q where all are positive.
    m, powers = m + low * q, powers * x ** (low * q)
    scale = a**q if a.is_positive and low == 0 else base**q / ((1 - z) ** q * x ** (low * q))
    for (k,), coefficient in terms:
        s = (m + k + 1) / n
        if _is_elementary(s, q) or vanishes(s):
            return None
        value = sympy.hyper((-q, s), (s + 1,), z)
        total += coefficient * powers * x ** (k + 1) / (n * s) * scale * value
    return total


def _lowest_power(base: sympy.Expr, x: sympy.Symbol) -> int:
    """Of x in a polynomial, so that x**3 - x counts as x times a binomial; zero for other functions."""
    return min(k for (k,) in sympy.Poly(base, x).monoms()) if base.is_polynomial(x) else 0


def _is_elementary(s: sympy.Expr, q: sympy.Expr) -> bool:
    """Chebyshev's three cases; with an integer power the other exponent must be rational."""
    if (q.is_Integer and (q > 0 or s.is_Rational)) or s.is_Integer:
        return True
    return bool(sympy.expand(s + q).is_Integer)

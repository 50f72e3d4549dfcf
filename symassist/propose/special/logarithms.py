"""Rational functions times powers of a logarithm, or times any function with a rational derivative: polylogarithms.

With M' = k/(x - s), w = (x - s)/(r - s) and Li_1(w) = -log(1 - w):

    integral M**n/(x - r) = -sum over j of (-k)**j n!/(n - j)! M**(n - j) Li_(j+1)(w)
    integral M/(x - r) = M log(x - r) - integral of log(x - r) M'        for any rational M'

Lewin, "Polylogarithms and Associated Functions", chapters 1 and 7.
"""

from __future__ import annotations

import sympy

from symassist.propose.rational import integrate_rational
from symassist.propose.special.fractions import Pole, fractions, vanishes
from symassist.propose.special.product import Product

_MOST_POWER = 6


def polylogarithm(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) M**n for n > 0."""
    if len(p.others) != 1 or p.exponent != 0:
        return None
    kernel, n = p.others[0].as_base_exp()
    if not (n.is_Integer and 0 < n <= _MOST_POWER) or kernel.is_Pow:
        return None
    slope = sympy.cancel(sympy.together(kernel.diff(x)))
    if not slope.is_rational_function(x):
        return None
    poles = fractions(slope, x)
    if poles is None or not poles.polynomial.is_zero or any(pole.power > 1 for pole in poles.poles):
        return None
    if len(poles.poles) == 1:
        return _power(p.rational, kernel, int(n), poles.poles[0], x)
    return _once(p.rational, kernel, poles.poles, x) if n == 1 else None


def _power(f: sympy.Expr, kernel: sympy.Expr, n: int, slope: Pole, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of f M**n for M' = k/(x - s)."""
    if n == 0:
        return integrate_rational(f, x)
    parts = fractions(f, x)
    if parts is None:
        return None
    k, s = slope.coefficient, slope.root
    # The part that by parts brings down to M**(n-1): its antiderivative Q, zero at s where it is a polynomial.
    antiderivative = parts.polynomial.integrate(x).as_expr()
    outer = antiderivative - antiderivative.subs(x, s)
    total = sympy.S.Zero
    for pole in parts.poles:
        if pole.power > 1:
            outer -= pole.coefficient / ((pole.power - 1) * (x - pole.root) ** (pole.power - 1))
        elif vanishes(pole.root - s):
            total += pole.coefficient * kernel ** (n + 1) / (k * (n + 1))
        else:
            total += pole.coefficient * _at_pole(kernel, n, slope, pole.root, x)
    if outer == 0:
        return total
    rest = _power(sympy.cancel(sympy.together(n * k * outer / (x - s))), kernel, n - 1, slope, x)
    return None if rest is None else total + outer * kernel**n - rest


def _at_pole(kernel: sympy.Expr, n: int, slope: Pole, r: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    w = sympy.cancel((x - slope.root) / (r - slope.root))
    terms = [
        (-slope.coefficient) ** j * sympy.ff(n, j) * kernel ** (n - j) * sympy.polylog(j + 1, w) for j in range(n + 1)
    ]
    return -sympy.expand_func(terms[0]) - sympy.Add(*terms[1:])


def _once(f: sympy.Expr, kernel: sympy.Expr, slopes: tuple[Pole, ...], x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of f M for a rational M' with several poles."""
    parts = fractions(f, x)
    if parts is None:
        return None
    outer = parts.polynomial.integrate(x).as_expr()
    total = sympy.S.Zero
    for pole in parts.poles:
        if pole.power > 1:
            outer -= pole.coefficient / ((pole.power - 1) * (x - pole.root) ** (pole.power - 1))
            continue
        log = sympy.log(x - pole.root)
        inner = kernel * log
        for slope in slopes:
            inner -= slope.coefficient * _log_over_linear(log, pole.root, slope.root, x)
        total += pole.coefficient * inner
    if outer == 0:
        return total
    rest = integrate_rational(sympy.cancel(sympy.together(outer * kernel.diff(x))), x)
    return None if rest is None else total + outer * kernel - rest


def _log_over_linear(log: sympy.Expr, r: sympy.Expr, s: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of log(x - r)/(x - s)."""
    if vanishes(s - r):
        return log**2 / 2
    w = sympy.cancel((x - r) / (s - r))
    return log * sympy.log(1 - w) + sympy.polylog(2, w)

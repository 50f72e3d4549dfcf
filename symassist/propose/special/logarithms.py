"""Rational functions times powers of a logarithm, or times any function with a rational derivative: polylogarithms.

With M' = k/(x - s), w = (x - s)/(r - s) and Li_1(w) = -log(1 - w):

    integral M**n/(x - r) = -sum over j of (-k)**j n!/(n - j)! M**(n - j) Li_(j+1)(w)
    integral M/(x - r) = M log(x - r) - integral of log(x - r) M'        for any rational M'

Lewin, "Polylogarithms and Associated Functions", chapters 1 and 7.
"""

from __future__ import annotations

import sympy

from symassist.propose.rational import integrate_rational
from symassist.propose.special.fractions import Fractions, Pole, fractions, vanishes
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
        return power_of_logarithm(p.rational, kernel, int(n), poles.poles[0], x)
    return _once(p.rational, kernel, poles.poles, x) if n == 1 else None


def power_of_logarithm(f: sympy.Expr, kernel: sympy.Expr, n: int, slope: Pole, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of f M**n for M' = k/(x - s): ``kernel`` is M, and any symbol may stand for it."""
    if n == 0 and not f.has(sympy.I):
        return integrate_rational(f, x)
    parts = fractions(f, x)
    if parts is None:
        return None
    if n == 0:
        logarithms = (pole.coefficient * sympy.log(x - pole.root) for pole in parts.poles if pole.power == 1)
        return antiderivative_off_poles(parts, x) + sympy.Add(*logarithms)
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
    rest = power_of_logarithm(sympy.cancel(sympy.together(n * k * outer / (x - s))), kernel, n - 1, slope, x)
    return None if rest is None else total + outer * kernel**n - rest


def _at_pole(kernel: sympy.Expr, n: int, slope: Pole, r: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    return over_pole(kernel, n, slope.coefficient, sympy.cancel((x - slope.root) / (r - slope.root)))


def over_pole(kernel: sympy.Expr, n: int, k: sympy.Expr, w: sympy.Expr) -> sympy.Expr:
    """The integral of M**n w'/(w - 1) for M' = k w'/w."""
    terms = [kernel**n * sympy.log(1 - w)]
    for j in range(1, n + 1):
        # Unevaluated: SymPy takes up to a second to ask whether w is one.
        value = sympy.polylog(j + 1, w, evaluate=False)
        terms.append(-((-k) ** j) * sympy.ff(n, j) * kernel ** (n - j) * value)
    return sympy.Add(*terms)


def antiderivative_off_poles(parts: Fractions, x: sympy.Symbol) -> sympy.Expr:
    """The integral of all but the simple poles."""
    powers = (pole for pole in parts.poles if pole.power > 1)
    terms = (pole.coefficient / ((pole.power - 1) * (x - pole.root) ** (pole.power - 1)) for pole in powers)
    return parts.polynomial.integrate(x).as_expr() - sympy.Add(*terms)


def _once(f: sympy.Expr, kernel: sympy.Expr, slopes: tuple[Pole, ...], x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of f M for a rational M' with several poles."""
    parts = fractions(f, x)
    if parts is None:
        return None
    outer = antiderivative_off_poles(parts, x)
    total = sympy.S.Zero
    for pole in parts.poles:
        if pole.power > 1:
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
    return log * sympy.log(1 - w) + sympy.polylog(2, w, evaluate=False)

"""Rational functions over a quartic in x**2 with symbols, in closed form.

For Q = x**4 + p x**2 + s with r = sqrt(s), m = sqrt(2 r - p), n = sqrt(2 r + p), where p**2 < 4 s,

    integral of (e + g x**2)/Q = (e + g r)/(2 r n) (atan((2 x + m)/n) + atan((2 x - m)/n))
                                 + (e - g r)/(4 r m) log((x**2 + m x + r)/(x**2 - m x + r))

and where p**2 > 4 s, Q = (x**2 + A) (x**2 + B): a fraction over each. x h(x**2) is integrated in x**2. The general
splitting into factors answers the same with quotients of long polynomials in the roots. Gradshteyn & Ryzhik 2.161.
"""

from __future__ import annotations

import sympy

from symassist.propose.generic import at_generic


def integrate_over_biquadratic(p: sympy.Poly, q: sympy.Poly) -> sympy.Expr | None:
    """The integral of p/q for deg p < deg q = 4; None where q is not in x**2. Symbols are taken for positive."""
    if q.degree() != 4 or q.nth(3) != 0 or q.nth(1) != 0:
        return None
    x, lead = q.gen, q.LC()
    b, s = (sympy.cancel(c / lead) for c in (q.nth(2), q.nth(0)))
    top = [sympy.cancel(p.nth(k) / lead) for k in range(4)]
    discriminant = sympy.factor(b**2 - 4 * s)
    if discriminant == 0:
        return None
    if at_generic(discriminant) > 0:
        width = sympy.sqrt(discriminant)
        places = [((b + sign * width) / 2, sign / width) for sign in (-1, 1)]
        # 1/Q = (1/(x**2 + A) - 1/(x**2 + B))/(B - A), A the smaller one.
        pieces = [-sign * _over_square(top, place, x) for place, sign in places]
        return sympy.Add(*pieces)
    r = sympy.sqrt(sympy.factor(s))
    return _even(top[0], top[2], b, r, x) + _odd(top[1], top[3], b, s, x)


def _over_square(top: list[sympy.Expr], a: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of the numerator's remainder modulo x**2 + a, over x**2 + a."""
    even, odd = top[0] - a * top[2], top[1] - a * top[3]
    if at_generic(a) > 0:
        angle = sympy.atan(x / sympy.sqrt(a)) / sympy.sqrt(a)
    else:
        root = sympy.sqrt(-a)
        angle = (sympy.log(x - root) - sympy.log(x + root)) / (2 * root)
    return even * angle + odd * sympy.log(x**2 + a) / 2


def _even(e: sympy.Expr, g: sympy.Expr, b: sympy.Expr, r: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    m, n = (sympy.sqrt(sympy.factor_terms(2 * r + sign * b)) for sign in (-1, 1))
    arcs = sympy.atan((2 * x + m) / n) + sympy.atan((2 * x - m) / n)
    logarithms = sympy.log(x**2 + m * x + r) - sympy.log(x**2 - m * x + r)
    return sympy.factor(e + g * r) / (2 * r * n) * arcs + sympy.factor(e - g * r) / (4 * r * m) * logarithms


def _odd(e: sympy.Expr, g: sympy.Expr, b: sympy.Expr, s: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """With z = x**2: half the integral of (e + g z)/(z**2 + b z + s), whose discriminant is negative."""
    root = sympy.sqrt(4 * s - b**2)
    whole = x**4 + b * x**2 + s
    return g * sympy.log(whole) / 4 + (2 * e - g * b) / (2 * root) * sympy.atan((2 * x**2 + b) / root)

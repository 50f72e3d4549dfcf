"""Rational functions over x**4 + p x**2 + s**2 with p**2 < 4 s**2, in few terms whatever the parameters.

With m = sqrt(2 s - p), n = sqrt(2 s + p), so that x**4 + p x**2 + s**2 = (x**2 - m x + s) (x**2 + m x + s),

    integral (a + b x**2)/(x**4 + p x**2 + s**2) = (b s - a)/(4 s m) log((x**2 - m x + s)/(x**2 + m x + s))
                                                   + (a + b s)/(2 s n) (atan((2 x + m)/n) + atan((2 x - m)/n))

Odd numerators are rational in x**2. Gradshteyn & Ryzhik 2.161.
"""

from __future__ import annotations

import sympy


def over_biquadratic(even: tuple[sympy.Expr, sympy.Expr], q: sympy.Poly) -> sympy.Expr:
    """The integral of (a + b x**2)/q for (a, b) = ``even`` and q as above, up to its leading coefficient."""
    x, lead = q.gen, q.LC()
    p, s = sympy.cancel(q.nth(2) / lead), sympy.sqrt(sympy.factor(q.nth(0) / lead))
    a, b = (sympy.factor(e / lead) for e in even)
    m, n = (sympy.sqrt(sympy.factor_terms(2 * s + sign * p)) for sign in (-1, 1))
    low, high = x**2 - m * x + s, x**2 + m * x + s
    total = sympy.S.Zero
    if (difference := sympy.factor(b * s - a)) != 0:
        total += difference / (4 * s * m) * (sympy.log(low) - sympy.log(high))
    if (both := sympy.factor(a + b * s)) != 0:
        total += both / (2 * s * n) * (sympy.atan((2 * x + m) / n) + sympy.atan((2 * x - m) / n))
    return total

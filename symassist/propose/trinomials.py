"""Rational functions over x**n + a and x**(2 n) + b x**n + s with n > 2, in closed form.

With the roots -A, -B of z**2 + b z + s it is (x**n + A) (x**n + B), and over each factor, with A = r**n,

    integral of x**(k - 1)/(x**n + A) = -r**k/(n A) sum over j of cos(k t) log(x**2 - 2 r cos(t) x + r**2)
                                                              - 2 sin(k t) atan((x - r cos(t))/(r sin(t)))

for t = (2 j + 1) pi/n < pi, and log(x + r) for t = pi. The derivative is right for complex r too, that is for either
sign of b**2 - 4 s. For numbers with b**2 < 4 s the roots are R exp(+-I t), t = (phi + 2 pi j)/n with R**(2 n) = s and
cos(phi) = -b/(2 sqrt(s)), and the residues of x**(k - 1) are R**(k - 2 n)/(2 n sin(phi)) exp(I (k - n) t)/I.
Gradshteyn & Ryzhik 2.142 to 2.146, 2.161.
"""

from __future__ import annotations

import sympy

from symassist.propose.generic import at_generic

_MOST = 8
"""Of n: the answer has as many logarithms."""


def integrate_over_trinomial(p: sympy.Poly, q: sympy.Poly) -> sympy.Expr | None:
    """The integral of p/q for deg p < deg q; None where q is no such trinomial. Symbols are taken for positive."""
    n, odd = divmod(q.degree(), 2)
    if odd or not 2 < n <= _MOST or {k for (k,) in q.monoms()} != {0, n, 2 * n}:
        return None
    x, lead = q.gen, q.LC()
    b, s = (sympy.cancel(c / lead) for c in (q.nth(n), q.nth(0)))
    top = [sympy.cancel(p.nth(k) / lead) for k in range(2 * n)]
    discriminant = sympy.factor(b**2 - 4 * s)
    if discriminant == 0:
        return None
    if not discriminant.free_symbols and at_generic(discriminant) < 0:
        return _over_complex(top, n, b, s, x)
    width = sympy.sqrt(discriminant)
    total = sympy.S.Zero
    for sign in (1, -1):
        # 1/((x**n + A) (x**n + B)) = (1/(x**n + A) - 1/(x**n + B))/(B - A), A the smaller one.
        a = (b - sign * width) / 2
        over = [sympy.Mul(sympy.factor(low - a * high), sign / width) for low, high in zip(top, top[n:], strict=False)]
        total += _over_binomial(over, n, a, x)
    return total


def integrate_over_binomial(p: sympy.Poly, q: sympy.Poly) -> sympy.Expr | None:
    """The integral of p/q for deg p < deg q = n > 2; None where q is no multiple of x**n + a."""
    n = q.degree()
    if not 2 < n <= 2 * _MOST or {k for (k,) in q.monoms()} != {0, n}:
        return None
    lead = q.LC()
    top = [sympy.factor(p.nth(k) / lead) for k in range(n)]
    return _over_binomial(top, n, sympy.factor(q.nth(0) / lead), q.gen)


def _over_binomial(top: list[sympy.Expr], n: int, a: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of sum top_k x**k over x**n + a."""
    positive = at_generic(a) > 0
    r = sympy.root(a if positive else -a, n)
    total = sympy.S.Zero
    for k, c in ((k, c) for k, c in enumerate(top, 1) if c != 0):
        terms = sympy.S.Zero
        for j in range(n // 2 + 1):
            t = sympy.pi * sympy.Rational(2 * j + (1 if positive else 0), n)
            if t > sympy.pi:
                continue
            if sympy.cos(t) in (1, -1):
                terms += sympy.cos(k * t) * sympy.log(x - r * sympy.cos(t))
            else:
                terms += _pair(sympy.cos(k * t), sympy.sin(k * t), r, t, x)
        total -= c * r**k / (n * a) * terms
    return total


def _over_complex(top: list[sympy.Expr], n: int, b: sympy.Expr, s: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of sum top_k x**k over x**(2 n) + b x**n + s where b**2 < 4 s."""
    phi, r = sympy.acos(-b / (2 * sympy.sqrt(s))), sympy.root(s, 2 * n)
    total = sympy.S.Zero
    for k, c in ((k, c) for k, c in enumerate(top, 1) if c != 0):
        size = c * r ** (k - 2 * n) / (n * sympy.sqrt(4 - b**2 / s))
        for j in range(n):
            t = (phi + 2 * sympy.pi * j) / n
            total += size * _pair(sympy.sin((k - n) * t), -sympy.cos((k - n) * t), r, t, x)
    return total


def _pair(real: sympy.Expr, imaginary: sympy.Expr, r: sympy.Expr, t: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The logarithms of the roots r exp(+-I t) with residues real +- I imaginary."""
    cosine, sine = sympy.cos(t), sympy.sin(t)
    logarithm = sympy.log(x**2 - 2 * r * cosine * x + r**2)
    return real * logarithm - 2 * imaginary * sympy.atan((x - r * cosine) / (r * sine))

"""Rational functions over an irreducible cubic or quartic with numbers: logarithms, arc tangents of its real factors.

A cubic x**3 + b x**2 + c x + d with the real root r is (x - r) (x**2 + (r + b) x + r**2 + b r + c); with
P = c - b**2/3, Q = 2 b**3/27 - b c/3 + d and D = Q**2/4 + P**3/27

    r = w - P/(3 w) - b/3,  w**3 = -Q/2 +- sqrt(D), for D > 0   (one root w: identities in r can then be proved)
    r = 2 sqrt(-P/3) cos(acos(3 Q sqrt(-3/P)/(2 P))/3 - 2 pi k/3) - b/3 for D < 0

A quartic x**4 + P x**2 + Q x + R, its cubic term shifted away, is (x**2 + m x + n) (x**2 - m x + k) where m**2 is a
root of z**3 + 2 P z**2 + (P**2 - 4 R) z - Q**2, n and k = (P + m**2 -+ Q/m)/2. Cardano, Viete, Ferrari.
"""

from __future__ import annotations

import sympy

_Factor = tuple[sympy.Expr, ...]
"""(r,) for x - r, (m, n) for x**2 + m x + n."""


def integrate_over_irreducible(p: sympy.Poly, q: sympy.Poly) -> sympy.Expr | None:
    """The integral of p/q for deg p < deg q, where q has degree three or four and rational coefficients."""
    if q.degree() not in (3, 4) or not all(c.is_Rational for c in (*q.all_coeffs(), *p.all_coeffs())):
        return None
    x, lead = q.gen, q.LC()
    p, q = p.mul_ground(1 / lead), q.monic()
    if q.degree() == 3:
        return _over_cubic(p, q, x)
    return _over_quartic(p, q, x)


def _over_cubic(p: sympy.Poly, q: sympy.Poly, x: sympy.Symbol) -> sympy.Expr:
    """Residues are polynomials in the root: modulo q the derivative q' has an inverse."""
    residue = (p * q.diff(x).invert(q)).rem(q)
    roots = cubic_roots(q)
    if len(roots) == 3:
        return sympy.Add(*(_value(residue, r) * sympy.log(x - r) for r in roots))
    r = sympy.Dummy("r")
    _, b, c, _ = q.all_coeffs()
    s = residue.as_expr().subs(x, r)
    m, n = r + b, r**2 + b * r + c
    top = p.nth(2) - s
    bottom = p.nth(1) - s * m + top * r
    rest = _reduced(2 * bottom - top * m, q, r)
    width = sympy.sqrt(_reduced(4 * n - m**2, q, r))
    answer = _reduced(s, q, r) * sympy.log(x - r) + _reduced(top, q, r) / 2 * sympy.log(x**2 + m * x + n)
    return (answer + rest / width * sympy.atan((2 * x + m) / width)).subs(r, roots[0])


def _reduced(e: sympy.Expr, q: sympy.Poly, r: sympy.Symbol) -> sympy.Expr:
    return sympy.Poly(sympy.expand(e), r).rem(q.replace(q.gen, r)).as_expr()


def _value(p: sympy.Poly, r: sympy.Expr) -> sympy.Expr:
    """Horner's form."""
    total = sympy.S.Zero
    for c in p.all_coeffs():
        total = total * r + c
    return total


def cubic_roots(q: sympy.Poly) -> list[sympy.Expr]:
    """The real roots of a monic irreducible cubic with rational coefficients: one or three."""
    _, b, c, d = q.all_coeffs()
    p, s = c - b**2 / 3, 2 * b**3 / 27 - b * c / 3 + d
    discriminant = s**2 / 4 + p**3 / 27
    if discriminant > 0:
        sign = -1 if s > 0 else 1
        w = sign * sympy.cbrt(sign * (-s / 2) + sympy.sqrt(discriminant))
        return [w - p / (3 * w) - b / 3]
    size = 2 * sympy.sqrt(-p / 3)
    angle = sympy.acos(sympy.radsimp(3 * s / (p * size))) / 3
    return [size * sympy.cos(angle - 2 * sympy.pi * k / 3) - b / 3 for k in range(3)]


def _over_quartic(p: sympy.Poly, q: sympy.Poly, x: sympy.Symbol) -> sympy.Expr | None:
    """p/q over the two real quadratic factors."""
    shift = q.nth(3) / 4
    shifted, top = (sympy.Poly(each.as_expr().subs(x, x - shift), x) for each in (q, p))
    p2, p1, p0 = (shifted.nth(k) for k in (2, 1, 0))
    if p1 == 0:
        return None  # a polynomial in x**2 has neater factors
    resolvent = sympy.Poly(x**3 + 2 * p2 * x**2 + (p2**2 - 4 * p0) * x - p1**2, x)
    rational = [z for z in sympy.roots(resolvent, filter="Q") if z > 0]
    square = rational[0] if rational else max(cubic_roots(resolvent), key=lambda z: float(z.evalf(20)))
    m = sympy.Dummy("m", positive=True)
    n, k = (p2 + m**2 - p1 / m) / 2, (p2 + m**2 + p1 / m) / 2
    # (A x + B)/(x**2 + m x + n) + (C x + D)/(x**2 - m x + k): four linear equations.
    a, b, c, d = sympy.symbols("a b c d", cls=sympy.Dummy)
    whole = sympy.Poly((a * x + b) * (x**2 - m * x + k) + (c * x + d) * (x**2 + m * x + n) - top.as_expr(), x)
    (solution,) = sympy.linsolve([whole.nth(j) for j in range(4)], a, b, c, d)
    y, total = x + shift, sympy.S.Zero
    for (u, v), (e, f) in zip((solution[:2], solution[2:]), ((m, n), (-m, k)), strict=True):
        u, v = sympy.cancel(u), sympy.cancel(v)
        width = sympy.cancel(4 * f - e**2)
        rest = sympy.cancel(2 * v - u * e)
        total += u / 2 * sympy.log(y**2 + e * y + f)
        if float(width.subs(m, sympy.sqrt(square)).evalf(20)) > 0:
            root = sympy.sqrt(width)
            total += rest / root * sympy.atan((2 * y + e) / root)
        else:
            root = sympy.sqrt(-width)
            total += rest / (2 * root) * (sympy.log(2 * y + e - root) - sympy.log(2 * y + e + root))
    return total.subs(m, sympy.sqrt(square))

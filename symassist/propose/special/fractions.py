"""Partial fractions over all roots, complex ones and those with parameters among them.

R(x) = P(x) + sum of c / (x - r)**k
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import sympy

_MOST_POLES = 8


@dataclass(frozen=True)
class Pole:
    """``coefficient`` / (x - ``root``)**``power``."""

    coefficient: sympy.Expr
    root: sympy.Expr
    power: int


@dataclass(frozen=True)
class Fractions:
    """``polynomial`` plus the sum of ``poles``, in ``x``."""

    polynomial: sympy.Poly
    poles: tuple[Pole, ...]


def fractions(f: sympy.Expr, x: sympy.Symbol) -> Fractions | None:
    """The partial fractions of a rational function; None where a factor of its denominator is longer than quadratic."""
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(f)))
    if not numerator.is_polynomial(x) or not denominator.is_polynomial(x):
        return None
    top, bottom = sympy.Poly(numerator, x), sympy.Poly(denominator, x)
    whole, rest = sympy.div(top.to_field(), bottom.to_field())
    lead, factors = sympy.factor_list(bottom)
    polynomials = [(sympy.Poly(factor, x), m) for factor, m in factors]
    if sum(q.degree() for q, _ in polynomials) > _MOST_POLES or any(q.degree() > 2 for q, _ in polynomials):
        return None
    poles: list[Pole] = []
    for q, m in polynomials:
        others = lead * sympy.prod([other.as_expr() ** k for other, k in polynomials if other is not q])
        roots = _roots(q)
        for root in roots:
            near = q.LC() * sympy.prod([x - r for r in roots if r is not root])
            poles += _at_root(rest.as_expr() / (others * near**m), root, m, x)
    return Fractions(sympy.Poly(whole.as_expr(), x), tuple(poles))


def _at_root(regular: sympy.Expr, root: sympy.Expr, m: int, x: sympy.Symbol) -> list[Pole]:
    """The poles of regular/(x - root)**m: Taylor's coefficients of ``regular``."""
    poles = []
    for j in range(m):
        c = rationalised(regular.subs(x, root)) / factorial(j)
        if not vanishes(c):
            poles.append(Pole(c, root, m - j))
        regular = regular.diff(x) if j + 1 < m else regular
    return poles


def rationalised(e: sympy.Expr) -> sympy.Expr:
    """p + q sqrt(d) with p and q without that root, if there is one in ``e``; else the cancelled form."""
    roots = {p.base for p in e.atoms(sympy.Pow) if p.exp.is_Rational and p.exp.q == 2}
    if len(roots) != 1:
        return sympy.radsimp(sympy.cancel(sympy.together(e)))
    d, s = roots.pop(), sympy.Dummy("s")
    g = sympy.together(e.replace(lambda p: p.is_Pow and p.base == d, lambda p: s ** (2 * p.exp)))
    above, below = (
        sympy.Poly(sympy.rem(sympy.expand(part), s**2 - d, s), s) for part in sympy.fraction(sympy.cancel(g))
    )
    norm = below.nth(0) ** 2 - d * below.nth(1) ** 2
    rational = sympy.cancel((above.nth(0) * below.nth(0) - d * above.nth(1) * below.nth(1)) / norm)
    return rational + sympy.cancel((above.nth(1) * below.nth(0) - above.nth(0) * below.nth(1)) / norm) * sympy.sqrt(d)


def vanishes(e: sympy.Expr) -> bool:
    """Whether a constant is zero where its parameters have values in general position."""
    values = {s: sympy.Rational(37 + 16 * k, 29) for k, s in enumerate(sorted(e.free_symbols, key=str))}
    return bool(abs(sympy.N(e.subs(values), 30)) < 1e-20)


def _roots(q: sympy.Poly) -> list[sympy.Expr]:
    """The roots of a factor of degree one or two."""
    if q.degree() == 1:
        return [sympy.cancel(-q.nth(0) / q.nth(1))]
    a, b, c = q.all_coeffs()
    content, d = sympy.expand(b**2 - 4 * a * c).primitive()  # not factored further: one root, not a product of two
    half = sympy.sqrt(content) * sympy.sqrt(d) / (2 * a)
    return [-b / (2 * a) + half, -b / (2 * a) - half]

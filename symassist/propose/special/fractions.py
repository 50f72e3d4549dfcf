"""Partial fractions over all roots, complex ones and those with parameters among them.

R(x) = P(x) + sum of c / (x - r)**k
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import sympy

from symassist.propose.generic import at_generic, generic_values

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
    """The partial fractions of a rational function; None where the roots of its denominator are not known.

    Known are those of factors up to degree two and of simple factors a + b x**3 and a + b x**4.
    """
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(f)))
    if not numerator.is_polynomial(x) or not denominator.is_polynomial(x):
        return None
    top, bottom = sympy.Poly(numerator, x), sympy.Poly(denominator, x)
    whole, rest = sympy.div(top.to_field(), bottom.to_field())
    lead, factors = sympy.factor_list(bottom)
    polynomials = [(sympy.Poly(factor, x), m) for factor, m in factors]
    if sum(q.degree() for q, _ in polynomials) > _MOST_POLES:
        return None
    if any(q.degree() > 2 and (m > 1 or not _is_binomial(q)) for q, m in polynomials):
        return None
    poles: list[Pole] = []
    for q, m in polynomials:
        others = lead * sympy.prod([other.as_expr() ** k for other, k in polynomials if other is not q])
        if q.degree() > 2:
            poles += _at_roots_of_binomial(rest.as_expr() / others, q, x)
            continue
        if q.degree() == 2 and m == 1:
            poles += _at_roots_of_quadratic(rest, others, q)
            continue
        roots = _roots(q)
        for root in roots:
            near = q.LC() * sympy.prod([x - r for r in roots if r is not root])
            poles += _at_root(rest.as_expr() / (others * near**m), root, m, x)
    return Fractions(sympy.Poly(whole.as_expr(), x), tuple(poles))


def _at_roots_of_quadratic(top: sympy.Poly, others: sympy.Expr, q: sympy.Poly) -> list[Pole]:
    """The poles of top/(others q): the coefficient top/(others q') modulo q is linear in the root."""
    modulus = q.to_field()
    below = (sympy.Poly(others, q.gen) * q.diff()).to_field().rem(modulus)
    c = (top.to_field() * sympy.invert(below, modulus)).rem(modulus)
    center, half = _center_and_half(q)
    poles = []
    for h in (half, -half):
        coefficient = sympy.cancel(c.nth(0) + c.nth(1) * center) + sympy.cancel(c.nth(1)) * h
        poles.append(Pole(coefficient, center + h, 1))
    return [pole for pole in poles if not vanishes(pole.coefficient)]


def _is_binomial(q: sympy.Poly) -> bool:
    return bool(q.degree() in (3, 4) and len(q.terms()) == 2 and not q.nth(0).is_zero)


def _at_roots_of_binomial(regular: sympy.Expr, q: sympy.Poly, x: sympy.Symbol) -> list[Pole]:
    """The poles of regular/q for q = a + b x**n: at r**n = -a/b, where 1/q'(r) = -r/(n a)."""
    n, a = q.degree(), q.nth(0)
    ratio = sympy.cancel(a / q.LC())
    negative = at_generic(ratio) < 0
    size, turn = sympy.root(-ratio if negative else ratio, n), sympy.exp(sympy.I * sympy.pi / n)
    poles = []
    for k in range(n):
        unit = sympy.expand(turn ** (2 * k + (0 if negative else 1)), complex=True)
        root = size * unit
        c = -regular.subs(x, root) * root / (n * a)
        poles.append(Pole(sympy.expand(c) if regular.is_polynomial(x) else c, root, 1))
    return [pole for pole in poles if not vanishes(pole.coefficient)]


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
    return bool(abs(sympy.N(e.xreplace(generic_values(e)), 30)) < 1e-20)


def is_complex(e: sympy.Expr) -> bool:
    """Whether a constant is no real number where its parameters have values in general position."""
    return not vanishes(sympy.im(e.xreplace(generic_values(e))))


def _roots(q: sympy.Poly) -> list[sympy.Expr]:
    """The roots of a factor of degree one or two."""
    return [sympy.cancel(-q.nth(0) / q.nth(1))] if q.degree() == 1 else quadratic_roots(q)


def quadratic_roots(q: sympy.Poly) -> list[sympy.Expr]:
    """The two roots."""
    center, half = _center_and_half(q)
    return [center + half, center - half]


def _center_and_half(q: sympy.Poly) -> tuple[sympy.Expr, sympy.Expr]:
    """(p, h) for the roots p + h and p - h."""
    a, b, c = q.all_coeffs()
    content, d = sympy.expand(b**2 - 4 * a * c).primitive()  # not factored further: one root, not a product of two
    return sympy.cancel(-b / (2 * a)), sympy.sqrt(content) * sympy.sqrt(d) / (2 * a)

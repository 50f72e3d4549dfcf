"""Substitutions for roots within roots.

With r = (a + b x**n)**(1/n) and t = x/r, x = t r and r = (a/(1 - b t**n))**(1/n), so that a sum of terms of the degree
m in x and r, as sqrt(x**4 + 1) - x**2, is r**m h(t), and dx = r**(n + 1) dt/a.

With w = p sqrt(u) + q sqrt(v), where p**2 u - q**2 v = C is constant, C/w = p sqrt(u) - q sqrt(v), so that both roots
are rational in w, and so is x where u is a line or a quotient of lines.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.moves import Move, substituted
from symassist.propose.moves_algebraic import drawn
from symassist.propose.real_radicands import fractional_powers


def nested_moves(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    """The moves for an algebraic function with a root inside another root."""
    roots = fractional_powers(f, x)
    outer = [p for p in roots if any(each != p and p.base.has(each) for each in roots)]
    if outer and f.is_algebraic_expr(x):
        for move in (*_homogeneous(f, x, t, [p for p in roots if p not in outer]), *_conjugate(f, x, t, outer)):
            if move is not None:
                yield move


def _homogeneous(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, inner: list[sympy.Pow]) -> Iterator[Move | None]:
    bases = {p.base for p in inner}
    base = bases.pop() if len(bases) == 1 else sympy.S.Zero
    if not base.is_polynomial(x) or not base.has(x):
        return
    terms = sympy.Poly(base, x).terms()
    if len(terms) != 2 or terms[1][0] != (0,) or terms[0][0][0] < 2:
        return
    ((n,), b), (_, a) = terms
    y, r = sympy.Dummy("y", positive=True), sympy.Dummy("r", positive=True)
    core = sympy.Dummy("core", positive=True)
    g = f.subs(base, core).subs(x, y * r).subs(core, r**n)
    h = sympy.powsimp(_without_degree(g * r ** (n + 1) / a, r), force=True)
    h = h.subs(r, (a / (1 - b * y**n)) ** sympy.Rational(1, n))
    h = sympy.powsimp(sympy.powdenest(_in_factors(h, y), force=True), force=True)
    yield substituted("homogeneous root", f, x, h.subs(y, t), t, x / base ** sympy.Rational(1, n), 1.5)


def _without_degree(g: sympy.Expr, r: sympy.Symbol) -> sympy.Expr:
    """(r**m h(t))**e as r**(m e) h(t)**e from the inside out."""
    g = g.replace(
        lambda e: e.is_Pow and e.exp.is_Rational and e.base.is_Add,
        lambda e: sympy.powdenest(sympy.expand_power_base(sympy.factor(e.base) ** e.exp, force=True), force=True),
    )
    return sympy.powdenest(sympy.expand_power_base(g, force=True), force=True)


def _in_factors(h: sympy.Expr, y: sympy.Symbol) -> sympy.Expr:
    """Radicands in factors that are positive for small y."""

    def in_factors(e: sympy.Pow) -> sympy.Expr:
        value = sympy.S.One
        for part, sign in zip(sympy.fraction(sympy.together(e.base)), (1, -1), strict=True):
            lead, factors = sympy.factor_list(part, y)
            for p, m in factors:
                negative = at_generic(p.subs(y, 0)) < 0
                lead *= (-1) ** m if negative else 1
                value *= (-p if negative else p) ** (sign * m * e.exp)
            value *= lead ** (sign * e.exp)
        return value

    return h.replace(lambda e: e.is_Pow and e.exp.is_Rational and e.base.is_rational_function(y), in_factors)


def _conjugate(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, outer: list[sympy.Pow]) -> Iterator[Move | None]:
    for p in outer:
        inside = fractional_powers(p.base, x)
        if len(inside) != 2 or any(each.exp != sympy.S.Half for each in inside):
            continue
        marks = {each: sympy.Dummy("root") for each in inside}
        read = sympy.Poly(p.base.xreplace(marks), *marks.values())
        one, other = (read.coeff_monomial(mark) for mark in marks.values())
        if (one * other).has(x) or sorted(read.monoms()) != [(0, 1), (1, 0)]:
            continue
        first, second = inside
        constant = sympy.cancel(one**2 * first.base - other**2 * second.base)
        above, below = (sympy.Poly(part, x) for part in sympy.fraction(sympy.cancel(first.base)))
        if constant.has(x) or constant == 0 or max(above.degree(), below.degree()) != 1:
            continue
        q = int(p.exp.q)
        # w = t**q: one sqrt(u) = (w + C/w)/2, other sqrt(v) = (w - C/w)/2.
        values = {
            first: (t**q + constant / t**q) / (2 * one),
            second: (t**q - constant / t**q) / (2 * other),
        }
        u = values[first] ** 2
        value = sympy.cancel((above.nth(0) - below.nth(0) * u) / (below.nth(1) * u - above.nth(1)))
        own = {e: t ** (q * e.exp) for e in f.atoms(sympy.Pow) if e.base == p.base}
        h = f.xreplace(own).xreplace(values).subs(x, value)
        h = h.replace(
            lambda e: e.is_Pow and e.exp.is_Rational and not e.exp.is_Integer and e.base.is_rational_function(t),
            lambda e: drawn(e.base, e.exp, t),
        )
        h = sympy.factor(sympy.cancel(h * value.diff(t)))
        yield substituted("conjugate roots", f, x, h, t, p.base ** sympy.Rational(1, q), 1.5)

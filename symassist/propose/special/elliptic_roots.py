"""Roots of cubics and quartics with four known zeros, infinity among them: to Legendre's form by a Moebius function.

The zeros are those of lines L_i = a_i + b_i x, infinity that of L = 1. With D_ij = a_i b_j - a_j b_i

    q = D_31 L_0/(D_01 L_3),  1 - q = D_03 L_1/(D_01 L_3),  1 - m q = D_03 L_2/(D_02 L_3),  m = D_01 D_32/(D_31 D_02)

takes the zeros of L_0, L_1, L_2, L_3 to 0, 1, 1/m and infinity. With s = sqrt(q) and w = sqrt(1 - q) sqrt(1 - m q)

    integral of R(x)/sqrt(P) dx = 2 D_01 L_3**2 s w/(D_31 D_30 sqrt(P)) integral of R(x(s**2))/w ds

as the factor in front is constant between zeros. For zeros in order this is real between the first two; P has the same
sign between the last two, where the zeros are taken two places on. Byrd & Friedman, "Handbook of Elliptic Integrals",
230 to 259.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.special.fractions import Fractions, fractions, is_complex, quadratic_roots, vanishes
from symassist.propose.special.legendre import legendre_integral
from symassist.propose.special.product import Product, square_roots

Line = tuple[sympy.Expr, sympy.Expr]
"""(a, b) of the line a + b x; infinity is the zero of (1, 0)."""
_INFINITY: Line = (sympy.S.One, sympy.S.Zero)
_MOST_DEGREE = 6


def linear_roots(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) times the root of a cubic or quartic with factors up to degree two, or the roots of such factors."""
    roots = square_roots(p, x)
    lines = None if roots is None else _lines(roots.radicands, x)
    if roots is None or lines is None:
        return None
    parts = fractions(roots.rational, x)
    if parts is None or parts.polynomial.degree() > _MOST_DEGREE:
        return None
    if any(line[0].free_symbols or line[1].free_symbols or is_complex(line[0]) for line in lines):
        # No order of the zeros is known: real between some two of them, elsewhere up to a complex factor.
        return _real_between(lines, parts, roots.root, x)
    lead = at_generic(sympy.prod([sympy.Poly(radicand, x).LC() for radicand in roots.radicands]))
    turned = lead * (-1 if lines[-1] == _INFINITY else 1) > 0
    if turned:
        # Positive between the last zero, through infinity, and the first.
        lines = [lines[-1], *lines[:-1]]
    first, second = (_real_between(lines[i:] + lines[:i], parts, roots.root, x) for i in (0, 2))
    if first is None or second is None:
        return None
    low, high = (_zero(line) for line in (lines[2:] if turned else lines[:2]))
    inner, outer = (second, first) if turned else (first, second)
    return sympy.Piecewise((inner, sympy.And(x > low, x < high)), (outer, True))


def _real_between(lines: Sequence[Line], parts: Fractions, root: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of the function with these partial fractions over ``root``, with the zeros in this order."""
    s, w, q, m = (sympy.Dummy(name) for name in "swqm")
    line0, line1, line2, line3 = (a + b * x for a, b in lines)
    d01, d02, d03, d31, d32 = (_det(lines[i], lines[j]) for i, j in ((0, 1), (0, 2), (0, 3), (3, 1), (3, 2)))
    images = _Images(lines, q, m, {m: d01 * d32 / (d31 * d02)})
    total = sympy.S.Zero
    for line, power, coefficient in _in_lines(parts, lines[0] if lines[3] == _INFINITY else lines[3]):
        above, below = images.of(line), images.of(_INFINITY)
        answer = legendre_integral((above[1] / below[1]) ** power, q, m, s, w)
        if answer is None:
            return None
        total += coefficient * (above[0] / (below[0] * line[1])) ** power * answer
    place = sympy.sqrt(d31 * line0 / (d01 * line3))
    below_one = sympy.sqrt(d03 * line1 / (d01 * line3)) * sympy.sqrt(d03 * line2 / (d02 * line3))
    jump = -2 * d01 * line3**2 / (d31 * d03) * place * below_one / root
    return jump * total.xreplace({s: place, w: below_one}).xreplace(images.values)


class _Images:
    """Lines over L_3 as functions of ``q``, with symbols for what has no value at sight."""

    def __init__(
        self, lines: Sequence[Line], q: sympy.Symbol, m: sympy.Symbol, values: dict[sympy.Expr, sympy.Expr]
    ) -> None:
        self.values = values
        d01, d03, d31 = (_det(lines[i], lines[j]) for i, j in ((0, 1), (0, 3), (3, 1)))
        self._lines, self._q, self._known = lines, q, {lines[3]: (sympy.S.One, sympy.S.One)}
        self._known[lines[0]] = (d01 / d31, q)
        self._known[lines[1]] = (_det(lines[0], lines[1]) / d03, 1 - q)
        self._known[lines[2]] = (_det(lines[0], lines[2]) / d03, 1 - m * q)

    def of(self, line: Line) -> tuple[sympy.Expr, sympy.Expr]:
        """(c, g) with L/L_3 = c g(q)."""
        if line not in self._known:
            for each in self._lines:
                if each != _INFINITY and line != _INFINITY and vanishes(_det(line, each)):
                    c, g = self._known[each]
                    return c * line[1] / each[1], g
            zero, one, _, end = self._lines
            there = _det(end, one) * _det(zero, line) / (_det(zero, one) * _det(end, line))
            symbol = there if there.is_number else sympy.Dummy(f"r{len(self._known)}")
            self.values[symbol] = there
            self._known[line] = (_det(zero, line) / _det(zero, end), 1 - self._q / symbol)
        return self._known[line]


def _in_lines(parts: Fractions, base: Line) -> Iterator[tuple[Line, int, sympy.Expr]]:
    """The function as a sum of coefficient (a/b + x)**power; its polynomial in powers of the line ``base``."""
    t = sympy.Dummy("t")
    shifted = sympy.Poly(sympy.expand(parts.polynomial.as_expr().subs(parts.polynomial.gen, t - base[0] / base[1])), t)
    for (n,), coefficient in shifted.terms():
        if coefficient != 0:
            yield base, n, sympy.factor(coefficient)
    for pole in parts.poles:
        yield (-pole.root, sympy.S.One), -pole.power, pole.coefficient


def _det(i: Line, j: Line) -> sympy.Expr:
    return sympy.expand(i[0] * j[1] - j[0] * i[1])


def _lines(radicands: Sequence[sympy.Expr], x: sympy.Symbol) -> list[Line] | None:
    """Three or four lines with different zeros, by their size at a generic point; None where there are others."""
    lines = []
    for radicand in radicands:
        for factor, power in sympy.factor_list(radicand, x)[1]:
            q = sympy.Poly(factor, x)
            if power > 1 or q.degree() > 2:
                return None
            lines += [(q.nth(0), q.nth(1))] if q.degree() == 1 else [(-r, sympy.S.One) for r in quadratic_roots(q)]
    if len(lines) not in (3, 4) or any(vanishes(_det(i, j)) for k, i in enumerate(lines) for j in lines[:k]):
        return None
    lines.sort(key=lambda line: (is_complex(line[0]), at_generic(_zero(line))))
    return [*lines, _INFINITY] if len(lines) == 3 else lines


def _zero(line: Line) -> sympy.Expr:
    return sympy.cancel(-line[0] / line[1])

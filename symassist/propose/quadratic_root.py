"""Rational functions of x and the square root s of a linear or quadratic q are integrated outright: f = A(x) + B(x)/s.

    integral of B/s = V s + sum of logarithms and arc tangents

V, a rational function, comes from Hermite's reduction (``hermite_root``). What is left over is h/(p s) with simple
factors and a constant over s. With q = a x**2 + b x + c, y = 2 a x + b:

    integral 1/s = log(y + 2 sqrt(a) s)/sqrt(a),  or  -atan(y/(2 sqrt(-a) s))/sqrt(-a)
    integral 1/((x - r) s) = -log((2 Q + q'(r) (x - r) + 2 sqrt(Q) s)/(x - r))/sqrt(Q) with Q = q(r),
                             or  atan((2 Q + q'(r) (x - r))/(2 sqrt(-Q) s))/sqrt(-Q)

sqrt(u) sqrt(v), u and v linear, is such an s with q = u v: nothing but s**2 = q is used. A pair of complex roots gives
twice the real part of such a logarithm. Bronstein, "Symbolic Integration I", chapter 2 for Hermite; Gradshteyn & Ryzhik
2.26 and 2.28.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy.polys.polyerrors import BasePolynomialError, NotInvertible

from symassist.propose.generic import at_generic
from symassist.propose.hermite_root import reduced_over, split
from symassist.propose.rational import integrate_rational
from symassist.propose.real_radicands import fractional_powers


def radicand_of(f: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(q, s) with ``f`` rational in ``x`` and s, where s is sqrt(q) or the root of u times that of v, u v = q."""
    roots = fractional_powers(f, x)
    bases = sorted({p.base for p in roots}, key=str)
    if not 1 <= len(bases) <= 2 or any(p.exp.q != 2 for p in roots):
        return None
    degrees = [sympy.degree(b, x) if b.is_polynomial(x) else 0 for b in bases]
    if degrees not in ([1], [2], [1, 1]):
        return None
    mark = sympy.Dummy("mark")
    if not f.xreplace(dict.fromkeys(roots, mark)).is_rational_function(x, mark):
        return None
    return sympy.Mul(*bases), sympy.Mul(*(sympy.sqrt(b) for b in bases))


def integrate_quadratic_root(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of f = R(x, s), None where it is none or a factor of a denominator is too long.

    Other symbols are parameters and should be positive: signs of discriminants are read off at a generic point.
    """
    radicand = radicand_of(f, x)
    if radicand is None:
        return None
    base, root = radicand
    try:
        read = _split(f, base, root, x)
        if read is None:
            return None
        even, odd = read
        first = sympy.S.Zero if even == 0 else integrate_rational(even, x)
        second = sympy.S.Zero if odd == 0 else _Over(sympy.expand(base), root, x).integral(odd)
    except (BasePolynomialError, NotInvertible, NotImplementedError, ZeroDivisionError):
        return None
    return None if first is None or second is None else first + second


def _split(f: sympy.Expr, base: sympy.Expr, root: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(A, B) with f = A + B/s."""
    rational = sympy.S.One
    for factor in sympy.Mul.make_args(f / root):
        if not factor.is_rational_function(x):
            break
        rational *= factor
    else:  # R(x) s**n with odd n, the usual case: nothing to make rational
        return sympy.S.Zero, rational * base
    if root.is_Mul:
        return None
    s = sympy.Dummy("s")
    return split(
        f.replace(lambda e: e.is_Pow and e.base == base and e.exp.is_Rational, lambda e: s ** (2 * e.exp)), s, base
    )


@dataclass
class _Over:
    """Integrals of rational functions over s, whose square is ``base``."""

    base: sympy.Expr
    s: sympy.Expr
    x: sympy.Symbol

    def __post_init__(self) -> None:
        self.q = sympy.Poly(self.base, self.x, extension=True).to_field()

    def integral(self, f: sympy.Expr) -> sympy.Expr | None:
        """The integral of f/s."""
        reduced = reduced_over(f, self.base, self.x)
        if reduced is None:
            return None
        self.q, total = reduced.q, sympy.S.Zero
        for h, p in reduced.simple:
            piece = self._logarithms(h, p)
            if piece is None:
                return None
            total += piece
        if reduced.constant != 0:
            total += sympy.factor(reduced.constant) * self._plain()
        return sympy.factor(sympy.together(reduced.algebraic)) * self.s + total

    def _plain(self) -> sympy.Expr:
        """The integral of 1/s."""
        a, b, _ = self.q.all_coeffs()
        y = 2 * a * self.x + b
        if at_generic(a) > 0:
            return sympy.log(y + 2 * sympy.sqrt(a) * self.s) / sympy.sqrt(a)
        root = sympy.sqrt(-a)
        return -sympy.atan(y / (2 * root * self.s)) / root

    def _logarithms(self, h: sympy.Poly, p: sympy.Poly) -> sympy.Expr | None:
        """The integral of h/(p s) for an irreducible p that does not divide q."""
        if p.degree() == 1:
            root = sympy.cancel(-p.nth(0) / p.nth(1))
            return sympy.factor(h.nth(0) / p.nth(1)) * self._at(root, sympy.factor(self.base.subs(self.x, root)))
        if p.degree() > 2:
            return None
        if self.q.degree() == 2 and self.q.nth(1) == 0 and p.nth(1) == 0:
            return self._centred(h, p)
        if self.q.degree() == 1:
            return self._in_root(h, p)
        a, b, c = p.all_coeffs()
        half, square = sympy.cancel(-b / (2 * a)), sympy.factor((b * b - 4 * a * c) / (4 * a * a))
        if at_generic(square) > 0 or not _negative(square):
            # Where parameters decide, this form is right for either sign: as an identity between analytic functions.
            total = sympy.S.Zero
            for sign in (1, -1):
                root = half + sign * sympy.sqrt(square)
                residue = sympy.radsimp(h.as_expr().subs(self.x, root) / (2 * a * sign * sympy.sqrt(square)))
                value = sympy.sqrtdenest(sympy.radsimp(sympy.expand(self.base.subs(self.x, root))))
                total += residue * self._at(root, value)
            return total
        return self._pair(h, a, half, sympy.sqrt(-square))

    def _at(self, r: sympy.Expr, value: sympy.Expr) -> sympy.Expr:
        """The integral of 1/((x - r) s) with ``value`` = q(r)."""
        y = self.x - r
        if self.q.degree() == 1:
            if at_generic(value) > 0:
                root = sympy.sqrtdenest(sympy.sqrt(value))
                return sympy.log((self.s - root) / (self.s + root)) / root
            root = sympy.sqrtdenest(sympy.sqrt(-value))
            return 2 * sympy.atan(self.s / root) / root
        line = sympy.expand(2 * value) + sympy.expand(self.base.diff(self.x).subs(self.x, r)) * y
        if at_generic(value) > 0:
            root = sympy.sqrtdenest(sympy.sqrt(value))
            return -sympy.log((line + 2 * root * self.s) / y) / root
        root = sympy.sqrtdenest(sympy.sqrt(-value))
        return sympy.atan(line / (2 * root * self.s)) / root

    def _in_root(self, h: sympy.Poly, p: sympy.Poly) -> sympy.Expr | None:
        """h/(p s) for a linear q: rational in t = s."""
        t = sympy.Dummy("t")
        value = (t**2 - self.q.nth(0)) / self.q.nth(1)
        f = 2 * h.as_expr().subs(self.x, value) / (self.q.nth(1) * p.as_expr().subs(self.x, value))
        answer = integrate_rational(sympy.cancel(f), t)
        return None if answer is None else answer.subs(t, self.s)

    def _centred(self, h: sympy.Poly, p: sympy.Poly) -> sympy.Expr | None:
        """h/(p s) without linear terms in p and q: u = s for x h1, u = x/s for h0."""
        (a, c), (e, d) = (self.q.nth(2), self.q.nth(0)), (p.nth(2), p.nth(0))
        u, total = sympy.Dummy("u"), sympy.S.Zero
        for weight, f, inner in (
            (h.nth(1), 1 / (e * u**2 + (a * d - e * c)), self.s),
            (h.nth(0), 1 / (d + sympy.factor(e * c - a * d) * u**2), self.x / self.s),
        ):
            if weight == 0:
                continue
            answer = integrate_rational(f, u)
            if answer is None:
                return None
            total += sympy.factor(weight) * answer.subs(u, inner)
        return total

    def _pair(self, h: sympy.Poly, a: sympy.Expr, middle: sympy.Expr, imaginary: sympy.Expr) -> sympy.Expr:
        """h/(p s) where p = a (x - r)(x - conjugate r) with r = ``middle`` + I ``imaginary``.

        With q(r) = Q1 + I Q2, w = sqrt(q(r)) = w1 + I w2 and N = 2 q(r) + q'(r) (x - r) + 2 w s = N1 + I N2 it is twice
        the real part of -k log(N/(x - r)) with k = h(r)/(p'(r) w).
        """
        x, i = self.x, sympy.I
        r = middle + i * imaginary

        def parts(e: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
            whole = sympy.expand(e)
            return whole.coeff(i, 0), whole.coeff(i, 1)

        q1, q2 = parts(self.base.subs(x, r))
        size = sympy.sqrt(sympy.factor(sympy.expand(q1**2 + q2**2)))
        w1, w2 = (sympy.sqrtdenest(sympy.sqrt(sympy.expand((size + sign * q1) / 2))) for sign in (1, -1))
        if at_generic(q2) < 0:
            w2 = -w2
        h1, h2 = parts(h.as_expr().subs(x, r) / (2 * a * imaginary * i))
        k1, k2 = (h1 * w1 + h2 * w2) / size, (h2 * w1 - h1 * w2) / size
        s1, s2 = parts(self.base.diff(x).subs(x, r))
        y1, y2 = x - middle, -imaginary
        n1 = sympy.expand(2 * q1 + s1 * y1 - s2 * y2) + 2 * w1 * self.s
        n2 = sympy.expand(2 * q2 + s1 * y2 + s2 * y1) + 2 * w2 * self.s
        modulus = sympy.log((n1**2 + n2**2) / (y1**2 + y2**2))
        angle = sympy.atan((n2 * y1 - n1 * y2) / (n1 * y1 + n2 * y2))
        return -sympy.radsimp(k1) * modulus + 2 * sympy.radsimp(k2) * angle


def _negative(e: sympy.Expr) -> bool:
    """Whether a constant is negative whatever its positive parameters are."""
    if not e.free_symbols:
        return at_generic(e) < 0
    above, below = (sympy.Add.make_args(sympy.expand(part)) for part in sympy.fraction(sympy.together(e)))
    signs = [{at_generic(term) > 0 for term in terms} for terms in (above, below)]
    return all(len(each) == 1 for each in signs) and signs[0] != signs[1]

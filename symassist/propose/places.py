"""Places of a curve y**n = p(x) with one residue, and the logarithms that they ask for, in real form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from symassist.propose.generic import generic_values
from symassist.propose.torsion import Torsion, torsion

_SMALL = 1e-20


@dataclass(frozen=True)
class Curve:
    """y**n = p(x) with a squarefree p; ``root`` is y as the integrand writes it."""

    p: sympy.Poly
    n: int
    root: sympy.Expr

    @property
    def x(self) -> sympy.Symbol:
        """The variable of ``p``."""
        return self.p.gen


@dataclass(frozen=True)
class Places:
    """The places over the roots of ``q`` where y = b ``h``, b**n = ``constant``; the residue is ``quotient`` b**j.

    ``p`` is the curve's p over b**n, that is h**n modulo q, all over one field. ``at_infinity``: x stands for 1/x and p
    for x**deg(p) p(1/x), so that q = x is a place at infinity. ``twice``: the complex conjugates count as well.
    """

    curve: Curve
    j: int
    p: sympy.Poly
    q: sympy.Poly
    h: sympy.Poly
    constant: sympy.Expr
    quotient: sympy.Expr
    at_infinity: bool = False
    twice: bool = False

    def logarithms(self) -> sympy.Expr | None:
        """The real part of the sum over s of r/m z**(-j s) log g(x, z**s y), all places counted.

        None where the places are not torsion.
        """
        n, field = self.curve.n, self.p.domain
        b = _root(_tidy(self.constant), n)
        if b is None:
            return None
        found = torsion(self.p, self.q, self.h, n)
        if found is None:
            return None
        c = _tidy(self.quotient * b**self.j / found.order)
        x, y = sympy.Dummy("x", real=True), sympy.Dummy("y", real=True)
        terms = [(expanded(field, e) * self._power(found, i, k, x) / b**k, k) for i, k, e in found.terms]

        def logarithm(s: int) -> sympy.Expr:
            turn = sympy.exp(2 * sympy.pi * sympy.I * s / n)
            g = sympy.Add(*(e * turn**k * y**k for e, k in terms))
            return _real_logarithm(c * turn ** (-self.j), sympy.Poly(sympy.expand(g), x, y))

        if self.twice:
            answer = 2 * sympy.Add(*map(logarithm, range(n)))
        elif n == 2 and _is_real(b):  # the product of both g is q**m, but for a constant
            norm = sympy.S.One if self.at_infinity else self.q.as_expr().subs(self.curve.x, x)
            answer = c * found.order * sympy.log(norm) + 2 * logarithm(1)
        else:  # conjugates have the same real part
            first = 0 if _is_real(b) else 1
            pairs = {frozenset((s, (first - s) % n)) for s in range(n)}
            answer = sympy.Add(*(len(pair) * logarithm(min(pair)) for pair in pairs))
        return answer.subs({x: self.curve.x, y: self.curve.root})

    def _power(self, found: Torsion, i: int, k: int, x: sympy.Symbol) -> sympy.Expr:
        """x**i, or at infinity x**(-i) with the power of x that makes Y of y and leaves a polynomial."""
        if not self.at_infinity:
            return x**i
        per_y = sympy.Rational(self.curve.p.degree(), self.curve.n)
        return x ** (max(i + k * per_y for i, k, _ in found.terms) - i - k * per_y)


def expanded(field: Any, c: Any) -> sympy.Expr:
    """An element of the field as an expression; of a field with one generator as a polynomial in that."""
    if not field.is_Algebraic:
        return field.to_sympy(c)
    generator = field.ext
    while isinstance(generator, sympy.AlgebraicNumber):
        generator = generator.root
    value = sympy.S.Zero
    for k in c.to_list():
        value = value * generator + sympy.Rational(int(k.numerator), int(k.denominator))
    return sympy.expand(value)


def field_of(constants: Sequence[sympy.Expr]) -> Any:
    """The smallest field with the constants in it: of numbers, or of rational functions in their symbols."""
    symbols = sorted(set().union(*(c.free_symbols for c in constants)), key=str)
    if symbols:
        return sympy.QQ.frac_field(*symbols)
    return sympy.construct_domain(constants, field=True, extension=True)[0]


def _real_logarithm(c: sympy.Expr, g: sympy.Poly) -> sympy.Expr:
    """The real part of c log(g) for real variables."""
    real, imaginary = _parts(c)
    first = g.coeffs()[0]
    pairs = [(monomial, _parts(value / first)) for monomial, value in g.terms()]
    x, y = g.gens
    u, v = (sympy.Add(*(pair[k] * x**i * y**m for (i, m), pair in pairs)) for k in (0, 1))
    if v == 0:
        return real * sympy.log(u)
    return real / 2 * sympy.log(sympy.expand(u**2 + v**2)) - imaginary * sympy.atan(v / u)


def _parts(c: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Real and imaginary part of a constant, those that are zero seen to be."""
    # sqrt(2 a - b) is as good as positive: the answer is right for either sign, as an analytic function.
    roots = {p: sympy.Dummy(positive=True) for p in c.atoms(sympy.Pow) if p.exp.is_Rational and _is_positive(p.base)}
    back = {mark: p for p, mark in roots.items()}
    if _is_real(c):
        return _tidy(
            sympy.re(sympy.expand_complex(c.xreplace(roots))).xreplace(back) if c.has(sympy.I) else c
        ), sympy.S.Zero
    real, imaginary = (part.xreplace(back) for part in sympy.expand_complex(c.xreplace(roots)).as_real_imag())
    real = sympy.S.Zero if abs(_number(real)) < _SMALL else _tidy(real)
    return real, _tidy(imaginary)


def _root(c: sympy.Expr, n: int) -> sympy.Expr | None:
    """An n-th root of a constant, the real one where there is one; None where it has no short form."""
    if not _is_real(c):
        if n % 2:
            return None
        a, b = _parts(c)
        size = sympy.sqrtdenest(sympy.sqrt(sympy.expand(a**2 + b**2)))
        half, other = (sympy.sqrtdenest(sympy.sqrt(sympy.expand(size + sign * a) / 2)) for sign in (1, -1))
        root = half + (sympy.I if _number(b).real > 0 else -sympy.I) * other
        return root if n == 2 else _root(root, n // 2)
    if _number(c).real < 0:
        turn = -1 if n % 2 else sympy.exp(sympy.pi * sympy.I / n)
        return turn * sympy.sqrtdenest(sympy.root(-c, n))
    return sympy.sqrtdenest(sympy.root(c, n))


def _is_positive(c: sympy.Expr) -> bool:
    return bool(c.free_symbols) and _is_real(c) and _number(c).real > 0


def _is_real(c: sympy.Expr) -> bool:
    value = _number(c)
    return abs(value.imag) <= _SMALL * max(abs(value), 1)


def _number(c: sympy.Expr) -> complex:
    return complex(sympy.N(c.subs(generic_values(c)), 30))


def _tidy(c: sympy.Expr) -> sympy.Expr:
    return sympy.radsimp(sympy.expand(sympy.simplify(c)))

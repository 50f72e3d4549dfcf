"""Places of a curve y**n = p(x) and the logarithms that the residue at one of them asks for, in real form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from symassist.propose.rational import generic_values
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
        return self.p.gen


@dataclass(frozen=True)
class Place:
    """A place over x = a, with y0 the principal n-th root of p(a), where R y**j has the residue ``quotient`` y0**j.

    ``factor`` is the factor over ``field`` of which a is a root. Infinity has a = oo; its t is 1/x.
    """

    curve: Curve
    j: int
    a: sympy.Expr
    quotient: sympy.Expr
    field: Any
    factor: sympy.Poly | None

    def logarithms(self) -> sympy.Expr | None:
        """The real part of the sum over s of r/m z**(-j s) log g(x, z**s y), twice for one of a complex pair.

        None where the place is not torsion.
        """
        n = self.curve.n
        field, a = self._extension()
        p = self.curve.p.set_domain(field)
        if a is not None:
            p = p.compose(sympy.Poly.from_list([field.one, a], p.gen, domain=field))
        coefficients = p.rep.to_list()
        radicand = coefficients if a is None else coefficients[::-1]
        found = torsion(radicand, n, field)
        if found is None:
            return None
        y0 = _root(_tidy(self._expression(radicand[0])), n)
        if y0 is None:
            return None
        c = _tidy(self.quotient * y0**self.j / found.order)
        x, y = sympy.Dummy("x", real=True), sympy.Dummy("y", real=True)
        terms = [(t * self._expression(e) / y0**k, y**k, k) for t, e, k in self._monomials(found, x)]
        norm = sympy.S.Zero if self.a is sympy.oo else found.order * sympy.log(x - self.a)  # the sum of all the log g

        def logarithm(s: int) -> sympy.Expr:
            turn = sympy.exp(2 * sympy.pi * sympy.I * s / n)
            g = sympy.Add(*(e * turn**k * power for e, power, k in terms))
            return _real_logarithm(c * turn ** (-self.j), sympy.Poly(sympy.expand(g), x, y))

        if self._is_complex():
            answer = 2 * sympy.Add(*map(logarithm, range(n)))
        elif n == 2 and _is_real(y0):
            answer = c * norm + 2 * logarithm(1)
        else:  # conjugates have the same real part
            first = 0 if _is_real(y0) else 1
            pairs = {frozenset((s, (first - s) % n)) for s in range(n)}
            answer = sympy.Add(*(len(pair) * logarithm(min(pair)) for pair in pairs))
        return answer.subs({x: self.curve.x, y: self.curve.root})

    def _monomials(self, found: Torsion, x: sympy.Symbol) -> Iterator[tuple[sympy.Expr, Any, int]]:
        """(t**i, c, k) for the terms c t**i Y**k, at infinity times a power of x that leaves a polynomial."""
        if self.a is not sympy.oo:
            yield from (((x - self.a) ** i, c, k) for i, k, c in found.terms)
            return
        per_y = sympy.Rational(self.curve.p.degree(), self.curve.n)
        highest = max(i + k * per_y for i, k, _ in found.terms)
        yield from ((x ** (highest - i - k * per_y), c, k) for i, k, c in found.terms)

    def _expression(self, c: Any) -> sympy.Expr:
        """An element of the field with a in it: a polynomial in a where that is the field's generator."""
        if self.factor is None or self.factor.degree() == 1 or not self.field.is_QQ:
            return self._extension()[0].to_sympy(c)
        value = sympy.S.Zero
        for k in c.to_list():
            value = value * self.a + sympy.Rational(int(k.numerator), int(k.denominator))
        return sympy.expand(value)

    def _is_complex(self) -> bool:
        return self.a is not sympy.oo and not _is_real(self.a)

    def _extension(self) -> tuple[Any, Any]:
        """The field with a in it, and a there."""
        if self.factor is None or self.factor.degree() == 1:
            return self.field, None if self.factor is None else self.field.from_sympy(self.a)
        if self.field.is_QQ:
            number = sympy.AlgebraicNumber((self.factor.monic(), self.a))
            field = self.field.algebraic_field(number)
            return field, field.unit
        field = field_of([self.a, *self.curve.p.coeffs()])
        return field, field.from_sympy(self.a)


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
    if _is_real(c):
        return _tidy(sympy.re(sympy.expand_complex(c)) if c.has(sympy.I) else c), sympy.S.Zero
    real, imaginary = sympy.expand_complex(c).as_real_imag()
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


def _is_real(c: sympy.Expr) -> bool:
    value = _number(c)
    return abs(value.imag) <= _SMALL * max(abs(value), 1)


def _number(c: sympy.Expr) -> complex:
    return complex(sympy.N(c.subs(generic_values(c)), 30))


def _tidy(c: sympy.Expr) -> sympy.Expr:
    return sympy.radsimp(sympy.expand(sympy.simplify(c)))

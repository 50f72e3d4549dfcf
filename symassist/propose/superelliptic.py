"""Pseudo-elliptic integrals: R(x) y**j with y**n = p(x) whose residues sit on torsion, integrated outright.

By Liouville and the symmetry y -> z y, z = exp(2 pi i/n), an elementary integral of R y**j is

    V(x) y**j + sum over places P of (r/m) sum over s of z**(-j s) log g(x, z**s y)

where r is the residue at P and g has its only zeros there, of order m (``torsion``): P is one place, or several with
the same residue, which gives shorter answers. Hermite's reduction, here linear equations, gives V and leaves simple
poles. What residues do not explain is an elliptic integral, which the caller sees by differentiation.

E. Goursat, "Note sur quelques intégrales pseudo-elliptiques" (1887); M. Bronstein, "Symbolic Integration Tutorial"
(1998), section 3; B. M. Trager, "Integration of Algebraic Functions" (1984).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import gcd, lcm, prod
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from symassist.propose.generic import generic_values
from symassist.propose.places import Curve, Places, expanded, field_of
from symassist.propose.rational import integrate_rational
from symassist.propose.real_radicands import fractional_powers

_MOST_DEGREE, _MOST_ROOT, _MOST_FACTORS = 8, 6, 4
_SMALL = 1e-9


def integrate_superelliptic(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a rational function of x and one root, None where it is not elementary or not found.

    Other symbols are parameters and should be positive: which roots are real is read off at a generic point.
    """
    positive = {s: sympy.Dummy(s.name, positive=True) for s in f.free_symbols - {x}}
    read = _read(f.xreplace(positive), x)
    if read is None:
        return None
    curve, parts = read
    answer = sympy.S.Zero
    for j, part in parts.items():
        integral = integrate_rational(part, x) if j == 0 else _Part(curve, part, j).integral()
        if integral is None:
            return None
        answer += integral
    return answer.xreplace({dummy: s for s, dummy in positive.items()})


def _read(f: sympy.Expr, x: sympy.Symbol) -> tuple[Curve, dict[int, sympy.Expr]] | None:
    """The curve and the rational functions R_j with f = sum of R_j y**j."""
    roots = fractional_powers(f, x)
    bases = sorted({e.base for e in roots}, key=str)
    n = lcm(*(int(e.exp.q) for e in roots))
    if not bases or n > _MOST_ROOT or not all(b.is_polynomial(x) for b in bases) or (len(bases) > 1 and n > 2):
        return None
    p = sympy.Poly(sympy.expand(sympy.Mul(*bases)), x)
    if not (3 if n == 2 else 2) <= p.degree() <= _MOST_DEGREE or p.gcd(p.diff(x)).degree() > 0:
        return None
    root = sympy.Mul(*(b ** sympy.Rational(1, n) for b in bases))
    if len(bases) > 1:
        parts = {1: sympy.cancel(f / root)}
        return (Curve(p, n, root), parts) if parts[1].is_rational_function(x) else None
    y = sympy.Dummy("y")
    f = sympy.cancel(f.xreplace({e: y ** (e.exp * n) for e in roots}))
    if not f.is_rational_function(x, y):
        return None
    modulus = sympy.Poly(y**n - p.as_expr(), y, domain=sympy.construct_domain([p.as_expr()], field=True)[0])
    above, below = (sympy.Poly(e, y, extension=True, field=True) for e in sympy.fraction(f))
    below, modulus = below.unify(modulus)
    whole = (above * below.rem(modulus).invert(modulus)).rem(modulus)
    parts = {j: sympy.cancel(c) for (j,), c in whole.terms()}
    return Curve(p, n, root), {j: c for j, c in parts.items() if c != 0}


@dataclass(frozen=True)
class _Part:
    """The integral of R y**j."""

    curve: Curve
    rational: sympy.Expr
    j: int

    @cached_property
    def field(self) -> Any:
        """The field of all coefficients."""
        parts = (*sympy.fraction(self.rational), self.curve.p.as_expr())
        coefficients = [c for e in parts for c in sympy.Poly(e, self.curve.x).coeffs()]
        return field_of(coefficients)

    def _poly(self, e: sympy.Expr) -> sympy.Poly:
        return sympy.Poly(e, self.curve.x, domain=self.field)

    def integral(self) -> sympy.Expr | None:
        """The antiderivative, should the residues explain all that is left after Hermite's reduction."""
        reduced = self._reduced()
        if reduced is None:
            return None
        algebraic, above, below = reduced
        answer = algebraic * self.curve.root**self.j
        if above.is_zero:
            return answer
        logarithms = self._logarithms(above, below)
        return None if logarithms is None else answer + logarithms

    def _reduced(self) -> tuple[sympy.Expr, sympy.Poly, sympy.Poly] | None:
        """(V, T, D) with R y**j = (V y**j)' + T/D y**j, D squarefree and no pole of more than first order left."""
        x, j, n = self.curve.x, self.j, self.curve.n
        p, above, below = (self._poly(e) for e in (self.curve.p.as_expr(), *sympy.fraction(self.rational)))
        repeated = below.gcd(below.diff(x)).monic()
        simple = below.quo(repeated).lcm(p).monic()
        highest = max(above.degree() - below.degree() + 1, 0) + repeated.degree()
        left = simple.degree() - 1 + (-j * p.degree()) // n  # the degree of T that leaves simple poles at infinity
        drift = p.diff(x) * simple.quo(p) * sympy.Rational(j, n) - (repeated.diff(x) * simple).quo(repeated)
        powers = [self._poly(x**i) for i in range(max(highest, left) + 1)]
        columns = [e.diff(x) * simple + e * drift for e in powers[: highest + 1]]  # (e/repeated y**j)'
        columns += [e * repeated for e in powers[: left + 1]]
        solved = _combination(columns, above * (repeated * simple).quo(below), self.field)
        if solved is None:
            return None
        v, t = (
            sympy.Poly.from_list(part[::-1], x, domain=self.field)
            for part in (solved[: highest + 1], solved[highest + 1 :])
        )
        return sympy.factor(v.as_expr() / repeated.as_expr()), t, simple

    def _logarithms(self, above: sympy.Poly, below: sympy.Poly) -> sympy.Expr | None:
        """The logarithms for all residues of T/D y**j, None where some place is not torsion."""
        p, j, n = self._poly(self.curve.p.as_expr()), self.j, self.curve.n
        common = above.gcd(below)
        above, below = above.quo(common), below.quo(common)
        poles = below.quo(below.gcd(p))
        factors = [factor.monic() for factor, _ in poles.factor_list()[1]]
        total = self._over(p, above, below, factors)
        if j * p.degree() % n == 0 and above.degree() == below.degree() - 1 - j * p.degree() // n:
            turned = sympy.Poly.from_list(p.rep.to_list()[::-1], p.gen, domain=self.field).quo_ground(p.LC())
            line, one, residue = self._poly(p.gen), self._poly(sympy.S.One), -above.LC() / below.LC()
            infinite = Places(self.curve, j, turned, line, one, p.LC(), residue, at_infinity=True).logarithms()
            total = None if total is None or infinite is None else total + infinite
        elif poles.degree() == 0:
            return None  # of the first kind
        return total

    def _over(
        self, p: sympy.Poly, above: sympy.Poly, below: sympy.Poly, factors: Sequence[sympy.Poly]
    ) -> sympy.Expr | None:
        """Those over the roots of the factors: of as many factors together as are torsion so, at last of each root."""
        if not factors:
            return sympy.S.Zero
        for size in range(len(factors), 0, -1) if len(factors) <= _MOST_FACTORS else (1,):
            for chosen in combinations(factors, size):
                places = self._together(p, above, below, prod(chosen))
                found = None if places is None else places.logarithms()
                if found is not None:
                    rest = self._over(p, above, below, [e for e in factors if e not in chosen])
                    return None if rest is None else found + rest
        parts = [places and places.logarithms() for q in factors for places in self._singly(p, above, below, q)]
        return None if None in parts else sympy.Add(*parts)

    def _together(self, p: sympy.Poly, above: sympy.Poly, below: sympy.Poly, q: sympy.Poly) -> Places | None:
        """The places over all roots of q on the sheets where the residue is the same, should those be one divisor.

        With u the residue over y**j, y**j has to be a constant over u there: y = b h, and p = b**n h**n modulo q.
        """
        n, j = self.curve.n, self.j
        if gcd(n, j) > 1:
            return None
        u = (above * below.diff(p.gen).invert(q)).rem(q)
        e = pow(-j, -1, n)  # y = (y**j)**(-e) y**(1 + e j), up to constants u**e p**((1 + e j)/n)
        h = _power(u, e, q) * _power(p, (1 + e * j) // n, q)
        h = h.rem(q)
        h = h.quo_ground(h.LC())
        ratio = (p * _power(h.invert(q), n, q)).rem(q)
        quotient = (u * _power(h, j, q)).rem(q)
        if ratio.degree() > 0 or quotient.degree() > 0:
            return None
        return Places(self.curve, j, p.quo_ground(ratio.LC()), q, h, ratio.as_expr(), quotient.as_expr())

    def _singly(self, p: sympy.Poly, above: sympy.Poly, below: sympy.Poly, q: sympy.Poly) -> Iterator[Places | None]:
        """The place over each root of q, of a complex pair one."""
        x, roots = p.gen, _roots(q)
        if roots is None:
            yield None
            return
        quotient = above.as_expr() / below.diff(x).as_expr()
        for a in roots:
            imaginary = sympy.im(sympy.N(a.subs(generic_values(a))))
            if imaginary < -_SMALL:
                continue
            field, root = self._extension(a, q)
            line = sympy.Poly.from_list([field.one, -root], x, domain=field)
            one = sympy.Poly(1, x, domain=field)
            over = p.set_domain(field)
            value = over.rep.eval(root)
            over = sympy.Poly.from_list([c / value for c in over.rep.to_list()], x, domain=field)
            constant, residue = expanded(field, value), quotient.subs(x, a)
            yield Places(self.curve, self.j, over, line, one, constant, residue, twice=bool(imaginary > _SMALL))

    def _extension(self, a: sympy.Expr, q: sympy.Poly) -> tuple[Any, Any]:
        """The field with a root of q in it, and the root there."""
        if q.degree() == 1:
            return self.field, self.field.from_sympy(a)
        if self.field.is_QQ:
            field = self.field.algebraic_field(sympy.AlgebraicNumber((q.monic(), a)))
            return field, field.unit
        field = field_of([a, *self.curve.p.coeffs()])
        return field, field.from_sympy(a)


def _power(e: sympy.Poly, n: int, q: sympy.Poly) -> sympy.Poly:
    """e**n modulo q for n of either sign."""
    return (e if n >= 0 else e.invert(q)).pow(abs(n)).rem(q)


def _combination(columns: Sequence[sympy.Poly], target: sympy.Poly, field: Any) -> list[Any] | None:
    """Coefficients, elements of the field, with which the columns add up to the target, None if they cannot."""
    vectors = [list(reversed(e.set_domain(field).rep.to_list())) for e in (*columns, -target)]
    height = max(map(len, vectors))
    rows = [[v[i] if i < len(v) else field.zero for v in vectors] for i in range(height)]
    kernel = DomainMatrix(rows, (height, len(vectors)), field).nullspace().to_list()
    found = next((v for v in kernel if v[-1]), None)
    return None if found is None else [c / found[-1] for c in found[:-1]]


def _roots(factor: sympy.Poly) -> list[sympy.Expr] | None:
    """All roots in radicals, None where they are not simple ones."""
    if factor.degree() > 2 and any(c for c in factor.all_coeffs()[1:-1]) and factor.degree() != 4:
        return None
    roots = sympy.roots(factor, multiple=True)
    return roots if len(roots) == factor.degree() else None

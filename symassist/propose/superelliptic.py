"""Pseudo-elliptic integrals: R(x) y**j with y**n = p(x) whose residues sit on torsion, integrated outright.

By Liouville and the symmetry y -> z y, z = exp(2 pi i/n), an elementary integral of R y**j is

    V(x) y**j + sum over places P of (r/m) sum over s of z**(-j s) log g(x, z**s y)

where r is the residue at P and g has its only zero there, of order m (``torsion``). Hermite's reduction, here linear
equations, gives V and leaves simple poles. What residues do not explain is an elliptic integral, and then there is no
answer. Residues that need several places at once for a torsion divisor are not looked for.

E. Goursat, "Note sur quelques intégrales pseudo-elliptiques" (1887); M. Bronstein, "Symbolic Integration Tutorial"
(1998), section 3; B. M. Trager, "Integration of Algebraic Functions" (1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from symassist.propose.places import Curve, Place, field_of
from symassist.propose.rational import generic_values, integrate_rational
from symassist.propose.real_radicands import fractional_powers

_MOST_DEGREE, _MOST_ROOT = 8, 6
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
        places = self._places(above, below)
        if not places:
            return None
        for place in places:
            logarithms = place.logarithms()
            if logarithms is None:
                return None
            answer += logarithms
        return answer

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

    def _places(self, above: sympy.Poly, below: sympy.Poly) -> list[Place]:
        """The places with residues, one of each complex pair; none where a pole is not written in radicals."""
        x, p, j, n = self.curve.x, self._poly(self.curve.p.as_expr()), self.j, self.curve.n
        common = above.gcd(below)
        above, below = above.quo(common), below.quo(common)
        quotient = above.as_expr() / below.diff(x).as_expr()
        places = []
        for factor, _ in below.quo(below.gcd(p)).factor_list()[1]:
            roots = _roots(factor)
            if roots is None:
                return []
            for a in roots:
                if sympy.im(sympy.N(a.subs(generic_values(a)))) > -_SMALL:
                    places.append(Place(self.curve, j, a, quotient.subs(x, a), self.field, factor))
        if j * p.degree() % n == 0 and above.degree() == below.degree() - 1 - j * p.degree() // n:
            places.append(Place(self.curve, j, sympy.oo, -above.LC() / below.LC(), self.field, None))
        return places


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

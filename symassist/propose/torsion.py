"""Functions on y**n = p(x) with zeros in one divisor: the torsion that makes pseudo-elliptic integrals elementary.

Let q be squarefree, Y = y/b with Y**n = P = p/b**n, and D the sum of the places over the roots of q where Y = h(x).
With O an n-th of the poles of x, a function with the divisor m (D - deg(q) O) is a combination of x**i Y**k with
n i + k deg(p) <= m deg(q) that vanishes modulo q**m for the n-th root Y of P that is h modulo q: linear equations over
the field of the coefficients. There is one for some m only if D - deg(q) O is torsion in the Jacobian. The order is
found modulo a large prime, where what is not torsion has an order of the prime's size.

J. H. Davenport, "On the Integration of Algebraic Functions" (1981), chapters 4 to 8; B. M. Trager, "Integration of
Algebraic Functions" (1984), chapter 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any

import flint
import sympy
from sympy.polys.domains import GF
from sympy.polys.matrices import DomainMatrix

_MOST = 24
"""The most zeros looked for. On an elliptic curve over the rationals an order is 12 at most (Mazur), over quadratic
fields 18 (Kamienny); P - O may have n times that."""
_LARGEST_PRIME = 2**31
_PRIMES = 60


@dataclass(frozen=True)
class Torsion:
    """The function sum of c x**i Y**k over the terms (i, k, c), with zeros of ``order`` at the places of D."""

    order: int
    terms: tuple[tuple[int, int, Any], ...]


def torsion(p: sympy.Poly, q: sympy.Poly, h: sympy.Poly, n: int) -> Torsion | None:
    """The function with its zeros where q = 0 and Y = h, Y**n = ``p``; None if none has up to ``_MOST`` zeros.

    ``p`` = ``h``**n modulo ``q``. Their coefficients are of one field: the rationals, a number field or a field of
    rational functions.
    """
    places = _modulo_prime(p, q, h)
    if places is None:
        return None
    small, radicand, roots = places
    for order in range(1, _MOST // q.degree() + 1):
        if order * q.degree() % gcd(n, p.degree()):
            continue
        monomials = _monomials(order * q.degree(), n, p.degree())
        columns = [_expansions(radicand, roots, i, k, n, order, small) for i, k in monomials]
        if _kernel(columns, small) is not None:
            return _exact(p, q, h, n, order)
    return None


def _monomials(zeros: int, n: int, degree: int) -> list[tuple[int, int]]:
    """The (i, k) with n i + k deg(p) at most the number of zeros."""
    return [(i, k) for k in range(n) for i in range((zeros - k * degree) // n + 1)]


def _kernel(columns: Sequence[Sequence[Any]], field: Any) -> list[Any] | None:
    """A combination of the columns that is zero."""
    rows = [list(row) for row in zip(*columns, strict=True)]
    kernel = DomainMatrix(rows, (len(rows), len(columns)), field).nullspace().to_list()
    return kernel[0] if kernel else None


def _exact(p: sympy.Poly, q: sympy.Poly, h: sympy.Poly, n: int, order: int) -> Torsion | None:
    field, length = p.domain, order * q.degree()
    modulus = q**order
    # Newton's iteration for P**(-1/n) needs no division but the first: w (1 + (1 - P w**n)/n).
    w, exact = h.invert(q), 1
    while exact < order:
        w, exact = (w + (w - p * w ** (n + 1)) * sympy.Rational(1, n)).rem(modulus), 2 * exact
    local = (p * w ** (n - 1)).rem(modulus)
    powers = [sympy.Poly(1, p.gen, domain=field)]
    for _ in range(1, n):
        powers.append((powers[-1] * local).rem(modulus))
    monomials = _monomials(length, n, p.degree())
    columns = []
    for i, k in monomials:
        coefficients = powers[k].mul(sympy.Poly(p.gen**i, p.gen, domain=field)).rem(modulus).rep.to_list()[::-1]
        columns.append([*coefficients, *[field.zero] * (length - len(coefficients))])
    found = _kernel(columns, field)
    if found is None:
        return None
    return Torsion(order, tuple((i, k, c) for (i, k), c in zip(monomials, found, strict=True) if c))


# --- modulo a prime ---


def _expansions(
    radicand: Sequence[Any], roots: Sequence[tuple[Any, Any]], i: int, k: int, n: int, order: int, small: Any
) -> list[Any]:
    """The Taylor coefficients of x**i Y**k up to t**order at all places."""
    found: list[Any] = []
    for a, value in roots:
        series = [value**k * c for c in _power(_shifted(radicand, a), small, k, n, order)]
        for _ in range(i):  # times x = a + t
            series = [a * c + (series[m - 1] if m else small.zero) for m, c in enumerate(series)]
        found += series
    return found


def _shifted(coefficients: Sequence[Any], a: Any) -> list[Any]:
    """Those of p(a + t), the constant one first, divided by it; Horner's scheme."""
    result = list(coefficients)
    for start in range(len(result)):
        for m in range(len(result) - 2, start - 1, -1):
            result[m] += a * result[m + 1]
    return [c / result[0] for c in result]


def _power(q: Sequence[Any], field: Any, k: int, n: int, length: int) -> list[Any]:
    """q**(k/n) as a power series for q(0) = 1, by J. C. P. Miller's recurrence (Knuth, TAOCP 2, 4.7)."""
    series = [field.one]
    for m in range(1, length):
        total = field.zero
        for i in range(1, min(m, len(q) - 1) + 1):
            total += field(i * k - n * (m - i)) * q[i] * series[m - i]
        series.append(total / field(n * m))
    return series


def _modulo_prime(p: sympy.Poly, q: sympy.Poly, h: sympy.Poly) -> tuple[Any, list[Any], list[tuple[Any, Any]]] | None:
    """A prime field over which q splits, p's coefficients there, the constant one first, and the places (a, h(a))."""
    prime = _LARGEST_PRIME
    for _ in range(_PRIMES):
        prime = sympy.prevprime(prime)
        small = GF(prime)
        try:
            for image in _images(p.domain, small, prime):
                radicand, divisor, sheet = ([image(c) for c in reversed(e.rep.to_list())] for e in (p, q, h))
                roots = _roots(divisor, small, prime)
                if len(roots) == q.degree():
                    return small, radicand, [(a, _horner(reversed(sheet), a, small)) for a in roots]
        except ZeroDivisionError:
            continue
    return None


def _roots(coefficients: Sequence[Any], small: Any, prime: int) -> list[Any]:
    _, factors = flint.nmod_poly([int(c) for c in coefficients], prime).factor()
    return [-small(int(g[0])) / small(int(g[1])) for g, _ in factors if g.degree() == 1]


def _images(field: Any, small: Any, prime: int) -> Iterator[Callable[[Any], Any]]:
    """Homomorphisms from the field's elements without the prime in their denominators."""

    def of_rational(c: Any) -> Any:
        return small(int(c.numerator)) / small(int(c.denominator))

    if field.is_QQ:
        yield of_rational
    elif field.is_Algebraic:
        minimal = [of_rational(field.dom.from_sympy(c)) for c in reversed(field.ext.minpoly.all_coeffs())]
        for root in _roots(minimal, small, prime):
            yield lambda c, root=root: _horner(map(of_rational, c.to_list()), root, small)  # type: ignore[misc]
    elif field.is_FractionField and field.domain.is_QQ:
        values = [small(pow(3, 7 + i, prime)) for i in range(len(field.symbols))]

        def of_polynomial(g: Any) -> Any:
            total = small.zero
            for powers, c in g.terms():
                term = of_rational(c)
                for value, e in zip(values, powers, strict=True):
                    term *= value**e
                total += term
            return total

        yield lambda c: of_polynomial(c.numer) / of_polynomial(c.denom)


def _horner(coefficients: Any, at: Any, small: Any) -> Any:
    total = small.zero
    for c in coefficients:
        total = total * at + c
    return total

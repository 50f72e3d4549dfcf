"""Functions on y**n = p(x) with one zero: the torsion that makes a pseudo-elliptic integral elementary.

Let P be the place x = a, y = y0 with p(a) != 0, and O an n-th of the poles of x. A function with the divisor m (P - O)
is a combination of t**i Y**k with t = x - a, Y = y/y0 and n i + k deg(p) <= m, whose power series in t begins with
t**m: linear equations over the field of a, since Y**n = p(x)/p(a). There is one for some m only if P - O is torsion
in the Jacobian. The order is found modulo a large prime, where what is not torsion has an order of the prime's size.

J. H. Davenport, "On the Integration of Algebraic Functions" (1981), chapters 4 to 8; B. M. Trager, "Integration of
Algebraic Functions" (1984), chapter 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any

import flint
import sympy
from sympy.polys.domains import GF
from sympy.polys.matrices import DomainMatrix

_MOST = 24
"""The largest order looked for. On an elliptic curve over the rationals it is 12 at most (Mazur), over quadratic fields
18 (Kamienny); P - O may have n times that."""
_LARGEST_PRIME = 2**31
_PRIMES = 40


@dataclass(frozen=True)
class Torsion:
    """The function sum of c t**i Y**k over the terms (i, k, c), with the divisor ``order`` (P - O)."""

    order: int
    terms: tuple[tuple[int, int, Any], ...]


def torsion(radicand: Sequence[Any], n: int, field: Any) -> Torsion | None:
    """The function with its zero at t = 0, Y = 1, where Y**n = p/p(a); None if P - O has no order up to ``_MOST``.

    ``radicand`` are p's coefficients in t, the constant one first, elements of ``field``: the rationals, a number field
    or a field of rational functions.
    """
    radicand = [c / radicand[0] for c in radicand]
    small = _modulo_prime(radicand, field)
    if small is None:
        return None
    step = gcd(n, len(radicand) - 1)
    for order in range(step, _MOST + 1, step):
        if _function(*small, n, order) is not None:
            terms = _function(radicand, field, n, order)
            return None if terms is None else Torsion(order, terms)
    return None


def _function(radicand: Sequence[Any], field: Any, n: int, order: int) -> tuple[tuple[int, int, Any], ...] | None:
    """The terms of the function whose series begins with t**order."""
    degree = len(radicand) - 1
    places = [(i, k) for k in range(n) for i in range((order - k * degree) // n + 1)]
    powers = [_power(radicand, field, k, n, order) for k in range(n) if k * degree <= order]
    rows = [[powers[k][row - i] if row >= i else field.zero for i, k in places] for row in range(order)]
    kernel = DomainMatrix(rows, (order, len(places)), field).nullspace().to_list()
    if not kernel:
        return None
    return tuple((i, k, c) for (i, k), c in zip(places, kernel[0], strict=True) if c)


def _power(q: Sequence[Any], field: Any, k: int, n: int, length: int) -> list[Any]:
    """q**(k/n) as a power series for q(0) = 1, by J. C. P. Miller's recurrence (Knuth, TAOCP 2, 4.7)."""
    series = [field.one]
    for m in range(1, length):
        total = field.zero
        for i in range(1, min(m, len(q) - 1) + 1):
            total += field(i * k - n * (m - i)) * q[i] * series[m - i]
        series.append(total / field(n * m))
    return series


def _modulo_prime(elements: Sequence[Any], field: Any) -> tuple[list[Any], Any] | None:
    """The elements modulo a prime below 2**31 that has a root of the field's generator, and that prime's field."""
    p = _LARGEST_PRIME
    for _ in range(_PRIMES):
        p = sympy.prevprime(p)
        small = GF(p)
        try:
            image = _image(field, small, p)
            if image is not None:
                return [image(c) for c in elements], small
        except ZeroDivisionError:
            continue
    return None


def _image(field: Any, small: Any, p: int) -> Any:
    """A homomorphism from the field's elements without p in their denominators, None if there is none."""

    def of_rational(c: Any) -> Any:
        return small(int(c.numerator)) / small(int(c.denominator))

    if field.is_QQ:
        return of_rational
    if field.is_Algebraic:
        minimal = field.ext.minpoly.all_coeffs()
        _, factors = flint.nmod_poly([int(of_rational(field.dom.from_sympy(c))) for c in reversed(minimal)], p).factor()
        root = next((small(-int(g[0])) for g, _ in factors if g.degree() == 1), None)
        return None if root is None else lambda c: _horner(map(of_rational, c.to_list()), root, small)
    if field.is_FractionField and field.domain.is_QQ:
        values = [small(pow(3, 7 + i, p)) for i in range(len(field.symbols))]

        def of_polynomial(g: Any) -> Any:
            total = small.zero
            for powers, c in g.terms():
                term = of_rational(c)
                for value, e in zip(values, powers, strict=True):
                    term *= value**e
                total += term
            return total

        return lambda c: of_polynomial(c.numer) / of_polynomial(c.denom)
    return None


def _horner(coefficients: Any, at: Any, small: Any) -> Any:
    total = small.zero
    for c in coefficients:
        total = total * at + c
    return total

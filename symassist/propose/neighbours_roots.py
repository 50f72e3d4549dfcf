"""Terms for integrands with roots: of linear and quadratic radicands, alone and over other factors.

For a quadratic q and a factor p of the denominator (after the root is brought out of it) the integral of 1/(p sqrt q)
is an arc tangent or its hyperbolic twin, whose argument is known: a linear function, or x, or sqrt q, over the other.
"""

from __future__ import annotations

from collections.abc import Iterator

import symengine

from symassist.expressions.convert import Expression
from symassist.propose.shape import coefficient, factors_of, is_half, is_root, positive_root, subexpressions

_R = symengine.Symbol("_r")


def with_roots(f: Expression, x: Expression, polynomial: list[Expression]) -> Iterator[list[Expression]]:
    """x**k q**(j/n) for radicands q, with the logarithm and the arc functions that go with a quadratic one."""
    radicands = {e.args[0]: e.args[1] for e in subexpressions(f) if type(e) is symengine.Pow and is_root(e.args[1])}
    for q, exponent in list(radicands.items())[:3]:
        if not symengine.has_symbol(q, x):
            continue
        step = 1 / symengine.Integer(exponent.q)
        powers = [q ** (j * step) for j in (1, -1, 2, 3, -3, 5, 7)] if exponent.q < 6 else [q**exponent]
        found = [p * r for r in powers for p in (1, x, 1 / x, x**2, x**3, 1 / x**2)]
        logarithms = _of_radicand(q, x)
        yield [*found, *polynomial, symengine.log(x), x / q, 1 / q, *logarithms]
        if is_half(exponent):
            over = list(_over_factors(f, q, x))
            if over:
                r = symengine.sqrt(q)
                yield [*over, *logarithms, r, x * r, *polynomial, symengine.log(x)]


def _quadratic(q: Expression, x: Expression) -> tuple[Expression, Expression, Expression] | None:
    a, b, c = (coefficient(q, x, k) for k in (2, 1, 0))
    return (a, b, c) if (q - (a * x**2 + b * x + c)).expand() == 0 else None


def _of_radicand(q: Expression, x: Expression) -> list[Expression]:
    """The integrals of 1/sqrt q and 1/(x sqrt q) for quadratic q."""
    parts = _quadratic(q, x)
    if parts is None:
        return []
    a, b, c = parts
    r, found = symengine.sqrt(q), []
    if a != 0 and (b * b - 4 * a * c).expand() != 0:
        found += [
            symengine.asin((2 * a * x + b) / positive_root((b * b - 4 * a * c).expand())),
            symengine.asinh((2 * a * x + b) / positive_root((4 * a * c - b * b).expand())),
            symengine.log(2 * positive_root(a) * r + 2 * a * x + b),
        ]
    if c != 0:
        root = positive_root(c)
        found += [
            symengine.atanh((2 * c + b * x) / (2 * root * r)),
            symengine.atan((2 * c + b * x) / (2 * positive_root(-c) * r)),
            symengine.log((r - root) / (r + root)),
        ]
    return found


def _over_factors(f: Expression, q: Expression, x: Expression) -> Iterator[Expression]:
    """log p, sqrt(q) x**k/p**j and the integrals of 1/(p sqrt q) for the factors p of the denominator's norm."""
    parts = _quadratic(q, x)
    r = symengine.sqrt(q)
    for p, multiplicity in _norm_factors(f, q):
        if not symengine.has_symbol(p, x) or p == q:
            continue
        own = _quadratic(p, x)
        yield symengine.log(p)
        if own is None:
            continue
        a, b, c = own
        for j in range(1, min(multiplicity, 3) + 1):
            yield from (r / p**j, x * r / p**j, 1 / p**j, x / p**j)
        if parts is None:
            continue
        if a == 0:
            yield from _over_linear(q, parts, x, -c / b)
            continue
        root = positive_root((4 * a * c - b * b).expand())
        yield symengine.atan((2 * a * x + b) / root)
        if b == 0 and parts[1] == 0:  # p = a x**2 + c, q = d x**2 + e
            value = ((parts[2] * a - parts[0] * c) / a).expand()  # q where p is zero
            if value != 0:
                yield symengine.atan(x * positive_root(a * value / c) / r)
                yield symengine.atanh(x * positive_root(-a * value / c) / r)
                yield symengine.atanh(r / positive_root(value))
                yield symengine.atan(r / positive_root(-value))


def _over_linear(
    q: Expression, parts: tuple[Expression, Expression, Expression], x: Expression, place: Expression
) -> Iterator[Expression]:
    """The integral of 1/((x - place) sqrt q)."""
    a, b, c = parts
    value = (a * place**2 + b * place + c).expand()
    if value == 0:
        return
    numerator = (2 * value + (2 * a * place + b) * (x - place)).expand()
    r = symengine.sqrt(q)
    if a != 0:
        yield symengine.atanh(numerator / (2 * positive_root(value) * r))
        yield symengine.atan(numerator / (2 * positive_root(-value) * r))
    else:
        yield symengine.atanh(r / positive_root(value))
        yield symengine.atan(r / positive_root(-value))


def _norm_factors(f: Expression, q: Expression) -> list[tuple[Expression, int]]:
    """The factors of the denominator of ``f``, times what it is with the other sign of sqrt(q) if that is in it."""
    half = [e for e in subexpressions(f) if type(e) is symengine.Pow and e.args[0] == q and is_half(e.args[1])]
    _, denominator = f.subs({e: _R ** (2 * e.args[1]) for e in half}).as_numer_denom()
    r = symengine.sqrt(q)
    norm = symengine.Integer(1)
    for part in denominator.args if type(denominator) is symengine.Mul else (denominator,):
        norm *= part.subs({_R: r}) * part.subs({_R: -r}) if symengine.has_symbol(part, _R) else part
    return factors_of(norm.expand())

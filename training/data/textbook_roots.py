"""Integrands with the square root of a quadratic, reduced exactly to one elementary integral.

    integral of P/sqrt(Q) = S*sqrt(Q) + c1 * integral of 1/sqrt(Q) + c2 * integral of 1/(t*sqrt(Q))

for a Laurent polynomial P, from (t**n*sqrt(Q))' = (n*t**(n-1)*Q + t**n*Q'/2)/sqrt(Q), solved from both ends.
Source: the reduction formulas of any integral table; the two elementary integrals are written with functions that hold
on both sides of the gap of a radicand: log and atanh rather than acosh.
"""

from __future__ import annotations

import random
from fractions import Fraction

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import X
from training.data.textbook_draws import Family, Pair, Polynomial, expression, polynomial, positive, whole
from training.data.textbook_rational import square_root

Integer, sqrt, log, asin, asinh, atan, atanh = (
    symengine.Integer, symengine.sqrt, symengine.log, symengine.asin, symengine.asinh, symengine.atan, symengine.atanh,
)  # fmt: skip
Laurent = dict[int, Fraction]
"""Exponent to coefficient."""
Quadratic = tuple[int, int, int]
"""(a, b, c) of a*t**2 + b*t + c"""


def number(q: Fraction) -> Expression:
    """A fraction in symengine."""
    return Integer(q.numerator) / Integer(q.denominator)


def laurent(p: Polynomial, shift: int = 0) -> Laurent:
    """The coefficients of p(t)*t**shift."""
    return {k + shift: Fraction(int(c.p), int(c.q)) for k, c in enumerate(p.coeffs()) if c != 0}


def over_root(top: Laurent, quadratic: Quadratic, t: Expression, root: Expression) -> Expression:
    """The antiderivative of sum(top)/sqrt(a*t**2 + b*t + c); ``root`` is that square root, a*c or a*b nonzero."""
    a, b, c = (Fraction(n) for n in quadratic)
    rest = dict(top)
    sums: list[Expression] = []

    def take(n: int, coefficient: Fraction) -> None:
        """Takes coefficient*(t**n*root)' out of the integrand."""
        sums.append(number(coefficient) * t**n)
        for power, value in ((n + 1, (n + 1) * a), (n, (n + Fraction(1, 2)) * b), (n - 1, n * c)):
            left = rest.get(power, Fraction(0)) - coefficient * value
            if left:
                rest[power] = left
            else:
                rest.pop(power, None)

    while rest and max(rest) >= 1:
        n = max(rest) - 1
        take(n, rest[n + 1] / ((n + 1) * a))
    while rest and min(rest) <= (-2 if c else -1):
        lowest = min(rest)
        if c:
            take(lowest + 1, rest[lowest] / ((lowest + 1) * c))
        else:
            take(lowest, rest[lowest] / ((lowest + Fraction(1, 2)) * b))
    terms = [symengine.Add(*sums) * root]
    if 0 in rest:
        terms.append(number(rest[0]) * inverse_root(quadratic, t, root))
    if -1 in rest:
        terms.append(number(rest[-1]) * inverse_root_over_t(quadratic, t, root))
    return symengine.Add(*terms)


def inverse_root(quadratic: Quadratic, t: Expression, root: Expression) -> Expression:
    """The antiderivative of 1/sqrt(a*t**2 + b*t + c)."""
    a, b, c = quadratic
    gap = b * b - 4 * a * c
    outside = square_root(Integer(abs(a)))
    slope = (2 * a * t + b).expand()
    if a < 0:
        return asin((-slope).expand() / square_root(Integer(gap))) / outside
    if gap < 0:
        return asinh(slope / square_root(Integer(-gap))) / outside
    if b == 0:
        return log(outside * t + root) / outside
    return log(slope + 2 * outside * root) / outside


def inverse_root_over_t(quadratic: Quadratic, t: Expression, root: Expression) -> Expression:
    """The antiderivative of 1/(t*sqrt(a*t**2 + b*t + c)), c not zero."""
    _, b, c = quadratic
    inside = square_root(Integer(abs(c)))
    if b == 0:
        return -atanh(root / inside) / inside if c > 0 else atan(root / inside) / inside
    ratio = (2 * c + b * t).expand() / (2 * inside * root)
    return -atanh(ratio) / inside if c > 0 else atan(ratio) / inside


def over_power(top: Polynomial, quadratic: Quadratic, k: int, root: Expression) -> Expression:
    """The antiderivative of top/(a*x**2 + b*x + c)**(k + 1/2), by digits in base of the quadratic; its gap not zero."""
    a, b, c = (Fraction(n) for n in quadratic)
    base = flint.fmpq_poly([int(c), int(b), int(a)])
    rest, whole_part = top, flint.fmpq_poly([0])
    terms: list[Expression] = []
    for j in range(k, 0, -1):  # digit/Q**(j + 1/2)
        rest, digit = divmod(rest, base)
        n, m = (Fraction(int(digit[i].p), int(digit[i].q)) for i in (0, 1))
        slope, constant = m / (2 * a), n - m * b / (2 * a)
        above = Laurent({0: -slope / (j - Fraction(1, 2))})  # Q'/Q**(j+1/2)
        terms.append(number(above[0]) / root ** (2 * j - 1))
        level = j
        while (
            level > 0 and constant
        ):  # 1/Q**(l+1/2) = (2*(2ax+b)/((2l-1)*D*Q**(l-1/2)))' + 8a(l-1)/((2l-1)*D)/Q**(l-1/2)
            scale = constant / ((2 * level - 1) * (4 * a * c - b * b))
            terms.append((number(4 * a * scale) * X + number(2 * b * scale)) / root ** (2 * level - 1))
            constant = 8 * a * (level - 1) * scale
            level -= 1
    whole_part = rest
    if whole_part != 0:
        terms.append(over_root(laurent(whole_part), quadratic, X, root))
    return symengine.Add(*terms)


# --- drawing ----------------------------------------------------------------------------------------------------------


def draw_quadratic(rng: random.Random) -> Quadratic:
    """c - x**2, x**2 + c, x**2 - c, x**2 + b*x + c and multiples, real somewhere and no squares.

    A square's root is an absolute value, and the elementary integrals above would be log(0) and atanh(1) on one side.
    """
    u = rng.random()
    if u < 0.3:
        return -1 if u < 0.2 else -positive(rng), 0, rng.choice((1, 1, 4, 9, positive(rng)))
    if u < 0.7:
        return 1 if u < 0.55 else positive(rng), 0, rng.choice((1, -1, 1, -1, 4, -4, 9, whole(rng)))
    a, b, c = rng.choice((1, 1, 1, -1, 2, whole(rng))), whole(rng), rng.choice((0, whole(rng), whole(rng)))
    if b * b == 4 * a * c:
        return draw_quadratic(rng)
    return (a, b, c) if a > 0 or b * b > 4 * a * c else (-a, b, c)


def _base(quadratic: Quadratic) -> tuple[Polynomial, Expression]:
    a, b, c = quadratic
    p = flint.fmpq_poly([c, b, a])
    return p, sqrt(expression(p, X))


def root_times_polynomial(rng: random.Random) -> Pair:
    """P/sqrt(Q), P*sqrt(Q), P*Q**(3/2)."""
    quadratic = draw_quadratic(rng)
    p, root = _base(quadratic)
    top = (
        flint.fmpq_poly([0, 1]) ** rng.choice((0, 0, 1, 1, 2, 2, 3, 4, 5))
        if rng.random() < 0.75
        else polynomial(rng, 2)
    )
    power = rng.choice((-1, -1, -1, 1, 1, 3))
    f = expression(top, X) * root**power
    return f, over_root(laurent(top * p ** ((power + 1) // 2)), quadratic, X, root)


def root_over_powers(rng: random.Random) -> Pair | None:
    """sqrt(Q)/x**n, 1/(x**n*sqrt(Q)), (x**2 + b)/(x*sqrt(Q)), also around another point than 0."""
    quadratic = draw_quadratic(rng)
    power, n = rng.choice((-1, -1, 1, 1, 3)), rng.choice((1, 1, 2, 2, 3, 4))
    a, b, c = quadratic
    if c == 0 and b == 0:
        return None
    p = flint.fmpq_poly([c, b, a])
    top = flint.fmpq_poly([1]) if rng.random() < 0.8 else flint.fmpq_poly([whole(rng), *([0] * rng.randint(0, 1)), 1])
    shift = whole(rng) if rng.random() < 0.25 else 0
    t = X + shift
    root = sqrt(expression(p(flint.fmpq_poly([shift, 1])), X))
    f = expression(top, t) / t**n * root**power
    return f, over_root(laurent(top * p ** ((power + 1) // 2), -n), quadratic, t, root)


def over_root_power(rng: random.Random) -> Pair:
    """P/Q**(3/2), P/Q**(5/2)."""
    quadratic = draw_quadratic(rng)
    k = rng.choice((1, 1, 1, 2))
    _, root = _base(quadratic)
    top = flint.fmpq_poly([0, 1]) ** rng.choice((0, 0, 0, 1, 2, 2, 3)) if rng.random() < 0.75 else polynomial(rng, 1)
    return expression(top, X) / root ** (2 * k + 1), over_power(top, quadratic, k, root)


def quadratic_over_root(rng: random.Random) -> Pair | None:
    """1/((x**2 + e)*sqrt(a*x**2 + c)): u = x/sqrt(a*x**2 + c) makes it 1/(e + (c - a*e)*u**2)."""
    a, c, e = whole(rng), whole(rng), whole(rng)
    if a < 0 and c < 0:
        a = -a
    root = sqrt(a * X**2 + c)
    rest = c - a * e
    if rest == 0:
        return None
    ratio = square_root(abs(Integer(rest) / e))
    u = X / root
    antiderivative = atan(ratio * u) if rest * e > 0 else atanh(ratio * u)
    return 1 / ((X**2 + e) * root), antiderivative / (e * ratio)


FAMILIES = (
    Family("P*sqrt(Q)**n", 5, root_times_polynomial, shifts=False),
    Family("sqrt(Q)**n/x**m", 4, root_over_powers, shifts=False),
    Family("P/Q**(3/2), P/Q**(5/2)", 1.5, over_root_power, shifts=False),
    Family("1/((x**2 + e)*sqrt(a*x**2 + c))", 0.8, quadratic_over_root),
)
"""Square roots of quadratics; arguments may be shifted afterwards."""

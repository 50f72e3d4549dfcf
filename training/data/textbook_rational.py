"""Rational functions, integrated exactly: partial fractions over Q with linear and quadratic factors.

    integral of N/(p1**k1 ... pm**km) = polynomial + sum of rational parts, logarithms, arctangents

Source: Hermite's reduction in its schoolbook form (p-adic digits of the numerator of each partial fraction). Through
t = exp(x), log(x), tan(x), sin(x), x**(1/q)... the same function integrates whole classes of transcendental and
algebraic integrands: see ``textbook_rationalised``.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import X
from training.data.textbook_draws import Family, Pair, Polynomial, exact, expression, polynomial, positive, power, whole

Add, Integer = symengine.Add, symengine.Integer
ONE = flint.fmpq_poly([1])
IDENTITY = flint.fmpq_poly([0, 1])
Factors = Sequence[tuple[Polynomial, int]]


def integrate(numerator: Polynomial, factors: Factors, t: Expression) -> Expression | None:
    """The antiderivative in ``t`` of numerator/product(p**k); None where a factor is of degree 3 or more.

    The factors are pairwise coprime, of degree 1 or 2, the quadratic ones irreducible over Q.
    """
    denominator = ONE
    for p, k in factors:
        denominator *= p**k
    whole_part, rest = divmod(numerator, denominator)
    terms = [expression(whole_part.integral(), t)]
    for p, k in factors:
        if p.degree() > 2:
            return None
        modulus = p**k
        cofactor = divmod(denominator, modulus)[0]
        inverse = cofactor.xgcd(modulus)[1]
        share = divmod(rest * inverse, modulus)[1]
        for j in range(k, 0, -1):  # digits in base p: share/p**k = sum of digit/p**j
            share, digit = divmod(share, p)
            if digit != 0:
                terms += (_over_linear if p.degree() == 1 else _over_quadratic)(digit, p, j, t)
    return Add(*terms)


def _over_linear(digit: Polynomial, p: Polynomial, j: int, t: Expression) -> list[Expression]:
    """c/(a*t + b)**j"""
    c = exact(digit[0] / p[1])
    below = expression(p, t)
    return [c * symengine.log(below)] if j == 1 else [c / ((1 - j) * below ** (j - 1))]


def _over_quadratic(digit: Polynomial, p: Polynomial, j: int, t: Expression) -> list[Expression]:
    """(m*t + n)/p**j with p = a*t**2 + b*t + c: m/(2*a)*p'/p**j + (n - m*b/(2*a))/p**j"""
    a, b, c = p[2], p[1], p[0]
    m, n = digit[1], digit[0]
    quadratic = expression(p, t)
    slope, rest = m / (2 * a), n - m * b / (2 * a)
    above: dict[int, Any] = {}  # k -> numerator of the rational part over p**k
    discriminant = 4 * a * c - b * b
    terms: list[Expression] = []
    if slope != 0:
        if j == 1:
            terms.append(exact(slope) * symengine.log(quadratic))
        else:
            above[j - 1] = flint.fmpq_poly([-slope / (j - 1)])
    while j > 1 and rest != 0:  # 1/p**j = ((2*a*t + b)/((j-1)*D*p**(j-1)))' + 2*(2*j-3)*a/((j-1)*D) / p**(j-1)
        factor = rest / ((j - 1) * discriminant)
        above[j - 1] = above.get(j - 1, flint.fmpq_poly([0])) + flint.fmpq_poly([b * factor, 2 * a * factor])
        rest = factor * 2 * (2 * j - 3) * a
        j -= 1
    terms += [expression(top, t) / quadratic**k for k, top in above.items()]
    if rest != 0:
        terms.append(exact(rest) * _inverse_quadratic(a, b, discriminant, t))
    return terms


def _inverse_quadratic(a: Any, b: Any, discriminant: Any, t: Expression) -> Expression:
    """1/p: 2/sqrt(D)*atan((2*a*t + b)/sqrt(D)), D = 4*a*c - b**2; atanh and -D where D < 0."""
    root = square_root(exact(abs(discriminant)))
    argument = (exact(2 * a) * t + exact(b)) / root
    return 2 / root * symengine.atan(argument) if discriminant > 0 else -2 / root * symengine.atanh(argument)


def square_root(q: Expression) -> Expression:
    """sqrt(q) of a positive rational, its square factors taken out: sqrt(12) = 2*sqrt(3)."""
    n, outside, d = int(q.p) * int(q.q), 1, 2
    while d * d <= n:
        while n % (d * d) == 0:
            n, outside = n // (d * d), outside * d
        d += 1
    return Integer(outside) / Integer(int(q.q)) * symengine.sqrt(Integer(n))


def factored(p: Polynomial) -> tuple[Any, Factors]:
    """Constant and irreducible factors over Q."""
    content, factors = p.factor()
    return content, [(f, int(k)) for f, k in factors]


def quotient(numerator: Polynomial, factors: Factors, t: Expression, expand: bool = False) -> Expression:
    """The integrand: numerator over the product of its factors, or over one polynomial if ``expand``."""
    above = expression(numerator, t)
    if expand:
        product = ONE
        for p, k in factors:
            product *= p**k
        return above / expression(product, t)
    below = symengine.Mul(*(expression(p, t) ** k for p, k in factors))
    return above / below


# --- drawing ----------------------------------------------------------------------------------------------------------


def draw_factor(rng: random.Random) -> Polynomial:
    """x, x + b, a*x + b, x**2 + c, x**2 - c or x**2 + b*x + c."""
    u = rng.random()
    if u < 0.25:
        return IDENTITY
    if u < 0.5:
        return flint.fmpq_poly([whole(rng), 1])
    if u < 0.65:
        return flint.fmpq_poly([whole(rng), positive(rng)])
    if u < 0.85:
        return flint.fmpq_poly([whole(rng), 0, 1 if rng.random() < 0.7 else positive(rng)])
    return flint.fmpq_poly([whole(rng), whole(rng), 1 if rng.random() < 0.7 else positive(rng)])


def draw_denominator(rng: random.Random) -> Polynomial:
    """A product of one to three factors with powers, or x**n + c."""
    u = rng.random()
    if u < 0.07:
        n = rng.choice((3, 4, 4, 6))
        return flint.fmpq_poly([rng.choice((1, -1)), *[0] * (n - 1), 1])
    product = ONE
    for _ in range(rng.choices((1, 2, 3), (5, 4, 1))[0]):
        p = draw_factor(rng)
        k = rng.choices((1, 2, 3, 4), (7, 2.2, 0.7, 0.3))[0]
        if (product * p**k).degree() > 6:
            break
        product *= p**k
    return product


def draw_numerator(rng: random.Random, degree: int) -> Polynomial:
    """A constant, a monomial, or a polynomial around the given degree."""
    u = rng.random()
    if u < 0.4:
        return flint.fmpq_poly([1 if rng.random() < 0.8 else whole(rng)])
    if u < 0.65:
        return IDENTITY ** rng.randint(1, degree + 1)
    return polynomial(rng, rng.randint(1, max(1, min(degree, 4))))


def rational_function(rng: random.Random) -> Pair | None:
    """N/D, factored, expanded, or with one factor left alone."""
    denominator = draw_denominator(rng)
    if denominator.degree() < 1:
        return None
    numerator = draw_numerator(rng, denominator.degree())
    common = numerator.gcd(denominator)
    content, factors = factored(divmod(denominator, common)[0])
    numerator = divmod(numerator, common)[0]
    antiderivative = integrate(numerator, factors, X)
    if antiderivative is None or not factors:
        return None
    u = rng.random()
    above = expression(numerator, X)
    if u < 0.3:
        f = above / expression(divmod(denominator, common)[0], X)
        return f, antiderivative / exact(content)
    return quotient(numerator, factors, X, expand=u < 0.4), antiderivative


def polynomial_powers(rng: random.Random) -> Pair | None:
    """x**m*(a*x + b)**n, (x**2 + c)**n, sums of powers: expanded answers, or in powers of the base for linear ones."""
    u = rng.random()
    if u < 0.35:
        p = polynomial(rng, rng.randint(1, 5))
        return expression(p, X), expression(p.integral(), X)
    base = draw_factor(rng)
    if base == IDENTITY:
        return None
    n = rng.randint(2, 4)
    if u < 0.6:
        p = polynomial(rng, rng.randint(1, 2)) if rng.random() < 0.5 else IDENTITY ** power(rng)
        return expression(p, X) * expression(base, X) ** n, expression((p * base**n).integral(), X)
    if u < 0.75:
        n, slope = rng.randint(4, 12), base.derivative()
        return expression(slope, X) * expression(base, X) ** n, expression(base, X) ** (n + 1) / (n + 1)
    p, n = polynomial(rng, rng.randint(1, 3)), rng.randint(1, 3)
    f = symengine.Add(*(exact(c) * X ** (k - n) for k, c in enumerate(p.coeffs()) if c != 0))
    if rng.random() < 0.5:
        f = expression(p, X) / X**n
    antiderivative = integrate(p, [(IDENTITY, n)], X) if p[0] != 0 else None
    return None if antiderivative is None else (f, antiderivative)


FAMILIES = (
    Family("rational functions", 8, rational_function, shifts=False),
    Family("polynomials and powers", 4, polynomial_powers, shifts=False),
)

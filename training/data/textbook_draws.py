"""Numbers, parameters and arguments as textbook authors choose them: small, mostly integers, often 1."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import PARAMETERS, Choice, X

Pair = tuple[Expression, Expression]
"""(integrand, antiderivative)"""
Polynomial = Any
"""A flint.fmpq_poly."""
Integer = symengine.Integer

PARAMETER_SHARE = 0.2
_SMALL = Choice({1: 8, 2: 6, 3: 5, 4: 3, 5: 3, 6: 1.5, 7: 1, 8: 0.8, 9: 0.8, 10: 0.5})
_EXPONENTS = Choice({1: 6, 2: 6, 3: 4, 4: 2.5, 5: 1.5, 6: 1, 7: 0.5, 8: 0.4, 10: 0.2})


@dataclass(frozen=True)
class Family:
    """One kind of integral: its name, how often it is drawn, and the function that draws one (None: the draw failed).

    ``shifts``: a linear argument instead of x makes a new problem (rational functions: only one with parameters does).
    """

    name: str
    weight: float
    draw: Callable[[random.Random], Pair | None]
    shifts: bool = True


def positive(rng: random.Random) -> int:
    """1 to 10, small ones more often."""
    return int(_SMALL.draw(rng))


def whole(rng: random.Random) -> int:
    """A small non-zero integer, negative in a third of the draws."""
    n = positive(rng)
    return -n if rng.random() < 0.33 else n


def power(rng: random.Random) -> int:
    """An exponent, 1 to 10."""
    return int(_EXPONENTS.draw(rng))


def rational(rng: random.Random) -> Expression:
    """A small positive rational, mostly an integer."""
    n = Integer(positive(rng))
    return n / positive(rng) if rng.random() < 0.2 else n


def polynomial(rng: random.Random, degree: int, density: float = 0.6) -> Polynomial:
    """Small integer coefficients, some zero, the leading one mostly 1."""
    lower = [whole(rng) if rng.random() < density else 0 for _ in range(degree)]
    return flint.fmpq_poly([*lower, 1 if rng.random() < 0.6 else whole(rng)])


def exact(q: Any) -> Expression:
    """A FLINT rational or integer in symengine."""
    return Integer(int(q.p)) / Integer(int(q.q)) if isinstance(q, flint.fmpq) else Integer(int(q))


def expression(p: Polynomial, t: Expression) -> Expression:
    """The polynomial in ``t``, expanded."""
    return symengine.Add(*(exact(c) * t**k for k, c in enumerate(p.coeffs()) if c != 0))


def linear(rng: random.Random) -> Expression:
    """An argument: x, 2*x, x/3, 3*x + 1, and with parameters a0*x, a0 + a1*x."""
    u = rng.random()
    if u < 0.42:
        return X
    if u < 0.62:
        return positive(rng) * X
    if u < 0.68:
        return X / positive(rng)
    if u < 0.76:
        return X + whole(rng)
    if u < 0.86:
        return positive(rng) * X + whole(rng)
    if u < 0.88:
        return whole(rng) - positive(rng) * X
    return symbolic_linear(rng)


def symbolic_linear(rng: random.Random) -> Expression:
    """a0*x, x + a0, a0 + a1*x or x/a0: parameters come in the order of their numbers."""
    a, b = PARAMETERS[:2]
    return rng.choices((a * X, X + a, a + b * X, a * X + b, X / a, a * X + whole(rng)), (4, 1, 3, 2, 1, 1))[0]

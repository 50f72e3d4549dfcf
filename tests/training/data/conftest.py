"""The check that all generators share: F' = f numerically, at random real points and parameters."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
import symengine

from symassist.expressions.convert import Expression
from symassist.expressions.derivative import derivative
from training.data.expressions import PARAMETERS, X

Check = Callable[[Expression, Expression], float | None]


def largest_error(f: Expression, antiderivative: Expression, points: int = 5, seed: int = 0) -> float | None:
    """max |F' - f|/(1 + |f|) over points where f is real and moderate; None where there is none among forty."""
    rng = random.Random(seed)
    slope = derivative(antiderivative, X)
    errors: list[float] = []
    for _ in range(40):
        at = {symbol: symengine.RealDouble(rng.uniform(0.3, 3)) for symbol in PARAMETERS}
        at[X] = symengine.RealDouble(rng.uniform(-3, 3))
        try:
            value, other = complex(f.subs(at).n()), complex(slope.subs(at).n())
        except (RuntimeError, TypeError):  # a pole, or a function symengine cannot evaluate there
            continue
        if math.isfinite(abs(value)) and math.isfinite(abs(other)) and abs(value.imag) < 1e-9 and abs(value) < 1e6:
            errors.append(abs(value - other) / (1 + abs(value)))
        if len(errors) == points:
            break
    return max(errors) if errors else None


@pytest.fixture
def error() -> Check:
    """``error(f, F)``: the largest relative error of F' = f, None if no point could be tried."""
    return largest_error


def assert_right(pairs: list[tuple[Expression, Expression]], unchecked_share: float = 0.05) -> None:
    """Every pair differentiates to its integrand; few may have no point to try."""
    unchecked = 0
    for f, antiderivative in pairs:
        worst = largest_error(f, antiderivative)
        unchecked += worst is None
        assert worst is None or worst < 1e-5, f"d/dx {antiderivative} is not {f}: {worst}"
    assert unchecked <= unchecked_share * len(pairs)


@pytest.fixture
def right() -> Callable[..., None]:
    """``right(pairs)``: fails naming the first pair whose derivative is not its integrand."""
    return assert_right

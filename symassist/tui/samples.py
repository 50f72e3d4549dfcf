"""Values of an integrand and a candidate along the real line, in doubles: to look at, not to judge by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.numerics.evaluate import evaluate
from symassist.problem import Problem

Reals = NDArray[np.float64]
_STEP = 2.0**-17
"""Of the central difference, relative to max(1, |x|): its error is about 1e-10 there for smooth functions."""


def parameter_values(problem: Problem, expression: sympy.Expr) -> dict[sympy.Symbol, float]:
    """A value for every symbol but the variable: 1.25, 1.75, 2.25... by name, negative where so assumed."""
    symbols = (problem.integrand.free_symbols | expression.free_symbols) - {problem.variable}
    ordered = sorted(symbols, key=lambda s: s.name)
    return {s: (1.25 + 0.5 * i) * (-1 if s.is_negative else 1) for i, s in enumerate(ordered)}


def complex_values(
    expression: sympy.Expr, variable: sympy.Symbol, at: Reals, parameters: Mapping[sympy.Symbol, float]
) -> NDArray[np.complex128]:
    """The values at the points ``at`` (N,); NaN or infinite where undefined.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning.
    """
    return evaluate(expression, {variable: at, **{s: np.full(at.shape, v) for s, v in parameters.items()}})


def real_part(z: NDArray[np.complex128]) -> Reals:
    """z where it is real and finite, NaN elsewhere."""
    real = np.isfinite(z) & (np.abs(z.imag) <= 1e-9 * np.maximum(1.0, np.abs(z)))
    return np.where(real, z.real, np.nan)


def real_values(
    expression: sympy.Expr, variable: sympy.Symbol, at: Reals, parameters: Mapping[sympy.Symbol, float]
) -> Reals:
    """The values at the points ``at`` (N,); NaN where the expression is not real or not finite.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning.
    """
    return real_part(complex_values(expression, variable, at, parameters))


def numeric_derivative(
    expression: sympy.Expr, variable: sympy.Symbol, at: Reals, parameters: Mapping[sympy.Symbol, float]
) -> Reals:
    """Central differences of the expression: independent of every symbolic derivative."""
    h = _STEP * np.maximum(1.0, np.abs(at))
    above, below = (complex_values(expression, variable, at + d, parameters) for d in (h, -h))
    # An imaginary part that is constant, as of log(x) on the left, is a constant of integration.
    with np.errstate(invalid="ignore"):
        return real_part((above - below) / (2 * h))


def readable_range(curves: Iterable[Reals]) -> tuple[float, float]:
    """A vertical range for the curves in which a pole does not flatten everything else."""
    values = np.concatenate([curve[np.isfinite(curve)] for curve in curves] or [np.empty(0)])
    if values.size == 0:
        return -1.0, 1.0
    low, high = (float(v) for v in np.percentile(values, (12, 88)))
    room = 0.6 * (high - low) or 0.5 * max(1.0, abs(low))
    return max(low - room, float(values.min()) - room / 4), min(high + room, float(values.max()) + room / 4)

"""What the plot draws: f, F and the numerical F' over a stretch of the real line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.problem import Problem
from symassist.tui.samples import (
    Reals,
    complex_values,
    numeric_derivative,
    parameter_values,
    readable_range,
    real_part,
    real_values,
)

_POINTS = 400


@dataclass(frozen=True)
class Stretch:
    """The part of the real line that is shown."""

    low: float
    high: float

    def zoomed(self, factor: float) -> Stretch:
        """The stretch of ``factor`` times the width around the same centre."""
        centre, half = (self.low + self.high) / 2, (self.high - self.low) / 2 * factor
        return Stretch(centre - half, centre + half) if 1e-6 < half < 1e9 else self

    def moved(self, share: float) -> Stretch:
        """The stretch moved by a share of its width."""
        step = (self.high - self.low) * share
        return Stretch(self.low + step, self.high + step)


@dataclass(frozen=True)
class Curves:
    """Values at the points ``x`` (N,), NaN where not real; ``numeric`` are central differences of F.

    ``F`` is the real part where F is not real but f is (log(x) on the left of 0); ``is_part`` says if that occurs.
    """

    stretch: Stretch
    x: Reals
    f: Reals
    F: Reals
    numeric: Reals
    vertical: tuple[float, float]
    parameters: dict[sympy.Symbol, float]
    is_part: bool


def first_stretch(problem: Problem) -> Stretch:
    """Between finite limits, else around zero."""
    if problem.limits is not None and all(limit.is_number and limit.is_finite for limit in problem.limits):
        low, high = sorted(float(limit) for limit in problem.limits)
        margin = 0.15 * (high - low)
        if margin > 0:
            return Stretch(low - margin, high + margin)
    return Stretch(-6.0, 6.0)


def make_curves(problem: Problem, F: sympy.Expr, stretch: Stretch) -> Curves | None:
    """The curves; None where a function cannot be evaluated numerically."""
    parameters, variable = parameter_values(problem, F), problem.variable
    # Not on round numbers, where poles like to be.
    x = np.linspace(stretch.low, stretch.high, _POINTS) + (stretch.high - stretch.low) * 1.37e-4
    try:
        f = real_values(problem.integrand, variable, x, parameters)
        z = complex_values(F, variable, x, parameters)
        numeric = numeric_derivative(F, variable, x, parameters)
    except UnsupportedExpressionError:
        return None
    values = real_part(z)
    partly = np.isnan(values) & np.isfinite(z) & np.isfinite(f)
    values = np.where(partly, z.real, values)
    return Curves(stretch, x, f, values, numeric, readable_range((f, values)), parameters, bool(partly.any()))


def pieces(x: Reals, y: Reals, vertical: tuple[float, float]) -> list[tuple[list[float], list[float]]]:
    """The runs of points that are drawn as one line: cut where y is not real, leaves the picture, or leaps across it.

    >>> pieces(np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, np.nan, 2.0, 2.5]), (0.0, 3.0))
    [([0.0], [1.0]), ([2.0, 3.0], [2.0, 2.5])]
    """
    low, high = vertical
    visible = np.isfinite(y) & (y >= low) & (y <= high)
    leap = np.append(np.abs(np.diff(y)) > 0.6 * (high - low), False)
    runs: list[tuple[list[float], list[float]]] = []
    current: tuple[list[float], list[float]] = ([], [])
    for here, there, shown, leaps in zip(x.tolist(), y.tolist(), visible.tolist(), leap.tolist(), strict=True):
        if shown:
            current[0].append(here)
            current[1].append(there)
        if current[0] and (not shown or leaps):
            runs.append(current)
            current = ([], [])
    return [*runs, current] if current[0] else runs

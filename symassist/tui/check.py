"""The check of one candidate to look at: F', F' - f and some values of both, next to what the judge said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sympy

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.problem import Problem
from symassist.steps import slope
from symassist.tui.samples import parameter_values, real_values
from symassist.workers import WorkerPool

DERIVATIVE_SECONDS, SIMPLIFY_SECONDS = 8.0, 2.0
"""The first is long enough for workers that have yet to start on a busy machine."""
_POINTS = 7


@dataclass(frozen=True)
class Sample:
    """f and F' in doubles at one point."""

    x: float
    integrand: float
    derivative: float


@dataclass(frozen=True)
class Check:
    """``derivative`` is F' and ``difference`` F' - f (``simplified`` if SymPy managed to in time), None without time.

    ``parameters`` are the values with which ``samples`` were taken.
    """

    derivative: sympy.Expr | None
    difference: sympy.Expr | None
    simplified: bool
    samples: tuple[Sample, ...]
    parameters: dict[sympy.Symbol, float]


def make_check(problem: Problem, F: sympy.Expr, budget: Budget, pool: WorkerPool) -> Check:
    """Differentiates and simplifies in a worker, which is killed after some seconds, and samples in doubles."""
    f, x = problem.integrand, problem.variable
    found = pool.call(slope, F, x, budget=budget.at_most(DERIVATIVE_SECONDS))
    parameters = parameter_values(problem, F)
    if not found.finished:
        return Check(None, None, False, (), parameters)
    derivative: sympy.Expr = found.value
    difference = derivative - f
    simple = pool.call(sympy.simplify, difference, budget=budget.at_most(SIMPLIFY_SECONDS))
    return Check(
        derivative,
        simple.value if simple.finished else difference,
        simple.finished,
        _samples(problem, derivative, parameters),
        parameters,
    )


def _samples(problem: Problem, derivative: sympy.Expr, parameters: dict[sympy.Symbol, float]) -> tuple[Sample, ...]:
    """Some points where f is real, from everywhere it is; none where a function cannot be evaluated."""
    points = np.concatenate([s * np.geomspace(0.11, 12.0, 40) for s in (-1.0, 1.0)])
    points.sort()
    try:
        f = real_values(problem.integrand, problem.variable, points, parameters)
        g = real_values(derivative, problem.variable, points, parameters)
    except UnsupportedExpressionError:
        return ()
    inside = np.flatnonzero(np.isfinite(f))
    if not inside.size:
        return ()
    chosen = inside[np.unique(np.linspace(0, inside.size - 1, _POINTS).round().astype(int))]
    return tuple(Sample(float(points[i]), float(f[i]), float(g[i])) for i in chosen)

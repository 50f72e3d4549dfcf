"""What one problem's candidates share: the integrand on a tape, sampled, with its real domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import sympy
from flint import acb, ctx
from numpy.typing import NDArray

from symassist.numerics import acb_functions, balls, points
from symassist.numerics.evaluate import Array, run
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.problem import Problem
from symassist.verify.balls import FIRST_BITS

INSIDE, OUTSIDE, UNDEFINED = 1, 0, -1
_REAL = 1e-9
_BISECTIONS = 40
_TINY = 1e-12
_BALL_SAMPLES, _BALL_WITNESSES = 24, 4


@dataclass
class Round:
    """The integrand at sample points for one choice of parameter values."""

    parameters: dict[sympy.Symbol, float]
    x: NDArray[np.float64]
    nodes: dict[int, Array]
    domain: NDArray[np.int8]
    real: bool


class Analysis:
    """The integrand of a problem: its tape, its critical nodes, and a ``Round`` for each choice of parameters."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tape = Tape()
        self.root = record(self.tape, problem.integrand)
        self.critical = points.critical(self.tape, [self.root])

    @cached_property
    def rounds(self) -> list[Round]:
        """The integrand under each choice of parameters that the assumptions allow."""
        choices = points.parameter_rounds(self.problem.parameters, self.problem.assumptions)
        return [self.sample(self.tape, self.root, self.critical, choice) for choice in choices]

    def sample(self, tape: Tape, root: int, critical: list[int], parameters: dict[sympy.Symbol, float]) -> Round:
        """Samples node ``root`` on the line and between the zeros of critical polynomials."""
        x = points.line()
        x = np.union1d(x, points.between_roots(tape, critical, self.problem.variable, parameters, x))
        nodes = run(tape, [root, *critical], {self.problem.variable: x, **parameters}, sparse=True)
        domain = real_domain(nodes[root], x.size)
        if np.all(domain == UNDEFINED):
            domain = self.beyond_doubles(x, parameters)
        real = bool(np.any(domain == INSIDE))
        if real and np.any(domain == OUTSIDE):
            real = self.real_somewhere(x, nodes[root], domain == INSIDE, parameters)
        if not real:
            # Complex everywhere on the line: then it is compared as a complex function where it is finite.
            domain = np.where(domain == OUTSIDE, INSIDE, domain).astype(np.int8)
        return Round(parameters, x, nodes, domain, real)

    def real_somewhere(
        self, x: NDArray[np.float64], values: Array, inside: NDArray[np.bool_], parameters: dict[sympy.Symbol, float]
    ) -> bool:
        """Whether the ``values`` of the root that look real ``inside``, and complex elsewhere, are real.

        Far out sqrt(tanh(x)**2 - 1) is rounded to zero, and the imaginary part of 1/(sinh(x) + I) is lost beside the
        real one.
        """
        inside = inside & (np.broadcast_to(values, (x.size,)) != 0)
        near = np.flatnonzero(inside)[np.argsort(np.abs(x[inside]))][:_BALL_WITNESSES]
        return any(value.imag.contains(0) for value in self._in_balls(x[near], parameters))

    def beyond_doubles(self, x: NDArray[np.float64], parameters: dict[sympy.Symbol, float]) -> NDArray[np.int8]:
        """The real domain among some points near zero by balls, for values that overflow everywhere."""
        domain = np.full(x.size, UNDEFINED, dtype=np.int8)
        near = np.flatnonzero(np.abs(x) < points.CENTRE)
        near = near[:: max(1, near.size // _BALL_SAMPLES)]
        for k, value in zip(near, self._in_balls(x[near], parameters), strict=True):
            if value.is_finite():
                domain[k] = INSIDE if value.imag.contains(0) else OUTSIDE
        return domain

    def _in_balls(self, x: NDArray[np.float64], parameters: dict[sympy.Symbol, float]) -> list[acb]:
        """The integrand's enclosures at the points ``x``."""
        order = self.tape.reachable([self.root])
        with acb_functions.LOCK, ctx.workprec(FIRST_BITS):
            values = [{self.problem.variable: float(point), **parameters} for point in x]
            return [balls.run(self.tape, order, each)[self.root] for each in values]

    @cached_property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """The integrand's real domain, but for isolated points, under the first choice of parameters."""
        first = self.rounds[0]

        def inside(x: Array) -> Array:
            values = run(self.tape, [self.root], {self.problem.variable: x, **first.parameters})[self.root]
            domain = real_domain(values, x.size)
            return np.asarray(domain == INSIDE if first.real else domain != UNDEFINED)

        return intervals(first.x, first.domain == INSIDE, first.domain == UNDEFINED, inside)


@lru_cache(maxsize=32)
def analyse(problem: Problem) -> Analysis:
    """The analysis of a problem, kept for its next candidate.

    Raises:
        UnsupportedExpressionError: the integrand has parts without numerical meaning.
    """
    return Analysis(problem)


def real_domain(values: Array, size: int) -> NDArray[np.int8]:
    """INSIDE where a value is real and finite, OUTSIDE where it is complex, UNDEFINED elsewhere."""
    z = np.broadcast_to(values, (size,))
    finite = np.isfinite(z)
    real = np.abs(np.imag(z)) <= _REAL * np.abs(z) if np.iscomplexobj(z) else np.ones(size, dtype=bool)
    return np.where(finite, np.where(real, INSIDE, OUTSIDE), UNDEFINED).astype(np.int8)


def intervals(
    x: NDArray[np.float64],
    inside: NDArray[np.bool_],
    ignored: NDArray[np.bool_],
    test: Callable[[Any], Any],
) -> tuple[tuple[float, float], ...]:
    """The open intervals on which ``test`` holds, from samples ``inside``; ends are found by bisection.

    Samples that are ``ignored`` (overflow, a pole hit) neither end an interval nor carry one.
    """
    keep = inside | ~ignored
    x, inside = x[keep], inside[keep]
    low, high = -np.inf, np.inf
    # Far samples are sparse: what changes often there oscillates, and only the dense middle can be told.
    if np.count_nonzero(np.diff(inside[x < -points.CENTRE])) > 2:
        low = -points.CENTRE
    if np.count_nonzero(np.diff(inside[x > points.CENTRE])) > 2:
        high = points.CENTRE
    told = (x >= low) & (x <= high)
    x, inside = x[told], inside[told]
    if not inside.any():
        return ()
    change = np.flatnonzero(inside[1:] != inside[:-1])
    good = np.where(inside[change], x[change], x[change + 1])
    bad = np.where(inside[change], x[change + 1], x[change])
    for _ in range(_BISECTIONS if change.size else 0):
        middle = (good + bad) / 2
        holds = np.asarray(test(middle), dtype=bool)
        good, bad = np.where(holds, middle, good), np.where(holds, bad, middle)
    ends = [float(f"{v:.10g}") if abs(v) > _TINY else 0.0 for v in (good + bad) / 2]
    if inside[0]:
        ends.insert(0, low)
    if inside[-1]:
        ends.append(high)
    return tuple(zip(ends[::2], ends[1::2], strict=True))

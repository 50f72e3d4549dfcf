"""The number that an integral over given limits is: rigorous by ``acb.integral`` where possible, else an estimate."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import acb, arb, ctx

from symassist.budget import Budget
from symassist.definite.analytic import AnalyticFunction
from symassist.definite.oscillation import Part, Wave, oscillating, waves
from symassist.definite.places import BITS, Ball, Line, Place, grid, number, places, to_mpf
from symassist.definite.slow_tails import with_slow_tails

_BITS = 96
_EVALUATIONS = 30_000
_TIGHT = 1e-9
_RIGOROUS_SHARE = 0.4
_PLAIN_SHARE = 0.4
"""Of the time for an estimate, what quadrature that knows nothing of oscillation may take where there is some."""
_ESTIMATE_DIGITS = 25
_ESTIMATE_ERROR = 1e-8
_LADDER = (40, 80, 160)


@dataclass(frozen=True)
class Quadrature:
    """``middle`` plus or minus ``radius``, proven where ``rigorous``; without a number the reason.

    ``diverges`` says at which place the integrand grows like a power that cannot be integrated; ``unsettled`` that
    estimates contradict one another, as they do for slow or oscillating tails. ``pole`` is where it ``diverges``, if
    that is not at infinity and has a name, ``power`` the one that it grows like.
    """

    middle: complex | None = None
    radius: float = math.inf
    rigorous: bool = False
    diverges: str | None = None
    reason: str | None = None
    unsettled: bool = False
    pole: sympy.Expr | None = None
    power: float | None = None

    def reversed(self) -> Quadrature:
        """The integral the other way."""
        return self if self.middle is None else replace(self, middle=-self.middle)


def quadrature(f: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, seconds: float) -> Quadrature:
    """The integral of f from low to high (low < high, numbers or infinities) in ``seconds``, a part of it for rigour.

    Raises:
        UnsupportedExpressionError: f has parts without numerical meaning.
    """
    start = time.monotonic()
    task = _Task.of(f, x, low, high)
    found = _certain(task, start + _RIGOROUS_SHARE * seconds)
    if found is not None:
        return found
    parts = waves(f, x) if None in task.exact else None
    remaining = Budget.of(start + seconds - time.monotonic())
    return _estimate(task.line, task.node, task.exact, task.inside, task.ends, parts, remaining)


def at_once(f: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, deadline: float) -> Quadrature | None:
    """What is certain of the integral by ``deadline`` (monotonic time): a divergence or an enclosure; no estimates.

    Raises:
        UnsupportedExpressionError: f has parts without numerical meaning.
    """
    try:
        return _certain(_Task.of(f, x, low, high, deadline), deadline)
    except TimeoutError:
        return None


@dataclass(frozen=True)
class _Task:
    """An integrand on its tape, with the ends of the interval and the places inside."""

    line: Line
    node: int
    exact: list[Place | None]
    ends: tuple[float, ...]
    inside: list[Place]

    @classmethod
    def of(cls, f: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, deadline: float = math.inf) -> _Task:
        line = Line(x)
        node = line.node(f)
        with ctx.workprec(BITS):
            numbers = [number(e).real for e in (low, high)]
        ends = tuple(float(value) for value in numbers)
        named = zip(ends, numbers, (low, high), strict=True)
        exact = [None if math.isinf(end) else Place(value, e) for end, value, e in named]
        return cls(line, node, exact, ends, places(line, [node], *ends, deadline=deadline))


def _certain(task: _Task, deadline: float) -> Quadrature | None:
    """A divergence, a reason to refuse, or a tight enclosure; None if there is none of them."""
    line, node = task.line, task.node
    diverges = _divergence(line, node, task.exact, task.inside)
    if diverges is not None:
        return diverges
    partly = _partly_complex(line, node, *task.ends)
    if partly is not None:
        return Quadrature(reason=partly)
    first, last = task.exact
    if first is not None and last is not None:
        found = _rigorous(line, node, (first.value, last.value), task.inside, deadline)
        if found is not None and found.radius <= _TIGHT * max(1.0, abs(found.middle or 0)):
            return found
    return None


def _rigorous(
    line: Line, node: int, ends: tuple[Ball, Ball], inside: list[Place], deadline: float
) -> Quadrature | None:
    """The enclosure by ``acb.integral``, None where the integrand is unbounded or it does not become finite."""
    with ctx.workprec(_BITS):
        function = AnalyticFunction(line.tape, node, line.variable, deadline)
        low, high = (acb(end) for end in ends)
        if not all(function(place, False).is_finite() for place in (low, high, *(acb(p.value) for p in inside))):
            return None
        tolerance = arb(2) ** -60
        ball = acb.integral(function, low, high, rel_tol=tolerance, abs_tol=tolerance, eval_limit=_EVALUATIONS)
        if not ball.is_finite():
            return None
        middle = complex(ball.mid())
        radius = float(ball.real.rad()) + float(ball.imag.rad())
    # Twice the rounding of the middle to doubles, so that the enclosure stays one.
    return Quadrature(middle, radius * (1 + 1e-15) + 4e-16 * abs(middle), rigorous=True)


def _partly_complex(line: Line, node: int, low: float, high: float) -> str | None:
    """The reason to refuse a function that is real on a part of the interval only, or has no value on a part."""
    values = line.doubles([node], grid(low, high))[node]
    finite = np.isfinite(values)
    real = np.abs(values.imag) <= 1e-9 * np.abs(values)
    if not finite.any():
        return "the integrand has no value between the limits"
    share = np.count_nonzero(real & finite) / np.count_nonzero(finite)
    return "the integrand is real on a part of the interval only" if 0.001 < share < 0.999 else None


def _divergence(line: Line, node: int, ends: list[Place | None], inside: list[Place]) -> Quadrature | None:
    """Says near which place the integrand goes like |h|**p with p <= -1, or at infinity with p >= -1."""
    sides: list[tuple[Place | None, int]] = [(ends[0], 1 if ends[0] else -1), (ends[1], -1 if ends[1] else 1)]
    sides += [(place, direction) for place in inside for direction in (-1, 1)]
    for place, direction in sides:
        power = _power(line, node, place, direction)
        if power is None:
            continue
        if place is None and power >= -1 - 1e-9:
            return Quadrature(diverges="at infinity", power=power)
        if place is not None and power <= -1 + 1e-9:
            whole = abs(power - round(power)) < 1e-9
            where = f"{'pole' if whole else 'singularity'} at {line.variable} = {place}"
            return Quadrature(diverges=where, pole=place.exact, power=power)
    return None


def _power(line: Line, node: int, place: Place | None, direction: int) -> float | None:
    """The p of f ~ C |h|**p beside the place, None unless f keeps its sign and p is the same at two scales."""
    with ctx.workprec(BITS):
        steps = [acb(2) ** (k if place is None else -k) * direction for k in _LADDER]
        values = [line.ball(node, step if place is None else acb(place.value) + step) for step in steps]
        if not all(v.is_finite() and v.rel_accuracy_bits() > 60 for v in values):
            return None
        logs = [float(abs(v).log() / arb(2).log()) for v in values]
        turns = [float((v / values[0]).arg()) for v in values]
    sign = 1 if place is None else -1
    first, second = (sign * (logs[i + 1] - logs[i]) / (_LADDER[i + 1] - _LADDER[i]) for i in range(len(_LADDER) - 1))
    steady = abs(first - second) < 1e-7 and all(abs(t) < 1e-6 for t in turns)
    return second if steady else None


def _estimate(
    line: Line,
    node: int,
    ends: list[Place | None],
    inside: list[Place],
    limits: tuple[float, ...],
    parts: list[Wave] | None,
    budget: Budget,
) -> Quadrature:
    """Tanh-sinh quadrature between the places; the error is mpmath's own estimate and no bound.

    Where that does not settle, what oscillates towards infinity is summed from zero to zero, and what does not is
    integrated over the logarithm of x at the ends.
    """
    with mpmath.workdps(_ESTIMATE_DIGITS):
        marks = _marks(ends, inside, limits)
        try:
            f = _timed(line, node, budget.at_most(_PLAIN_SHARE * budget.remaining) if parts else budget)
            value, error = mpmath.quad(f, marks, error=True)
            # mpmath's error is blind to oscillation towards infinity; other pieces then give another value.
            again = mpmath.quad(f, _with_middles(marks))
            middle, radius = complex(value), max(float(error), float(abs(value - again)))
        except TimeoutError:
            middle, radius = complex(math.nan), math.inf
    if math.isfinite(abs(middle)) and radius <= _ESTIMATE_ERROR * max(1.0, abs(middle)):
        return Quadrature(middle, max(radius, 1e-12 * abs(middle)))
    tails = None
    with suppress(TimeoutError):
        at = _timed(line, node, budget)
        if parts:
            tails = oscillating(at, [_part(line, wave, budget) for wave in parts], marks)
        else:
            with mpmath.workdps(_ESTIMATE_DIGITS):
                tails = with_slow_tails(line, node, at, marks, budget)
    if tails is not None:
        return Quadrature(*tails)
    return Quadrature(reason="the numerical estimate did not settle", unsettled=True)


def precise(
    f: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, *, digits: int, seconds: float
) -> tuple[Any, Any] | None:
    """The real integral to about so many digits with a probable error, by tanh-sinh quadrature; None if it is slow.

    Raises:
        UnsupportedExpressionError: f has parts without numerical meaning.
    """
    budget = Budget.of(seconds)
    task = _Task.of(f, x, low, high)
    if not task.ends[0] < task.ends[1]:
        return None
    at = _timed(task.line, task.node, budget)
    with mpmath.workdps(digits + 10):
        marks = _marks(task.exact, task.inside, task.ends)
        try:
            value, error = mpmath.quad(at, marks, error=True, maxdegree=9)
            again = mpmath.quad(at, _with_middles(marks), maxdegree=9)
        except TimeoutError:
            return None
        error = max(error, abs(value - again), mpmath.mpf(10) ** -digits * abs(value))
        return (value.real, error) if abs(value.imag) <= error else None


def _marks(ends: list[Place | None], inside: list[Place], limits: tuple[float, ...]) -> list[Any]:
    """The ends and the places between them for mpmath, at the precision that is set there."""
    marks = [_mark(place, limit) for place, limit in zip(ends, limits, strict=True)]
    marks[1:1] = [_mark(place, 0.0) for place in inside]
    if marks == [-mpmath.inf, mpmath.inf]:
        marks.insert(1, mpmath.mpf(0))
    return marks


def _with_middles(marks: list[Any]) -> list[Any]:
    """The marks with one more point inside each piece."""
    refined = [marks[0]]
    for left, right in pairwise(marks):
        step = mpmath.mpf(1.7)
        between = (
            right - step if left == -mpmath.inf else left + (step if right == mpmath.inf else 0.4 * (right - left))
        )
        refined += [between, right]
    return refined


def _mark(place: Place | None, limit: float) -> Any:
    return mpmath.mpf(limit) if place is None else mpmath.mpf(place.value.mid().str(mpmath.mp.dps + 5, radius=False))


def _part(line: Line, wave: Wave, budget: Budget) -> Part:
    node = line.node(wave.term)
    return Part(_timed(line, node, budget), lambda t: line.doubles([node], t)[node], wave.frequency)


def _timed(line: Line, node: int, budget: Budget) -> Callable[[Any], Any]:
    """The node as a function for mpmath that raises TimeoutError once the budget is spent."""

    def at(t: Any) -> Any:
        if budget.spent:
            raise TimeoutError
        return _at(line, node, t)

    return at


def _at(line: Line, node: int, t: Any) -> Any:
    """f(t) for mpmath; zero where it has no value, which is at most at the ends to which rounding led."""
    with ctx.workprec(4 * mpmath.mp.dps + 60):
        value = line.ball(node, acb(arb(t)))
        if not value.is_finite():
            return mpmath.mpc(0)
        return mpmath.mpc(to_mpf(value.real), to_mpf(value.imag))

"""The value between limits: one-sided limits of F summed over the pieces on which it is continuous, then checked.

F(b) - F(a) alone is wrong wherever F jumps in between. So the interval is cut where F may jump, the jumps are left
out, and the sum counts only if it agrees with the quadrature of f itself.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import sympy
from flint import ctx

from symassist.budget import Budget
from symassist.definite.places import BITS, Line, Place, number, places
from symassist.definite.quadrature import Quadrature, quadrature
from symassist.definite.sides import Trend, agrees, approach, exact_limit
from symassist.errors import UnsupportedExpressionError
from symassist.problem import Problem
from symassist.verify.region import Region
from symassist.verify.verdict import Verdict
from symassist.workers import WorkerPool

_RIGOROUS, _ESTIMATED = 1e-9, 1e-6
"""How far a value may be from an enclosure or an estimate, relatively."""
_ROUNDS = 3
_SHARE = 0.8


@dataclass(frozen=True)
class Definite:
    """``value`` exact or None; ``enclosure`` (low, high) rigorous unless ``is_estimate``; ``reason`` for what lacks."""

    value: sympy.Expr | None = None
    enclosure: tuple[float, float] | None = None
    is_estimate: bool = False
    reason: str | None = None
    divergent: bool = False


def evaluate_between(
    problem: Problem, antiderivative: sympy.Expr | None, verdict: Verdict, budget: Budget, *, pool: WorkerPool
) -> Definite:
    """The integral between the problem's limits; all the work is done in a worker that the budget can kill."""
    assert problem.limits is not None
    low, high = problem.limits
    if low == high:
        return Definite(sympy.Integer(0), (0.0, 0.0))
    symbols = (problem.integrand.free_symbols | low.free_symbols | high.free_symbols) - {problem.variable}
    region = verdict.region if verdict.solved else None
    usable = antiderivative if region is None or region.whole or not symbols else None
    task = _with_parameters if symbols else _between
    arguments = (problem.integrand, problem.variable, low, high, usable, region, _SHARE * budget.remaining)
    outcome = pool.call(task, *arguments, budget=budget)
    if outcome.finished and isinstance(outcome.value, Definite):
        return outcome.value
    return Definite(reason="timeout between the limits" if outcome.kind == "timeout" else outcome.text)


def _between(
    f: sympy.Expr,
    x: sympy.Symbol,
    low: sympy.Expr,
    high: sympy.Expr,
    F: sympy.Expr | None,
    region: Region | None,
    seconds: float,
) -> Definite:
    """Of numbers or infinities as limits. Runs in a worker."""
    try:
        ends = [float(number(end).real) for end in (low, high)]
        if ends[0] > ends[1]:
            return _reversed(_between(f, x, high, low, F, region, seconds))
        found = quadrature(f, x, low, high, seconds)
    except UnsupportedExpressionError as error:
        return Definite(reason=f"unsupported function: {', '.join(error.names)}")
    if found.diverges is not None:
        return Definite(reason=f"the integral diverges: {found.diverges}", divergent=True)
    value, reason = None, found.reason
    if F is None:
        reason = reason or "no antiderivative was verified"
    elif not _covers(region, ends[0], ends[1]):
        reason = "the antiderivative was verified on a part of the interval only"
    else:
        value, reason = _sum_over_pieces(F, x, low, high)
    if value is not None:
        value = sympy.simplify(value)
        if found.middle is None:
            return Definite(reason=f"{value} could not be checked: {found.reason}")
        if not _agrees(value, found):
            value, reason = None, f"the limits of the antiderivative give {value}, quadrature {found.middle:.12g}"
    return Definite(value, _enclosure(found), not found.rigorous, reason)


def _with_parameters(
    f: sympy.Expr,
    x: sympy.Symbol,
    low: sympy.Expr,
    high: sympy.Expr,
    F: sympy.Expr | None,
    region: Region | None,
    seconds: float,
) -> Definite:
    """F(b) - F(a) of symbolic limits or parameters, checked by quadrature at sampled values. Runs in a worker."""
    if F is None:
        return Definite(reason="no antiderivative was verified")
    value = sympy.simplify(F.subs(x, high) - F.subs(x, low)) if not (low.is_infinite or high.is_infinite) else None
    if value is None:
        top, bottom = sympy.limit(F, x, high), sympy.limit(F, x, low)
        value = sympy.simplify(top - bottom)
    symbols = sorted((f.free_symbols | low.free_symbols | high.free_symbols) - {x}, key=lambda s: s.name)
    rng = random.Random(7)
    checked = 0
    for _ in range(_ROUNDS):
        sample = {s: sympy.Rational(rng.randint(3, 60), 16) for s in symbols}
        a, b, there = low.subs(sample), high.subs(sample), f.subs(sample)
        found = quadrature(there, x, a, b, seconds / _ROUNDS) if (b - a).is_positive else None
        found = found or quadrature(-there, x, b, a, seconds / _ROUNDS)
        if found.diverges is not None:
            return Definite(reason=f"the integral diverges for {sample}: {found.diverges}", divergent=True)
        if found.middle is None:
            continue
        if not _agrees(value.subs(sample), found):
            return Definite(reason=f"the limits of the antiderivative give {value}, which is wrong at {sample}")
        checked += 1
    if not checked:
        return Definite(reason=f"{value} could not be checked at sampled parameters")
    return Definite(value, reason=f"checked by quadrature for {checked} positive values of the parameters")


def _sum_over_pieces(
    F: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr
) -> tuple[sympy.Expr | None, str | None]:
    """The sum of F's one-sided limits, jumps left out; or None and the reason."""
    line = Line(x)
    node = line.node(F)
    with ctx.workprec(BITS):
        ends = [None if e.is_infinite else Place(number(e).real, e) for e in (low, high)]
    inside = places(line, [node], *(float(number(e).real) for e in (low, high)))
    sides = [(ends[0], low, 1 if ends[0] else -1, -1), (ends[1], high, -1 if ends[1] else 1, 1)]
    for place in inside:
        left, right = (approach(line, node, place, direction) for direction in (-1, 1))
        if left.trend is Trend.SETTLES and right.trend is Trend.SETTLES and (left.value - right.value).contains(0):
            continue
        sides += [(place, place.exact, -1, 1), (place, place.exact, 1, -1)]
    total = sympy.Integer(0)
    for place, exact, direction, sign in sides:
        side = approach(line, node, place, direction)
        where = f"{x} = {place if place is not None else exact}"
        if side.trend is not Trend.SETTLES:
            return None, f"the limit of the antiderivative at {where} is not clear"
        if exact is None:
            return None, f"the antiderivative jumps at {where}, which has no simple name"
        limit = next((e for e in exact_limit(F, x, exact, direction) if agrees(e, side.value)), None)
        if limit is None:
            return None, f"the limit of the antiderivative at {where} could not be named"
        total += sign * limit
    return total, None


def _covers(region: Region | None, low: float, high: float) -> bool:
    """Whether the region has all of (low, high) but points."""
    if region is None or region.whole:
        return True
    reached = low
    for start, end in sorted(region.intervals):
        if start <= reached + 1e-9 * max(1.0, abs(reached)):
            reached = max(reached, end)
    return reached >= high - 1e-9 * max(1.0, abs(high))


def _agrees(value: sympy.Expr, found: Quadrature) -> bool:
    assert found.middle is not None
    given = complex(sympy.N(value, 30))
    tolerance = (_RIGOROUS if found.rigorous else _ESTIMATED) * max(1e-6, abs(found.middle))
    return abs(given - found.middle) <= found.radius + tolerance


def _enclosure(found: Quadrature) -> tuple[float, float] | None:
    if found.middle is None or abs(found.middle.imag) > found.radius:
        return None
    return found.middle.real - found.radius, found.middle.real + found.radius


def _reversed(definite: Definite) -> Definite:
    value = None if definite.value is None else -definite.value
    ends = definite.enclosure
    return replace(definite, value=value, enclosure=None if ends is None else (-ends[1], -ends[0]))

"""The exact value: one-sided limits of a verified antiderivative, piece by piece."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from flint import acb, ctx

from symassist.definite.places import BITS, Line, Place, number, places
from symassist.definite.quadrature import quadrature
from symassist.definite.sides import Side, Trend, agrees, approach, exact_limit
from symassist.errors import UnsupportedExpressionError

_MOST_TURNS = 100
_DILOGARITHM = {
    sympy.polylog(2, sympy.S.Half + sympy.I / 2): 5 * sympy.pi**2 / 96
    - sympy.log(2) ** 2 / 8
    + sympy.I * (sympy.Catalan - sympy.pi * sympy.log(2) / 8)
}
"""SymPy evaluates Li_2 at (1 - I)/2 and 1 +- I, but not here. Lewin, Polylogarithms (1981), section 5."""
Numbers = dict[sympy.Symbol, sympy.Rational]


@dataclass(frozen=True)
class Exact:
    """The ``value`` of an integral, or the place at which it ``diverges``, or the ``reason`` why there is neither."""

    value: sympy.Expr | None = None
    diverges: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class _Step:
    """A one-sided limit of F that counts with ``weight``, as it was seen under one choice of parameters."""

    place: sympy.Expr
    direction: int
    weight: int
    side: Side


def exact_value(
    f: sympy.Expr,
    F: sympy.Expr,
    x: sympy.Symbol,
    limits: tuple[sympy.Expr, sympy.Expr],
    rounds: Sequence[Numbers],
    *,
    deadline: float = math.inf,
) -> Exact:
    """The integral of f between ``limits`` from its antiderivative F, with what F jumps by inside taken out.

    ``rounds`` are choices of the parameters: jumps must be at the same places under all of them. The value has been
    compared with F's one-sided limits as seen in balls, not yet with an integration of f. Where there is a ``deadline``
    (monotonic time) ``sympy.limit``, which does not know of it, is not asked.

    Raises:
        TimeoutError: the deadline is past.
        UnsupportedExpressionError: f or F has parts without numerical meaning.
    """
    surveys = [_survey(f, F, x, limits, choice, deadline) for choice in rounds]
    refusals = [survey for survey in surveys if isinstance(survey, Exact)]
    if refusals:
        if len(refusals) < len(surveys) and refusals[0].diverges is not None:
            return Exact(reason=f"the integral diverges for some values of the parameters: {refusals[0].diverges}")
        return refusals[0]
    found = [survey for survey in surveys if not isinstance(survey, Exact)]
    if len({tuple(s.place for s in survey) for survey in found}) > 1:
        return Exact(reason="the antiderivative jumps at places that depend on the parameters")
    total: sympy.Expr = sympy.Integer(0)
    for steps in zip(*found, strict=True):
        limit = _named(F, x, steps, rounds, quick=math.isfinite(deadline))
        if limit is None:
            return Exact(reason=f"no one-sided limit of the antiderivative was found at {x} = {steps[0].place}")
        total += steps[0].weight * limit
    return Exact(_tidy(total))


def _survey(
    f: sympy.Expr,
    F: sympy.Expr,
    x: sympy.Symbol,
    limits: tuple[sympy.Expr, sympy.Expr],
    choice: Numbers,
    deadline: float = math.inf,
) -> list[_Step] | Exact:
    """The limits that make up the value under one choice of parameters: F's ends, then both sides of each jump."""
    line = Line(x)
    nodes = [line.node(f.subs(choice)), line.node(F.subs(choice))]
    with ctx.workprec(BITS):
        ends = [number(limit.subs(choice)).real for limit in limits]
    start, stop = (float(end) for end in ends)
    forward = 1 if start < stop else -1
    steps: list[_Step] = []
    for limit, end, weight in zip(limits, ends, (-1, 1), strict=True):
        if math.isinf(float(end)):
            place, direction = None, 1 if float(end) > 0 else -1
        else:
            place, direction = Place(end, limit), -weight * forward
        side = approach(line, nodes[1], place, direction)
        if side.trend is Trend.DIVERGES:
            where = "at infinity" if place is None else f"singularity at {x} = {limit}"
            return Exact(diverges=where)
        steps.append(_Step(limit, direction, weight, side))
    for place in places(line, nodes, min(start, stop), max(start, stop), deadline=deadline):
        left, right = (approach(line, nodes[1], place, direction) for direction in (-1, 1))
        if Trend.DIVERGES in (left.trend, right.trend):
            return Exact(diverges=f"{_kind(line, nodes[0], place)} at {x} = {place}")
        if left.trend is right.trend is Trend.SETTLES and _meet(left.value, right.value):
            continue
        if place.exact is None:
            return Exact(reason=f"the antiderivative jumps at {x} = {place}, a place without an exact name")
        steps.append(_Step(place.exact, -1, forward, left))
        steps.append(_Step(place.exact, 1, -forward, right))
    return steps


def agrees_inside(
    f: sympy.Expr, F: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, seconds: float
) -> bool:
    """Whether F's pieces give the rigorous integral of f on a compact part that has all places but the ends.

    Serves where no estimate settles (sin(x)/x towards infinity). Beyond the part F is continuous as far as is seen, so
    that its limits at the ends, which must settle in balls, make up the rest.

    Raises:
        UnsupportedExpressionError: f or F has parts without numerical meaning.
    """
    whole = _survey(f, F, x, (low, high), {})
    if isinstance(whole, Exact) or any(step.side.trend is not Trend.SETTLES for step in whole):
        return False
    line = Line(x)
    nodes = [line.node(f), line.node(F)]
    with ctx.workprec(BITS):
        ends = [number(end).real for end in (low, high)]
        inside = places(line, nodes, *map(float, ends))
        first, last = (float(p.value) for p in (inside[0], inside[-1])) if inside else (None, None)
    start, stop = (float(end) for end in ends)
    left = sympy.Rational(_inner_end(start, first, stop, 1))
    right = sympy.Rational(_inner_end(stop, last, float(left), -1))
    part = _survey(f, F, x, (left, right), {})
    if isinstance(part, Exact) or any(step.side.trend is not Trend.SETTLES for step in part):
        return False
    found = quadrature(f, x, left, right, seconds)
    if not found.rigorous or found.middle is None:
        return False
    total = complex(sum(step.weight * step.side.value for step in part).mid())
    return abs(total - found.middle) <= found.radius + 1e-12 * max(1.0, abs(total))


def _inner_end(end: float, place: float | None, other: float, direction: int) -> float:
    """A dyadic number between ``end`` and the nearest place inside, not far from either."""
    if math.isinf(end):
        known = place if place is not None else other if math.isfinite(other) else 0.0
        return math.floor(known) - direction * 6.0
    beyond = place if place is not None else other if math.isfinite(other) else end + 2.0 * direction
    return end + (beyond - end) / 8


def _kind(line: Line, integrand: int, place: Place) -> str:
    """What to call a place where F is infinite: a pole if the integrand is infinite there."""
    with ctx.workprec(BITS):
        there = line.ball(integrand, acb(place.value))
    return "singularity" if there.is_finite() else "pole"


def _meet(left: Any, right: Any) -> bool:
    with ctx.workprec(BITS):
        gap = float((left - right).abs_lower())
        return gap <= 1e-15 * max(1.0, float(left.abs_upper()))


def _named(
    F: sympy.Expr, x: sympy.Symbol, steps: Sequence[_Step], rounds: Sequence[Numbers], *, quick: bool
) -> sympy.Expr | None:
    """The first exact limit that agrees with what was seen under every choice of parameters."""
    first = steps[0]
    for candidate in exact_limit(F, x, first.place, first.direction, rounds[0], quick=quick):
        for shift in dict.fromkeys((sympy.Integer(0), _turns(candidate.subs(rounds[0]), first))):
            shifted = candidate + shift
            if all(_fits(shifted.subs(choice), step) for step, choice in zip(steps, rounds, strict=True)):
                return shifted
    return None


def _turns(candidate: sympy.Expr, step: _Step) -> sympy.Expr:
    """The twelfths of pi and pi*I nearest to what is missing: on a cut F has the value of one side only."""
    if step.side.trend is not Trend.SETTLES:
        return sympy.Integer(0)
    with ctx.workprec(64):
        try:
            missing = complex((step.side.value - number(candidate)).mid()) / math.pi
        except UnsupportedExpressionError:
            return sympy.Integer(0)
    if not abs(missing) < _MOST_TURNS:
        return sympy.Integer(0)
    real, imaginary = (sympy.Rational(round(12 * part), 12) for part in (missing.real, missing.imag))
    return sympy.pi * (real + sympy.I * imaginary)


def _fits(candidate: sympy.Expr, step: _Step) -> bool:
    """Where nothing settled in balls the comparison with the integral of f must decide alone."""
    return step.side.trend is not Trend.SETTLES or agrees(candidate, step.side.value)


def _tidy(value: sympy.Expr) -> sympy.Expr:
    """Terms collected; what cancels only after expansion is cancelled; gammas for hypergeometric series at one.

    Roots within roots are taken apart, sqrt(3 + 2 sqrt(2)) = 1 + sqrt(2), and the roots below taken out of the way.
    """
    if value.has(sympy.hyper):
        value = sympy.gammasimp(sympy.hyperexpand(value))
    expanded = sympy.expand(sympy.expand(value).xreplace(_DILOGARITHM))
    forms = [value, expanded]
    if any(root.base.atoms(sympy.Pow) for root in value.atoms(sympy.Pow) if root.exp.is_Rational):
        forms.append(sympy.radsimp(sympy.sqrtdenest(value)))
    return min(forms, key=sympy.count_ops)

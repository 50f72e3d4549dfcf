"""One-sided limits: watched in balls on the way to the place, then named by SymPy and compared with what was seen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

import sympy
from flint import acb, arb, ctx

from symassist.definite.places import BITS, Line, Place, number
from symassist.errors import UnsupportedExpressionError

Ball = Any

_LADDERS = (((64, 128, 256), BITS), ((6, 8, 10), 5000))
"""Distances 2**-k from the place (or points 2**k on the way to infinity), with the precision to see F there.

The second one serves where exp of the first overflows.
"""
_SETTLED, _GROWING = 2.0**-40, 0.8
_AGREE = 1e-25


class Trend(Enum):
    """What a function does on the way to a place."""

    SETTLES = "settles"
    DIVERGES = "diverges"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Side:
    """The approach to a place from one side: the ``trend``, and the ``value`` (a ball) that it settles at."""

    trend: Trend
    value: Ball = None


def approach(line: Line, node: int, place: Place | None, direction: int) -> Side:
    """How the node behaves on the way to ``place`` from the right (direction 1) or left (-1), or to infinity (None).

    Towards infinity ``direction`` is its sign. Slow convergence, as of 1/log, is UNCLEAR.
    """
    seen = Side(Trend.UNCLEAR)
    for exponents, bits in _LADDERS:
        with ctx.workprec(bits):
            steps = [acb(2) ** (k if place is None else -k) * direction for k in exponents]
            at = [step if place is None else acb(place.value) + step for step in steps]
            values = [line.ball(node, x) for x in at]
            if not all((v.is_finite() and v.rel_accuracy_bits() > 30) or _tiny(v) for v in values):
                continue
            seen = _trend(values)
        if seen.trend is not Trend.UNCLEAR:
            break
    return seen


def _tiny(value: Ball) -> bool:
    return bool(value.abs_upper() < arb(2) ** -60)


def _trend(values: list[Ball]) -> Side:
    first, second = (float((v - u).abs_upper()) for u, v in pairwise(values))
    size = max(1.0, float(values[-1].abs_upper()))
    if math.isinf(size):
        return Side(Trend.DIVERGES)
    if second <= _SETTLED * size:
        # What is still to come is not more than what came last: the ball is widened by it.
        last = values[-1]
        radius = arb(0, max(second, 1e-40))
        return Side(Trend.SETTLES, acb(last.real + radius, last.imag + radius))
    if first > _SETTLED * size and second >= _GROWING * first:
        return Side(Trend.DIVERGES)
    return Side(Trend.UNCLEAR)


def exact_limit(
    F: sympy.Expr,
    x: sympy.Symbol,
    place: sympy.Expr,
    direction: int,
    choice: Mapping[sympy.Symbol, sympy.Expr],
    *,
    quick: bool = False,
) -> Iterator[sympy.Expr]:
    """Candidates for the one-sided limit of F at a named place or infinity, the cheap ones first.

    Substitution, the same with infinities and steps resolved on the side of approach, then ``sympy.limit`` unless it
    must be ``quick``. Each must be checked: the first is right only where F is continuous, and ``limit`` errs at jumps
    of tan and atan.
    """
    if not place.is_infinite:
        plain = F.subs(x, place)
        if _is_finite(plain):
            yield plain
    beside = sympy.sign(place) * 2**10 if place.is_infinite else place + sympy.Rational(direction, 2**80)
    stepwise = _Stepwise(x, place, {**choice, x: beside}).limit(F)
    if _is_finite(stepwise):
        yield stepwise
    if quick:
        return
    try:
        found = sympy.limit(F, x, place, "+" if direction > 0 else "-")
    except (NotImplementedError, ValueError, TypeError, AttributeError, sympy.PoleError):
        return
    if _is_finite(found):
        yield found


class _Stepwise:
    """The limit of an expression from the limits of its operands, as atan(tan x) from tan x -> oo.

    The sign of an infinity and the value of a step are read off at a point beside the place. The result is nan where
    operands do not decide (0*oo), and wrong where the point beside is not near enough: a candidate, no more.
    """

    def __init__(self, x: sympy.Symbol, place: sympy.Expr, beside: Mapping[sympy.Symbol, sympy.Expr]) -> None:
        self._x, self._place, self._beside = x, place, beside

    def limit(self, e: sympy.Expr) -> sympy.Expr:
        """The limit of e, an expression that may be infinite or nan."""
        if e == self._x:
            return self._place
        if not e.has(self._x):
            return e
        if isinstance(e, sympy.Piecewise):
            arms = (value for value, condition in e.args if condition.subs(self._beside) == sympy.true)
            return self.limit(next(arms, sympy.nan))
        if isinstance(e, (sympy.sign, sympy.floor, sympy.ceiling, sympy.Heaviside)):
            return e.subs(self._beside)
        value = e.func(*map(self.limit, e.args))
        return self._sign(e) * sympy.oo if value is sympy.zoo else value

    def _sign(self, e: sympy.Expr) -> sympy.Expr:
        with ctx.workprec(512):
            try:
                seen = number(e.subs(self._beside)).real
            except UnsupportedExpressionError:
                return sympy.nan
            return sympy.Integer(1) if seen > 0 else sympy.Integer(-1) if seen < 0 else sympy.nan


def _is_finite(e: sympy.Expr) -> bool:
    return not e.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.AccumBounds, sympy.Limit)


def agrees(exact: sympy.Expr, seen: Ball) -> bool:
    """Whether a constant lies where the ladder settled."""
    with ctx.workprec(512):
        try:
            difference = number(exact) - seen
        except UnsupportedExpressionError:
            return False
        scale = max(1.0, float(seen.abs_upper()))
        if not difference.is_finite():
            return False
        return bool(difference.contains(0)) or float(difference.abs_upper()) < _AGREE * scale

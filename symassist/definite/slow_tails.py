"""Ends towards which an integrand falls like 1/(x log(x)**2): tanh-sinh quadrature settles there in t, not in x.

With x = e**t towards infinity and x = e**-t towards zero, powers of logarithms become powers of t.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
from flint import acb, arb, ctx

from symassist.budget import Budget
from symassist.definite.places import Line, to_mpf

_BEYOND = (2.0, 3.5)
"""Where the tails begin beyond the last place: with both beginnings the result must be the same."""
_AGREE = 1e-10
_FAR, _STEEP = (2**30, 2**60), -1.4
"""In t the tail must fall by then like this power at least: the part of a flatter one beyond all nodes is not small."""
Function = Callable[[Any], Any]


def with_slow_tails(
    line: Line, node: int, f: Function, marks: Sequence[Any], budget: Budget
) -> tuple[complex, float] | None:
    """(middle, probable error) of the integral of the node over all marks, which ``f`` gives between the tails.

    None where no end is zero or infinite, or where tails that begin elsewhere give another value.

    Raises:
        TimeoutError: the budget is spent.
    """
    if not any(mark == 0 or mpmath.isinf(mark) for mark in (marks[0], marks[-1])):
        return None
    try:
        first, second = (complex(_total(line, node, f, marks, beyond, budget)) for beyond in _BEYOND)
    except (ValueError, ZeroDivisionError):
        return None
    error = abs(first - second)
    if not math.isfinite(abs(first)) or error > _AGREE * max(1.0, abs(first)):
        return None
    return first, max(error, 1e-11 * abs(first))


def _total(line: Line, node: int, f: Function, marks: Sequence[Any], beyond: float, budget: Budget) -> Any:
    inner = [mark for mark in marks if mpmath.isfinite(mark)] or [mpmath.mpf(0)]
    total = mpmath.mpf(0)
    for last, sign in ((marks[-1], 1), (marks[0], -1)):
        if mpmath.isinf(last):
            edge = inner[-1] if sign > 0 else inner[0]
            start = max(sign * edge, 0) + beyond
            total += _tail(_stretched(line, node, sign, 1, budget), mpmath.log(start))
            inner = [*inner, start] if sign > 0 else [-start, *inner]
        elif last == 0:
            # The part beside zero, of the side on which the interval lies.
            edge = inner[-2] if sign > 0 else inner[1]
            start = abs(edge) / (1 + beyond)
            total += _tail(_stretched(line, node, -sign, -1, budget), -mpmath.log(start))
            inner = [*inner[:-1], -start] if sign > 0 else [start, *inner[1:]]
    return total + mpmath.quad(f, inner)


def _tail(g: Function, start: Any) -> Any:
    near, far = (abs(g(mpmath.mpf(t))) for t in _FAR)
    if far > 0 and mpmath.log(far / near) > _STEEP * mpmath.log(_FAR[1] / _FAR[0]):
        raise ValueError("a tail that falls too slowly")
    return mpmath.quad(g, [start, mpmath.inf])


def _stretched(line: Line, node: int, sign: int, power: int, budget: Budget) -> Function:
    """t -> g(x) |dx/dt| for x = sign * e**(power*t).

    It raises ValueError where the node has no finite value: a tail cut off there may not be small.
    """

    def at(t: Any) -> Any:
        if budget.spent:
            raise TimeoutError
        with ctx.workprec(4 * mpmath.mp.prec + 60):
            stretch = (arb(t) * power).exp()
            value = line.ball(node, acb(sign * stretch)) * stretch
            if not value.is_finite():
                raise ValueError
            return mpmath.mpc(to_mpf(value.real), to_mpf(value.imag))

    return at

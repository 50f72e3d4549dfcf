"""``sympy.Integral`` objects evaluated by the assistant: several limits, inner integrals, matrices, stand-in variables.

Each limit is one Problem: the answer of the first is the integrand of the next, as ``Integral.doit`` has it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import sympy

from symassist.assistant import Assistant
from symassist.problem import Problem
from symassist.solution import Solution

_MARGIN = 0.5
"""Seconds beyond the assistant's own timeout before an iterated integral is cancelled: one limit needs no timer."""


@dataclass
class Evaluation:
    """Evaluates integrals with ``assistant``, all together within ``seconds``; ``partial`` accepts partial regions."""

    assistant: Assistant
    seconds: float
    partial: bool = False

    def __post_init__(self) -> None:
        self._deadline = time.monotonic() + self.seconds

    def evaluate(self, expression: sympy.Expr) -> sympy.Expr:
        """``expression`` with every ``Integral`` in it evaluated, innermost first; what is not solved stays."""
        if isinstance(expression, sympy.MatrixBase):
            return expression.applyfunc(self.evaluate)
        if not expression.has(sympy.Integral):
            return expression
        if isinstance(expression, sympy.Integral):
            return self._integral(self.evaluate(expression.function), [tuple(limit) for limit in expression.limits])
        return expression.func(*(self.evaluate(part) for part in expression.args))

    def _integral(self, function: sympy.Expr, limits: list[tuple[sympy.Basic, ...]]) -> sympy.Expr:
        if isinstance(function, sympy.MatrixBase):
            return function.applyfunc(lambda entry: self._integral(entry, limits))
        for position, limit in enumerate(limits):
            answer = self._one(function, *limit)
            if answer is None:
                return sympy.Integral(function, *limits[position:])
            function = answer
        return function

    def _one(self, f: sympy.Expr, x: sympy.Symbol, *bounds: sympy.Expr) -> sympy.Expr | None:
        """The integral over one limit; None where nothing was verified.

        ``(x, b)`` is the antiderivative at b, as SymPy has it. A variable that cannot be real has no verified answer,
        for every verdict is about real x.
        """
        if x.is_extended_real is False or not isinstance(f, sympy.Expr):
            return None
        if f == 0:
            return f
        if not f.has_free(x) and len(bounds) < 2:
            return f * (bounds[0] if bounds else x)
        name = _stand_in(x, bounds)
        problem = Problem(f.xreplace({x: name}), name, (bounds[0], bounds[1]) if len(bounds) == 2 else None)
        solution = self._solve(problem)
        if solution is None:
            return None
        answer = answer_of(solution, partial=self.partial)
        if answer is None or len(bounds) == 2:
            return answer
        answer = answer.subs(name, bounds[0]) if bounds else answer.xreplace({name: x})
        return None if answer.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.AccumBounds) else answer

    def _solve(self, problem: Problem) -> Solution | None:
        """The solution, cancelled when the time for all integrals together is up; None when it is up already."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            return None
        cancel = threading.Event()
        timer = threading.Timer(left + _MARGIN, cancel.set)
        timer.daemon = True
        timer.start()
        try:
            return self.assistant.solve(problem, cancel=cancel)
        finally:
            timer.cancel()


def answer_of(solution: Solution, *, partial: bool = False) -> sympy.Expr | None:
    """The value or antiderivative to return, None where there is none that may be shown."""
    if solution.problem.limits is not None:
        return solution.value
    if solution.antiderivative is None or partial or _covers(solution):
        return solution.antiderivative
    return None


def _covers(solution: Solution) -> bool:
    """Whether the region is all that the integrand's domain and the variable's own sign allow."""
    region, x = solution.verdict.region, solution.problem.variable
    if region is None or region.whole:
        return True
    low, high = (0.0 if x.is_nonnegative else -sympy.oo), (0.0 if x.is_nonpositive else sympy.oo)
    if (low, high) == (-sympy.oo, sympy.oo):
        return False
    return any(start <= low and end >= high for start, end in region.intervals)


_SIGNS: tuple[tuple[str, Callable[[sympy.Symbol], bool | None]], ...] = (
    ("positive", lambda s: s.is_positive),
    ("negative", lambda s: s.is_negative),
    ("nonnegative", lambda s: s.is_nonnegative),
    ("nonpositive", lambda s: s.is_nonpositive),
)


def _stand_in(x: sympy.Symbol, bounds: tuple[sympy.Expr, ...]) -> sympy.Symbol:
    """``x``, or a symbol in its place: in ``(x, 0, x)`` the bounds mean another x, and an integer x is no variable.

    SymPy simplifies with every assumption that a symbol has, and ``(-1)**x`` for ``cos(pi*x)`` has another derivative.
    """
    if not x.is_integer and not any(bound.has_free(x) for bound in bounds):
        return x
    sign = next((name for name, holds in _SIGNS if holds(x)), "real")
    return sympy.Dummy(x.name, **{sign: True})

"""``sympy.Integral`` objects evaluated by the assistant: several limits, inner integrals, matrices, stand-in variables.

Each limit is one Problem: the answer of the first is the integrand of the next, as ``Integral.doit`` has it. An answer
that holds for positive values of an outer variable only, such as x for sqrt(x**2), is not carried across zero.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy

from symassist.assistant import Assistant
from symassist.problem import Problem
from symassist.solution import Solution

Limit = tuple[sympy.Basic, ...]
"""(x), (x, b) or (x, a, b)"""

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

    def evaluate(self, expression: sympy.Expr, outer: tuple[Limit, ...] = ()) -> sympy.Expr:
        """``expression`` with every ``Integral`` in it evaluated, innermost first; what is not solved stays.

        ``outer`` are the limits of integrals around it: what holds for some values of their variables is no answer.
        """
        if isinstance(expression, sympy.MatrixBase):
            return expression.applyfunc(lambda entry: self.evaluate(entry, outer))
        if not expression.has(sympy.Integral):
            return expression
        if isinstance(expression, sympy.Integral):
            limits = [tuple(limit) for limit in expression.limits]
            return self._integral(self.evaluate(expression.function, (*limits, *outer)), limits, outer)
        return expression.func(*(self.evaluate(part, outer) for part in expression.args))

    def _integral(self, function: sympy.Expr, limits: Sequence[Limit], outer: tuple[Limit, ...]) -> sympy.Expr:
        if isinstance(function, sympy.MatrixBase):
            return function.applyfunc(lambda entry: self._integral(entry, limits, outer))
        for position, limit in enumerate(limits):
            found = self._one(function, *limit)
            rest = limits[position:]
            if found is None:
                return sympy.Integral(function, *rest)
            answer, conditions = found
            around = (*limits[position + 1 :], *outer)
            if any(_narrows(condition, each[0]) for condition in conditions for each in around):
                return self._by_sign(function, rest, conditions, outer)
            function = answer
        return function

    def _by_sign(
        self, function: sympy.Expr, limits: Sequence[Limit], conditions: Sequence[str], outer: tuple[Limit, ...]
    ) -> sympy.Expr:
        """The integral, where the inner answer depends on the sign of an outer variable: over either sign apart."""
        whole = sympy.Integral(function, *limits)
        for place, (x, *bounds) in enumerate(limits):
            if place == 0 or x.is_positive or not any(_narrows(condition, x) for condition in conditions):
                continue
            if len(bounds) != 2 or not all(bound.is_comparable or bound.is_infinite for bound in bounds):
                return whole
            total, t = sympy.S.Zero, sympy.Dummy(x.name, positive=True)
            for sign in (1, -1):
                low, high = (sympy.Max(0, sign * bound) for bound in bounds)
                if low == high:
                    continue
                there = [(y, *(b.subs(x, sign * t) for b in inside)) for y, *inside in limits]
                there[place] = (t, low, high)
                part = self._integral(function.subs(x, sign * t), there, outer)
                if part.has(sympy.Integral):
                    return whole
                total += sign * part
            return total
        return whole

    def _one(self, f: sympy.Expr, x: sympy.Symbol, *bounds: sympy.Expr) -> tuple[sympy.Expr, tuple[str, ...]] | None:
        """The integral over one limit and the conditions on parameters; None where nothing was verified.

        ``(x, b)`` is the antiderivative at b, as SymPy has it. A variable that cannot be real has no verified answer,
        for every verdict is about real x.
        """
        if x.is_extended_real is False or not isinstance(f, sympy.Expr):
            return None
        if f == 0:
            return f, ()
        if not f.has_free(x) and len(bounds) < 2:
            return f * (bounds[0] if bounds else x), ()
        if len(bounds) == 2:
            return self._between(f, x, bounds)
        name = _stand_in(x, bounds)
        solution = self._solve(Problem(f.xreplace({x: name}), name))
        answer = None if solution is None else answer_of(solution, partial=self.partial)
        if solution is None or answer is None:
            return None
        answer = answer.subs(name, bounds[0]) if bounds else answer.xreplace({name: x})
        if answer.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.AccumBounds):
            return None
        return answer, solution.verdict.assumptions

    def _between(
        self, f: sympy.Expr, x: sympy.Symbol, bounds: tuple[sympy.Expr, ...]
    ) -> tuple[sympy.Expr, tuple[str, ...]] | None:
        """The value over one limit; what is free of x is taken out, and bounds stand for themselves as real numbers."""
        constant, f = sympy.Mul(*map(_powers_apart, sympy.Mul.make_args(f))).as_independent(x, as_Add=False)
        name = _stand_in(x, bounds)
        meaning = {_real_bound(bound): bound for bound in bounds if bound.is_extended_real is None and bound.args}
        low, high = (next((s for s, meant in meaning.items() if meant == bound), bound) for bound in bounds)
        solution = self._solve(Problem(f.xreplace({x: name}), name, (low, high)))
        answer = None if solution is None else answer_of(solution)
        if solution is None or answer is None:
            return None
        return constant * answer.xreplace(meaning), solution.verdict.assumptions

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


def _narrows(condition: str, x: sympy.Symbol) -> bool:
    """Whether a condition leaves out more than single values of ``x``."""
    return "!=" not in condition and re.search(rf"\b{re.escape(str(x))}\b", condition) is not None


def _powers_apart(factor: sympy.Expr) -> sympy.Expr:
    """exp(-x**2 - y**2) as exp(-x**2) exp(-y**2): a factor of each variable."""
    return sympy.expand_power_exp(factor, deep=False)


def _real_bound(bound: sympy.Expr) -> sympy.Symbol:
    """A number in the place of a bound such as sqrt(1 - x**2), which is real where there is anything to integrate."""
    is_root = isinstance(bound, sympy.Pow) and bound.exp == sympy.S.Half
    return sympy.Dummy("b", nonnegative=True) if is_root else sympy.Dummy("b", real=True)


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

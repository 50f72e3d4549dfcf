"""The referee: judges answers numerically, sharing no code with the verifier that it also checks.

F' is taken twice independently, by difference quotient of F and by SymPy's ``diff``; agreeing with either counts,
because the quotient fails on rounding noise along a branch cut and ``diff`` on functions that it does not know.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain, islice, takewhile
from typing import Any

import mpmath
import sympy

from symassist.budget import Budget

DIGITS = 30
RETRY_DIGITS = 110
"""Where 30 digits do not agree, cancellation may be to blame: the point is looked at again with these."""
TOLERANCE = 1e-20
CANCELLED = 1e-60
"""Of an integrand that is zero in disguise more digits leave so much less."""
ROUNDS = 3
"""Choices of positive parameter values."""
REAL_POINTS = 20
COMPLEX_POINTS = 8
_SEED = 271828
_UNDEFINED = (ArithmeticError, ValueError, TypeError, NotImplementedError, mpmath.libmp.NoConvergence, MemoryError)
"""What SymPy and mpmath raise where an expression has no value at a point, or none that they can compute."""


class Ruling(Enum):
    """RIGHT where f is real; PARTIAL: on a part of it only; WRONG: nowhere; UNDECIDED: could not be evaluated."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Judgement:
    """``ruling`` with the points that ``agreed`` and ``differed`` over all rounds of parameter values."""

    ruling: Ruling
    agreed: int = 0
    differed: int = 0


def judge(answer: sympy.Expr, integrand: sympy.Expr, variable: sympy.Symbol, budget: Budget | None = None) -> Judgement:
    """Compares the derivative of ``answer`` with ``integrand`` on the integrand's real domain.

    Symbols are matched by name, so that solvers may have used other assumptions; parameters take positive values.
    Where no real point decides, complex points do. No further point is begun once ``budget`` is spent; a single one
    may still take long, so a hard limit has to come from outside.
    """
    real, plain = sympy.Symbol(variable.name, real=True), sympy.Symbol(variable.name)
    names = sorted({s.name for s in (answer.free_symbols | integrand.free_symbols)} - {variable.name})
    rounds = ROUNDS if names else 1
    budget = budget or Budget.of(float("inf"))
    agreed = differed = 0
    for number in range(rounds):
        values = _parameter_values(names, number)
        # SymPy writes |u| for roots of real u**2, which is another function beside the real line.
        on_line, beside = (
            _Comparison(_specialise(answer, x, values), _specialise(integrand, x, values), x) for x in (real, plain)
        )
        result = _compare(on_line, beside, number, budget.at_most(budget.remaining / (rounds - number)))
        agreed, differed = agreed + result[0], differed + result[1]
    if not agreed and not differed:
        return Judgement(Ruling.UNDECIDED)
    ruling = Ruling.RIGHT if not differed else Ruling.PARTIAL if agreed else Ruling.WRONG
    return Judgement(ruling, agreed, differed)


def _parameter_values(names: list[str], number: int) -> dict[str, sympy.Expr]:
    """Positive rationals, all different: below 1 in one round, above 1 in another, mixed in the last."""
    chosen = random.Random(_SEED + number)
    bounds = ((40, 101), (103, 280), (30, 310))[number]
    numerators = chosen.sample(range(*bounds), len(names))
    return {name: sympy.Rational(numerator, 102) for name, numerator in zip(names, numerators, strict=True)}


def _specialise(expression: sympy.Expr, x: sympy.Symbol, values: dict[str, sympy.Expr]) -> sympy.Expr:
    """With the parameters' values; sheets of the logarithm's Riemann surface, which have no number, are forgotten."""
    plane = expression.replace(sympy.exp_polar, sympy.exp).replace(sympy.polar_lift, lambda value: value)
    return plane.subs({s: values.get(s.name, x) for s in plane.free_symbols}, simultaneous=True)


class _Function:
    """A function of one variable that evaluates at the current mpmath precision."""

    def __init__(self, expression: sympy.Expr, x: sympy.Symbol) -> None:
        self.expression, self.x = expression, x

    @cached_property
    def _compiled(self) -> Callable[[Any], Any] | None:
        try:
            compiled: Callable[[Any], Any] = sympy.lambdify(self.x, self.expression, "mpmath", cse=True)
        except (NameError, AttributeError, SyntaxError, RecursionError, KeyError, *_UNDEFINED):
            return None  # a function that the printer lacks, or a tree too deep for Python's parser: evalf
        try:
            compiled(mpmath.mpf("0.5"))
        except (NameError, AttributeError):
            return None  # printed, but mpmath lacks it
        except _UNDEFINED:
            pass  # undefined at this point only
        return compiled

    def __call__(self, point: Any) -> Any:
        """The value; NaN where no piece applies. Raises one of ``_UNDEFINED`` where there is none to be computed."""
        found = self._evalf(point) if self._compiled is None else self._compiled(point)
        value = mpmath.nan if found is None else mpmath.mpmathify(found)  # None: SymPy prints a missing piece so
        outside = mpmath.isnan(value) and self.expression.has(sympy.Piecewise)
        if not mpmath.isfinite(value) and not outside:
            raise ValueError(f"no finite value at {point}")
        return value

    def _evalf(self, point: Any) -> Any:
        digits = mpmath.mp.dps + 5
        number = sympy.Float(point.real, digits) + sympy.I * sympy.Float(point.imag, digits)
        value = sympy.N(self.expression.subs(self.x, number), digits)
        if not value.is_number:
            raise ValueError(f"no number at {point}")
        real, imaginary = value.as_real_imag()
        return mpmath.mpc(sympy.Float(real, digits)._mpf_, sympy.Float(imaginary, digits)._mpf_)


class _Comparison:
    """F' against f, point by point."""

    def __init__(self, answer: sympy.Expr, integrand: sympy.Expr, x: sympy.Symbol) -> None:
        self.answer, self.integrand, self.x = _Function(answer, x), _Function(integrand, x), x

    @cached_property
    def symbolic(self) -> _Function | None:
        """SymPy's derivative; None if SymPy left some of it unevaluated."""
        try:
            derivative = sympy.diff(self.answer.expression, self.x)
        except _UNDEFINED:
            return None
        return None if derivative.has(sympy.Derivative, sympy.Subs) else _Function(derivative, self.x)

    def agrees(self, point: Any) -> bool | None:
        """Whether F' = f there, to ``TOLERANCE``; None if either has no value that can be computed."""
        verdict, before = None, None
        for digits in (DIGITS, RETRY_DIGITS):
            with mpmath.workdps(digits):
                expected = _value(self.integrand, point)
                if expected is None:
                    continue
                rounding = before is not None and abs(expected) <= CANCELLED * abs(before)
                before = expected
                for derivative in (self._quotient, self.symbolic):
                    found = None if derivative is None else _value(derivative, point)
                    if found is None:
                        continue
                    verdict = bool(abs(found - expected) <= TOLERANCE * max(abs(found), abs(expected)))
                    verdict |= rounding and found == 0
                    if verdict:
                        return True
        return verdict

    def _quotient(self, point: Any) -> Any:
        return mpmath.diff(self.answer, point)


def _value(function: Callable[[Any], Any], point: Any) -> Any:
    try:
        return function(point)
    except _UNDEFINED:
        return None


def _compare(on_line: _Comparison, beside: _Comparison, number: int, budget: Budget) -> tuple[int, int]:
    """Points that agree and that differ, for fixed parameters: real ones, or complex ones if those leave it open."""
    with mpmath.workdps(DIGITS):
        real = (point for point in _real_points(number) if _is_real(on_line.integrand, point))
        counts = _count(on_line, islice(real, REAL_POINTS), budget)
        return counts if sum(counts) else _count(beside, _complex_points(number), budget)


def _count(comparison: _Comparison, points: Iterable[Any], budget: Budget) -> tuple[int, int]:
    verdicts = [comparison.agrees(point) for point in takewhile(lambda _: not budget.spent, points)]
    return verdicts.count(True), verdicts.count(False)


def _is_real(function: _Function, point: Any) -> bool:
    value = _value(function, point)
    return value is not None and bool(abs(mpmath.im(value)) <= TOLERANCE * abs(value))


def _real_points(number: int) -> Iterator[Any]:
    """Both signs in turn: 24 up to 3, 16 up to 30, then, for narrow or far domains, 400 from 0.00001 to 1000.

    Small ones first, because iterated exponentials of large ones have no value that fits in memory.
    """
    chosen = random.Random(_SEED + 100 + number)
    near = (3 * (i + chosen.random()) / 12 for i in chosen.sample(range(12), 12))
    far = (3 + 27 * (i + chosen.random()) / 8 for i in chosen.sample(range(8), 8))
    wide = (10 ** (8 * (i + chosen.random()) / 200 - 5) for i in chosen.sample(range(200), 200))
    for size in chain(near, far, wide):
        for sign in (1, -1):
            yield mpmath.mpf(sign * size)


def _complex_points(number: int) -> Iterator[Any]:
    """Two in each quadrant, none on an axis."""
    chosen = random.Random(_SEED + 200 + number)
    for i in range(COMPLEX_POINTS):
        real, imaginary = chosen.uniform(0.2, 2.5), chosen.uniform(0.2, 2.5)
        yield mpmath.mpc(real * (-1) ** (i % 2), imaginary * (-1) ** (i // 2 % 2))

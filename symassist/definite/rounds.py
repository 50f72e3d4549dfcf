"""The choices of the parameters under which a definite integral is looked at, and its limits there."""

from __future__ import annotations

import math
from collections.abc import Sequence

import sympy

from symassist.definite.exact import Numbers
from symassist.definite.places import number
from symassist.numerics.points import parameter_rounds
from symassist.problem import Problem
from symassist.verify.region import Region
from symassist.verify.verdict import Verdict

_ROUNDS = 3
_EDGE = 1e-8


def choices(problem: Problem, verdict: Verdict) -> list[Numbers]:
    """Choices of all parameters, those of the limits included, under which the verdict holds; one of none."""
    assert problem.limits is not None
    symbols = problem.integrand.free_symbols.union(*(limit.free_symbols for limit in problem.limits))
    names = sorted(symbols - {problem.variable}, key=lambda s: s.name)
    found = []
    for values in parameter_rounds(names, problem.assumptions):
        # The verifier states the signs that its verdict needs as text.
        signs = {f"{p} > 0": v > 0 for p, v in values.items()} | {f"{p} < 0": v < 0 for p, v in values.items()}
        if all(signs.get(a, True) for a in verdict.assumptions):
            found.append({p: sympy.Rational(v) for p, v in values.items()})
    return found[:_ROUNDS]


def span_of(problem: Problem, choice: Numbers) -> tuple[float, float]:
    """The limits as numbers; NaN for what is not real."""
    assert problem.limits is not None
    balls = [number(limit.subs(choice)) for limit in problem.limits]
    start, stop = (float(b.real) if b.imag == 0 else math.nan for b in balls)
    return start, stop


def covers(region: Region | None, spans: Sequence[tuple[float, float]]) -> bool:
    """Whether the region has all of the spans but isolated points; the integrand's own domain is checked later."""
    if region is None:
        return False
    if region.whole:
        return True
    for start, stop in spans:
        reached, end = min(start, stop), max(start, stop)
        for low, high in sorted(region.intervals):
            if low <= reached + _EDGE * max(1.0, abs(reached) if math.isfinite(reached) else 1.0):
                reached = max(reached, high)
        if reached < end - _EDGE * max(1.0, abs(end) if math.isfinite(end) else 1.0):
            return False
    return True


def positive_in(rounds: Sequence[Numbers]) -> tuple[sympy.Symbol, ...]:
    """The parameters that are positive under every choice."""
    return tuple(p for p in rounds[0] if all(choice[p] > 0 for choice in rounds))

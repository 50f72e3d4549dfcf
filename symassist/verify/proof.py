"""From evidence to proof: F' - f rewritten to zero, by our normal form at once and by SymPy in a worker."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

import sympy

from symassist.budget import Budget
from symassist.numerics.derivative import differentiate
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.verify.identity import vanishes
from symassist.verify.numbers import Point
from symassist.verify.parts import Derivative, Finding
from symassist.verify.pieces import vanishes_on_pieces
from symassist.verify.symbolic import rewrite_to_zero

EVERYWHERE = "normal form over Q(x, exp, log, roots...)"
ON_PIECES = "normal form on each piece of the real domain"
_WHOLE_SECONDS, _QUICK_SECONDS = 2.0, 0.4
_QUICK_TERMS, _LONG_TERMS = 200, 4000
_POINTS_A_RUN, _MOST_POINTS = 4, 120


def prove_quickly(
    derivative: Derivative, findings: Sequence[Finding], positive: Collection[sympy.Symbol], budget: Budget
) -> str | None:
    """The rewriting under which F' - f is zero, or None: as a rule in tens of milliseconds, in this process."""
    tape = derivative.tape
    difference = tape.sub(derivative.node, derivative.integrand)
    deadline = time.monotonic() + min(_WHOLE_SECONDS, budget.remaining / 2)
    if vanishes(tape, difference, positive, deadline=deadline):
        return EVERYWHERE
    deadline = time.monotonic() + min(_QUICK_SECONDS, budget.remaining / 2)
    if vanishes_on_pieces(tape, difference, piece_points(derivative, findings), most=_QUICK_TERMS, deadline=deadline):
        return ON_PIECES
    return None


def prove_at_length(
    F: sympy.Expr, f: sympy.Expr, x: sympy.Symbol, points: Sequence[Point], positive: frozenset[sympy.Symbol]
) -> str | None:
    """The same with larger polynomials, then by SymPy's simplifiers; it can take long, so it runs in a worker."""
    tape = Tape()
    integrand = record(tape, f)
    difference = tape.sub(differentiate(tape, record(tape, F), x), integrand)
    if vanishes_on_pieces(tape, difference, points, most=_LONG_TERMS):
        return ON_PIECES
    name = rewrite_to_zero(F, f, x, positive)
    return None if name is None else f"SymPy {name}"


def piece_points(derivative: Derivative, findings: Sequence[Finding]) -> list[Point]:
    """Points of every run of neighbouring samples on which F' = f was found: both ends and some between."""
    found: list[Point] = []
    for finding in findings:
        for run in finding.runs:
            step = max(1, (len(run) - 1) // (_POINTS_A_RUN - 1))
            chosen = {*run[::step], run[-1]}
            found += [{derivative.variable: float(finding.x[k]), **finding.round.parameters} for k in sorted(chosen)]
    # Where there are very many, as between the poles of tan, far ones repeat what near ones have shown.
    found.sort(key=lambda point: abs(point[derivative.variable]))
    return found[:_MOST_POINTS]

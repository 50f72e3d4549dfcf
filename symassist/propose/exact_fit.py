"""Linear equations between function values, solved in balls of hundreds of bits, so that ranks and numbers are sure.

Dozens of smooth functions on an interval look dependent in doubles: each is a combination of the others to ten digits.
At 400 bits what fits to 1e-60 fits, and a coefficient that is rational to 1e-30 is that rational.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import symengine
import sympy
from flint import acb, arb, ctx
from numpy.typing import NDArray

from symassist.expressions.convert import Expression, to_sympy
from symassist.numerics.acb_functions import LOCK
from symassist.numerics.balls import run
from symassist.numerics.record import record
from symassist.numerics.tape import Tape

Ball = Any

BITS = 400
SPARE = 6
"""Equations beyond the number of unknowns: what holds there as well is no accident."""
_ZERO = 1e-60
_SURE = 1e-30
_MAX_DENOMINATOR = 10_000
_MAX_NUMERATOR = 10**7


def solve(
    target: Expression,
    slopes: Sequence[Expression],
    symbols: Sequence[Expression],
    points: NDArray[np.float64],
) -> list[Expression] | None:
    """Exact numbers c with ``target = sum c_i slopes_i`` at all points, None if there are none of the known kinds.

    Earlier slopes are preferred: the first ones in order that span the target are used, the others get zero.
    ``points`` is (N, symbols); N should be at least the number of slopes and ``SPARE``.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning.
    """
    tape = Tape()
    roots = [record(tape, to_sympy(e)) for e in (*slopes, target)]
    order = tape.reachable(roots)
    names = [sympy.Symbol(str(s)) for s in symbols]
    with LOCK, ctx.workprec(BITS):
        rows = []
        for point in points:
            values = run(tape, order, dict(zip(names, map(float, point), strict=True)))
            row = [values[r].mid() for r in roots]
            if all(v.is_finite() for v in row):
                rows.append(row)
        if len(rows) < SPARE + 2:
            return None
        numbers = _first_combination(rows, len(slopes))
        if numbers is None:
            return None
        exact = [recognised(c) for c in numbers]
    return None if any(c is None for c in exact) else exact


def _first_combination(rows: list[list[Ball]], unknowns: int) -> list[Ball] | None:
    """Gaussian elimination column by column until the right-hand side is spanned; None if it never is."""
    pivots: list[tuple[int, list[Ball]]] = []
    rest = [_scaled(row) for row in rows]
    for column in range(unknowns):
        if len(rest) <= SPARE:
            return None
        pivot = max(range(len(rest)), key=lambda k: float(abs(rest[k][column])))
        if not float(abs(rest[pivot][column])) > _ZERO:
            continue
        lead = rest.pop(pivot)
        inverse = 1 / lead[column]
        lead = [(v * inverse).mid() for v in lead]
        pivots.append((column, lead))
        for row in rest:
            factor = row[column]
            if factor != 0:
                for k in range(column, unknowns + 1):
                    row[k] = (row[k] - factor * lead[k]).mid()
        if all(float(abs(row[unknowns])) < _ZERO for row in rest):
            return _back_substituted(pivots, unknowns)
    return None


def _scaled(row: list[Ball]) -> list[Ball]:
    """The row divided by its right-hand side, or by its largest entry where that is zero."""
    largest = max(row, key=lambda v: float(abs(v)))
    size = row[-1] if float(abs(row[-1])) > 1e-6 * float(abs(largest)) else largest
    return [(v / size).mid() for v in row] if size != 0 else list(row)


def _back_substituted(pivots: list[tuple[int, list[Ball]]], unknowns: int) -> list[Ball]:
    numbers = [acb(0)] * unknowns
    for column, lead in reversed(pivots):
        value = lead[unknowns]
        for later, _ in pivots:
            if later > column:
                value = value - lead[later] * numbers[later]
        numbers[column] = value.mid()
    return numbers


def _irrationals() -> list[tuple[Expression, Ball]]:
    roots = [(symengine.sqrt(n), arb(n).sqrt()) for n in (2, 3, 5, 6, 7, 10, 11, 13, 14, 15)]
    return [
        (symengine.Integer(1), arb(1)),
        *roots,
        (symengine.pi, arb.pi()),
        (1 / symengine.pi, 1 / arb.pi()),
        (symengine.sqrt(symengine.pi), arb.pi().sqrt()),
        (symengine.log(2), arb(2).log()),
        (symengine.E, arb(1).exp()),
    ]


def recognised(c: Ball) -> Expression | None:
    """The exact number that a ball stands for: a rational, or one times a small irrational, real or imaginary."""
    size = float(abs(c))
    if size < _SURE:
        return symengine.Integer(0)
    if abs(float(c.imag)) > _SURE * size:
        if abs(float(c.real)) > _SURE * size:
            return None
        imaginary = recognised(acb(c.imag))
        return None if imaginary is None else imaginary * symengine.I
    for base, value in _irrationals():
        fraction = _nearest(c.real / value)
        if fraction is not None:
            return symengine.Integer(fraction.numerator) / symengine.Integer(fraction.denominator) * base
    return None


def _nearest(value: Ball) -> Fraction | None:
    mantissa, exponent = value.mid().man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    near = exact.limit_denominator(_MAX_DENOMINATOR)
    sure = abs(exact - near) < Fraction(_SURE) * max(abs(exact), Fraction(1, _MAX_DENOMINATOR))
    return near if sure and abs(near.numerator) < _MAX_NUMERATOR else None

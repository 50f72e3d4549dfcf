"""Linear equations between function values, solved in balls of hundreds of bits, so that ranks and numbers are sure.

Dozens of smooth functions on an interval look dependent in doubles: each is a combination of the others to ten digits.
At 400 bits what fits to 1e-60 fits, and a coefficient that is rational to 1e-50 is that rational.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import symengine
import sympy
from flint import acb, arb, ctx, fmpq
from numpy.typing import NDArray

from symassist.expressions.convert import Expression, to_sympy
from symassist.numerics.acb_functions import LOCK
from symassist.numerics.balls import run
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.propose.shape import positive_root

Ball = Any

BITS = 400
SPARE = 6
"""Equations beyond the number of unknowns: what holds there as well is no accident."""
_ZERO = 1e-60
_SURE = 1e-50
_MAX_DENOMINATOR = 10**18
_MAX_HEIGHT = 10**5
_MAX_SUMS = 6
_PRIMES = (
    17,
    19,
    29,
    23,
    31,
    37,
    43,
    41,
    47,
    53,
    61,
    59,
    67,
    71,
    79,
    73,
    83,
    89,
    101,
    97,
    107,
    103,
    109,
    113,
    131,
    127,
    137,
    139,
    151,
    149,
    157,
    163,
)
_VALUES = tuple(map(Fraction, _PRIMES[::2], _PRIMES[1::2]))
"""For the at most 16 parameters, all near 1."""


def parameter_values(parameters: Sequence[Expression], turn: int = 0) -> dict[Expression, Fraction]:
    """A rational of two own primes for each parameter: they tell which power of it a number contains.

    Another ``turn`` gives other ones: at a = 17/19 the sum a + 1 = 36/19 looks like a number.
    """
    return dict(zip(parameters, (*_VALUES[turn:], *_VALUES[:turn]), strict=False))


def solve(
    target: Expression,
    slopes: Sequence[Expression],
    x: Expression,
    points: NDArray[np.float64],
    parameters: Mapping[Expression, Fraction],
) -> list[Expression] | None:
    """Exact c with ``target = sum c_i slopes_i`` at all ``points`` (N,) of x, None if there are none of known kinds.

    Earlier slopes are preferred: the first ones in order that span the target are used, the others get zero. N should
    be at least the number of slopes and ``SPARE``. ``parameters`` have the values of ``parameter_values``; the c are
    numbers times products of powers of parameters and of simple sums of them.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning.
    """
    tape = Tape()
    roots = [record(tape, to_sympy(e)) for e in (*slopes, target)]
    order = tape.reachable(roots)
    fixed = {sympy.Symbol(str(p)): fmpq(v.numerator, v.denominator) for p, v in parameters.items()}
    variable = sympy.Symbol(str(x))
    with LOCK, ctx.workprec(BITS):
        rows = []
        for point in points:
            values = run(tape, order, {variable: float(point), **fixed})
            row = [values[r].mid() for r in roots]
            if all(v.is_finite() for v in row):
                rows.append(row)
        if len(rows) < SPARE + 2:
            return None
        numbers = _first_combination(rows, len(slopes))
        if numbers is None:
            return None
    exact = [recognised(c, parameters) for c in numbers]  # which takes long, so others may compute meanwhile
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
    return [
        (symengine.Integer(1), arb(1)),
        (symengine.pi, arb.pi()),
        (1 / symengine.pi, 1 / arb.pi()),
        (symengine.sqrt(symengine.pi), arb.pi().sqrt()),
        (symengine.log(2), arb(2).log()),
        (1 / symengine.log(2), 1 / arb(2).log()),
        (symengine.log(3), arb(3).log()),
        (symengine.E, arb(1).exp()),
    ]


def recognised(c: Ball, parameters: Mapping[Expression, Fraction] | None = None) -> Expression | None:
    """The exact number that a ball stands for: a rational, or one times a small irrational, real or imaginary.

    With ``parameters`` the rational may contain powers of them and of simple sums of them.
    """
    parameters = parameters or {}
    size = float(abs(c))
    if size < _SURE:
        return symengine.Integer(0)
    if abs(float(c.imag)) > _SURE * size:
        if abs(float(c.real)) > _SURE * size:
            return None
        imaginary = recognised(acb(c.imag), parameters)
        return None if imaginary is None else imaginary * symengine.I
    with LOCK, ctx.workprec(BITS):
        ratios = [(base, c.real / value) for base, value in _irrationals()]
        powers = [(n, abs(c.real) ** n) for n in (2, 3, 4, 6)]
        over_pi = c.real**2 / arb.pi()
    for base, ratio in ratios:
        fraction = _nearest(ratio)
        expression = None if fraction is None else _with_parameters(fraction, parameters, _MAX_HEIGHT)
        if expression is not None:
            return expression * base
    sign = 1 if float(c.real) > 0 else -1
    for n, power in powers:
        fraction = _nearest(power)
        expression = None if fraction is None else _with_parameters(fraction, parameters, _MAX_HEIGHT**2)
        if expression is not None:
            return sign * positive_root(expression, n)
    fraction = _nearest(over_pi)  # sqrt(pi/a), as normal distributions have it
    expression = None if fraction is None else _with_parameters(fraction, parameters, _MAX_HEIGHT**2)
    return None if expression is None else sign * symengine.sqrt(symengine.pi) * positive_root(expression)


def _nearest(value: Ball) -> Fraction | None:
    mantissa, exponent = value.mid().man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    near = exact.limit_denominator(_MAX_DENOMINATOR)
    return near if abs(exact - near) < Fraction(_SURE) * abs(exact) else None


def _with_parameters(value: Fraction, parameters: Mapping[Expression, Fraction], limit: int) -> Expression | None:
    """``value`` as a small rational times powers of the parameters and perhaps of one simple sum; None if it is not."""
    best, expression = _without_powers(value, parameters)
    sums = [] if _is_plain(best, parameters) else _sums(tuple(parameters.items()))
    for _ in range(_MAX_SUMS if sums else 0):
        options = [
            (*_without_powers(best / size**power, parameters), sum_**power) for sum_, size in sums for power in (1, -1)
        ]
        rest, powers, factor = min(options, key=lambda option: _height(option[0]))
        if _height(rest) >= _height(best):
            break
        best, expression = rest, expression * powers * factor
        if _is_plain(best, parameters):
            break
    if _height(best) >= limit:
        return None
    return symengine.Integer(best.numerator) / symengine.Integer(best.denominator) * expression


def _is_plain(value: Fraction, parameters: Mapping[Expression, Fraction]) -> bool:
    """Whether none of the parameters' primes is left: 1/36 is a number, 19/36 is 1/(a + 1) where a is 17/19."""
    product = abs(value.numerator) * value.denominator
    return all(product % size.numerator and product % size.denominator for size in parameters.values())


def _without_powers(value: Fraction, parameters: Mapping[Expression, Fraction]) -> tuple[Fraction, Expression]:
    """The value without, and the product of, the powers of parameters whose primes it has on both sides of the bar."""
    expression = symengine.Integer(1)
    for parameter, size in parameters.items():
        for ratio, power in ((size, 1), (1 / size, -1)):
            while value.numerator % ratio.numerator == 0 and value.denominator % ratio.denominator == 0:
                value, expression = value / ratio, expression * parameter**power
    return value, expression


@lru_cache(maxsize=64)
def _sums(parameters: tuple[tuple[Expression, Fraction], ...]) -> list[tuple[Expression, Fraction]]:
    """Sums that coefficients contain: a +- b, a**2 +- k b**2, a*d - b*c, b**2 - 4*a*c, with 1 among the parameters."""
    one = (symengine.Integer(1), Fraction(1))
    found = []
    for (p, u), (q, v) in combinations([*parameters, one], 2):
        found += [(p + q, u + v), (p - q, u - v), (p**2 + q**2, u * u + v * v)]
        found += [(p + k * q, u + k * v) for k in (2, 3)] + [(k * p + q, k * u + v) for k in (2, 3)]
        found += [(p**2 + k * k * q**2, u * u + k * k * v * v) for k in (2, 3)]
        found += [(k * k * p**2 + q**2, k * k * u * u + v * v) for k in (2, 3)]
    for three in combinations(parameters, 3):
        for i in range(3):
            (p, u), (q, v), (r, w) = three[i:] + three[:i]
            found += [(p**2 - 4 * q * r, u * u - 4 * v * w), (p - q * r, u - v * w), (p + q * r, u + v * w)]
            found += [(p**2 + q**2 - r**2, u * u + v * v - w * w)]
    for (p, u), (q, v), (r, w), (s, y) in combinations(parameters, 4):
        found += [(p * q - r * s, u * v - w * y), (p * r - q * s, u * w - v * y), (p * s - q * r, u * y - v * w)]
    return found


def _height(value: Fraction) -> int:
    return max(abs(value.numerator), value.denominator)

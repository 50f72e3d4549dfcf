"""Places on an interval at which a function may be singular: found in doubles, refined in balls, named exactly."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import acb, arb, ctx
from numpy.typing import NDArray

from symassist.errors import UnsupportedExpressionError
from symassist.numerics import balls, evaluate, points
from symassist.numerics.derivative import differentiate
from symassist.numerics.record import record
from symassist.numerics.tape import Tape

BITS = 1280
"""Working precision of refined places and of the function values beside them."""
MOST = 200
"""More places than this on one interval are not followed up."""
_GRID = 4096
_FAR = 1e6
_SECANTS = 40
_KNOWN_BITS = 500

Ball = Any


@dataclass(frozen=True)
class Place:
    """A real number: ``value`` as a ball of about ``BITS`` bits, ``exact`` as an expression where it has a name."""

    value: Ball
    exact: sympy.Expr | None

    def __str__(self) -> str:
        return str(self.exact) if self.exact is not None else self.value.str(8, radius=False)


class Line:
    """Functions of one symbol on a tape, evaluated on the real line in doubles and in balls."""

    def __init__(self, variable: sympy.Symbol) -> None:
        self.tape, self.variable = Tape(), variable

    def node(self, expression: sympy.Expr) -> int:
        """The expression's node.

        Raises:
            UnsupportedExpressionError: a function without numerical meaning.
        """
        return record(self.tape, expression)

    def ball(self, node: int, x: Ball) -> Ball:
        """The node's value at x, in the precision that is set."""
        return balls.run(self.tape, self.tape.reachable([node]), {self.variable: x})[node]

    def doubles(self, nodes: Iterable[int], x: NDArray[np.float64]) -> dict[int, NDArray[np.complex128]]:
        """(N,) values of each node at (N,) points."""
        wanted = list(nodes)
        found = evaluate.run(self.tape, wanted, {self.variable: x})
        return {i: np.broadcast_to(np.asarray(found[i], dtype=np.complex128), x.shape) for i in wanted}


def number(expression: sympy.Expr) -> Ball:
    """The ball of a constant in the precision that is set; infinities are not finite.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning.
    """
    if expression in (sympy.oo, -sympy.oo):
        return acb(arb.pos_inf() if expression == sympy.oo else arb.neg_inf())
    tape = Tape()
    root = record(tape, expression)
    return balls.run(tape, tape.reachable([root]), {})[root]


def to_mpf(ball: Any) -> Any:
    """The middle of a real ball as mpmath's number, in the precision that is set there."""
    mantissa, exponent = ball.mid().man_exp()
    return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))


def grid(low: float, high: float) -> NDArray[np.float64]:
    """(N,) sorted points strictly inside (low, high), on no special place, out to a million where it is infinite."""
    steps = (np.arange(_GRID) + 0.4142135623730951) / _GRID
    if math.isfinite(low) and math.isfinite(high):
        # Half of them crowd towards the ends, where places such as a pole near an end would be missed.
        bent = (1 - np.cos(np.pi * steps)) / 2
        return np.unique(low + (high - low) * np.concatenate([steps, bent]))
    start = low if math.isfinite(low) else high if math.isfinite(high) else 0.0
    outward = np.concatenate([40 * steps, 40 * (_FAR / 40) ** steps])
    sides = [outward] if math.isfinite(low) else [-outward] if math.isfinite(high) else [outward, -outward]
    return np.unique(start + np.concatenate(sides))


def places(line: Line, functions: Sequence[int], low: float, high: float, *, deadline: float = math.inf) -> list[Place]:
    """Where on (low, high) something may happen to one of the ``functions``, in increasing order, ends left out.

    Raises:
        TimeoutError: the ``deadline`` (monotonic time) is past.
    """
    x = grid(low, high)
    starts: list[tuple[int, float, float]] = []
    for node in _critical(line, functions):
        _keep_to(deadline)
        starts += _crossings(line, node, x)
        starts += _touchings(line, node, x)
    width = high - low if math.isfinite(high - low) else 1.0
    found: dict[float, Place] = {}
    with ctx.workprec(BITS):
        for node, left, right in starts[: 4 * MOST]:
            _keep_to(deadline)
            value = _refine(line, node, left, right)
            key = float(value)
            near_end = min(abs(key - low), abs(key - high)) <= 1e-12 * max(1.0, width)
            if not near_end and not any(abs(key - k) <= 1e-13 * max(1.0, abs(key)) for k in found):
                exact = name(value)
                found[key] = Place(number(exact).real if exact is not None else value, exact)
    return [found[key] for key in sorted(found)]


def _keep_to(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise TimeoutError


def _critical(line: Line, functions: Sequence[int]) -> list[int]:
    """Nodes whose zeros matter: those of the verifier's samples, the steps of floor, the cuts of logarithms."""
    tape = line.tape
    found = dict.fromkeys(points.critical(tape, functions))
    for i in tape.reachable(functions):
        op, args = tape.ops[i], tape.args[i]
        if op in ("floor", "ceiling"):
            found[tape.node("sin", (tape.mul(tape.node("const", (), "pi"), args[0]),))] = None
        elif op in ("eq", "ne"):
            found[tape.sub(args[0], args[1])] = None
    return [i for i in found if any(tape.ops[k] == "sym" for k in tape.reachable([i]))]


def _crossings(line: Line, node: int, x: NDArray[np.float64]) -> list[tuple[int, float, float]]:
    """(node, left, right) around each change of sign of the node, or of its imaginary part where it is complex."""
    values = line.doubles([node], x)[node]
    found = _changes(node, values.real, x)
    complex_there = np.isfinite(values) & (np.abs(values.imag) > 1e-13 * np.abs(values))
    if np.any(complex_there):
        found += _changes(line.tape.node("im", (node,)), np.where(complex_there, values.imag, np.nan), x)
    return found


def _changes(node: int, values: NDArray[np.float64], x: NDArray[np.float64]) -> list[tuple[int, float, float]]:
    """(node, left, right) around each change of sign; where values stay zero there is none but at the ends."""
    keep = np.isfinite(values)
    x, signs = x[keep], np.sign(values[keep])
    changed = (signs[1:] * signs[:-1] <= 0) & (signs[1:] != signs[:-1])
    return [(node, float(x[k]), float(x[k + 1])) for k in np.flatnonzero(changed)]


def _touchings(line: Line, node: int, x: NDArray[np.float64]) -> list[tuple[int, float, float]]:
    """(derivative, left, right) around zeros at which the node does not change sign, as 1 - cos x at 0."""
    try:
        slope = differentiate(line.tape, node, line.variable)
    except UnsupportedExpressionError:
        return []
    values = line.doubles([node, slope], x)
    if np.any(values[slope].imag != 0):
        return []
    turns = _changes(slope, values[slope].real, x)
    typical = np.nanmedian(np.abs(values[node])) if turns else 0.0
    found = []
    for _, left, right in turns:
        beside = np.abs(line.doubles([node], np.array([left, right, (left + right) / 2]))[node])
        if np.min(beside) <= 1e-3 * typical and _vanishes(line, node, slope, left, right):
            found.append((slope, left, right))
    return found


def _vanishes(line: Line, node: int, slope: int, left: float, right: float) -> bool:
    with ctx.workprec(BITS):
        there = line.ball(node, acb(_refine(line, slope, left, right)))
        return bool(there.is_finite()) and float(abs(there).upper()) < 1e-60


def _refine(line: Line, node: int, left: float, right: float) -> Ball:
    """The zero (or the jump) of a real node between two doubles, to about half of ``BITS``: bisection, then secants."""
    low, high = arb(left), arb(right)
    start = line.ball(node, acb(low)).real
    for _ in range(48):
        middle = ((low + high) / 2).mid()
        value = line.ball(node, acb(middle)).real
        if value.contains(0):
            return middle
        if (value > 0) == (start > 0):
            low = middle
        else:
            high = middle
    return _secant(line, node, low, high)


def _secant(line: Line, node: int, low: Ball, high: Ball) -> Ball:
    """The zero beside two near points; where secants lead away, the middle."""
    a, b = low, high
    at_a, at_b = line.ball(node, acb(a)).real, line.ball(node, acb(b)).real
    room = (high - low) * 4
    for _ in range(_SECANTS):
        if (at_b - at_a).contains(0):
            break
        step = (at_b * (b - a) / (at_b - at_a)).mid()
        a, at_a = b, at_b
        b = (b - step).mid()
        if not abs(b - low) < room:
            return ((low + high) / 2).mid()
        at_b = line.ball(node, acb(b)).real
        if at_b.contains(0) or not at_b.is_finite():
            break
    return b


def name(value: Ball) -> sympy.Expr | None:
    """The simple exact number that agrees with ``value`` to ``_KNOWN_BITS`` bits or all that it has, None for none.

    Tried: rational numbers; these times pi; square roots; logarithms and arctangents of them; quadratic irrationals.
    """
    pi = arb.pi()
    if abs(value) < arb(2) ** -_KNOWN_BITS:
        return sympy.Integer(0)
    forms = (
        (value, lambda q: q),
        (value / pi, lambda q: q * sympy.pi),
        (value * value, lambda q: sympy.sqrt(q) if value > 0 else -sympy.sqrt(q)),
        (value.exp() if abs(value) < 50 else arb(0), lambda q: sympy.log(q) if q > 0 else None),
        (value.tan(), sympy.atan),
    )
    for ball, form in forms:
        rational = _rational(ball)
        exact = None if rational is None else form(rational)
        if exact is not None and _same(exact, value):
            return exact
    return None


def _same(exact: sympy.Expr, value: Ball) -> bool:
    return bool(abs(number(exact).real - value) < arb(2) ** -_KNOWN_BITS * (1 + abs(value)))


def _rational(ball: Ball) -> sympy.Rational | None:
    """The rational of small height nearest to the ball, if it is extremely near: by continued fractions."""
    rest, p, q, before_p, before_q = ball.mid(), 0, 1, 1, 0
    p, q, before_p, before_q = 1, 0, 0, 1
    for _ in range(24):
        if not abs(rest) < 10**9:
            return None
        whole = int(rest.floor().unique_fmpz())
        p, q, before_p, before_q = whole * p + before_p, whole * q + before_q, p, q
        rest = (rest - whole).mid()
        if abs(rest) < arb(2) ** -(_KNOWN_BITS // 2):
            return sympy.Rational(p, q)
        if q > 10**9:
            return None
        rest = (1 / rest).mid()
    return None

"""Enclosures of a function on complex boxes that say honestly where the function is not analytic.

``acb.integral`` is rigorous only if its integrand, when asked with ``analytic``, returns something non-finite on every
box on which it is not holomorphic. Arb's functions answer for poles by themselves; branch cuts and the functions of
real operands (Abs, sign, floor, Piecewise...) are guarded here. On a box around a real segment such a function stands
for its continuation from that segment: |u| is u or -u there, if u is real on the segment and keeps its sign.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from flint import acb, arb

from symassist.numerics import acb_functions
from symassist.numerics.acb_functions import NAN
from symassist.numerics.balls import LOGIC, run
from symassist.numerics.derivative import differentiate
from symassist.numerics.tape import Tape

Ball = Any


class AnalyticFunction:
    """The node ``root`` of a tape as a function (z, analytic) of one symbol, for ``acb.integral``.

    Every other symbol must have been replaced by a number. After ``deadline`` (monotonic time) it is nowhere finite, so
    that an integration under way ends soon: an exception would pass through flint's loop only at its end.
    """

    def __init__(self, tape: Tape, root: int, variable: Any, deadline: float) -> None:
        self._tape, self._root, self._deadline = tape, root, deadline
        slopes = _slopes(tape, root, variable)
        order = tape.reachable([root, *slopes.values()])
        depends: set[int] = set()
        for i in order:
            if tape.ops[i] == "sym" or any(a in depends for a in tape.args[i]):
                depends.add(i)
        self._constants = run(tape, [i for i in order if i not in depends], {})
        self._varying = [i for i in tape.reachable([root]) if i in depends]
        self._real_only = any(tape.ops[i] in _CONTINUED or tape.ops[i] == "select" for i in self._varying)
        self._slopes = {
            i: (
                [k for k in tape.reachable([i]) if k in depends],
                slope,
                [k for k in tape.reachable([slope]) if k in depends],
            )
            for i, slope in slopes.items()
            if i in depends
        }

    def __call__(self, z: Ball, analytic: bool) -> Ball:
        """The values on a ball; not finite after the deadline and, with ``analytic``, where f is not analytic."""
        if time.monotonic() > self._deadline:
            return NAN
        if not analytic:
            return self._evaluate(z, None)[self._root]
        segment = self._evaluate(acb(z.real), None) if self._real_only else {}
        return self._evaluate(z, segment)[self._root]

    def _evaluate(self, z: Ball, segment: dict[int, Ball] | None) -> dict[int, Ball]:
        """All nodes on the box z; with ``segment`` (the nodes on z's real segment) only where they are analytic."""
        tape, values = self._tape, dict(self._constants)
        for i in self._varying:
            op = tape.ops[i]
            if op == "sym":
                values[i] = z
                continue
            args = tape.args[i]
            operands = [values[a] for a in args]
            if op == "pow" and args[0] in self._slopes and operands[0].contains(0):
                tight = self._tightened(args[0], z)
                operands[0] = tight if tight.is_finite() else operands[0]
            if op == "select":
                conditions = values if segment is None else segment
                values[i] = _select(operands, [conditions[a] for a in args[1::2]], segment is None)
            elif op in LOGIC:
                # Conditions are read off the real segment only: on a complex box they have no meaning.
                values[i] = LOGIC[op](*operands) if segment is None else None
            elif segment is None:
                values[i] = _apply(op, tape.data[i], operands)
            elif op in _CONTINUED:
                real = all(_is_real(segment[a]) for a in args)
                values[i] = _CONTINUED[op](*operands) if real else NAN
            else:
                values[i] = _guarded(op, tape.data[i], operands, [a not in self._constants for a in args])
        return values

    def _tightened(self, radicand: int, z: Ball) -> Ball:
        """u on the box by the mean value form u(m) + u'(z) (z - m).

        Near a double zero, as of 1 - cos x, only that keeps away from the cut of the root.
        """
        own, slope, steep = self._slopes[radicand]
        middle = acb(z.mid())
        slope_there = self._plain(steep, z)[slope]
        return self._plain(own, middle)[radicand] + slope_there * (z - middle)

    def _plain(self, nodes: Sequence[int], z: Ball) -> dict[int, Ball]:
        tape, values = self._tape, dict(self._constants)
        for i in nodes:
            operands = [values[a] for a in tape.args[i]]
            values[i] = z if tape.ops[i] == "sym" else acb_functions.apply(tape.ops[i], tape.data[i], operands)
        return values


def _slopes(tape: Tape, root: int, variable: Any) -> dict[int, int]:
    """The derivatives of radicands that are meromorphic; the nodes are added to the tape."""
    found: dict[int, int] = {}
    for i in tape.reachable([root]):
        if tape.ops[i] == "pow" and not _is_whole(tape, tape.args[i][1]):
            radicand = tape.args[i][0]
            inner = tape.reachable([radicand])
            if all(not tape.args[k] or tape.ops[k] in _MEROMORPHIC or _is_power(tape, k) for k in inner):
                found[radicand] = differentiate(tape, radicand, variable)
    return found


def _is_power(tape: Tape, i: int) -> bool:
    return tape.ops[i] == "pow" and _is_whole(tape, tape.args[i][1])


def _is_whole(tape: Tape, i: int) -> bool:
    value = tape.value(i)
    return value is not None and value.q == 1


def _apply(op: str, data: Any, operands: Sequence[Ball]) -> Ball:
    """One node without the flag: an enclosure of its values on the box, jumps included."""
    if op in _CROSSING and _is_real(operands[0]):
        return _CROSSING[op](operands[0])
    return acb_functions.apply(op, data, operands)


def _is_real(ball: Ball) -> bool:
    return bool(ball.imag == 0)


def _select(values: Sequence[Ball], conditions: Sequence[bool | None], joined: bool) -> Ball:
    """Piecewise: the arm that holds; where that is open the union of those that may hold, or nothing."""
    possible: list[Ball] = []
    for value, condition in zip(values[::2], conditions, strict=True):
        if condition is not False:
            possible.append(value)
        if condition:
            return possible[0] if len(possible) == 1 else reduce(acb.union, possible) if joined else NAN
    return NAN


def _guarded(op: str, data: Any, operands: Sequence[Ball], varying: Sequence[bool]) -> Ball:
    """One node with the flag: not a number where an operand that varies may touch a branch cut."""
    if op == "pow":
        return _pow(operands[0], operands[1], varying)
    cut = _CUTS.get(op)
    if cut is not None:
        if cut(operands[-1]):
            return NAN
    elif op not in _MEROMORPHIC:
        return NAN
    if any(varying[:-1]) and op not in ("add", "mul"):
        # Analytic in its last operand only as far as is known here.
        return NAN
    return acb_functions.apply(op, data, operands)


def _pow(base: Ball, exponent: Ball, varying: Sequence[bool]) -> Ball:
    if varying[0]:
        integer = exponent.imag == 0 and exponent.real.is_exact() and exponent.real.is_integer()
        if not integer:
            return base.pow(exponent, analytic=True)
    return acb_functions.apply("pow", None, (base, exponent))


def _left_of(edge: int) -> Callable[[Ball], bool]:
    """Whether a box may touch the real axis from minus infinity to ``edge``."""
    return lambda z: bool(z.imag.contains(0)) and not z.real > edge


def _right_of(edge: int) -> Callable[[Ball], bool]:
    return lambda z: bool(z.imag.contains(0)) and not z.real < edge


def _beyond_ones(z: Ball) -> bool:
    """The cuts of asin, acos and atanh: real beyond -1 and 1."""
    return bool(z.imag.contains(0)) and not abs(z.real) < 1


def _beyond_units(z: Ball) -> bool:
    """The cuts of atan and asinh: imaginary beyond -I and I."""
    return bool(z.real.contains(0)) and not abs(z.imag) < 1


# Holomorphic but for poles, and with a rule for the derivative.
_MEROMORPHIC = {"add", "mul", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc", "erfi", "gamma"}
_MEROMORPHIC |= {"Si", "Shi", "fresnels", "fresnelc"}
_CUTS: dict[str, Callable[[Ball], bool]] = {
    **dict.fromkeys(("log", "Ei", "Ci", "Chi", "loggamma", "expint", "uppergamma", "lowergamma"), _left_of(0)),
    **dict.fromkeys(("besselj", "bessely", "besseli", "besselk", "LambertW"), _left_of(0)),
    **dict.fromkeys(("asin", "acos", "atanh"), _beyond_ones),
    **dict.fromkeys(("atan", "asinh"), _beyond_units),
    **dict.fromkeys(("acosh", "li"), _left_of(1)),
    **dict.fromkeys(("polylog", "elliptic_k"), _right_of(1)),
}


def _crossed_sign(z: Ball) -> Ball:
    return acb.real_sgn(z, analytic=False)


# Without the flag: enclosures over a real operand that may cross the jump.
_CROSSING: dict[str, Callable[[Ball], Ball]] = {
    "sign": _crossed_sign,
    "Heaviside": lambda z: acb.real_heaviside(z, analytic=False),
    "floor": lambda z: acb.real_floor(z, analytic=False),
    "ceiling": lambda z: acb.real_ceil(z, analytic=False),
}
# With the flag: the continuation from a segment on which the operands are real.
_CONTINUED: dict[str, Callable[..., Ball]] = {
    "Abs": lambda z: acb.real_abs(z, analytic=True),
    "sign": lambda z: acb.real_sgn(z, analytic=True),
    "Heaviside": lambda z: acb.real_heaviside(z, analytic=True),
    "floor": lambda z: acb.real_floor(z, analytic=True),
    "ceiling": lambda z: acb.real_ceil(z, analytic=True),
    "Max": lambda u, v: acb.real_max(u, v, analytic=True),
    "Min": lambda u, v: acb.real_min(u, v, analytic=True),
    "re": lambda z: z,
    "conjugate": lambda z: z,
    "im": lambda z: acb(0),
    "arg": lambda z: acb(0) if z.real > 0 else acb(arb.pi()) if z.real < 0 else NAN,
    "atan2": lambda u, v: (u / v).atan() if v.real > 0 and not _beyond_units(u / v) else NAN,
}

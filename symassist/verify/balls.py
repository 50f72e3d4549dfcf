"""Rigorous comparison at a point: complex balls (python-flint) that enclose F' and f, tightened until they speak."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import acb, arb, ctx

from symassist.numerics import acb_functions
from symassist.numerics.tape import Tape

FIRST_BITS, LAST_BITS = 256, 4096
"""Two thirds of the first must agree (51 decimal digits): far below a change of 1e-30 in one of many terms."""
_PATIENCE = 1024
DEEP_BITS = 4096
"""Where some parts differ and others agree, agreement must be no accident of size (exp(-exp(x)) beside x**2)."""

Values = Mapping[Any, Any]
"""Exact values of the symbols: ``fmpq`` or dyadic floats."""


@dataclass(frozen=True)
class Comparison:
    """What the balls say at one point: ``agree``, ``differ`` (disjoint), ``outside`` (f not real or finite), ``open``.

    ``digits`` is the proven number of agreeing decimal digits (relative to f; absolute where f is exactly zero).
    """

    outcome: str
    digits: float = 0.0


def run(tape: Tape, order: Sequence[int], values: Values) -> dict[int, Any]:
    """Balls of the nodes in ``order`` (operands first) at the present precision; a truth value None is undecided."""
    result: dict[int, Any] = {}
    ops, args, data = tape.ops, tape.args, tape.data
    for i in order:
        op = ops[i]
        if op == "sym":
            result[i] = acb(values[data[i]])
        elif not args[i] and op not in _LOGIC:
            result[i] = acb_functions.leaf(op, data[i])
        else:
            operands = [result[a] for a in args[i]]
            special = _LOGIC.get(op)
            result[i] = special(*operands) if special else acb_functions.apply(op, data[i], operands)
    return result


def compare(
    tape: Tape,
    order: Sequence[int],
    derivative: int,
    integrand: int,
    values: Values,
    *,
    real: bool = True,
    deep: bool = False,
) -> Comparison:
    """Compares two nodes at exact ``values``; ``real`` asks that the integrand be real there.

    The precision doubles from 256 to 4096 bits while the enclosures overlap without being tight; ``deep`` starts at
    4096 bits and asks for agreement to two thirds of them.
    """
    bits, last = (DEEP_BITS, 2 * DEEP_BITS) if deep else (FIRST_BITS, LAST_BITS)
    needed = bits * 2 // 3
    comparison = Comparison("open", -math.inf)
    with acb_functions.LOCK:
        while bits <= last and comparison.outcome == "open":
            with ctx.workprec(bits):
                balls = run(tape, order, values)
                before, comparison = comparison, _judge(balls[derivative], balls[integrand], real, needed)
            if bits >= _PATIENCE and comparison.digits <= before.digits + 1:
                # More bits do not tighten the enclosure: a branch point, a pole, a zero that is no ball.
                break
            bits *= 2
    return comparison


def _judge(left: acb, right: acb, real: bool, needed: int) -> Comparison:
    if not right.is_finite():
        return Comparison("open", -math.inf)
    if real and not _is_zero(right.imag):
        if not right.imag.contains(0):
            return Comparison("outside")
        if not _negligible(right.imag, right.real):
            return Comparison("open", -math.inf)
    if not left.is_finite():
        return Comparison("open", -math.inf)
    difference = left - right
    if not difference.contains(0):
        return Comparison("differ")
    error, scale = difference.abs_upper(), right.abs_lower()
    if right == 0:
        scale = arb(1)
    if error == 0:
        return Comparison("agree", float(ctx.prec) * 0.30103)
    if not scale > 0:
        return Comparison("open", -math.inf)
    digits = -float((error / scale).log().mid()) / 2.302585
    return Comparison("agree", digits) if digits * 3.3219 >= needed else Comparison("open", digits)


def _is_zero(ball: arb) -> bool:
    """Whether the ball is exactly zero (for a ball around zero both == and != 0 are false)."""
    return bool(ball == 0)


def _negligible(imaginary: arb, real: arb) -> bool:
    """Whether an enclosure of zero is so tight beside the real part that the number counts as real."""
    return bool(imaginary.abs_upper() <= real.abs_lower() * arb(2) ** -(FIRST_BITS * 2 // 3))


def _select(*arms: Any) -> acb:
    for value, condition in zip(arms[::2], arms[1::2], strict=True):
        if condition is None:
            return acb_functions.NAN
        if condition:
            return value
    return acb_functions.NAN


def _ordered(u: acb, v: acb, *, strict: bool) -> bool | None:
    """u < v or u <= v for real balls, None where they overlap."""
    if not (_is_zero(u.imag) and _is_zero(v.imag)):
        return None
    if u.real < v.real:
        return True
    if u.real > v.real:
        return False
    equal = _equal(u, v)
    return (not strict) if equal else None


def _equal(u: acb, v: acb) -> bool | None:
    if not u.overlaps(v):
        return False
    return True if u.is_exact() and v.is_exact() else None


def _not(condition: bool | None) -> bool | None:
    return None if condition is None else not condition


def _all(*conditions: bool | None) -> bool | None:
    if any(c is False for c in conditions):
        return False
    return None if any(c is None for c in conditions) else True


_LOGIC: dict[str, Any] = {
    "select": _select,
    "true": lambda: True,
    "false": lambda: False,
    "eq": _equal,
    "ne": lambda u, v: _not(_equal(u, v)),
    "lt": lambda u, v: _ordered(u, v, strict=True),
    "le": lambda u, v: _ordered(u, v, strict=False),
    "gt": lambda u, v: _ordered(v, u, strict=True),
    "ge": lambda u, v: _ordered(v, u, strict=False),
    "and": _all,
    "or": lambda *c: _not(_all(*map(_not, c))),
    "not": _not,
}

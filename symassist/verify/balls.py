"""Rigorous comparison at a point: complex balls (python-flint) that enclose F' and f, tightened until they speak."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flint import acb, arb, ctx

from symassist.numerics.acb_functions import LOCK
from symassist.numerics.balls import Values, is_zero, run
from symassist.numerics.tape import Tape

FIRST_BITS, LAST_BITS = 256, 4096
"""Two thirds of the first must agree (51 decimal digits): far below a change of 1e-30 in one of many terms."""
_PATIENCE = 1024
DEEP_BITS = 4096
"""Where some parts differ and others agree, agreement must be no accident of size (exp(-exp(x)) beside x**2)."""


@dataclass(frozen=True)
class Comparison:
    """What the balls say at one point: ``agree``, ``differ`` (disjoint), ``outside`` (f not real or finite), ``open``.

    ``digits`` is the proven number of agreeing decimal digits (relative to f; absolute where f is exactly zero).
    """

    outcome: str
    digits: float = 0.0


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
    with LOCK:
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
    if real and not is_zero(right.imag):
        if not right.imag.contains(0):
            return Comparison("outside")
        if not _negligible(right.imag, right.real):
            return Comparison("open", -math.inf)
    if not left.is_finite():
        return Comparison("open", -math.inf)
    if left == 0 and right.contains(0) and right.abs_upper() > 0:
        return _cancelled(right)
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


def _cancelled(integrand: acb) -> Comparison:
    """F' is exactly zero: whether the integrand's terms cancel to so many digits that it is zero in disguise.

    1 - tanh(x) does to hundreds of digits, therefore the highest precision is asked for, and all sample points agree.
    """
    digits = -float(integrand.abs_upper().log().mid()) / 2.302585
    return Comparison("agree" if ctx.prec >= LAST_BITS and digits * 3.3219 >= LAST_BITS * 2 // 3 else "open", digits)


def _negligible(imaginary: arb, real: arb) -> bool:
    """Whether an enclosure of zero is so tight beside the real part that the number counts as real."""
    return bool(imaginary.abs_upper() <= real.abs_lower() * arb(2) ** -(FIRST_BITS * 2 // 3))

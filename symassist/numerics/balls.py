"""Values of a tape in complex balls (python-flint), at the precision that is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import acb, arb

from symassist.numerics import acb_functions
from symassist.numerics.tape import Tape

Values = Mapping[Any, Any]
"""Exact values of the symbols: ``fmpq`` or dyadic floats."""


def run(tape: Tape, order: Sequence[int], values: Values) -> dict[int, Any]:
    """Balls of the nodes in ``order`` (operands first) at the present precision; a truth value None is undecided."""
    result: dict[int, Any] = {}
    ops, args, data = tape.ops, tape.args, tape.data
    for i in order:
        op = ops[i]
        if op == "sym":
            result[i] = acb(values[data[i]])
        elif not args[i] and op not in LOGIC:
            result[i] = acb_functions.leaf(op, data[i])
        else:
            operands = [result[a] for a in args[i]]
            special = LOGIC.get(op)
            result[i] = special(*operands) if special else acb_functions.apply(op, data[i], operands)
    return result


def is_zero(ball: arb) -> bool:
    """Whether the ball is exactly zero (for a ball around zero both == and != 0 are false)."""
    return bool(ball == 0)


def _select(*arms: Any) -> acb:
    for value, condition in zip(arms[::2], arms[1::2], strict=True):
        if condition is None:
            return acb_functions.NAN
        if condition:
            return value
    return acb_functions.NAN


def _ordered(u: acb, v: acb, *, strict: bool) -> bool | None:
    """u < v or u <= v for real balls, None where they overlap."""
    if not (is_zero(u.imag) and is_zero(v.imag)):
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


LOGIC: dict[str, Any] = {
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

"""Bounds on the constants in what a network wrote, before anybody works them out: some take minutes, or all memory."""

from __future__ import annotations

import math
from collections.abc import Mapping

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression

_MOST_BITS, _MOST_EXPONENT_BITS = 10_000, 60
"""Of numbers; SymPy takes seconds with longer ones."""
_MOST_DEPTH = 3
_NOTHING: Mapping[Expression, Expression] = {}


def check_constants(e: Expression, meaning: Mapping[Expression, Expression] = _NOTHING) -> None:
    """Raises UnsupportedExpressionError for constants that nobody wants to work out; ``meaning`` is put in for symbols.

    They are powers of thousands of digits (the beam writes a0**(a0**4), and a0 may stand for 1073741824) and functions
    nested in one another (SymPy looks for the sign of log(Abs(log(Abs(log(3))))) - 1 with ever more digits).
    """
    _bounds(e, meaning)


def _bounds(e: Expression, meaning: Mapping[Expression, Expression]) -> tuple[float, int]:
    """(binary digits of a constant, or of the numbers in e; how deep functions are nested in a constant, else 0)."""
    e = meaning.get(e, e)
    if isinstance(e, symengine.Rational):
        return math.log2(max(abs(int(e.p)), int(e.q)) + 1), 0
    inside = [_bounds(a, meaning) for a in e.args]
    bits = max((b for b, _ in inside), default=1.0)
    if type(e) is symengine.Mul:
        bits = sum(b for b, _ in inside)
    elif type(e) is symengine.Add:
        bits += len(inside)
    elif type(e) is symengine.Pow:
        exponent = e.args[1].subs(meaning) if meaning else e.args[1]
        if isinstance(exponent, symengine.Rational):
            small = inside[1][0] < _MOST_EXPONENT_BITS
            bits = inside[0][0] * max(1.0, abs(float(exponent)) if small else math.inf)
    depth = max((d for _, d in inside), default=0)
    if inside and not isinstance(e, (symengine.Add, symengine.Mul)):
        depth = 0 if e.free_symbols - meaning.keys() else depth + 1
    if bits > _MOST_BITS:
        raise UnsupportedExpressionError(("numbers of thousands of digits",))
    if depth > _MOST_DEPTH:
        raise UnsupportedExpressionError(("functions nested deeply in a constant",))
    return bits, depth

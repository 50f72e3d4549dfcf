"""Whether two functions agree along the real line, or up to a sign that is constant between its jumps.

A substitution that takes sqrt(sin(x)**2) for sin(x) is right up to such a sign s. As s' = 0, an antiderivative F of the
simpler function gives s F for the other one.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.errors import SymassistError
from symassist.numerics.evaluate import evaluate

_RNG = np.random.default_rng(5)
_PLACES = np.concatenate([_RNG.uniform(-4, 4, 40), _RNG.uniform(0.02, 1.5, 24), _RNG.uniform(-12, 12, 16)])
_NEAR = 4.0
_FEWEST = 5
_TOLERANCE = 1e-6
_GOLDEN = (5**0.5 - 1) / 2


class Agreement(Enum):
    """EQUAL: the same where both are defined; SIGN: up to a sign that jumps; NONE: neither, or not to be compared."""

    EQUAL = "equal"
    SIGN = "sign"
    NONE = "none"


def agreement(f: sympy.Expr, g: sympy.Expr, x: sympy.Symbol) -> Agreement:
    """How ``g`` compares with ``f`` at sample points of the line, parameters at positive numbers."""
    quotient = quotients(f, g, x)
    if len(quotient) < _FEWEST:
        return Agreement.NONE
    if (np.abs(quotient - 1) < _TOLERANCE).mean() > 0.97:
        return Agreement.EQUAL
    if (np.abs(quotient - 1) < _TOLERANCE).mean() > 0.8:
        # Far out differences like coth(x) - 1 lose their digits: then it is what is seen near zero that counts.
        near = quotients(f, g, x, reach=_NEAR)
        if len(near) >= _FEWEST and (np.abs(near - 1) < _TOLERANCE).all():
            return Agreement.EQUAL
    if not _real_somewhere(f, x):
        # Off the line the sign of a complex function jumps along curves that no root of a square on the line follows.
        return Agreement.NONE
    if (np.minimum(np.abs(quotient - 1), np.abs(quotient + 1)) < _TOLERANCE).mean() > 0.97:
        return Agreement.SIGN
    return Agreement.NONE


def quotients(f: sympy.Expr, g: sympy.Expr, x: sympy.Symbol, reach: float = np.inf) -> NDArray[np.complex128]:
    """The values g/f at the sample points up to ``reach`` where both are finite and f is real and not zero."""
    left, right = sampled(f, x), sampled(g, x)
    if left is None or right is None:
        return np.empty(0, dtype=np.complex128)
    sound = np.isfinite(left) & np.isfinite(right) & (np.abs(left) > 1e-9) & (np.abs(left) < 1e9)
    sound &= np.abs(_PLACES) <= reach
    real = sound & (np.abs(left.imag) <= 1e-9 * np.abs(left))
    chosen = real if real.sum() >= _FEWEST else sound
    return np.asarray(right[chosen] / left[chosen])


def _real_somewhere(f: sympy.Expr, x: sympy.Symbol) -> bool:
    values = sampled(f, x)
    if values is None:
        return False
    sound = np.isfinite(values) & (np.abs(values) > 1e-9)
    return bool((np.abs(values.imag[sound]) <= 1e-9 * np.abs(values[sound])).sum() >= _FEWEST)


def sampled(f: sympy.Expr, x: sympy.Symbol) -> NDArray[np.complex128] | None:
    """(N,) values at the sample points; None for a function without numerical meaning."""
    parameters = sorted(f.free_symbols - {x}, key=str)
    values = {x: _PLACES, **{p: np.array(_value_of(p)) for p in parameters}}
    try:
        with np.errstate(all="ignore"):
            return evaluate(f, values)
    except (SymassistError, OverflowError):
        return None


def _value_of(symbol: sympy.Symbol) -> float:
    """Between 0.5 and 2.2, far apart for neighbours in the alphabet: a d - b c should not nearly vanish."""
    return 0.5 + 1.7 * (hash_of(symbol) * _GOLDEN % 1)


def hash_of(symbol: sympy.Symbol) -> int:
    """The same number for a name in every process."""
    return sum(ord(c) * (1 + 11 * i) for i, c in enumerate(symbol.name))

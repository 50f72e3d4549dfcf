"""Integrals towards infinity of what oscillates with one frequency: summed from zero to zero and extrapolated."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import sympy

_PERIODIC = (sympy.sin, sympy.cos)
_AGREE = 1e-9


def common_frequency(f: sympy.Expr, x: sympy.Symbol) -> float | None:
    """The w of which all sines and cosines of w x + c in f are multiples; None without such, or with others."""
    slopes = []
    for wave in f.atoms(*_PERIODIC):
        slope = sympy.diff(wave.args[0], x)
        if not wave.has(x):
            continue
        if slope.has(x) or not slope.is_comparable:
            return None
        slopes.append(abs(slope))
    if f.has(sympy.I, sympy.besselj, sympy.bessely) or not slopes:
        return None
    smallest = min(slopes, key=float)
    ratios = [sympy.nsimplify(s / smallest) for s in slopes]
    if not all(r.is_Rational and r.q < 20 for r in ratios):
        return None
    return float(smallest / sympy.ilcm(1, *(r.q for r in ratios)))


def oscillating(
    f: Callable[[Any], Any], frequency: float, marks: Sequence[Any], digits: int
) -> tuple[complex, float] | None:
    """(middle, probable error) of the integral over all marks, the infinite ends by ``mpmath.quadosc``.

    Two sums over different intervals must agree.
    """
    found = [_total(f, frequency * turn, marks, digits) for turn in (1.0, 0.5)]
    if any(v is None for v in found):
        return None
    first, second = (complex(v) for v in found if v is not None)
    error = abs(first - second)
    if not math.isfinite(abs(first)) or error > _AGREE * max(1.0, abs(first)):
        return None
    return first, max(error, 1e-11 * abs(first))


def _total(f: Callable[[Any], Any], frequency: float, marks: Sequence[Any], digits: int) -> Any:
    inner = [m for m in marks if mpmath.isfinite(m)] or [mpmath.mpf(0)]
    with mpmath.workdps(digits):
        try:
            total = mpmath.quad(f, inner) if len(inner) > 1 else mpmath.mpf(0)
            if marks[-1] == mpmath.inf:
                total += mpmath.quadosc(f, [inner[-1], mpmath.inf], omega=frequency)
            if marks[0] == -mpmath.inf:
                total += mpmath.quadosc(lambda t: f(-t), [-inner[0], mpmath.inf], omega=frequency)
        except (ValueError, ZeroDivisionError, mpmath.libmp.NoConvergence):
            return None
        return total

"""Tails of what oscillates towards infinity: summed from zero to zero and extrapolated, term by term."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.simplify.fu import TR8

Function = Callable[[Any], Any]
Vectorised = Callable[[NDArray[np.float64]], NDArray[np.complex128]]

_BESSEL = (sympy.besselj, sympy.bessely)
_WAVES = (sympy.sin, sympy.cos, *_BESSEL)
_AGREE = 1e-9
_DIGITS = 15
_MOST_TERMS = 8
_BEYOND = (2.0, 3.5)
"""Where the tails begin beyond the last place: with both beginnings the result must be the same."""
_PIECES, _FEWER = 22, 17
_SETTLED = 1e-12
_SCALES, _FALLS = (3, 4, 5), 0.97
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)


@dataclass(frozen=True)
class Wave:
    """A ``term`` of an integrand: with one ``frequency``, or None for a term that does not oscillate."""

    term: sympy.Expr
    frequency: float | None


def waves(f: sympy.Expr, x: sympy.Symbol) -> list[Wave] | None:
    """f as a sum of terms of one frequency each, products of sines made sums; None where that is not its shape.

    A Bessel function of a linear argument counts as a wave: its zeros are soon as regular as those of a sine.
    """
    if f.has(sympy.I) or not f.has(*_WAVES):
        return None
    terms = sympy.Add.make_args(sympy.expand(TR8(sympy.expand(f))))
    if len(terms) > _MOST_TERMS:
        return None
    found = []
    for term in terms:
        shapes = {wave for wave in term.atoms(*_WAVES) if wave.has(x)}
        if any(isinstance(wave, _BESSEL) for wave in shapes) and not (
            len(shapes) == 1 and shapes <= {*sympy.Mul.make_args(term)}
        ):
            return None  # its square, or its product with a sine, is more than one wave
        arguments = {wave.args[-1] for wave in shapes}
        slopes = {abs(sympy.diff(argument, x)) for argument in arguments}
        if len(slopes) > 1 or any(slope.has(x) or not slope.is_comparable for slope in slopes):
            return None
        found.append(Wave(term, float(slopes.pop()) if slopes else None))
    return found if any(wave.frequency for wave in found) else None


@dataclass(frozen=True)
class Part:
    """A wave's term for numerical work: at one point for mpmath, in doubles at many."""

    at: Function
    doubles: Vectorised
    frequency: float | None

    def mirrored(self) -> Part:
        """The same from right to left."""
        return Part(lambda t: self.at(-t), lambda t: self.doubles(-t), self.frequency)

    def half_periods(self, start: float, first: int, number: int) -> NDArray[np.complex128]:
        """(number,) integrals over half a period each, the first one beginning ``first`` of them beyond ``start``."""
        assert self.frequency is not None
        half = math.pi / self.frequency
        t = start + half * (first + np.arange(number)[:, None] + (1 + _NODES[None, :]) / 2)
        with np.errstate(all="ignore"):  # of what overflows far out nothing is summed
            return np.asarray(self.doubles(t.ravel()).reshape(t.shape) @ _WEIGHTS * (half / 2))


def oscillating(f: Function, parts: Sequence[Part], marks: Sequence[Any]) -> tuple[complex, float] | None:
    """(middle, probable error) of the integral of f over all marks; the ``parts`` make up its tails.

    Tails that begin elsewhere must give the same; what does not die out has no integral.
    """
    with mpmath.workdps(_DIGITS):
        try:
            first, second = (complex(_total(f, parts, marks, beyond)) for beyond in _BEYOND)
        except (ValueError, ZeroDivisionError, mpmath.libmp.NoConvergence):
            return None
    error = abs(first - second)
    if not math.isfinite(abs(first)) or error > _AGREE * max(1.0, abs(first)):
        return None
    return first, max(error, 1e-11 * abs(first))


def dies_out(part: Part, start: float) -> bool:
    """Whether half a period of the wave integrates to less and less: cos(x) and x*sin(x) go on for ever.

    What falls more slowly than x**(-1/75) is taken not to.
    """
    sizes = [abs(part.half_periods(start, 10**k, 1)[0]) for k in _SCALES]
    return all(later <= _FALLS * earlier for earlier, later in pairwise(sizes))


def _total(f: Function, parts: Sequence[Part], marks: Sequence[Any], beyond: float) -> Any:
    inner = [m for m in marks if mpmath.isfinite(m)] or [mpmath.mpf(0)]
    total = mpmath.mpf(0)
    if marks[-1] == mpmath.inf:
        inner.append(inner[-1] + beyond)
        total += sum(_tail(part, inner[-1]) for part in parts)
    if marks[0] == -mpmath.inf:
        inner.insert(0, inner[0] - beyond)
        total += sum(_tail(part.mirrored(), -inner[0]) for part in parts)
    return total + mpmath.quad(f, inner)


def _tail(part: Part, start: Any) -> Any:
    if part.frequency is None:
        return mpmath.quad(part.at, [start, mpmath.inf])
    if not dies_out(part, float(start)):
        raise ValueError("a wave that does not die out")
    quick = _extrapolated(part.half_periods(float(start), 0, _PIECES))
    return mpmath.quadosc(part.at, [start, mpmath.inf], omega=part.frequency) if quick is None else quick


def _extrapolated(terms: NDArray[np.complex128]) -> Any:
    """The sum of the alternating series by Levin's transformation; None if fewer terms give another."""
    if not np.isfinite(terms).all() or np.abs(terms.imag).max() > 0 or (terms == 0).any():
        return None
    sums = [mpmath.levin(variant="u").update([mpmath.mpf(v) for v in terms.real[:n]])[0] for n in (_FEWER, _PIECES)]
    return sums[1] if abs(sums[0] - sums[1]) <= _SETTLED * max(1.0, abs(sums[1])) else None

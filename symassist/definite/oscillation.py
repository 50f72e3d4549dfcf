"""Tails of what oscillates towards infinity: summed from zero to zero and extrapolated, term by term."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import mpmath
import sympy
from sympy.simplify.fu import TR8

Function = Callable[[Any], Any]

_AGREE = 1e-9
_DIGITS = 15
_MOST_TERMS = 8
_BEYOND = (2.0, 3.5)
"""Where the tails begin beyond the last place: with both beginnings the result must be the same."""


@dataclass(frozen=True)
class Wave:
    """A ``term`` of an integrand: with one ``frequency``, or None for a term that does not oscillate."""

    term: sympy.Expr
    frequency: float | None


def waves(f: sympy.Expr, x: sympy.Symbol) -> list[Wave] | None:
    """f as a sum of terms of one frequency each, products of sines made sums; None where that is not its shape."""
    if f.has(sympy.I, sympy.besselj, sympy.bessely) or not f.has(sympy.sin, sympy.cos):
        return None
    terms = sympy.Add.make_args(sympy.expand(TR8(sympy.expand(f))))
    if len(terms) > _MOST_TERMS:
        return None
    found = []
    for term in terms:
        arguments = {wave.args[0] for wave in term.atoms(sympy.sin, sympy.cos) if wave.has(x)}
        slopes = {abs(sympy.diff(argument, x)) for argument in arguments}
        if len(slopes) > 1 or any(slope.has(x) or not slope.is_comparable for slope in slopes):
            return None
        found.append(Wave(term, float(slopes.pop()) if slopes else None))
    return found if any(wave.frequency for wave in found) else None


def oscillating(
    f: Function, parts: Sequence[tuple[Function, float | None]], marks: Sequence[Any]
) -> tuple[complex, float] | None:
    """(middle, probable error) of the integral of f over all marks; ``parts`` with their frequencies make up its tails.

    Tails that begin elsewhere must give the same.
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


def _total(f: Function, parts: Sequence[tuple[Function, float | None]], marks: Sequence[Any], beyond: float) -> Any:
    inner = [m for m in marks if mpmath.isfinite(m)] or [mpmath.mpf(0)]
    total = mpmath.mpf(0)
    if marks[-1] == mpmath.inf:
        inner.append(inner[-1] + beyond)
        total += sum(_tail(part, frequency, inner[-1]) for part, frequency in parts)
    if marks[0] == -mpmath.inf:
        inner.insert(0, inner[0] - beyond)
        total += sum(_tail(partial(_mirrored, part), frequency, -inner[0]) for part, frequency in parts)
    return total + mpmath.quad(f, inner)


def _mirrored(part: Function, t: Any) -> Any:
    return part(-t)


def _tail(part: Function, frequency: float | None, start: Any) -> Any:
    if frequency is None:
        return mpmath.quad(part, [start, mpmath.inf])
    return mpmath.quadosc(part, [start, mpmath.inf], omega=frequency)

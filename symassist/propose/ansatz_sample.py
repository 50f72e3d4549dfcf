"""The points at which an ansatz is fitted, and values there in doubles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import symengine
import sympy
from numpy.typing import NDArray

from symassist.errors import SymassistError
from symassist.expressions.convert import Expression, head_name, to_sympy
from symassist.expressions.derivative import derivative
from symassist.numerics.evaluate import evaluate
from symassist.propose.exact_fit import parameter_values
from symassist.propose.shape import is_root, subexpressions

POINTS = 160
_SMALLEST = 1e-100
"""What is smaller is what underflow leaves of a function: weights for relative errors would overflow there."""
_FAR = np.linspace(-12.3, 12.7, 20)
_AGREE = 1e-6
"""Relative error that a fit with other parameters may show in doubles; a wrong one is off by far more."""

_SIDED = frozenset(["Abs", "sign", "asec", "acsc", "asech", "acsch", "acosh", "acoth", "log", "sec", "csc"])

Complex = NDArray[np.complex128]


class Sample:
    """Random points of f's real domain, and f there."""

    def __init__(self, f: Expression, x: Expression, seed: int) -> None:
        rng = np.random.default_rng(seed)
        parameters = sorted(f.free_symbols - {x}, key=str)
        self.parameters = parameter_values(parameters)
        self.symbols = [x, *parameters]
        places = np.concatenate([rng.uniform(-3, 3, POINTS // 2), rng.uniform(0.05, 1.6, POINTS // 2), _FAR])
        points, values, good = self._look(f, places)
        if good.sum() < POINTS // 2:  # a narrow domain, as of asin(60*x), may lie close to zero
            near = rng.choice([-1.0, 1.0], POINTS // 2) * 10 ** rng.uniform(-4, 0, POINTS // 2)
            places = np.concatenate([places, near])
            points, values, good = self._look(f, places)
        if 0 < good.sum() < POINTS // 2:  # look again where it is
            within = points[good, 0]
            places = np.concatenate([within, rng.uniform(within.min(), within.max(), POINTS)])
            points, values, good = self._look(f, places)
        if not good.any():  # nowhere real (a complex integrand) or tiny; the right half line is free of most cuts
            size = np.abs(values)
            good = np.isfinite(values) & (size < 1e8) & (size > _SMALLEST) & (points[:, 0] > 0)
        order = rng.permutation(np.flatnonzero(good))
        self.f, self.points, self.values = f, points[order], values[order]
        self._slopes: dict[Expression, Expression | None] = {}
        self._columns: dict[Expression, Complex] = {}

    def _look(
        self, f: Expression, places: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], Complex, NDArray[np.bool_]]:
        """Points (N, symbols) at the places, f there, and where f is real, finite and of moderate size."""
        points = np.empty((len(places), len(self.symbols)))
        points[:, 0] = places
        points[:, 1:] = [float(self.parameters.get(p, 1)) for p in self.symbols[1:]]
        values = self.at(f, points)
        size = np.abs(values)
        return points, values, np.isfinite(values) & (size < 1e8) & (size > 1e-8) & (np.abs(values.imag) <= 1e-9 * size)

    def slope(self, term: Expression) -> Expression | None:
        """The derivative of a term, None outside the kernel's functions."""
        if term not in self._slopes:
            try:
                self._slopes[term] = derivative(term, self.symbols[0])
            except (SymassistError, RuntimeError):
                self._slopes[term] = None
        return self._slopes[term]

    def columns(self, terms: Sequence[Expression]) -> Complex:
        """(N, n) derivatives of the terms at all points, NaN where undefined; each is computed once."""
        missing = [t for t in terms if t not in self._columns]
        slopes = {t: slope for t in missing if (slope := self.slope(t)) is not None}
        if slopes:
            for t, column in zip(slopes, self._together(list(slopes.values())).T, strict=True):
                self._columns[t] = column
        nowhere = np.full(len(self.points), np.nan, dtype=np.complex128)
        return np.column_stack([self._columns.get(t, nowhere) for t in terms])

    def _together(self, slopes: list[Expression]) -> Complex:
        try:
            function = symengine.Lambdify(self.symbols, slopes, real=False, cse=True)
            return np.asarray(function(self.points.astype(np.complex128))).reshape(len(self.points), len(slopes))
        except (RuntimeError, TypeError, ValueError):  # one of them has a function that the kernel has no numbers for
            return np.column_stack([self.at(e, self.points) for e in slopes])

    def at(self, e: Expression, points: NDArray[np.float64]) -> Complex:
        """(N,) values of ``e``, NaN where undefined."""
        try:
            function = symengine.Lambdify(self.symbols, [e], real=False)
            return np.asarray(function(points.astype(np.complex128))).reshape(len(points))
        except (RuntimeError, TypeError, ValueError):  # a function that the kernel has no numbers for
            symbols = [sympy.Symbol(str(s)) for s in self.symbols]
            columns = {s: points[:, i] for i, s in enumerate(symbols)}
            try:
                return np.broadcast_to(evaluate(to_sympy(e), columns), (len(points),)).astype(np.complex128)
            except SymassistError:
                return np.full(len(points), np.nan, dtype=np.complex128)

    def parts(self) -> list[NDArray[np.intp]]:
        """All points; then those with positive x, for coefficients that differ on the two sides."""
        everywhere = np.arange(len(self.values))
        if not any(_has_sides(e) for e in subexpressions(self.f)):
            return [everywhere]
        positive = np.flatnonzero(self.points[:, 0] > 0)
        return [everywhere, positive] if 0 < len(positive) < len(everywhere) else [everywhere]

    def confirms(self, answer: Expression, positive: bool) -> bool:
        """Whether the derivative of ``answer`` is f at most points with other values of the parameters as well.

        The numbers of a fit at one value of each parameter could be read as functions of them in more than one way.
        """
        if not self.parameters:
            return True
        slope = self.slope(answer)
        if slope is None:
            return False
        rng = np.random.default_rng(len(self.points))
        points = np.repeat(self.points[:40], 4, axis=0)
        points[:, 1:] = rng.uniform(0.5, 2.0, points[:, 1:].shape)
        if positive:
            points[:, 0] = np.abs(points[:, 0])
        wanted, found = self.at(self.f, points), self.at(slope, points)
        sound = np.isfinite(wanted) & np.isfinite(found) & (np.abs(wanted.imag) <= 1e-9 * np.abs(wanted))
        agrees = np.abs(found - wanted)[sound] <= _AGREE * np.maximum(np.abs(wanted[sound]), 1e-6)
        return bool(sound.sum() >= 8 and agrees.mean() > 0.5)


def _has_sides(e: Expression) -> bool:
    """Whether a function or root is one for which antiderivatives of different form hold on two sides."""
    return (type(e) is symengine.Pow and is_root(e.args[1])) or (head_name(e) or "") in _SIDED

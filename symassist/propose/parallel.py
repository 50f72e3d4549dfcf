"""Parallel integration: the antiderivative as a quotient of polynomials in the integrand's kernels, plus logarithms.

f is a rational function num/den of x and of kernels (exponentials, sines and cosines, logarithms, roots, inverse
functions). By Liouville's theorem an elementary antiderivative is

    sum c_m m / d + sum c_j log p_j + sum c_k atan(...)

with monomials m of bounded degree, d the denominator less one power of each normal factor, and the factors p_j. That is
a linear system for the c. It is set up at random elements of a finite field, where hundreds of unknowns cost
milliseconds and nothing is rounded, and the c are read back as fractions.
Bronstein, "Symbolic Integration I", chapter 10 (parallel integration, "pmint"); the finite field is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
import sympy
from flint import nmod_mat
from numpy.typing import NDArray

from symassist.propose.finite_evaluator import Dual, Evaluator
from symassist.propose.finite_field import Array, P, inverse, power, rational
from symassist.propose.parallel_terms import Terms
from symassist.propose.tower import CONSTANT, ROOT, Polynomial, Tower

_SPARE = 12
_MAX_ELEMENTS = 12_000
_MAX_KERNELS = 12


@dataclass(frozen=True)
class Fitted:
    """``answer`` where every coefficient is a small fraction, else the ``terms`` whose derivatives span f."""

    answer: sympy.Expr | None
    terms: tuple[sympy.Expr, ...]


def integrate_parallel(f: sympy.Expr, x: sympy.Symbol) -> Fitted | None:
    """The fit for ``f``, None where there is none of this form. Can take seconds on long input: a worker's task.

    Raises:
        UnsupportedExpressionError: a function without a rule in the finite field.
    """
    tower = Tower(f, x)
    if len(tower.kernels) > _MAX_KERNELS:
        return None
    return _Ansatz(tower).fitted()


@dataclass
class _Column:
    """A term of the ansatz: a monomial over the common denominator, or a logarithm or arc tangent."""

    exponents: tuple[int, ...] | None
    term: sympy.Expr | None
    slope: Array


class _Ansatz:
    def __init__(self, tower: Tower) -> None:
        self.tower = tower
        self.terms = Terms(tower)

    def fitted(self) -> Fitted | None:
        """The solution of the linear system as an expression."""
        monomials = self.terms.monomials()
        logarithms = list(self.terms.logarithms())
        evaluator = self._evaluator(len(monomials) + len(logarithms))
        if evaluator is None:
            return None
        duals = [evaluator.dual(k.expression) for k in self.tower.kernels]
        target = evaluator.dual(self.tower.f)[0]
        good = evaluator.good.copy()
        bottom = self._value(self.terms.denominator, duals)
        good &= bottom[0] != 0
        columns = []
        shrink = [inverse(v) for v, _ in duals]
        rates = [d * i % P for (_, d), i in zip(duals, shrink, strict=True)]
        bottom_rate = bottom[1] * inverse(bottom[0]) % P
        bottom_inverse = inverse(bottom[0])
        for exponents in monomials:
            value, rate = bottom_inverse, (P - bottom_rate) % P
            for e, (v, _), r in zip(exponents, duals, rates, strict=True):
                if e:
                    value = value * power(v, e) % P
                    rate = (rate + e * r) % P
            columns.append(_Column(exponents, None, value * rate % P))
        for term, slope in ((t, self._log_slope(parts, duals, evaluator)) for t, parts in logarithms):
            columns.append(_Column(None, term, slope))
        for v, _ in duals:
            good &= v != 0
        rows = np.flatnonzero(good)[: len(columns) + _SPARE]
        if len(rows) < len(columns) + _SPARE // 2:
            return None
        solution = _solve([c.slope[rows] for c in columns], target[rows])
        return None if solution is None else self._answer(columns, solution)

    def _log_slope(self, parts: Sequence[tuple[sympy.Expr, int]], duals: list[Dual], evaluator: Evaluator) -> Array:
        """The derivative of log p, or of (log p - log q)/(2 I)."""
        total = np.zeros(evaluator.size, dtype=np.int64)
        for e, sign in parts:
            v, d = evaluator.dual(e)
            total = (total + sign * (d * inverse(v) % P)) % P
        if len(parts) == 2:
            total = total * pow(2 * int(evaluator.dual(sympy.I)[0][0]), -1, P) % P
        return total

    def _evaluator(self, columns: int) -> Evaluator | None:
        share = 1.0
        for kernel in self.tower.kernels:
            if kernel.kind == ROOT:
                share /= kernel.order ** (2 if kernel.expression.base.is_polynomial() else 1)
        size = int(1.3 * (columns + 2 * _SPARE) / share) + 40
        if columns == 0:
            return None
        evaluator = Evaluator(self.tower.x, min(size, _MAX_ELEMENTS))
        evaluator.prepare(self.tower.f)
        return evaluator

    def _value(self, p: Polynomial, duals: list[Dual]) -> Dual:
        size = len(duals[0][0])
        value, slope = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for powers, c in p.to_dict().items():
            v, d = np.full(size, int(c) % P, dtype=np.int64), np.zeros(size, dtype=np.int64)
            for e, (kv, kd) in zip(powers, duals, strict=True):
                if e:
                    w = power(kv, int(e))
                    dw = int(e) * power(kv, int(e) - 1) % P * kd % P
                    v, d = v * w % P, (d * w % P + v * dw) % P
            value, slope = (value + v) % P, (slope + d) % P
        return value, slope

    def _answer(self, columns: Sequence[_Column], solution: Sequence[int]) -> Fitted | None:
        kernels = self.tower.kernels
        bottom = self.tower.expression(self.terms.denominator)
        used = [(column, c, rational(c)) for column, c in zip(columns, solution, strict=True) if c]
        if not used or len(used) > 60:
            return None
        parameters = [k for k in kernels if k.kind == CONSTANT and not isinstance(k.expression, sympy.sign)]
        if parameters or any(number is None for _, _, number in used):
            terms = [self._monomial(c.exponents) / bottom if c.exponents is not None else c.term for c, _, _ in used]
            return Fitted(None, tuple(t for t in terms if t is not None))
        logarithms = [column.term * number for column, _, number in used if column.term is not None]
        tops: dict[tuple[int, ...] | None, Any] = {
            column.exponents: number for column, _, number in used if column.exponents is not None
        }
        return Fitted(sympy.Add(*logarithms, self._quotient(tops)), ())

    def _monomial(self, exponents: Sequence[int]) -> sympy.Expr:
        return sympy.Mul(*(k.expression**e for k, e in zip(self.tower.kernels, exponents, strict=True) if e))

    def _quotient(self, tops: dict[tuple[int, ...] | None, Any]) -> sympy.Expr:
        """The sum of the monomials over the denominator, cancelled; term by term over a monomial."""
        context = self.tower.context
        scale = lcm(*(int(c.q) for c in tops.values() if c is not None))
        top = context.from_dict({e: int(c * scale) for e, c in tops.items() if c is not None})
        if top == 0:
            return sympy.S.Zero
        common = top.gcd(self.terms.denominator)
        top, bottom = top // common, self.terms.denominator // common
        if len(bottom) == 1:
            ((down, lead),) = bottom.to_dict().items()
            return sympy.Add(
                *(
                    sympy.Rational(int(c), scale * int(lead))
                    * self._monomial([a - b for a, b in zip(e, down, strict=True)])
                    for e, c in top.to_dict().items()
                )
            )
        result = sympy.Rational(1, scale)
        for polynomial, sign in ((top, 1), (bottom, -1)):
            lead, factors = polynomial.factor()
            result *= sympy.Integer(int(lead)) ** sign
            for factor, m in factors:
                result *= self.tower.expression(factor) ** (sign * int(m))
        return result


def _solve(columns: Sequence[Array], target: Array) -> list[int] | None:
    """Coefficients modulo P with sum c_j column_j = target, zero for columns that are not needed; None without any."""
    matrix: NDArray[np.int64] = np.column_stack([*columns, target]) % P
    rows, width = matrix.shape
    reduced, rank = nmod_mat(rows, width, [int(v) for v in matrix.ravel()], P).rref()
    solution = [0] * (width - 1)
    row = 0
    for column in range(width):
        if row < rank and int(reduced[row, column]) == 1:
            if column == width - 1:
                return None
            solution[column] = int(reduced[row, width - 1])
            row += 1
    return solution

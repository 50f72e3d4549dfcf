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

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import lcm
from typing import Any

import numpy as np
import sympy
from flint import nmod_mat
from numpy.typing import NDArray

from symassist.propose.finite_field import Array, Dual, Evaluator, P, inverse, power, rational
from symassist.propose.tower import CONSTANT, NORMAL, ROOT, SPECIAL, Kernel, Polynomial, Tower

MAX_COLUMNS = 320
_SPARE = 12
_MAX_ELEMENTS = 12_000
_MAX_BOX = 60_000
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
    term: sympy.Expr | None = None
    slope: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))


class _Ansatz:
    def __init__(self, tower: Tower) -> None:
        self.tower = tower
        _, factors = tower.den.factor()
        self.factors = self._with_squares([(p, int(m)) for p, m in factors])

    def _with_squares(self, factors: list[tuple[Polynomial, int]]) -> list[tuple[Polynomial, int]]:
        """(1 - sin)(1 + sin) is cos**2, and the reverse: what belongs together is one factor."""
        kernels, generators = self.tower.kernels, self.tower.generators
        powers: dict[Any, int] = {}
        for p, m in factors:
            powers[str(p)] = m
        found = dict(powers)
        known = {str(p): p for p, _ in factors}
        for i, kernel in enumerate(kernels):
            if not isinstance(kernel.expression, (sympy.sin, sympy.cos)):
                continue
            other = sympy.cos if isinstance(kernel.expression, sympy.sin) else sympy.sin
            j = next(k for k, each in enumerate(kernels) if each.expression == other(kernel.expression.args[0]))
            g = generators[i]
            low, high = (next((n for n in (str(p), str(-p)) if n in found), None) for p in (g - 1, g + 1))
            if low is None or high is None:
                continue
            common = min(found[low], found[high])
            partner = str(generators[j])
            known[partner] = generators[j]
            found[partner] = found.get(partner, 0) + 2 * common
            for name in (low, high):
                found[name] -= common
        return [(known[name], m) for name, m in found.items() if m]

    def fitted(self) -> Fitted | None:
        """The solution of the linear system as an expression."""
        monomials = self._monomials()
        logarithms = list(self._logarithms())
        evaluator = self._evaluator(len(monomials) + len(logarithms))
        if evaluator is None:
            return None
        duals = [evaluator.dual(k.expression) for k in self.tower.kernels]
        target = evaluator.dual(self.tower.f)[0]
        good = evaluator.good.copy()
        bottom = self._value(self.denominator, duals)
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

    @cached_property
    def denominator(self) -> Polynomial:
        """den with one power less of every normal factor."""
        product = self.tower.one
        for p, m in self.factors:
            product *= p ** (m if self._keeps(p) else m - 1)
        return product

    def _kernel_of(self, p: Polynomial) -> Kernel | None:
        for generator, kernel in zip(self.tower.generators, self.tower.kernels, strict=True):
            if p in (generator, -generator):
                return kernel
        return None

    def _keeps(self, p: Polynomial) -> bool:
        """Whether differentiation leaves the power of a factor: exponentials, roots, constants."""
        kernel = self._kernel_of(p)
        if kernel is not None:
            return kernel.kind != NORMAL
        return all(self.tower.kernels[i].kind == CONSTANT for i, degree in enumerate(p.degrees()) if degree)

    def _monomials(self) -> list[tuple[int, ...]]:
        """Exponents of the numerator's possible monomials, the simplest first."""
        num, den, bottom = self.tower.num, self.tower.den, self.denominator
        support = np.array(list(num.to_dict()), dtype=np.int64)
        excess = np.array(den.degrees(), dtype=np.int64) - np.array(bottom.degrees(), dtype=np.int64)
        shifted = np.maximum(support - excess, 0)
        ranges = []
        for i, kernel in enumerate(self.tower.kernels):
            top = int(max(shifted[:, i].max(), 0))
            more = {NORMAL: 1, ROOT: 1, SPECIAL: 0, CONSTANT: 0}[kernel.kind]
            if kernel.kind == CONSTANT:
                top = 0 if not self._integral_constant(kernel) else top
            ranges.append(range(min(top + more, 12) + 1))
        size = 1
        for r in ranges:
            size *= len(r)
        if size > _MAX_BOX:
            ranges = [r if len(r) <= 2 else range(max(2, len(r) - 2)) for r in ranges]
            size = int(np.prod([len(r) for r in ranges], dtype=np.float64))
            if size > _MAX_BOX:
                return []
        box = np.array(list(product(*ranges)), dtype=np.int64)
        # What differentiation can have made of a monomial has it as a part, but for a factor that was lost.
        lost = np.min(
            [np.maximum(box - row, 0).sum(axis=1) for row in np.unique(shifted, axis=0)[:400]],
            axis=0,
        )
        roots = sum(1 for k in self.tower.kernels if k.kind == ROOT)
        allowed = box[lost <= 1 + min(roots, 2)]
        weight = allowed.sum(axis=1)
        order = np.argsort(weight, kind="stable")
        chosen = [tuple(int(e) for e in row) for row in allowed[order]]
        if bottom == 1:
            chosen = [row for row in chosen if any(row)]
        return chosen[:MAX_COLUMNS]

    @staticmethod
    def _integral_constant(kernel: Kernel) -> bool:
        """Whether a constant may stand in a coefficient as a power: signs and roots of numbers may."""
        return isinstance(kernel.expression, sympy.sign) or kernel.expression.is_number

    def _logarithms(self) -> Iterator[tuple[sympy.Expr, list[tuple[sympy.Expr, int]]]]:
        """log p for the normal factors; the arc tangent where p = u**2 + v**2."""
        for p, _ in self.factors:
            kernel = self._kernel_of(p)
            if (kernel is not None and kernel.kind in (SPECIAL, CONSTANT)) or self._constant(p):
                continue
            expression = self.tower.expression(p) if kernel is None or kernel.kind != ROOT else None
            if expression is None:
                continue
            yield sympy.log(expression), [(expression, 1)]
            yield from self._arc_tangents(p)

    def _constant(self, p: Polynomial) -> bool:
        return all(self.tower.kernels[i].kind == CONSTANT for i, degree in enumerate(p.degrees()) if degree)

    def _arc_tangents(self, p: Polynomial) -> Iterator[tuple[sympy.Expr, list[tuple[sympy.Expr, int]]]]:
        """atan(v/u) for p = (u + I v)(u - I v): its derivative is that of log((u + I v)/(u - I v))/(2 I)."""
        if len(p) > 12 or any(d % 2 for d in p.degrees()):
            return
        symbols = [sympy.Symbol(f"k{i}") for i in range(len(self.tower.kernels))]
        e = sympy.Add(
            *(
                int(c) * sympy.Mul(*(s**n for s, n in zip(symbols, powers, strict=True)))
                for powers, c in p.to_dict().items()
            )
        )
        _, factors = sympy.factor_list(e, gaussian=True)
        if len(factors) != 2:
            return
        split = sympy.expand(factors[0][0])
        real = sympy.Add(*(t for t in sympy.Add.make_args(split) if not t.has(sympy.I)))
        imaginary = sympy.expand((split - real) / sympy.I)
        if real == 0 or imaginary == 0:
            return
        back = {s: k.expression for s, k in zip(symbols, self.tower.kernels, strict=True)}
        u, v = real.xreplace(back), imaginary.xreplace(back)
        if len(sympy.Add.make_args(u)) > len(sympy.Add.make_args(v)):
            u, v = v, u
        if u.has(self.tower.x) and not v.has(self.tower.x):
            u, v = v, u
        yield sympy.atan(v / u), [(u + sympy.I * v, 1), (u - sympy.I * v, -1)]

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
        bottom = self.tower.expression(self.denominator)
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
        common = top.gcd(self.denominator)
        top, bottom = top // common, self.denominator // common
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

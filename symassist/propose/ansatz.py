"""Ansatz repair: a wrong candidate is usually right in shape and wrong in a coefficient, which linear algebra finds.

The additive terms T_i of all candidates (as they stand and expanded), and the terms that come up when the integrand
and they are differentiated, are the basis of an ansatz sum c_i T_i. The c_i solve

    sum c_i T_i'(x_k) = f(x_k)

by least squares at random points x_k (and random parameter values, so that the c_i are numbers). Columns are taken in
order of trust until the fit is exact, the c_i rationalised, zeros dropped. What comes out is a candidate like any
other: the verifier judges it. SymbolicNumericIntegration.jl fits bases got from repeated differentiation alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction

import numpy as np
import symengine
import sympy
from numpy.typing import NDArray

from symassist.budget import Budget
from symassist.errors import SymassistError, UnsupportedExpressionError
from symassist.expressions.convert import Expression, from_sympy, to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import term_of
from symassist.numerics.evaluate import evaluate
from symassist.problem import Problem
from symassist.propose.proposer import Candidate

MAX_TERMS = 60
MAX_TERM_LENGTH = 80
POINTS = 160
EXACT = 1e-9
"""Relative residual of a fit that counts as exact; doubles leave 1e-12 or so for well-conditioned bases."""
_IRRATIONALS = (
    symengine.Integer(1),
    symengine.sqrt(2),
    symengine.sqrt(3),
    symengine.sqrt(5),
    symengine.sqrt(6),
    symengine.sqrt(7),
    symengine.sqrt(10),
    symengine.pi,
    symengine.sqrt(symengine.pi),
    symengine.log(2),
)
_SCALES = tuple((base, float(base)) for base in _IRRATIONALS)
_MAX_DENOMINATOR = 1260

Complex = NDArray[np.complex128]


def repaired(f: Expression, x: Expression, candidates: Sequence[Expression], *, seed: int = 0) -> list[Expression]:
    """Antiderivatives of ``f`` fitted from the candidates' terms, most trusted first; often none, seldom two.

    ``f`` and the candidates are symengine expressions in ``x`` and parameters (taken positive for the fit).
    """
    answers: list[Expression] = []
    sample = _Sample(f, x, seed)
    for basis in _bases(f, x, candidates):
        for rows in sample.parts():
            fitted = _fit(sample, basis, rows)
            if fitted is not None and fitted not in answers:
                answers.append(fitted)
                if len(rows) == len(sample.values):
                    return answers
        if answers:
            break
    return answers


# --- the basis --------------------------------------------------------------------------------------------------------


def _bases(f: Expression, x: Expression, candidates: Sequence[Expression]) -> Iterable[list[Expression]]:
    """First the candidates' own terms; then with what differentiation makes of them; then with parameters' powers."""
    own = _unique(t for c in candidates for t in terms(c, x))
    if own:
        yield own
    wider = _unique([*own, *_closure(f, own[:12], x)])
    if len(wider) > len(own):
        yield wider
    parameters = sorted(f.free_symbols - {x}, key=str)
    if parameters and own:
        powers = [p**k for p in parameters[:3] for k in (-1, 1, -2, 2)]
        yield _unique([*own, *(t * p for t in own[:8] for p in powers)])


def terms(e: Expression, x: Expression) -> list[Expression]:
    """The additive terms of ``e``, as it stands and expanded, without numeric coefficient and without constants."""
    found = []
    for form in (e, e.expand()):
        for term in form.args if type(form) is symengine.Add else (form,):
            if symengine.has_symbol(term, x):
                found.append(_monic(term))
    return found


def _monic(term: Expression) -> Expression:
    if type(term) is symengine.Mul:
        return symengine.Mul(*(a for a in term.args if a.free_symbols))
    return term


def _closure(f: Expression, own: Sequence[Expression], x: Expression) -> list[Expression]:
    """Terms of f, f', f'', of x*f, of the derivatives of the candidates' terms, and logarithms of denominators."""
    found: list[Expression] = []
    layer = f
    for _ in range(3):
        found += terms(layer, x)
        found += [_monic((x * t).expand()) for t in terms(layer, x)[:6]]
        layer = normal(derivative(layer, x))
    for t in own:
        slopes = terms(normal(derivative(t, x)), x)
        found += [*slopes, *(_monic((x * s).expand()) for s in slopes)]
    for term in [t for t in found if type(t) in (symengine.Mul, symengine.Pow)]:
        for factor in term.args if type(term) is symengine.Mul else (term,):
            if type(factor) is symengine.Pow and isinstance(factor.args[1], symengine.Rational) and factor.args[1] < 0:
                found.append(symengine.log(factor.args[0]))
    return [x, *found]


def _unique(found: Iterable[Expression]) -> list[Expression]:
    seen: dict[Expression, None] = {}
    for t in found:
        t = _monic(normal(t))
        if t not in seen and t.free_symbols and len(term_of(t)[1]) <= MAX_TERM_LENGTH:
            seen[t] = None
            if len(seen) == MAX_TERMS:
                break
    return list(seen)


# --- the fit ----------------------------------------------------------------------------------------------------------


class _Sample:
    """Random points of f's real domain, and f there."""

    def __init__(self, f: Expression, x: Expression, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.symbols = [x, *sorted(f.free_symbols - {x}, key=str)]
        points = rng.uniform(0.3, 2.5, (POINTS, len(self.symbols)))
        points[:, 0] = np.where(rng.random(POINTS) < 0.5, rng.uniform(-3, 3, POINTS), rng.uniform(0.05, 1.6, POINTS))
        points[-POINTS // 8 :, 0] *= 4
        values = self.at(f, points)
        size = np.abs(values)
        good = np.isfinite(values) & (size < 1e8) & (size > 1e-8) & (np.abs(values.imag) <= 1e-9 * size)
        if good.sum() < POINTS // 8:  # nowhere real: a complex integrand; the right half plane is free of most cuts
            good = np.isfinite(values) & (size < 1e8) & (points[:, 0] > 0)
        self.points, self.values = points[good], values[good]

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
        positive = np.flatnonzero(self.points[:, 0] > 0)
        return [everywhere, positive] if 0 < len(positive) < len(everywhere) else [everywhere]


def _fit(sample: _Sample, basis: list[Expression], rows: NDArray[np.intp]) -> Expression | None:
    """The combination of the basis whose derivative is f at the rows, None if there is none with good coefficients."""
    x = sample.symbols[0]
    points, target = sample.points[rows], sample.values[rows]
    columns, kept = [], []
    for t in basis:
        try:
            column = sample.at(derivative(t, x), points)
        except SymassistError:
            continue
        if np.isfinite(column).mean() > 0.6 and np.abs(np.nan_to_num(column)).max(initial=0) > 1e-9:
            columns.append(column)
            kept.append(t)
    if not kept:
        return None
    matrix = np.array(columns).T
    sound = np.isfinite(matrix).all(axis=1) & (np.abs(matrix) < 1e9).all(axis=1)
    matrix, target = matrix[sound], target[sound]
    if len(target) < max(8, min(len(kept) + 4, 24)):
        return None
    size = np.abs(target)
    weight = 1 / np.maximum(size, 0.05 * np.median(size))  # relative errors, but not at the zeros of f
    matrix, target = matrix * weight[:, None], target * weight
    chosen = _independent(matrix, target)
    if chosen is None:
        return None
    return _combination(matrix, target, chosen, kept)


def _independent(matrix: Complex, target: Complex) -> list[int] | None:
    """Columns in order of trust, each independent of those before it, until they span the target; None if never."""
    basis: list[Complex] = []
    chosen: list[int] = []
    residual = target.copy()
    limit = EXACT * float(np.linalg.norm(target))
    for i in range(matrix.shape[1]):
        if len(basis) >= len(target) - 4:
            return None
        column = matrix[:, i]
        norm = float(np.linalg.norm(column))
        for _ in range(2):  # Gram-Schmidt twice: once is not orthogonal enough
            for q in basis:
                column = column - q * np.vdot(q, column)
        rest = float(np.linalg.norm(column))
        if rest <= 1e-7 * norm:
            continue
        q = column / rest
        basis.append(q)
        chosen.append(i)
        residual = residual - q * np.vdot(q, residual)
        if np.linalg.norm(residual) < limit:
            return chosen
    return None


def _combination(matrix: Complex, target: Complex, chosen: list[int], terms_: list[Expression]) -> Expression | None:
    """Solves on the chosen columns, drops what is not needed, rationalises."""
    limit = 10 * EXACT * float(np.linalg.norm(target))
    used = list(chosen)
    for i in chosen[::-1]:  # the least trusted go first
        fewer = [j for j in used if j != i]
        if fewer and _residual(matrix, target, fewer) < limit:
            used = fewer
    coefficients, *_ = np.linalg.lstsq(matrix[:, used], target, rcond=None)
    total = symengine.Integer(0)
    for i, c in zip(used, coefficients, strict=True):
        number = rationalised(complex(c))
        if number is None:
            return None
        total += number * terms_[i]
    return normal(total) if total != 0 else None


def _residual(matrix: Complex, target: Complex, used: list[int]) -> float:
    solution, *_ = np.linalg.lstsq(matrix[:, used], target, rcond=None)
    return float(np.linalg.norm(matrix[:, used] @ solution - target))


def rationalised(c: complex) -> Expression | None:
    """The exact number that a fitted coefficient stands for: a small rational, or one times a small irrational."""
    if abs(c.imag) > 1e-7 * max(1.0, abs(c)):
        if abs(c.real) > 1e-7 * abs(c):
            return None
        imaginary = rationalised(complex(c.imag, 0.0))
        return None if imaginary is None else imaginary * symengine.I
    if abs(c) < 1e-8:
        return symengine.Integer(0)
    for base, scale in _SCALES:
        value = c.real / scale
        fraction = Fraction(value).limit_denominator(_MAX_DENOMINATOR)
        if abs(value - fraction) < 1e-8 * max(abs(value), 0.01) and abs(fraction.numerator) < 10**7:
            return symengine.Integer(fraction.numerator) / symengine.Integer(fraction.denominator) * base
    return None


class AnsatzRepair:
    """The repair as a proposer: fits the terms of the candidates that it is given."""

    name = "ansatz"

    def __init__(self, candidates: Sequence[sympy.Expr]) -> None:
        self.candidates = list(candidates)

    def propose(self, problem: Problem, budget: Budget) -> Iterator[Candidate]:
        """The fitted antiderivatives; none where the integrand or every candidate is outside the kernel's functions."""
        if budget.spent:
            return
        variable = symengine.Symbol(problem.variable.name)
        try:
            f = normal(from_sympy(problem.integrand))
        except (UnsupportedExpressionError, RuntimeError):
            return
        kernel = []
        for candidate in self.candidates:
            with suppress(UnsupportedExpressionError, RuntimeError):
                kernel.append(normal(from_sympy(candidate)))
        symbols = {s.name: s for s in problem.integrand.free_symbols}
        for rank, answer in enumerate(repaired(f, variable, kernel)):
            yield Candidate(to_sympy(answer, symbols), None, rank, self.name)

"""Retrieval: the derivatives of all small expressions, looked up by their values at three points modulo scale.

The index is a table of expressions, each an operation on earlier rows, with a 64-bit key of the derivative's values
(f(x1)/f(x0), f(x2)/f(x0)). It is enumerated by ``python -m training.retrieval_index`` from the grammar alone, shipped
with the package and loaded on first use. A look-up costs an evaluation of the integrand at three points; what it finds
is a candidate like any other, and the judge decides.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.budget import Budget
from symassist.errors import SymassistError
from symassist.numerics.evaluate import evaluate
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.propose.vanishing import vanishes

POINTS = np.array([0.3719023, 0.6183911, 0.8497127])
"""Positive, so that roots of squares are what they seem."""
DIGITS = 7
FILE = "retrieval.npz"
_MAX_FORMS = 4
_LARGEST_DENOMINATOR = 720

UNARY: dict[str, Callable[[Any], Any]] = {
    "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan,
    "asin": sympy.asin, "atan": sympy.atan, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "asinh": sympy.asinh, "acosh": sympy.acosh, "atanh": sympy.atanh, "sec": sympy.sec, "csc": sympy.csc,
    "cot": sympy.cot,
}  # fmt: skip
EXPONENTS = (2, 3, 4, 5, -1, -2, -3, -4, *(sympy.Rational(p, 2) for p in (1, 3, 5, -1, -3)), sympy.Rational(1, 3))
SHIFTS = (1, -1, 2)
"""u + s; -1 - u is left to the sign of the sum."""
COEFFICIENTS = (1, -1, 2, -2, sympy.Rational(1, 2), sympy.Rational(-1, 2))
OPERATIONS = (
    "x",
    *UNARY,
    *(f"pow {k}" for k in range(len(EXPONENTS))),
    *(f"shift {k}" for k in range(len(SHIFTS))),
    "one minus",
    "mul",
    *(f"add {k}" for k in range(len(COEFFICIENTS))),
)
"""What a row can be; append only, the file stores positions here."""


@dataclass(frozen=True)
class Index:
    """Sorted ``keys`` with their ``rows``; row i is ``operations[i]`` of the rows ``left[i]`` and ``right[i]``."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    operations: NDArray[np.uint8]
    left: NDArray[np.uint32]
    right: NDArray[np.uint32]

    def find(self, values: NDArray[Any]) -> list[int]:
        """Rows whose derivative has these values at the points, up to a factor."""
        wanted = keys_of(values[None, :])[0]
        low, high = np.searchsorted(self.keys, wanted, "left"), np.searchsorted(self.keys, wanted, "right")
        return [int(r) for r in self.rows[low:high]]

    def expression(self, row: int, x: sympy.Expr) -> sympy.Expr:
        """The expression of a row with ``x`` put in."""
        name, _, number = OPERATIONS[self.operations[row]].partition(" ")
        if name == "x":
            return x
        u = self.expression(int(self.left[row]), x)
        if name in UNARY:
            return UNARY[name](u)
        if name == "pow":
            return u ** EXPONENTS[int(number)]
        if name == "shift":
            return u + SHIFTS[int(number)]
        if name == "one":
            return 1 - u
        v = self.expression(int(self.right[row]), x)
        return u * v if name == "mul" else u + COEFFICIENTS[int(number)] * v


def keys_of(values: NDArray[Any]) -> NDArray[np.uint64]:
    """(N,) keys of rows of values (N, 3); 0 where a value is not finite or the first is 0.

    A quotient is rounded to some digits: equal functions fall apart only where it is within 1e-12 of a boundary.
    """
    with np.errstate(all="ignore"):
        quotients = (values[:, 1:] / values[:, :1]).astype(np.complex128)
        sound = np.isfinite(quotients).all(axis=1)
        size = np.maximum(np.abs(quotients), 1e-300)
        exponent = np.floor(np.log10(size))
        mantissa = np.where(np.isfinite(quotients), quotients / 10.0**exponent, 0)
        real = np.rint(mantissa.real * 10.0**DIGITS).astype(np.int64)
        imaginary = np.rint(mantissa.imag * 10.0**DIGITS).astype(np.int64)
        order = np.nan_to_num(exponent, nan=0, posinf=0, neginf=0).astype(np.int64)
    key = np.full(len(values), 0x9E3779B97F4A7C15, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for part in (real, imaginary, order):
            for column in part.T:
                key = (key ^ column.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
                key ^= key >> np.uint64(29)
    return np.where(sound, key, np.uint64(0))


@cache
def shipped() -> Index | None:
    """The index that comes with the package, None where it is missing."""
    path = files("symassist") / "model" / FILE
    if not path.is_file():
        return None
    with path.open("rb") as file, np.load(file) as stored:
        return Index(*(stored[name] for name in ("keys", "rows", "operations", "left", "right")))


class RetrievalProposer:
    """Antiderivatives from the index: of the integrand as it is, and with a linear argument as the variable."""

    name = "retrieval"

    def __init__(self, index: Index | None = None) -> None:
        self._index = index if index is not None else shipped()

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields what the index knows, milliseconds each; zero for what is zero in disguise."""
        if vanishes(problem.integrand, problem.variable):
            yield Candidate(sympy.S.Zero, None, 0, self.name)
        if self._index is None:
            return
        rank = 0
        for f, u, back, factor in _forms(problem.integrand, problem.variable):
            if budget.spent:
                return
            values = _values(f, u)
            if values is None:
                continue
            for row in self._index.find(values)[:2]:
                found = self._index.expression(row, u)
                c = _scale(values, found, u)
                if c is not None:
                    answer = factor * c * found.xreplace({u: back})
                    yield Candidate(answer, None, rank, self.name)
                    rank += 1


def _forms(f: sympy.Expr, x: sympy.Symbol) -> Iterator[tuple[sympy.Expr, sympy.Symbol, sympy.Expr, sympy.Expr]]:
    """(g, u, L, c): the integral of f dx is c times that of g(u) du with u = L(x) linear."""
    u = sympy.Dummy("u", positive=True)
    constant, varying = f.as_independent(x, as_Add=False)
    if not varying.has(x):
        return
    yield varying.xreplace({x: u}), u, x, constant
    lines: dict[sympy.Expr, None] = {}
    for e in sympy.preorder_traversal(varying):
        if isinstance(e, (sympy.Add, sympy.Mul)) and e.has(x) and not e.has(sympy.Function, sympy.Pow):
            slope = e.diff(x)
            if not slope.has(x):
                lines.setdefault(e)
    for line in list(lines)[:_MAX_FORMS]:
        slope = line.diff(x)
        g = (
            varying.subs(line, u)
            if varying.subs(line, u).has(x) is False
            else varying.subs(x, (u - line.subs(x, 0)) / slope)
        )
        inner, outer = sympy.expand_power_base(g, force=True).as_independent(u, as_Add=False)
        if outer.has(u):
            yield outer, u, line, constant * inner / slope


def _values(f: sympy.Expr, u: sympy.Symbol) -> NDArray[np.complex128] | None:
    """f at the points; None with parameters left, or where it has no finite values."""
    if f.free_symbols != {u}:
        return None
    try:
        values = evaluate(f, {u: POINTS})
    except (SymassistError, OverflowError):
        return None
    return values if np.isfinite(values).all() and np.abs(values).min() > 0 else None


def _scale(values: NDArray[np.complex128], found: sympy.Expr, u: sympy.Symbol) -> sympy.Expr | None:
    """The rational c, or its square root, with f = c F'; None if it is no such number."""
    slope = _values(found.diff(u), u)
    if slope is None:
        return None
    quotient = values / slope
    if np.abs(quotient - quotient[0]).max() > 1e-10 * abs(quotient[0]) or abs(quotient[0].imag) > 1e-10 * abs(
        quotient[0]
    ):
        return None
    c = float(quotient[0].real)
    near = Fraction(c).limit_denominator(_LARGEST_DENOMINATOR)
    if abs(float(near) - c) < 1e-11 * abs(c):
        return sympy.Rational(near.numerator, near.denominator)
    square = Fraction(c * c).limit_denominator(_LARGEST_DENOMINATOR)
    if abs(float(square) - c * c) < 1e-11 * c * c:
        return sympy.sign(c) * sympy.sqrt(sympy.Rational(square.numerator, square.denominator))
    return None

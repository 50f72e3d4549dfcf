"""Answers right on a part of the real line only, or not beside it, written so that they may be right everywhere.

acosh u -> log|u + sqrt(u^2 - 1)|, log u -> log|u|, sqrt(u^4) -> u^2 for real u; and where single terms have the wrong
sign on some parts: T -> sign(c) T, with an expression c of the problem that changes its sign where T should. Where the
integrand is nowhere real, sqrt(u^2 - 1) beside acosh u is sqrt(u - 1) sqrt(u + 1), as in its derivative.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.errors import UnsupportedExpressionError
from symassist.numerics import points
from symassist.numerics.derivative import differentiate
from symassist.numerics.evaluate import Array, run
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.problem import Problem

_MOST_TERMS = 5
_MOST_SWITCHES = 60
_TOLERANCE = 1e-7
_SIGNED = (sympy.Abs, sympy.sign, sympy.Heaviside)


def whole_line_forms(problem: Problem, expression: sympy.Expr) -> Iterator[sympy.Expr]:
    """Other forms of an antiderivative, the likeliest first; each must be judged."""
    seen = {expression}
    for form in _forms(problem, expression):
        if form not in seen and not form.has(sympy.nan, sympy.zoo, sympy.oo):
            seen.add(form)
            yield form


def complex_form(expression: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """With the roots that belong to arc functions cut where these are: acosh u on u < 1. It must be judged."""
    arguments = (e.args[0] for e in expression.atoms(sympy.acosh))
    cut = {sympy.expand(u**2 - 1): sympy.sqrt(u - 1) * sympy.sqrt(u + 1) for u in arguments}

    def as_product(power: sympy.Pow) -> sympy.Expr:
        for radicand, root in cut.items():
            constant = sympy.cancel(power.base / radicand)
            if constant.is_positive and not constant.has(x):
                return constant**power.exp * root ** (2 * power.exp)
        return power

    return expression.replace(lambda e: e.is_Pow and e.exp.is_Rational and e.exp.q == 2 and e.has(x), as_product)


def _forms(problem: Problem, expression: sympy.Expr) -> Iterator[sympy.Expr]:
    x = problem.variable
    yield on_the_real_line(expression, x)
    as_logarithms = expression.replace(sympy.acosh, _acosh)
    yield as_logarithms
    moduli = as_logarithms.replace(sympy.log, lambda u: sympy.log(_modulus(u)) if u.has(x) else sympy.log(u))
    yield moduli
    for form in dict.fromkeys((expression, as_logarithms, moduli)):
        signed = with_signs(problem, form)
        if signed is not None:
            yield signed


def on_the_real_line(expression: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """What SymPy simplifies by itself for real x: sqrt(x**4) is x**2, sqrt(x**2) is Abs(x)."""
    real = sympy.Dummy("x", real=True)
    return expression.xreplace({x: real}).doit(deep=True).subs(real, x) if not x.is_real else expression


def _acosh(u: sympy.Expr) -> sympy.Expr:
    return sympy.log(_modulus(u + sympy.sqrt(u**2 - 1)))


def _modulus(u: sympy.Expr) -> sympy.Expr:
    return u if isinstance(u, sympy.Abs) else sympy.Abs(u)


def with_signs(problem: Problem, expression: sympy.Expr) -> sympy.Expr | None:
    """The sum of the expression's terms, each times 1, -1 or sign(c), whose derivative is f in doubles near zero."""
    terms = sympy.Add.make_args(expression)
    if len(terms) > _MOST_TERMS:
        terms = (expression,)
    try:
        samples = _Samples(problem)
        slopes = [samples.slope(term) for term in terms]
        patterns = samples.patterns(slopes)
        if patterns is None:
            return None
        factors = [samples.factor(pattern, expression) for pattern in patterns]
    except UnsupportedExpressionError:
        return None
    if any(factor is None for factor in factors):
        return None
    return sympy.Add(*(factor * term for factor, term in zip(factors, terms, strict=True)))


class _Samples:
    """The integrand at points of the real line near zero where it is real."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.x = problem, problem.variable
        choices = points.parameter_rounds(problem.parameters, problem.assumptions)
        line = points.line()
        self.points = line[np.abs(line) <= points.CENTRE]
        self.values: dict[sympy.Symbol, Array | float] = {self.x: self.points, **(choices[0] if choices else {})}
        f = self.at(problem.integrand)
        self.inside = np.isfinite(f) & (np.abs(f.imag) <= _TOLERANCE * np.abs(f))
        self.f = f[self.inside]

    def at(self, expression: sympy.Expr) -> NDArray[np.complex128]:
        """The values of an expression at all points."""
        tape = Tape()
        return self.run(tape, record(tape, expression))

    def slope(self, term: sympy.Expr) -> NDArray[np.complex128]:
        """The derivative of a term where f is real."""
        tape = Tape()
        return self.run(tape, differentiate(tape, record(tape, term), self.x))[self.inside]

    def run(self, tape: Tape, node: int) -> NDArray[np.complex128]:
        found = run(tape, [node], self.values)[node]
        return np.broadcast_to(np.asarray(found, dtype=np.complex128), self.points.shape)

    def patterns(self, slopes: list[NDArray[np.complex128]]) -> list[NDArray[np.int8]] | None:
        """For each term its sign at each point, so that the terms add up to f; None if there are no such signs."""
        if self.f.size == 0:
            return None
        chosen = np.zeros((len(slopes), self.f.size), dtype=np.int8)
        open_points = np.ones(self.f.size, dtype=bool)
        for signs in product((1, -1), repeat=len(slopes)):
            with np.errstate(all="ignore"):
                total = sum(s * slope for s, slope in zip(signs, slopes, strict=True))
                scale = np.abs(self.f) + sum(np.abs(slope) for slope in slopes)
                fits = open_points & (np.abs(total - self.f) <= _TOLERANCE * scale)
            chosen[:, fits] = np.array(signs, dtype=np.int8)[:, None]
            open_points &= ~fits
        return None if open_points.any() else list(chosen)

    def factor(self, pattern: NDArray[np.int8], expression: sympy.Expr) -> sympy.Expr | None:
        """1, -1 or plus or minus the sign of the simplest expression that changes sign as the pattern does."""
        if np.all(pattern == pattern[0]):
            return sympy.Integer(int(pattern[0]))
        for switch in self.switches(expression):
            try:
                values = self.at(switch)[self.inside]
            except UnsupportedExpressionError:
                continue
            if np.any(values.imag != 0) or not np.all(np.isfinite(values)):
                continue
            signs = np.sign(values.real)
            for direction in (1, -1):
                if np.array_equal(signs, direction * pattern):
                    return direction * sympy.sign(switch)
        return None

    def switches(self, expression: sympy.Expr) -> list[sympy.Expr]:
        """Expressions of the problem that may change sign, with the other one of sine and cosine."""
        found: dict[sympy.Expr, None] = {self.x: None}
        for node in (*sympy.preorder_traversal(self.problem.integrand), *sympy.preorder_traversal(expression)):
            if isinstance(node, (sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc)):
                found |= dict.fromkeys((sympy.sin(node.args[0]), sympy.cos(node.args[0])))
            elif isinstance(node, sympy.Expr) and node.has(self.x) and not isinstance(node, _SIGNED):
                found[node] = None
        return sorted(found, key=sympy.count_ops)[:_MOST_SWITCHES]

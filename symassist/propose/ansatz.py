"""Ansatz repair: a wrong candidate is usually right in shape and wrong in a coefficient, which linear algebra finds.

The additive terms T_i of all candidates (as they stand and expanded), and the terms that come up when the integrand
and they are differentiated, are the basis of an ansatz sum c_i T_i. The c_i solve

    sum c_i T_i'(x_k) = f(x_k)

at random points x_k (parameters at rationals of primes of their own, by which a number tells their powers). Doubles
tell quickly whether a basis spans f at all; then columns are taken in order of trust and the c_i solved for in high
precision and recognised. What comes out is a candidate like any other: the verifier judges it.
SymbolicNumericIntegration.jl fits bases got from repeated differentiation alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress

import numpy as np
import symengine
import sympy
from numpy.typing import NDArray

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression, from_sympy, to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.terms import term_of
from symassist.problem import Problem
from symassist.propose.ansatz_pieces import in_pieces
from symassist.propose.ansatz_sample import Sample
from symassist.propose.constants import with_parameters
from symassist.propose.exact_fit import SPARE, parameter_values, solve
from symassist.propose.lines import line_of
from symassist.propose.neighbours import families
from symassist.propose.neighbours_outer import outer_terms
from symassist.propose.proposer import Candidate
from symassist.propose.spanning import Complex, spanning
from symassist.propose.vanishing import vanishes

MAX_TERMS = 60
MAX_TERM_LENGTH = 80
MAX_PIECES_DEPTH = 3
_TURNS = 2
"""Of parameters' values: what the first ones name, but others do not confirm, is named once more."""
_ORDERS = 4
"""Of f itself and so many derivatives less one the terms are taken."""
_MOST_NEW = 4 * MAX_TERMS
"""A derivative of more terms is the last: the next, of a tower of powers, takes a minute and leaves no term short."""


def repaired(
    f: Expression, x: Expression, candidates: Sequence[Expression], *, budget: Budget | None = None, seed: int = 0
) -> list[Expression]:
    """Antiderivatives of ``f`` fitted from the candidates' terms, most trusted first; often none, seldom two.

    ``f`` and the candidates are symengine expressions in ``x`` and parameters (taken positive for the fit). What no
    basis fits as a whole is tried in pieces; what has unusual constants also with parameters in their place.
    """
    line = line_of(f, x)
    if line is not None:
        inside = _with_constants(line.integrand, line.t, [*map(line.within, candidates)], budget, seed)
        if inside:
            return [line.back(answer) for answer in inside]
    return _with_constants(f, x, candidates, budget, seed)


def _with_constants(
    f: Expression, x: Expression, candidates: Sequence[Expression], budget: Budget | None, seed: int
) -> list[Expression]:
    """With parameters in place of unusual constants and as it stands, the likelier first."""
    general, constants = with_parameters(f, x)
    if not constants.parameters:
        return _repaired(f, x, candidates, budget, seed, depth=0)
    half = None if budget is None else budget.at_most(budget.remaining / 2)
    for with_constants, until in ((constants.far, half), (not constants.far, budget)):
        if with_constants:
            kernel = [constants.abstracted(c) for c in candidates]
            answers = [constants.restored(a) for a in _repaired(general, x, kernel, until, seed, depth=0)]
        else:
            answers = _repaired(f, x, candidates, until, seed, depth=0)
        if answers or (budget is not None and budget.spent):
            return answers
    return []


def _repaired(
    f: Expression, x: Expression, candidates: Sequence[Expression], budget: Budget | None, seed: int, depth: int
) -> list[Expression]:
    if not symengine.has_symbol(f, x):
        return [normal(x * f)] if f != 0 else []
    answers = _whole(f, x, candidates, budget, seed)
    if answers or depth == MAX_PIECES_DEPTH:
        return answers

    def solved(part: Expression) -> Expression | None:
        found = _repaired(part, x, [], budget, seed, depth + 1)
        return found[0] if found else None

    try:
        answer = in_pieces(f, x, solved)
    except RuntimeError:  # symengine refuses functions of an infinite argument
        return []
    return [] if answer is None else [answer]


def _whole(
    f: Expression, x: Expression, candidates: Sequence[Expression], budget: Budget | None, seed: int
) -> list[Expression]:
    answers: list[Expression] = []
    sample = Sample(f, x, seed)
    known = f.free_symbols | {x}  # without b of a line a x + b in its place, without a of tan(a)
    for basis in _bases(f, x, [c for c in candidates if c.free_symbols <= known]):
        if budget is not None and budget.spent:
            break
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
    """The candidates' own terms; with what differentiation makes of them; with systematic neighbours."""
    own = _unique(t for c in candidates for t in terms(c, x))
    if own:
        yield own
        yield _unique([*own, *_closure(f, own[:12], x)])
    for family in outer_terms(f, x):  # before f is differentiated, which takes long where f is long
        yield _unique(family)
    yield _unique(_closure(f, [], x))
    try:
        for family in families(f, x):
            # First without the candidates' terms: undefined on a part of the domain they can spoil a fit.
            yield _unique(family)
            if own:
                yield _unique([*family, *own[:8]])
    except RuntimeError:  # symengine refuses functions of an infinite argument: no more families here
        return


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
    """Terms of f and its first derivatives, and x times these, of those of ``own``, and logarithms of denominators."""
    found: list[Expression] = []
    layer = f
    for order in range(_ORDERS):
        if order > 0:
            layer = normal(derivative(layer, x))
        new = [*terms(layer.expand(), x), *terms(layer, x)]
        found += [*new, *(_monic((x * t).expand()) for t in new[:6])]
        if len(new) > _MOST_NEW:
            break
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
        try:
            t = _monic(normal(t))
        except (UnsupportedExpressionError, RuntimeError):  # atanh(1), 1/0: no function at all
            continue
        if t not in seen and t.free_symbols and len(term_of(t)[1]) <= MAX_TERM_LENGTH:
            seen[t] = None
            if len(seen) == MAX_TERMS:
                break
    return list(seen)


# --- the fit ----------------------------------------------------------------------------------------------------------


def _fit(sample: Sample, basis: list[Expression], rows: NDArray[np.intp]) -> Expression | None:
    """The combination of the basis whose derivative is f at the rows, None if there is none with good coefficients."""
    if len(rows) < SPARE + 4 or not basis:
        return None
    points, target = sample.points[rows], sample.values[rows]
    matrix = sample.columns(basis)[rows]
    usable = (np.isfinite(matrix).mean(axis=0) > 0.6) & (np.abs(np.nan_to_num(matrix)).max(axis=0) > 1e-9)
    order = sorted(np.flatnonzero(usable), key=lambda i: not _mostly_real(matrix[:, i]))
    if not order:
        return None
    kept = [basis[i] for i in order]
    matrix = matrix[:, order]
    sound = np.isfinite(matrix).all(axis=1) & (np.abs(matrix) < 1e9).all(axis=1)
    if sound.sum() < SPARE + 4:
        return None
    size = np.abs(target[sound])
    weight = 1 / np.maximum(size, 0.05 * np.median(size))  # relative errors, but not at the zeros of f
    chosen = spanning(matrix[sound] * weight[:, None], target[sound] * weight)
    if chosen is None:
        return None
    few, sure = chosen
    for used in (few, range(len(kept))) if sure else (few,):  # doubles cannot tell all columns apart
        slopes = [sample.slope(kept[i]) for i in used]
        places = points[sound][: len(used) + SPARE + 2, 0]
        for turn in range(_TURNS if sample.parameters else 1):
            try:
                values = parameter_values(list(sample.parameters), turn)
                numbers = solve(sample.f, slopes, sample.symbols[0], places, values)
            except UnsupportedExpressionError:
                return None
            if numbers is None:
                break
            total = symengine.Add(*(c * kept[i] for c, i in zip(numbers, used, strict=True)))
            if total == 0:
                return None
            if sample.confirms(total, positive=len(rows) < len(sample.values)):
                return normal(total)
    return None


def _mostly_real(column: Complex) -> bool:
    """Real terms come first: an answer should be real on all of f's domain."""
    sound = column[np.isfinite(column)]
    return bool((np.abs(sound.imag) <= 1e-9 * np.abs(sound)).mean() > 0.9)


class AnsatzRepair:
    """The repair as a proposer: fits the terms of the candidates that it is given."""

    name = "ansatz"

    def __init__(self, candidates: Sequence[sympy.Expr]) -> None:
        self.candidates = list(candidates)

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """The fitted antiderivatives; none where the integrand is outside the kernel's functions or too deep."""
        if budget.spent:
            return
        if vanishes(problem.integrand, problem.variable):
            yield Candidate(sympy.S.Zero, None, 0, self.name)
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
        try:
            answers = repaired(f, variable, kernel, budget=budget)
        except RecursionError:  # derivatives are deeper than the integrand, and the caller's frames count as well
            return
        for rank, answer in enumerate(answers):
            yield Candidate(to_sympy(answer, symbols), None, rank, self.name)

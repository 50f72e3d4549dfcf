from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import sympy
from sympy import Abs, Eq, Integral, Ne, Piecewise, atan, cos, exp, log, oo, sin, sqrt, symbols, tan

from symassist.bench.referee import Ruling, judge
from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.classical import ClassicalProposer, antiderivatives, branches
from symassist.workers import WorkerPool

x, n = symbols("x n")
a = sympy.Symbol("a", positive=True)


@pytest.fixture(scope="module")
def proposer() -> Iterator[ClassicalProposer]:
    with WorkerPool(2) as pool:
        yield ClassicalProposer(pool)


@pytest.mark.parametrize(
    "integrand", [x * cos(x), 1 / (a**2 + x**2), a**x, exp(-a * x**2), 1 / sqrt(x**2 - 1), sin(x) / x, 1 / (2 + cos(x))]
)
def test_candidates_differentiate_to_the_integrand(proposer: ClassicalProposer, integrand: sympy.Expr) -> None:
    candidates = list(proposer.propose(Problem(integrand, x), Budget.of(30.0)))
    assert candidates
    for candidate in candidates:
        assert candidate.origin.startswith("sympy:")
        assert candidate.expression.free_symbols <= {x, a}
        assert judge(candidate.expression, integrand, x).ruling is Ruling.RIGHT
    assert [candidate.rank for candidate in candidates] == list(range(len(candidates)))
    assert len({candidate.expression for candidate in candidates}) == len(candidates)


def test_functions_of_a_real_variable_are_integrated(proposer: ClassicalProposer) -> None:
    answers = {candidate.expression for candidate in proposer.propose(Problem(Abs(x), x), Budget.of(30.0))}
    assert {x**2 / 2, -(x**2) / 2} <= answers


def test_unfinished_integrals_are_no_candidates(proposer: ClassicalProposer) -> None:
    assert list(proposer.propose(Problem(x**x, x), Budget.of(10.0))) == []


def test_the_budget_ends_the_race(proposer: ClassicalProposer) -> None:
    started = time.monotonic()
    list(proposer.propose(Problem(1 / (x**7 + x + a), x), Budget.of(0.5)))
    assert time.monotonic() - started < 2.0


def test_leaving_early_frees_the_workers(proposer: ClassicalProposer) -> None:
    next(iter(proposer.propose(Problem(x, x), Budget.of(20.0))))
    started = time.monotonic()
    assert next(iter(proposer.propose(Problem(x**2, x), Budget.of(20.0)))).expression == x**3 / 3
    assert time.monotonic() - started < 5.0


def test_a_method_that_leaves_an_integral_answers_nothing() -> None:
    assert antiderivatives("risch", exp(x**2), x) == ()
    assert antiderivatives("manualintegrate", x * cos(x), x) == (x * sin(x) + cos(x),)


def test_terms_that_cancel_when_multiplied_out_are_gone() -> None:
    integrand = x**2 * (tan(x) ** 2 + 1) + 2 * x * tan(x) + 1
    assert antiderivatives("manualintegrate", integrand, x) == (x**2 * tan(x) + x,)


def test_parameters_are_in_general_position() -> None:
    power = Piecewise((x ** (n + 1) / (n + 1), Ne(n, -1)), (log(x), True))
    assert list(branches(power, x)) == [x ** (n + 1) / (n + 1)]
    assert list(branches(Piecewise((x, Eq(n, 0)), (atan(n * x) / n, True)), x)) == [atan(n * x) / n]


def test_pieces_along_the_variable_are_offered_whole_and_apart() -> None:
    pieces = Piecewise((-(x**2) / 2, x < 0), (x**2 / 2, True))
    assert list(branches(pieces + 1, x)) == [pieces + 1, 1 - x**2 / 2, 1 + x**2 / 2]
    assert list(branches(Piecewise((Integral(sin(x) / x, x), x < 0), (oo, x > 5), (x, True)), x))[1:] == [x]

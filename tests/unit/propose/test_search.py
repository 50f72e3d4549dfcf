"""The search through its real surface: answers are put together from subproblems, and are right where f is real."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.hardness import hardness
from symassist.propose.moves import rewritten, substituted
from symassist.propose.moves_algebraic import algebraic_moves
from symassist.propose.moves_rewrite import without_logarithms_in_exponents
from symassist.propose.search import SearchProposer
from tests.helpers import assert_is_antiderivative

x, t = sympy.symbols("x t")
a = sympy.Symbol("a", positive=True)
sqrt = sympy.sqrt


@pytest.mark.parametrize(
    "f",
    [
        (sympy.csc(x) ** 2) ** sympy.Rational(3, 2),
        x**4 * sympy.log(x**2 + 1) * sympy.atan(x),
        sqrt(x + sqrt(a**2 + x**2)) / x,
        x * sqrt(1 - x) * (1 - x**2) ** sympy.Rational(1, 4),
    ],
)
def test_integrals_by_several_moves(f: sympy.Expr) -> None:
    with closing(SearchProposer().propose(Problem(f, x), Budget.of(40))) as candidates:
        found = next(candidates)
    assert found.origin == "search"
    assert found.trace is not None
    assert found.trace.integrand == f
    assert_is_antiderivative(found.expression, f)


def test_it_ends_when_its_budget_does() -> None:
    start = time.monotonic()
    f = sympy.sqrt(sympy.tan(x)) * sympy.log(1 + sympy.sin(x) ** 3) / (x + sympy.exp(x))
    assert list(SearchProposer().propose(Problem(f, x), Budget.of(1.0))) == []
    assert time.monotonic() - start < 4


def test_a_sign_that_jumps_is_kept() -> None:
    move = rewritten("roots drawn", sqrt(x**6) / (1 + x**2), x**3 / (1 + x**2), x, 1.0)
    assert move is not None
    whole = move.assembled([sympy.Symbol("F")])
    assert whole.subs(x, -2) == -sympy.Symbol("F")
    assert whole.subs(x, 2) == sympy.Symbol("F")


def test_exponentials_of_inverse_functions_become_powers() -> None:
    for f in (
        sympy.exp(sympy.atanh(x) / 3),
        sympy.exp(sympy.I * sympy.atan(x) / 3),
        sympy.exp(2 * sympy.I * sympy.acot(x)),
    ):
        forms = [m.parts[0].integrand for m in without_logarithms_in_exponents(f, x)]
        assert len(forms) == 1
        assert forms[0].is_algebraic_expr(x)


def test_a_wrong_substitution_is_no_move() -> None:
    f = x * sympy.exp(x**2)
    assert substituted("substitution", f, x, sympy.exp(t) / 2, t, x**2, 1.0) is not None
    assert substituted("substitution", f, x, sympy.exp(t), t, x**2, 1.0) is None
    assert rewritten("expand", f, 2 * f, x, 1.0) is None


@pytest.mark.parametrize(
    "f",
    [
        1 / (x * sqrt(x**2 + x + 1)),
        ((x + 1) / (x - 1)) ** sympy.Rational(1, 3) / x,
        x**5 / sqrt(1 + x**3),
        sqrt(x + sqrt(x**2 + 1)),
        x * (1 - x) ** sympy.Rational(1, 4) * (1 + x) ** sympy.Rational(3, 4),
    ],
)
def test_algebraic_moves_reach_rational_functions(f: sympy.Expr) -> None:
    reached = [m for m in algebraic_moves(f, x, t) if hardness(m.parts[0].integrand, m.parts[0].variable) == 0]
    assert reached

"""Roots of squares: the root over what it is a root of is constant, on the real line and off it."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, cosh, cot, csch, pi, sec, sin, sinh, sqrt, tan, tanh
from sympy.abc import x

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.moves_squares import roots_of_squares
from symassist.propose.search import SearchProposer
from tests.helpers import assert_is_antiderivative

a = sympy.Symbol("a", positive=True)


@pytest.mark.parametrize(
    ("f", "left"),
    [
        (sqrt(a - a * cosh(x)) * x, x * sinh(x / 2)),
        ((1 + sin(2 * x)) ** sympy.Rational(-3, 2), sin(x + pi / 4) ** -3 / 2),
        (tan(x) / sqrt(3 - 3 * sec(x) ** 2), 1 / sqrt(3)),
        (sqrt(1 + csch(x) ** 2) * sinh(x), cosh(x)),
        (x * sqrt(1 - tanh(x) ** 2), x / cosh(x)),
        (x * sqrt(1 + 2 * x * sqrt(1 - x**2)), x * (x + sqrt(1 - x**2))),
        (1 / sqrt(2 * x**2 - 1 + 2 * x * sqrt(x**2 - 1)), 1 / (x + sqrt(x**2 - 1))),
    ],
    ids=str,
)
def test_the_root_comes_before_the_integral(f: sympy.Expr, left: sympy.Expr) -> None:
    (move,) = roots_of_squares(f, x)
    ratio = move.parts[0].integrand / left
    values = [complex(ratio.subs({x: place, a: 1.3}).n()) for place in (0.3, 0.7, 1.2)]
    assert max(abs(v - values[0]) for v in values) < 1e-12 * abs(values[0])


def test_other_sums_have_no_square() -> None:
    for f in (
        sqrt(2 + cos(x)),
        sqrt(1 + sinh(x)),
        sqrt(1 - tan(x) ** 2),
        sqrt(1 + cot(x)),
        sqrt(1 + x),
        sqrt(x + sqrt(x + 1)),
    ):
        assert not list(roots_of_squares(f, x))


def test_an_integrand_that_is_nowhere_real_is_integrated() -> None:
    f = sqrt(1 - cosh(x))
    answer = next(iter(SearchProposer().propose(Problem(f, x), Budget.of(20)))).expression
    assert_is_antiderivative(answer, f, x)

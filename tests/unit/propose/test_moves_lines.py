"""Roots of products of powers of two lines: constant times the root of a quotient, which becomes rational."""

from __future__ import annotations

import pytest
import sympy
from sympy.abc import x

from symassist import Assistant, Problem
from symassist.propose.moves_lines import roots_of_lines
from tests.helpers import assert_is_antiderivative

third = sympy.Rational(1, 3)


@pytest.mark.parametrize(
    "f",
    [
        ((x - 1) ** 2 * (x + 1)) ** -third,
        x * (x**2 * (1 - x)) ** third,
        1 / ((2 * x - 1) ** 3 * (x + 2) ** 5) ** (third * 3 / 4),
    ],
    ids=str,
)
def test_what_comes_before_the_integral_is_constant(f: sympy.Expr) -> None:
    (move,) = roots_of_lines(f, x)
    ratio = f / move.parts[0].integrand
    for low, high in ((-9, -8), (0.55, 0.9), (3, 4)):
        first, second = (complex(ratio.subs(x, place).n()) for place in (low, high))
        assert abs(first - second) < 1e-12 * abs(first)


def test_other_roots_have_none() -> None:
    for f in (sympy.sqrt(x * (x + 1)), (x * (x + 1)) ** third, (x**2 * (x**2 + 1)) ** third, (x**3) ** third, x):
        assert not list(roots_of_lines(f, x))


def test_a_classic_is_solved() -> None:
    f = ((x - 1) ** 2 * (x + 1)) ** -third
    solution = Assistant(timeout=30, proposers=("search",)).solve(Problem(f, x))
    assert solution.antiderivative is not None
    assert_is_antiderivative(solution.antiderivative, f)
    assert "constant between its jumps" in solution.derivation.text()

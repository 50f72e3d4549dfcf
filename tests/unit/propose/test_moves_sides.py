"""Absolute values and their kin: one function on either side, put together with the sign."""

from __future__ import annotations

import pytest
import sympy
from sympy import Abs, Heaviside, Max, Min, cos, exp, sign

from symassist import Assistant, Problem
from symassist.propose.formulas import at_once
from symassist.propose.moves_sides import sides
from tests.helpers import assert_is_antiderivative

x, a = sympy.symbols("x a", real=True)


def integrated(g: sympy.Expr) -> sympy.Expr:
    """By a formula, or again on two sides."""
    found = at_once(g, x, 0.35)
    if found is not None:
        return found.answer
    move = next(sides(g, x))
    return move.assembled([integrated(part.integrand) for part in move.parts])


@pytest.mark.parametrize(
    "f",
    [
        exp(-Abs(x)) * cos(x),
        Max(x, x**2),
        Min(x, 1, x**3),
        x * sign(x - 2) * exp(x),
        Abs(exp(x) - 2),
        Heaviside(x - 1) * x + exp(x),
        exp(-Abs(x - a)) * x**2,
        Abs(x**2 - 1) / (1 + x**2),
    ],
)
def test_both_sides_are_right(f: sympy.Expr) -> None:
    move = next(sides(f, x))
    answers = [integrated(part.integrand) for part in move.parts]
    whole = move.assembled(answers).subs(a, 2)
    assert_is_antiderivative(whole, f.subs(a, 2), x)


def test_functions_without_sides_have_no_move() -> None:
    for f in (x**2, sympy.sqrt(x**2 + 1), Abs(a) * x):
        assert not list(sides(f, x))


def test_the_assistant_answers_without_a_jump() -> None:
    f = exp(-Abs(x)) * cos(x)
    answer = Assistant(timeout=30, proposers=("search",)).solve(Problem(f, x)).antiderivative
    assert answer is not None
    below, above = (float(answer.subs(x, place).n()) for place in (-1e-9, 1e-9))
    assert abs(above - below) < 1e-6

"""Roots of a + b sin(u)**2: on the whole line, short, with the textbooks' parameter."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, cosh, cot, csc, csch, sin, sinh, sqrt, tan

from symassist.propose.special import closed_form
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x")
a, b, c, d = sympy.symbols("a b c d", positive=True)


@pytest.mark.parametrize(
    ("f", "longest"),
    [
        (sin(x) ** 4 * sqrt(a + b * sin(x) ** 2), 260),
        (csc(x) ** 4 / sqrt(a + b * sin(x) ** 2), 240),
        (cot(c + d * x) ** 4 / sqrt(a + b * sin(c + d * x) ** 2), 300),
        (tan(x) ** 2 * sqrt(a + b * sin(x) ** 2), 200),
        (1 / (sqrt(a + b * sin(x) ** 2) * (c + d * sin(x) ** 2)), 60),
        (sqrt(a * cos(x) ** 2 + b * sin(x) ** 2), 40),
        (sqrt(3 * sin(x) ** 2 - 1), 60),
        (1 / sqrt(a + b * cosh(x) ** 2), 60),
        (csch(x) ** 4 / sqrt(a + b * sinh(x) ** 2), 260),
    ],
    ids=str,
)
def test_even_functions_beside_the_root(f: sympy.Expr, longest: int) -> None:
    answer = closed_form(f, x)
    assert answer is not None
    assert len(str(answer)) < longest
    assert_is_antiderivative(answer, f, x, proved=True)


def test_the_square_of_a_cosine_is_no_elliptic_integral() -> None:
    for f in (1 / sqrt(1 - cosh(x) ** 2), sqrt(a - a * sin(x) ** 2)):
        answer = closed_form(f, x)
        assert answer is None or not answer.has(sympy.elliptic_f, sympy.elliptic_e)


def test_a_radicand_that_is_negative_at_both_ends_is_left_to_other_forms() -> None:
    answer = closed_form(sqrt(sinh(x) ** 2 - 1), x)
    assert answer is None or not answer.has(sympy.sin(sympy.I * x))

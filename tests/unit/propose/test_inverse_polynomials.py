"""Squares and cubes of arc tangents beside rational functions: short answers in polylogarithms of quotients."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.special.inverse_polynomials import integrate_polynomial_in_inverse
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d = sympy.symbols("a b c d", positive=True)
VALUES = {a: 2, b: 3, c: sympy.Rational(1, 2), d: 5}
atan, atanh, acot = sympy.atan, sympy.atanh, sympy.acot


@pytest.mark.parametrize(
    ("f", "longest"),
    [
        ((a + b * atan(c * x)) ** 2, 160),
        (x * (a + d * x) * (a + b * atan(c * x)) ** 2, 360),
        (x**2 * (a + b * atanh(c * x)) ** 2, 260),
        (x**2 * acot(x) ** 2, 150),
        ((a + b * atan(c * x)) ** 3, 300),
    ],
)
def test_short_and_right(f: sympy.Expr, longest: int) -> None:
    answer = integrate_polynomial_in_inverse(f, x)
    assert answer is not None
    assert len(str(answer)) < longest
    assert not answer.has(sympy.exp)
    assert_is_antiderivative(answer.xreplace(VALUES), f.xreplace(VALUES), x)


@pytest.mark.parametrize("f", [atan(x) / x, atan(x) ** 2 / (1 + x**2), atan(x) ** 2 * sympy.log(x), atan(x) * atanh(x)])
def test_others_are_left_alone(f: sympy.Expr) -> None:
    assert integrate_polynomial_in_inverse(f, x) is None

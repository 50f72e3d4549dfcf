"""Parameters that a change of scale takes away."""

from __future__ import annotations

import pytest
import sympy
from sympy import sqrt

from symassist.propose.homogeneous import integrate_scaled
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d = sympy.symbols("a b c d", positive=True)
third = sympy.Rational(1, 3)


@pytest.mark.parametrize(
    "integrand",
    [
        x / ((8 * c - d * x**3) * sqrt(c + d * x**3)),
        1 / ((a + b * x**3) * (a - b * x**3) ** third),
        1 / ((a + b * x**2) ** sympy.Rational(1, 4) * (2 * a + b * x**2)),
    ],
)
def test_whole(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_scaled(integrand, x), integrand, x)


def test_two_scales_are_left_alone() -> None:
    assert integrate_scaled(1 / ((a + b * x**3) * sqrt(c + d * x**3)), x) is None

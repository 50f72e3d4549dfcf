"""Roots of a + a cos(u), a + a sec(u) and their like, with parameters."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, cosh, sec, sin, sqrt, tan

from symassist.propose.half_angles import integrate_half_angle
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, A, B, C = sympy.symbols("a b c d A B C", positive=True)
u = c + d * x
half = sympy.Rational(1, 2)


@pytest.mark.parametrize(
    "integrand",
    [
        (a + a * sec(u)) ** (3 * half) * (A + B * sec(u) + C * sec(u) ** 2),
        (a + a * cos(x)) ** (5 * half) * (A + B * cos(x)) * sec(x) ** 3,
        (A + B * sin(x)) / (a + a * sin(x)) ** (3 * half),
        sqrt(cos(x)) * sqrt(a + a * sec(x)),
        sqrt(a + a * sin(x)) * sqrt(c + d * sin(x)),
        (a + a * sin(x)) ** (3 * half) / sqrt(c - c * sin(x)),
        sqrt(a + a * cosh(x)) * (b + c * cosh(x)),
    ],
)
def test_whole(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_half_angle(integrand, x), integrand, x)


def test_in_the_usual_spelling() -> None:
    root = sqrt(a + a * sec(x))
    assert integrate_half_angle(root, x) == 2 * sqrt(a) * sympy.atan(sqrt(a) * tan(x) / root)
    assert integrate_half_angle(sqrt(a + a * sin(x)), x) == -2 * a * cos(x) / sqrt(a + a * sin(x))


def test_no_answer_for_elliptic_integrals() -> None:
    assert integrate_half_angle(sqrt(a + b * cos(x)), x) is None

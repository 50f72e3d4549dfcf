"""Rational functions of sine and cosine, or their hyperbolic kin, with parameters."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, cosh, cot, csc, sec, sin, sinh, tan, tanh

from symassist.propose.wave_fractions import integrate_wave_fraction
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, A, B, C = sympy.symbols("a b c d A B C", positive=True)
u = c + d * x


@pytest.mark.parametrize(
    "integrand",
    [
        (a + b * sec(u)) ** 2 * (A + B * sec(u) + C * sec(u) ** 2),
        (A + B * cos(u)) * sec(u) ** 2 / (a + b * cos(u)),
        cos(x) ** 2 / (a + b * sin(x)),
        (A + B * tan(u)) / (a + b * tan(u)) ** 2,
        (a + b * cot(x)) ** 2 * csc(x) ** 2,
        cos(x) ** 3 / (a + b * sin(x) ** 2),
        (A + B * sin(x)) / (a + b * sin(x) + c * sin(x) ** 2),
        sinh(u) ** 4 / (a + b * cosh(u)),
        (a + b * tanh(u)) ** 3,
    ],
)
def test_whole_and_proved(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_wave_fraction(integrand, x), integrand, x, proved=True)


def test_functions_of_the_tangent_stay_in_it() -> None:
    answer = integrate_wave_fraction(1 / (a + b * tan(x)), x)
    assert answer is not None
    assert not answer.has(sin, cos)


def test_others_keep_what_has_no_parameters() -> None:
    assert integrate_wave_fraction(1 / (2 + cos(x)), x) is None

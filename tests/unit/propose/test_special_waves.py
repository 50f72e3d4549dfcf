"""Polynomials beside waves and inverse functions: polylogarithms of the exponential of the line itself."""

from __future__ import annotations

import pytest
import sympy
from sympy import acsc, asin, atan, cos, cot, exp, log, polylog, sec, sin, sqrt, tan, tanh

from symassist.propose.special import closed_form
from symassist.propose.special.by_parts import integrate_special_products
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, f, g = sympy.symbols("a b c d f g", positive=True)
u = a + b * x


@pytest.mark.parametrize(
    "integrand",
    [
        (c + d * x) ** 2 * tanh(u),
        (c + d * x) ** 2 * sec(u),
        (f + g * x) * cos(u) / (c + d * sin(u)),
        (c + d * x) ** 2 / (a + a * sympy.cosh(x)),
        (c + d * x) / (a + b * tanh(x)),
        atan(c + d * tan(u)),
        x * atan(tanh(u)),
        x * log(sec(x) + tan(x)),
        x * sympy.acoth(cot(x)),
        x * log(a + b * f ** (c + d * x)),
    ],
)
def test_polynomials_beside_waves(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(closed_form(integrand, x), integrand, x)


def test_polynomials_are_kept_whole() -> None:
    answer = closed_form((c + d * x) ** 2 * sec(u), x)
    assert answer is not None
    assert len(answer.args) == 6
    assert all(e.args[1].has(exp(sympy.I * u)) for e in answer.atoms(polylog))


@pytest.mark.parametrize(
    "integrand",
    [
        (a + b * atan(c * x)) ** 2 / (d + f * x),
        (a + b * atan(c * x)) ** 2 * (d + f * x) ** 2,
        (a + b * acsc(c * x)) ** 2 * x**2,
        (a + b * asin(c * x)) * sqrt(d - c**2 * d * x**2) / x**3,
        x**4 * (a + b * sympy.atanh(c * x)) ** 2,
    ],
)
def test_inverse_functions_whose_reduction_leaves_a_polylogarithm(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_special_products(integrand, x), integrand, x)

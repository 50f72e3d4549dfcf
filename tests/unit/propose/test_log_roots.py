"""Logarithms of x beside roots of binomials: polylogarithms of the root."""

from __future__ import annotations

import pytest
import sympy
from sympy import log, sqrt

from symassist.propose.special.by_parts import integrate_special_products
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, f, n = sympy.symbols("a b c d f n", positive=True)


@pytest.mark.parametrize(
    "integrand",
    [
        (a + b * log(c * x**n)) * sqrt(d + f * x**2) / x,
        (a + b * log(c * x**n)) / (x * sqrt(d + f * x)),
        (a + b * log(c * x**n)) * sqrt(d + f * x) / x**2,
    ],
)
def test_whole(integrand: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_special_products(integrand, x), integrand, x)

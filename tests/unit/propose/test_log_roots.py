"""Logarithms of x beside roots of binomials: polylogarithms of the root."""

from __future__ import annotations

import pytest
import sympy
from sympy import log, sqrt

from symassist import VerificationStatus, verify_antiderivative
from symassist.propose.special.by_parts import integrate_special_products

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
    answer = integrate_special_products(integrand, x)
    assert answer is not None
    verdict = verify_antiderivative(answer, integrand, x)
    assert verdict.status in (VerificationStatus.PROVED, VerificationStatus.CONSISTENT)
    assert verdict.region.whole

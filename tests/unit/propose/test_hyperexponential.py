"""Products of powers with symbolic exponents: reduced by the leading term."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.hyperexponential import integrate_hyperexponential
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, f, m, n, p, q = sympy.symbols("a b c d f m n p q", positive=True)


@pytest.mark.parametrize(
    "integrand",
    [
        (a + b * x) ** m * (c + d * x) * (p + q * x) ** 2,
        x**3 * (a + b * x**2) ** p * (c + d * x**2) ** 3,
        x ** (n - 1) * (a + b * x**n) ** p * (c + d * x**n),
        x**m * (a + b * x) ** (-m - 3),
        (a + b * x) ** m * (c + d * x) ** (-m - 4),
        (a * (m + 1) * x**m + b * (m + n * p + n + 1) * x ** (m + n)) * (a + b * x**n) ** p,
    ],
)
def test_elementary_ones_need_no_special_function(integrand: sympy.Expr) -> None:
    answer = integrate_hyperexponential(integrand, x)
    assert answer is not None
    assert not answer.has(sympy.hyper, sympy.uppergamma)
    assert_is_antiderivative(answer, integrand, x, proved=True)


@pytest.mark.parametrize(
    ("integrand", "function"),
    [
        ((c + d * x**n) ** 2 * (a + b * x**n) ** p * x**m, sympy.hyper),
        ((d + f * x) * (a + b * x + c * x**2) ** p, sympy.hyper),
        (f ** (a + b * (c + d * x) ** 3) * (c + d * x) ** 2 * x, sympy.uppergamma),
    ],
)
def test_one_function_is_left_of_others(integrand: sympy.Expr, function: type[sympy.Function]) -> None:
    answer = integrate_hyperexponential(integrand, x)
    assert answer is not None
    assert len(answer.atoms(function)) == 1
    assert_is_antiderivative(answer, integrand, x)


def test_rational_exponents_are_left_to_others() -> None:
    assert integrate_hyperexponential(x * sympy.sqrt(a + b * x), x) is None

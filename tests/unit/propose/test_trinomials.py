"""Rational functions over x**(2 n) + b x**n + s, and functions of a power of x times its slope."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.rational import integrate_rational
from symassist.propose.trinomials import integrate_over_trinomial
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d = sympy.symbols("a b c d", positive=True)
VALUES = [{a: 2, b: 5, c: 1, d: 3}, {a: 3, b: 1, c: 2, d: 1}]
"""Once with real roots of the quadratic and once with complex ones."""


@pytest.mark.parametrize(
    "f",
    [
        1 / (a + b * x**3 + c * x**6),
        (d + x**4) / (a - b * x**3 + c * x**6),
        1 / (x**2 * (a + b * x**4 + c * x**8)),
        x**6 / (a + b * x**4 + c * x**8),
    ],
)
def test_symbols(f: sympy.Expr) -> None:
    answer = integrate_rational(f, x)
    assert answer is not None
    for values in VALUES:
        at = {k: sympy.Integer(v) for k, v in values.items()}
        assert_is_antiderivative(answer.xreplace(at), f.xreplace(at), x)


@pytest.mark.parametrize(
    ("f", "longest"),
    [
        (x / (a * c - b * x**3 * (c - d)), 400),
        (1 / (a + b * x**5), 500),
        (x**3 / ((a + b * x**6) * (c + d * x)), 2500),
    ],
)
def test_two_terms(f: sympy.Expr, longest: int) -> None:
    answer = integrate_rational(f, x)
    assert len(str(answer)) < longest
    for values in VALUES:
        at = {k: sympy.Integer(v) for k, v in values.items()}
        assert_is_antiderivative(answer.xreplace(at), f.xreplace(at), x)


@pytest.mark.parametrize("b", [3, 1, -1, -5])
@pytest.mark.parametrize("k", [0, 1, 4])
def test_numbers_with_real_and_complex_roots(b: int, k: int) -> None:
    p, q = sympy.Poly(x**k, x), sympy.Poly(2 * x**6 + b * x**3 + 1, x)
    answer = integrate_over_trinomial(p, q)
    assert answer is not None
    assert_is_antiderivative(answer, p.as_expr() / q.as_expr(), x)


@pytest.mark.parametrize("q", [x**4 + x**2 + 3, x**6 + x**2 + 1, x**6 + 2 * x**3 + 1, x**6 + 5, x**7 + 1])
def test_others_are_left_alone(q: sympy.Expr) -> None:
    assert integrate_over_trinomial(sympy.Poly(1, x), sympy.Poly(q, x)) is None


def test_a_power_of_x_is_the_variable() -> None:
    answer = integrate_rational(x**3 / (a + b * x**4 + c * x**8), x)
    assert len(answer.atoms(sympy.log, sympy.atan)) <= 2
    assert_is_antiderivative(answer, x**3 / (a + b * x**4 + c * x**8), x)

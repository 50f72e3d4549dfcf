"""Inverse functions beside roots of other radicands than their slopes have."""

from __future__ import annotations

import pytest
import sympy
from sympy import sqrt

from symassist.propose.inverse_beside_roots import integrate_inverse_beside_roots
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, e = sympy.symbols("a b c d e", positive=True)
VALUES = {a: 2, b: 3, c: sympy.Rational(1, 2), d: 5, e: 7}
ROOT = sqrt(d + e * x**2)

ELEMENTARY = [
    x * (a + b * sympy.asec(c * x)) / ROOT**3,
    x * (a + b * sympy.acsch(c * x)) * ROOT,
    x**3 * (a + b * sympy.acsc(c * x)) * ROOT,
    x**3 * (a + b * sympy.asech(c * x)) / ROOT,
    (a + b * sympy.atan(c * x)) / ROOT**3,
    (a + b * sympy.asin(c * x)) / ROOT**3,
    (a + b * sympy.asinh(c * x)) / ROOT**5,
    x * sympy.acoth(c * x) * ROOT,
    sympy.atan(c * x) / sqrt(d + e * x) ** 3,
]
ELLIPTIC = [
    x * (a + b * sympy.acosh(c * x)) / ROOT,
    sympy.asec(c * x) / ROOT**3,
    sympy.asin(c * x) * sqrt(d + e * x),
]


@pytest.mark.parametrize("f", [*ELEMENTARY, *ELLIPTIC])
def test_right_where_the_integrand_is_real(f: sympy.Expr) -> None:
    answer = integrate_inverse_beside_roots(f, x)
    assert answer is not None
    assert answer.has(sympy.elliptic_f, sympy.elliptic_e, sympy.elliptic_pi) == (f in ELLIPTIC)
    assert_is_antiderivative(answer.xreplace(VALUES), f.xreplace(VALUES), x)


@pytest.mark.parametrize(
    "f",
    [
        x * sympy.asin(x),  # no root
        sympy.asin(x) ** 2 * sqrt(2 + x),  # a square
        sympy.atan(x) / (x**2 * sqrt(2 + x**4)),  # G is no algebraic function
        sympy.atan(x) * sympy.asin(x) / sqrt(2 + x**2),
    ],
)
def test_others_are_left_alone(f: sympy.Expr) -> None:
    assert integrate_inverse_beside_roots(f, x) is None

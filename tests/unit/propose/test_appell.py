"""Products of powers of three lines, in x, powers of x and waves: Appell's function, proved without its value."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, cosh, sec, sin, tan

from symassist import VerificationStatus, verify_antiderivative
from symassist.propose.formulas import confirmed
from symassist.propose.special.appell import integrate_with_appell
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
a, b, c, d, f, g, m, n, p, q = sympy.symbols("a b c d f g m n p q", positive=True)


@pytest.mark.parametrize(
    "integrand",
    [
        x**m * (a + b * x**n) ** p * (c + d * x**n) ** q,
        (a + b * x) ** m * (c + d * x) ** n * (f + g * x) ** p,
        (d + f * x) ** m * (a + b * x + c * x**2) ** p,
        (a + b * sin(c + d * x)) ** n,
        cos(x) ** m * (a + b * sin(x)) ** n,
        (d * cos(x)) ** m * (a + b * sin(x)) ** n,
        sec(x) ** 3 * (a + b * sec(x)) ** n,
        (a + b * sec(x) ** 2) ** p,
        tan(x) ** m * (a + b * tan(x)) ** n,
        (a + b * cosh(x)) ** n,
    ],
)
def test_whole_and_proved(integrand: sympy.Expr) -> None:
    answer = integrate_with_appell(integrand, x)
    assert answer is not None
    assert answer.has(sympy.appellf1)
    assert confirmed(integrand, answer, x) == answer
    assert_is_antiderivative(answer, integrand, x, proved=True)


@pytest.mark.parametrize("place", range(6))
def test_wrong_parameters_and_arguments_are_not_believed(place: int) -> None:
    integrand = x**m * (a + b * x**n) ** p * (c + d * x**n) ** q
    answer = integrate_with_appell(integrand, x)
    assert answer is not None
    (function,) = answer.atoms(sympy.appellf1)
    args = list(function.args)
    args[place] = 2 * args[place]
    wrong = answer.xreplace({function: sympy.appellf1(*args)})
    verdict = verify_antiderivative(wrong, integrand, x)
    assert verdict.status in (VerificationStatus.REFUTED, VerificationStatus.UNKNOWN)


def test_the_value_agrees_with_quadrature() -> None:
    values = {a: 3, b: 1, n: sympy.Rational(2, 5)}
    integrand = ((a + b * sin(x)) ** n).subs(values)
    answer = integrate_with_appell((a + b * sin(x)) ** n, x)
    assert answer is not None
    value = sympy.lambdify(x, answer.subs(values), "mpmath")
    expected = sympy.Integral(integrand, (x, 0, 1)).evalf()
    assert abs(value(1) - value(0) - expected) < 1e-9


def test_one_root_of_a_line_or_of_a_quotient_is_left_to_others() -> None:
    for f in ((2 * sympy.cos(x) ** 9 + 1) ** sympy.Rational(5, 6) * sympy.tan(x), sympy.tan(x) ** sympy.Rational(1, 3)):
        assert integrate_with_appell(f, x) is None

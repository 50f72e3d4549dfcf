from __future__ import annotations

import pytest
import sympy
from sympy import Abs, Function, Piecewise, Rational, acosh, asin, atan, cos, erf, exp, log, polylog, sin, sqrt, symbols

from symassist.bench.referee import Ruling, judge
from symassist.budget import Budget

x, a, b, n = symbols("x a b n")

RIGHT = [
    (x**3 / 3, x**2),
    (log(x), 1 / x),
    (log(Abs(x)), 1 / x),
    (-log(cos(x)), sin(x) / cos(x)),
    (log(x + sqrt(x**2 - 1)), 1 / sqrt(x**2 - 1)),
    (asin(4 * x), 4 / sqrt(1 - 16 * x**2)),
    (sqrt(sympy.pi) * erf(x) / 2, exp(-(x**2))),
    (-polylog(2, x), log(1 - x) / x),
    (log(Abs(5000 * x + 1)) + (5000 * x - 1) * log((1 + 5000 * x) / (1 - 5000 * x)) / 2, 5000 * sympy.atanh(5000 * x)),
    (2 * (x - 500) ** Rational(3, 2) / 3, sqrt(x - 500)),
    (x ** (n + 1) / (n + 1), x**n),
    (atan(x / a) / a, 1 / (a**2 + x**2)),
    (sqrt(-(sympy.sinh(x) ** 2)) * sympy.coth(x), sqrt(-(sympy.sinh(x) ** 2))),  # nowhere real
    (sqrt(log(sympy.Integer(-2))) * x**3 / 3, sqrt(log(sympy.Integer(-2))) * x**2),
]


@pytest.mark.parametrize(("answer", "integrand"), RIGHT)
def test_right_answers_are_right(answer: sympy.Expr, integrand: sympy.Expr) -> None:
    assert judge(answer, integrand, x).ruling is Ruling.RIGHT


@pytest.mark.parametrize(("answer", "integrand"), RIGHT)
def test_a_changed_coefficient_is_wrong(answer: sympy.Expr, integrand: sympy.Expr) -> None:
    assert judge(answer * (1 + Rational(1, 10**15)), integrand, x).ruling is Ruling.WRONG
    assert judge(-answer, integrand, x).ruling is Ruling.WRONG


@pytest.mark.parametrize(
    ("answer", "integrand"),
    [
        (acosh(x), 1 / sqrt(x**2 - 1)),
        (x**2 / 2, Abs(x)),
        (Piecewise((x**2 / 2, x > 0)), x),
        (2 * sqrt(x), 1 / sqrt(Abs(x))),
    ],
)
def test_answers_for_one_side_are_partial(answer: sympy.Expr, integrand: sympy.Expr) -> None:
    assert judge(answer, integrand, x).ruling is Ruling.PARTIAL


def test_right_only_for_some_parameter_values_is_partial() -> None:
    assert judge(Piecewise((a * x, a > 1), (x, True)), a, x).ruling is Ruling.PARTIAL


def test_a_dropped_logarithm_of_a_parameter_is_wrong() -> None:
    assert judge(a**x, a**x, x).ruling is Ruling.WRONG
    assert judge(a**x / log(a), a**x, x).ruling is Ruling.RIGHT


def test_symbols_are_matched_by_name() -> None:
    positive = sympy.Symbol("a", positive=True)
    real = sympy.Symbol("x", real=True)
    assert judge(positive * real, a, x).ruling is Ruling.RIGHT


def test_cancellation_is_seen_through() -> None:
    answer = (x + 10**40) ** 2 / 2 - 10**40 * x
    assert judge(answer, x, x).ruling is Ruling.RIGHT


def test_zero_in_disguise_has_the_antiderivative_zero() -> None:
    for f in (sin(x) / sympy.tan(x) - cos(x), (1 - sin(x) ** 2 - cos(x) ** 2) * exp(x)):
        assert judge(sympy.Integer(0), f, x).ruling is Ruling.RIGHT
        assert judge(x, f, x).ruling is Ruling.WRONG
    assert judge(sympy.Integer(0), 1 - sympy.tanh(x), x).ruling is not Ruling.RIGHT


def test_functions_that_only_evalf_knows_are_judged() -> None:
    z = sympy.Symbol("z")
    roots = sympy.RootSum(z**3 + z + 1, sympy.Lambda(z, log(x - z)))
    assert judge(roots, sympy.diff(roots, x), x, Budget.of(2.0)).ruling is Ruling.RIGHT
    assert judge(2 * roots, sympy.diff(roots, x), x, Budget.of(2.0)).ruling is Ruling.WRONG


def test_polar_numbers_are_read_as_complex_ones() -> None:
    answer = -sympy.log(1 - x * sympy.exp_polar(sympy.I * sympy.pi)) * sympy.polar_lift(-1)
    assert judge(answer, 1 / (1 + x), x).ruling is Ruling.RIGHT


def test_what_cannot_be_evaluated_is_undecided() -> None:
    assert judge(Function("g")(x), x, x).ruling is Ruling.UNDECIDED


def test_a_spent_budget_decides_nothing() -> None:
    assert judge(x**2 / 2, x, x, Budget.of(0.0)).ruling is Ruling.UNDECIDED

"""Definite integrals: jumps of the antiderivative, poles, endpoint singularities, infinite and symbolic limits."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from flint import arb, ctx
from sympy import atan, cos, exp, log, pi, sin, sqrt, tan

from symassist.budget import Budget
from symassist.definite import Definite, evaluate_between, places
from symassist.definite.values import by_digits
from symassist.problem import Problem
from symassist.verify.verifier import verify
from symassist.workers import default_pool

x, a, b = sympy.symbols("x a b")
p = sympy.Symbol("p", positive=True)
oo = sympy.oo


def between(f: sympy.Expr, F: sympy.Expr | None, low: object, high: object, seconds: float = 30) -> Definite:
    problem = Problem(sympy.sympify(f), x, (sympy.sympify(low), sympy.sympify(high)))
    verdict = verify(problem, sympy.Integer(0) if F is None else F, Budget.of(10))
    assert verdict.solved is (F is not None)
    return evaluate_between(problem, F, verdict, Budget.of(seconds), pool=default_pool())


@pytest.mark.parametrize(
    ("f", "F", "low", "high", "value"),
    [
        (sin(x), -cos(x), 0, pi, 2),
        (x**2, x**3 / 3, 1, 0, -sympy.Rational(1, 3)),
        (1 / (sqrt(2) + cos(x)), 2 * atan((sqrt(2) - 1) * tan(x / 2)), 0, 2 * pi, 2 * pi),
        (1 / (x**2 + 1), atan(2 * x / (1 - x**2)) / 2, -2, 2, pi - atan(sympy.Rational(4, 3))),
        (sqrt(1 - cos(x)), -2 * sin(x) / sqrt(1 - cos(x)), 0, 4 * pi, 8 * sqrt(2)),
        (exp(-x), -exp(-x), 0, oo, 1),
        (1 / (x**2 + 1), atan(x), -oo, oo, pi),
        (1 / sqrt(x), 2 * sqrt(x), 0, 1, 2),
        (log(x), x * log(x) - x, 0, 1, -1),
        (x, x**2 / 2, 3, 3, 0),
    ],
)
def test_values(f: sympy.Expr, F: sympy.Expr, low: object, high: object, value: object) -> None:
    found = between(f, F, low, high)
    assert sympy.simplify(found.value - value) == 0
    assert found.enclosure is not None
    assert found.enclosure[0] <= sympy.N(value) <= found.enclosure[1]


def test_roots_within_roots_are_taken_apart() -> None:
    root = sqrt(3 + 2 * sqrt(2))
    found = between(1 / (sqrt(2) + cos(x)), 2 * atan(tan(x / 2) / root) / ((sqrt(2) - 1) * root), 0, 2 * pi)
    assert found.value == 2 * pi


def test_compact_pieces_are_enclosed_and_the_rest_is_called_an_estimate() -> None:
    assert not between(sin(x), -cos(x), 0, pi).is_estimate
    assert between(exp(-x), -exp(-x), 0, oo).is_estimate
    assert between(log(x), x * log(x) - x, 0, 1).is_estimate


def test_a_pole_inside_is_divergence() -> None:
    found = between(1 / x, log(x), -1, 1)
    assert found.divergent
    assert found.value is None
    assert "pole at x = 0" in str(found.reason)


def test_without_a_closed_form_there_is_an_enclosure_alone() -> None:
    found = between(x**x * sin(x), None, 1, 2, seconds=3)
    assert found.value is None
    assert found.enclosure is not None
    assert not found.is_estimate
    low, high = found.enclosure
    assert low <= mpmath.quad(lambda t: t**t * mpmath.sin(t), [1, 2]) <= high
    assert high - low < 1e-9


@pytest.mark.parametrize(
    ("f", "low", "high", "value"),
    [
        (sympy.Abs(sin(2 * x)), 0, 2 * pi, 4),
        (exp(exp(sympy.I * x)), 0, 2 * pi, 2 * pi),
        (log(sin(x)), 0, pi / 2, -pi * log(2) / 2),
        (x**3 / (exp(x) - 1), 0, oo, pi**4 / 15),
        (log(x) / (1 + x**2), 0, oo, 0),
        (x ** (p - 1) * exp(-x), 0, oo, sympy.gamma(p)),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (
                (log(sin(x)), 0, pi, -pi * log(2)),
                (log(1 + x) / x, 0, 1, pi**2 / 12),
                (log(x) * log(1 - x), 0, 1, 2 - pi**2 / 6),
                (1 / (1 + x**4), -oo, oo, pi / sqrt(2)),
                (sqrt(tan(x)), 0, pi / 2, pi / sqrt(2)),
                (exp(cos(x)) * cos(sin(x)), 0, 2 * pi, 2 * pi),
                (cos(x) / (x**2 + 1), -oo, oo, pi * exp(-1)),
                (sin(x) ** 2 / x**2, 0, oo, pi / 2),
            )
        ),
    ],
)
def test_values_without_an_antiderivative(f: sympy.Expr, low: object, high: object, value: object) -> None:
    found = between(f, None, low, high)
    assert found.value is not None, found
    assert sympy.simplify(found.value - value) == 0
    assert found.method
    assert not found.proved


def test_digits_name_no_number_by_accident() -> None:
    for f in (x**x, sin(x) ** x, exp(sin(x)) / (1 + x**3), sqrt(1 + x**5)):
        assert by_digits(f, x, (sympy.Integer(0), sympy.Integer(1)), 5.0) is None


def test_symbolic_limits_and_parameters() -> None:
    assert sympy.expand(between(x, x**2 / 2, a, b).value - (b**2 - a**2) / 2) == 0
    found = between(exp(-a * x), -exp(-a * x) / a, 0, 1)
    assert sympy.simplify(found.value - (1 - exp(-a)) / a) == 0


def test_an_antiderivative_that_contradicts_quadrature_gives_no_value() -> None:
    problem = Problem(x**2, x, (sympy.Integer(0), sympy.Integer(1)))
    verdict = verify(problem, x**3 / 3, Budget.of(10))
    found = evaluate_between(problem, x**3 / 2, verdict, Budget.of(30), pool=default_pool())
    assert found.value == sympy.Rational(1, 3)
    assert found.method
    assert found.enclosure is not None


def test_what_converges_for_some_parameters_only_needs_the_assumption() -> None:
    found = between(exp(-a * x), -exp(-a * x) / a, 0, oo)
    assert found.value is None
    assert not found.divergent
    assert "for some values of the parameters" in str(found.reason)
    assert between(exp(-p * x), -exp(-p * x) / p, 0, oo).value == 1 / p


@pytest.mark.parametrize(
    ("f", "F", "low", "high"),
    [
        (x**p, x ** (p + 1) / (p + 1), 1, oo),  # converges for none of the values tried, but p could be -2 elsewhere
        (1 / (a + b * cos(x)), None, 0, 2 * pi),
    ],
)
def test_divergence_for_a_few_values_of_the_parameters_is_no_claim(
    f: sympy.Expr, F: sympy.Expr | None, low: object, high: object
) -> None:
    found = between(f, F, low, high)
    assert not found.divergent
    assert "values of the parameters" in str(found.reason)


def test_a_pole_at_the_same_place_for_all_parameters_is_divergence() -> None:
    assert between(p / x**2, -p / x, -1, 1).divergent


def test_what_changes_sign_under_inversion_integrates_to_zero() -> None:
    found = between(log(x) / (1 + x**2), None, 0, oo)
    assert found.value == 0
    assert "symmetry" in found.method


def test_a_beta_integral_is_a_quotient_of_gammas() -> None:
    q = sympy.Symbol("q", positive=True)
    F = x**p * sympy.hyper((p, 1 - q), (p + 1,), x) / p
    found = between(x ** (p - 1) * (1 - x) ** (q - 1), F, 0, 1)
    assert found.value == sympy.gamma(p) * sympy.gamma(q) / sympy.gamma(p + q)


def test_a_jump_is_taken_out_under_parameters() -> None:
    F = 2 * atan(sqrt(p / (p + 2)) * tan(x / 2)) / sqrt(p * (p + 2))
    value = between(1 / (p + 1 + cos(x)), F, 0, 2 * pi).value
    assert sympy.simplify(value - 2 * pi / sqrt(p * (p + 2))) == 0


@pytest.mark.parametrize(
    ("f", "F", "value"),
    [
        (sin(x) / x, sympy.Si(x), pi / 2),
        (cos(x**2), sqrt(2 * pi) * sympy.fresnelc(sqrt(2) * x / sqrt(pi)) / 2, sqrt(2 * pi) / 4),
    ],
)
def test_oscillation_towards_infinity_is_checked_on_a_compact_part(f: sympy.Expr, F: sympy.Expr, value: object) -> None:
    found = between(f, F, 0, oo)
    assert sympy.simplify(found.value - value) == 0


@pytest.mark.parametrize(
    ("f", "F", "low", "high", "place"),
    [
        (1 / x, None, -1, 1, "x = 0"),
        (tan(x), -log(cos(x)), 0, pi / 2, "x = pi/2"),
        (1 / (x - sympy.Rational(1, 3)) ** 2, -1 / (x - sympy.Rational(1, 3)), 0, 1, "x = 1/3"),
        (1 / x, log(x), 1, oo, "infinity"),
        (sin(x), -cos(x), 0, oo, "infinity"),
    ],
)
def test_divergence_names_the_place(f: sympy.Expr, F: sympy.Expr | None, low: object, high: object, place: str) -> None:
    found = between(f, F, low, high)
    assert found.divergent
    assert found.enclosure is None
    assert place in str(found.reason)


def test_an_antiderivative_that_holds_elsewhere_gives_no_value() -> None:
    found = between(1 / sqrt(x**2 - 1), sympy.acosh(x), -3, -2)
    assert found.value is None or abs(sympy.N(found.value - sympy.acosh(3) + sympy.acosh(2))) < 1e-12
    assert found.enclosure is not None
    assert between(1 / sqrt(x**2 - 1), sympy.acosh(x), 2, 3).value == sympy.acosh(3) - sympy.acosh(2)


def test_an_integrand_that_leaves_the_reals_is_refused() -> None:
    found = between(sqrt(x), 2 * x ** sympy.Rational(3, 2) / 3, -1, 1)
    assert (found.value, found.enclosure) == (None, None)
    assert "real" in str(found.reason)


def test_a_spent_budget_is_told_at_once() -> None:
    problem = Problem(x, x, (sympy.Integer(0), sympy.Integer(1)))
    found = evaluate_between(problem, None, verify(problem, x**2 / 2, Budget.of(10)), Budget.of(0), pool=default_pool())
    assert found == Definite(None, reason="timeout")


@pytest.mark.parametrize("value", ["7/3", "-5*pi/4", "sqrt(2)", "log(3)", "atan(1/2)", "0"])
def test_simple_numbers_are_named(value: str) -> None:
    exact = sympy.S(value)
    with ctx.workprec(places.BITS):
        ball = places.number(exact).real
        assert places.name(ball) == exact
        assert places.name(ball + arb(2) ** -400) is None


def test_a_dilogarithm_that_sympy_leaves_alone_is_evaluated() -> None:
    f, w = log(x + 1) / (x**2 + 1), (1 - sympy.I) * (x + 1) / 2
    v = (1 - sympy.I) * (sympy.I * x + sympy.I) / 2
    halves = [log(x + 1) * log(1 - u) + sympy.polylog(2, u) for u in (w, v)]
    assert between(f, sympy.I * (halves[1] - halves[0]) / 2, 0, 1).value == pi * log(2) / 8

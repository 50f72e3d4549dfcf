"""The ansatz repair: wrong coefficients are mended, neighbours are found, what has no elementary answer gives none."""

from __future__ import annotations

import inspect
import random
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
import symengine
import sympy
from flint import arb, ctx

from symassist.budget import Budget
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.problem import Problem
from symassist.propose.ansatz import AnsatzRepair, repaired, terms
from symassist.propose.exact_fit import BITS, parameter_values, recognised
from symassist.propose.lines import line_of

X, A, B = symengine.symbols("x a b")


def kernel(text: str) -> symengine.Basic:
    return normal(symengine.sympify(text))


def assert_is_antiderivative(answer: symengine.Basic, f: symengine.Basic) -> None:
    """F' = f at points of f's domain, parameters positive."""
    symbols = [X, A, B]
    difference = symengine.Lambdify(symbols, [derivative(answer, X), f], real=False)
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(0.05, 0.45, 40), np.full(40, 0.8), np.full(40, 1.3)])
    ours, wanted = difference(points.astype(complex)).T
    sound = np.isfinite(ours) & np.isfinite(wanted)
    assert sound.sum() > 20
    assert np.allclose(ours[sound], wanted[sound], rtol=1e-8)


@pytest.mark.parametrize(
    ("f", "candidate"),
    [
        ("x*exp(x)", "3*x*exp(x) + exp(x)"),
        ("x**2*sin(3*x)", "x**2*cos(3*x) + x*sin(3*x) - 5*cos(3*x)"),
        ("1/(x**2 + 3)", "atan(x/sqrt(3))"),
        ("log(x)**2", "x*log(x)**2"),
        ("cos(x)/(2 + sin(x)) + 7*x", "2*log(2 + sin(x)) + x**2"),
        ("tan(exp(sqrt(x)))*exp(sqrt(x))/sqrt(x)", "log(cos(exp(sqrt(x))))"),
    ],
)
def test_wrong_coefficients_are_mended(f: str, candidate: str) -> None:
    answers = repaired(kernel(f), X, [kernel(candidate)])
    assert answers
    assert_is_antiderivative(answers[0], kernel(f))


@pytest.mark.parametrize(
    "f",
    [
        "x**3*exp(2*x)", "exp(x)*sin(x)", "x*log(x)", "log(x)/x**2", "x*atan(x)", "asin(x)", "x**2*asin(x)",
        "sin(x)**4", "sin(x)**2*cos(x)**3", "sec(x)**3", "tan(x)**4", "cot(x)**3", "x*sec(x)**2", "sin(2*x)*cos(3*x)",
        "1/(2 + cos(x))", "tanh(x)", "1/(1 + exp(x))", "1/(x*(x + 1))", "x/(x**2 + 2*x + 5)", "1/(x**3 + 1)",
        "1/(x**4 + 1)", "sqrt(x**2 + 1)", "1/sqrt(1 - 4*x**2)", "x**2/sqrt(9 - x**2)", "1/(x**2*sqrt(x**2 + 4))",
        "1/(x*sqrt(x + 1))", "sqrt(1 + sqrt(x))", "x*cos(a*x)", "1/(x**2 + a**2)", "1/(a + b*x)", "x/(a + b*x)**2",
        "1/(b**2 - x**2)", "exp(a*x)*x",
    ],
)  # fmt: skip
def test_neighbours_alone_solve_textbook_integrals(f: str) -> None:
    answers = repaired(kernel(f), X, [])
    assert answers, f
    assert_is_antiderivative(answers[0], kernel(f))


@pytest.mark.parametrize("f", ["exp(-x**2)", "sin(x)/x", "exp(x)/x", "1/log(x)", "sqrt(1 - x**3)", "x**x"])
def test_no_fit_is_made_up_where_nothing_elementary_exists(f: str) -> None:
    assert repaired(kernel(f), X, [kernel("x*exp(x)"), kernel("log(x)")]) == []


def test_terms_are_monic_and_without_constants() -> None:
    found = terms(symengine.sympify("3*x**2 - 5*exp(x) + 7"), X)
    assert set(found) == {X**2, symengine.exp(X)}


def test_numbers_are_recognised_only_when_sure() -> None:
    with ctx.workprec(BITS):
        assert recognised(arb(3) / 7 + 0 * arb(1)) == symengine.Rational(3, 7)
        assert recognised(arb(2).sqrt() * 5 / 3) == symengine.sqrt(2) * symengine.Rational(5, 3)
        assert recognised(arb.pi() / 4) == symengine.pi / 4
        assert recognised(arb(2).sqrt() + arb(3).sqrt()) is None
        assert recognised(arb(random.Random(1).random()) * arb(7).log()) is None


def test_powers_of_parameters_are_read_off_their_primes() -> None:
    values = parameter_values([A, B])
    a, b = values[A], values[B]

    def read(value: Fraction) -> symengine.Basic:
        with ctx.workprec(BITS):
            return recognised(arb(value.numerator) / value.denominator, values)

    assert read(1 / (2 * a**2)) == 1 / (2 * A**2)
    assert read(3 * a / b) == 3 * A / B
    assert read(b / (a**2 + b**2)) == B / (A**2 + B**2)
    assert read(Fraction(5, 12)) == symengine.Rational(5, 12)


@pytest.mark.parametrize("k", [32, 287])
def test_a_narrow_domain_near_zero_is_found(k: int) -> None:
    answers = repaired(f := symengine.asin(k * X), X, [])
    assert any(normal(derivative(answer, X)) == normal(f) for answer in answers)


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("f", ["exp(-x**2 - 900)", "exp(-exp(x + 30))", "exp(I*x**2 - 800)", "exp(-exp(I*x) - 700)"])
def test_what_underflows_in_doubles_is_left_to_others_without_a_warning(f: str) -> None:
    assert repaired(kernel(f), X, []) == []


def test_one_line_in_place_of_x_takes_its_constant_along() -> None:
    assert repaired(kernel("exp(I*x - 800)"), X, []) == [kernel("-I*exp(I*x - 800)")]
    assert line_of(kernel("x*exp(x + 1)"), X) is None
    assert line_of(kernel("a*(x + 1)"), X) is None
    line = line_of(kernel("(a*b + a*x*c)**3*sin(b + c*x)"), X)
    assert line is not None
    assert normal(line.integrand - kernel("a**3*x**3*sin(x)/c").subs({X: line.t})) == 0
    # b is gone with the line, but not from a wrong candidate.
    (answer,) = repaired(kernel("(a + 1)*(12*x - b + 3)**2"), X, [kernel("b*x + a*x**2")])
    assert_is_antiderivative(answer, kernel("(a + 1)*(12*x - b + 3)**2"))
    (answer,) = repaired(kernel("-(6*(x + 9)**2 - x - 9)**3"), X, [])
    assert answer == kernel("-216*(x + 9)**7/7 + 18*(x + 9)**6 - 18*(x + 9)**5/5 + (x + 9)**4/4")


@pytest.mark.parametrize(
    "f",
    [
        "cos((5*x - 4)*sec(a))", "(atan(x) + 1)*atan(a)/b", "cosh(x*cos(cot(a)))", "x*(4**x + 1)", "x**2*5**(-x)",
        "((a + b*x)**2 + (a + b*x)*(a + b*x + 3) - 3 + 1/(a + b*x))/(a + b*x)", "(a + b*x)**3*sin(a + b*x)",
        "-a*(3*(3*x + 5)**2 - 1)*exp(a*(3*x + 5))",
    ],
)  # fmt: skip
def test_functions_of_parameters_powers_of_numbers_and_lines(f: str) -> None:
    (answer,) = repaired(kernel(f), X, [])
    assert not any(name.startswith("_") for name in map(str, answer.free_symbols))
    assert_is_antiderivative(answer, kernel(f))


def test_a_small_integrand_is_fitted_all_the_same() -> None:
    assert repaired(kernel("sin(x)/10**10"), X, []) == [normal(-symengine.cos(X) / 10**10)]


def _tower(height: int) -> sympy.Expr:
    x = sympy.Symbol("x")
    e = x
    for _ in range(height):
        e = x**e
    return e


def test_a_tower_of_powers_ends_in_time() -> None:
    start = time.monotonic()
    assert list(AnsatzRepair([]).propose(Problem(_tower(13), sympy.Symbol("x")), Budget.of(2))) == []
    assert time.monotonic() - start < 15


def test_an_integrand_too_deep_for_the_stack_is_left_to_others() -> None:
    def propose(frames: int) -> list[sympy.Expr]:
        if frames > 0:
            return propose(frames - 1)
        problem = Problem(sympy.sqrt(sympy.tan(_tower(6))), sympy.Symbol("x"))
        return [c.expression for c in AnsatzRepair([]).propose(problem, Budget.of(2))]

    limit = sys.getrecursionlimit()
    for spare in (60, 100):  # so few frames are left somewhere below
        assert propose(limit - len(inspect.stack()) - spare) == []


def test_a_sum_of_which_no_term_is_a_function_of_the_kernel_gives_nothing() -> None:
    x, a = sympy.symbols("x a")
    inner = x + sympy.atan(sympy.gamma(-0.3 + sympy.exp(-3)))
    f = a * sympy.gamma(sympy.pi) / 49 + sympy.gamma(inner) / 7 + sympy.gamma(sympy.pi)
    assert list(AnsatzRepair([]).propose(Problem(f, x), Budget.of(2))) == []


def test_a_sum_that_looks_like_a_number_at_the_first_values_of_the_parameters_is_read_at_others() -> None:
    a = symengine.Symbol("a")
    f = normal(6 * symengine.sin(X + X / a))  # a = 17/19 first: 6/(a + 1) = 19/6
    (answer,) = repaired(f, X, [])
    assert answer == normal(-6 * a * symengine.cos(X + X / a) / (1 + a))

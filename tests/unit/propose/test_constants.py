"""Unusual constants as parameters: what overflows doubles, or is linear in pi or E, is fitted none the less."""

from __future__ import annotations

import pytest
import symengine

from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.propose.ansatz import repaired
from symassist.propose.ansatz_pieces import looks_polynomial
from symassist.propose.constants import with_parameters

X = symengine.Symbol("x")


@pytest.mark.parametrize(
    "text",
    [
        "k*tanh(5000*x)",
        "coth(-4000*x)",
        "x*exp(-1000000*x**2)",
        "x**2*exp(-x/5000)",
        "exp(-900*x)*sin(x)",
        "x*cos(E*x)",
        "x*exp(pi*x)",
        "sqrt(x**2 + 10000000000)",
        "x**300*log(x)",
    ],
)
def test_constants_far_from_one_are_no_hindrance(text: str) -> None:
    f = normal(symengine.sympify(text))
    answers = repaired(f, X, [])
    assert answers
    assert f.free_symbols >= answers[0].free_symbols
    # Compared at a place of the size of the constant, where nothing overflows.
    for place in (0.4, 0.0007, 0.00003):
        values = {X: symengine.RealMPFR(str(place), 200), symengine.Symbol("k"): symengine.Integer(2)}
        slope, wanted = (symengine.sympify(e).subs(values).n(200) for e in (derivative(answers[0], X), f))
        assert abs(slope - wanted) <= 1e-30 * abs(wanted)


def test_constants_come_back() -> None:
    for text in ("tanh(-5000*x)*E", "sin(pi*x + 99/7)", "x**(17/19)", "exp(2*x)*1000**x", "I*x + 77*x", "x**2 + 3*k"):
        f = normal(symengine.sympify(text))
        general, constants = with_parameters(f, X)
        assert constants.restored(general) == f
        assert general == f or constants.parameters


def test_ordinary_integrands_have_no_unusual_constants() -> None:
    for text in ("sin(2*x)/3", "sqrt(x**2 + 16)", "exp(-x**2)", "(x + 1)**(-5/2)", "k**2*x"):
        f = normal(symengine.sympify(text))
        assert with_parameters(f, X)[0] == f


@pytest.mark.parametrize("text", ["exp(a*x)*cos(x)", "exp(-x)*sin(a*x)", "1/(x**2 + a**2 + 1)"])
def test_sums_with_one_are_recognised_in_coefficients(text: str) -> None:
    f = normal(symengine.sympify(text))
    (answer,) = repaired(f, X, [])
    values = {X: symengine.RealDouble(0.7), symengine.Symbol("a"): symengine.RealDouble(1.9)}
    assert abs(complex(derivative(answer, X).subs(values).n()) - complex(f.subs(values).n())) < 1e-12


def test_roots_stay_numbers_and_rational_functions_of_a_parameter_are_given_up_at_once() -> None:
    f = normal(symengine.sympify("(1 - sqrt(3) - x)/((1 + sqrt(3) - x)*sqrt(1 - x**3))"))
    assert with_parameters(f, X)[0] == f
    assert looks_polynomial(normal(symengine.sympify("a*(x + a)**2*sin(x)")), symengine.Symbol("a"))
    assert not looks_polynomial(normal(symengine.sympify("a/(x + a)")), symengine.Symbol("a"))
    assert not looks_polynomial(normal(symengine.sympify("sin(a*x)")), symengine.Symbol("a"))


@pytest.mark.parametrize(
    ("f", "count"),
    [
        (symengine.asin(X / 72) + 1 / symengine.sqrt(5184 - X**2), 1),
        (symengine.atan(17 * X) / (1 + 289 * X**2), 1),
        (symengine.exp(49 * X) + 7 * X, 1),  # 7 stays
        (symengine.exp(-1331 * X) / 121, 2),  # powers of 11, which stays
    ],
)
def test_powers_of_a_constant_share_its_parameter(f: symengine.Basic, count: int) -> None:
    general, constants = with_parameters(f, X)
    assert len(constants.parameters) == count
    assert constants.restored(general) == normal(f)


def test_candidates_with_a_parameter_that_is_gone_are_left_out() -> None:
    a = symengine.Symbol("a0")
    f = normal(X**2 * symengine.exp(X) * symengine.tan(a))  # tan(a) is one parameter
    (answer,) = repaired(f, X, [a * X * symengine.exp(X), X * symengine.log(a + X)])
    assert (derivative(answer, X) - f).expand() == 0

"""The proof on pieces: what holds on a piece is proved there, what fails there is not."""

from __future__ import annotations

import pytest
import sympy
from flint import acb
from sympy import (
    Abs,
    Heaviside,
    I,
    Max,
    Piecewise,
    Rational,
    acos,
    acosh,
    asinh,
    atanh,
    besselj,
    cos,
    exp,
    gamma,
    log,
    sign,
    sin,
    sqrt,
    tan,
    uppergamma,
)

from symassist.budget import Budget
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.problem import Problem
from symassist.verify.identity import vanishes
from symassist.verify.numbers import unique_integer
from symassist.verify.pieces import vanishes_on_pieces
from symassist.verify.verdict import VerificationStatus
from symassist.verify.verifier import verify

x, a = sympy.symbols("x a")
r = sympy.Symbol("r", real=True)


def zero_at(expression: sympy.Expr, *points: float) -> bool:
    tape = Tape()
    root = record(tape, expression)
    return vanishes_on_pieces(tape, root, [{x: p, r: p, a: 0.7890625} for p in points])


@pytest.mark.parametrize(
    ("expression", "right", "wrong"),
    [
        (sqrt(x**2) - x, 1.25, -1.25),
        (sqrt(x**2) + x, -1.25, 1.25),
        (sqrt(x) * sqrt(x + 1) - sqrt(x * (x + 1)), 0.75, -2.25),
        (sqrt((x + 1) / (x - 1)) - sqrt(x + 1) / sqrt(x - 1), 1.25, 0.5),
        (sqrt(-x) - I * sqrt(x), 1.25, -1.25),
        ((x**3) ** Rational(1, 3) - x, 0.75, -0.75),
        (log(x**2) - 2 * log(x), 1.25, -1.25),
        (log(-x) - log(x) - I * sympy.pi, 1.25, -1.25),
        (acosh(x) - log(x + sqrt(x**2 - 1)), 1.25, -1.25),
        (acosh(x) - I * acos(x), 0.5, 1.25),
        (atanh(x) - log((1 + x) / (1 - x)) / 2, 0.5, 1.25),
        (sqrt(1 - cos(x)) - sqrt(2) * sin(x / 2), 1.25, -1.25),
        (Max(x, 1) - x, 1.25, 0.75),
        (Piecewise((x, x > 1), (x**2, True)) - x, 1.25, 0.75),
        (Heaviside(x) - 1, 1.25, -1.25),
        (sign(x - 1) - 1, 1.25, 0.75),
        (sympy.floor(x) - 1, 1.25, 2.25),
        (sqrt(x + 1 - 2 * sqrt(x)) - sqrt(x) + 1, 2.25, 0.75),
    ],
    ids=str,
)
def test_identities_of_one_piece(expression: sympy.Expr, right: float, wrong: float) -> None:
    assert zero_at(expression, right)
    assert not zero_at(expression, wrong)
    assert not zero_at(expression, right, wrong)


@pytest.mark.parametrize(
    "expression",
    [
        sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2),
        sqrt(exp(2 * x) + 2 * exp(x) + 1) - exp(x) - 1,
        Abs(sin(x)) - sqrt(1 - cos(x) ** 2),
        (x**2) ** a - Abs(x) ** (2 * a),
        x**2 * x**a - x ** (a + 2),
        asinh(x) - log(x + sqrt(x**2 + 1)),
        Abs(exp(I * r) + 1) ** 2 - 2 - 2 * cos(r),
        log(exp(x)) - x,
    ],
    ids=str,
)
def test_identities_of_all_pieces(expression: sympy.Expr) -> None:
    assert zero_at(expression, 1.28125, 0.59375, -0.53125, -2.40625)


@pytest.mark.parametrize(
    "expression",
    [
        tan((x + 3) ** 2) ** 2 + 1 - 1 / cos((x + 3) ** 2) ** 2,
        exp(I * x) - cos(x) - I * sin(x),
        cos(I * x) - sympy.cosh(x),
        exp(x * (x + sympy.tanh(x))) - exp(x**2) * exp(x * sympy.tanh(x)),
        sin(x + sympy.pi / 12) - sin(x) * cos(sympy.pi / 12) - cos(x) * (sqrt(6) - sqrt(2)) / 4,
        gamma(x + 2) - x * (x + 1) * gamma(x),
        uppergamma(Rational(3, 2), x) - uppergamma(Rational(1, 2), x) / 2 - sqrt(x) * exp(-x),
        besselj(a + 1, x) + besselj(a - 1, x) - 2 * a * besselj(a, x) / x,
    ],
    ids=str,
)
def test_identities_everywhere(expression: sympy.Expr) -> None:
    tape = Tape()
    root = record(tape, expression)
    assert vanishes(tape, root)


@pytest.mark.parametrize(
    "expression",
    [
        sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2) * (1 + Rational(1, 10**40)),
        sqrt(x**2) - x * (1 + Rational(1, 10**40)),
        sqrt(exp(2 * x)) - exp(x) - Rational(1, 10**50),
        log(x**2) - 2 * log(x) - Rational(1, 10**50),
    ],
    ids=str,
)
def test_what_is_nearly_zero_is_not_proved(expression: sympy.Expr) -> None:
    assert not zero_at(expression, 1.25)


def test_the_method_tells_everywhere_from_on_pieces() -> None:
    everywhere = verify(Problem(x * exp(x), x), (x - 1) * exp(x), Budget.of(10))
    assert everywhere.status is VerificationStatus.PROVED
    assert "pieces" not in everywhere.method
    on_pieces = verify(Problem(sqrt(x**2), x), x * Abs(x) / 2, Budget.of(10))
    assert on_pieces.status is VerificationStatus.PROVED
    assert "each piece" in on_pieces.method


def test_a_part_of_the_domain_is_proved_and_stays_a_part() -> None:
    verdict = verify(Problem(1 / sqrt(x**2 - 1), x), acosh(x), Budget.of(10))
    assert verdict.status is VerificationStatus.PROVED
    assert verdict.region is not None
    assert not verdict.region.whole


def test_conditions_that_the_answer_brings_are_stated() -> None:
    n, b = sympy.symbols("n b")
    assert verify(Problem(x**n, x), x ** (n + 1) / (n + 1), Budget.of(10)).assumptions == ("n != -1",)
    product = verify(Problem((a * x + b) ** n, x), (a * x + b) ** (n + 1) / (a * (n + 1)), Budget.of(10))
    assert set(product.assumptions) == {"a != 0", "n != -1"}
    positive = sympy.Symbol("p", positive=True)
    assert verify(Problem(x**positive, x), x ** (positive + 1) / (positive + 1), Budget.of(10)).assumptions == ()
    assert verify(Problem(x / (a + 1), x), x**2 / (2 * (a + 1)), Budget.of(10)).assumptions == ()


def test_roots_of_high_order_are_given_up_at_once() -> None:
    assert not zero_at((x**2 + 1) ** sympy.Rational(1, 10**9) - x - 5, 0.7)


@pytest.mark.parametrize("value", [acb("0.5 +/- 0.1"), acb("0 +/- 2"), acb(1, 2), acb("nan")])
def test_a_ball_without_a_single_integer_leaves_the_question_open(value: acb) -> None:
    assert unique_integer(value) is None

"""The quick proof proves identities, and nothing that fails on some branch."""

from __future__ import annotations

import time

import pytest
import sympy
from sympy import Abs, Rational, acos, asin, atan, cos, cosh, exp, log, pi, sign, sin, sinh, sqrt, tan, tanh

from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.verify.identity import vanishes

x, y, n, p = sympy.symbols("x y n p")


def gauss(a: sympy.Expr, b: sympy.Expr, z: sympy.Expr) -> sympy.Expr:
    """2F1(a, b; b + 1; z)."""
    return sympy.hyper((a, b), (b + 1,), z)


def zero(expression: sympy.Expr, positive: tuple[sympy.Symbol, ...] = ()) -> bool:
    tape = Tape()
    return vanishes(tape, record(tape, expression), positive)


@pytest.mark.parametrize(
    "expression",
    [
        (x + 1) ** 3 - x**3 - 3 * x**2 - 3 * x - 1,
        1 / (x - 1) - 1 / (x + 1) - 2 / (x**2 - 1),
        sin(x) ** 2 + cos(x) ** 2 - 1,
        sin(2 * x + y) - 2 * sin(x) * cos(x) * cos(y) - cos(2 * x) * sin(y),
        tan(x / 2) - sin(x) / (1 + cos(x)),
        cosh(x) ** 2 - sinh(x) ** 2 - 1,
        tanh(x) - (exp(2 * x) - 1) / (exp(2 * x) + 1),
        exp(x + y) - exp(x) * exp(y),
        exp(x / 3) ** 3 - exp(x),
        sqrt(x) ** 2 - x,
        x ** Rational(1, 2) * x ** Rational(1, 3) - x ** Rational(5, 6),
        1 / sqrt(x**2 + 1) - sqrt(x**2 + 1) / (x**2 + 1),
        sqrt(12) - 2 * sqrt(3),
        sqrt(4 * x + 8) - 2 * sqrt(x + 2),
        log(6 * x) - log(2) - log(3 * x),
        x ** (n + 2) - x**2 * x**n,
        exp(2 * n * log(x) / 2) - x**n,
        asin(-x - 1) + asin(x + 1),
        acos(x) + asin(x) - pi / 2,
        Abs(x) - x * sign(x),
        Abs(x) ** 2 - x**2,
        sympy.I**2 + 1,
    ],
    ids=str,
)
def test_identities(expression: sympy.Expr) -> None:
    assert zero(expression)


@pytest.mark.parametrize(
    ("F", "f"),
    [
        (x ** (n + 1) * gauss(1, (n + 1) / 2, -(x**2)) / (n + 1), x**n / (1 + x**2)),
        (x * gauss(p, 1 / n, -(x**n)), (1 + x**n) ** -p),
        (x * gauss(p, 1 / n, x**n) + x ** (n + 1) * gauss(p, 1 + 1 / n, x**n) / (n + 1), (1 + x**n) * (1 - x**n) ** -p),
        (2 * sqrt(x) * gauss(Rational(3, 2), Rational(1, 2), x), (1 - x) ** Rational(-3, 2) / sqrt(x)),
        (x**4 * gauss(Rational(1, 2), 4, x) / 4, x**3 / sqrt(1 - x)),
        (gauss(3, 2, x), 2 / (x * (1 - x) ** 3) - 2 * gauss(3, 2, x) / x),
        (x ** (n + 1) * sympy.hyper((n + 1,), (n + 2,), -x) / (n + 1), x**n * exp(-x)),
        (x**p * sympy.hyper((n, p, p), (p + 1, p + 1), x) / p, x ** (p - 1) * gauss(n, p, x)),
    ],
    ids=str,
)
def test_hypergeometric_functions_with_a_pair(F: sympy.Expr, f: sympy.Expr) -> None:
    assert zero(F.diff(x) - f)
    assert not zero(F.diff(x) - 2 * f)


def test_the_two_arguments_of_the_incomplete_beta_function_are_shifted_alone() -> None:
    q = 1 - p
    assert zero((n + q) * x * gauss(p, n + 1, x) - (n + 1) * (gauss(p, n, x) - (1 - x) ** q))
    assert zero((n + q) * gauss(p - 1, n, x) - q * gauss(p, n, x) - n * (1 - x) ** q)
    # Where b + q is zero, both sides are elementary.
    assert zero(gauss(Rational(3, 2), Rational(1, 2), x) - 1 / sqrt(1 - x))


@pytest.mark.parametrize(
    "expression",
    [
        sqrt(x**2) - x,
        sqrt(x) * sqrt(y) - sqrt(x * y),
        log(x**2) - 2 * log(x),
        log(x * y) - log(x) - log(y),
        log(-x) - log(x),
        asin(sin(x)) - x,
        atan(x) + atan(1 / x) - pi / 2,
        (x**3) ** Rational(1, 3) - x,
        sqrt(-x) - sympy.I * sqrt(x),
        sqrt(1 / x) - 1 / sqrt(x),
        (x**n) ** 2 - (x**2) ** n,
        log(exp(x * sympy.I)) - x * sympy.I,
        Abs(log(x)) - sign(log(x)) * log(x),
        sign(x) - 1,
        exp(x) - exp(x * (1 + Rational(1, 10**30))),
        x - x * (1 + Rational(1, 10**30)),
    ],
    ids=str,
)
def test_what_fails_on_some_branch_is_not_proved(expression: sympy.Expr) -> None:
    assert not zero(expression)


def test_a_positive_symbol_comes_out_of_roots() -> None:
    assert zero(sqrt(p * x) - sqrt(p) * sqrt(x), (p,))
    assert zero(sqrt(p**2 * (x + 1)) - p * sqrt(x + 1), (p,))
    assert not zero(sqrt(p * x) - sqrt(p) * sqrt(x))


def test_too_much_is_no_proof_rather_than_a_long_wait() -> None:
    assert not zero((x + y + n + p + 1) ** 40 - (x + y + n + p + 1) ** 39 * (x + y + n + p + 1) * (1 + sin(x)))


def test_large_multiples_in_exponents_are_proved() -> None:
    f, F = 3 * tanh(5000 * x), 3 * log(cosh(5000 * x)) / 5000
    assert zero(F.diff(x) - f)
    assert not zero((F + exp(-5000 * x)).diff(x) - f)


def test_nothing_is_proved_after_the_deadline() -> None:
    tape = Tape()
    root = record(tape, (x + 1) ** 3 - x**3 - 3 * x**2 - 3 * x - 1)
    assert vanishes(tape, root)
    assert not vanishes(tape, root, deadline=time.monotonic() - 1)

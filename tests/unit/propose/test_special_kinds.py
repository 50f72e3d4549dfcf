"""Bessel functions and their kin, Lambert's W, products of logarithms, roots with linear factors: judged."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.special import closed_form
from symassist.propose.special.holonomic import integrate_in_module
from symassist.propose.special.lambert import integrate_lambert
from symassist.verify.verifier import verify_antiderivative
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x")
a, b, k, m, n = sympy.symbols("a b k m n", positive=True)
J, Y, I, K = sympy.besselj, sympy.bessely, sympy.besseli, sympy.besselk  # noqa: E741
W, log, sqrt = sympy.LambertW, sympy.log, sympy.sqrt

MODULES = {
    "raising": x ** (n + 1) * J(n, a * x),
    "lowering": x ** (1 - n) * I(n, x),
    "higher power": x**3 * J(0, x),
    "second kind": x**2 * K(1, a * x),
    "higher order": J(3, x),
    "square": x * J(0, a * x) ** 2,
    "Lommel": x * J(n, a * x) * J(n, b * x),
    "two kinds": x * J(0, x) * Y(0, x),
    "beside an exponential": x * sympy.exp(a * x) * K(0, a * x),
    "beside a wave": x**2 * sympy.cos(x) * J(1, x),
    "elliptic of the first kind": sympy.elliptic_k(x),
    "elliptic of the second kind": x * sympy.elliptic_e(x**2),
    "elliptic over a pole": sympy.elliptic_e(x**2) / (1 - x**2),
    "elliptic over a power": sympy.elliptic_k(x**2) / x**2,
    "exponential integral": x**2 * sympy.expint(n, a * x),
}


@pytest.mark.parametrize("f", MODULES.values(), ids=MODULES.keys())
def test_an_antiderivative_in_the_module_is_found(f: sympy.Expr) -> None:
    F = integrate_in_module(f, x)
    assert F is not None
    assert not F.has(sympy.hyper)
    assert verify_antiderivative(F, f, x, timeout=20).solved


@pytest.mark.parametrize("f", [J(0, x), J(n, x) ** 2 / x, J(n, x) / (1 + x), J(x, 1), sympy.sin(x), J(0, sqrt(x))])
def test_what_has_none_in_the_module_is_left_to_others(f: sympy.Expr) -> None:
    assert integrate_in_module(f, x) is None


LAMBERT = {
    "itself": W(x),
    "powers": x**2 * W(a * x) ** 3,
    "reciprocal": 1 / W(x),
    "of a reciprocal": W(a / x),
    "below": W(x) / x**2,
    "of a line": x / (1 + W(a * x + b)),
    "of an exponential": W(sympy.exp(x)),
    "logarithm": log(W(x)),
}


@pytest.mark.parametrize("f", LAMBERT.values(), ids=LAMBERT.keys())
def test_lamberts_function_is_taken_as_the_variable(f: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_lambert(f, x), f, x)


LOGARITHMS = {
    "three places": log(x) * log(1 + x) / (1 - x),
    "with symbols": log(a + x) * log(b + x) / x,
    "polynomial": x * log(x) * log(1 - x),
    "arc tangent": log(x) * sympy.atan(x) / x,
    "square with two places": log(1 + x**2) ** 2 / x,
    "two arc tangents": sympy.atan(x) * sympy.atan(x / 2) / x,
}


@pytest.mark.parametrize("f", LOGARITHMS.values(), ids=LOGARITHMS.keys())
def test_products_of_two_logarithms_need_trilogarithms_at_most(f: sympy.Expr) -> None:
    F = closed_form(f, x)
    assert F is not None
    assert verify_antiderivative(F, f, x, timeout=20).solved


ROOTS = {
    "cubic": 1 / sqrt((x - 1) * (x - 2) * (x - 3)),
    "falling cubic": x / sqrt((1 - x) * (2 - x) * (3 - x)),
    "quartic": 1 / sqrt((x - 1) * (x - 2) * (x - 3) * (x - 4)),
    "falling quartic": 1 / sqrt((1 - x) * (x - 2) * (x - 3) * (x - 4)),
    "roots of the factors": 1 / (sqrt(x) * sqrt(1 - x) * sqrt(2 - x)),
    "numerator in the root": sqrt((x - 2) * (x - 1) / (x + 3)),
}


@pytest.mark.parametrize("f", ROOTS.values(), ids=ROOTS.keys())
def test_roots_of_linear_factors_are_integrated_wherever_they_are_real(f: sympy.Expr) -> None:
    assert_is_antiderivative(closed_form(f, x), f, x)


def test_a_power_of_x_beside_a_binomial_in_a_root_is_no_elliptic_integral() -> None:
    f = sqrt(x**3 - x)
    F = closed_form(f, x)
    assert F.has(sympy.hyper)
    assert_is_antiderivative(F, f, x)


def test_symbols_in_the_factors_give_an_answer_between_two_zeros() -> None:
    f = 1 / sqrt((a - x) * (b - x) * (k - x))
    verdict = verify_antiderivative(closed_form(f, x), f, x, timeout=20)
    assert verdict.solved


@pytest.mark.parametrize("power", [2, 3])
def test_higher_poles_beside_an_even_quartic(power: int) -> None:
    f = 1 / ((2 - x**2) ** power * sqrt(1 - x**2) * sqrt(1 - x**2 / 3))
    F = closed_form(f, x)
    assert verify_antiderivative(F, f, x, timeout=20).solved
    assert not verify_antiderivative(F + x / 10, f, x, timeout=20).solved


@pytest.mark.parametrize("f", [x**m * sympy.sin(a * x**n), sympy.cos(x**n), x**m * sympy.cos(a * x)])
def test_any_powers_beside_and_within_waves_give_incomplete_gamma_functions(f: sympy.Expr) -> None:
    F = closed_form(f, x)
    assert F.has(sympy.uppergamma)
    assert verify_antiderivative(F, f, x, timeout=20).solved

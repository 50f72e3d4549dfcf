"""Special functions by parts, by ladders and as power series: every answer is judged on all of the real domain."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.special.by_parts import integrate_special_products
from symassist.propose.special.plain import integrate_plain
from symassist.propose.special.series import integrate_series
from symassist.verify.verdict import VerificationStatus
from symassist.verify.verifier import verify_antiderivative
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x")
a, b, m, n = sympy.symbols("a b m n", positive=True)
exp, sin, cos, log = sympy.exp, sympy.sin, sympy.cos, sympy.log
erf, Ei, Si, Ci, li, polylog = sympy.erf, sympy.Ei, sympy.Si, sympy.Ci, sympy.li, sympy.polylog

PRODUCTS = {
    "power times erf": x**2 * erf(a * x),
    "shifted erfc": x * sympy.erfc(a + b * x),
    "exponential times erf": x * exp(b * x) * erf(a * x),
    "Gaussian times erf": x**3 * exp(-b * x**2) * erf(a * x),
    "square of erf": x * erf(a * x) ** 2,
    "slope of the kernel": exp(-(x**2)) * erf(x) ** 2,
    "sine times erf": sin(b * x) * erf(a * x),
    "erf of a logarithm": erf(log(x)),
    "symbolic power": x**m * erf(a * x),
    "exponential times Ei": exp(b * x) * Ei(a * x),
    "square of Ei": Ei(x) ** 2,
    "sine times Ei": sin(x) * Ei(x),
    "exponential times logarithm": x**2 * exp(a * x) * log(x),
    "logarithmic integral": x**m * li(x),
    "logarithm of a logarithm": x * log(log(x)),
    "power over a logarithm": x**2 / log(x) ** 3,
    "square of Si": Si(a * x) ** 2,
    "Ci times Si": Ci(x) * Si(x),
    "hyperbolic": exp(-x) * sympy.Chi(x),
    "Fresnel": x**2 * sympy.fresnels(a * x),
    "square of a Fresnel integral": sympy.fresnelc(a * x) ** 2,
    "dilogarithm": polylog(2, x) / (1 - x),
    "dilogarithm with a symbolic power": x**m * polylog(2, a * x),
    "logarithm of an exponential, which is zero in doubles far out": x**2 * log(1 + exp(x)),
    "two logarithms": log(1 - x) * log(x) / x,
    "logarithm times an inverse function": log(x) * sympy.asin(x),
    "logarithm over a root": log(x) / sympy.sqrt(a**2 + x**2),
    "arc sine over x": sympy.asin(x) / x,
    "arc cosecant over x": sympy.acsc(x) / x,
    "logarithm that is an inverse function": log(x + sympy.sqrt(x**2 + 1)) / x,
    "half-integer powers": sympy.sqrt(x) * Ei(x),
    "root of a logarithm": x * sympy.sqrt(log(x)),
    "incomplete gamma": x * sympy.lowergamma(a, x),
    "polygamma": x**2 * sympy.polygamma(3, x),
    "exponential integral of any order": x * sympy.expint(n, a * x),
    "ladder in a logarithm": polylog(2, x) * log(x) / x,
    "polylogarithm of a power of a line": polylog(3, a * (1 + 2 * x) ** 2),
    "polylogarithm times its slope": polylog(2, a * x) * log(1 - a * x) / x,
    "square of a polylogarithm times its slope": polylog(3, x) ** 2 * polylog(2, x) / x,
    "ladder of exponentials": x * polylog(2, exp(x)),
    "gamma function": sympy.gamma(x) * sympy.polygamma(0, x),
}


@pytest.mark.parametrize("f", PRODUCTS.values(), ids=PRODUCTS.keys())
def test_the_judge_accepts_the_answer_wherever_the_integrand_is_real(f: sympy.Expr) -> None:
    assert_is_antiderivative(integrate_special_products(f, x), f, x)


SERIES = {
    "erf over x": erf(a * x) / x,
    "Ei over x": Ei(a * x) / x,
    "Ci over x": Ci(x) / x,
    "Fresnel over x": sympy.fresnels(a * x) / x,
    "Bessel": x**m * sympy.besselj(n, a * x),
    "complete elliptic integral": sympy.elliptic_k(x**2),
}


@pytest.mark.parametrize("f", SERIES.values(), ids=SERIES.keys())
def test_a_series_gets_one_parameter_pair_more(f: sympy.Expr) -> None:
    F = integrate_series(f, x)
    assert F is not None
    assert F.has(sympy.hyper)
    assert verify_antiderivative(F, f, x, timeout=20).solved
    wrong = F.replace(sympy.hyper, lambda above, below, z: sympy.hyper(above, (*below[:-1], below[-1] + 1), z))
    assert verify_antiderivative(wrong, f, x, timeout=20).status is VerificationStatus.REFUTED


@pytest.mark.parametrize("f", [sin(x) * cos(x), x**2 * log(x), 1 / (1 + x**2), exp(x**2), log(x) / (x + 1) ** 2])
def test_functions_without_special_ones_are_left_to_others(f: sympy.Expr) -> None:
    assert integrate_special_products(f, x) is None


@pytest.mark.parametrize("f", [erf(x) ** erf(x), erf(sin(x)), Ei(x) / erf(x), erf(x) * sympy.floor(x)])
def test_what_does_not_get_simpler_has_no_answer(f: sympy.Expr) -> None:
    assert integrate_special_products(f, x) is None


def test_inverse_functions_come_back_without_exponentials_of_them() -> None:
    assert sympy.simplify(integrate_plain(sympy.asinh(x), x) - (x * sympy.asinh(x) - sympy.sqrt(1 + x**2))) == 0
    assert integrate_plain(1 / sympy.sqrt(4 - x**2), x) == sympy.asin(x / 2)
    assert not integrate_plain(x**2 * sympy.asin(x), x).has(sin, cos, exp)

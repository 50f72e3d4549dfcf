"""Special functions by formula: every answer is judged, and elementary integrals are left to others."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.special import closed_form
from symassist.propose.special.fractions import fractions, rationalised
from symassist.verify.verdict import VerificationStatus
from symassist.verify.verifier import verify_antiderivative
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x")
a, b, c, d, m, n, p = sympy.symbols("a b c d m n p", positive=True)
exp, sin, cos, log = sympy.exp, sympy.sin, sympy.cos, sympy.log

ANSWERED = {
    "exponential integral": ((a + b * x) ** 2 * exp(-a - b * x) / (c + d * x) ** 3, sympy.Ei),
    "power of a constant": (a ** (b * x) / (1 + x), sympy.Ei),
    "error function": (x**2 * exp(-a * x**2 + b * x), sympy.erf),
    "imaginary error function": ((x + 1) ** 3 * exp(x**2 + x), sympy.erfi),
    "incomplete gamma": ((d + x) ** m * exp(a * x), sympy.uppergamma),
    "power of a power": (x**m * exp(-(x**n)), sympy.uppergamma),
    "sine integral": (sin(a * x + b) / (x * (c + d * x)), sympy.Si),
    "powers of sines": (sin(x) ** 3 / x**2, sympy.Ci),
    "hyperbolic": (sympy.cosh(c + d * x) / (x**3 * (a + b * x)), sympy.Ei),
    "Fresnel": (sin(x**2 + x + 1) ** 2, sympy.fresnelc),
    "Fresnel with a power": (x**2 * cos(a * x**2), sympy.fresnels),
    "Fresnel below": (sin(x**2) / x**4 + cos(1 - x**2) / x**3, sympy.fresnels),
    "error function below": (exp(-a * x**2) * (1 / x**2 + 1 / x**3), sympy.Ei),
    "exponential beside a cosine": (exp(-(x**2)) * cos(a * x), sympy.erf),
    "Bose": (x**2 / (exp(x) - 1), sympy.polylog),
    "double pole": (x / (a + b * exp(c * x)) ** 2, sympy.polylog),
    "tangent": (x * sympy.tan(x), sympy.polylog),
    "secant": (x * sympy.sec(a * x), sympy.polylog),
    "logarithm of a line": (log(a * x + b) / (c + x), sympy.polylog),
    "logarithm of a power": ((a + b * log(c * x**n)) / (d + x), sympy.polylog),
    "squared logarithm": (log(x) ** 2 / (x + 1) ** 2, sympy.polylog),
    "logarithm of a square": (log(x**2 + 1) / (x + 2), sympy.polylog),
    "arc tangent": (sympy.atan(a * x) / x, sympy.polylog),
    "exponential beside a fraction": (exp(a * x) / (1 + exp(x)) ** 2, sympy.hyper),
    "tangent beside a cosine": (cos(a * x) * sympy.tan(b * x), sympy.hyper),
    "binomial": ((a + b * x**2) ** sympy.Rational(-9, 4), sympy.hyper),
    "root of a cosine": (sympy.sqrt(a + b * cos(c + d * x)), sympy.elliptic_e),
    "power of a sine": (sin(x) ** sympy.Rational(-5, 2), sympy.elliptic_f),
    "secants under a root": ((a + sympy.sec(x)) / sympy.sec(x) ** sympy.Rational(3, 2), sympy.elliptic_f),
    "root of a cosine over a cosine": (sympy.sqrt(cos(x)) / (2 + cos(x)), sympy.elliptic_pi),
    "pendulum": (1 / sympy.sqrt(1 - sin(x) ** 2 / 3), sympy.elliptic_f),
    "two roots": (1 / (sympy.sqrt(a + b * x**2) * sympy.sqrt(c + d * x**2)), sympy.elliptic_f),
    "quartic": (sympy.sqrt(x**4 + 3 * x**2 + 2), sympy.elliptic_e),
    "quartic below": (1 / ((5 * x**2 + 7) * sympy.sqrt(x**4 + 3 * x**2 + 2)), sympy.elliptic_pi),
    "lemniscate": (1 / sympy.sqrt(1 - x**4), sympy.elliptic_f),
    "symbolic binomial": (x**m * (a + b * x**n) ** p, sympy.hyper),
}


@pytest.mark.parametrize(("f", "head"), ANSWERED.values(), ids=ANSWERED.keys())
def test_the_judge_accepts_the_formula(f: sympy.Expr, head: type[sympy.Function]) -> None:
    F = closed_form(f, x)
    assert F is not None
    assert F.has(head)
    assert_is_antiderivative(F, f, x)


@pytest.mark.parametrize(
    "f", [x**m / (c + d * x**2), (a + b * x**2) ** sympy.Rational(-9, 4), exp(a * x) / (1 + exp(x)) ** 2]
)
def test_hypergeometric_answers_are_proved(f: sympy.Expr) -> None:
    F = closed_form(f, x)
    assert verify_antiderivative(F, f, x).status is VerificationStatus.PROVED
    wrong = F.replace(sympy.hyper, lambda above, below, z: sympy.hyper(above, (below[0] + 1,), z))
    assert verify_antiderivative(wrong, f, x).status is VerificationStatus.REFUTED


ELEMENTARY = {
    "exponential integrals that cancel": (x - 1) * exp(x) / x**2,
    "error functions that cancel": (2 * x**2 + 1) * exp(x**2),
    "sine integrals that cancel": (x * cos(x) - sin(x)) / x**2,
    "dilogarithms that cancel": x * sympy.sec(x) ** 2,
    "Chebyshev's first case": x * (1 + x**2) ** p,
    "Chebyshev's third case": (1 + x**4) ** sympy.Rational(-5, 4),
    "no x beside the functions": sin(x) ** 3 * cos(x),
    "rational": 1 / (1 + x**2),
    "by parts": x**2 * log(x),
}


@pytest.mark.parametrize("f", ELEMENTARY.values(), ids=ELEMENTARY.keys())
def test_elementary_integrals_are_left_to_others(f: sympy.Expr) -> None:
    assert closed_form(f, x) is None


@pytest.mark.parametrize(
    "f",
    [
        (x**5 + 1) / (x**3 * (a + b * x) ** 2),
        1 / (x**2 + x + 1) ** 2,
        (c + x) / (a + b * x + x**2),
        x**4 / ((x**2 - 2) * (x + 3)),
    ],
)
def test_partial_fractions_add_up(f: sympy.Expr) -> None:
    parts = fractions(f, x)
    assert parts is not None
    total = parts.polynomial.as_expr() + sum(q.coefficient / (x - q.root) ** q.power for q in parts.poles)
    point = {x: sympy.Rational(3, 7), a: 5, b: 7, c: 11}
    assert abs(sympy.N((total - f).subs(point), 20)) < 1e-15


def test_long_factors_have_no_partial_fractions() -> None:
    assert fractions(1 / (x**3 + x + 1), x) is None


def test_a_root_leaves_the_denominator() -> None:
    s = sympy.sqrt(a**2 - b)
    e = rationalised((1 + s) / (a + 2 * s))
    assert not sympy.denom(sympy.together(e)).has(s)
    assert abs(sympy.N((e - (1 + s) / (a + 2 * s)).subs({a: 5, b: 3}), 20)) < 1e-15


def test_parameters_of_any_sign_are_assumed_positive_where_that_is_needed() -> None:
    a, b = sympy.symbols("a b")
    F = 2 * sympy.sqrt(a + b) * sympy.elliptic_e(x / 2, 2 * b / (a + b))
    f = sympy.sqrt(a + b * cos(x))
    verdict = verify_antiderivative(F, f, x)
    assert verdict.solved
    assert set(verdict.assumptions) >= {"a > 0", "b > 0"}
    assert not verify_antiderivative(F + a * x, f, x).solved

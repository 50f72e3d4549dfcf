"""Special-function answers with symbols everywhere: families of the tables, each accepted on all of the real domain."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.special import closed_form
from symassist.propose.special.by_parts import integrate_special_products
from symassist.propose.special.fractions import fractions
from symassist.verify.verifier import verify_antiderivative
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x")
a, b, c, d, f, g, h, k, m, n, p = sympy.symbols("a b c d f g h k m n p", positive=True)
exp, sin, cos, log, sqrt = sympy.exp, sympy.sin, sympy.cos, sympy.log, sympy.sqrt
roots = sqrt(a + b * x) * sqrt(c + d * x) * sqrt(f + g * x)
quartic = sqrt(a + b * x**2 + c * x**4)

FORMS = {
    "three lines": (1 / roots, sympy.elliptic_f),
    "three lines below": ((a + b * x) / roots, sympy.elliptic_e),
    "three lines and a pole": (1 / ((h + k * x) * roots), sympy.elliptic_pi),
    "four lines": (x / sqrt((a - x) * (b - x) * (c - x) * (d - x)), sympy.elliptic_pi),
    "a quartic and a line": (1 / ((d + f * x) * quartic), sympy.elliptic_pi),
    "a quartic and a quadratic": (x**2 / ((d + f * x**2) * quartic), sympy.elliptic_pi),
    "a line and a quadratic": (1 / (sqrt(d + f * x) * sqrt(a + b * x + c * x**2)), sympy.elliptic_f),
    "two lines in a sine": (sqrt(a + b * sin(d * x)) / sqrt(c + f * sin(d * x)), sympy.elliptic_pi),
    "a secant under a root": (1 / sqrt(a + b * sympy.sec(x)), sympy.elliptic_pi),
    "two linear powers": ((a + b * x) ** m * (c + d * x) ** n, sympy.hyper),
    "a linear power over a quadratic": ((a + b * x) ** m / (c + d * x + f * x**2), sympy.hyper),
    "a power over a trinomial": (x**m / (a + b * x**n + c * x ** (2 * n)), sympy.hyper),
    "a trinomial in a power": ((d + f * x**n) / (a + b * x**n + c * x ** (2 * n)), sympy.hyper),
    "a power of an exponential": ((a + b * exp(c * x)) ** p, sympy.hyper),
    "a power of a constant": ((a ** (k * x) + 1) ** n, sympy.hyper),
    "a power of a product": ((c * x) ** m * (a + b * x**n) ** p, sympy.hyper),
    "a tangent's power": (sympy.tan(a + b * x) ** n, sympy.hyper),
    "a double angle": (sin(a + b * x) ** n * sin(2 * a + 2 * b * x) ** m, sympy.hyper),
    "a sum with an elementary term": (
        (a * sympy.sec(c + d * x) + a) ** 2 / (f * sympy.tan(c + d * x)) ** sympy.Rational(7, 2),
        sympy.hyper,
    ),
    "a half angle": ((a + a * sin(c + d * x)) ** m * cos(c + d * x) ** n, sympy.hyper),
    "a hyperbolic power": (sympy.cosh(a + b * x) ** n, sympy.hyper),
    "cubic below an exponential": (sympy.cosh(c + d * x) / (a + b * x**3), sympy.Ei),
    "quartic below a sine": (sin(d * x) / (x * (a + b * x**4)), sympy.Si),
    "a hyperbolic tangent below": (1 / ((c + d * x) * (1 + sympy.tanh(a + b * x)) ** 2), sympy.Ei),
    "two logarithms": ((a + b * log(c * x**n)) * log(d * (f + g * x**2) ** k), sympy.polylog),
    "two logarithms over x": ((a + b * log(c * x**n)) ** 2 * log(1 + f * x**m) / x, sympy.polylog),
    "a logarithm of a binomial": (x**k * log(c * (a + b * x**m) ** p), sympy.hyper),
    "an inverse sine beside a power": (x**m * (a + b * sympy.asin(c * x)) ** 2, sympy.hyper),
    "an inverse sine over a root": (x**m * sympy.asin(c * x) / sqrt(d - c**2 * d * x**2), sympy.hyper),
    "an inverse hyperbolic cosine": (x ** sympy.Rational(3, 2) * (a + b * sympy.acosh(c * x)), sympy.hyper),
    "an inverse secant": (x**m * (a + b * sympy.asec(c * x)), sympy.hyper),
    "an inverse tangent": ((f * x) ** m * sympy.atanh(c * x), sympy.hyper),
}
PARTS = {
    "a Gaussian that grows": sympy.cosh(c + b**2 * x**2) * sympy.erf(b * x),
    "a Gaussian beside a power": x**m * exp(c - b**2 * x**2) * sympy.erfi(b * x),
    "a shifted argument": x**2 * sympy.erf(a + b * x) ** 2,
    "an inverse function and a symbol": (a + b * sympy.acosh(c * x)) ** 2 / x,
}
ELEMENTARY = [
    sin(x) ** m * cos(x) ** 3,
    sympy.sinh(x) ** m * sympy.cosh(x) ** 3,
    (1 + x) ** sympy.Rational(1, 3) * (2 + x) ** sympy.Rational(-4, 3),
    sqrt(x) * sympy.atan(x),
    x / quartic,
    sqrt(sympy.tan(x)) + x,
    x ** (n - 1) / (1 + x**n) ** 2,
    log(a + b * x) * x**2,
]


@pytest.mark.parametrize(("integrand", "head"), FORMS.values(), ids=FORMS.keys())
def test_a_form_holds_everywhere(integrand: sympy.Expr, head: type[sympy.Function]) -> None:
    F = closed_form(integrand, x)
    assert F is not None
    assert F.has(head)
    assert_is_antiderivative(F, integrand, x)


@pytest.mark.parametrize("integrand", PARTS.values(), ids=PARTS.keys())
def test_parts_hold_everywhere(integrand: sympy.Expr) -> None:
    F = integrate_special_products(integrand, x)
    assert F is not None
    assert_is_antiderivative(F, integrand, x)


def test_a_wrong_modulus_is_refuted() -> None:
    F = closed_form(1 / roots, x)
    wrong = F.replace(sympy.elliptic_f, lambda z, modulus: sympy.elliptic_f(z, modulus / 2))
    assert not verify_antiderivative(wrong, 1 / roots, x).solved


@pytest.mark.parametrize("integrand", ELEMENTARY)
def test_elementary_integrals_are_left_to_others(integrand: sympy.Expr) -> None:
    assert closed_form(integrand, x) is None


@pytest.mark.parametrize("integrand", [1 / (a + b * x**3), x**2 / ((c + x) * (a - b * x**4)), x / (a + b * x + x**2)])
def test_partial_fractions_add_up(integrand: sympy.Expr) -> None:
    parts = fractions(integrand, x)
    assert parts is not None
    total = parts.polynomial.as_expr() + sum(q.coefficient / (x - q.root) ** q.power for q in parts.poles)
    assert abs(sympy.N((total - integrand).subs({x: sympy.Rational(3, 7), a: 5, b: 7, c: 11}), 20)) < 1e-15

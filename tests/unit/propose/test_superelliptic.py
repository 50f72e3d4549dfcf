"""Torsion on y**n = p(x), and the pseudo-elliptic integrals that it makes elementary."""

from __future__ import annotations

import pytest
import sympy
from sympy import QQ
from sympy.abc import a, b, x

from symassist.propose.formulas import at_once
from symassist.propose.superelliptic import integrate_superelliptic
from symassist.propose.torsion import torsion
from symassist.verify.verdict import VerificationStatus
from symassist.verify.verifier import verify_antiderivative


def poly(e: object) -> sympy.Poly:
    return sympy.Poly(e, x, domain=QQ)


@pytest.mark.parametrize(
    ("p", "q", "h", "n", "order"),
    [
        ((x**3 + 1) / 9, x - 2, 1, 2, 6),  # y**2 = x**3 + 1, the point (2, 3)
        (x**3 + 1, x, 1, 2, 3),  # (0, 1), an inflection
        (1 + 10 * x**2 - 96 * x**3 - 71 * x**4, x, 1, 2, 16),  # Chebyshev's quartic at infinity
        ((x**3 + 3 * x + 1) / 5, x - 1, 1, 2, None),
        (1 - x**3, x, 1, 3, 3),  # Fermat's cubic
        ((x**3 + 2) / 3, x**3 - 1, x, 3, 1),  # three conjugate places at once: y = 3**(1/3) x
    ],
)
def test_the_order_of_a_divisor(p: sympy.Expr, q: sympy.Expr, h: sympy.Expr, n: int, order: int | None) -> None:
    found = torsion(poly(p), poly(q), poly(h), n)
    assert (found and found.order) == order


def test_the_function_has_its_zeros_at_one_place() -> None:
    p = (x**3 + 1) / 9
    found = torsion(poly(p), poly(x - 2), poly(1), 2)
    assert found is not None
    y = sympy.Symbol("y")
    g = sympy.Add(*(sympy.Rational(int(c.numerator), int(c.denominator)) * x**i * y**k for i, k, c in found.terms))
    norm = sympy.rem(sympy.expand(g * g.subs(y, -y)), y**2 - p, y)
    assert sympy.factor(norm).as_independent(x)[1] == (x - 2) ** 6


@pytest.mark.parametrize(
    ("integrand", "longest"),
    [
        ("1/((2 - x**2)*(1 - x**2)**(1/4))", 60),
        ("1/((x**3 + 1)*(1 - x**3)**(1/3))", 80),
        ("sqrt(1 + x**4)/(1 - x**4)", 60),
    ],
)
def test_places_with_one_residue_share_their_logarithms(integrand: str, longest: int) -> None:
    answer = integrate_superelliptic(sympy.sympify(integrand, rational=True), x)
    assert answer is not None
    assert sympy.count_ops(answer) <= longest


@pytest.mark.parametrize(
    "integrand",
    [
        "x/sqrt(x**4 + 10*x**2 - 96*x - 71)",  # Chebyshev
        "(x + 1)/((x - 2)*sqrt(x**3 + 1))",
        "(x**2 - 1)/((x**2 + 1)*sqrt(x**4 + 1))",  # Euler
        "sqrt(1 + x**4)/(1 - x**4)",
        "x/((4 - x**3)*sqrt(1 - x**3))",  # poles at three conjugates
        "1/((x**2 + 3)*(1 - x**2)**(1/3))",
        "1/((1 + x)*(1 - x**3)**(1/3))",
        "(x**3 + 2)/((x**3 - 1)*sqrt(x**3 + x**2 - 1))",  # a cubic of places at once
        "1/((2 - x**2)*(1 - x**2)**(1/4))",
        "(1 + x**3)**(1/3)/x",
        "(2 + x + 1/sqrt(x**3 + 1))/x",  # a rational part beside
        "(3*x**5 + 5*x**2)/(2*(x**3 + 1)**(3/2))",  # no logarithm: Hermite's part alone
    ],
)
def test_elementary_integrals(integrand: str) -> None:
    f = sympy.sympify(integrand, rational=True)
    answer = integrate_superelliptic(f, x)
    assert answer is not None
    assert not answer.has(sympy.I, sympy.re, sympy.im)
    assert verify_antiderivative(answer, f, x).status is VerificationStatus.PROVED


def test_roots_of_symbols_of_either_sign_stay_roots() -> None:
    f = (x**2 - a) / ((x**2 + a) * sympy.sqrt(x**4 + b * x**2 + a**2))
    answer = integrate_superelliptic(f, x)
    assert answer is not None
    assert not answer.has(sympy.atan2, sympy.Abs)
    for values in ({a: 1, b: 5}, {a: 2, b: 1}):
        assert verify_antiderivative(answer.xreplace(values), f.xreplace(values), x).solved


@pytest.mark.parametrize("f", [1 / (x * sympy.sqrt(a + b * x**3)), (x + a) / ((x - 2 * a) * sympy.sqrt(x**3 + a**3))])
def test_parameters(f: sympy.Expr) -> None:
    answer = integrate_superelliptic(f, x)
    assert answer is not None
    assert answer.free_symbols == f.free_symbols
    assert verify_antiderivative(answer, f, x).solved


@pytest.mark.parametrize(
    "f",
    [
        1 / sympy.sqrt(1 - x**3),  # of the first kind
        x / sympy.sqrt(1 - x**3),  # of the second kind
        1 / ((x - 3) * sympy.sqrt(x**3 + 3 * x + 1)),  # no torsion
        1 / ((x**5 + x + 1) * sympy.sqrt(x**3 + 1)),  # poles that radicals do not write
        1 / sympy.sqrt(1 - x**2),  # another formula's
        sympy.sqrt(sympy.exp(x) + x**3),
    ],
)
def test_not_an_answer(f: sympy.Expr) -> None:
    assert integrate_superelliptic(f, x) is None


def test_what_an_elliptic_integral_is_left_of_is_not_shown() -> None:
    """1/((x + 1) sqrt(x**3 + x)): its residues are explained, half of F remains; Legendre's forms answer it."""
    f = 1 / ((x + 1) * sympy.sqrt(x**3 + x))
    answered = at_once(f, x, 0.0)
    assert answered is not None
    assert answered.rule == "special functions"
    assert verify_antiderivative(answered.answer, f, x).solved

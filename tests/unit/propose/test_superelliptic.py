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


@pytest.mark.parametrize(
    ("radicand", "n", "order"),
    [
        ([9, 12, 6, 1], 2, 6),  # y**2 = x**3 + 1, the point (2, 3)
        ([1, 0, 0, 1], 2, 3),  # (0, 1), an inflection
        ([1, 0, 10, -96, -71], 2, 16),  # the two infinite places of Chebyshev's x**4 + 10 x**2 - 96 x - 71: order 8
        ([5, 6, 3, 1], 2, None),  # y**2 = x**3 + 3 x + 1 over x = 1
        ([1, 0, 0, -1], 3, 3),  # Fermat's cubic over x = 0
    ],
)
def test_the_order_of_a_place(radicand: list[int], n: int, order: int | None) -> None:
    found = torsion([QQ(c) for c in radicand], n, QQ)
    assert (found and found.order) == order


def test_the_function_has_its_zero_at_one_place() -> None:
    radicand = [QQ(c) for c in (9, 12, 6, 1)]
    found = torsion(radicand, 2, QQ)
    assert found is not None
    t, y = sympy.symbols("t y")
    g = sympy.Add(*(sympy.Rational(int(c.numerator), int(c.denominator)) * t**i * y**k for i, k, c in found.terms))
    p = sympy.Add(*(int(c) * t**i for i, c in enumerate(radicand))) / 9
    norm = sympy.factor(sympy.expand(g * g.subs(y, -y)).subs(y, sympy.sqrt(p)))
    assert norm.as_independent(t)[1] == t**6


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
    """1/((x + 1) sqrt(x**3 + x)): its residues are explained, half of F remains."""
    assert at_once(1 / ((x + 1) * sympy.sqrt(x**3 + x)), x, 0.0) is None

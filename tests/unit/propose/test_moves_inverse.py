"""Inverse functions and logarithms as new variables, with special functions for what is left."""

from __future__ import annotations

import pytest
import sympy

from symassist.propose.moves_inverse import inverse_moves
from symassist.propose.special import closed_form
from symassist.verify.verifier import verify_antiderivative

x, t = sympy.symbols("x t")
a, b, c, d, e, n = sympy.symbols("a b c d e n", positive=True)
HALF = sympy.S.Half

INTEGRANDS = {
    "asin": x * (a + b * sympy.asin(c * x)) ** 2 / (d - c**2 * d * x**2) ** (5 * HALF),
    "asin over x": sympy.asin(a * x) / x,
    "asin below": x / sympy.asin(a * x) ** 2,
    "atan": (a + b * sympy.atan(c * x)) ** 3 / x**5,
    "atan of a sum": sympy.atan(1 + 2 * x) ** 2,
    "asinh": sympy.asinh(a * x) ** 2 / x,
    "acosh": sympy.acosh(c * x) / (sympy.sqrt(c * x - 1) * sympy.sqrt(c * x + 1) * x),
    "atanh": sympy.atanh(a * x) ** 2 / x,
    "logarithm below": sympy.sqrt(d * x) / (a + b * sympy.log(c * x**n)),
    "logarithm of a line": x**2 / (a + b * sympy.log(c * (d + e * x) ** n)),
}


@pytest.mark.parametrize("f", INTEGRANDS.values(), ids=INTEGRANDS.keys())
def test_what_is_left_has_a_formula_and_the_judge_accepts(f: sympy.Expr) -> None:
    [move] = inverse_moves(f, x, t)
    [part] = move.parts
    assert not part.integrand.has(x)
    answer = closed_form(part.integrand, t)
    assert answer is not None
    assert verify_antiderivative(move.assembled([answer]), f, x, timeout=20).solved


@pytest.mark.parametrize("f", [sympy.log(1 + x**2), sympy.asin(x**2), sympy.log(sympy.sin(x)), sympy.exp(x)])
def test_other_arguments_are_left_alone(f: sympy.Expr) -> None:
    assert list(inverse_moves(f, x, t)) == []

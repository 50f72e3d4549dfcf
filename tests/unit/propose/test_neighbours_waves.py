"""Exponential polynomials: the basis is closed under differentiation, and the fit finds the antiderivative in it."""

from __future__ import annotations

import pytest
import symengine

from symassist.budget import Budget
from symassist.expressions.convert import to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.problem import Problem
from symassist.propose.ansatz import repaired
from symassist.propose.neighbours_waves import exponential_polynomial
from symassist.verify.verifier import verify

X = symengine.Symbol("x")


def kernel(text: str) -> symengine.Basic:
    return normal(symengine.sympify(text))


@pytest.mark.parametrize(
    "text",
    ["x**2*sin(x)**6", "exp(a*x)*sin(b*x)**2", "x*sinh(2*x)**3*cos(3*x + 1)", "x**2*exp(x/2)*sin(x)**2*cos(x) + x"],
)
def test_the_antiderivative_lies_in_the_basis(text: str) -> None:
    f = kernel(text)
    assert exponential_polynomial(f, X)
    symbols = {str(s): to_sympy(s) for s in f.free_symbols}
    problem = Problem(to_sympy(f, symbols), symbols["x"])
    (answer, *_) = repaired(f, X, [])
    assert verify(problem, to_sympy(answer, symbols), Budget.of(10)).solved


def test_the_basis_is_closed_under_differentiation() -> None:
    basis = exponential_polynomial(kernel("x*exp(2*x)*sin(x)**2"), X)
    assert len(basis) == 6
    slopes = symengine.Add(*(k * derivative(b, X) for k, b in enumerate(basis, 2))).expand()
    assert {symengine.Mul(*(a for a in t.args if a.free_symbols)) for t in slopes.args} <= {*basis}


@pytest.mark.parametrize(
    "text",
    [
        "x**2 + 1",
        "exp(x**2)",
        "x*tan(x)",
        "sin(x)/x",
        "sin(x)**30",
        "exp(x)*sqrt(x)",
        "x**1000000*sin(x)",
        "(x + sin(x) + 1)**99",
    ],
)
def test_other_functions_have_none(text: str) -> None:
    assert exponential_polynomial(kernel(text), X) == []

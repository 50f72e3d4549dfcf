"""Powers with symbolic exponents: x**(2*n - 1) is (x**n)**2/x, and coefficients like 1/(b*n*(p + 1)) are recognised."""

from __future__ import annotations

import pytest
import symengine
import sympy
from sympy import cos, exp, log, sin, tan

from symassist import Problem, VerificationStatus
from symassist.budget import Budget
from symassist.expressions.convert import from_sympy, to_sympy
from symassist.expressions.normal_form import normal
from symassist.propose.ansatz import repaired
from symassist.propose.finite_evaluator import symbolic_terms
from symassist.propose.parallel import integrate_parallel
from symassist.verify.verifier import verify

x = sympy.Symbol("x")
a, b, c, d, k, m, n, p = sympy.symbols("a b c d k m n p", positive=True)


@pytest.mark.parametrize(
    "f",
    [
        k * x ** (n - 1) * (a + x**n) ** p,
        x ** (2 * n - 1) * (a + b * x**n) ** p,
        x**m * log(x),
        x**2 * (a + b * x) ** m,
        (a + b * x) ** m * (c + d * x) ** (-m - 2),
        (a + b * log(x)) ** p / x,
        cos(x) * (a + b * sin(x)) ** p,
        (a + b * x**n) ** (-1 / n - 1),
        x ** (2 * n - 1) * exp(a * x**n),
        tan(x) ** n / cos(x) ** 2,
    ],
)
def test_symbolic_exponents_are_integrated_and_the_judge_agrees(f: sympy.Expr) -> None:
    fitted = integrate_parallel(f, x)
    assert fitted is not None
    symbols = {s.name: s for s in f.free_symbols}
    kernel = [normal(from_sympy(e)) for e in (f, sympy.Add(*fitted.terms))]
    answer = to_sympy(repaired(kernel[0], symengine.Symbol("x"), kernel[1:])[0], symbols)
    problem = Problem(f, x)
    verdict = verify(problem, answer, Budget.of(20))
    assert verdict.status in (VerificationStatus.PROVED, VerificationStatus.CONSISTENT)
    assert verify(problem, answer * (p + 1) / p, Budget.of(20)).status is VerificationStatus.REFUTED


@pytest.mark.parametrize("f", [x**p * exp(-x), x**m / (1 + x**n), (1 + x**n) ** p])
def test_incomplete_beta_and_gamma_functions_are_not_fitted(f: sympy.Expr) -> None:
    assert integrate_parallel(f, x) is None


def test_exponents_in_parts() -> None:
    assert symbolic_terms(2 * m - 1) == (-1, [(2, m)])
    whole, terms = symbolic_terms(sympy.Rational(1, 2) - (m + 3 * n) / 2)
    assert whole == sympy.Rational(1, 2)
    assert set(terms) == {(sympy.Rational(-1, 2), m), (sympy.Rational(-3, 2), n)}

"""Neighbours and substitutions: each new integrand is the old one in t, and each family holds what it is made for."""

from __future__ import annotations

import numpy as np
import pytest
import symengine

from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.propose.ansatz import repaired
from symassist.propose.ansatz_sample import Sample
from symassist.propose.neighbours import families
from symassist.propose.neighbours_outer import outer_terms
from symassist.propose.shape import factors_of, square_root
from symassist.propose.spanning import spanning
from symassist.propose.substitutions import Substitution, substitutions

X, A, B = symengine.symbols("x a b")


def kernel(text: str) -> symengine.Basic:
    return normal(symengine.sympify(text))


def values(e: symengine.Basic, places: np.ndarray) -> np.ndarray:
    """(N,) values at x = places, parameters fixed."""
    points = np.column_stack([places, np.full(len(places), 0.8), np.full(len(places), 1.3)])
    return np.asarray(symengine.Lambdify([X, A, B], [e], real=False)(points.astype(complex))).reshape(len(places))


def assert_same_integral(f: symengine.Basic, way: Substitution) -> None:
    """h(g(x)) g'(x) = f(x), up to the sign that a root may have."""
    places = np.linspace(0.11, 0.83, 25)
    back = values(way.integrand.subs({way.t: way.inner}) * derivative(way.inner, X), places)
    wanted = values(f, places)
    sound = np.isfinite(back) & np.isfinite(wanted)
    assert sound.sum() > 10
    assert np.allclose(back[sound] ** 2, wanted[sound] ** 2, rtol=1e-8)


@pytest.mark.parametrize(
    ("f", "inner"),
    [
        ("x**5*cos(x**3)", "x**3"),
        ("log(log(x))**3/x", "log(x)"),
        ("sin(x)/(cos(x)**2 - 2*cos(x) + 3)", "cos(x)"),
        ("cos(x)/(sin(x)**2 + 2*sin(x) + 2)", "sin(x)"),
        ("1/(1 + cos(x)**2)", "tan(x)"),
        ("1/(2 + cos(x) + sin(x))", "tan(x/2)"),
        ("tanh(x)/(cosh(x)**2 + 1)", "cosh(x)"),
        ("(x**(1/3) - 1)/(x**(1/3) + 1)", "x**(1/3)"),
        ("1/(sqrt(x) + x**(1/3))", "x**(1/6)"),
        ("x/(1 + sqrt(a + b*x))", "sqrt(a + b*x)"),
        ("exp(x)*tanh(2*x)**2", "exp(x)"),
        ("sin(a + b*x)**5*sec(a + b*x)**11", "tan(a + b*x)"),
        ("(1 + log(x))*sqrt(1 + (x*log(x))**2)", "x*log(x)"),
    ],
)
def test_substitutions_that_textbooks_make(f: str, inner: str) -> None:
    found = substitutions(kernel(f), X)
    assert kernel(inner) in [way.inner for way in found]
    for way in found:
        assert not symengine.has_symbol(way.integrand, X)
        assert_same_integral(kernel(f), way)


def test_radicands_keep_their_sign_under_odd_roots() -> None:
    f = kernel("((1 - 8*tan(x)**2)**(1/3) + 1)*cot(x)/((1 - 8*tan(x)**2)**(2/3)*cos(x)**2)")
    (way,) = [way for way in substitutions(f, X) if way.inner == kernel("tan(x)")]
    t = way.t
    assert normal(way.integrand - kernel("((1 - 8*x**2)**(1/3) + 1)/(x*(1 - 8*x**2)**(2/3))").subs({X: t})) == 0


def test_complex_radicands_have_no_sign() -> None:
    f = kernel("1/(sqrt(1 + I*a*tan(x))*sqrt(cos(x)))")
    assert all(not symengine.has_symbol(way.integrand, X) for way in substitutions(f, X))


def test_no_substitution_leaves_x_behind() -> None:
    assert substitutions(kernel("x*sin(x)"), X) == []


@pytest.mark.parametrize(
    ("f", "term"),
    [
        ("1/(x**2 + a**2)", "atan(x/a)"),
        ("1/(x**3 + 2)", "log(x + 2**(1/3))"),
        ("1/(x**4 + 1)", "log(x**2 + sqrt(2)*x + 1)"),
        ("1/(2 + cos(x))", "atan(tan(x/2)/sqrt(3))"),
        ("1/sqrt(1 - 4*x**2)", "asin(2*x)"),
        ("x**2*exp(3*x)", "x**2*exp(3*x)"),
        ("x*sec(x)**2", "x*sin(x)/cos(x)"),
        ("1/((x**2 + 1)*sqrt(x**2 + 2))", "atan(x/sqrt(x**2 + 2))"),
        ("1/((x - 1)*sqrt(x**2 + 3))", "atanh((x + 3)/(2*sqrt(x**2 + 3)))"),
    ],
)
def test_families_hold_the_term_of_the_answer(f: str, term: str) -> None:
    wanted = {kernel(term), kernel(f"-({term})")}
    assert any(normal(t) in wanted for family in families(kernel(f), X) for t in family)


def test_the_number_of_families_is_bounded() -> None:
    """The bound is in bases, not in seconds: each costs one fit in doubles."""
    for f in ("exp(-x**2)", "sin(x)/x", "sqrt(1 - x**3)", "x**x"):
        assert sum(1 for _ in families(kernel(f), X)) < 60, f


@pytest.mark.parametrize(
    "f",
    [
        "x**5*cos(x**3)", "log(log(x))**3/x", "(x**(1/3) - 1)/(x**(1/3) + 1)", "tanh(x)/(cosh(x)**2 + 1)",
        "1/(x**3 - 2)", "cosh(x)/sqrt(cosh(2*x))", "exp(a*x)*cos(b*x)", "1/((x**2 + 1)*sqrt(x**2 + 2))",
    ],
)  # fmt: skip
def test_substituted_families_solve(f: str) -> None:
    answers = repaired(kernel(f), X, [])
    assert answers, f
    places = np.linspace(0.21, 0.83, 20)
    slope, wanted = values(derivative(answers[0], X), places), values(kernel(f), places)
    sound = np.isfinite(slope) & np.isfinite(wanted)
    assert sound.sum() > 10
    assert np.allclose(slope[sound], wanted[sound], rtol=1e-7)


@pytest.mark.parametrize(
    "answer",
    [
        "x*(x**2*(1 + cos(x)) + cos(asinh(x**2)))**3", "(1 + x**2)*(exp(3*x) - 5)/(2*sqrt(x)*(exp(3*x) - 5) - 3*x)",
        "exp(x**2) - (x*asinh(x) + asin(x) + 5)**4", "x*(log(1 + x) + tan(x))**(8/3)", "x*sqrt(a + log(x) + sin(b*x))",
        "x**2 + atanh(sqrt((asinh(x*(x - 1)) - 1)/x))", "4*sinh(x**2*sinh(exp(x) + acosh(x))**2*acos(x))",
        "x/acosh(x*tan(x)) + log(x + atan(x))",
    ],
)  # fmt: skip
def test_what_an_integrand_shows_from_outside_is_fitted_before_anything_is_expanded(answer: str) -> None:
    f = normal(derivative(kernel(answer), X))
    assert any(_is_fitted(f, family) for family in outer_terms(f, X)), f


def _is_fitted(f: symengine.Basic, family: list[symengine.Basic]) -> bool:
    sample = Sample(f, X, 0)
    columns, target = sample.columns([normal(t) for t in family]), sample.values
    sound = np.isfinite(columns).all(axis=1) & np.isfinite(target)
    matrix = columns[sound] / np.abs(target[sound])[:, None]
    found = spanning(matrix, target[sound] / np.abs(target[sound]))
    return found is not None and len(found[0]) <= 4


def test_answers_are_real_where_the_integrand_is() -> None:
    (answer,) = repaired(kernel("acosh(x)"), X, [])
    assert np.abs(values(answer, np.linspace(1.2, 3.0, 10)).imag).max() < 1e-9


def test_a_fit_is_confirmed_only_at_other_values_of_the_parameters() -> None:
    """A number fitted at one value of a can be read as more than one function of a."""
    sample = Sample(kernel("1/(x**2 + a**2)"), X, 0)
    value = sample.parameters[A]
    by_accident = symengine.Integer(value.denominator) / value.numerator * symengine.atan(X / A)
    assert sample.confirms(kernel("atan(x/a)/a"), positive=False)
    assert not sample.confirms(by_accident, positive=False)


def test_symbolic_exponents_that_sympy_cannot_compare_have_no_factors() -> None:
    p = symengine.Symbol("p")
    assert factors_of(X**p * (1 + X**p)) == []
    assert square_root(X**p * (1 + X**p)) is None
    assert factors_of(X**2 - 1) == [(X - 1, 1), (X + 1, 1)]

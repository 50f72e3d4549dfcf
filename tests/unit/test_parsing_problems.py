"""The parser's specification of whole problems as tables: integrals, differentials, limits, and what is ill-posed."""

from __future__ import annotations

import pytest
import sympy
from sympy import S, Symbol, oo, pi

from symassist.errors import ParseError, ProblemError
from symassist.parsing import parse_problem

x, a, b, c, d, t = sympy.symbols("x a b c d t")

PROBLEMS = [
    ("x*exp(x)", x * sympy.exp(x), x, None),
    ("a*x", a * x, x, None),
    ("t^2", t**2, t, None),
    ("a t^2 dt", a * t**2, t, None),
    ("x^2 + 1 dx", x**2 + 1, x, None),
    ("dx/x", 1 / x, x, None),
    ("-dt/t from 1 to 2", -1 / t, t, (1, 2)),
    ("(2x + 1) dx/(x^2 + x)", (2 * x + 1) / (x**2 + x), x, None),
    (r"\frac{x \, dx}{1 + x^2}", x / (1 + x**2), x, None),
    (r"$\frac{\mathrm{d}x}{x}$", 1 / x, x, None),
    ("2xdx", 2 * x, x, None),
    ("dx", S.One, x, None),
    ("sqrt(c + dx/2)", sympy.sqrt(c + d * x / 2), x, None),
    ("(c + dx)/(a + bx)", (c + d * x) / (a + b * x), x, None),
    ("∫ x² dx", x**2, x, None),
    ("∫ x + 1 dx", x + 1, x, None),
    ("∫ dx/x", 1 / x, x, None),
    ("∫ dx", S.One, x, None),
    ("∫ x dx / sqrt(1-x^2)", x / sympy.sqrt(1 - x**2), x, None),
    ("∫xsinxdx", x * sympy.sin(x), x, None),
    ("∫ sin θ dθ", sympy.sin(Symbol("theta")), Symbol("theta"), None),
    ("∫_0^π x sin x dx", x * sympy.sin(x), x, (0, pi)),
    ("∫₀¹ x dx", x, x, (0, 1)),
    ("∫_-1^∞ e^-x dx", sympy.exp(-x), x, (-1, oo)),
    (r"\int_0^{\pi} \sin x \, dx", sympy.sin(x), x, (0, pi)),
    (r"\int \frac{\mathrm{d}x}{x}", 1 / x, x, None),
    (r"\[\int_{-1}^{1} t \,\mathrm{d} t\]", t, t, (-1, 1)),
    (r"\int \theta \, d\theta", Symbol("theta"), Symbol("theta"), None),
    (r"$\int x e^{x} d x$", x * sympy.exp(x), x, None),
    ("Integral(x*sin(t), t)", x * sympy.sin(t), t, None),
    ("integrate(x**2, (x, 0, a))", x**2, x, (0, a)),
    ("Integrate[Sin[x], {x, 0, Pi}]", sympy.sin(x), x, (0, pi)),
    ("∫_0^x t dt", t, t, (0, x)),
]


@pytest.mark.parametrize(("text", "integrand", "variable", "limits"), PROBLEMS)
def test_problem(text: str, integrand: sympy.Expr, variable: Symbol, limits: tuple[sympy.Expr, ...] | None) -> None:
    problem = parse_problem(text)
    assert (problem.integrand, problem.variable, problem.limits) == (integrand, variable, limits)


def test_variable_limits_and_positive_parameters_beside_the_text() -> None:
    problem = parse_problem("a*sqrt(a^2)*x*e", variable="e", lower="-1", upper="2pi", positive=["a"])
    positive = Symbol("a", positive=True)
    assert problem.variable == Symbol("e")
    assert problem.integrand == positive**2 * x * Symbol("e")
    assert problem.limits == (-1, 2 * pi)
    assert parse_problem("x^2", lower=S.Zero, upper=oo).limits == (0, oo)


def test_limits_in_words() -> None:
    assert parse_problem("x^2 from 0 to 2 pi").limits == (0, 2 * pi)
    assert parse_problem("t^2 dt  from -oo\nto oo ") == parse_problem("∫_{-oo}^{oo} t^2 dt")
    (parameter,) = parse_problem("x from 0 to a", positive=["a"]).limits[1:]  # type: ignore[index]
    assert parameter.is_positive
    assert parse_problem("from*to", variable="to").limits is None  # names, as nothing is said before and between
    with pytest.raises(ParseError) as wrong:
        parse_problem("x from 0 to 1/)")
    assert wrong.value.position == len("x from 0 to 1/")


ILL_POSED = [
    ({"text": "x from 0 to 1", "lower": "0"}, "given twice"),
    ({"text": "∫_0^1 x dx from 0 to 1"}, "given twice"),
    ({"text": "a b"}, "over which variable"),
    ({"text": "5"}, "over which variable"),
    ({"text": "x", "lower": "0"}, "only one is given"),
    ({"text": "∫_0^1 x dx", "lower": "0", "upper": "1"}, "given twice"),
    ({"text": "x dt", "variable": "x"}, "integrates over t"),
    ({"text": "∫_0^x x dx"}, "depends on the variable"),
    ({"text": "x", "lower": "I", "upper": "1"}, "not real"),
    ({"text": "oo*x"}, "infinity"),
    ({"text": "x", "variable": "2x"}, "not the name of a variable"),
    ({"text": "x", "variable": ""}, "not the name of a variable"),
]


@pytest.mark.parametrize(("arguments", "message"), ILL_POSED)
def test_ill_posed_problem(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        parse_problem(**arguments)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("∫∫ x", "one integral"),
        ("∬ x", "one integral"),
        ("∫ x dx dx", "two differentials"),
        ("∫ x + dx/x", "must multiply"),
        ("∫_0 x dx", "only one"),
        ("Integral(x, (x, 0))", "upper limit"),
        ("Integral(x, x, y)", "one integral"),
        ("Integral(x, x) + 1", "alone"),
    ],
)
def test_malformed_integral(text: str, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_problem(text)

"""The parser's specification as tables: text, and what it means or why it is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import sympy
from sympy import E, I, Rational, S, Symbol, oo, pi

from symassist.errors import ParseError, ProblemError
from symassist.expressions.operators import FUNCTIONS
from symassist.parsing import parse_expression, parse_problem

x, y, a, b, c, d, t = sympy.symbols("x y a b c d t")
BENCHMARKS = Path(__file__).parents[3] / "shared" / "benchmarks"

SPELLINGS = [
    # SymPy
    ("x**2*(tan(x)**2+1)+2*x*tan(x)+1", x**2 * (sympy.tan(x) ** 2 + 1) + 2 * x * sympy.tan(x) + 1),
    ("Abs(x) + asin(x)/acosh(x)", sympy.Abs(x) + sympy.asin(x) / sympy.acosh(x)),
    ("log(x, 2)", sympy.log(x) / sympy.log(2)),
    ("Rational(1,2)*x**Integer(3)", x**3 / 2),
    ("pi*E*I*x", pi * E * I * x),
    ("2*(x+1)*y", (2 * x + 2) * y),
    ("-(x+1)", -x - 1),
    ("2**-x**2", 2 ** (-(x**2))),
    ("C0*S0 + N*Q", Symbol("C0") * Symbol("S0") + Symbol("N") * Symbol("Q")),
    ("polylog(2, x) + elliptic_f(x, 2)", sympy.polylog(2, x) + sympy.elliptic_f(x, 2)),
    ("Max(x, 1, y)", sympy.Max(x, 1, y)),
    # implicit products
    ("2x", 2 * x),
    ("3 sin x", 3 * sympy.sin(x)),
    ("x sin(x)", x * sympy.sin(x)),
    ("(x+1)(x-1)", (x + 1) * (x - 1)),
    ("xe^-x", x * sympy.exp(-x)),
    ("xy", x * y),
    ("xsinx", x * sympy.sin(x)),
    ("xsin(x)cos(x)", x * sympy.sin(x) * sympy.cos(x)),
    ("2pix", 2 * pi * x),
    ("ab1", a * Symbol("b1")),
    ("E1 + I_0 + ae2", Symbol("E1") + Symbol("I_0") + a * Symbol("e2")),
    ("1/2x", x / 2),
    ("1/2pi x", pi * x / 2),
    ("x^-2y", y / x**2),
    ("2e", 2 * E),
    ("2e3x", 2000 * x),
    ("i x + j", Symbol("i") * x + Symbol("j")),
    # functions without brackets
    ("sin 2x cos x", sympy.sin(2 * x) * sympy.cos(x)),
    ("sin2x", sympy.sin(2 * x)),
    ("sin x/2", sympy.sin(x) / 2),
    ("sin x^2", sympy.sin(x**2)),
    ("sin(x)^2", sympy.sin(x) ** 2),
    ("sin 2(x+1)", sympy.sin(2 * x + 2)),
    ("sin x(x+1)", sympy.sin(x) * (x + 1)),
    ("sin -x", -sympy.sin(x)),
    ("ln sin x", sympy.log(sympy.sin(x))),
    ("sin^2 x", sympy.sin(x) ** 2),
    ("sin^2(x)cos^3 x", sympy.sin(x) ** 2 * sympy.cos(x) ** 3),
    ("sin^-1 x", sympy.asin(x)),
    ("tanh^(-1)(x)^2", sympy.atanh(x) ** 2),
    ("sin^-2 x", sympy.sin(x) ** -2),
    # other names
    ("ln x + log10(x)", sympy.log(x) + sympy.log(x) / sympy.log(10)),
    ("arcsin x + arctanh x + arsinh x", sympy.asin(x) + sympy.atanh(x) + sympy.asinh(x)),
    ("Sin[x]^2 ArcTan[x]", sympy.sin(x) ** 2 * sympy.atan(x)),
    ("gamma x + gamma(x)", Symbol("gamma") * x + sympy.gamma(x)),
    ("e^x + E^x + exp x", 3 * sympy.exp(x)),
    ("e^2x", x * sympy.exp(2)),
    ("cbrt(x) root(x, 4)", x ** Rational(1, 3) * x ** Rational(1, 4)),
    # numbers
    ("0.1x + .5 + 2. + 1e-3", x / 10 + Rational(1, 2) + 2 + Rational(1, 1000)),
    ("x^0.5", sympy.sqrt(x)),
    # Unicode
    ("x² + x⁻¹ + x¹⁰", x**2 + 1 / x + x**10),
    ("sin²x", sympy.sin(x) ** 2),
    ("√x + √(x+1) + √2x", sympy.sqrt(x) + sympy.sqrt(x + 1) + sympy.sqrt(2) * x),
    ("2π·x × y − 1 ÷ x", 2 * pi * x * y - 1 / x),
    ("α x₁", Symbol("alpha") * Symbol("x_1")),
    ("𝑥 sin 𝑥 + （x）", x * sympy.sin(x) + x),
    # absolute values
    ("|x|", sympy.Abs(x)),
    ("2|x||y|", 2 * sympy.Abs(x) * sympy.Abs(y)),
    ("||x|-1|", sympy.Abs(sympy.Abs(x) - 1)),
    ("|(|x|-1)x|", sympy.Abs((sympy.Abs(x) - 1) * x)),
    ("ln|x| x", sympy.log(sympy.Abs(x)) * x),
    # LaTeX
    (r"\frac{1}{x}", 1 / x),
    (r"\frac12 x + \dfrac{x}3", x / 2 + x / 3),
    (r"\sqrt[3]{x} + \sqrt{x+1}", x ** Rational(1, 3) + sympy.sqrt(x + 1)),
    (r"\sin^2 x + \sin^{-1}(x)", sympy.sin(x) ** 2 + sympy.asin(x)),
    (r"e^{-x^2} \cdot \operatorname{erf}(x)", sympy.exp(-(x**2)) * sympy.erf(x)),
    (r"\mathrm{i} x + i", I * x + Symbol("i")),
    (r"\mathrm{e}^{x} \ln\left(x+1\right)", sympy.exp(x) * sympy.log(x + 1)),
    (r"\left|x\right| \lvert y \rvert", sympy.Abs(x) * sympy.Abs(y)),
    (r"\log_2 x", sympy.log(x) / sympy.log(2)),
    (r"$\alpha \, x_{max}^2$", Symbol("alpha") * Symbol("x_max") ** 2),
    (r"\arctan\!\bigl(x\bigr) \Gamma(x)", sympy.atan(x) * sympy.gamma(x)),
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS)
def test_spelling(text: str, expected: sympy.Expr) -> None:
    assert parse_expression(text) == expected


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_of_the_operator_table_is_read(name: str) -> None:
    arguments = sympy.symbols("x y z")[: FUNCTIONS[name].arity]
    expected = getattr(sympy, name)(*arguments)
    assert parse_expression(f"{name}({', '.join(map(str, arguments))})") == expected


REFUSALS = [
    ("", 0, "no expression"),
    ("   ", 0, "no expression"),
    ("x+", 2, "ends here"),
    ("x*/2", 2, "found '/'"),
    ("(x+1", 0, "never closed"),
    ("2*(x+[1)", 7, "before ')'"),
    ("x+1)", 3, "nothing opened"),
    ("|x", 0, "never closed"),
    ("()", 1, "expected"),
    ("foo(x)", 0, "unknown function 'foo'"),
    ("2*arcsn(x)", 2, "did you mean 'arcsin'"),
    ("f(x)", 0, "unknown function"),
    ("velocity*x", 0, "unknown name 'velocity'"),
    ("sin + 1", 4, "argument of sin"),
    ("besselj(x)", 0, "takes 2 argument(s), not 1"),
    ("ln^-1 x", 0, "inverse or the reciprocal"),
    ("x = 2", 2, "relation"),
    ("x < 2", 2, "relation"),
    ("[x, 1]", 0, "matrices"),
    ("Matrix([[1]])", 0, "matrices"),
    (r"\begin{pmatrix}1\end{pmatrix}", 0, "matrices"),
    ("3,5", 1, "3.5"),
    ("x 2", 2, "'^2'"),
    ("x!", 1, "factorial"),
    ("1/0", 1, "division by zero"),
    ("1 + x/(x-x)", 5, "division by zero"),
    ("log(0)", 0, "undefined"),
    ("x.diff", 1, "'.'"),
    ("__import__('os').getpid()", 2, "unknown name 'import'"),
    ("x; y", 1, "lists"),
    ("∫ x dx", 0, "an integral stands here"),
    ("1 + d/dx x^2", 4, "a derivative stands here"),
    (r"\frac{d}{dx} x^2", 0, "a derivative stands here"),
    ("2 + ∫ x", 4, "an integral sign inside"),
    (r"\foo x", 0, r"'\foo'"),
    (r"\sum x", 0, "not supported"),
    ("9**9**9**9", 4, "too large"),
    ("2**(10**9)", 1, "too large"),
    ("(2*x)**99999", 5, "4000 digits"),
    ("exp(10**9*log(2))", 0, "too large"),
    ("e^e^e^e^e^e", 5, "too large"),
    ("gamma(10**9)", 0, "constant arguments of gamma"),
    ("1e99999", 0, "4000 digits"),
    ("1e999999999999", 0, "4000 digits"),
    ("9**4000*9**4000", 7, "4000 digits"),
    ("floor(e^e^9)", 0, "rounded"),
    ("(" * 900 + "x" + ")" * 900, 40, "nested more than 40"),
    ("x^" * 500 + "x", None, "nested more than 40"),
]


@pytest.mark.parametrize(("text", "position", "message"), REFUSALS)
def test_refusal_points_at_the_place_and_is_quick(text: str, position: int | None, message: str) -> None:
    began = time.process_time()
    with pytest.raises(ParseError) as caught:
        parse_expression(text)
    assert message in caught.value.message
    assert position is None or caught.value.position == position
    assert time.process_time() - began < 1


def test_the_caret_stands_under_the_place() -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression("x + " * 100 + "sni(x)")
    _, shown, caret = str(caught.value).split("\n")
    assert shown[caret.index("^") :].startswith("sni(x)")
    assert len(shown) < 130


def test_ten_thousand_brackets_are_refused() -> None:
    with pytest.raises(ParseError, match="20001 characters; at most 2000"):
        parse_expression("(" * 10_000 + "x" + ")" * 10_000)


def test_large_symbolic_powers_pass_unexpanded() -> None:
    assert parse_expression("(x+1)**99999") == (x + 1) ** 99999


def test_declared_symbols_win_over_other_meanings() -> None:
    e, rate, positive = Symbol("e"), Symbol("rate"), Symbol("a", positive=True)
    symbols = {"e": e, "rate": rate, "a": positive, "f": Symbol("f")}
    assert parse_expression("e*x + rate", symbols=symbols) == e * x + rate
    assert parse_problem("∫ ad x", variable=Symbol("d")).integrand == a * Symbol("d") * x
    assert parse_expression("sqrt(a^2) + f(x)", symbols=symbols) == positive + Symbol("f") * x


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the problem collections are not beside this checkout")
@pytest.mark.parametrize("stride", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_problem_collections_parse_as_sympify_reads_them(stride: int) -> None:
    count = 0
    for path in sorted(BENCHMARKS.glob("*.jsonl")):
        for line in path.read_text().splitlines()[::stride]:
            row = json.loads(line)
            symbols = {name: Symbol(name) for name in [row["variable"], *row["parameters"]]}
            expected = sympy.sympify(row["integrand"], locals=symbols)
            assert parse_expression(row["integrand"], symbols=symbols) == expected, row["id"]
            count += 1
    assert count > 0


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

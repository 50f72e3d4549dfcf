"""The parser's specification of expressions as tables: text, and what it means or why it is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import sympy
from sympy import E, I, Rational, Symbol, pi

from symassist.errors import ParseError
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

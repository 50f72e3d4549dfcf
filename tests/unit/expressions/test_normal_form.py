"""Spellings that SymPy or symengine identify have one normal form; the prefix notation is as documented."""

from __future__ import annotations

import pytest
import symengine
import sympy

from symassist.errors import DecodeError, UnsupportedExpressionError
from symassist.expressions.abstraction import encode
from symassist.expressions.convert import from_sympy, to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import read, write
from symassist.expressions.vocabulary import VOCABULARY

x = sympy.Symbol("x")
X = symengine.Symbol("x")


def spelt(e: str) -> str:
    return " ".join(VOCABULARY.tokens[i] for i in write(normal(symengine.sympify(e))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2*(1 + x)", "2*x + 2"),
        ("exp(log(x))", "x"),
        ("exp(2*log(x) + x)", "x**2*exp(x)"),
        ("sqrt(8)*x", "2*sqrt(2)*x"),
        ("exp(I*pi)*x", "-x"),
        ("sqrt(2)*sqrt(3)*x", "sqrt(6)*x"),
        ("atan(-x)", "-atan(x)"),
        ("sin(1 - x)", "-sin(x - 1)"),
        ("cos(1 - x)", "cos(x - 1)"),
        ("(2*x + 2)*sin(x)", "2*(x + 1)*sin(x)"),
        ("(1 - x)**-2", "(x - 1)**-2"),
        ("(1 - x)/(x - 1)*x", "-x"),
        ("sqrt(1 - x**2)/(x**2 - 1)", "-1/sqrt(1 - x**2)"),
        ("sin(acos(x))", "sqrt(1 - x**2)"),
        ("sqrt(4*x + 4)", "2*sqrt(x + 1)"),
        ("Abs(2*x)", "2*Abs(x)"),
        ("cosh(x + 2 + I*pi)", "-cosh(x + 2)"),
        ("x**(x/log(x))", "exp(x)"),
    ],
)
def test_equal_spellings_have_one_normal_form(one: str, other: str) -> None:
    assert normal(symengine.sympify(one)) == normal(symengine.sympify(other))


@pytest.mark.parametrize(
    ("expression", "tokens"),
    [
        ("x*exp(x)/(1 + x)", "div mul exp x x add 1 x"),
        ("3/(2*x)", "div 3/2 x"),
        ("-1/x", "neg inv x"),
        ("x**5 - x**2/2", "add pow x 5 mul -1/2 pow2 x"),
        ("1234*x", "mul int+ d1 d2 d3 d4 x"),
        ("17*x/143", "mul div 17 int+ d1 d4 d3 x"),
        ("1/sqrt(x + a0)", "inv sqrt add x a0"),
    ],
)
def test_prefix_notation(expression: str, tokens: str) -> None:
    assert spelt(expression) == tokens


@pytest.mark.parametrize(
    ("tokens", "position", "message"),
    [
        ("add x", 2, "incomplete"),
        ("x x", 1, "already complete"),
        ("add <eos> x", 1, "no part of an expression"),
        ("int+ x", 0, "without digits"),
        ("inv 0", 1, "no finite value"),
        ("pow x pow 10 10", 4, "exponent beyond"),
        ("", 0, "incomplete"),
    ],
)
def test_a_broken_sequence_is_an_error_at_its_place(tokens: str, position: int, message: str) -> None:
    with pytest.raises(DecodeError, match=message) as error:
        read([VOCABULARY.index[t] for t in tokens.split()])
    assert error.value.position == position


def test_vocabulary_is_complete_and_frozen() -> None:
    """Trained weights depend on the order: this fingerprint may change only when tokens are appended."""
    assert len(VOCABULARY) == 660
    assert VOCABULARY.fingerprint.startswith("a25b53fd")


@pytest.mark.parametrize(
    "f",
    ["Abs(x)", "sign(x)*x", "Ei(2*x)", "erfi(x**2)", "Si(x)*x", "polylog(2, x)", "gamma(x)", "elliptic_f(x, 1/2)"],
)
def test_derivatives_that_symengine_lacks(f: str) -> None:
    expression = sympy.sympify(f)
    ours = to_sympy(derivative(from_sympy(expression), X))
    real = sympy.Symbol("x", real=True)
    theirs = expression.subs(x, real).diff(real).subs(sympy.DiracDelta(real), 0)
    for value in (sympy.Rational(1, 3), sympy.Rational(5, 7)):
        assert abs(sympy.N(ours.subs(x, value)) - sympy.N(theirs.subs(real, value))) < 1e-10


def test_unsupported_functions_are_named() -> None:
    with pytest.raises(UnsupportedExpressionError, match="hyper"):
        from_sympy(sympy.hyper([1, 2], [3], x))


def test_constants_and_names_are_abstracted_and_come_back() -> None:
    t, k, omega = sympy.symbols("t k omega", positive=True)
    f = 1731 * sympy.cos(83 * t) * sympy.exp(-k * t) + sympy.sin(7) * omega
    for encoded in encode(f, t):
        assert encoded.decode(encoded.ids[1:-1]) == f
    assert len(encode(f, t)) == 2
    assert "int+" in [VOCABULARY.tokens[i] for i in encode(f, t)[0].ids]
    assert "int+" not in [VOCABULARY.tokens[i] for i in encode(f, t)[1].ids]


def test_too_many_parameters_are_refused() -> None:
    many = sympy.symbols("p0:17")
    with pytest.raises(UnsupportedExpressionError, match="17 parameters"):
        encode(sum(many) * x, x)


def test_floats_are_their_decimal_rationals() -> None:
    assert from_sympy(sympy.Float("0.1") * x) == X / 10


@pytest.mark.parametrize("e", ["1/(x - exp(log(x)))", "x*atanh(1)", "sin(x)/(2*x - 2*x)"])
def test_undefined_expressions_have_no_normal_form(e: str) -> None:
    with pytest.raises(UnsupportedExpressionError, match="undefined"):
        normal(symengine.sympify(e))

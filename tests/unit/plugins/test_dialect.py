"""Spelling and reading: a round trip for everything in the tables, and refusals of everything else."""

from __future__ import annotations

import random

import pytest
import sympy

from symassist.errors import ParseError, UnsupportedExpressionError
from symassist.plugins.cas import answers
from symassist.plugins.dialect import MAX_PARAMETERS, Dialect, alike, name_symbols, split_list
from symassist.problem import Problem
from tests.helpers import random_expression

x, a, b = sympy.Symbol("x"), sympy.Symbol("a", positive=True), sympy.Symbol("quit")
PLAIN = Dialect(
    {**alike("exp sin cos tan asin acos atan sinh cosh tanh asinh acosh erf Abs"), "log": "ln"},
    {"pi": "%pi", "E": "%e", "I": "%i"},
    {"sqrt": "sqrt", "dilog": "polylog(2, 1-({0}))", "li": "polylog"},
)
NAMES = name_symbols(Problem(a * b * x, x))


def test_symbols_get_names_that_tell_which_are_positive() -> None:
    assert sorted(NAMES.of.values()) == ["p0", "s1", "v"]
    assert PLAIN.spell(a * b**x, NAMES) in ("(p0*(s1)^(v))", "((s1)^(v)*p0)")


@pytest.mark.parametrize("seed", range(20))
def test_what_is_spelt_reads_back(seed: int) -> None:
    expression = random_expression(random.Random(seed), 6, x) + a * sympy.pi / 7 - b * sympy.exp(2) * sympy.I
    assert sympy.expand(PLAIN.read(PLAIN.spell(expression, NAMES), NAMES) - expression) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%e^(2*v)/%pi", sympy.exp(2 * x) / sympy.pi),
        ("pi()*v", None),
        ("li[2](v)", sympy.polylog(2, x)),
        ("v*dilog(1-v)", x * sympy.polylog(2, x)),
        ("-(-3)^(1/2)*p0", -sympy.sqrt(3) * sympy.I * a),
        ("integrate(ln(v),v)", None),
        ("rootof([1,2],v)", None),
        ("__import__(1)", None),
        ("v;quit()", None),
        ("(v", None),
        ("v)", None),
        ("v,2", None),
        ("", None),
        ("9^9^9^9", None),
        ("v+" * 30_000 + "v", None),
    ],
)
def test_answers_are_read_or_refused(text: str, expected: sympy.Expr | None) -> None:
    if expected is None:
        with pytest.raises((ParseError, UnsupportedExpressionError)):
            PLAIN.read(text, NAMES)
    else:
        assert sympy.simplify(PLAIN.read(text, NAMES) - expected) == 0


def test_an_empty_call_of_a_constant_is_the_constant() -> None:
    assert Dialect({}, {"pi": "%pi"}, {"pi": "pi"}).read("pi()*v", NAMES) == sympy.pi * x


def test_what_the_program_has_no_name_for_is_not_asked() -> None:
    with pytest.raises(UnsupportedExpressionError, match="zeta"):
        PLAIN.spell(sympy.zeta(x), NAMES)
    many = sympy.Add(*(sympy.Symbol(f"c{i}") for i in range(MAX_PARAMETERS + 1)))
    with pytest.raises(UnsupportedExpressionError, match="17 parameters"):
        name_symbols(Problem(many, x))


def test_lists_are_several_answers_and_echoes_none() -> None:
    assert split_list("[a] + [b]") == ["[a] + [b]"]
    assert answers('"ans"+"wer<"+string(f)+">end"; answer<[v,\n  2*v]>end') == ["v", "2*v"]

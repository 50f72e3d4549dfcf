"""Roots of quadratics in tan, cot, tanh and coth: where they are real and where they are not."""

from __future__ import annotations

import itertools
import random

import pytest
import sympy

from symassist.propose.wave_roots import integrate_wave_root
from tests.helpers import X as x
from tests.helpers import assert_is_antiderivative

a, b = sympy.symbols("a b", positive=True)
HEADS = (sympy.tan, sympy.cot, sympy.sec, sympy.csc, sympy.tanh, sympy.coth, sympy.sech, sympy.csch)


@pytest.mark.parametrize("head", HEADS)
def test_random_integrands_are_solved_and_the_judge_agrees(head: type[sympy.Function]) -> None:
    rng = random.Random(head.__name__)
    for outer, inner in itertools.product((1, -1), repeat=2):
        radicand = outer * rng.choice([1, 2, 3]) + inner * rng.choice([1, 2]) * head(x) ** 2
        f = radicand ** sympy.Rational(rng.choice([-3, -1, 1, 3]), 2)
        F = integrate_wave_root(f, x)
        assert F is not None, f
        assert_is_antiderivative(F, f)


@pytest.mark.parametrize(
    "f",
    [
        sympy.tan(a * x) * (a + b * sympy.sec(a * x) ** 2) ** sympy.Rational(3, 2),
        sympy.sqrt(sympy.sech(x) ** 2 - 1),
        sympy.tanh(x) / (3 - sympy.coth(x) ** 2) ** sympy.Rational(3, 2),
        (-(sympy.csch(x) ** 2)) ** sympy.Rational(-5, 2),
        sympy.sqrt(sympy.tanh(x) ** 2 - 1),
    ],
)
def test_squares_powers_and_parameters(f: sympy.Expr) -> None:
    F = integrate_wave_root(f, x)
    assert F is not None
    assert_is_antiderivative(F, f)


@pytest.mark.parametrize("f", [sympy.sqrt(1 + sympy.sin(x) ** 2), sympy.cbrt(sympy.tan(x)), sympy.tan(x), x])
def test_other_functions_are_left_to_others(f: sympy.Expr) -> None:
    assert integrate_wave_root(f, x) is None

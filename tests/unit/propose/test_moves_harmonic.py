"""a cos(w) + b sin(w) under a root as one wave, a turn on."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, sin, sqrt

from symassist.propose.moves_harmonic import one_wave
from symassist.propose.special import closed_form
from tests.helpers import assert_is_antiderivative

x = sympy.Symbol("x", real=True)
t = sympy.Symbol("t", real=True)
a, b, c = sympy.symbols("a b c", positive=True)
VALUES = {a: 2, b: 3, c: 5}


@pytest.mark.parametrize(
    "f",
    [
        sqrt(a * cos(x) + b * sin(x)),
        1 / sqrt(c + a * cos(2 * x) + b * sin(2 * x)),
        (7 - 3 * cos(x) + 4 * sin(x)) ** sympy.Rational(-3, 2),
        sqrt(4 * sin(x + 1) - 3 * cos(x + 1)),
    ],
)
def test_the_root_of_one_wave_is_left(f: sympy.Expr) -> None:
    (move,) = one_wave(f, x, t)
    g = move.parts[0].integrand
    assert not g.has(sin)
    inner = closed_form(g, t)
    assert inner is not None
    assert_is_antiderivative(move.assembled([inner]).subs(VALUES), f.subs(VALUES), x)


@pytest.mark.parametrize(
    "f",
    [
        1 / (a * cos(x) + b * sin(x)),  # no root
        sqrt(a * cos(x) + b * sin(2 * x)),
        sqrt(a * cos(x) + b * sin(x) ** 2),
        sqrt(cos(x) + sin(x)) * sqrt(cos(x) - sin(x)),  # two phases
        x * sqrt(cos(x) + sin(x)),
        sqrt(1 + cos(x)),
    ],
)
def test_others_are_left_alone(f: sympy.Expr) -> None:
    assert not list(one_wave(f, x, t))

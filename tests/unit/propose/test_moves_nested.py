"""Roots within roots, and a pole taken to infinity: the new integrand is simpler and the way back is right."""

from __future__ import annotations

import pytest
import sympy
from sympy import exp, sin, sqrt

from symassist.propose.moves import Move
from symassist.propose.moves_nested import nested_moves
from symassist.propose.moves_poles import poles_to_infinity
from symassist.propose.real_radicands import fractional_powers
from symassist.propose.special import closed_form
from tests.helpers import assert_is_antiderivative

x, t = sympy.symbols("x t")
a, b, c, d, f = sympy.symbols("a b c d f", positive=True)
VALUES = {a: 2, b: 3, c: 5, d: 7, f: 11}


def moved_back(move: Move) -> sympy.Expr:
    """f again, as the derivative of the whole with the part's integrand for that of the placeholder."""
    ((g, u),) = [(part.integrand, part.variable) for part in move.parts]
    (mark,) = move.whole.free_symbols - {x, *VALUES}
    return move.whole.xreplace({mark: g.subs(u, move.inner) * sympy.diff(move.inner, x)})


def same_at(f: sympy.Expr, g: sympy.Expr, places: tuple[float, ...]) -> bool:
    values = [(complex(e.subs(VALUES).subs(x, place).n(30)) for e in (f, g)) for place in places]
    return all(abs(left - right) < 1e-12 * abs(left) for left, right in values)


@pytest.mark.parametrize(
    "integrand",
    [
        1 / (sqrt(sqrt(x**4 + 1) - x**2) * (x**4 + 1)),
        sqrt(x**2 + sqrt(a + x**4)) / (x**4 + a),
        1 / ((1 + x**3) * sqrt(x + (1 + x**3) ** sympy.Rational(1, 3))),
        1 / (x * sqrt(sqrt(a + b * x) + sqrt(c + b * x))),
        sqrt(sqrt(1 / x + 1) - sqrt(1 / x - 1)) / sqrt(1 - x**2),
        (sqrt(x) + sqrt(x + 1)) ** sympy.Rational(1, 3),
    ],
)
def test_no_root_within_a_root_is_left(integrand: sympy.Expr) -> None:
    move = next(nested_moves(integrand, x, t))
    g = move.parts[0].integrand
    assert not any(p.base.has(q) for p in fractional_powers(g, t) for q in fractional_powers(g, t) if p != q)
    assert same_at(integrand, moved_back(move), (0.3, 0.7, 0.9))


@pytest.mark.parametrize("integrand", [sqrt(x**2 + 1), sqrt(x + sqrt(x**5 + x + 1)), sqrt(sqrt(x) + sqrt(x + 1) + x)])
def test_other_roots_have_no_such_move(integrand: sympy.Expr) -> None:
    assert not list(nested_moves(integrand, x, t))


@pytest.mark.parametrize(
    "integrand",
    [
        x * f ** (c / (a + b * x)),
        x * exp((a + b * x) / (c + d * x)),
        x * sin(a + b / (c + d * x)),
        x * f ** (a + b / (c + d * x) ** 2),
    ],
)
def test_a_pole_is_taken_to_infinity(integrand: sympy.Expr) -> None:
    (move,) = poles_to_infinity(integrand, x, t)
    assert same_at(integrand, moved_back(move), (-3.1, 0.3, 2.5))
    inner = closed_form(move.parts[0].integrand, t)
    assert inner is not None
    assert_is_antiderivative(move.assembled([inner]).subs(VALUES), integrand.subs(VALUES), x)


@pytest.mark.parametrize("integrand", [x * exp(1 / x), exp(1 / (x**2 + 1)), exp(1 / (x + 1)) * sin(x), x / (x + 1)])
def test_others_have_no_such_pole(integrand: sympy.Expr) -> None:
    assert not list(poles_to_infinity(integrand, x, t))

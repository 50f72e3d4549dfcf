"""Pseudo-elliptic integrals: what is odd under an involution that permutes the radicand's roots is elementary."""

from __future__ import annotations

import random

import pytest
import sympy

from symassist.propose.agreement import Agreement, agreement
from symassist.propose.formulas import at_once
from symassist.propose.moves_elliptic import elliptic_moves
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.real_radicands import fractional_powers
from tests.helpers import X as x
from tests.helpers import assert_is_antiderivative

t, z = sympy.symbols("t z")
a, b = sympy.symbols("a b", positive=True)


def test_what_is_odd_under_an_involution_becomes_elementary() -> None:
    rng = random.Random(7)
    for _ in range(4):
        a, b = (sympy.Integer(rng.choice(choices)) for choices in ([1, 2, 3], [-1, -2, -3]))
        y = (x - a) / (x - b)
        # sqrt((y**2 + m)(y**2 + n)) (x - b)**2 as the root of a quartic in x, and dx = (x - b)**2 dy/(a - b).
        m, n = rng.choice([(1, 2), (2, 5), (1, 3)])
        quartic = sympy.expand(((x - a) ** 2 + m * (x - b) ** 2) * ((x - a) ** 2 + n * (x - b) ** 2))
        f = sympy.factor(sympy.cancel(y / (y**2 + 4))) / sympy.sqrt(quartic)
        moves = [
            move
            for move in elliptic_moves(f, x, t, fractional_powers(f, x))
            if move is not None and len(move.parts) == 1
        ]
        odd = [move for move in moves if agreement(move.parts[0].integrand, -move.parts[0].integrand.subs(t, -t), t)
               is Agreement.EQUAL]  # fmt: skip
        assert odd, f
        h = sympy.cancel((odd[0].parts[0].integrand / t).subs(t, sympy.sqrt(z))) / 2
        half = integrate_quadratic_root(sympy.factor(h), z)
        assert half is not None, h
        assert_is_antiderivative(odd[0].assembled([half.subs(z, t**2)]), f)


def test_the_cubic_with_one_real_root_splits_into_its_halves() -> None:
    f = 1 / (x * sympy.sqrt(x**3 + x**2 + x))
    (move,) = [each for each in elliptic_moves(f, x, t, fractional_powers(f, x)) if each is not None]
    assert len(move.parts) == 2
    whole = sympy.Add(*(part.integrand for part in move.parts))
    assert agreement(f, whole.subs(t, move.inner) * sympy.diff(move.inner, x), x) is Agreement.EQUAL


@pytest.mark.parametrize(
    "f",
    [
        (x**2 - 1) / ((x**2 + 1) * sympy.sqrt(x**4 + 1)),  # Euler
        (x**2 - 2) / ((x**2 + sympy.sqrt(2) * x + 2) * sympy.sqrt(x**4 + 4)),
        (x**2 - a) / ((x**2 + a) * sympy.sqrt(x**4 + b * x**2 + a**2)),
        (1 + x**2) / ((1 - x**2) * sympy.sqrt(1 - 3 * x**2 + x**4)),
    ],
)
def test_sums_with_the_reciprocal_lead_to_the_root_of_a_quadratic(f: sympy.Expr) -> None:
    moves = [m for m in elliptic_moves(f, x, t, fractional_powers(f, x)) if m and m.rule == "sum with the reciprocal"]
    answers = [integrate_quadratic_root(m.parts[0].integrand, t) for m in moves]
    assert any(answers)
    for move, answer in zip(moves, answers, strict=True):
        if answer is not None:
            assert agreement(f, move.assembled([answer]).diff(x), x) is Agreement.EQUAL


def test_what_is_elementary_with_symbols_is_not_answered_by_elliptic_integrals() -> None:
    f = (x**2 - a) / ((x**2 + a) * sympy.sqrt(x**4 + b * x**2 + a**2))
    found = at_once(f, x, 0.0)
    assert found is not None
    assert not found.answer.has(sympy.elliptic_f, sympy.elliptic_pi)
    assert_is_antiderivative(found.answer.subs({a: 2, b: 3}), f.subs({a: 2, b: 3}))


def test_a_first_kind_integral_is_no_sum_with_the_reciprocal() -> None:
    f = 1 / sympy.sqrt(x**4 + 1)
    assert not [m for m in elliptic_moves(f, x, t, fractional_powers(f, x)) if m is not None]


@pytest.mark.parametrize("f", [1 / sympy.sqrt(x**2 + 1), 1 / sympy.cbrt(x**3 + x), 1 / sympy.sqrt(x**5 + x)])
def test_other_roots_have_no_such_moves(f: sympy.Expr) -> None:
    assert not list(elliptic_moves(f, x, t, fractional_powers(f, x)))

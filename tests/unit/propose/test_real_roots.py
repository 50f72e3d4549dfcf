"""Rational functions over irreducible cubics and quartics: random ones come out in real radicals or cosines."""

from __future__ import annotations

import random

import pytest
import sympy

from symassist.propose.rational import integrate_rational
from tests.helpers import X as x
from tests.helpers import assert_is_antiderivative


@pytest.mark.parametrize("degree", [3, 4])
def test_random_denominators(degree: int) -> None:
    rng = random.Random(degree)
    solved = 0
    while solved < 6:
        q = rng.choice([-3, -2, 1, 2, 5]) * x**degree + sum(rng.randint(-5, 5) * x**k for k in range(degree))
        _, factors = sympy.factor_list(q, x)
        if sympy.degree(factors[-1][0], x) != degree:
            continue
        f = sum(rng.randint(-4, 4) * x**k for k in range(degree - 1)) / q + 1 / (x + 7)
        F = integrate_rational(f, x)
        assert F is not None, f
        assert not F.has(sympy.I, sympy.RootSum, sympy.CRootOf)
        assert_is_antiderivative(F, f)
        solved += 1


@pytest.mark.parametrize(
    "q", [x**3 - 3 * x + 1, x**3 + x + 1, x**4 + x + 1, x**4 - 8 * x**2 + x + 3, (x**3 + x + 1) ** 2]
)
def test_one_two_three_and_four_real_roots(q: sympy.Expr) -> None:
    F = integrate_rational(x / q, x)
    assert F is not None
    assert_is_antiderivative(F, x / q)


def test_symbols_in_a_cubic_are_left_to_others() -> None:
    assert integrate_rational(1 / (x**3 + sympy.Symbol("a", positive=True) * x + 1), x) is None

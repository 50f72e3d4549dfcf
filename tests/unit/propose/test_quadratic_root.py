"""Roots of linear and quadratic functions, outright: random integrands with numbers and with symbols, all judged."""

from __future__ import annotations

import random

import pytest
import sympy

from symassist.propose.formulas import at_once
from symassist.propose.quadratic_root import integrate_quadratic_root
from tests.helpers import X as x
from tests.helpers import assert_is_antiderivative

a, b, c, d, e = sympy.symbols("a b c d e", positive=True)
DRAWS = 6


def _half(rng: random.Random, low: int = -5, high: int = 3) -> sympy.Rational:
    return sympy.Rational(rng.choice([k for k in range(low, high + 1) if k % 2]), 2)


def _polynomial(rng: random.Random, degree: int) -> sympy.Expr:
    lead = rng.choice([-3, -2, -1, 1, 2, 3, 5])
    return lead * x**degree + sum(rng.randint(-5, 5) * x**k for k in range(degree))


FAMILIES = {
    "numbers": lambda rng: _polynomial(rng, 2) ** _half(rng) * _polynomial(rng, 2) ** rng.randint(-2, -1),
    "a quadratic with symbols": lambda rng: (d + e * x) ** rng.randint(-2, 2) * (a + b * x + c * x**2) ** _half(rng),
    "two lines": lambda rng: (a + b * x) ** _half(rng) * (c + d * x) ** _half(rng),
    "a line beside its root": lambda rng: (a + b * x) ** rng.randint(-3, 3) * (c + d * x) ** _half(rng),
    "without linear terms": lambda rng: x ** rng.randint(-3, 3) / (d + e * x**2) * (a + b * x**2) ** _half(rng, -3, 3),
}


@pytest.mark.parametrize("draw", FAMILIES.values(), ids=FAMILIES.keys())
def test_random_integrands_are_solved_and_the_judge_agrees(draw: object) -> None:
    rng = random.Random(11)
    for _ in range(DRAWS):
        f = draw(rng)  # type: ignore[operator]
        if not f.has(sympy.sqrt) and f.is_rational_function(x):
            continue
        F = integrate_quadratic_root(f, x)
        assert F is not None, f
        assert_is_antiderivative(F, f)


def test_a_sum_of_the_root_and_a_polynomial_in_the_denominator() -> None:
    f = x / (x + 3 * sympy.sqrt(x**2 + x + 1))
    F = integrate_quadratic_root(f, x)
    assert F is not None
    assert_is_antiderivative(F, f)


def test_a_root_that_is_nowhere_real_keeps_its_spelling() -> None:
    f = sympy.sqrt(-(x**2) - 1) / (1 - x**2)
    F = integrate_quadratic_root(f, x)
    assert F is not None
    assert not F.has(sympy.sqrt(x**2 + 1))
    assert_is_antiderivative(F, f)


@pytest.mark.parametrize("f", [1 / sympy.sqrt(x**3 + 1), sympy.cbrt(x**2 + 1), sympy.sqrt(x) * sympy.exp(x), x**2])
def test_other_functions_are_left_to_others(f: sympy.Expr) -> None:
    assert integrate_quadratic_root(f, x) is None


def test_the_search_has_it_among_its_formulas() -> None:
    found = at_once((a + b * x + c * x**2) ** sympy.Rational(-3, 2) / (d + e * x), x, 0.0)
    assert found is not None
    assert found.rule == "root of a quadratic"

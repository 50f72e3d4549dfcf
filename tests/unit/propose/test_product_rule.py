"""Products that are read off by the product rule, and what they leave."""

from __future__ import annotations

import random
from contextlib import closing

import pytest
import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.agreement import Agreement, agreement
from symassist.propose.explore import rework
from symassist.propose.formulas import at_once
from symassist.propose.product_rule import integrate_product, products
from symassist.propose.search import SearchProposer
from tests.helpers import X as x
from tests.helpers import assert_is_antiderivative, random_expression

KERNELS = (sympy.log, sympy.atan, sympy.asinh, sympy.tan, sympy.tanh, sympy.cosh, sympy.sin, sympy.sqrt)


def test_random_products_are_found_again() -> None:
    """P s(u) with P and u at random, differentiated and not simplified: what no table of integrals has."""
    rng = random.Random(11)
    found = 0
    for _ in range(24):
        p, u = (random_expression(rng, rng.randint(1, 3)) for _ in range(2))
        if not (p.has(x) and u.has(x)) or u.is_polynomial(x):
            u = x + sympy.exp(x)
        F = p * rng.choice(KERNELS)(u)
        answer = integrate_product(F.diff(x), x)
        if answer is not None:
            found += 1
            assert agreement(F.diff(x), answer.diff(x), x) is Agreement.EQUAL
    assert found >= 18


@pytest.mark.parametrize(
    "F",
    [
        x * sympy.sqrt(x / (2 * x + 5) - sympy.cos(x) - sympy.log(x)),
        x**3 * sympy.tan(x + sympy.log(x)),
        sympy.log(x + sympy.cosh(x)) ** 2 * sympy.cos(x) / x,
        x * sympy.exp(x) / (x + sympy.sin(x)) ** 2,
        x * sympy.sin(x) * sympy.cosh(x**2 - sympy.log(x)),
        (x**2 + sympy.sin(x)) ** sympy.Rational(5, 3) * sympy.atan(x),
    ],
)
def test_products(F: sympy.Expr) -> None:
    answer = integrate_product(sympy.diff(F, x), x)
    assert answer is not None
    assert_is_antiderivative(answer, sympy.diff(F, x))


def test_a_power_of_x_is_written_as_one() -> None:
    F = x**2 * sympy.asinh(sympy.log(x) + x)
    assert integrate_product(F.diff(x), x) == F


def test_what_a_product_leaves_is_integrated_by_other_means() -> None:
    f = 2 * x * (x**3 - x - 1) / sympy.sqrt(x**4 + 1) + (3 * x**2 - 1) * sympy.asinh(x**2) + 1
    peeled = list(products(f, x, lambda g: sympy.integrate(g, x)))
    assert any(not each.rest.has(sympy.asinh) for each in peeled)
    moves = [m for m in rework(f, x, 5.0).moves if m.rule == "product rule"]
    rests = [(move, at_once(move.parts[0].integrand, x, 0.0)) for move in moves]
    answers = [move.assembled([rest.answer]) for move, rest in rests if rest is not None]
    assert answers
    for answer in answers:
        assert_is_antiderivative(answer, f)


def test_what_is_left_has_fewer_powers_though_more_operations() -> None:
    s = sympy.asin(x)
    f = x * s ** sympy.Rational(3, 2) / (1 - x**2) ** 2 - 3 * x / (8 * (1 - x**2) * sympy.sqrt(s))
    rests = [each.rest for each in products(f, x, lambda _: None)]
    assert any(sympy.count_ops(rest) > sympy.count_ops(f) and not rest.has(1 / sympy.sqrt(s)) for rest in rests)


def test_fractional_powers_of_a_function_go_down_step_by_step() -> None:
    F = sympy.asin(x) ** sympy.Rational(3, 2) / (1 - x**2) - x * sympy.sqrt(sympy.asin(x)) / sympy.sqrt(1 - x**2)
    f = sympy.diff(F, x)
    with closing(SearchProposer().propose(Problem(f, x), Budget.of(20))) as candidates:
        assert_is_antiderivative(next(candidates).expression, f)


@pytest.mark.parametrize("f", [sympy.exp(-(x**2)), sympy.sin(x) / x, 1 / sympy.log(x), sympy.sqrt(sympy.sin(x))])
def test_no_product(f: sympy.Expr) -> None:
    assert integrate_product(f, x) is None

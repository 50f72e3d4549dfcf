"""Parallel integration over a finite field: derivatives of towers are integrated, what is not elementary is not."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from symassist.propose.finite_evaluator import Evaluator
from symassist.propose.finite_field import P, rational, root
from symassist.propose.parallel import integrate_parallel
from tests.helpers import assert_is_antiderivative

x, a = sympy.symbols("x a")
exp, log, sin, cos, tan, atan, sqrt = sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.atan, sympy.sqrt

TOWERS = [
    x**2 * exp(3 * x / 2) * sqrt(x**2 - 1),
    sin(2 * x) * log(x + 1) + cos(3 * x) ** 2,
    x / (exp(x) + log(x)),
    log(log(x) + x),
    x * sqrt(log(x**2 + 2)) + sin(exp(x)),
    atan(exp(x)) + x * log(x) ** 2,
    1 / cos(x) ** 9 + x,
]


@pytest.mark.parametrize("F", TOWERS)
def test_derivatives_of_towers_are_integrated(F: sympy.Expr) -> None:
    f = F.diff(x)
    fitted = integrate_parallel(f, x)
    assert fitted is not None
    assert fitted.answer is not None
    assert_is_antiderivative(fitted.answer, f)


@pytest.mark.parametrize("f", [exp(-(x**2)), sin(x) / x, 1 / log(x), exp(x) / x])
def test_what_is_not_elementary_has_no_fit(f: sympy.Expr) -> None:
    assert integrate_parallel(f, x) is None


def test_derivatives_in_the_field_are_derivatives() -> None:
    for F in (*TOWERS, (x**2 + 1) ** sympy.Rational(1, 3) * sympy.asin(x / 2), sympy.sinh(x) / sympy.cosh(2 * x), x**x):
        f = F.diff(x)
        evaluator = Evaluator(x, 200)
        evaluator.prepare(F)
        difference = (evaluator.dual(F)[1] - evaluator.dual(f)[0]) % P
        assert evaluator.good.sum() >= 5
        assert not difference[evaluator.good].any()
        other = (evaluator.dual(F)[1] - evaluator.dual(2 * f)[0]) % P
        assert other[evaluator.good].any()


def test_roots_and_fractions_in_the_field() -> None:
    values = np.arange(2, 400, dtype=np.int64)
    for n in (2, 3, 5, 6):
        found, good = root(values, n)
        assert 10 < good.sum() < len(values)
        assert all(pow(int(r), n, P) == int(v) for r, v in zip(found[good], values[good], strict=True))
    assert rational(5 * pow(7, -1, P) % P) == sympy.Rational(5, 7)
    assert rational(P - 3) == -3
    assert rational(1234567891) is None

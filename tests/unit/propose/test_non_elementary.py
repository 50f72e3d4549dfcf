"""Proofs that an integral is not elementary: never for one that is."""

from __future__ import annotations

import random

import pytest
import sympy

from symassist.propose.non_elementary import decidable, proof

x, a = sympy.symbols("x a")
exp, log = sympy.exp, sympy.log


@pytest.mark.parametrize("f", [exp(-(x**2)), exp(x) / x, 1 / log(x), exp(exp(x)), log(x) / (x + 1), exp(1 / x)])
def test_the_classics_are_proved(f: sympy.Expr) -> None:
    assert decidable(f, x)
    assert "no elementary antiderivative" in (proof(f, x) or "")


@pytest.mark.parametrize(
    "f", [exp(-a * x**2), sympy.sin(x) / x, sympy.sqrt(log(x)), x**x, exp(sympy.pi * x) / x, 1 / x]
)
def test_outside_its_domain_nothing_is_claimed(f: sympy.Expr) -> None:
    assert not decidable(f, x)


def test_no_elementary_integral_is_called_non_elementary() -> None:
    rng = random.Random(4)
    kernels = [exp(x), exp(x**2), log(x), log(x + 1), exp(-x), log(log(x)), x, x**2, 1 / x]
    checked = 0
    for _ in range(8):
        F = sympy.Add(*(rng.choice([-2, 1, 3]) * sympy.Mul(*rng.sample(kernels, rng.randint(1, 2))) for _ in range(2)))
        f = sympy.expand(F.diff(x))
        if f.has(x) and decidable(f, x):
            checked += 1
            assert proof(f, x) is None, F
    assert checked >= 5

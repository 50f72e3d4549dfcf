"""Shared by tests: random antiderivatives, corruptions of them, and what it means that an answer is right."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import mpmath
import numpy as np
import sympy

from symassist.budget import Budget
from symassist.numerics.evaluate import evaluate
from symassist.problem import Problem
from symassist.verify.verdict import VerificationStatus
from symassist.verify.verifier import verify, verify_antiderivative

X = sympy.Symbol("x")
_UNARY: tuple[Callable[[sympy.Expr], sympy.Expr], ...] = (
    *(sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.sqrt, sympy.atan, sympy.asin, sympy.sinh),
    *(sympy.cosh, sympy.tanh, sympy.asinh, sympy.erf, lambda u: u**2, lambda u: 1 / u),
)
_GROWING = (sympy.exp, sympy.sinh, sympy.cosh, sympy.erf)


def assert_is_antiderivative(F: sympy.Expr | None, f: sympy.Expr, x: sympy.Symbol = X, *, proved: bool = False) -> None:
    """Fails unless F' = f on all of f's real domain, and, if ``proved``, unless that is proved."""
    assert F is not None, f"no antiderivative of {f}"
    verdict = verify_antiderivative(F, f, x, timeout=20) if proved else verify(Problem(f, x), F, Budget.of(20))
    assert verdict.solved, f"{F} for {f}: {verdict}"
    assert verdict.status is VerificationStatus.PROVED or not proved, f"{F} for {f}: {verdict}"
    assert verdict.region is not None
    assert verdict.region.whole, f"{F} for {f} holds only on {verdict.region}"


def random_expression(rng: random.Random, operators: int, x: sympy.Symbol = X) -> sympy.Expr:
    """A random expression in x with about so many operators."""
    if operators <= 0:
        return x if rng.random() < 0.75 else sympy.Integer(rng.choice([-3, -2, -1, 1, 2, 3, 5]))
    if rng.random() < 0.5:
        inner = random_expression(rng, operators - 1, x)
        inner = inner if inner.has(x) else inner + x
        # No towers of exponentials: SymPy, which makes the questions here, can spend minutes on their values.
        allowed = [u for u in _UNARY if not (u in _GROWING and inner.has(*_GROWING))]
        return rng.choice(allowed)(inner)
    left = rng.randrange(operators)
    a, b = random_expression(rng, left, x), random_expression(rng, operators - 1 - left, x)
    return a + b if rng.random() < 0.45 else a * b


def random_antiderivative(rng: random.Random, x: sympy.Symbol = X) -> sympy.Expr:
    """A sum of one to three random terms with random coefficients, not constant, finite somewhere."""
    while True:
        terms = [
            sympy.Rational(rng.choice([-3, -2, -1, 1, 2, 3, 5]), rng.choice([1, 1, 2, 3]))
            * random_expression(rng, rng.randint(1, 4), x)
            for _ in range(rng.randint(1, 3))
        ]
        F = sympy.Add(*terms)
        if F.has(x) and not F.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I) and _real(F, x).any():
            return F


def spellings(f: sympy.Expr) -> Iterator[sympy.Expr]:
    """f as differentiation leaves it, expanded, and over one denominator."""
    yield f
    yield sympy.expand(f)
    yield sympy.together(f)


def corrupt(F: sympy.Expr, rng: random.Random, kind: str) -> sympy.Expr | None:
    """F with one fault of the given kind (``CORRUPTIONS``); None where F has no place for it."""
    terms = list(sympy.Add.make_args(F))
    k = rng.randrange(len(terms))
    if kind == "sign":
        terms[k] = -terms[k]
    elif kind == "coefficient":
        terms[k] *= rng.choice([2, 3, sympy.Rational(1, 2), sympy.Rational(4, 3)])
    elif kind == "lost term":
        if len(terms) == 1:
            return None
        del terms[k]
    elif kind == "tiny":
        terms[k] *= 1 + sympy.Rational(1, 10**30)
    else:
        places = [node for node in sympy.preorder_traversal(F) if isinstance(node, sympy.Function)]
        if not places:
            return None
        node = rng.choice(places)
        return F.xreplace({node: node.func(node.args[0] * 2) if rng.random() < 0.5 else node.func(node.args[0] + 1)})
    return sympy.Add(*terms)


CORRUPTIONS = ("sign", "coefficient", "lost term", "inner function", "tiny")
_PROBES = (1.375, -1.28125, 0.265625, -0.3125, 3.875, -4.0625, 5.5, 0.90625)


def _real(e: sympy.Expr, x: sympy.Symbol) -> np.ndarray:
    """At which probes e is real and finite."""
    values = evaluate(e, {x: np.array(_PROBES)})
    return np.isfinite(values) & (np.abs(values.imag) <= 1e-12 * np.abs(values))


def differs_everywhere(wrong: sympy.Expr, right: sympy.Expr, x: sympy.Symbol = X) -> bool:
    """Whether two derivatives differ at every probe where the right one is real: SymPy's, in 80 digits of mpmath."""
    f, g = right.diff(x), wrong.diff(x)
    real = [p for p, ok in zip(_PROBES, _real(f, x), strict=True) if ok]
    left, other = sympy.lambdify(x, f, "mpmath"), sympy.lambdify(x, g, "mpmath")
    with mpmath.workdps(80):
        for p in real:
            try:
                a, b = left(mpmath.mpf(p)), other(mpmath.mpf(p))
            except (ZeroDivisionError, ValueError):
                return False
            if not mpmath.isfinite(b) or abs(a - b) < abs(a) * mpmath.mpf("1e-45"):
                return False
    return bool(real)

"""Integrals over the line by residues: against known values and against numbers that know nothing of poles."""

from __future__ import annotations

import pytest
import sympy
from sympy import cos, exp, pi, sin, sqrt

from symassist.budget import Budget
from symassist.definite import evaluate_between
from symassist.definite.quadrature import quadrature
from symassist.definite.residues import by_residues
from symassist.problem import Problem
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.workers import default_pool

x, a, b = sympy.symbols("x a b")
oo = sympy.oo
LINE, HALF = (-oo, oo), (sympy.Integer(0), oo)


@pytest.mark.parametrize(
    ("f", "limits", "value"),
    [
        (cos(x) / (x**2 + 1), LINE, pi / sympy.E),
        (x * sin(x) / (x**2 + 1), HALF, pi / (2 * sympy.E)),
        (sin(x) / x, HALF, pi / 2),
        (sin(x) ** 2 / (x**2 + 1), LINE, pi * (1 - exp(-2)) / 2),
        (cos(x) / (x**4 + 1), LINE, pi * exp(-1 / sqrt(2)) * sin(1 / sqrt(2) + pi / 4)),
        (1 / (x**2 + 1) ** 3, LINE, 3 * pi / 8),
        (cos(3 * x) / (x**2 + 2 * x + 5), LINE, pi * exp(-6) * cos(3) / 2),
        (exp(sympy.I * x) / (x**2 + 1), LINE, pi / sympy.E),
        (cos(a * x) / (x**2 + b**2), HALF, pi * exp(-a * b) / (2 * b)),
        (x * sin(a * x) / (x**2 + b**2) ** 2, HALF, pi * a * exp(-a * b) / (4 * b)),
        (x**2 / ((x**2 + a**2) * (x**2 + b**2)), LINE, pi / (a + b)),
    ],
)
def test_known_values(f: sympy.Expr, limits: tuple[sympy.Expr, sympy.Expr], value: sympy.Expr) -> None:
    found = by_residues(f, x, limits, (a, b))
    assert found is not None
    assert sympy.simplify(found.value - value) == 0


def test_random_rational_functions_agree_with_quadrature() -> None:
    for k in (1, 2, 3):
        f = (2 - k * x) * cos(k * x / 2) / ((x**2 + k * x + k**2) * (x**2 + 2))
        found = by_residues(f, x, LINE, ())
        assert found is not None
        seen = quadrature(f, x, -oo, oo, 30.0)
        assert seen.middle is not None
        assert abs(seen.middle - complex(found.value)) < 1e-8


@pytest.mark.parametrize(
    ("f", "limits"),
    [
        (cos(x) / (x**2 + 1), (sympy.Integer(0), sympy.Integer(1))),
        (sin(x) / (x**2 + 1), HALF),  # odd: the half line says nothing
        (cos(x**2) / (x**2 + 1), LINE),
        (x**2 * cos(x) / (x**2 + 1), LINE),
        (x / (x**2 + 1), LINE),
        (cos(x) / (x - 1) ** 2, LINE),
        (exp(-x) / (x**2 + 1), HALF),
        (1 / (x**5 + x + 7), LINE),
    ],
)
def test_other_integrals_are_left_alone(f: sympy.Expr, limits: tuple[sympy.Expr, sympy.Expr]) -> None:
    assert by_residues(f, x, limits, ()) is None


def test_a_principal_value_is_not_taken_for_the_integral() -> None:
    f = cos(x) / (x**2 - 1)
    proposed = by_residues(f, x, LINE, ())
    assert proposed is not None
    assert proposed.value == -pi * sin(1)
    unknown = Verdict(VerificationStatus.UNKNOWN)
    found = evaluate_between(Problem(f, x, LINE), None, unknown, Budget.of(20), pool=default_pool())
    assert found.divergent
    assert found.value is None

"""The jumps of an antiderivative that its integrand does not have are taken out."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from sympy import Abs, Heaviside, Rational, atan, ceiling, cos, exp, floor, pi, sign, sin, sqrt, tan

from symassist import Assistant, Problem, VerificationStatus
from symassist.numerics.evaluate import evaluate
from symassist.propose.continuous import continuous_form

x = sympy.Symbol("x")
a = sympy.Symbol("a", positive=True)


@pytest.mark.parametrize(
    ("f", "F"),
    [
        (Abs(sin(x)), -cos(x) * sign(sin(x))),
        (Abs(sin(a * x)), -cos(a * x) * sign(sin(a * x)) / a),
        (floor(2 * x), x * floor(2 * x)),
        (x * ceiling(x), x**2 * ceiling(x) / 2),
        (sign(cos(x)), x * sign(cos(x))),
        (exp(-x) * Abs(x), -(x + 1) * exp(-x) * sign(x)),
        (x * Abs(2 - x), -sign(x - 2) * (x**2 - x**3 / 3) + 5),
        (x * Heaviside(1 - x), x**2 * Heaviside(1 - x) / 2),
        (sqrt(1 - cos(x)), -2 * sqrt(cos(x) + 1) * sign(sin(x))),
        (1 / (2 + cos(x)), 2 * sqrt(3) * atan(sqrt(3) * tan(x / 2) / 3) / 3),
        (1 / (3 + 2 * sin(x)), 2 * sqrt(5) * atan(sqrt(5) * (3 * tan(x / 2) + 2) / 5) / 5),
        (3 / (5 - 4 * cos(2 * x)), -atan(-3 * tan(x))),
    ],
)
def test_jumps_are_taken_out(f: sympy.Expr, F: sympy.Expr) -> None:
    form = continuous_form(Problem(f, x), F)
    assert form is not None
    points = np.linspace(-9.7, 9.9, 4001)  # none at a place itself, where sign is 0 and tan is infinite
    values = {x: points, a: np.full(points.shape, 1.7)}
    before, after, slope = (evaluate(e, values).real for e in (F, form, f))
    rise = np.diff(points) * np.maximum(np.abs(slope[1:]), np.abs(slope[:-1])) + 1e-4
    assert (np.abs(np.diff(before)) > 3 * rise).any()
    assert (np.abs(np.diff(after)) <= 1.2 * rise).all()


@pytest.mark.parametrize(
    ("f", "F"),
    [
        (1 / (1 + x**2), atan(x)),
        (Abs(x), x * Abs(x) / 2),
        (-1 / x**2, 1 / x + sign(x)),
        (1 / (x - Rational(1, 2)), sign(2 * x - 1) + sympy.log(Abs(2 * x - 1))),
        (sin(x) ** floor(x), floor(x) ** floor(x)),
    ],
)
def test_what_does_not_jump_or_stands_at_a_pole_is_left_alone(f: sympy.Expr, F: sympy.Expr) -> None:
    assert continuous_form(Problem(f, x), F) is None


def test_the_assistant_prefers_the_form_without_jumps_and_proves_it() -> None:
    solution = Assistant(timeout=20, proposers=("retrieval", "ansatz")).solve(Problem(Abs(sin(x)), x))
    F = solution.antiderivative
    assert solution.verdict.status is VerificationStatus.PROVED
    assert solution.verdict.region is not None
    assert solution.verdict.region.whole
    assert abs(float(F.subs(x, 10 * pi + 0.1) - F.subs(x, 0.1)) - 20.0) < 1e-9

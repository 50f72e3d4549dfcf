"""Partly right answers get a form that holds on the whole real domain."""

from __future__ import annotations

import pytest
import sympy
from sympy import Abs, acosh, asec, asin, cos, log, sin, sqrt

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.branches import complex_form, whole_line_forms, with_signs
from symassist.verify.verifier import LINE_ONLY, verify

x, a = sympy.symbols("x a")
ROOT = sqrt(x**2 - 1)


@pytest.mark.parametrize(
    ("F", "f"),
    [
        (acosh(x), 1 / ROOT),
        (-acosh(-x), 1 / ROOT),
        (acosh(a * x) / a, 1 / sqrt(a**2 * x**2 - 1)),
        (x**2 / 2, Abs(x)),
        (-(x**2) / 2, sqrt(x**2)),
        (x**3 / 3 + x**2 / 2, x**2 + Abs(x)),
        (-asin(1 / x), 1 / (x * ROOT)),
        (x * asin(1 / x) + log(x + ROOT), asin(1 / x)),
        (-2 * sqrt(2) * cos(x / 2), sqrt(1 - cos(x))),
        (-cos(x), Abs(sin(x))),
        (log(x) ** 2 / 2, log(Abs(x)) / x),
    ],
    ids=str,
)
def test_some_form_holds_on_the_whole_domain(F: sympy.Expr, f: sympy.Expr) -> None:
    problem = Problem(f, x)
    first = verify(problem, F, Budget.of(10)).region
    assert first is not None
    assert not first.whole
    verdicts = [verify(problem, form, Budget.of(10)) for form in whole_line_forms(problem, F)]
    assert any(v.solved and v.region is not None and v.region.whole for v in verdicts)


@pytest.mark.parametrize("u", [x, 3 * x, 2 * x - 1])
def test_roots_beside_acosh_are_cut_where_it_is(u: sympy.Expr) -> None:
    problem = Problem(acosh(u) + 3 * asin(6 * x), x)  # nowhere real
    slope = sympy.diff(u, x)
    F = (u * acosh(u) - sqrt(sympy.expand(u**2 - 1))) / slope + 3 * x * asin(6 * x) + sqrt(1 - 36 * x**2) / 2
    assert verify(problem, F, Budget.of(10)).reason == LINE_ONLY
    assert verify(problem, complex_form(F, x), Budget.of(10)).solved
    assert complex_form(x * asin(x) + sqrt(1 - x**2), x) == x * asin(x) + sqrt(1 - x**2)


def test_what_no_signs_mend_is_left_alone() -> None:
    assert with_signs(Problem(Abs(x), x), x**3) is None
    assert with_signs(Problem(x, x), sympy.Function("g")(x)) is None


def test_a_term_of_the_right_sign_keeps_it() -> None:
    assert with_signs(Problem(x**2 + Abs(x), x), x**3 / 3 + x**2 / 2) == x**3 / 3 + x**2 * sympy.sign(x) / 2
    assert with_signs(Problem(asec(x), x), x * asec(x) - acosh(x)) == x * asec(x) - acosh(x)

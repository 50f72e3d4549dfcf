"""Branches: an answer that holds on some parts only says on which."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
import sympy
from sympy import Abs, Rational, S, acosh, acoth, asin, atan, atanh, cos, cot, exp, log, sign, sin, sqrt, tan

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.verify.verifier import verify, verify_antiderivative

x, a, b = sympy.symbols("x a b")
ROOT = sqrt(x**2 - 1)


def assert_same_intervals(found: Sequence[tuple[float, float]], expected: Sequence[tuple[float, float]]) -> None:
    assert [end for i in found for end in i] == pytest.approx([end for i in expected for end in i], abs=1e-5)


def judge(F: sympy.Expr, f: sympy.Expr, **problem: object) -> Verdict:
    return verify(Problem(f, x, **problem), sympy.sympify(F), Budget.of(10))


@pytest.mark.parametrize(
    ("F", "f"),
    [
        (log(x + ROOT), 1 / ROOT),
        (-log(cos(x)), tan(x)),
        (-log(Abs(cos(x))), tan(x)),
        (log(x), 1 / x),
        (log(Abs(x)), 1 / x),
        (log(-x), 1 / x),
        (atanh(x), 1 / (1 - x**2)),
        (acoth(x), 1 / (1 - x**2)),
        (x * Abs(x) / 2, Abs(x)),
        (x**2 * sign(x) / 2, Abs(x)),
        (-2 * sin(x) / sqrt(1 - cos(x)), sqrt(1 - cos(x))),
        (-2 * sqrt(1 - cos(x)) * cot(x / 2), sqrt(1 - cos(x))),
        (-2 * sqrt(2) * cos(x / 2) * sign(sin(x / 2)), sqrt(1 - cos(x))),
        (3 * x ** Rational(4, 3) / 4, x ** Rational(1, 3)),
        (sympy.Piecewise((-(x**2) / 2, x < 0), (x**2 / 2, True)), Abs(x)),
        (2 * atan(3 * tan(x / 2)) / 3, 1 / (5 - 4 * cos(x))),
        (-sympy.polylog(2, -exp(x)), log(1 + exp(x))),  # far out exp(x) beside 1 is lost to all precision in reach
        (asin(4 * x**4 - 14 * x**3 + x**2), sympy.diff(asin(4 * x**4 - 14 * x**3 + x**2), x)),
    ],
    ids=str,
)
def test_holds_on_the_whole_real_domain(F: sympy.Expr, f: sympy.Expr) -> None:
    verdict = judge(F, f)
    assert verdict.solved
    assert verdict.region is not None
    assert verdict.region.whole, verdict


@pytest.mark.parametrize(
    ("F", "f", "intervals"),
    [
        (acosh(x), 1 / ROOT, [(1, math.inf)]),
        (-acosh(-x), 1 / ROOT, [(-math.inf, -1)]),
        (x**2 / 2, Abs(x), [(0, math.inf)]),
        (-(x**2) / 2, sqrt(x**2), [(-math.inf, 0)]),
        (x**2 / 2, Abs(x - 1) - Abs(x + 1) + x + 2, [(1, math.inf)]),
        (Abs(x), S.One, [(0, math.inf)]),
        (atan(tan(x)) ** 2 / 2, x, [(-math.pi / 2, math.pi / 2)]),
        (-asin(1 / x), 1 / (x * ROOT), [(1, math.inf)]),
    ],
    ids=str,
)
def test_holds_on_some_intervals(F: sympy.Expr, f: sympy.Expr, intervals: list[tuple[float, float]]) -> None:
    verdict = judge(F, f)
    assert verdict.region is not None
    assert not verdict.region.whole
    assert_same_intervals(verdict.region.intervals, intervals)


@pytest.mark.parametrize(
    ("F", "even"),
    [(-2 * sqrt(2) * cos(x / 2), True), (2 * sqrt(2) * cos(x / 2), False)],
    ids=str,
)
def test_periodic_parts_are_listed_near_zero(F: sympy.Expr, even: bool) -> None:
    verdict = judge(F, sqrt(1 - cos(x)))
    assert verdict.status is VerificationStatus.PROVED
    assert verdict.region is not None
    assert not verdict.region.whole
    for low, high in verdict.region.intervals:
        # sin(x/2) has one sign there, the one that F needs.
        assert high - low <= 2 * math.pi + 1e-5
        assert (math.sin((low + high) / 4) > 0) == even
    near = [i for i in verdict.region.intervals if -7 < sum(i) / 2 < 7]
    assert_same_intervals(near[-1:] if even else near[:1], [(0, 2 * math.pi) if even else (-2 * math.pi, 0)])


def test_the_cube_root_is_sympys_and_its_domain_the_positive_numbers() -> None:
    verdict = judge(3 * x ** Rational(4, 3) / 4, x ** Rational(1, 3))
    assert verdict.region is not None
    assert verdict.region.intervals == ((0, math.inf),)


@pytest.mark.parametrize(
    ("F", "f"),
    [
        (x**2, x),
        (x**2 / 2 * (1 + Rational(1, 10**30)), x),
        (x**3 / 3 + exp(-exp(x)), x**2),
        (x**3 / 3 - exp(-(x**2)) + log(cos(x)), x**2 - tan(x)),
        (x**9 / 9, x**8 + 1),
    ],
    ids=str,
)
def test_refuted_with_a_witness(F: sympy.Expr, f: sympy.Expr) -> None:
    verdict = judge(F, f)
    assert verdict.status is VerificationStatus.REFUTED
    assert verdict.evidence.witness is not None
    assert verdict.evidence.witness.startswith("x = ")


def test_parameters_of_both_signs() -> None:
    assert judge(atan(x / a) / a, 1 / (x**2 + a**2)).assumptions == ("a != 0",)
    verdict = judge(atan(x / sqrt(a**2)) / a, 1 / (x**2 + a**2))
    assert verdict.solved
    assert verdict.assumptions == ("a > 0",)


def test_assumptions_of_the_problem_are_sampled_and_stated() -> None:
    verdict = judge(atan(x / sqrt(a**2)) / a, 1 / (x**2 + a**2), assumptions=(a > 0,))
    assert verdict.status is VerificationStatus.PROVED
    assert verdict.assumptions == ("a > 0",)
    assert judge(-atan(x / sqrt(a**2)) / a, 1 / (x**2 + a**2), assumptions=(a < 0,)).solved
    positive = sympy.Symbol("p", positive=True)
    assert judge(atan(x / sqrt(positive)) / sqrt(positive), 1 / (x**2 + positive)).solved


def test_a_wrong_dependence_on_a_parameter_is_refuted() -> None:
    assert judge(atan(x / a), 1 / (x**2 + a**2)).status is VerificationStatus.REFUTED
    assert judge(x ** (a + 1) / (a + b), x**a).status is VerificationStatus.REFUTED


def test_unknown_has_its_reason() -> None:
    g = sympy.Function("g")
    assert judge(g(x), x).reason == "unsupported function: g"
    assert "Integral" in judge(sympy.Integral(exp(x**3), x), exp(x**3)).reason
    assert judge(x, S.NaN).reason == "no point in the domain"
    late = verify(Problem(x, x), x**2 / 2, Budget.of(0))
    assert (late.status, late.reason) == (VerificationStatus.UNKNOWN, "timeout")


def test_values_beyond_doubles_are_left_to_balls() -> None:
    assert judge(exp(4 * x + 15552), 4 * exp(4 * x + 15552)).solved
    assert judge(exp(4 * x + 15552), 5 * exp(4 * x + 15552)).status is VerificationStatus.REFUTED


def test_a_complex_integrand_says_so() -> None:
    verdict = judge(-sympy.I * exp(sympy.I * x), exp(sympy.I * x))
    assert verdict.solved
    assert "nowhere real" in verdict.reason


def test_an_imaginary_part_that_is_lost_far_out_is_not_a_real_domain() -> None:
    verdict = judge(sympy.log(exp(x) + sympy.I), exp(x) / (exp(x) + sympy.I))
    assert verdict.status is VerificationStatus.PROVED
    assert "nowhere real" in verdict.reason
    assert judge(sympy.log(exp(x) - sympy.I), exp(x) / (exp(x) + sympy.I)).status is VerificationStatus.REFUTED


def test_sympy_proves_in_a_worker_what_the_normal_form_leaves_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symassist.verify.verifier.PROOF_SECONDS", 8.0)  # on a busy machine
    # 2F1(a, a + 1/2; 1/2; z**2) = ((1 + z)**(-2 a) + (1 - z)**(-2 a))/2
    F = sympy.hyper((1, Rational(3, 2)), (Rational(1, 2),), x**2)
    f = (1 - x) ** -3 - (1 + x) ** -3
    assert judge(F, f).status is VerificationStatus.CONSISTENT
    proved = verify_antiderivative(F, f, x)
    assert proved.status is VerificationStatus.PROVED
    assert proved.method.startswith("SymPy")


def test_text_is_misuse() -> None:
    with pytest.raises(TypeError, match="parse"):
        verify_antiderivative("x**2/2", x, x)


def test_an_integrand_that_is_nowhere_real_is_compared_beside_the_line_as_well() -> None:
    # sqrt(-u) is I sqrt(u) on the line alone: 1/sqrt(-coth(x)**2 - 1) and its like.
    f = sqrt(-(x**2) - 1)
    right = x * sqrt(-(x**2) - 1) / 2 - atan(x / sqrt(-(x**2) - 1)) / 2
    assert judge(right, f).solved
    line_only = sympy.I * (x * sqrt(x**2 + 1) + sympy.asinh(x)) / 2
    verdict = judge(line_only, f)
    assert verdict.status is VerificationStatus.UNKNOWN or not verdict.region.whole
    sign = -sympy.I * sqrt(x**2) / x * sympy.cosh(x)
    assert judge(-sign, sqrt(-(sympy.sinh(x) ** 2))).status is VerificationStatus.UNKNOWN


def test_parameters_for_which_it_holds_on_the_line_only_are_a_condition() -> None:
    # For d < 0 the integrand is imaginary on the line: sqrt(d - d x**2) = sqrt(d) sqrt(1 - x**2) is a choice of branch.
    d = sympy.Symbol("d")
    F = sqrt(d) * (x * sqrt(1 - x**2) + sympy.asin(x)) / 2
    verdict = judge(F, sqrt(d - d * x**2))
    assert verdict.solved
    assert "d > 0" in verdict.assumptions

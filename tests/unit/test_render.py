"""What a solution looks like in each form."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sympy
from sympy import Symbol, oo, pi

from symassist import render
from symassist.findings import Judged
from symassist.parsing import parse_expression, parse_problem
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.solution import Solution
from symassist.verify.region import Region
from symassist.verify.verdict import Verdict, VerificationStatus

x, a = sympy.symbols("x a")
PROVED = Verdict(
    VerificationStatus.PROVED, "simplify", Region(((-float("inf"), float("inf")),), True), assumptions=("a > 0",)
)
REFUTED = Verdict(VerificationStatus.REFUTED, reason="differs at x = 1/3")


RIGHT = Judged(Candidate(x * sympy.log(x) - x, -0.5, 0, "network"), PROVED)
WRONG = Judged(Candidate(x + 1, None, 1, "ansatz"), REFUTED)
SOLVED = Solution(
    Problem(sympy.log(x), x), RIGHT.candidate.expression, PROVED, (RIGHT, WRONG), seconds=0.25, origin="network"
)
UNSOLVED = replace(SOLVED, antiderivative=None, verdict=REFUTED, candidates=(WRONG,), origin=None)
DEFINITE = replace(SOLVED, problem=Problem(sympy.log(x), x, (sympy.S(1), pi)))


def test_answer_is_the_value_of_a_definite_integral() -> None:
    assert SOLVED.answer == x * sympy.log(x) - x
    assert replace(DEFINITE, value=pi).answer == pi
    assert DEFINITE.answer is None
    assert UNSOLVED.answer is None


@pytest.mark.parametrize(
    "problem",
    [
        Problem(x + 1, x),
        Problem(sympy.sin(x) / x, x, (-oo, pi / 2)),
        Problem(a * Symbol("theta") ** 2, Symbol("theta")),
        Problem(a * Symbol("t") ** 2, Symbol("t"), (sympy.S(0), a + 1)),
    ],
)
@pytest.mark.parametrize("unicode", [True, False])
def test_the_integral_as_understood_reads_back(problem: Problem, unicode: bool) -> None:
    line = render.integral(problem, unicode=unicode)
    assert parse_problem(line) == problem
    assert unicode or line.isascii()


def test_forms_of_an_expression() -> None:
    expression = sympy.sqrt(x) * sympy.log(x)
    assert render.plain(expression) == "sqrt(x)*log(x)"
    assert render.latex(expression) == r"\sqrt{x} \ln{\left(x \right)}"
    for inverse in (sympy.asin(x / 2), sympy.atan(x) ** 2, sympy.acosh(x), sympy.acsch(x)):
        assert parse_expression(render.latex(inverse)) == inverse
    assert render.latex(sympy.atan(x)) == r"\arctan{\left(x \right)}"
    assert "√x" in render.pretty(expression)
    assert render.pretty(expression, unicode=False).isascii()


def test_verdict_line_tells_status_region_assumptions_origin_and_time() -> None:
    assert render.verdict_line(SOLVED) == (
        "PROVED by simplify, on all of the real domain, for a > 0, from network, 0.25 s"
    )
    assert render.verdict_line(UNSOLVED) == "not solved: REFUTED, differs at x = 1/3, 1 candidate, 0.25 s"
    all_wrong = replace(UNSOLVED, verdict=replace(REFUTED, reason="all 1 candidate were refuted"))
    assert render.verdict_line(all_wrong).count("candidate") == 1


def test_the_outcome_in_a_few_words() -> None:
    assert render.headline(SOLVED) == "= x*log(x) - x"
    assert render.headline(UNSOLVED) == "no verified answer"
    assert render.headline(replace(DEFINITE, enclosure=(0.25, 0.5))).startswith("numerically: [0.25, 0.5]")
    pole = replace(DEFINITE, divergent=True, verdict=replace(REFUTED, reason="the integral diverges: pole at x = 1"))
    assert render.headline(pole) == "the integral diverges: pole at x = 1"
    proof = "it was shown that no elementary antiderivative exists"
    nothing = replace(UNSOLVED, non_elementary=proof)
    assert render.headline(nothing) == "no elementary antiderivative exists"
    assert render.verdict_line(nothing) == f"not solved: {proof}, 1 candidate, 0.25 s"
    refuted = replace(nothing, verdict=replace(REFUTED, reason="all 1 candidates were refuted"))
    assert render.verdict_line(refuted) == f"not solved: {proof}, 1 candidate, 0.25 s"


def test_a_proved_antiderivative_without_a_value_leaves_a_definite_integral_unsolved() -> None:
    stuck = replace(DEFINITE, verdict=replace(PROVED, reason="F jumps inside the interval"))
    assert render.verdict_line(stuck) == "not solved: UNKNOWN, F jumps inside the interval, 2 candidates, 0.25 s"
    assert render.json_fields(stuck)["status"] == "UNKNOWN"


def test_enclosures_and_estimates_are_told_as_what_they_are() -> None:
    enclosed = replace(DEFINITE, enclosure=(0.25, 0.5))
    assert render.enclosure_line(enclosed) == "numerically: [0.25, 0.5] (rigorous enclosure)"
    assert render.json_fields(enclosed)["enclosure"] == [0.25, 0.5]
    estimated = replace(enclosed, enclosure_is_estimate=True)
    assert render.enclosure_line(estimated) == "numerically: [0.25, 0.5] (estimate, not rigorous)"
    assert render.json_fields(estimated)["enclosure"] is None
    assert "estimate" in render.json_fields(estimated)["reason"]
    assert render.enclosure_line(SOLVED) is None


def test_candidate_table_is_aligned_and_complete() -> None:
    assert render.candidate_table(SOLVED.candidates).splitlines() == [
        "rank  status   log p  origin   expression",
        "   0  PROVED   -0.50  network  x*log(x) - x",
        "   1  REFUTED         ansatz   x + 1   (differs at x = 1/3)",
    ]


def test_json_has_exactly_the_promised_fields() -> None:
    fields = render.json_fields(SOLVED)
    promised = (
        "integrand variable antiderivative value enclosure status method region assumptions reason non_elementary"
    )
    assert list(fields) == [*promised.split(), "seconds", "candidates"]
    assert list(fields["candidates"][0]) == ["expression", "log_prob", "rank", "origin", "status", "reason"]
    assert json.loads(json.dumps(fields))["antiderivative"] == "x*log(x) - x"
    assert fields["value"] is None


def test_json_of_an_unsolved_problem_has_the_same_fields() -> None:
    fields = render.json_fields(UNSOLVED)
    assert fields.keys() == render.json_fields(SOLVED).keys()
    assert (fields["antiderivative"], fields["status"], fields["region"]) == (None, "REFUTED", None)

"""Integrands that are zero in disguise: zero is proposed, and proved; what is only small or only mostly zero is not."""

from __future__ import annotations

import pytest
import sympy

from symassist import Assistant, Problem
from symassist.budget import Budget
from symassist.propose.ansatz import AnsatzRepair
from symassist.propose.retrieval import RetrievalProposer
from symassist.verify.verdict import VerificationStatus
from symassist.verify.verifier import verify

x, a, b = sympy.symbols("x a b")
sin, cos, exp, log = sympy.sin, sympy.cos, sympy.exp, sympy.log

DISGUISES = [
    sin(x) * sympy.cot(x) - cos(x),
    (1 - sin(x) ** 2 - cos(x) ** 2) * exp(x),
    log(x**2 * exp(x)) - 2 * log(sympy.Abs(x)) - x,
    sympy.gamma(x + 1) - x * sympy.gamma(x),
    a * sympy.tan(b * x) * cos(b * x) - a * sin(b * x),
    sympy.sqrt((x + a) ** 2) - sympy.Abs(x + a),
]


@pytest.mark.parametrize("f", DISGUISES)
def test_zero_in_disguise_has_the_antiderivative_zero(f: sympy.Expr) -> None:
    for proposer in (RetrievalProposer(), AnsatzRepair([])):
        first = next(proposer.propose(Problem(f, x), Budget.of(5)))
        assert first.expression == 0
    verdict = verify(Problem(f, x), sympy.S.Zero, Budget.of(5))
    assert verdict.status is VerificationStatus.PROVED
    assert verdict.region is not None
    assert verdict.region.whole


@pytest.mark.parametrize("proposers", [("ansatz",), ("retrieval", "ansatz")])
def test_the_assistant_answers_zero_at_once(proposers: tuple[str, ...]) -> None:
    solution = Assistant(proposers=proposers).solve(Problem(DISGUISES[1], x))
    assert solution.antiderivative == 0
    assert solution.seconds < 3


@pytest.mark.parametrize(
    "f",
    [
        1 - sympy.tanh(50 * x),  # zero to all digits of doubles for x > 0.4
        sympy.erfc(x) - sympy.Integer(10) ** -300,
        1 - sympy.erf(1000 * x**2),
        sympy.Rational(1, 10**14) * (x + 1),
        sympy.asin(sin(x)) - x,  # zero on one period only
        sympy.sqrt(x**2) - x,  # on one side only
        sin(x) ** 2 + cos(x) ** 2 - 1 + sympy.Rational(1, 10**40),
    ],
)
def test_what_is_small_or_zero_in_places_is_not_zero(f: sympy.Expr) -> None:
    verdict = verify(Problem(f, x), sympy.S.Zero, Budget.of(5))
    assert verdict.region is None or not verdict.region.whole

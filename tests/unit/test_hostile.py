"""Whatever is asked ends in a clear error or in a verdict, within the budget and two seconds."""

from __future__ import annotations

import time
from collections import Counter

import pytest
import sympy

from symassist import Assistant, Problem
from symassist.errors import SymassistError
from symassist.parsing import parse_problem
from symassist.solution import Solution
from tests.hostile import Case, X, cases

SECONDS, GRACE = 1.0, 2.0


def ask(assistant: Assistant, given: object) -> Solution | SymassistError:
    """The solution or the clear error; anything else is a failure of the test."""
    try:
        problem = parse_problem(given) if isinstance(given, str) else Problem(given, X)  # type: ignore[arg-type]
        return assistant.solve(problem)
    except SymassistError as error:
        return error


def check(asked: list[Case], proposers: tuple[str, ...]) -> None:
    assistant = Assistant(timeout=SECONDS, proposers=proposers)
    assistant.solve(Problem(X, X))  # workers and network are ready
    outcomes: Counter[str] = Counter()
    late = []
    for kind, given in asked:
        start = time.monotonic()
        try:
            outcome = ask(assistant, given)
        except Exception as error:  # noqa: BLE001  any other exception is what this test is looking for
            pytest.fail(f"{kind}: {str(given)[:200]!r} raised {type(error).__name__}: {error}")
        seconds = time.monotonic() - start
        if isinstance(outcome, SymassistError):
            assert str(outcome), f"{kind}: an error without a message"
            outcomes["error"] += 1
        else:
            assert outcome.solved or outcome.divergent or outcome.verdict.reason
            outcomes[outcome.verdict.status.value] += 1
        if seconds > SECONDS + GRACE:
            late.append((kind, str(given)[:200], round(seconds, 1)))
    print(outcomes)
    assert len(late) <= len(asked) // 1000, late


def test_hostile_inputs_end_in_an_error_or_a_verdict() -> None:
    check(cases(46, 1), ("ansatz", "sympy"))


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_thousand_hostile_inputs() -> None:
    check(cases(1000, 2), ("network", "ansatz", "sympy"))


def test_the_same_assistant_works_on_after_all_that() -> None:
    assistant = Assistant(timeout=10, proposers=("ansatz", "sympy"))
    for given in ("((((", "9^9^9^9", sympy.nan, sympy.Matrix([X])):
        ask(assistant, given)
    assert assistant.solve(Problem(X * sympy.exp(X), X)).solved

"""Patience: a solve without hope ends early and says so; one with hope, or told to be patient, uses its time."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator

import pytest
import sympy

from symassist import Assistant, Problem, VerificationStatus
from symassist.budget import Budget
from symassist.propose import search
from symassist.propose.proposer import Candidate
from symassist.propose.race import Race
from symassist.propose.search import SearchProposer

x = sympy.Symbol("x")
HARD = Problem(sympy.exp(sympy.sin(x)) * sympy.sqrt(sympy.log(x) + sympy.tan(x)), x)
"""SymPy's methods work on it for minutes."""


def test_where_little_hope_is_left_the_rest_of_the_time_is_not_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symassist.assistant.PATIENT_SECONDS", 0.3)
    monkeypatch.setattr(search, "_PROMISING", -1.0)
    solution = Assistant(timeout=120, patience=0, proposers=("search", "sympy")).solve(HARD)
    assert solution.verdict.status is VerificationStatus.UNKNOWN
    assert solution.verdict.reason == "nothing was found, and little hope is left"
    assert solution.seconds < 60


@pytest.mark.parametrize(
    ("settings", "promising"),
    [({"patience": 1.0}, -1.0), ({"patience": 0.0}, math.inf), ({"patience": 0.0, "proposers": ("sympy",)}, -1.0)],
)
def test_patience_or_hope_or_no_search_has_all_the_time(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, object], promising: float
) -> None:
    monkeypatch.setattr("symassist.assistant.PATIENT_SECONDS", 0.1)
    monkeypatch.setattr(search, "_PROMISING", promising)
    given = {"proposers": ("search", "sympy"), "timeout": 1.2, **settings}
    solution = Assistant(**given).solve(HARD)  # type: ignore[arg-type]
    assert solution.verdict.reason == "timeout"
    assert solution.seconds >= 1.2


def test_an_answer_that_came_is_never_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symassist.assistant.PATIENT_SECONDS", 0.0)
    solution = Assistant(timeout=60, patience=0, proposers=("network", "ansatz", "search")).solve(Problem(x, x))
    assert solution.antiderivative is not None


def test_a_search_is_promising_until_it_has_nothing_left() -> None:
    proposer = SearchProposer()
    assert not proposer.promising
    candidates = proposer.propose(Problem(x**2 / (x + 1), x), Budget.of(60))
    next(candidates)
    assert proposer.promising
    assert all(candidate.origin == "search" for candidate in candidates)
    assert not proposer.promising


@pytest.mark.parametrize("patience", [-0.1, 1.1, float("nan")])
def test_patience_is_a_share(patience: float) -> None:
    with pytest.raises(ValueError, match="patience"):
        Assistant(patience=patience)


class Stubborn:
    """Proposes, and does not notice that it is to end."""

    name = "stubborn"

    def __init__(self) -> None:
        self.asked_again = threading.Event()
        self.released = threading.Event()

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        yield Candidate(problem.variable, None, 0, self.name)
        self.asked_again.set()
        self.released.wait(30)


def test_a_proposer_rests_while_its_candidate_is_judged_and_delays_nobody() -> None:
    proposer = Stubborn()
    race = Race([proposer])
    race.start(Problem(x, x), Budget.of(60))
    candidates = race.candidates(Budget.of(60), lambda: False)
    assert next(candidates).expression == x
    assert not proposer.asked_again.wait(0.1)
    threading.Thread(target=next, args=(candidates, None), daemon=True).start()
    assert proposer.asked_again.wait(20)
    start = time.monotonic()
    race.stop()
    assert time.monotonic() - start < 1
    proposer.released.set()

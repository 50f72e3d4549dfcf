"""A scripted assistant for the interface: verdicts that come when the test lets them, and what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import sympy

from symassist.budget import Budget
from symassist.expressions.vocabulary import VOCABULARY
from symassist.findings import Judged
from symassist.inference.forced import TokenScore
from symassist.problem import Problem
from symassist.propose.neural import NetworkCandidate
from symassist.propose.proposer import Candidate
from symassist.solution import Solution
from symassist.tui.solver import Options
from symassist.verify.region import Region
from symassist.verify.verdict import Evidence, Verdict, VerificationStatus

X = sympy.Symbol("x")
EVERYWHERE = Region(((float("-inf"), float("inf")),), whole=True)


def network(expression: sympy.Expr, log_prob: float, rank: int) -> Candidate:
    ids = tuple(VOCABULARY.index[token] for token in ("mul", "x", "exp", "x"))
    return NetworkCandidate(expression, log_prob, rank, "network", source_ids=(3, *ids, 2), token_ids=ids)


REFUTED = Judged(
    network(X * sympy.exp(X), -0.25, 0),
    Verdict(VerificationStatus.REFUTED, "disjoint enclosures", evidence=Evidence(witness="x = 0.5"), seconds=0.001),
)
PROVED = Judged(
    network((X - 1) * sympy.exp(X), -1.5, 1),
    Verdict(VerificationStatus.PROVED, "normal form", EVERYWHERE, Evidence(14, 71.0), seconds=0.012),
)
PARTIAL = Judged(
    Candidate(sympy.exp(X) * X - sympy.exp(X) * sympy.sign(X), None, 0, "ansatz"),
    Verdict(
        VerificationStatus.CONSISTENT,
        "agreement in balls",
        Region(((0.0, float("inf")),), whole=False),
        Evidence(9, 40.5, "x = -1"),
        seconds=0.25,
    ),
)
OPEN = Judged(
    Candidate(sympy.Integral(X * sympy.exp(X), X), None, 0, "sympy:risch"),
    Verdict(VerificationStatus.UNKNOWN, reason="unsupported function: Integral", seconds=1.5),
)
BEAM = (REFUTED, PROVED, PARTIAL, OPEN)


class ScriptedSolver:
    """Judges ``beam`` one after the other. With ``stepwise`` each candidate, and the end, waits for ``step()``."""

    available: tuple[str, ...] = ("retrieval", "network", "ansatz", "search", "sympy")

    def __init__(
        self, beam: Sequence[Judged] = BEAM, *, stepwise: bool = False, error: Exception | None = None
    ) -> None:
        self.beam, self.stepwise, self.error = tuple(beam), stepwise, error
        self.asked: list[tuple[Problem, Options]] = []
        self.cancels: list[threading.Event] = []
        self._steps = threading.Semaphore(0)

    def step(self) -> None:
        """Lets the next candidate come, or the solve end."""
        self._steps.release()

    def solve(
        self,
        problem: Problem,
        options: Options,
        *,
        on_candidate: Callable[[Judged], None],
        cancel: threading.Event,
    ) -> Solution:
        self.asked.append((problem, options))
        self.cancels.append(cancel)
        if self.error is not None:
            raise self.error
        for judged in self.beam:
            self._wait()
            on_candidate(judged)
        self._wait()
        solved = [each for each in self.beam if each.verdict.solved]
        accepted = max(solved, key=lambda each: each.verdict.region == EVERYWHERE, default=None)
        verdict = accepted.verdict if accepted else Verdict(VerificationStatus.UNKNOWN, reason="no candidate was found")
        return Solution(
            problem,
            accepted.candidate.expression if accepted else None,
            verdict,
            self.beam,
            value=sympy.Integer(1) if problem.limits and accepted else None,
            seconds=0.42,
            origin=accepted.candidate.origin if accepted else None,
        )

    def _wait(self) -> None:
        if self.stepwise:
            assert self._steps.acquire(timeout=30)

    def tokens(self, candidate: Candidate, budget: Budget) -> list[TokenScore]:
        if not isinstance(candidate, NetworkCandidate):
            return []
        ids = (*candidate.token_ids, 2)
        return [TokenScore(token, -0.05, ((token, -0.05), (VOCABULARY.index["sin"], -3.0))) for token in ids]

    def note(self) -> str:
        return ""

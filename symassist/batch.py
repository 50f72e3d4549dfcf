"""Many problems at a time: the network decodes them in batches, worker processes judge, repair and search.

The network's candidates travel to a worker with the problem; its assistant asks the network only about subproblems.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import sympy

from symassist.budget import Budget
from symassist.problem import Problem, checked
from symassist.propose.neural import NeuralProposer, candidate
from symassist.propose.proposer import Candidate
from symassist.solution import Solution
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.workers import WorkerPool

BATCH = 16
"""Problems that the network decodes at once; with more, the first answer of a batch waits longer for the last."""
_GRACE = 1.5
_START_UP = 60.0

Solve = Callable[[Problem, float, list[Candidate] | None], Solution]
"""Solves a problem within some seconds, with the network's candidates at hand; runs in a worker, so it is picklable."""


def solve_many(
    problems: Sequence[Problem],
    solve: Solve,
    timeout: float,
    neural: NeuralProposer | None,
    *,
    jobs: int,
    on_solution: Callable[[int, Solution], None] | None = None,
    cancel: threading.Event | None = None,
) -> list[Solution]:
    """The solutions in the order of the problems, ``jobs`` at a time; ``timeout`` seconds for each.

    Raises:
        ProblemError: one of the problems cannot be integrated; then none is begun.
    """
    for problem in problems:
        checked(problem)
    solutions: dict[int, Solution] = {}
    # No memory limit on these workers: each starts limited workers of its own.
    with WorkerPool(jobs, memory=0) as pool, ThreadPoolExecutor(jobs) as threads:
        # A trivial problem has a worker import and load what it needs.
        x = sympy.Symbol("x")
        warm = [(k, solve, (Problem(x, x), timeout, None)) for k in range(jobs)]
        deque(pool.race(warm, budget=Budget.of(_START_UP, cancel)), maxlen=0)
        running: list[Future[None]] = []

        def finish(k: int, proposed: list[Candidate] | None, spent: float) -> None:
            solutions[k] = _finished(pool, problems[k], solve, timeout, proposed, spent, cancel)
            if on_solution is not None:
                on_solution(k, solutions[k])

        for first in range(0, len(problems), BATCH):
            batch = problems[first : first + BATCH]
            start = time.monotonic()
            decoded: list[list[Candidate]] | None = None
            if neural is not None:
                beams = neural.decode(batch, Budget.of(timeout * len(batch), cancel))
                decoded = [[candidate(each, rank) for rank, each in enumerate(beam)] for beam in beams]
            share = (time.monotonic() - start) / len(batch)
            for k in range(len(batch)):
                proposed = None if decoded is None else decoded[k]
                running.append(threads.submit(finish, first + k, proposed, share))
        for future in running:
            future.result()
    return [solutions[k] for k in range(len(problems))]


def _finished(
    pool: WorkerPool,
    problem: Problem,
    solve: Solve,
    timeout: float,
    proposed: list[Candidate] | None,
    spent: float,
    cancel: threading.Event | None,
) -> Solution:
    """The solution of one problem by a worker, which dies if it does not keep its time."""
    start = time.monotonic()
    left = max(0.1, timeout - spent)
    outcome = pool.call(solve, problem, left, proposed, budget=Budget.of(left + _GRACE, cancel))
    if isinstance(outcome.value, Solution):
        return replace(outcome.value, seconds=outcome.value.seconds + spent)
    reason = "cancelled" if cancel is not None and cancel.is_set() else outcome.text or outcome.kind
    verdict = Verdict(VerificationStatus.UNKNOWN, reason=reason)
    return Solution(problem, None, verdict, seconds=spent + time.monotonic() - start)

"""Many problems at a time: the network decodes them in batches, worker processes judge, repair and search.

The network's candidates travel to a worker with the problem; its assistant asks the network only about subproblems.
The first batches are small, so that the workers have something to do; the workers stay warm for the next call.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import sympy

from symassist.budget import Budget, EitherEvent
from symassist.problem import Problem, checked
from symassist.propose.neural import NeuralProposer, candidate
from symassist.propose.proposer import Candidate
from symassist.solution import Solution
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.workers import WorkerPool

BATCH = 16
"""Problems that the network decodes at once; with more, the first answer of a batch waits longer for the last."""
JOBS = (os.cpu_count() or 1) + 1
"""Problems at a time: a solve waits for its own workers now and then, so that one more than cores keeps them busy."""
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
    stopped = threading.Event()
    until = EitherEvent(stopped, cancel)

    def finish(k: int, proposed: list[Candidate] | None, spent: float) -> None:
        solutions[k] = _finished(pool, problems[k], solve, timeout, proposed, spent, until)
        if on_solution is not None:
            on_solution(k, solutions[k])

    with _workers(jobs) as pool, ThreadPoolExecutor(jobs) as threads:
        try:
            warming = threading.Thread(target=_warm, args=(pool, solve, timeout, until), daemon=True)
            warming.start()
            running: list[Future[None]] = []
            for first, batch in in_batches(problems, jobs):
                start = time.monotonic()
                decoded: list[list[Candidate]] | None = None
                if neural is not None:
                    beams = neural.decode(batch, Budget.of(timeout * len(batch), until))
                    decoded = [[candidate(each, rank) for rank, each in enumerate(beam)] for beam in beams]
                share = (time.monotonic() - start) / len(batch)
                warming.join()
                for k in range(len(batch)):
                    proposed = None if decoded is None else decoded[k]
                    running.append(threads.submit(finish, first + k, proposed, share))
            for future in running:
                future.result()
        except BaseException:
            stopped.set()  # the threads are waited for: what they wait for ends
            raise
    return [solutions[k] for k in range(len(problems))]


def in_batches(problems: Sequence[Problem], jobs: int) -> Iterator[tuple[int, Sequence[Problem]]]:
    """The problems in batches that grow up to ``BATCH``, each with the number of its first."""
    first, size = 0, min(jobs, BATCH)
    while first < len(problems):
        yield first, problems[first : first + size]
        first, size = first + size, min(2 * size, BATCH)


_kept: dict[tuple[int, int], WorkerPool] = {}
"""By process (a forked child has others) and number of jobs: the workers that wait for the next call."""


@contextmanager
def _workers(jobs: int) -> Generator[WorkerPool]:
    """Workers for one call, those of the last one if nobody else has them."""
    key = os.getpid(), jobs
    # No memory limit on these workers: each starts limited workers of its own.
    pool = _kept.pop(key, None) or WorkerPool(jobs, memory=0)
    try:
        yield pool
    except BaseException:
        pool.close()
        raise
    if _kept.setdefault(key, pool) is not pool:
        pool.close()


@atexit.register
def _close_kept() -> None:
    for (process, _), pool in _kept.items():
        if process == os.getpid():
            pool.close()


def _warm(pool: WorkerPool, solve: Solve, timeout: float, cancel: threading.Event | None) -> None:
    """Has every worker import and load what it needs, by a trivial problem."""
    x = sympy.Symbol("x")
    tasks = [(k, solve, (Problem(x, x), timeout, None)) for k in range(pool.size)]
    deque(pool.race(tasks, budget=Budget.of(_START_UP, cancel)), maxlen=0)


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

"""Proposers side by side: each in a thread that waits for worker processes, candidates as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from queue import Empty, SimpleQueue

from symassist.budget import Budget, EitherEvent
from symassist.problem import Problem
from symassist.propose.proposer import Candidate, Proposer

_POLL = 0.02


class Race:
    """Runs proposers at once from ``start`` to ``stop``; the first candidate to come is the first to be judged.

    A proposer rests from when it has proposed a candidate until the next one is asked for. ``arrived`` is set when the
    first candidate waits.
    """

    def __init__(self, proposers: Sequence[Proposer]) -> None:
        self._proposers = list(proposers)
        self._queue: SimpleQueue[tuple[Candidate, threading.Event] | BaseException | None] = SimpleQueue()
        self._stopped = threading.Event()
        self.arrived = threading.Event()
        self._running = 0

    def start(self, problem: Problem, budget: Budget) -> None:
        """Sets the proposers off, each under ``budget`` and until ``stop``."""
        inside = Budget(budget.deadline, EitherEvent(self._stopped, budget.cancel))
        for proposer in self._proposers:
            self._running += 1
            threading.Thread(target=self._run, args=(proposer, problem, inside), daemon=True).start()

    def _run(self, proposer: Proposer, problem: Problem, budget: Budget) -> None:
        try:
            with closing(proposer.propose(problem, budget)) as candidates:
                for candidate in candidates:
                    judged = threading.Event()
                    self._queue.put((candidate, judged))
                    self.arrived.set()
                    # What was proposed is usually right: looking on meanwhile would only slow down the judge.
                    while not (judged.wait(_POLL) or budget.spent):
                        pass
                    if budget.spent:
                        break
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits for candidates
            self._queue.put(error)
        finally:
            self._queue.put(None)

    def candidates(
        self, budget: Budget, settled: Callable[[], bool], hopeless: Callable[[], bool] = lambda: False
    ) -> Generator[Candidate]:
        """Yields candidates as they come; once ``settled`` or ``hopeless``, those that are there already."""
        while self._running and not budget.spent:
            at_once = settled() or hopeless()
            try:
                found = self._queue.get(block=not at_once, timeout=_POLL)
            except Empty:
                if at_once:
                    return
                continue
            if found is None:
                self._running -= 1
            elif isinstance(found, BaseException):
                raise found
            else:
                candidate, judged = found
                try:
                    yield candidate
                finally:
                    judged.set()

    def stop(self) -> None:
        """Tells the proposers to end, and does not wait until they have noticed: an answer is there.

        Those that wait for workers kill them within a fiftieth of a second; one that is caught in a step of its own
        ends with that step.
        """
        self._stopped.set()

"""A proposer kept to its time although it works in this process: in a thread that is left behind when time is up.

Python cannot stop a thread. One that is left behind ends with the step of SymPy that it was caught in, seconds later;
until then it takes a share of the processor and nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from queue import Empty, SimpleQueue

from symassist.budget import Budget
from symassist.propose.proposer import Candidate

_POLL = 0.02


def aside(candidates: Generator[Candidate], budget: Budget) -> Generator[Candidate]:
    """The same candidates, each made when it is asked for; none once the budget is spent.

    Raises:
        Exception: whatever the proposer raised.
    """
    stage = _aside(candidates, budget)
    stage.__qualname__ = str(getattr(candidates, "__qualname__", "aside"))  # type: ignore[attr-defined]
    return stage


def _aside(candidates: Generator[Candidate], budget: Budget) -> Generator[Candidate]:
    asked = threading.Semaphore(0)
    made: SimpleQueue[Candidate | BaseException | None] = SimpleQueue()
    stopped = threading.Event()

    def work() -> None:
        try:
            while True:
                asked.acquire()
                if stopped.is_set():
                    candidates.close()
                    return
                candidate = next(candidates, None)
                made.put(candidate)
                if candidate is None:
                    return
        except BaseException as error:  # noqa: BLE001  raised again where the candidates are asked for
            made.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        while True:
            asked.release()
            found = _next(made, budget)
            if found is None:
                return
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stopped.set()
        asked.release()


def _next(made: SimpleQueue[Candidate | BaseException | None], budget: Budget) -> Candidate | BaseException | None:
    """What was made, as soon as it is there; None when the budget is spent before."""
    while True:
        patience = budget.remaining if budget.cancel is None else min(_POLL, budget.remaining)
        try:
            return made.get(timeout=max(patience, 0.001))
        except Empty:
            if budget.spent:
                return None

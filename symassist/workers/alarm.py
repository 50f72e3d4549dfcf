"""A soft time limit inside a worker: what takes too long there is given up, and the worker goes on with the next."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(Exception):
    """The alarm of ``limited`` went off."""


@contextmanager
def limited(seconds: float) -> Generator[None, None, None]:
    """Raises TookTooLong in the body after ``seconds``. Only in a process's main thread, as a worker's tasks are.

    Code that does not return to Python, or that catches every exception, outlasts it: the pool's kill does not.
    """

    def ring(_: int, __: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""A soft time limit inside a worker: what takes too long there is given up, and the worker goes on with the next.

Processor time counts, so that on a busy machine nothing is given up that is quick by itself; the pool's limits, in
seconds of the clock, hold all the same.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_SOON = 1e-3
"""Seconds; zero would switch the timer off."""


class TookTooLong(Exception):
    """The alarm of ``limited`` went off."""


@contextmanager
def limited(seconds: float) -> Generator[None, None, None]:
    """Raises TookTooLong in the body after ``seconds`` of processor time. Only in a main thread, as in workers.

    Limits nest: an inner one never lasts longer than the outer, which goes on afterwards with what it has left.
    Code that does not return to Python, or that catches every exception, outlasts it: the pool's kill does not.
    """

    running = True

    def ring(_: int, __: FrameType | None) -> None:
        if running:  # not while the limit is taken back
            raise TookTooLong

    before = signal.signal(signal.SIGPROF, ring)
    outer = signal.getitimer(signal.ITIMER_PROF)[0]  # 0: there is none
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, max(min(seconds, outer or seconds), _SOON))
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if outer:
            signal.setitimer(signal.ITIMER_PROF, max(outer - (time.process_time() - start), _SOON))

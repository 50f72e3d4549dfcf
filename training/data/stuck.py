"""Ends a draw that does not end: SymPy can be lost for hours in the sign of one constant, which no filter foresees."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 5.0


class StuckError(RuntimeError):
    """A draw took too long. A RuntimeError, so that generators drop the draw as they do where symengine raises one."""


@contextmanager
def watched(progress: Callable[[], object], seconds: float = SECONDS) -> Iterator[None]:
    """Raises StuckError wherever the block is when ``progress()`` has stayed the same for ``seconds`` or more.

    Seconds of this process's own time, so that a busy machine changes nothing; looked at every ``seconds``, so that a
    draw costs nothing. Does nothing outside the main thread, which alone gets signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last: object = object()

    def look(*_: object) -> None:
        nonlocal last
        now = progress()
        if now == last:
            raise StuckError(f"no progress for {seconds:g} s")
        last = now

    before = signal.signal(signal.SIGVTALRM, look)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

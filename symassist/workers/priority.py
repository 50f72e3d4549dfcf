"""Tasks that take long step back: on few processors those that may still be quick come first."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from contextlib import contextmanager

_LOWER_BY = 10
"""On Linux a process gets a tenth of the share of one that is so much nicer."""


@contextmanager
def stepping_back(after: float) -> Generator[None, None, None]:
    """Lowers this worker's priority once the body has used ``after`` seconds of processor time.

    Priority cannot be raised again, so the pool lets such a worker go after its task. Only in a process's main thread,
    as a worker's tasks are.
    """
    before = signal.signal(signal.SIGPROF, lambda *_: os.nice(_LOWER_BY))
    signal.setitimer(signal.ITIMER_PROF, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

"""One line's work on a thread of its own: the terminal shows how far it is, and Ctrl-C cancels it."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO

from symassist.findings import Judged
from symassist.repl.interpreter import Interpreter
from symassist.repl.reply import Piece, Reply, Status

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

_TICK = 0.1
_PATIENCE = 0.4
"""Seconds without a sign: what is quicker needs no progress."""
_ABANDON = 3.0
"""Seconds that a cancelled line has to end; what SymPy computes in this process cannot be stopped, only left alone."""
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def work(interpreter: Interpreter, text: str, progress: Progress) -> Reply:
    """The interpreter's reply to ``text``; Ctrl-C cancels, and what does not stop then is abandoned."""
    cancel, done, replies = threading.Event(), threading.Event(), list[Reply]()

    def run() -> None:
        try:
            replies.append(interpreter.run(text, on_candidate=progress.judged, cancel=cancel))
        finally:
            done.set()

    threading.Thread(target=run, name="symassist-repl", daemon=True).start()
    give_up = float("inf")
    with _without_echo():
        # An event, not Thread.join: interrupted in join, Python 3.11 takes the thread for finished.
        while not done.is_set() and time.monotonic() < give_up:
            try:
                done.wait(_TICK)
                progress.show()
            except KeyboardInterrupt:
                if cancel.is_set():
                    break
                cancel.set()
                give_up = time.monotonic() + _ABANDON
    progress.clear()
    if replies:
        return replies[0]
    if not done.is_set():
        return Reply(
            (Piece("interrupted; it may still be at work behind the scenes", "error", narration=True),), Status.ERROR
        )
    return Reply((Piece("this went wrong inside; the session goes on", "error", narration=True),), Status.ERROR)


@contextmanager
def _without_echo() -> Generator[None, None, None]:
    """What is typed meanwhile is for the next prompt, and would be written into the progress; Ctrl-C still works."""
    if termios is None or not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    quiet = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


class Progress:
    """A line that is written over: seconds, and how many candidates got which verdict."""

    def __init__(self, stream: TextIO, *, shown: bool, unicode: bool) -> None:
        self._stream, self._shown, self._unicode = stream, shown, unicode
        self._start = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._written = False

    def judged(self, each: Judged) -> None:
        """Counts a candidate; called from the working thread."""
        self._counts[each.verdict.status.value.lower()] += 1

    def show(self) -> None:
        """Writes the line anew."""
        seconds = time.monotonic() - self._start
        if not self._shown or seconds < _PATIENCE:
            return
        sign = _SPINNER[int(seconds / _TICK) % len(_SPINNER)] if self._unicode else "..."
        counts = ", ".join(f"{number} {status}" for status, number in sorted(self._counts.items()))
        self._stream.write(f"\r\x1b[2K{sign} {seconds:.1f} s  {counts or 'searching'}  (Ctrl-C cancels)")
        self._stream.flush()
        self._written = True

    def clear(self) -> None:
        """Takes the line away."""
        if self._written:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

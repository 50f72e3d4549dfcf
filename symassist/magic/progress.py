"""How far a solve is: in a notebook one output that is written over, in a terminal the integral as understood."""

from __future__ import annotations

import sys
import time

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle

from symassist import html, render
from symassist.findings import Judged
from symassist.problem import Problem
from symassist.solution import Solution
from symassist.terminal import shows_unicode

_INTERVAL = 0.15
"""Seconds between two updates: each is a message to the browser."""


class Progress:
    """Shows ``problem`` at once, then what was judged; ``table`` ends with the table of all candidates."""

    def __init__(self, shell: InteractiveShell, problem: Problem, *, table: bool) -> None:
        self._problem, self._table = problem, table
        self._judged: list[Judged] = []
        self._shown = 0.0
        self._handle: DisplayHandle | None = DisplayHandle() if hasattr(shell, "kernel") else None
        if self._handle is not None:
            self._handle.display(self._data(html.progress(problem, [])), raw=True)
        else:
            print(self._text())

    def judged(self, each: Judged) -> None:
        """Takes in a candidate, and shows it before long."""
        self._judged.append(each)
        if time.monotonic() - self._shown >= _INTERVAL:
            self._shown = time.monotonic()
            self._update(html.progress(self._problem, self._judged))

    def finish(self, solution: Solution | None) -> None:
        """The last state; None where the solve was interrupted."""
        note = "interrupted" if solution is None else f"as understood; {solution.seconds:.2f} s"
        shown = html.progress(self._problem, self._judged, note)
        if self._table and self._judged:
            shown += html.candidates(self._judged)
            if self._handle is None:
                print(render.candidate_table(self._judged))
        self._update(shown)

    def _update(self, shown: str) -> None:
        if self._handle is not None:
            self._handle.update(self._data(shown), raw=True)

    def _data(self, shown: str) -> dict[str, str]:
        return {"text/html": shown, "text/plain": self._text()}

    def _text(self) -> str:
        return render.integral(self._problem, unicode=shows_unicode(sys.stdout.encoding))

"""Two lines about the solve, or more where a verdict needs them: how far it is, and what came out."""

from __future__ import annotations

import time
from collections import Counter

from rich.text import Text
from textual.widgets import Static

from symassist import render
from symassist.findings import Judged
from symassist.solution import Solution
from symassist.terminal import wrapped
from symassist.tui import marks
from symassist.verify.verdict import VerificationStatus

_BAR = 20


class Status(Static):
    """Progress while a solve runs, then answer and verdict."""

    def __init__(self) -> None:
        super().__init__(id="status")
        self._started: float | None = None
        self._timeout = 0.0
        self._counts: Counter[VerificationStatus] = Counter()
        self._found: Judged | None = None
        self._solution: Solution | None = None

    @property
    def running(self) -> bool:
        """Whether progress is shown."""
        return self._started is not None

    def on_mount(self) -> None:
        self.set_interval(0.1, self._tick)
        self.app.theme_changed_signal.subscribe(self, lambda _: self._redraw())

    def on_resize(self) -> None:
        self._redraw()

    def start(self, timeout: float) -> None:
        """A solve begins."""
        self._started, self._timeout = time.monotonic(), timeout
        self._counts.clear()
        self._found = self._solution = None
        self._tick()

    def count(self, judged: Judged) -> None:
        """A candidate got its verdict."""
        self._counts[judged.verdict.status] += 1
        if judged.verdict.solved and self._found is None:
            self._found = judged
        self._tick()

    def finish(self, solution: Solution) -> None:
        """A solve ended."""
        self._started, self._solution = None, solution
        self._redraw()

    def say(self, message: str, *, style: str = "") -> None:
        """A message instead of progress or result."""
        self._started = self._solution = None
        self.update(Text(message, style=style))

    def cancelled(self) -> None:
        """The user ended the solve."""
        number = self._counts.total()
        self.say(f"cancelled after {self._elapsed():.1f} s; {number} candidate{'' if number == 1 else 's'} judged")

    def _elapsed(self) -> float:
        return 0.0 if self._started is None else time.monotonic() - self._started

    def _tick(self) -> None:
        if self._started is None:
            return
        elapsed = self._elapsed()
        filled = min(_BAR, round(_BAR * elapsed / self._timeout))
        line = Text(f"{'█' * filled}{'░' * (_BAR - filled)} {elapsed:4.1f} / {self._timeout:g} s  ")
        line.append(f"{self._counts.total()} judged")
        for status in VerificationStatus:
            if self._counts[status]:
                style = marks.style(status, self.app.theme_variables)
                line.append(f"  {marks.SYMBOLS[status]} {self._counts[status]}", style)
        line.append("   Esc cancels", "dim")
        if self._found is not None:
            line.append("\nfound: ")
            line.append_text(marks.badge(self._found.verdict, self.app.theme_variables))
            line.append(f"  {self._found.candidate.expression}")
        line.no_wrap, line.overflow = True, "ellipsis"
        self.update(line)

    def _verdict_line(self, solution: Solution) -> str:
        """What the headline leaves to say, with the method where there is room: region, origin and time matter more."""
        line = render.verdict_line(solution).removeprefix(render.headline(solution)).lstrip(", ")
        if len(line) + 2 > self.content_size.width:
            line = line.replace(f" by {solution.verdict.method}", "", 1)
        return line

    def _redraw(self) -> None:
        if self._solution is None:
            self._tick()
            return
        solution = self._solution
        answered = solution.answer is not None
        status = solution.verdict.status if answered else VerificationStatus.UNKNOWN
        text = Text().append(f"{marks.SYMBOLS[status]} ", marks.style(status, self.app.theme_variables))
        text.append(render.headline(solution), "bold" if answered else "")
        text.append("\n" + wrapped(f"  {self._verdict_line(solution)}", self.content_size.width), "dim")
        text.no_wrap, text.overflow = True, "ellipsis"
        self.update(text)

"""What threads tell the interface. ``run`` is the number of the solve, so that a cancelled one is not listened to."""

from __future__ import annotations

from textual.message import Message

from symassist.findings import Judged
from symassist.tui.export import Solved
from symassist.tui.questions import Misread, Question, Understood


class Echoed(Message):
    """A question was read, or could not be."""

    def __init__(self, echo: Understood | Misread) -> None:
        self.echo = echo
        super().__init__()


class CandidateJudged(Message):
    """A candidate got its verdict."""

    def __init__(self, run: int, judged: Judged) -> None:
        self.run, self.judged = run, judged
        super().__init__()


class SolveEnded(Message):
    """A solve is over."""

    def __init__(self, run: int, solved: Solved) -> None:
        self.run, self.solved = run, solved
        super().__init__()


class SolveFailed(Message):
    """The question cannot be asked, or this installation cannot answer it."""

    def __init__(self, run: int, reason: str) -> None:
        self.run, self.reason = run, reason
        super().__init__()


class Asked(Message):
    """The user wants the question in the input line solved."""


class Recalled(Message):
    """The user chose an earlier question."""

    def __init__(self, question: Question, *, solve: bool) -> None:
        self.question, self.solve = question, solve
        super().__init__()

"""What the network wrote: its tokens in prefix notation, each with its probability and the tokens it weighed."""

from __future__ import annotations

from math import exp

from rich.text import Text
from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from symassist.budget import Budget
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference.forced import TokenScore
from symassist.tui.background import background
from symassist.tui.selection import Selection
from symassist.tui.solver import Solver
from symassist.tui.widgets.view import TextView

_SECONDS = 5.0
_BAR = 10


class TokensView(TextView):
    """Asks the network once more, in a thread, what it thought of each token."""

    class Ready(Message):
        """The scores are there; none where the candidate is not the network's."""

        def __init__(self, selection: Selection, scores: list[TokenScore]) -> None:
            self.selection, self.scores = selection, scores
            super().__init__()

    _selection: Selection | None = None

    def __init__(self, solver: Solver) -> None:
        super().__init__()
        self._solver = solver

    def present(self, selection: Selection) -> None:
        """Shows the selection."""
        self._selection = selection
        self.write(Text("asking the network...", "dim"))
        self.run_worker(background(self._work, selection), exclusive=True, exit_on_error=False)

    def _work(self, selection: Selection) -> None:
        scores = self._solver.tokens(selection.judged.candidate, Budget.of(_SECONDS))
        if not get_current_worker().is_cancelled:
            self.post_message(self.Ready(selection, scores))

    @on(Ready)
    def _show(self, event: Ready) -> None:
        if event.selection == self._selection:
            self.write(tokens_text(event.selection, event.scores))


def tokens_text(selection: Selection, scores: list[TokenScore]) -> Text:
    """The text of this tab: the sequence, then a line a token."""
    if not scores:
        return Text(f"This candidate comes from {selection.judged.candidate.origin}: no tokens were written.", "dim")
    text = Text("answer in prefix notation  ", "dim")
    text.append(" ".join(_name(score.token) for score in scores[:-1]))
    total = sum(score.log_prob for score in scores)
    text.append(f"\nlog-probability            {total:.3f}, that is {exp(total):.2%}\n\n", "dim")
    width = max(len(_name(score.token)) for score in scores)
    text.append(f"{'token'.ljust(width)}  {'p':>6}  {'log p':>7}  {'':{_BAR}}  likeliest there\n", "bold")
    for score in scores:
        p = exp(score.log_prob)
        filled = round(_BAR * p)
        others = "   ".join(f"{_name(token)} {exp(log_prob):.1%}" for token, log_prob in score.alternatives)
        text.append(_name(score.token).ljust(width), "bold")
        text.append(f"  {p:>6.1%}  {score.log_prob:>7.3f}  {'█' * filled}{'░' * (_BAR - filled)}  ")
        text.append(f"{others}\n", "dim")
    text.rstrip()
    return text


def _name(token: int) -> str:
    return VOCABULARY.tokens[token]

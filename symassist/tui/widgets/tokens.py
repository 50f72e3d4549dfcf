"""What the network wrote: its tokens in prefix notation, each with its probability and the tokens it weighed."""

from __future__ import annotations

from math import exp

from rich.text import Text

from symassist.budget import Budget
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference.forced import TokenScore
from symassist.tui.selection import Selection
from symassist.tui.solver import Solver
from symassist.tui.widgets.view import LateTextView

_SECONDS = 5.0
_BAR = 10


class TokensView(LateTextView[list[TokenScore]]):
    """Asks the network once more, in a thread, what it thought of each token."""

    def __init__(self, solver: Solver) -> None:
        super().__init__()
        self._solver = solver

    def meanwhile(self, selection: Selection) -> Text:
        """That the network is asked."""
        return Text("asking the network...", "dim")

    def find(self, selection: Selection) -> list[TokenScore]:
        """The scores; none where the candidate is not the network's."""
        return self._solver.tokens(selection.judged.candidate, Budget.of(_SECONDS))

    def told(self, selection: Selection, found: list[TokenScore]) -> Text:
        """The tokens with their scores."""
        return tokens_text(selection, found)


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

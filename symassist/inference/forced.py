"""A forced pass: what the network thought of each token of a sequence that is already known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symassist.budget import Budget
from symassist.inference.seq2seq import BOS, EOS, Seq2SeqModel


@dataclass(frozen=True)
class TokenScore:
    """A token with its log-probability (natural) given the tokens before it.

    ``alternatives`` are the likeliest tokens at its place, the best first, as (token, log-probability).
    """

    token: int
    log_prob: float
    alternatives: tuple[tuple[int, float], ...]


def forced_pass(
    model: Seq2SeqModel,
    source: Sequence[int],
    answer: Sequence[int],
    *,
    alternatives: int = 3,
    budget: Budget | None = None,
) -> list[TokenScore]:
    """The scores of ``answer`` and of its end token, one decoder step each; fewer when ``budget`` is spent.

    Their sum is the log-probability that beam search gives the sequence: its grammar forbids, and does not rescale.
    """
    scores: list[TokenScore] = []
    state = model.start([source])
    row, last = np.zeros(1, dtype=np.int64), BOS
    for token in (*answer, EOS):
        if budget is not None and budget.spent:
            break
        log_probs, state = model.step(state, np.array([last], dtype=np.int64), row)
        best = np.argsort(-log_probs[0], kind="stable")[:alternatives]
        likeliest = tuple((int(i), float(log_probs[0, i])) for i in best)
        scores.append(TokenScore(int(token), float(log_probs[0, token]), likeliest))
        last = int(token)
    return scores

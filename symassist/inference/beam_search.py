"""Beam search over token ids: several problems in one batch, constrained by a grammar, the same over every model.

Every live hypothesis offers its end to the pool of finished ones; an end takes no place in the beam. A problem is over
when its pool is full and no live hypothesis can still enter it; its rows then leave the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from symassist.budget import Budget
from symassist.inference.seq2seq import BOS, EOS, Seq2SeqModel

Key = Callable[[tuple[int, ...]], Hashable]
"""What a hypothesis means: hypotheses with equal keys count once."""


class TokenGrammar(Protocol):
    """Which tokens may follow; ``symassist.expressions.grammar.Grammar`` is one. States are opaque here."""

    def start(self, count: int) -> Any:
        """The state of ``count`` empty hypotheses."""
        ...

    def source_bias(self, sources: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """(B, V): -inf at the tokens that no answer to a source has."""
        ...

    def bias(self, state: Any, remaining: int) -> NDArray[np.float32]:
        """(K, V), owned by the caller: -inf at the tokens that may not follow, ``remaining`` before the end."""
        ...

    def advance(self, state: Any, rows: NDArray[np.int64], tokens: NDArray[np.int64]) -> Any:
        """The state after ``rows[k]`` of ``state`` was continued with ``tokens[k]``."""
        ...


@dataclass(frozen=True)
class Hypothesis:
    """A finished token sequence without its begin and end tokens, and its log-probability (natural, end included)."""

    token_ids: tuple[int, ...]
    log_prob: float


class _Pool:
    """The ``size`` best finished hypotheses of one problem, one for each key."""

    def __init__(self, size: int, key: Key | None, length_penalty: float) -> None:
        self._size, self._key, self._penalty = size, key, length_penalty
        self._kept: dict[Hashable, tuple[float, Hypothesis]] = {}
        self.worst = -np.inf
        """What a newcomer must exceed: -inf as long as there is room."""

    def score(self, log_prob: float, length: int) -> float:
        """log_prob / (length + 1)**penalty, the end token counted."""
        return log_prob / float(length + 1) ** self._penalty if self._penalty else log_prob

    def offer(self, log_prob: float, token_ids: tuple[int, ...]) -> None:
        """Keeps the hypothesis if it is among the best."""
        score = self.score(log_prob, len(token_ids))
        if score <= self.worst:
            return
        key = token_ids if self._key is None else self._key(token_ids)
        same = self._kept.get(key)
        if same is not None and same[0] >= score:
            return
        self._kept[key] = score, Hypothesis(token_ids, log_prob)
        if len(self._kept) > self._size:
            del self._kept[min(self._kept, key=lambda k: self._kept[k][0])]
        if len(self._kept) == self._size:
            self.worst = min(kept[0] for kept in self._kept.values())

    def best_first(self) -> list[Hypothesis]:
        """The kept ones by falling score."""
        return [kept[1] for kept in sorted(self._kept.values(), key=lambda kept: -kept[0])]


def beam_search(
    model: Seq2SeqModel,
    sources: Sequence[Sequence[int]],
    *,
    beam_size: int,
    max_length: int,
    grammar: TokenGrammar,
    length_penalty: float = 0.0,
    key: Key | None = None,
    budget: Budget | None = None,
) -> list[list[Hypothesis]]:
    """The best at most ``beam_size`` hypotheses of at most ``max_length`` tokens for each source, best first.

    The rank is by log_prob / (tokens + 1)**length_penalty. A spent ``budget`` returns what is finished by then.

    Raises:
        ValueError: ``beam_size`` or ``max_length`` is less than 1.
    """
    if beam_size < 1 or max_length < 1:
        raise ValueError(f"beam_size and max_length must be at least 1, not {beam_size} and {max_length}")
    pools = [_Pool(beam_size, key, length_penalty) for _ in sources]
    if not sources:
        return []
    live = list(pools)  # the pool of each problem that still has rows
    problem_bias = grammar.source_bias(sources)[:, None, :]
    state = model.start(sources)
    grammar_state = grammar.start(len(live))
    totals = np.zeros((len(live), 1), dtype=np.float32)  # (B, W) log-probabilities so far
    history = np.zeros((len(live), max_length), dtype=np.int64)
    tokens, rows = np.full(len(live), BOS, dtype=np.int64), np.arange(len(live), dtype=np.int64)
    for length in range(max_length + 1):
        if budget is not None and budget.spent:
            break
        log_probs, state = model.step(state, tokens, rows)
        scores = grammar.bias(grammar_state, max_length - length)
        scores += log_probs
        scores = scores.reshape(len(live), -1, scores.shape[-1])  # (B, W, V)
        scores += totals[:, :, None]
        scores += problem_bias
        _offer_ends(live, scores[:, :, EOS], history[:, :length])
        scores[:, :, EOS] = -np.inf
        width, size = scores.shape[1:]
        totals, chosen = greatest(scores.reshape(len(live), width * size), beam_size)
        going = [
            b
            for b, pool in enumerate(live)
            if -np.inf < totals[b, 0] and pool.score(totals[b, 0], max_length) > pool.worst
        ]
        if not going:
            break
        if len(going) < len(live):
            live = [live[b] for b in going]
            totals, chosen, problem_bias = totals[going], chosen[going], problem_bias[going]
        parents, successors = np.divmod(chosen, size)
        rows, tokens = (parents + np.array(going)[:, None] * width).ravel(), successors.ravel()
        history = history[rows]
        if length < max_length:
            history[:, length] = tokens
        grammar_state = grammar.advance(grammar_state, rows, tokens)
    return [pool.best_first() for pool in pools]


def _offer_ends(pools: list[_Pool], ends: NDArray[np.float32], history: NDArray[np.int64]) -> None:
    """Offers every live hypothesis whose end is allowed; ends (B, W), history (B * W, tokens)."""
    width = ends.shape[1]
    for row in (ends > -np.inf).ravel().nonzero()[0].tolist():
        pool, log_prob = pools[row // width], float(ends[row // width, row % width])
        if pool.score(log_prob, history.shape[1]) > pool.worst:
            pool.offer(log_prob, tuple(history[row].tolist()))


def greatest(scores: NDArray[np.float32], count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The ``count`` greatest of each row (B, N), falling, ties by position: values and positions (B, count).

    Where a row has fewer finite scores, the rest is -inf at position 0.
    """
    if count == 1:
        first = scores.argmax(axis=1)[:, None]
        return np.take_along_axis(scores, first, axis=1), first
    # The count-th greatest of some disjoint chunks' maxima bounds the wanted scores from below, and few scores reach
    # it: several times faster than argpartition of the whole row.
    rows, size = scores.shape
    chunk = max(1, size // (8 * count))
    maxima = scores[:, : size // chunk * chunk].reshape(rows, -1, chunk).max(axis=2)
    nth = maxima.shape[1] - count
    bounds = np.partition(maxima, nth, axis=1)[:, nth] if nth > 0 else np.full(rows, -np.inf, dtype=np.float32)
    values = np.full((rows, count), -np.inf, dtype=np.float32)
    positions = np.zeros((rows, count), dtype=np.int64)
    for b, bound in enumerate(bounds):
        reach = np.flatnonzero(scores[b] >= bound if bound > -np.inf else scores[b] > -np.inf)
        best = reach[np.argsort(-scores[b, reach], kind="stable")[:count]]
        values[b, : len(best)], positions[b, : len(best)] = scores[b, best], best
    return values, positions

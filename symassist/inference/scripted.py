"""A model whose predictions are written down by hand: for tests, and for trying a search without weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from symassist.inference.seq2seq import EOS

Ids = tuple[int, ...]


class ScriptedModel:
    """A ``Seq2SeqModel`` that asks ``predict(source, prefix) -> (V,) log-probabilities``; prefixes are without BOS.

    ``steps`` counts the calls of ``step``.
    """

    def __init__(self, vocabulary_size: int, predict: Callable[[Ids, Ids], NDArray[np.float32]]) -> None:
        self.vocabulary_size, self._predict, self.steps = vocabulary_size, predict, 0

    @classmethod
    def answering(cls, vocabulary_size: int, answers: Mapping[Ids, Mapping[Ids, float]]) -> ScriptedModel:
        """For each source, answers with their probabilities; every other token is as good as impossible."""

        def predict(source: Ids, prefix: Ids) -> NDArray[np.float32]:
            weights = np.full(vocabulary_size, 1e-9)
            for answer, probability in answers.get(source, {}).items():
                if answer[: len(prefix)] == prefix:
                    weights[answer[len(prefix)] if len(answer) > len(prefix) else EOS] += probability
            log_probs: NDArray[np.float32] = np.log(weights / weights.sum()).astype(np.float32)
            return log_probs

        return cls(vocabulary_size, predict)

    def start(self, sources: Sequence[Sequence[int]]) -> list[tuple[Ids, Ids]]:
        """One row for each source: the source and the tokens fed so far."""
        return [(tuple(int(token) for token in source), ()) for source in sources]

    def step(
        self, state: list[tuple[Ids, Ids]], tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], list[tuple[Ids, Ids]]]:
        """Looks up the prediction of every row."""
        self.steps += 1
        rows = [
            (state[i][0], (*state[i][1], token)) for i, token in zip(beam_index.tolist(), tokens.tolist(), strict=True)
        ]
        return np.stack([self._predict(source, fed[1:]) for source, fed in rows]), rows

"""The seam between beam search and the network: ONNX Runtime, PyTorch in training, a scripted fake in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

PAD, BOS, EOS = 0, 1, 2
"""Ids of the control tokens, the first of every vocabulary."""


class Seq2SeqModel(Protocol):
    """An autoregressive encoder-decoder over token ids.

    ``start`` encodes B sources and returns a state of B rows. ``step`` takes the row of the previous state that each
    of the K hypotheses continues (``beam_index``, grouped by problem: every problem has the same number of rows) and
    its last token (``BOS`` first), and returns the log-probabilities of the next one with the new state of K rows.
    A problem that no hypothesis continues leaves the state; the others keep their order.
    """

    vocabulary_size: int

    def start(self, sources: Sequence[Sequence[int]]) -> Any:
        """Encodes B sources of token ids (unpadded) into a state of B rows."""
        ...

    def step(
        self, state: Any, tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], Any]:
        """(K,) last tokens, (K,) rows of ``state`` -> (K, V) log-probabilities, the state of K rows."""
        ...

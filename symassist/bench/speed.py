"""How fast beam search runs, and how much of its time is ours rather than the runtime's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from symassist.expressions.grammar import Grammar
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference.beam_search import beam_search
from symassist.inference.bundle import ModelBundle
from symassist.inference.onnx_model import OnnxModel, OnnxState
from symassist.inference.seq2seq import EOS

BEAM_SIZES = (1, 10, 50)


@dataclass(frozen=True)
class BeamSpeed:
    """Wall milliseconds of the encoder and of a step of all hypotheses; share of the step outside the runtime."""

    beam_size: int
    steps: int
    encoder_milliseconds: float
    milliseconds: float
    share_outside: float

    def __str__(self) -> str:
        return (
            f"beam {self.beam_size:>3}: {self.milliseconds:7.3f} ms per step, {self.share_outside:5.1%} of it outside "
            f"the runtime; encoder {self.encoder_milliseconds:.3f} ms"
        )


class _Endless:
    """The model made averse to leaves and unable to end: a search takes all its steps, whatever the weights are."""

    def __init__(self, model: OnnxModel) -> None:
        self._model, self.vocabulary_size = model, model.vocabulary_size
        self.steps, self.encoder_seconds, self.encoder_runtime = 0, 0.0, 0.0
        self._aversion = np.where(VOCABULARY.arity == 0, np.float32(-1000), np.float32(0))
        self._aversion[EOS] = -np.inf

    def start(self, sources: Sequence[Sequence[int]]) -> OnnxState:
        """The model's own."""
        inside, start = self._model.runtime_seconds, perf_counter()
        state = self._model.start(sources)
        self.encoder_seconds = perf_counter() - start
        self.encoder_runtime = self._model.runtime_seconds - inside
        return state

    def step(
        self, state: OnnxState, tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], OnnxState]:
        """The model's step, leaves made unlikely and the end impossible."""
        self.steps += 1
        log_probs, state = self._model.step(state, tokens, beam_index)
        return log_probs + self._aversion, state


def measure_beam(
    bundle: ModelBundle, beam_size: int, *, threads: int = 1, source_tokens: int = 30, steps: int = 40, repeats: int = 5
) -> BeamSpeed:
    """The fastest of ``repeats`` searches for one source, only the shape of the source matters."""
    model, grammar = OnnxModel(bundle, device="cpu", threads=threads), Grammar()
    index = VOCABULARY.index
    source = [index["integrate"], *[index["sin"]] * (source_tokens - 3), index["x"], EOS]
    results = []
    for _ in range(repeats + 1):  # the first one is slower: the runtime allocates
        endless, inside, start = _Endless(model), model.runtime_seconds, perf_counter()
        beam_search(endless, [source], beam_size=beam_size, max_length=steps, grammar=grammar)
        seconds = perf_counter() - start - endless.encoder_seconds
        share = 1 - (model.runtime_seconds - inside - endless.encoder_runtime) / seconds
        encoder, step = 1000 * endless.encoder_seconds, 1000 * seconds / endless.steps
        results.append(BeamSpeed(beam_size, endless.steps, encoder, step, share))
    return min(results[1:], key=lambda result: result.milliseconds)

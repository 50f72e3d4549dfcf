"""The PyTorch implementation of the seam that beam search works over: for evaluation during training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from symassist.inference.bundle import ModelBundle
from symassist.inference.seq2seq import PAD
from training.layers import TransformerConfig
from training.transformer import Transformer

KeysValues = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class TorchState:
    """Keys and values of each layer: ``past`` (K, H, T, Dh), ``cross`` (B, H, S, Dh); ``padding`` (B, S)."""

    past: KeysValues
    cross: KeysValues
    padding: Tensor

    @property
    def width(self) -> int:
        """Hypotheses of each problem."""
        return len(self.past[0][0]) // len(self.padding)


class TorchModel:
    """A ``Seq2SeqModel`` over the transformer where it is, in its own number format."""

    def __init__(self, model: Transformer) -> None:
        self.model, self.vocabulary_size = model.eval(), model.config.vocabulary_size
        self.device = next(model.parameters()).device

    @torch.inference_mode()
    def start(self, sources: Sequence[Sequence[int]]) -> TorchState:
        """Encodes the sources and projects the keys and values that every step attends to."""
        rows = [torch.as_tensor(np.asarray(source, dtype=np.int64)) for source in sources]
        batch = pad_sequence(rows, batch_first=True, padding_value=PAD).to(self.device)
        cross_k, cross_v = self.model.cross_cache(self.model.encode(batch))
        cross = list(zip(cross_k, cross_v, strict=True))
        empty = cross_k.new_zeros((len(rows), cross_k.shape[2], 0, cross_k.shape[4]))
        return TorchState([(empty, empty)] * len(cross), cross, batch == PAD)

    def step(
        self, state: TorchState, tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], TorchState]:
        """One token of every hypothesis."""
        logits, state = self._advance(state, tokens, beam_index)
        return logits.log_softmax(dim=-1).cpu().numpy(), state

    def logits(
        self, state: TorchState, tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], TorchState]:
        """``step`` before the softmax: what an exported graph is compared with."""
        logits, state = self._advance(state, tokens, beam_index)
        return logits.cpu().numpy(), state

    @torch.inference_mode()
    def _advance(
        self, state: TorchState, tokens: NDArray[np.int64], beam_index: NDArray[np.int64]
    ) -> tuple[Tensor, TorchState]:
        cross, padding = state.cross, state.padding
        problems = np.unique(beam_index // state.width)
        if len(problems) < len(padding):
            kept = torch.from_numpy(problems).to(self.device)
            cross, padding = [(k[kept], v[kept]) for k, v in cross], padding[kept]
        rows = torch.from_numpy(beam_index).to(self.device)
        past = [(k[rows], v[rows]) for k, v in state.past]
        logits, past = self.model.decode_step(torch.from_numpy(tokens).to(self.device), past, cross, padding)
        return logits.float(), TorchState(past, cross, padding)


def load_weights_from_bundle(bundle: ModelBundle) -> Transformer:
    """The network of a bundle in float32."""
    data = np.memmap(bundle.weights, dtype=np.uint8, mode="r")
    model = Transformer(TransformerConfig(**bundle.config))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            place = bundle.tensors[name]
            dtype = np.dtype(place.dtype)
            flat = data[place.offset : place.offset + dtype.itemsize * math.prod(place.shape)].view(dtype)
            parameter.copy_(torch.from_numpy(flat.reshape(place.shape).astype(np.float32)))
    return model.eval()

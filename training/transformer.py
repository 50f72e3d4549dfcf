"""The encoder-decoder transformer: one implementation for every recipe.

Letters in the shape comments: B problems, S source tokens, T target tokens, D model width, H heads, Dh = D / H,
W hypotheses of each problem, K = B * W, L decoder layers, V tokens of the vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from symassist.expressions.vocabulary import PAD
from training.layers import (
    DecoderLayer,
    EncoderLayer,
    Rotation,
    TransformerConfig,
    make_norm,
    position_angles,
)


class Transformer(nn.Module):
    """Token ids of an integrand -> logits of the next token of its antiderivative."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.source_embedding = nn.Embedding(config.vocabulary_size, config.d_model)
        self.target_embedding = (
            self.source_embedding if config.tied else nn.Embedding(config.vocabulary_size, config.d_model)
        )
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        # With the norm after each block the stream leaves the stack already normalised.
        self.encoder_norm = make_norm(config) if config.pre_norm else nn.Identity()
        self.decoder_norm = make_norm(config) if config.pre_norm else nn.Identity()
        self.head = nn.Linear(config.d_model, config.vocabulary_size, bias=False)
        self._initialise()
        if config.tied:
            self.head.weight = self.source_embedding.weight

    def _initialise(self) -> None:
        """Embeddings and head: std D**-0.5; matrices: std fan_in**-0.5; those that write to the stream: smaller."""
        depth = {"encoder": 2 * self.config.encoder_layers, "decoder": 3 * self.config.decoder_layers}
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                std = parameter.shape[1] ** -0.5
                if name.endswith("out.weight"):
                    std /= math.sqrt(depth[name.split(".")[0]])
                nn.init.normal_(parameter, std=std)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    @torch.no_grad()
    def load_parameters(self, named: Mapping[str, Tensor]) -> None:
        """Copies tensors named as in ``named_parameters``. Raises ValueError if any differ."""
        own = dict(self.named_parameters())
        if own.keys() != named.keys():
            raise ValueError(f"the parameters differ in {sorted(own.keys() ^ named.keys())}")
        for name, parameter in own.items():
            parameter.copy_(named[name])

    def _embed(self, table: nn.Embedding, tokens: Tensor, start: int = 0) -> tuple[Tensor, Rotation | None]:
        """(B, T) ids at positions from ``start`` -> the stream (B, T, D) of unit variance and the rotation."""
        config, length = self.config, tokens.shape[1]
        x = table(tokens) * math.sqrt(config.d_model)
        if config.position == "rotary":
            angles = position_angles(start, length, config.d_model // config.heads, tokens.device)
            rotation: Rotation | None = Rotation(angles.cos(), angles.sin())
        else:
            angles = position_angles(start, length, config.d_model, tokens.device)
            x, rotation = x + torch.cat((angles.sin(), angles.cos()), dim=-1), None
        return F.dropout(x, config.dropout, self.training), rotation

    def encode(self, source: Tensor) -> Tensor:
        """(B, S) ids, padded with 0 -> memory (B, S, D)."""
        x, rotation = self._embed(self.source_embedding, source)
        mask = (source != PAD)[:, None, None, :]  # (B, 1, 1, S)
        for layer in self.encoder:
            x = layer(x, rotation, mask)
        return self.encoder_norm(x)  # type: ignore[no-any-return]

    def cross_cache(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, S, D) -> keys and values of every decoder layer, each (L, B, H, S, Dh)."""
        pairs = [layer.cross.keys_values(memory) for layer in self.decoder]  # type: ignore[union-attr,operator]
        return torch.stack([k for k, _ in pairs]), torch.stack([v for _, v in pairs])

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        """(B, S) and (B, T) ids, padded at the end with 0 -> logits (B, T, V).

        The causal mask alone hides the padding of the target: it stands behind every real token.
        """
        memory = self.encode(source)
        mask = (source != PAD)[:, None, None, :]  # (B, 1, 1, S)
        x, rotation = self._embed(self.target_embedding, target_in)
        for layer in self.decoder:
            x, _, _ = layer(x, rotation, None, layer.cross.keys_values(memory), mask)  # type: ignore[union-attr,operator]
        return self.head(self.decoder_norm(x))  # type: ignore[no-any-return]

    def decode_step(
        self,
        tokens: Tensor,
        past: Sequence[tuple[Tensor, Tensor]],
        cross: Sequence[tuple[Tensor, Tensor]],
        source_pad_mask: Tensor,
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """One token of every hypothesis, the hypotheses of a problem side by side.

        tokens (K,), past keys and values of each layer (K, H, T, Dh) with T from 0, cross (B, H, S, Dh),
        source_pad_mask (B, S) True at padding -> logits (K, V), new past (K, H, T + 1, Dh). The layers stay apart, so
        that no copy is made to stack them.
        """
        x, rotation = self._embed(self.target_embedding, tokens[:, None], start=past[0][0].shape[2])  # (K, 1, D)
        mask = ~source_pad_mask[:, None, None, :]  # (B, 1, 1, S)
        new = []
        for layer, layer_past, layer_cross in zip(self.decoder, past, cross, strict=True):
            x, k, v = layer(x, rotation, layer_past, layer_cross, mask)
            new.append((k, v))
        return self.head(self.decoder_norm(x[:, 0])), new

"""The encoder-decoder transformer: one implementation whose configuration spans the classic and the modern recipe.

Letters in the shape comments: B problems, S source tokens, T target tokens, D model width, H heads, Dh = D / H,
W hypotheses of each problem, K = B * W, L decoder layers, V tokens of the vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from symassist.expressions.vocabulary import PAD

ROTARY_BASE = 10_000.0


@dataclass(frozen=True)
class TransformerConfig:
    """Shape and flavour of a transformer; the defaults are the modern flavour, ``seed.toml`` spells the classic one."""

    vocabulary_size: int
    d_model: int = 256
    heads: int = 8
    encoder_layers: int = 4
    decoder_layers: int = 2
    feed_forward: int = 704
    """Hidden width of the feed-forward block (of each half where it is gated)."""
    dropout: float = 0.0
    max_source: int = 256
    """Longest source that training feeds; positions are computed, so that the network itself has no limit."""
    max_target: int = 256
    norm: Literal["rms", "layer"] = "rms"
    pre_norm: bool = True
    position: Literal["rotary", "sinusoidal"] = "rotary"
    activation: Literal["swiglu", "relu"] = "swiglu"
    bias: bool = False
    tied: bool = True
    """Source embedding, target embedding and output matrix are one matrix."""

    def __post_init__(self) -> None:
        if self.d_model % self.heads or (self.d_model // self.heads) % 2:
            raise ValueError(f"d_model {self.d_model} does not split into {self.heads} heads of even width")
        for name, value, known in (
            ("norm", self.norm, ("rms", "layer")),
            ("position", self.position, ("rotary", "sinusoidal")),
            ("activation", self.activation, ("swiglu", "relu")),
        ):
            if value not in known:
                raise ValueError(f"{name} is {value!r}, expected one of {known}")


class Rotation(NamedTuple):
    """Cosines and sines (T, Dh / 2) of the angles by which rotary attention turns queries and keys."""

    cos: Tensor
    sin: Tensor

    def apply(self, x: Tensor) -> Tensor:
        """(..., T, n, H, Dh) -> the same shape, each pair (i, i + Dh / 2) turned by its position's angle."""
        cos, sin = (table.to(x.dtype)[:, None, None, :] for table in self)
        a, b = x.chunk(2, dim=-1)
        return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)


def attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
    """(B, H, T, Dh) queries over (B, H, S, Dh) keys, mask (B, 1, 1, S) True where visible -> (B, H, T, Dh).

    Training on a CPU spells the products out: at 30 tokens the fused kernel's backward pass in bfloat16 takes 54 ms
    where this takes 15 ms (82 rows, 4 heads of 64, one core with avx512_bf16).
    """
    if not (torch.is_grad_enabled() and q.is_cpu):
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)  # (B, H, T, S)
    if causal:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return scores.softmax(dim=-1, dtype=torch.float32).to(v.dtype) @ v  # type: ignore[no-any-return]


def position_angles(start: int, length: int, width: int, device: torch.device) -> Tensor:
    """(length, width / 2) angles position / base**(2 i / width); computed, so that no table limits the length."""
    frequencies = ROTARY_BASE ** (-torch.arange(0, width, 2, dtype=torch.float32, device=device) / width)
    positions = torch.arange(start, start + length, dtype=torch.float32, device=device)
    return positions[:, None] * frequencies


def make_norm(config: TransformerConfig) -> nn.Module:
    """The normalisation over the last dimension that the configuration asks for."""
    return nn.RMSNorm(config.d_model, eps=1e-6) if config.norm == "rms" else nn.LayerNorm(config.d_model)


class FeedForward(nn.Module):
    """Position-wise block: SwiGLU(x) = (silu(x G) * x U) O, or the classic relu(x U) O."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.gated = config.activation == "swiglu"
        self.inner = nn.Linear(config.d_model, config.feed_forward * (2 if self.gated else 1), bias=config.bias)
        self.out = nn.Linear(config.feed_forward, config.d_model, bias=config.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, D) -> (B, T, D)."""
        hidden = self.inner(x)
        if not self.gated:
            return self.out(F.relu(hidden))  # type: ignore[no-any-return]
        gate, up = hidden.chunk(2, dim=-1)
        return self.out(F.silu(gate) * up)  # type: ignore[no-any-return]


class SelfAttention(nn.Module):
    """Multi-head attention of a sequence to itself."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.qkv = nn.Linear(config.d_model, 3 * config.d_model, bias=config.bias)
        self.out = nn.Linear(config.d_model, config.d_model, bias=config.bias)

    def project(self, x: Tensor, rotation: Rotation | None) -> tuple[Tensor, Tensor, Tensor]:
        """(B, T, D) -> queries, keys, values, each (B, H, T, Dh), rotated where positions are rotary."""
        qk, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).split((2, 1), dim=2)  # (B, T, 2 and 1, H, Dh)
        if rotation is not None:
            qk = rotation.apply(qk)
        q, k = qk.permute(2, 0, 3, 1, 4)
        return q, k, v[:, :, 0].transpose(1, 2)

    def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """(B, H, T, Dh) queries over (B, H, S, Dh) keys, mask (B, 1, 1, S) True where visible -> (B, T, D)."""
        mixed = attention(q, k, v, mask, causal)  # (B, H, T, Dh)
        return self.out(mixed.transpose(1, 2).flatten(2))  # type: ignore[no-any-return]


class CrossAttention(nn.Module):
    """Multi-head attention of the target to the encoded source."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.d_model, config.d_model, bias=config.bias)
        self.key_value = nn.Linear(config.d_model, 2 * config.d_model, bias=config.bias)
        self.out = nn.Linear(config.d_model, config.d_model, bias=config.bias)

    def keys_values(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, S, D) -> keys and values, each (B, H, S, Dh)."""
        k, v = self.key_value(memory).unflatten(-1, (2, self.heads, -1)).permute(2, 0, 3, 1, 4)
        return k, v

    def forward(self, x: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        """(B * W, T, D) over keys (B, H, S, Dh) -> (B * W, T, D).

        The W hypotheses of a problem are folded into its query length, so that no key is copied per hypothesis.
        """
        q = self.query(x).reshape(k.shape[0], -1, self.heads, k.shape[-1]).transpose(1, 2)  # (B, H, W * T, Dh)
        mixed = attention(q, k, v, mask)  # (B, H, W * T, Dh)
        return self.out(mixed.transpose(1, 2).reshape(x.shape))  # type: ignore[no-any-return]


class Residual(nn.Module):
    """x + block(norm(x)), or the classic norm(x + block(x)); the block comes with the call."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm = make_norm(config)
        self.pre_norm = config.pre_norm
        self.dropout = config.dropout

    def enter(self, x: Tensor) -> Tensor:
        """What the block sees."""
        return self.norm(x) if self.pre_norm else x

    def leave(self, x: Tensor, update: Tensor) -> Tensor:
        """The stream after the block's ``update``."""
        x = x + F.dropout(update, self.dropout, self.training)
        return x if self.pre_norm else self.norm(x)


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward block of the source."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention, self.attention_residual = SelfAttention(config), Residual(config)
        self.feed_forward, self.feed_forward_residual = FeedForward(config), Residual(config)

    def forward(self, x: Tensor, rotation: Rotation | None, mask: Tensor) -> Tensor:
        """(B, S, D), mask (B, 1, 1, S) -> (B, S, D)."""
        q, k, v = self.attention.project(self.attention_residual.enter(x), rotation)
        x = self.attention_residual.leave(x, self.attention.attend(q, k, v, mask))
        return self.feed_forward_residual.leave(x, self.feed_forward(self.feed_forward_residual.enter(x)))


class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the source and feed-forward block of the target."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention, self.attention_residual = SelfAttention(config), Residual(config)
        self.cross, self.cross_residual = CrossAttention(config), Residual(config)
        self.feed_forward, self.feed_forward_residual = FeedForward(config), Residual(config)

    def forward(
        self,
        x: Tensor,
        rotation: Rotation | None,
        past: tuple[Tensor, Tensor] | None,
        cross: tuple[Tensor, Tensor],
        mask: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(B * W, T, D) -> (B * W, T, D) and the keys and values (B * W, H, past + T, Dh) so far.

        Without ``past`` all T positions are attended causally; with it T is 1 and everything so far is visible.
        """
        q, k, v = self.attention.project(self.attention_residual.enter(x), rotation)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)
        x = self.attention_residual.leave(x, self.attention.attend(q, k, v, causal=past is None))
        x = self.cross_residual.leave(x, self.cross(self.cross_residual.enter(x), *cross, mask))
        x = self.feed_forward_residual.leave(x, self.feed_forward(self.feed_forward_residual.enter(x)))
        return x, k, v


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
        self, tokens: Tensor, past_k: Tensor, past_v: Tensor, cross_k: Tensor, cross_v: Tensor, source_pad_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One token of every hypothesis, the hypotheses of a problem side by side.

        tokens (K,), past (L, K, H, T, Dh) with T from 0, cross (L, B, H, S, Dh), source_pad_mask (B, S) True at padding
        -> logits (K, V), new_k and new_v (L, K, H, T + 1, Dh).
        """
        past, cross = list(zip(past_k, past_v, strict=True)), list(zip(cross_k, cross_v, strict=True))
        logits, new = self.decode_layers(tokens, past, cross, source_pad_mask)
        return logits, torch.stack([k for k, _ in new]), torch.stack([v for _, v in new])

    def decode_layers(
        self,
        tokens: Tensor,
        past: Sequence[tuple[Tensor, Tensor]],
        cross: Sequence[tuple[Tensor, Tensor]],
        source_pad_mask: Tensor,
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """``decode_step`` with the keys and values of each layer apart, so that no copy is made to stack them."""
        x, rotation = self._embed(self.target_embedding, tokens[:, None], start=past[0][0].shape[2])  # (K, 1, D)
        mask = ~source_pad_mask[:, None, None, :]  # (B, 1, 1, S)
        new = []
        for layer, layer_past, layer_cross in zip(self.decoder, past, cross, strict=True):
            x, k, v = layer(x, rotation, layer_past, layer_cross, mask)
            new.append((k, v))
        return self.head(self.decoder_norm(x[:, 0])), new

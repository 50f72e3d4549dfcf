from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.layers import TransformerConfig, attention
from training.recipes import Recipe
from training.transformer import Transformer

CONFIGS = Path(__file__).parents[2] / "training" / "configs"
MODERN = TransformerConfig(660, d_model=64, heads=2, encoder_layers=2, decoder_layers=2, feed_forward=96)
CLASSIC = TransformerConfig(
    660,
    d_model=64,
    heads=2,
    encoder_layers=2,
    decoder_layers=2,
    feed_forward=96,
    dropout=0.1,
    norm="layer",
    pre_norm=False,
    position="sinusoidal",
    activation="relu",
    bias=True,
    tied=False,
)


@pytest.fixture(params=[MODERN, CLASSIC], ids=["modern", "classic"])
def model(request: pytest.FixtureRequest) -> Transformer:
    torch.manual_seed(0)
    return Transformer(request.param).eval()


def padded_sources() -> torch.Tensor:
    source = torch.randint(3, 660, (3, 11), generator=torch.Generator().manual_seed(1))
    source[1, 8:] = 0
    source[2, 3:] = 0
    return source


@torch.no_grad()
def test_decode_step_agrees_with_forward_for_every_hypothesis(model: Transformer) -> None:
    problems, width, length = 3, 4, 6
    source = padded_sources()
    tokens = torch.randint(3, 660, (problems * width, length), generator=torch.Generator().manual_seed(2))
    expected = model(source.repeat_interleave(width, dim=0), tokens)  # (K, T, V)
    cross = list(zip(*model.cross_cache(model.encode(source)), strict=True))
    past = [(torch.zeros(problems * width, 2, 0, 32),) * 2] * 2
    for t in range(length):
        logits, past = model.decode_step(tokens[:, t], past, cross, source == 0)
        assert all(each.shape == (problems * width, 2, t + 1, 32) for layer in past for each in layer)
        torch.testing.assert_close(logits, expected[:, t], atol=1e-5, rtol=0)


@torch.no_grad()
def test_padding_of_the_source_changes_nothing(model: Transformer) -> None:
    source, target = padded_sources()[2:], torch.tensor([[1, 30, 40]])
    torch.testing.assert_close(model(source, target), model(source[:, :3], target), atol=1e-5, rtol=0)


@torch.no_grad()
def test_a_token_sees_no_later_token(model: Transformer) -> None:
    source = padded_sources()[:1]
    a, b = model(source, torch.tensor([[1, 30, 40]])), model(source, torch.tensor([[1, 30, 41]]))
    torch.testing.assert_close(a[:, :2], b[:, :2], atol=1e-5, rtol=0)
    assert (a[:, 2] - b[:, 2]).abs().max() > 1e-3


@torch.no_grad()
def test_the_order_of_tokens_matters(model: Transformer) -> None:
    target = torch.tensor([[1]])
    a, b = model(torch.tensor([[30, 40, 2]]), target), model(torch.tensor([[40, 30, 2]]), target)
    assert (a - b).abs().max() > 1e-3


@pytest.mark.parametrize("causal", [False, True])
def test_attention_spelled_out_agrees_with_the_fused_kernel(causal: bool) -> None:
    generator = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(2, 2, 5, 8, generator=generator) for _ in range(3))
    mask = None if causal else torch.tensor([[True] * 5, [True] * 3 + [False] * 2])[:, None, None, :]
    spelled_out = attention(q, k, v, mask, causal)
    with torch.no_grad():
        torch.testing.assert_close(spelled_out, attention(q, k, v, mask, causal), atol=1e-5, rtol=0)


def test_gradients_reach_every_parameter(model: Transformer) -> None:
    model(padded_sources(), torch.tensor([[1, 30], [1, 40], [1, 50]])).square().sum().backward()
    assert [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()] == []


@pytest.mark.parametrize(("name", "millions"), [("cpu", 5.5), ("flagship", 17.8), ("seed", 44.5), ("smoke", 0.18)])
def test_recipes_build_models_of_the_stated_size(name: str, millions: float) -> None:
    with torch.device("meta"):
        model = Transformer(Recipe.read(CONFIGS / f"{name}.toml").model)
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(millions, rel=0.03)


def test_impossible_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="d_model 60 does not split into 8 heads"):
        TransformerConfig(660, d_model=60)
    with pytest.raises(ValueError, match="norm is 'batch'"):
        TransformerConfig(660, norm="batch")  # type: ignore[arg-type]

from __future__ import annotations

import pytest
import torch

from training.layers import TransformerConfig
from training.optimisers import MovingAverage, Optimisers, rate_factor
from training.recipes import OptimiserRecipe
from training.transformer import Transformer

TINY = TransformerConfig(660, d_model=32, heads=2, encoder_layers=1, decoder_layers=1, feed_forward=48)


@pytest.mark.parametrize(
    ("step", "progress", "factor"),
    [(0, 0.0, 0.01), (49, 0.1, 0.5), (99, 0.2, 1.0), (500, 0.8, 1.0), (600, 0.9, 0.5), (700, 1.0, 0.0)],
)
def test_warm_up_constant_decay(step: int, progress: float, factor: float) -> None:
    assert rate_factor(OptimiserRecipe(warm_up=100, decay=0.2), step, progress) == pytest.approx(factor)


@pytest.mark.parametrize(("step", "factor"), [(0, 1 / 4000), (1999, 0.5), (3999, 1.0), (15999, 0.5)])
def test_the_classic_schedule_falls_with_the_inverse_root(step: int, factor: float) -> None:
    recipe = OptimiserRecipe(kind="adam", schedule="inverse_sqrt", warm_up=4000)
    assert rate_factor(recipe, step, 0.99) == pytest.approx(factor)


def test_muon_takes_the_hidden_matrices_and_adam_the_rest() -> None:
    model = Transformer(TINY)
    muon, adam = Optimisers(model, OptimiserRecipe()).parts
    names = {id(p): n for n, p in model.named_parameters()}
    hidden = {names[id(p)] for group in muon.param_groups for p in group["params"]}
    rest = {names[id(p)] for group in adam.param_groups for p in group["params"]}
    assert hidden | rest == set(names.values())
    assert rest == {n for n in names.values() if "norm" in n or "embedding" in n}


@pytest.mark.parametrize("kind", ["muon", "adam"])
def test_a_step_lowers_the_loss_and_clears_the_gradients(kind: str) -> None:
    torch.manual_seed(0)
    model = Transformer(TINY)
    optimisers = Optimisers(model, OptimiserRecipe(kind=kind))  # type: ignore[arg-type]
    source, target = torch.randint(3, 660, (4, 6)), torch.randint(3, 660, (4, 5))
    losses = []
    for _ in range(5):
        loss = torch.nn.functional.cross_entropy(model(source, target).flatten(0, 1), target.flatten())
        loss.backward()
        optimisers.step(1.0)
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    assert all(p.grad is None for p in model.parameters())


def test_the_average_follows_the_weights() -> None:
    model = Transformer(TINY)
    average = MovingAverage(model, decay=0.5, every=2)
    start = {n: w.clone() for n, w in average.weights.items()}
    with torch.no_grad():
        for p in model.parameters():
            p.add_(1.0)
    average.update(model, step=1)
    assert all(torch.equal(average.weights[n], start[n]) for n in start)  # not its turn
    for step in range(2, 40, 2):
        average.update(model, step)
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(average.weights[name], parameter.detach(), atol=1e-3, rtol=0)

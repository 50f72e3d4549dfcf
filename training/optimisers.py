"""Optimisers, learning-rate schedules and the moving average of the weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from training.recipes import OptimiserRecipe


def rate_factor(recipe: OptimiserRecipe, step: int, progress: float) -> float:
    """What the peak rates are multiplied with at ``step`` (from 0), ``progress`` in [0, 1] of the plan being done."""
    warm = (step + 1) / max(recipe.warm_up, 1)
    if recipe.schedule == "inverse_sqrt":
        return min(warm, 1 / math.sqrt(warm))
    remaining = (1 - progress) / recipe.decay if recipe.decay else 1.0
    return min(warm, 1.0, max(remaining, 0.0))


class Optimisers:
    """The optimisers of one model, stepped together."""

    def __init__(self, model: nn.Module, recipe: OptimiserRecipe) -> None:
        self.recipe = recipe
        self.parameters = [p for p in model.parameters() if p.requires_grad]
        rest = self.parameters
        self.parts: list[torch.optim.Optimizer] = []
        if recipe.kind == "muon":
            hidden = [p for n, p in model.named_parameters() if p.dim() == 2 and n.startswith(("encoder", "decoder"))]
            chosen = {id(p) for p in hidden}
            rest = [p for p in self.parameters if id(p) not in chosen]
            self.parts.append(
                torch.optim.Muon(
                    hidden,
                    lr=recipe.muon_learning_rate,
                    weight_decay=recipe.weight_decay,
                    adjust_lr_fn="match_rms_adamw",
                )
            )
        decay = recipe.weight_decay if recipe.kind == "muon" else 0.0  # the classic recipe has none
        self.parts.append(
            torch.optim.AdamW(rest, lr=recipe.learning_rate, betas=recipe.betas, weight_decay=decay, fused=True)
        )
        self.peaks = [[group["lr"] for group in part.param_groups] for part in self.parts]

    def step(self, factor: float) -> Tensor:
        """One update at ``factor`` of the peak rates from the gradients, which it clips and clears; their norm."""
        norm = nn.utils.clip_grad_norm_(self.parameters, self.recipe.clip)
        for part, peaks in zip(self.parts, self.peaks, strict=True):
            for group, peak in zip(part.param_groups, peaks, strict=True):
                group["lr"] = peak * factor
            part.step()
            part.zero_grad(set_to_none=True)
        return norm

    def state_dict(self) -> list[dict[str, Any]]:
        """States of all parts."""
        return [part.state_dict() for part in self.parts]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        """Restores what ``state_dict`` gave."""
        for part, state in zip(self.parts, states, strict=True):
            part.load_state_dict(state)


class MovingAverage:
    """Exponential moving average of a model's weights, fp32, updated every few steps to stay cheap."""

    def __init__(self, model: nn.Module, decay: float, every: int) -> None:
        self.decay, self.every, self.updates = decay, every, 0
        self.weights = {name: p.detach().clone() for name, p in model.named_parameters()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Moves towards the model at every ``every``-th step; early on quickly, so that the start is forgotten."""
        if step % self.every:
            return
        self.updates += 1
        decay = min(self.decay**self.every, self.updates / (self.updates + 10))
        current = dict(model.named_parameters())
        torch._foreach_lerp_(list(self.weights.values()), [current[n] for n in self.weights], 1 - decay)

    def state_dict(self) -> dict[str, Any]:
        """The average and how often it was updated."""
        return {"weights": self.weights, "updates": self.updates}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restores what ``state_dict`` gave."""
        self.updates = state["updates"]
        for name, weight in state["weights"].items():
            self.weights[name].copy_(weight)

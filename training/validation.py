"""Teacher-forced figures of a network on held-out examples."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from symassist.expressions.vocabulary import PAD
from training.batching import in_order
from training.data.shards import Examples
from training.recipes import Recipe
from training.transformer import Transformer


@dataclass(frozen=True)
class Validation:
    """Teacher-forced figures on held-out examples; ``exact`` counts answers whose every token is the likeliest."""

    loss: float
    token_accuracy: float
    exact: float
    by_generator: dict[str, float]


def hits(logits: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """(B, T, V), (B, T) -> right tokens (B, T) and whether a row has no wrong one (B,), both without padding."""
    right = (logits.argmax(dim=-1) == target) & (target != PAD)
    return right, (right | (target == PAD)).all(dim=1)


def autocast(recipe: Recipe, device: torch.device) -> torch.autocast:
    """The precision that a recipe computes in."""
    return torch.autocast(device.type, torch.bfloat16, enabled=recipe.run.precision == "bf16")


@torch.no_grad()
def validate(model: Transformer, examples: Examples, recipe: Recipe, device: torch.device) -> Validation:
    """Figures of a model, which is left in evaluation mode, on ``examples``."""
    model.eval()
    totals = torch.zeros(4, device=device)
    rows: list[Tensor] = []
    for batch in in_order(examples, recipe.data.token_budget, recipe.data.multiple):
        batch = batch.to(device)
        with autocast(recipe, device):
            logits = model(batch.source, batch.target_in)
        flat, target = logits.flatten(0, 1).float(), batch.target_out.flatten()
        loss = F.cross_entropy(flat, target, ignore_index=PAD, reduction="sum")
        right, whole = hits(logits, batch.target_out)
        totals += torch.stack([loss, right.sum(), (target != PAD).sum(), whole.sum()])
        rows.append(torch.stack([batch.index.to(device), whole.long()]))
    loss_sum, right_sum, tokens, exact = totals.tolist()
    index, whole_rows = torch.cat(rows, dim=1).cpu().numpy()
    origin = examples.generators[index]
    shares = {
        name: float(whole_rows[origin == i].mean()) for i, name in enumerate(examples.names) if (origin == i).any()
    }
    return Validation(loss_sum / tokens, right_sum / tokens, exact / len(examples), shares)

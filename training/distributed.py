"""Training by several processes under torchrun: which rank this is, and what the ranks must agree on.

    torchrun --nproc-per-node 4 -m training.train --config training/configs/flagship.toml --data ... --out ...

Every rank draws from its own share of the examples (every world-th one), so nothing is seen twice an epoch. The loss of
a step is the mean over the tokens of all ranks, so that the gradient is that of one process with all their batches:

    gradient = sum over ranks of (gradient of the sum of losses) / (tokens of all ranks)

DistributedDataParallel averages over ranks, hence a rank's loss is (its sum) * world / (tokens of all). Rank 0 decides
how far the plan is, and any rank's wish to stop stops all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn


@dataclass(frozen=True)
class Ranks:
    """This process's place among ``world``; the default is a process alone, for which everything here is free."""

    rank: int = 0
    world: int = 1
    local: int = 0

    @classmethod
    def start(cls, device: str = "auto") -> Ranks:
        """Joins the group that torchrun's environment describes; alone without one."""
        if "WORLD_SIZE" not in os.environ or int(os.environ["WORLD_SIZE"]) == 1:
            return cls()
        on_gpu = device.startswith("cuda") or (device == "auto" and torch.cuda.is_available())
        dist.init_process_group("nccl" if on_gpu else "gloo")
        return cls(dist.get_rank(), dist.get_world_size(), int(os.environ.get("LOCAL_RANK", "0")))

    @property
    def first(self) -> bool:
        """Whether this rank writes files and speaks."""
        return self.rank == 0

    def device(self, name: str) -> str:
        """The device of this rank where the name leaves it open."""
        if self.world > 1 and name in ("auto", "cuda") and torch.cuda.is_available():
            return f"cuda:{self.local}"
        return name

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model whose backward pass averages gradients over the ranks; the model itself where there is one."""
        if self.world == 1:
            return model
        on_gpu = next(model.parameters()).is_cuda
        return nn.parallel.DistributedDataParallel(model, device_ids=[self.local] if on_gpu else None)

    def agree(self, tokens: Tensor, examples: int, seconds: float, stop: bool) -> Agreement:
        """Tokens and examples of this step over all ranks, rank 0's clock, and whether anybody wants to stop."""
        if self.world == 1:
            return Agreement(tokens, examples, seconds, stop)
        told = torch.stack(
            [tokens.double(), *(tokens.new_tensor(v, dtype=torch.double) for v in (examples, seconds, stop))]
        )
        everyone = [torch.empty_like(told) for _ in range(self.world)]
        dist.all_gather(everyone, told)
        rows = torch.stack(everyone)
        total = rows.sum(dim=0)
        return Agreement(total[0], int(total[1]), float(rows[0, 2]), bool(total[3] > 0))

    def gathered(self, value: Any) -> list[Any]:
        """The values of all ranks, by rank, at rank 0; elsewhere an empty list."""
        if self.world == 1:
            return [value]
        values: list[Any] = [None] * self.world
        dist.gather_object(value, values if self.first else None)
        return values if self.first else []

    def finish(self) -> None:
        """Waits for the others and leaves the group."""
        if self.world > 1:
            dist.barrier()
            dist.destroy_process_group()


@dataclass(frozen=True)
class Agreement:
    """What all ranks know of a step: its ``tokens`` and ``examples`` in all, the run's ``seconds``, and ``stop``."""

    tokens: Tensor
    examples: int
    seconds: float
    stop: bool

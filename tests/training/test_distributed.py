"""Two processes over gloo: the gradient of one, one set of weights, one stop; a run under torchrun."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.training.test_train import RECIPE, ROOT  # noqa: E402
from tests.training.toys import random_examples, write_toy_data  # noqa: E402
from training.batching import Batch, collate  # noqa: E402
from training.checkpoints import load_checkpoint, load_weights  # noqa: E402
from training.data.shards import write_shard  # noqa: E402
from training.distributed import Ranks  # noqa: E402
from training.trainer import Trainer  # noqa: E402

CPU = torch.device("cpu")
WORLD = 2


def batch(rows: list[int]) -> Batch:
    """Rows of unequal length, so that the ranks' batches differ in tokens."""
    examples = random_examples(48, seed=3, longest=30)
    return collate(examples.sources, examples.targets, np.array(rows, dtype=np.int64))


def gradients(rows: list[int], data: Path, out: Path, ranks: Ranks) -> dict[str, torch.Tensor]:
    trainer = Trainer(replace(RECIPE, run=replace(RECIPE.run, examples=64)), data, out, CPU, ranks=ranks)
    loss, _, agreement = trainer.forward_loss(batch(rows))
    loss.backward()
    assert agreement.examples == 48
    return {name: p.grad.clone() for name, p in trainer.model.named_parameters()}


def one_rank(rank: int, data: Path, out: Path, port: int) -> None:
    os.environ.update(
        MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), RANK=str(rank), WORLD_SIZE=str(WORLD), LOCAL_RANK=str(rank)
    )
    torch.set_num_threads(1)
    ranks = Ranks.start("cpu")
    rows = list(range(40)) if rank == 0 else list(range(40, 48))
    torch.save(gradients(rows, data, out, ranks), out / f"gradient{rank}.pt")
    ranks.finish()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_two_processes_give_the_gradient_of_one(tmp_path: Path) -> None:
    write_toy_data(tmp_path)
    torch.multiprocessing.spawn(one_rank, args=(tmp_path, tmp_path, free_port()), nprocs=WORLD)
    alone = gradients(list(range(48)), tmp_path, tmp_path, Ranks())
    for rank in range(WORLD):
        shared = torch.load(tmp_path / f"gradient{rank}.pt")
        for name, gradient in alone.items():
            assert torch.allclose(shared[name], gradient, atol=1e-6, rtol=1e-4), name
    assert max(float(g.abs().max()) for g in alone.values()) > 1e-3


@pytest.mark.slow  # two processes import torch and train: 25 s on two busy cores
def test_a_run_under_torchrun_shares_the_examples(tmp_path: Path) -> None:
    for i in range(2):
        write_shard(tmp_path / "data" / f"train-{i}.npz", random_examples(64, seed=i))
    write_shard(tmp_path / "data" / "valid-0.npz", random_examples(16, seed=9))
    config = tmp_path / "toy.toml"
    config.write_text(
        "[model]\nd_model = 32\nheads = 2\nencoder_layers = 1\ndecoder_layers = 1\nfeed_forward = 32\n"
        "[data]\npool = 64\nrows = 16\n[run]\nexamples = 640\nprecision = 'fp32'\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--nproc-per-node",
        "2",
        "--master-port",
        str(free_port()),
    ]
    command += ["-m", "training.train", "--config", str(config), "--data", str(tmp_path / "data")]
    command += ["--out", str(tmp_path / "out"), "--device", "cpu", "--threads", "1"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, timeout=200, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    state = load_checkpoint(tmp_path / "out", CPU)
    assert state is not None
    assert state["examples"] >= 640
    assert [len(p["seen"]) for p in (state["pool"], *state["other_pools"])] == [64, 64]
    assert load_weights(tmp_path / "out" / "weights.pt")[1]["examples"] == state["examples"]

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.training.toys import random_examples, write_toy_data
from training.checkpoints import load_weights
from training.data.shards import write_shard
from training.layers import TransformerConfig
from training.progress import Reporter, plot, read_metrics
from training.recipes import DataRecipe, OptimiserRecipe, Recipe, RunRecipe
from training.trainer import Trainer
from training.validation import hits

ROOT = Path(__file__).parents[2]
RECIPE = Recipe(
    "toy",
    TransformerConfig(660, d_model=64, heads=2, encoder_layers=1, decoder_layers=1, feed_forward=128),
    DataRecipe(token_budget=2048, pool=64),
    OptimiserRecipe(learning_rate=4e-3, muon_learning_rate=1e-2, warm_up=5),
    RunRecipe(examples=64, precision="fp32", ema_decay=0.9, ema_every=2, validate_minutes=60, checkpoint_minutes=60),
)
CPU = torch.device("cpu")


def train(recipe: Recipe, data: Path, out: Path, init: Path | None = None, resume: bool = False) -> Trainer:
    trainer = Trainer(recipe, data, out, CPU, init, resume)
    with Reporter(out, "test", tensorboard=False) as reporter:
        trainer.run(reporter)
    return trainer


def planned(examples: int) -> Recipe:
    return RECIPE.planned(None, examples)


def test_64_examples_are_memorised_to_the_last_token(tmp_path: Path) -> None:
    write_toy_data(tmp_path / "data")
    trainer = train(planned(64 * 120), tmp_path / "data", tmp_path / "out")
    held_out = trainer.held_out()
    assert held_out is not None
    assert len(held_out) == 64
    result = trainer.validate(held_out)
    assert result.exact == 1.0
    assert result.token_accuracy == 1.0
    assert result.by_generator == {"backward": 1.0}
    assert (tmp_path / "out" / "weights.pt").exists()
    records = read_metrics(tmp_path / "out", "train")
    assert records[-1]["loss"] < 0.1 < records[0]["loss"]
    assert plot(tmp_path / "out").read_bytes().startswith(b"\x89PNG")


def test_a_resumed_run_stands_where_it_stopped(tmp_path: Path) -> None:
    write_toy_data(tmp_path / "data")
    before = train(planned(640), tmp_path / "data", tmp_path / "out")
    after = Trainer(planned(1280), tmp_path / "data", tmp_path / "out", CPU, resume=True)
    assert (after.step, after.examples, after.seconds) == (before.step, before.examples, before.seconds)
    assert after.progress() == 0.5
    for name, weight in before.model.state_dict().items():
        assert torch.equal(weight, after.model.state_dict()[name])
        assert name not in before.average.weights or torch.equal(
            before.average.weights[name], after.average.weights[name]
        )
    old, new = before.optimisers.state_dict(), after.optimisers.state_dict()
    for a, b in zip(old, new, strict=True):
        for key in a["state"]:
            assert all(
                torch.equal(torch.as_tensor(v), torch.as_tensor(b["state"][key][k])) for k, v in a["state"][key].items()
            )
    assert after.pool.seen.tolist() == before.pool.seen.tolist()
    assert after.rng.bit_generator.state == before.rng.bit_generator.state


def test_training_goes_on_from_shipped_weights(tmp_path: Path) -> None:
    write_toy_data(tmp_path / "data")
    first = train(planned(64 * 60), tmp_path / "data", tmp_path / "first")
    second = Trainer(planned(64), tmp_path / "data", tmp_path / "second", CPU, init=tmp_path / "first" / "weights.pt")
    assert (second.step, second.examples, second.meta()["examples_in_all"]) == (0, 0, first.examples)
    held_out = second.held_out()
    assert held_out is not None
    assert second.validate(held_out).loss == pytest.approx(first.validate(held_out).loss, abs=0.02)
    other = replace(RECIPE, model=replace(RECIPE.model, feed_forward=64))
    with pytest.raises(ValueError, match=r"feed_forward=128.*feed_forward=64"):
        Trainer(other, tmp_path / "data", tmp_path / "third", CPU, init=tmp_path / "first" / "weights.pt")


def test_shards_that_arrive_while_training_are_used(tmp_path: Path) -> None:
    write_toy_data(tmp_path / "data")
    trainer = Trainer(planned(640), tmp_path / "data", tmp_path / "out", CPU)
    trainer.pool.wait(0)
    batches = trainer.batches()
    next(batches)
    write_shard(tmp_path / "data" / "train-1-000000.npz", random_examples(64, seed=5))
    for _ in range(40):
        next(batches)
    assert len(trainer.pool) == 128
    assert trainer.pool.seen[64:].min() >= 1


def test_hits_ignore_padding() -> None:
    logits = torch.nn.functional.one_hot(torch.tensor([[4, 5, 9], [4, 6, 7]]), 10).float()
    right, whole = hits(logits, torch.tensor([[4, 5, 0], [4, 5, 7]]))
    assert right.tolist() == [[True, True, False], [True, False, True]]
    assert whole.tolist() == [True, False]


def test_a_recipe_names_its_unknown_keys_and_needs_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text("[model]\nd_modle = 64\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"\[model\] has no \['d_modle'\]; it knows .*d_model"):
        Recipe.read(path)
    path.write_text("[optimizer]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"no table \['optimizer'\]"):
        Recipe.read(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="has no plan"):
        Recipe.read(path).planned(None, None)


def start(data: Path, out: Path, config: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "training.train", "--config", str(config), "--data", str(data), "--out", str(out)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stderr=subprocess.PIPE)


def newest_step(out: Path) -> int:
    return max((int(path.stem.split("-")[1]) for path in out.glob("checkpoint-*.pt")), default=0)


def wait_for_step(out: Path, step: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while newest_step(out) <= step:
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline, "no checkpoint came"
        time.sleep(0.1)


def test_a_killed_run_loses_one_interval_and_a_terminated_one_nothing(tmp_path: Path) -> None:
    write_toy_data(tmp_path / "data")
    config = tmp_path / "toy.toml"
    config.write_text(
        "[model]\nd_model = 32\nheads = 2\nencoder_layers = 1\ndecoder_layers = 1\nfeed_forward = 32\n"
        "[data]\npool = 64\n[run]\nminutes = 60\nprecision = 'fp32'\ncheckpoint_minutes = 0.01\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    killed = start(tmp_path / "data", out, config)
    wait_for_step(out, 0, killed)
    killed.kill()
    killed.communicate()
    reached = newest_step(out)
    terminated = start(tmp_path / "data", out, config, "--resume")
    wait_for_step(out, reached, terminated)
    terminated.send_signal(signal.SIGTERM)
    errors = terminated.communicate(timeout=60)[1].decode()
    assert terminated.returncode == 0, errors
    assert "starting afresh" not in errors
    assert len(list(out.glob("checkpoint-*.pt"))) == 2
    assert load_weights(out / "weights.pt")[1]["step"] == newest_step(out) > reached

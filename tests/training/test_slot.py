from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from symassist.errors import WorkerError
from training.checkpoints import load_weights
from training.parts import join_file
from training.recipes import Recipe
from training.slot import CONFIGS, Slot, main, run_slot, starting_point


def make_slot(folder: Path, mix: str, previous: Path | None = None) -> Slot:
    (folder / "mix.toml").write_text(mix, encoding="utf-8")
    return Slot(
        minutes=0.4,
        recipe=Recipe.read(CONFIGS / "smoke.toml"),
        work=folder / "work",
        out=folder / "out",
        previous=previous,
        mix=folder / "mix.toml",
        workers=1,
        device=torch.device("cpu"),
        examples=1000,
    )


def test_a_slot_tells_why_its_generators_died(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="before the first shard"):
        run_slot(make_slot(tmp_path, "[mix]\nno_such_generator = 1.0\n"))


def test_where_a_slot_starts(tmp_path: Path) -> None:
    slot = make_slot(tmp_path, "")
    run = slot.work / "run"
    assert starting_point(slot) == (None, False)
    run.mkdir(parents=True)
    (run / "weights.pt").touch()
    (run / "checkpoint-000000010.pt").touch()
    assert starting_point(slot) == (None, True)
    (run / "finished").touch()
    assert starting_point(slot) == (run / "weights.pt", False)
    carried = tmp_path / "carried.pt"
    assert starting_point(make_slot(tmp_path, "", previous=carried)) == (carried, False)


@pytest.mark.slow
def test_the_dry_run_goes_through_every_step_in_three_minutes(tmp_path: Path) -> None:
    (tmp_path / "mix.toml").write_text("[mix]\nbackward = 1.0\n", encoding="utf-8")
    start = time.monotonic()
    options = ["--dry-run", "--mix", tmp_path / "mix.toml", "--work", tmp_path / "work", "--out", tmp_path / "out"]
    result = CliRunner().invoke(main, [str(option) for option in options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert time.monotonic() - start < 180
    first, second = (json.loads((tmp_path / "out" / s / "report.json").read_text()) for s in ("first", "second"))
    assert first["continued_from"] is None
    assert second["continued_from"].endswith("previous.pt")
    assert second["loss"] < first["loss"]
    _, meta = load_weights(join_file(tmp_path / "out" / "second"))
    assert meta["examples_in_all"] == first["examples"] + second["examples"]
    assert len(list((tmp_path / "out" / "second").iterdir())) <= 8

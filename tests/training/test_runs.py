"""The recipes in ``training/runs``, at their smoke size."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("torch")

ROOT = Path(__file__).parents[2]
LEAVES = {
    "seed_stage1": ("accuracy.json", "run/curves.png"),
    "seed_stage2": ("accuracy.json", "run/curves.png"),
    "lample_charton": ("CROSS.md", "CROSS.json"),
    "scaling": ("SCALING.md", "scaling.png"),
}


@pytest.mark.slow  # one to two minutes each, the paper's forward generation several
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", LEAVES)
def test_smoke_size_goes_through_every_step(name: str, tmp_path: Path) -> None:
    environment = {**os.environ, "OUT": str(tmp_path), "WORKERS": "1"}
    command = ["bash", f"training/runs/{name}.sh", "--smoke"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=800)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    for file in LEAVES[name]:
        assert (tmp_path / file).stat().st_size > 0


def test_an_unknown_option_is_refused() -> None:
    done = subprocess.run(["bash", "training/runs/scaling.sh", "--small"], cwd=ROOT, capture_output=True, timeout=30)
    assert done.returncode == 2
    assert b"[--smoke]" in done.stderr

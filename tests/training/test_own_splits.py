"""Held-out examples as problem files, refereed; the beams and the bundle that they are solved with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from symassist.bench.solvers import beam_of, require
from symassist.errors import SolverUnavailableError
from symassist.inference.bundle import ENVIRONMENT_VARIABLE

pytest.importorskip("torch")

from training import generate, own_splits, random_bundle
from training.data.join import keys
from training.data.shards import read_split


def test_problems_are_held_out_and_right(tmp_path: Path) -> None:
    generate.run(tmp_path, examples=1_000, workers=1, seed="own", mix={"backward": 1})
    examples = read_split(tmp_path, "train")
    trained = set(keys(examples)[:600])
    found = own_splits.problems([examples], "backward", trained, 10_000)
    assert len(found) == len(own_splits.problems([examples, examples], "backward", trained, 10_000))
    assert {str(p["id"]).split("-")[1] for p in found} <= {key.hex()[:12] for key in set(keys(examples)) - trained}
    assert own_splits.problems([examples], "by_parts", set(), 5) == []
    arguments = ["--data", str(tmp_path), "--out", str(tmp_path / "own"), "--generators", "backward"]
    arguments += ["--split", "train", "--count", "2", "--solver", "assistant_nonet@3", "--timeout", "5"]
    result = CliRunner().invoke(own_splits.main, arguments)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in (tmp_path / "own" / "results.jsonl").read_text().splitlines()]
    assert [line["solver"] for line in lines] == ["assistant_nonet@3"] * 2
    assert all(line["referee"] in (None, "right", "undecided") for line in lines)
    assert "| backward | assistant_nonet@3 | 2 |" in (tmp_path / "own" / "OWN.md").read_text()


def test_a_beam_belongs_to_one_of_our_solvers() -> None:
    assert [beam_of(name) for name in ("neural@50", "neural", "neural@0", "sympy@5", "neural@x")] == [50, *[None] * 4]
    require(["assistant_nonet@7"])
    with pytest.raises(SolverUnavailableError, match="no solver sympy@5"):
        require(["sympy@5"])


def test_the_bundle_is_set_for_new_processes_only_meanwhile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    with own_splits.bundle(tmp_path):
        assert os.environ[ENVIRONMENT_VARIABLE] == str(tmp_path.resolve())
    assert ENVIRONMENT_VARIABLE not in os.environ


def test_a_random_bundle_does_not_overwrite_its_model() -> None:
    result = CliRunner().invoke(random_bundle.main, ["--out", "symassist/model"])
    assert result.exit_code == 2
    assert "say another folder" in result.output

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from symassist.errors import BundleError
from symassist.expressions.vocabulary import VOCABULARY
from training.checkpoints import load_checkpoint, load_weights, save_checkpoint, save_weights
from training.layers import TransformerConfig
from training.transformer import Transformer

CPU = torch.device("cpu")


@pytest.mark.parametrize("tied", [True, False])
def test_weights_come_back_rounded_to_half_precision(tmp_path: Path, tied: bool) -> None:
    config = TransformerConfig(660, d_model=32, heads=2, encoder_layers=1, decoder_layers=1, feed_forward=48, tied=tied)
    model = Transformer(config)
    save_weights(tmp_path / "weights.pt", model, {"step": 7})
    again, meta = load_weights(tmp_path / "weights.pt")
    assert (again.config, meta, again.training) == (config, {"step": 7}, False)
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter.half().float(), dict(again.named_parameters())[name])
    assert (again.head.weight is again.source_embedding.weight) is tied
    # half precision, each matrix once, and at most 20 kB of names and structure
    assert (tmp_path / "weights.pt").stat().st_size < 2 * sum(p.numel() for p in model.parameters()) + 20_000


def test_weights_of_another_vocabulary_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    save_weights(path, Transformer(TransformerConfig(660, 32, 2, 1, 1, 48)), {})
    content = torch.load(path, weights_only=True)
    torch.save({**content, "vocabulary_fingerprint": "f" * 64}, path)
    with pytest.raises(BundleError, match=f"f{{12}}, this program has {VOCABULARY.fingerprint[:12]}"):
        load_weights(path)


def test_two_checkpoints_stay_and_the_older_stands_in_for_a_damaged_one(tmp_path: Path) -> None:
    for step in (1, 2, 3):
        save_checkpoint(tmp_path, step, {"step": step})
    kept = sorted(tmp_path.glob("*"))
    assert [path.name for path in kept] == ["checkpoint-000000002.pt", "checkpoint-000000003.pt"]
    state = load_checkpoint(tmp_path, CPU)
    assert state is not None
    assert state["step"] == 3
    kept[1].write_bytes(kept[1].read_bytes()[:100])
    state = load_checkpoint(tmp_path, CPU)
    assert state is not None
    assert state["step"] == 2


def test_nothing_to_resume_is_none(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path, CPU) is None

from __future__ import annotations

from pathlib import Path

import torch
from click.testing import CliRunner

from training.average import average, main
from training.checkpoints import load_weights, save_weights
from training.layers import TransformerConfig
from training.transformer import Transformer


def written(path: Path, width: int, step: int) -> Transformer:
    model = Transformer(TransformerConfig(660, width, 2, 1, 1, 48))
    save_weights(path, model, {"step": step})
    return model


def test_every_weight_is_the_mean(tmp_path: Path) -> None:
    models = [written(tmp_path / f"{i}.pt", 32, i) for i in range(3)]
    average([tmp_path / f"{i}.pt" for i in range(3)], tmp_path / "mean.pt")
    mean, meta = load_weights(tmp_path / "mean.pt")
    assert meta == {"step": 2, "averaged": 3}
    for name, weight in mean.named_parameters():
        wanted = sum(dict(model.named_parameters())[name] for model in models) / 3
        assert torch.allclose(weight, wanted, atol=2e-3)


def test_other_architectures_are_named(tmp_path: Path) -> None:
    written(tmp_path / "a.pt", 32, 1)
    written(tmp_path / "b.pt", 64, 1)
    arguments = ["--weights", str(tmp_path / "a.pt"), "--weights", str(tmp_path / "b.pt")]
    result = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "mean.pt")])
    assert result.exit_code == 2
    assert "different architectures" in result.output
    assert not (tmp_path / "mean.pt").exists()

"""Files of a training run: weights to exchange (fp16) and checkpoints to resume from, both written atomically."""

from __future__ import annotations

import logging
import math
import os
import pickle
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from symassist.errors import BundleError
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference.bundle import ModelBundle
from training.layers import TransformerConfig
from training.transformer import Transformer

log = logging.getLogger(__name__)
KEPT = 2
"""Checkpoints that stay; the older one is there should the newer one be damaged."""


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Saves so that a reader, or a resume after SIGKILL, sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial{os.getpid()}")
    with partial.open("wb") as file:
        torch.save(dict(content), file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _check_fingerprint(path: Path, found: str) -> None:
    if found != VOCABULARY.fingerprint:
        raise BundleError(
            f"{path} was trained with the vocabulary {found[:12]}, this program has {VOCABULARY.fingerprint[:12]}"
        )


def save_weights(
    path: Path, model: Transformer, meta: Mapping[str, Any], weights: Mapping[str, Tensor] | None = None
) -> None:
    """Writes ``{config, vocabulary_fingerprint, weights (fp16), meta}``; ``weights`` replaces the model's own."""
    named = weights or dict(model.named_parameters())  # a tied matrix has one name, the embedding's
    tensors = {name: tensor.detach().half().cpu() for name, tensor in named.items()}
    _write(
        path,
        {
            "config": asdict(model.config),
            "vocabulary_fingerprint": VOCABULARY.fingerprint,
            "weights": tensors,
            "meta": dict(meta),
        },
    )


def load_weights(path: Path) -> tuple[Transformer, dict[str, Any]]:
    """The model (fp32, evaluation mode) and its meta, from a weights file or from the folder of a model bundle.

    Raises BundleError where the vocabulary is another one or the bundle is damaged.
    """
    if path.is_dir():
        return _load_bundle(path)
    content = torch.load(path, map_location="cpu", weights_only=True)
    _check_fingerprint(path, content["vocabulary_fingerprint"])
    model = Transformer(TransformerConfig(**content["config"]))
    model.load_parameters(content["weights"])
    return model.eval(), content["meta"]


def _load_bundle(folder: Path) -> tuple[Transformer, dict[str, Any]]:
    """What was shipped, so that training goes on from a clean clone; its optimiser states were not kept."""
    bundle = ModelBundle.load(folder)
    raw = np.memmap(bundle.weights, dtype=np.uint8, mode="r")
    weights = {}
    for name, place in bundle.tensors.items():
        values = np.frombuffer(raw, dtype=place.dtype, count=math.prod(place.shape), offset=place.offset)
        weights[name] = torch.from_numpy(values.reshape(place.shape).copy())
    model = Transformer(TransformerConfig(**bundle.config))
    model.load_parameters(weights)
    return model.eval(), {**bundle.accuracy, "commit": bundle.training_commit}


def save_checkpoint(folder: Path, step: int, state: Mapping[str, Any]) -> Path:
    """Writes ``checkpoint-<step>.pt`` and deletes all but the last ``KEPT``."""
    path = folder / f"checkpoint-{step:09d}.pt"
    _write(path, {**state, "vocabulary_fingerprint": VOCABULARY.fingerprint})
    for old in sorted(folder.glob("checkpoint-*.pt"))[:-KEPT]:
        old.unlink()
    for left in folder.glob("*.partial*"):  # of a run that was killed while writing
        left.unlink()
    return path


def load_checkpoint(folder: Path, device: torch.device) -> dict[str, Any] | None:
    """The newest readable checkpoint, or None where there is none. Raises BundleError where the vocabulary differs."""
    for path in sorted(folder.glob("checkpoint-*.pt"), reverse=True):
        try:
            state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
        except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
            log.warning("cannot read %s (%s): trying the one before", path, error)
            continue
        _check_fingerprint(path, state["vocabulary_fingerprint"])
        return state
    return None

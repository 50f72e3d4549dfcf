"""Recipes: everything that defines a training run, read from one TOML file (``training/configs``)."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from symassist.expressions.vocabulary import VOCABULARY
from training.layers import TransformerConfig


@dataclass(frozen=True)
class DataRecipe:
    """How examples become batches."""

    token_budget: int = 4096
    """Padded tokens, source and target together, of one batch."""
    rows: int | None = None
    """Most examples of one batch, whatever their length."""
    pool: int = 16_384
    """Examples drawn at a time; sorted by length within."""
    multiple: int = 1
    """Lengths are padded up to a multiple of this; 8 suits the tensor cores of a GPU."""
    mixture: dict[str, float] = field(default_factory=dict)
    """Shares of the generators; empty: as they come."""


@dataclass(frozen=True)
class OptimiserRecipe:
    """Muon for the hidden matrices with AdamW for the rest, or Adam for all."""

    kind: Literal["muon", "adam"] = "muon"
    learning_rate: float = 2e-3
    """Peak rate of AdamW (embeddings, norms, biases), or of Adam."""
    muon_learning_rate: float = 4e-3
    """Peak rate of Muon, on AdamW's scale (``match_rms_adamw``)."""
    betas: tuple[float, float] = (0.9, 0.98)
    weight_decay: float = 0.01
    clip: float = 1.0
    """Largest norm of the whole gradient."""
    schedule: Literal["wsd", "inverse_sqrt"] = "wsd"
    """Warm-up, constant, linear decay to zero over the last ``decay`` of the plan; or the classic inverse root."""
    warm_up: int = 200
    """Steps of linear warm-up."""
    decay: float = 0.2


@dataclass(frozen=True)
class RunRecipe:
    """Length, precision and bookkeeping of a run."""

    minutes: float | None = None
    examples: int | None = None
    """The plan: minutes or examples, whichever is reached first; the command line overrides both."""
    precision: Literal["bf16", "fp32"] = "bf16"
    compile: bool = False
    label_smoothing: float = 0.0
    ema_decay: float = 0.998
    """Per step; the weights that are validated and shipped are the moving average."""
    ema_every: int = 4
    validate_minutes: float = 5.0
    validate_examples: int = 1000
    checkpoint_minutes: float = 3.0
    seed: int = 0


@dataclass(frozen=True)
class Recipe:
    """One named way to train one model."""

    name: str
    model: TransformerConfig
    data: DataRecipe
    optimiser: OptimiserRecipe
    run: RunRecipe

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """Reads a TOML file with the tables model, data, optimiser, run. Raises ValueError naming an unknown key."""
        text = tomllib.loads(path.read_text(encoding="utf-8"))
        tables: dict[str, type[Any]] = {
            "model": TransformerConfig,
            "data": DataRecipe,
            "optimiser": OptimiserRecipe,
            "run": RunRecipe,
        }
        parts: dict[str, Any] = {}
        for name, kind in tables.items():
            values = dict(text.pop(name, {}))
            known = {f.name for f in fields(kind)} - {"vocabulary_size"}
            if unknown := set(values) - known:
                raise ValueError(f"{path}: [{name}] has no {sorted(unknown)}; it knows {sorted(known)}")
            if name == "model":
                values["vocabulary_size"] = len(VOCABULARY)
            parts[name] = kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
        if text:
            raise ValueError(f"{path}: no table {sorted(text)}; the tables are {sorted(tables)}")
        return cls(path.stem, **parts)

    def planned(self, minutes: float | None, examples: int | None) -> Recipe:
        """The same recipe with another plan, where one is given. Raises ValueError where none is known at all."""
        run = self.run
        if minutes is not None or examples is not None:
            run = replace(run, minutes=minutes, examples=examples)
        if run.minutes is None and run.examples is None:
            raise ValueError(f"the recipe {self.name} has no plan: say --minutes or --examples")
        return replace(self, run=run)

    def describe(self) -> dict[str, Any]:
        """The recipe as plain data, for logs and weights files."""
        return asdict(self)

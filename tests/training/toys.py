"""Random examples in the shards' format, for tests that need data but no mathematics."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from symassist.expressions.vocabulary import EOS
from training.data.shards import Examples, Ragged, write_shard


def random_examples(count: int, seed: int = 0, names: tuple[str, ...] = ("backward",), longest: int = 12) -> Examples:
    """Random ids after the control tokens, sources and targets of 2 to ``longest`` tokens with <eos>."""
    rng = np.random.default_rng(seed)

    def rows() -> Ragged:
        return Ragged.of([[*rng.integers(22, 660, rng.integers(1, longest)).tolist(), EOS] for _ in range(count)])

    return Examples(rows(), rows(), (np.arange(count) % len(names)).astype(np.uint8), names)


def write_toy_data(folder: Path, count: int = 64) -> Examples:
    """A folder whose validation split is the training split: memorising is the task."""
    examples = random_examples(count)
    write_shard(folder / "train-0-000000.npz", examples)
    write_shard(folder / "valid-0-000000.npz", examples)
    return examples

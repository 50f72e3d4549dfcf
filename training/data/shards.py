"""Shards: examples as flat arrays of token ids, one uncompressed ``.npz`` file each, written atomically.

An example is (source, target, generator): ``integrate f <eos>`` and ``F <eos>`` as ids of the vocabulary. A folder
holds ``train-*.npz``, ``valid-*.npz`` and ``test-*.npz``; numpy's own format needs no reader of ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Ragged:
    """Rows of different length: row i is ``values[offsets[i]:offsets[i + 1]]`` (uint16)."""

    values: NDArray[np.uint16]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Ragged:
        """Packs rows of ids."""
        rows = list(rows)
        lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
        flat = [token for row in rows for token in row]
        return cls(np.array(flat, dtype=np.uint16), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    @classmethod
    def concatenate(cls, parts: Sequence[Ragged]) -> Ragged:
        """Rows of all parts, in order."""
        lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(p.offsets) for p in parts)])
        values = np.concatenate([np.zeros(0, np.uint16), *(p.values for p in parts)])
        return cls(values, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, i: int) -> NDArray[np.uint16]:
        return self.values[self.offsets[i] : self.offsets[i + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(N,) tokens of each row."""
        return np.diff(self.offsets)


@dataclass(frozen=True)
class Examples:
    """N examples; ``generators`` (N,) uint8 indexes ``names``."""

    sources: Ragged
    targets: Ragged
    generators: NDArray[np.uint8]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sources)


def write_shard(path: Path, examples: Examples) -> None:
    """Writes one shard; a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".partial{os.getpid()}")
    with partial.open("wb") as file:
        np.savez(
            file,
            source_values=examples.sources.values,
            source_offsets=examples.sources.offsets,
            target_values=examples.targets.values,
            target_offsets=examples.targets.offsets,
            generators=examples.generators,
            names=np.array(examples.names),
        )
    partial.replace(path)


def read_shard(path: Path) -> Examples:
    """Reads one shard."""
    with np.load(path, allow_pickle=False) as data:
        return Examples(
            Ragged(data["source_values"], data["source_offsets"]),
            Ragged(data["target_values"], data["target_offsets"]),
            data["generators"],
            tuple(str(name) for name in data["names"]),
        )


def read_split(folder: Path, split: str, skip: int = 0) -> Examples:
    """All shards of ``split`` in name order after the first ``skip`` ones, generator names merged."""
    shards = [read_shard(path) for path in sorted(folder.glob(f"{split}-*.npz"))[skip:]]
    names = tuple(dict.fromkeys(name for shard in shards for name in shard.names))
    position = {name: i for i, name in enumerate(names)}
    generators = [
        np.array([position[n] for n in shard.names], dtype=np.uint8)[shard.generators] for shard in shards if len(shard)
    ]
    return Examples(
        Ragged.concatenate([shard.sources for shard in shards]),
        Ragged.concatenate([shard.targets for shard in shards]),
        np.concatenate([np.zeros(0, np.uint8), *generators]),
        names,
    )

"""From shards to padded batches: a growing pool of examples, a mixture of generators, a budget of tokens per batch."""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from symassist.expressions.vocabulary import BOS, PAD
from training.data.shards import Examples, Ragged, read_shard

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """source (B, S), target_in (B, T) = <bos> F, target_out (B, T) = F <eos>; int64 ids, padded at the end with 0.

    ``index`` (B,) says which examples these are.
    """

    source: Tensor
    target_in: Tensor
    target_out: Tensor
    index: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on ``device``; a copy to a GPU starts from pinned memory and does not wait."""
        if device.type == "cpu":
            return self
        parts = (self.source, self.target_in, self.target_out, self.index)
        return Batch(*(part.pin_memory().to(device, non_blocking=True) for part in parts))

    def __len__(self) -> int:
        return len(self.source)


def take(rows: Ragged, index: NDArray[np.int64]) -> Ragged:
    """The rows at ``index``, in that order."""
    lengths = rows.lengths[index]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    return Ragged(rows.values[np.repeat(rows.offsets[index], lengths) + within], offsets)


def pad(rows: Ragged, multiple: int = 1, lead: int | None = None) -> NDArray[np.int64]:
    """(N, longest row rounded up to ``multiple``); ``lead`` replaces the last token by a first one (the shift)."""
    lengths = rows.lengths
    width = -(-int(lengths.max(initial=1)) // multiple) * multiple
    out = np.full((len(rows), width), PAD, dtype=np.int64)
    out[np.arange(width) < lengths[:, None]] = rows.values
    if lead is not None:
        out[np.arange(len(rows)), lengths - 1] = PAD
        out = np.roll(out, 1, axis=1)
        out[:, 0] = lead
    return out


def collate(sources: Ragged, targets: Ragged, index: NDArray[np.int64], multiple: int = 1) -> Batch:
    """The examples at ``index`` as one batch."""
    source, target = take(sources, index), take(targets, index)
    arrays = (pad(source, multiple), pad(target, multiple, lead=BOS), pad(target, multiple), index)
    return Batch(*map(torch.from_numpy, arrays))


def cut_batches(
    source_lengths: NDArray[np.int64],
    target_lengths: NDArray[np.int64],
    budget: int,
    rng: np.random.Generator,
    most: int | None = None,
) -> list[NDArray[np.int64]]:
    """Indices of batches of at most ``budget`` padded tokens (and ``most`` rows), alike in both lengths, shuffled.

    Shelves of like source length, within each sorted by target length, up and down in turn: of 16,384 backward
    examples at 4,096 tokens 94% of what is computed is real; sorted by the sum of both lengths it is 82%.
    """
    tokens = source_lengths + target_lengths
    shelves = math.ceil(2 * math.sqrt(tokens.sum() / budget))
    by_source = np.argsort(source_lengths + rng.uniform(0, 1, len(tokens)), kind="stable")
    mass = np.cumsum(tokens[by_source])
    shelf = mass * shelves // (mass[-1] + 1)
    order = by_source[np.lexsort((target_lengths[by_source] * np.where(shelf % 2, 1, -1), shelf))]
    batches, start, widest_source, widest_target = [], 0, 0, 0
    for end, i in enumerate(order):
        source = max(widest_source, int(source_lengths[i]))
        target = max(widest_target, int(target_lengths[i]))
        count = end + 1 - start
        if count > 1 and (count * (source + target) > budget or (most is not None and count > most)):
            batches.append(order[start:end])
            start, source, target = end, int(source_lengths[i]), int(target_lengths[i])
        widest_source, widest_target = source, target
    batches.append(order[start:])
    return [batches[i] for i in rng.permutation(len(batches))]


def in_order(examples: Examples, budget: int, multiple: int = 1) -> Iterator[Batch]:
    """All examples once, in batches of like length: for evaluation."""
    cuts = cut_batches(examples.sources.lengths, examples.targets.lengths, budget, np.random.default_rng(0))
    for index in cuts if len(examples) else []:
        yield collate(examples.sources, examples.targets, index, multiple)


class Pool:
    """Draws from the ``train`` shards of a folder, which may grow meanwhile, those seen least often first.

    ``mixture`` maps generators to shares; generators outside a non-empty mixture are left out (and named in the log).
    """

    def __init__(
        self,
        folder: Path,
        mixture: Mapping[str, float],
        rng: np.random.Generator,
        limits: tuple[int, int] = (256, 256),
        share: tuple[int, int] = (0, 1),
    ) -> None:
        """``share`` (rank, world): only every world-th example from the rank-th on."""
        self.share = share
        self.folder, self.mixture, self.rng, self.limits = folder, dict(mixture), rng, limits
        self.shards: list[Examples] = []
        self.files: list[str] = []
        self.names: list[str] = []
        self.too_long = 0
        self._shard, self._row = np.zeros(0, np.int32), np.zeros(0, np.int32)
        self._generator, self.seen = np.zeros(0, np.int16), np.zeros(0, np.uint8)

    def __len__(self) -> int:
        return len(self.seen)

    def refresh(self) -> int:
        """Loads the shards that appeared since the last call; how many examples they brought."""
        known, before = set(self.files), len(self)
        for path in sorted(self.folder.glob("train-*.npz")):
            if path.name not in known:
                self._add(path)
        return len(self) - before

    def _add(self, path: Path) -> None:
        shard = read_shard(path)
        for name in shard.names:
            if name not in self.names:
                self.names.append(name)
                if self.mixture and name not in self.mixture:
                    log.warning("generator %r has no share in the mixture %s: left out", name, self.mixture)
        fits = (shard.sources.lengths <= self.limits[0]) & (shard.targets.lengths <= self.limits[1])
        rows = np.flatnonzero(fits).astype(np.int32)[self.share[0] :: self.share[1]]
        self.too_long += len(shard) - int(fits.sum())
        position = np.array([self.names.index(name) for name in shard.names], dtype=np.int16)
        self._shard = np.concatenate([self._shard, np.full(len(rows), len(self.shards), np.int32)])
        self._row = np.concatenate([self._row, rows])
        self._generator = np.concatenate([self._generator, position[shard.generators[rows]]])
        self.seen = np.concatenate([self.seen, np.zeros(len(rows), np.uint8)])
        self.shards.append(shard)
        self.files.append(path.name)

    def wait(self, seconds: float) -> None:
        """Waits for the first examples. Raises FileNotFoundError when none come."""
        deadline = time.monotonic() + seconds
        while not (self.refresh() or len(self)):
            if time.monotonic() >= deadline:
                raise FileNotFoundError(f"no examples in train-*.npz of {self.folder}")
            time.sleep(1)

    def _least_seen(self, candidates: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """``count`` of ``candidates``, level by level of how often they were seen, random within a level."""
        count = min(count, len(candidates))
        levels = self.seen[candidates]
        last = np.partition(levels, count - 1)[count - 1] if count else 0
        certain, maybe = candidates[levels < last], candidates[levels == last]
        return np.concatenate([certain, self.rng.choice(maybe, count - len(certain), replace=False)])

    def draw(self, count: int) -> tuple[Ragged, Ragged]:
        """Sources and targets of about ``count`` examples in the mixture's proportions; they count as seen.

        Raises ValueError where the mixture names none of the generators that there are.
        """
        everything = np.arange(len(self))
        if not self.mixture:
            chosen = self._least_seen(everything, count)
        else:
            present = {n: s for n, s in self.mixture.items() if n in self.names and s > 0}
            groups = [(everything[self._generator == self.names.index(n)], share) for n, share in present.items()]
            groups = [(group, share) for group, share in groups if len(group)]
            total = sum(share for _, share in groups)
            if not groups:
                raise ValueError(f"none of the mixture's generators {list(self.mixture)} is among {self.names}")
            chosen = np.concatenate([self._least_seen(g, max(1, round(count * s / total))) for g, s in groups])
        self.seen[chosen] = np.minimum(self.seen[chosen], 254) + 1
        sources, targets = [], []
        for i in np.unique(self._shard[chosen]):
            rows = self._row[chosen[self._shard[chosen] == i]].astype(np.int64)
            sources.append(take(self.shards[i].sources, rows))
            targets.append(take(self.shards[i].targets, rows))
        return Ragged.concatenate(sources), Ragged.concatenate(targets)

    def state_dict(self) -> dict[str, Any]:
        """Which shards were read and how often each example was drawn."""
        counts = np.bincount(self._shard, minlength=len(self.files)).tolist()
        return {"files": list(self.files), "counts": counts, "seen": torch.from_numpy(self.seen.copy())}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Takes up where ``state_dict`` was made; shards that are gone or have changed count as new."""
        self.refresh()
        saved = np.split(state["seen"].numpy(), np.cumsum(state["counts"])[:-1]) if state["files"] else []
        before = dict(zip(state["files"], saved, strict=True))
        for i, name in enumerate(self.files):
            rows = np.flatnonzero(self._shard == i)
            if name in before and len(before[name]) == len(rows):
                self.seen[rows] = before[name]


def stream(pool: Pool, size: int, budget: int, most: int | None = None, multiple: int = 1) -> Iterator[Batch]:
    """Batches without end: ``size`` examples at a time are drawn, sorted, cut and shuffled; new shards join between."""
    while True:
        pool.refresh()
        sources, targets = pool.draw(size)
        for index in cut_batches(sources.lengths, targets.lengths, budget, pool.rng, most):
            yield collate(sources, targets, index, multiple)


def prefetch(batches: Iterator[Batch], depth: int) -> Iterator[Batch]:
    """The same batches, made ahead by one thread: for a device that would otherwise wait for them."""
    ahead: queue.Queue[Batch | BaseException] = queue.Queue(depth)

    def fill() -> None:
        try:
            for batch in batches:
                ahead.put(batch)
        except (OSError, ValueError) as error:  # raised again in the thread that reads
            ahead.put(error)

    threading.Thread(target=fill, daemon=True, name="batches").start()
    while True:
        item = ahead.get()
        if isinstance(item, BaseException):
            raise item
        yield item

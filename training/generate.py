"""Generates training data: ``python -m training.generate --out data/mix --examples 1000000 --workers 2``.

Chunks are numbered; chunk i is drawn by one generator, both decided by (seed, i), so that a stopped run continues
where it stopped and gives the same examples. Shards hold all generators mixed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import NoReturn

import numpy as np
from tqdm import tqdm

from training.data.leakage import KEY_BYTES, excluded_keys
from training.data.mixture import DEFAULT_MIX, Chunk, Task, pipeline, read_mix, source
from training.data.pipeline import Example, collect_garbage_seldom, example_key
from training.data.shards import Examples, Ragged, read_shard, write_shard
from training.data.splits import SPLITS, split_of
from training.data.stuck import watched
from training.ray_cluster import RayChunks

SHARD = 50_000


def draw_chunk(task: Task) -> Chunk:
    """The examples of one chunk; ``task`` is (generator, seed, chunk number)."""
    name, seed, number = task
    finishing = pipeline(name)
    rng = random.Random(f"{seed}/{number}/{name}")
    with watched(lambda: finishing.draws):
        return name, list(islice(finishing.examples(rng), source(name).chunk)), finishing.refused


def _tasks(mix: dict[str, float], seed: str, first: int) -> Iterator[Task]:
    names = list(mix)
    weights = [share / source(name).chunk for name, share in mix.items()]
    number = first
    while True:
        name = random.Random(f"{seed}/{number}").choices(names, weights)[0]
        yield name, seed, number
        number += 1


@dataclass
class Collector:
    """Takes chunks in order, drops duplicates and leaks, writes a shard whenever one is full."""

    folder: Path
    names: tuple[str, ...]
    seen: set[bytes] = field(default_factory=set)
    shards: int = 0
    chunks: int = 0
    examples: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    waiting: dict[str, list[tuple[str, Example]]] = field(default_factory=lambda: {split: [] for split in SPLITS})

    @classmethod
    def resume(cls, folder: Path, names: tuple[str, ...]) -> Collector:
        """Continues from the shards in ``folder``: keys of what is there, number of the next chunk."""
        collector = cls(folder, names)
        manifest = folder / "manifest.json"
        if manifest.exists():
            state = json.loads(manifest.read_text())
            collector.chunks, collector.shards = state["chunks"], state["shards"]
            collector.examples, collector.refused = state["examples"], Counter(state["refused"])
            for split in SPLITS:
                for path in folder.glob(f"{split}-*.npz"):
                    sources = read_shard(path).sources
                    for i in range(len(sources)):
                        collector.seen.add(example_key(tuple(int(t) for t in sources[i][1:-1])))
        return collector

    def add(self, chunk: Chunk, excluded: frozenset[bytes]) -> int:
        """Keeps what is new; returns how many."""
        name, examples, refused = chunk
        self.refused.update(refused)
        self.chunks += 1
        kept = 0
        for example in examples:
            if example.key in self.seen:
                self.refused["duplicate"] += 1
            elif example.key[:KEY_BYTES] in excluded:
                self.refused["benchmark problem"] += 1
            else:
                self.seen.add(example.key)
                self.waiting[split_of(example.key)].append((name, example))
                kept += 1
        self.examples += kept
        if len(self.waiting["train"]) >= SHARD:
            self.flush()
        return kept

    def flush(self) -> None:
        """Writes what waits as one shard per split, then the manifest."""
        for split, waiting in self.waiting.items():
            if waiting:
                write_shard(self.folder / f"{split}-{self.shards:05d}.npz", _packed(waiting, self.names))
                waiting.clear()
        self.shards += 1
        state = {
            "chunks": self.chunks,
            "shards": self.shards,
            "examples": self.examples,
            "refused": dict(self.refused.most_common()),
        }
        partial = self.folder / "manifest.partial.json"
        partial.write_text(json.dumps(state, indent=1))
        partial.replace(self.folder / "manifest.json")


def _packed(waiting: list[tuple[str, Example]], names: tuple[str, ...]) -> Examples:
    return Examples(
        Ragged.of(example.source for _, example in waiting),
        Ragged.of(example.target for _, example in waiting),
        np.array([names.index(name) for name, _ in waiting], dtype=np.uint8),
        names,
    )


@contextmanager
def _interrupted_once() -> Generator[None, None, None]:
    """Ctrl-C raises KeyboardInterrupt in the body once; further ones are not heard.

    A second one would end the waiting for the pool's thread, which Python 3.11 then takes for finished: nobody tells
    the workers to leave, and the interpreter's end waits for them for ever.
    """

    def interrupt(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_garbage_seldom()


def run(
    folder: Path, examples: int, workers: int, seed: str, mix: dict[str, float], ray: str | None = None
) -> Collector:
    """Generates until ``folder`` holds ``examples``; Ctrl-C stops with everything full shards hold kept.

    ``ray`` is the address of a Ray cluster that does it instead of a pool of ``workers`` processes, or 'local'.
    """
    folder.mkdir(parents=True, exist_ok=True)
    collector = Collector.resume(folder, tuple(mix))
    excluded = excluded_keys()
    with (
        _interrupted_once(),
        tqdm(total=examples, initial=collector.examples, unit="ex", file=sys.stderr, mininterval=1.0) as bar,
    ):
        try:
            while collector.examples < examples:
                tasks = _tasks(mix, seed, collector.chunks)
                if ray is None:
                    _fill(collector, examples, workers, tasks, excluded, bar)
                else:
                    _fill_by_ray(collector, examples, RayChunks(draw_chunk, ray, workers), tasks, excluded, bar)
        except KeyboardInterrupt:
            print("stopped; run the same command again to go on", file=sys.stderr)
        collector.flush()
    return collector


def _fill(
    collector: Collector,
    examples: int,
    workers: int,
    tasks: Iterator[Task],
    excluded: frozenset[bytes],
    bar: tqdm[NoReturn],
) -> None:
    """Runs one pool until enough is collected, or a worker dies: then the chunks under way are left out and counted."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    waiting: deque[Future[Chunk]] = deque()
    try:
        while collector.examples < examples:
            while len(waiting) < 2 * workers + 2:
                waiting.append(pool.submit(draw_chunk, next(tasks)))
            bar.update(collector.add(waiting[0].result(), excluded))
            waiting.popleft()
    except KeyboardInterrupt:
        print("stopping: the workers finish their chunks", file=sys.stderr)
        raise
    except BrokenProcessPool:
        collector.chunks += len(waiting)
        collector.refused["chunks lost with a worker"] += len(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _fill_by_ray(
    collector: Collector,
    examples: int,
    cluster: RayChunks,
    tasks: Iterator[Task],
    excluded: frozenset[bytes],
    bar: tqdm[NoReturn],
) -> None:
    """The same from a Ray cluster, where a chunk whose worker dies is drawn again."""
    with closing(cluster.chunks(tasks)) as chunks:
        for chunk in chunks:
            if chunk is None:
                collector.chunks += 1
                collector.refused["chunks lost with a worker"] += 1
            else:
                bar.update(collector.add(chunk, excluded))
            if collector.examples >= examples:
                return


def main(argv: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m training.generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of shards; an earlier run is continued")
    parser.add_argument("--examples", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--seed", default="0")
    parser.add_argument("--mix", type=Path, default=DEFAULT_MIX, help="recipe file with a [mix] table")
    parser.add_argument("--ray", metavar="ADDRESS", help="a Ray cluster instead of the pool: local, auto or host:port")
    args = parser.parse_args(argv)
    start = time.monotonic()
    collector = run(args.out, args.examples, args.workers, args.seed, read_mix(args.mix), args.ray)
    print(f"{collector.examples} examples in {args.out} after {time.monotonic() - start:.0f} s", file=sys.stderr)
    for reason, count in collector.refused.most_common():
        print(f"  refused {count:>9}  {reason}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Generation on many machines: the chunks of ``training.generate`` as tasks of a Ray cluster.

A chunk is decided by (seed, number), so a task whose worker or machine dies is simply run again elsewhere, and the
collector takes chunks in their order, as it does from a process pool: nothing is lost, nothing comes twice. Every
machine needs the checkout at the same path, or installed; ``ray start --head`` and ``ray start --address=...`` make the
cluster.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

from training.data.mixture import Chunk, Task

ROOT = Path(__file__).parents[1]
RETRIES = 5
"""A chunk that kills its worker each time is given up after so many, and counted."""
LOCAL = "local"


class RayChunks:
    """Chunks in the order of their tasks, ``ahead`` of them per CPU of the cluster under way; ``lost`` were given up.

    ``address`` is 'local' for a cluster on this machine with ``workers`` CPUs, 'auto' for the one that runs here, or
    host:port. A driver that is connected already stays so.
    """

    def __init__(self, draw: Callable[[Task], Chunk], address: str, workers: int, ahead: int = 2) -> None:
        import ray

        self._ray = ray
        if not ray.is_initialized():
            where: dict[str, Any] = {"num_cpus": workers} if address == LOCAL else {"address": address}
            ray.init(**where, include_dashboard=False, runtime_env={"env_vars": environment()}, log_to_driver=False)
        self._draw = ray.remote(num_cpus=1, max_retries=RETRIES)(draw)
        self._ahead = ahead
        self.lost = 0

    def chunks(self, tasks: Iterator[Task]) -> Generator[Chunk | None]:
        """The chunks of the tasks; None for one that was given up."""
        waiting: deque[Any] = deque()
        lost = (self._ray.exceptions.WorkerCrashedError, self._ray.exceptions.NodeDiedError)
        try:
            while True:
                while len(waiting) < self._ahead * self._cpus() + 2:
                    waiting.append(self._draw.remote(next(tasks)))
                try:
                    yield self._ray.get(waiting.popleft())
                except lost:
                    self.lost += 1
                    yield None
        finally:
            for reference in waiting:
                self._ray.cancel(reference, force=True)

    def _cpus(self) -> int:
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))


def environment() -> dict[str, str]:
    """What a worker needs to import ``training``, with one thread for the numerical libraries."""
    path = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
    return {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"}

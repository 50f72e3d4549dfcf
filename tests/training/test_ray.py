"""The same examples from a Ray cluster as from a process pool, also when a machine dies in the middle."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from training import generate
from training.data.shards import read_split

ray = pytest.importorskip("ray")
MIX = {"backward": 1.0}
EXAMPLES = 7_000


def rows(folder: Path) -> list[tuple[bytes, bytes]]:
    return [
        (bytes(part.sources[i]), bytes(part.targets[i]))
        for split in ("train", "valid", "test")
        for part in [read_split(folder, split)]
        for i in range(len(part))
    ]


@pytest.fixture
def cluster():
    """A head without CPUs and two machines of one CPU each."""
    from ray.cluster_utils import Cluster

    started = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    machines = [started.add_node(num_cpus=1) for _ in range(2)]
    yield started, machines
    ray.shutdown()
    started.shutdown()


@pytest.mark.slow  # a cluster and its workers take 40 s to start on two busy cores
def test_a_machine_that_dies_loses_and_doubles_nothing(tmp_path: Path, cluster, monkeypatch) -> None:
    started, machines = cluster
    add, added = generate.Collector.add, []

    def add_and_kill(self, chunk, excluded):
        added.append(time.monotonic())
        if len(added) == 2:  # both machines work on later chunks now
            started.remove_node(machines.pop(), allow_graceful=False)
        return add(self, chunk, excluded)

    monkeypatch.setattr(generate.Collector, "add", add_and_kill)
    generate.run(tmp_path / "ray", EXAMPLES, workers=2, seed="r", mix=MIX, ray=started.address)
    assert len(machines) == 1
    monkeypatch.setattr(generate.Collector, "add", add)
    generate.run(tmp_path / "pool", EXAMPLES, workers=1, seed="r", mix=MIX)
    by_ray, by_pool = rows(tmp_path / "ray"), rows(tmp_path / "pool")
    assert len(set(by_ray)) == len(by_ray)
    assert by_ray == by_pool
    manifests = [json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("ray", "pool")]
    assert manifests[0] == manifests[1]

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.training.toys import random_examples
from training.batching import Pool, collate, cut_batches, in_order, stream, take
from training.data.shards import Ragged, write_shard


def make_pool(folder: Path, mixture: dict[str, float] | None = None, longest: int = 256) -> Pool:
    return Pool(folder, mixture or {}, np.random.default_rng(0), (longest, longest))


def test_a_batch_is_padded_and_shifted() -> None:
    sources, targets = Ragged.of([[3, 40, 2], [3, 41, 42, 2]]), Ragged.of([[50, 51, 2], [52, 2]])
    batch = collate(sources, targets, np.array([1, 0]))
    assert batch.source.tolist() == [[3, 41, 42, 2], [3, 40, 2, 0]]
    assert batch.target_in.tolist() == [[1, 52, 0], [1, 50, 51]]
    assert batch.target_out.tolist() == [[52, 2, 0], [50, 51, 2]]
    assert batch.index.tolist() == [1, 0]


def test_lengths_are_rounded_up_to_the_multiple() -> None:
    examples = random_examples(5)
    batch = collate(examples.sources, examples.targets, np.arange(5), multiple=8)
    assert batch.source.shape == batch.target_in.shape == (5, 16)
    assert batch.target_out.shape == (5, 16)


def test_take_gathers_rows_in_order() -> None:
    rows = Ragged.of([[1, 2], [], [3], [4, 5, 6]])
    assert [row.tolist() for row in take(rows, np.array([3, 1, 0]))] == [[4, 5, 6], [], [1, 2]]


def test_batches_keep_the_budget_lose_nothing_and_pad_little() -> None:
    examples = random_examples(2000, longest=40)
    source, target = examples.sources.lengths, examples.targets.lengths
    batches = cut_batches(source, target, 1000, np.random.default_rng(0))
    assert sorted(np.concatenate(batches).tolist()) == list(range(2000))
    padded = [len(b) * (source[b].max() + target[b].max()) for b in batches]
    assert max(padded) <= 1000
    assert (source.sum() + target.sum()) / sum(padded) > 0.8  # independent random lengths: the worst case
    assert max(len(b) for b in cut_batches(source, target, 1000, np.random.default_rng(0), most=7)) == 7


def test_an_example_longer_than_the_budget_still_gets_a_batch() -> None:
    assert [b.tolist() for b in cut_batches(np.array([50]), np.array([50]), 10, np.random.default_rng(0))] == [[0]]


def test_every_example_is_drawn_before_any_comes_back(tmp_path: Path) -> None:
    write_shard(tmp_path / "train-0.npz", random_examples(100))
    pool = make_pool(tmp_path)
    pool.refresh()
    for count, times_seen in ((30, [0, 1]), (30, [0, 1]), (40, [1]), (30, [1, 2])):
        pool.draw(count)
        assert sorted(set(pool.seen.tolist())) == times_seen


def test_shards_that_appear_later_are_drawn_first(tmp_path: Path) -> None:
    write_shard(tmp_path / "train-0.npz", random_examples(50))
    pool = make_pool(tmp_path)
    pool.refresh()
    pool.draw(50)
    write_shard(tmp_path / "train-1.npz", random_examples(20, seed=1))
    assert pool.refresh() == 20
    pool.draw(20)
    assert pool.seen.tolist() == [1] * 70


def test_the_mixture_sets_the_proportions(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_shard(tmp_path / "train-0.npz", random_examples(3000, names=("backward", "textbook", "forward")))
    pool = make_pool(tmp_path, {"backward": 0.25, "textbook": 0.75, "liouville": 1.0})
    pool.refresh()
    pool.draw(400)
    seen = [int(pool.seen[i::3].sum()) for i in range(3)]
    assert seen == [100, 300, 0]
    assert "'forward' has no share" in caplog.text


def test_too_long_examples_are_left_out_and_counted(tmp_path: Path) -> None:
    write_shard(tmp_path / "train-0.npz", examples := random_examples(100))
    pool = make_pool(tmp_path, longest=8)
    pool.refresh()
    fits = (examples.sources.lengths <= 8) & (examples.targets.lengths <= 8)
    assert (len(pool), pool.too_long) == (fits.sum(), (~fits).sum())


def test_a_pool_takes_up_where_it_was(tmp_path: Path) -> None:
    for i in range(2):
        write_shard(tmp_path / f"train-{i}.npz", random_examples(30, seed=i))
    pool = make_pool(tmp_path)
    pool.refresh()
    pool.draw(40)
    state = pool.state_dict()
    (tmp_path / "train-0.npz").unlink()
    write_shard(tmp_path / "train-2.npz", random_examples(10, seed=2))
    again = make_pool(tmp_path)
    again.load_state_dict(state)
    assert again.seen.tolist() == pool.seen[30:].tolist() + [0] * 10


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no examples in train-\*\.npz"):
        make_pool(tmp_path).wait(0)


def test_the_stream_and_the_evaluation_order_give_whole_examples(tmp_path: Path) -> None:
    write_shard(tmp_path / "train-0.npz", examples := random_examples(60))
    pairs = {(tuple(s.tolist()), tuple(t.tolist())) for s, t in zip(examples.sources, examples.targets, strict=True)}
    batches = stream(make_pool(tmp_path), 60, 200)
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    while len(found) < 60:
        batch = next(batches)
        for s, t in zip(batch.source.tolist(), batch.target_out.tolist(), strict=True):
            found.append((tuple(filter(None, s)), tuple(filter(None, t))))
    assert set(found) == pairs
    assert sorted(i for batch in in_order(examples, 200) for i in batch.index.tolist()) == list(range(60))

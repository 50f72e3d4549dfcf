"""The data card counts what is there and finds what should not be; subsets are disjoint and nested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from symassist.expressions.vocabulary import EOS, VOCABULARY
from training import generate
from training.data import join, leakage, subset
from training.data.pipeline import example_key
from training.data.shards import Examples, Ragged, read_split, write_shard
from training.data.splits import SPLITS, split_of
from training.data_card import card, check, contains, main


def ids(text: str) -> tuple[int, ...]:
    return tuple(VOCABULARY.index[token] for token in text.split())


def examples(*pairs: tuple[str, str]) -> Examples:
    sources = Ragged.of([(*ids(f"integrate {f}"), EOS) for f, _ in pairs])
    targets = Ragged.of([(*ids(answer), EOS) for _, answer in pairs])
    return Examples(sources, targets, np.zeros(len(pairs), np.uint8), ("textbook",))


def test_faults_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [("cos x", "sin x"), ("sin x", "neg cos x"), ("cos x", "sin x")]
    leaked = example_key(ids("sin x"))[: leakage.KEY_BYTES]
    monkeypatch.setattr("training.data_card.excluded_keys", lambda: frozenset({leaked}))
    found = check({"train": examples(*pairs), "valid": examples(pairs[0])})
    assert (found.examples, found.duplicates, found.on_two_sides, found.leaked) == (4, 2, 1, 1)
    misplaced = sum(split_of(example_key(ids(f))) != "train" for f, _ in pairs)
    assert found.misplaced == misplaced + (split_of(example_key(ids("cos x"))) != "valid")


def test_rows_that_hold_a_token() -> None:
    rows = Ragged.of([ids("mul a0 x"), ids("x"), (), ids("erf x")])
    assert contains(rows, [VOCABULARY.index["a0"], VOCABULARY.index["erf"]]).tolist() == [True, False, False, True]


def test_card_of_generated_data(tmp_path: Path) -> None:
    generate.run(tmp_path / "mix", examples=2_500, workers=1, seed="d", mix={"backward": 0.5, "special": 0.5})
    result = CliRunner().invoke(main, ["--data", str(tmp_path / "mix")])
    assert result.exit_code == 0, result.output
    text = (tmp_path / "mix" / "CARD.md").read_text()
    assert "occur twice: 0; on two sides of the split: 0; on another side than their key says: 0" in text
    assert "exchanged parameters) among them: 0;" in text
    assert text.count("   ->   ") == 8
    assert (tmp_path / "mix" / "CARD.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(FileNotFoundError, match="no examples"):
        card(tmp_path, tmp_path / "x.png")


def test_a_joined_folder_brings_what_is_new_to_its_side(tmp_path: Path) -> None:
    mix, more = tmp_path / "mix", tmp_path / "more"
    generate.run(mix, examples=1_000, workers=1, seed="j", mix={"backward": 1})
    generate.run(more, examples=1_000, workers=1, seed="k", mix={"backward": 1})
    before = check({split: read_split(mix, split) for split in SPLITS}).examples
    added = join.join(more, mix)
    found = check({split: read_split(mix, split) for split in SPLITS})
    assert 0 < sum(added.values()) < 2_000  # short integrands are drawn by both
    assert found.examples == before + sum(added.values())
    assert (found.duplicates, found.on_two_sides, found.misplaced, found.leaked) == (0, 0, 0, 0)
    with pytest.raises(ValueError, match="more was added before"):
        join.join(more, mix)


def test_subsets_leave_out_what_no_beam_can_answer(tmp_path: Path) -> None:
    pairs = [("cos x", "sin x"), ("mul a0 cos x", "mul a0 sin x"), ("inv x", "log mul x a0")]
    write_shard(tmp_path / "train-00000.npz", examples(*pairs))
    assert subset.decodable(read_split(tmp_path, "train")).tolist() == [True, True, False]
    subset.subset(tmp_path, tmp_path / "two", 2, 0, memorise=True)
    with pytest.raises(ValueError, match="has 2 training examples, 3 are asked for"):
        subset.subset(tmp_path, tmp_path / "three", 3, 0, memorise=True)
    subset.subset(tmp_path, tmp_path / "short", 1, 0, longest=2)
    assert read_split(tmp_path / "short", "train").sources.lengths.tolist() == [4]
    with pytest.raises(ValueError, match="no examples by nobody; there are textbook"):
        subset.subset(tmp_path, tmp_path / "none", 1, 0, generators=["nobody"])


def test_subsets_are_nested_and_disjoint_from_validation(tmp_path: Path) -> None:
    pairs = [(f"add x {n}", f"pow2 {n}") for n in range(2, 60)]
    write_shard(tmp_path / "train-00000.npz", examples(*pairs))
    for size in (10, 20):
        subset.subset(tmp_path, tmp_path / str(size), size, 15)
    small, large = (read_split(tmp_path / str(size), "train") for size in (10, 20))
    held_out = [read_split(tmp_path / str(size), "valid") for size in (10, 20)]
    as_set = [{bytes(e.sources[i]) for i in range(len(e))} for e in (small, large, *held_out)]
    assert [len(s) for s in as_set] == [10, 20, 15, 15]
    assert as_set[0] < as_set[1]
    assert as_set[2] == as_set[3]
    assert not as_set[1] & as_set[2]
    subset.subset(tmp_path, tmp_path / "same", 10, 0, memorise=True)
    train, valid = (read_split(tmp_path / "same", split) for split in ("train", "valid"))
    assert train.sources.values.tolist() == valid.sources.values.tolist()
    with pytest.raises(ValueError, match="has 58 training examples, 75 are asked for"):
        subset.subset(tmp_path, tmp_path / "none", 60, 15)

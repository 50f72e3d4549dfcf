import json
from pathlib import Path

import numpy as np
import pytest

from symassist.expressions.vocabulary import EOS, VOCABULARY
from symassist.inference.scripted import ScriptedModel
from symassist.workers import WorkerPool
from training.data.shards import Examples, Ragged, write_shard
from training.judging import judge

torch = pytest.importorskip("torch")

from training import evaluate as module  # noqa: E402
from training.evaluate import choose, evaluate, main, summary  # noqa: E402


def ids(text: str) -> tuple[int, ...]:
    return tuple(VOCABULARY.index[token] for token in text.split())


PAIRS = [
    ("easy", "integrate cos x", "sin x"),
    ("easy", "integrate mul 2 x", "pow2 x"),
    ("hard", "integrate mul a0 pow2 x", "mul 1/3 mul a0 pow3 x"),
    ("hard", "integrate inv x", "log x"),
]


@pytest.fixture(scope="module")
def examples() -> Examples:
    return Examples(
        Ragged.of([(*ids(source), EOS) for _, source, _ in PAIRS]),
        Ragged.of([(*ids(target), EOS) for _, _, target in PAIRS]),
        np.array([0, 0, 1, 1], dtype=np.uint8),
        ("easy", "hard"),
    )


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(2, preload=("training.judging",)) as pool:
        yield pool


def answering(*answers: str) -> ScriptedModel:
    script = {(*ids(p[1]), EOS): {ids(answer): 1.0} for p, answer in zip(PAIRS, answers, strict=True)}
    return ScriptedModel.answering(len(VOCABULARY), script)


def test_right_answers_count_and_wrong_ones_do_not(examples, pool):
    seen = []
    model = answering("sin x", "pow3 x", "mul a0 mul 1/3 pow3 x", "inv x")
    results = evaluate(model, examples, np.arange(4), pool, beam_size=1, batch=3, on_result=seen.append)
    assert [r.judgement.solved for r in results] == [True, False, True, False]
    assert [r.exact for r in results] == [True, False, False, False]
    assert len(seen) == 4
    table = summary(results)
    assert {name: (row["problems"], row["solved"]) for name, row in table.items()} == {
        "easy": (2, 1),
        "hard": (2, 1),
        "all": (4, 2),
    }
    assert table["all"]["low"] < 0.5 < table["all"]["high"]


def test_repair_finds_the_coefficient(examples, pool):
    model = answering("mul 5 sin x", "pow2 x", "mul 7 mul a0 pow3 x", "mul 1/2 log x")
    plain = evaluate(model, examples, np.arange(4), pool, beam_size=1)
    repaired = evaluate(model, examples, np.arange(4), pool, beam_size=1, repair=True)
    assert [r.judgement.solved for r in plain] == [False, True, False, False]
    assert [r.judgement.repaired for r in repaired] == [True, False, True, True]


def test_judge_tells_rank_and_what_is_no_expression():
    hypotheses = [ids("inv 0"), ids("cos x"), ids("add 3 sin x")]
    judgement = judge((*ids("integrate cos x"), EOS), hypotheses)
    assert (judgement.rank, judgement.undecodable, judgement.solved) == (2, 1, True)


def test_choice_is_fixed_and_sorted_by_length(examples):
    assert choose(examples, None).tolist() == sorted(range(4), key=lambda i: (len(PAIRS[i][1].split()), 0))
    assert choose(examples, 2).tolist() == choose(examples, 2).tolist()
    assert set(choose(examples, None, ["hard"]).tolist()) == {2, 3}
    with pytest.raises(ValueError, match="there are easy, hard"):
        choose(examples, None, ["other"])


def test_command_prints_the_table_and_writes_the_figures(examples, tmp_path: Path, monkeypatch):
    from click.testing import CliRunner

    write_shard(tmp_path / "valid-00000.npz", examples)
    monkeypatch.setattr(module, "load_model", lambda *arguments: answering("sin x", "pow2 x", "x", "log x"))
    out = tmp_path / "figures.json"
    arguments = [
        "--weights",
        str(tmp_path),
        "--data",
        str(tmp_path),
        "--beam",
        "1",
        "--workers",
        "1",
        "--out",
        str(out),
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "75.0%" in result.stdout
    assert json.loads(out.read_text())["accuracy"]["all"]["solved"] == 3


def test_command_wants_one_model(tmp_path):
    from click.testing import CliRunner

    result = CliRunner().invoke(main, ["--data", str(tmp_path)])
    assert result.exit_code == 2
    assert "either --weights or --bundle" in result.output

"""Expert iteration, the scaling curve, the cross table and the robustness sets."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import sympy
from click.testing import CliRunner

from symassist.bench.problems import load_problems
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import EOS, VOCABULARY
from symassist.inference.scripted import ScriptedModel
from symassist.workers import WorkerPool

pytest.importorskip("torch")

from training import cross_table, expert_iteration, robustness, scaling
from training.cross_table import as_markdown
from training.data.leakage import KEY_BYTES, excluded_keys
from training.data.pipeline import example_key
from training.data.shards import Examples, Ragged
from training.expert_iteration import attempt, learnt, unlabelled
from training.scaling import Curve, Point, fit


def ids(text: str) -> tuple[int, ...]:
    return tuple(VOCABULARY.index[token] for token in text.split())


def test_verified_answers_become_examples() -> None:
    texts = {"integrate cos x": "sin x", "integrate mul 2 x": "mul 9 pow2 x", "integrate exp pow2 x": "exp x"}
    sources = [(*ids(f), EOS) for f in texts]
    model = ScriptedModel.answering(
        len(VOCABULARY), {s: {ids(a): 1.0} for s, a in zip(sources, texts.values(), strict=True)}
    )
    with WorkerPool(1, preload=("training.judging",)) as pool:
        judgements = attempt(model, sources, pool, beam_size=1)
    assert [j.rank for j in judgements] == [0, None, None]
    assert [j.repaired for j in judgements][1] is True
    examples = learnt(sources, judgements)
    found = {str(read(examples.targets[i].tolist()[:-1])) for i in range(len(examples))}
    assert {"sin(x)", "x**2"} <= found
    assert examples.names == (expert_iteration.NAME,)


def test_unlabelled_integrands_are_new_and_no_benchmark_problems() -> None:
    known: set[bytes] = set()
    first = unlabelled(random.Random(1), 40, known)
    second = unlabelled(random.Random(1), 40, known)
    keys = [example_key(source[1:-1]) for source in (*first, *second)]
    assert len(set(keys)) == 80
    assert not {key[:KEY_BYTES] for key in keys} & excluded_keys()


def points(curve: Curve, sizes: list[int], problems: int = 100_000) -> list[Point]:
    return [Point(n, problems, round(problems * curve(n)), 1.0, 0.5, 10, 60.0) for n in sizes]


def test_a_known_curve_is_found_and_inverted(tmp_path: Path) -> None:
    true = Curve(0.9, 50_000, 0.8)
    measured = points(true, [10_000, 30_000, 100_000, 300_000, 1_000_000])
    found = fit(measured)
    assert found is not None
    assert (found.top, found.slope) == pytest.approx((true.top, true.slope), rel=0.02)
    assert found.size_for(0.5) == pytest.approx(true.size_for(0.5), rel=0.02)
    assert found.size_for(0.95) is None
    text = scaling.as_markdown(measured, found)
    assert "| 95% | above the fitted top of 90" in text
    assert "(beyond what was measured)" in text
    scaling.draw(measured, found, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert fit(measured[:2]) is None


def test_cross_table_has_an_interval_in_every_cell() -> None:
    cells = {a: {b: {"problems": 40, "1": 10, "10": 20} for b in ("bwd", "fwd")} for a in ("bwd", "all")}
    text = as_markdown(cells, [1, 10])
    assert text.count("25.0% (14.2% to 40.2%)") == 4
    assert text.count("50.0% (") == 4


def test_cross_table_leaves_out_what_a_network_has_seen() -> None:
    examples = Examples(
        Ragged.of([(3, 5, 2), (3, 6, 2), (3, 7, 2)]), Ragged.of([(5, 2)] * 3), np.zeros(3, np.uint8), ("a",)
    )
    left = cross_table.without(examples, {example_key((6,)), example_key((9,))})
    assert [left.sources[i].tolist() for i in range(len(left))] == [[3, 5, 2], [3, 7, 2]]


def test_robustness_sets_parse_and_have_their_constants(tmp_path: Path) -> None:
    paths = robustness.write_sets(tmp_path, 20, seed=1)
    assert {path.stem for path in paths} == robustness.SETS.keys()
    for path in paths:
        problems = [problem.parse() for problem in load_problems(path)]
        assert len(problems) == 20
        numbers = [abs(int(n)) for p in problems for n in p.integrand.atoms(sympy.Integer) if abs(n) > 1]
        assert np.max(numbers) <= {"constants_to_1000": 10**6, "constants_to_10000": 10**8}.get(path.stem, 10**4)
    assert robustness.write_sets(tmp_path / "again", 20, 1)[0].read_text() == paths[0].read_text()


@pytest.mark.slow  # twelve problems with the shipped network
def test_robustness_command_tells_solved_shares(tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path), "--solver", "neural", "--count", "2", "--timeout", "5"]
    result = CliRunner().invoke(robustness.main, arguments)
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "results-0-2.jsonl").read_text().splitlines()
    assert len(lines) == 12
    assert all(json.loads(line)["solver"] == "neural" for line in lines)
    assert "| exponents_to_50 | neural | 2 |" in (tmp_path / "ROBUSTNESS.md").read_text()

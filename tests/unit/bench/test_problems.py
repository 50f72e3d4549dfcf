from __future__ import annotations

import json
from pathlib import Path

import pytest
import sympy

from symassist.bench.problems import load_problems
from symassist.errors import ProblemError

BENCHMARKS = Path(__file__).parents[3].parent / "shared" / "benchmarks"


def write(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_parameters_are_positive_and_names_mean_what_the_problem_says(tmp_path: Path) -> None:
    row = {"id": "1", "integrand": "e*E**t + beta", "variable": "t", "parameters": ["e", "beta"]}
    [problem] = load_problems(write(tmp_path / "some.jsonl", [row]))
    t = sympy.Symbol("t")
    e, beta = sympy.symbols("e beta", positive=True)
    assert problem.parse().integrand == e * sympy.exp(t) + beta
    assert problem.parse().variable == t
    assert (problem.set, problem.id) == ("some", "1")


def test_a_sample_is_fixed_by_its_seed_and_keeps_the_order(tmp_path: Path) -> None:
    rows: list[object] = [{"id": f"{i:03}", "integrand": "x", "variable": "x"} for i in range(100)]
    path = write(tmp_path / "many.jsonl", rows)
    ids = [problem.id for problem in load_problems(path, 10, seed=1)]
    assert ids == [problem.id for problem in load_problems(path, 10, seed=1)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 10
    assert ids != [problem.id for problem in load_problems(path, 10, seed=2)]
    assert len(load_problems(path, 1000)) == 100


@pytest.mark.parametrize("row", ['{"id": 1, "integrand": "x"}', "[1]", "{"])
def test_a_malformed_line_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "1", "integrand": "x", "variable": "x"}\n' + row + "\n")
    with pytest.raises(ProblemError, match=r"bad\.jsonl:2: "):
        load_problems(path)


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the shared benchmarks are not here")
def test_the_shared_benchmarks_parse() -> None:
    files = sorted(BENCHMARKS.glob("*.jsonl"))
    assert files
    for file in files:
        for problem in load_problems(file, 5):
            assert problem.parse().integrand.is_commutative

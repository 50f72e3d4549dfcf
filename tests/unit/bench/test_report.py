from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symassist.bench.report import HEADINGS, as_markdown, as_text, read_results, rows
from symassist.errors import ProblemError


def result(name: str, solver: str, status: str, seconds: float = 1.0) -> dict[str, Any]:
    return {"id": "i", "set": name, "solver": solver, "status": status, "seconds": seconds}


STATUSES = [
    "PROVED",
    "PROVED",
    "CONSISTENT",
    "right",
    "partial",
    "wrong",
    "timeout",
    "undecided",
    "unsolved",
    "unsolved",
]
RESULTS = [result("first", "ours", status, i / 10) for i, status in enumerate(STATUSES)]


def test_a_row_counts_each_status_once() -> None:
    [row] = rows(RESULTS)
    assert dict(zip(HEADINGS, row, strict=True)) == {
        "set": "first",
        "solver": "ours",
        "problems": "10",
        "solved": "40.0%",
        "95% interval": "16.8% to 68.7%",
        "PROVED": "2",
        "partial": "1",
        "wrong": "1",
        "timed out": "1",
        "undecided": "1",
        "median s": "0.400",
        "p95 s": "0.900",
    }


def test_several_sets_are_summed_up_for_each_solver() -> None:
    more = [
        result("second", "ours", "PROVED"),
        result("second", "other", "unsolved"),
        result("first", "other", "right"),
    ]
    table = [row[:4] for row in rows([*RESULTS, *more])]
    assert table == [
        ["first", "ours", "10", "40.0%"],
        ["first", "other", "1", "100.0%"],
        ["second", "ours", "1", "100.0%"],
        ["second", "other", "1", "0.0%"],
        ["all sets", "ours", "11", "45.5%"],
        ["all sets", "other", "2", "50.0%"],
    ]


def test_text_columns_line_up_and_markdown_is_a_table() -> None:
    table = rows(RESULTS)
    heading, line = as_text(table).splitlines()
    assert heading.index("PROVED") + len("PROVED") == line.index(" 2 ") + 2
    markdown = as_markdown(table).splitlines()
    assert len(markdown) == 3
    assert {text.count("|") for text in markdown} == {len(HEADINGS) + 1}


def test_an_unfinished_last_line_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(RESULTS[0]) + "\n" + json.dumps(RESULTS[1])[:20])
    assert read_results(path) == [RESULTS[0]]


def test_other_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text('{"id": 1}\n')
    with pytest.raises(ProblemError, match=r"results\.jsonl:1: not a result"):
        read_results(path)
    path.write_text("{\n" + json.dumps(RESULTS[0]) + "\n")
    with pytest.raises(ProblemError, match=r"results\.jsonl:1: not JSON"):
        read_results(path)

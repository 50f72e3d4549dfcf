from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import sympy
from click.testing import CliRunner

from symassist.bench import solvers
from symassist.bench.cli import bench, bench_report
from symassist.bench.problems import BenchProblem
from symassist.bench.referee import Judgement, Ruling
from symassist.bench.report import read_results
from symassist.bench.runner import remaining_tasks, run, status_of
from symassist.bench.solvers import Answer
from symassist.errors import SolverUnavailableError
from symassist.inference.bundle import ENVIRONMENT_VARIABLE
from symassist.problem import Problem

x = sympy.Symbol("x")
EASY = {"id": "easy", "integrand": "a*x**2", "variable": "x", "parameters": ["a"], "suite": "mine"}
UNSOLVABLE = {"id": "unsolvable", "integrand": "x**x", "variable": "x"}
SLOW = {"id": "slow", "integrand": "1/(x**3 + x + 1)", "variable": "x"}
UNREADABLE = {"id": "unreadable", "integrand": "sin(", "variable": "x"}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def double(problem: Problem, timeout: float) -> sympy.Expr | None:
    return 2 * problem.integrand if timeout > 0 else None


def test_every_kind_of_end_becomes_one_line(tmp_path: Path) -> None:
    quick = [BenchProblem("mine", fields) for fields in (EASY, UNSOLVABLE, UNREADABLE)]
    problems = [*quick, BenchProblem("mine", SLOW)]
    out = tmp_path / "folder" / "results.jsonl"
    results = run(remaining_tasks(quick, ["sympy"], out), timeout=60.0, out=out)
    results += run(remaining_tasks(problems, ["sympy"], out), timeout=0.2, out=out)
    assert read_results(out) == results
    status = {result["id"]: result["status"] for result in results}
    assert status == {"easy": "right", "unsolvable": "unsolved", "slow": "timeout", "unreadable": "unsolved"}
    easy = results[0]
    assert easy | EASY == easy
    assert easy["answer"] == "a*x**3/3"
    assert (easy["solver"], easy["set"], easy["referee"]) == ("sympy", "mine", "right")
    assert 0 < easy["seconds"] < 60
    assert remaining_tasks(problems, ["sympy"], out) == []


def test_a_run_resumes_where_it_was_killed(tmp_path: Path) -> None:
    problems = [BenchProblem("mine", {**EASY, "id": str(i)}) for i in range(3)]
    out = tmp_path / "results.jsonl"
    line = json.dumps({"set": "mine", "id": "1", "solver": "sympy", "status": "right", "seconds": 1.0})
    out.write_text(line + "\n" + line[:30])
    assert [task.problem.id for task in remaining_tasks(problems, ["sympy"], out)] == ["0", "2"]
    assert out.read_text() == line + "\n"
    assert len(remaining_tasks(problems, ["sympy", "assistant"], out)) == 5


@pytest.mark.parametrize(
    ("answer", "ruling", "status"),
    [
        (Answer(x, verdict="PROVED"), Ruling.RIGHT, "PROVED"),
        (Answer(x, verdict="PROVED"), Ruling.UNDECIDED, "PROVED"),
        (Answer(x, verdict="PROVED"), Ruling.WRONG, "wrong"),
        (Answer(x, verdict="CONSISTENT"), Ruling.PARTIAL, "partial"),
        (Answer(x), Ruling.RIGHT, "right"),
        (Answer(x), Ruling.UNDECIDED, "undecided"),
        (Answer(timed_out=True), None, "timeout"),
        (Answer(), None, "unsolved"),
    ],
)
def test_the_referee_overrules_the_verdict(answer: Answer, ruling: Ruling | None, status: str) -> None:
    assert status_of(answer, None if ruling is None else Judgement(ruling)) == status


def test_plugins_bring_solvers(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("mycas", f"{__name__}:double", solvers.ENTRY_POINTS)
    monkeypatch.setattr(solvers, "entry_points", lambda group: [entry] if group == solvers.ENTRY_POINTS else [])
    monkeypatch.setattr(EntryPoint, "load", lambda self: double)
    solvers.require(["mycas", "sympy"])
    answer = solvers.solve("mycas", Problem(x, x), 1.0)
    assert (answer.expression, answer.origin, answer.verdict) == (2 * x, "mycas", None)


def test_an_absent_solver_exits_2_and_lists_those_installed(tmp_path: Path) -> None:
    done = CliRunner().invoke(bench, [str(write(tmp_path / "p.jsonl", [EASY])), "--solver", "sympy,maple"])
    assert done.exit_code == 2
    assert "no solver maple; installed: " in done.stderr
    assert {"assistant_nonet", "sympy"} <= set(re.findall(r"\w+", done.stderr.partition("installed: ")[2]))


def test_solvers_with_a_network_are_absent_without_a_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    assert {"assistant_nonet", "sympy"} <= set(solvers.installed())
    for name in ("network", "neural", "assistant"):
        with pytest.raises(SolverUnavailableError, match=f"no solver {name} .no model bundle in .*installed: "):
            solvers.require([name])


def test_the_assistant_without_network_brings_its_verdict_method_and_origin() -> None:
    answer = solvers.solve("assistant_nonet", Problem(x * sympy.cos(x), x), 10.0)
    assert answer.expression == x * sympy.sin(x) + sympy.cos(x)
    assert answer.verdict == "PROVED"
    assert answer.method
    assert answer.origin in ("retrieval", "ansatz")
    assert 0 < answer.seconds < 10
    unsolved = solvers.solve("assistant_nonet", Problem(x**x, x), 10.0)
    assert unsolved.expression is None
    assert unsolved.reason


def test_misuse_exits_2(tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", [{"id": "1"}])
    assert CliRunner().invoke(bench, [str(path), "--solver", "sympy"]).exit_code == 2
    assert CliRunner().invoke(bench, [str(tmp_path / "absent.jsonl")]).exit_code == 2
    assert CliRunner().invoke(bench_report, [str(path)]).exit_code == 2


def test_interrupting_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    problems = write(tmp_path / "p.jsonl", [EASY, {**SLOW, "integrand": "log(x)*log(1 + x)*exp(sin(x))/x"}, UNSOLVABLE])
    out = tmp_path / "results.jsonl"
    command = [sys.executable, "-c", "from symassist.bench.cli import bench; bench()", str(problems)]
    options = ["--solver", "sympy", "--timeout", "60", "--out", str(out)]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    deadline = time.monotonic() + 60
    while not (out.exists() and out.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert stdout == ""
    assert "interrupted" in stderr
    assert [result["id"] for result in read_results(out)] == ["easy"]
    options[3] = "0.2"
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120, check=True)
    assert [result["id"] for result in read_results(out)] == ["easy", "slow", "unsolvable"]
    assert done.stdout.splitlines()[1].split()[:4] == ["p", "sympy", "3", "33.3%"]
    assert CliRunner().invoke(bench_report, [str(out)]).stdout == done.stdout

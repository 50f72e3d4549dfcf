"""The command line's contract: what goes to stdout, what to stderr, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
import sympy
from sympy import Symbol, oo, pi

from symassist import cli, config
from symassist.config import Settings
from symassist.errors import InferenceUnavailableError
from symassist.findings import Judged
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.solution import Solution
from symassist.verify.verdict import Verdict, VerificationStatus

x = Symbol("x")
PROVED = Verdict(VerificationStatus.PROVED, "simplify")
UNKNOWN = Verdict(VerificationStatus.UNKNOWN, reason="timeout")


def solved(problem: Problem) -> Solution:
    """SymPy plays the assistant."""
    answer = sympy.integrate(problem.integrand, problem.variable)
    value = None
    if problem.limits is not None:
        value = sympy.integrate(problem.integrand, (problem.variable, *problem.limits))
    judged = Judged(Candidate(answer, -0.1, 0, "network"), PROVED)
    return Solution(problem, answer, PROVED, (judged,), value, origin="network")


def unsolved(problem: Problem) -> Solution:
    return Solution(problem, None, UNKNOWN, enclosure=(1.0, 2.0))


class Asked:
    """The settings and problems that reached the assistant; ``reply`` makes its solutions."""

    def __init__(self) -> None:
        self.settings: list[Settings] = []
        self.problems: list[Problem] = []
        self.judge_all = False
        self.reply: Callable[[Problem], Solution] = solved

    def make(self, settings: Settings, *, judge_all: bool) -> Asked:
        self.settings.append(settings)
        self.judge_all = judge_all
        return self

    def solve(self, problem: Problem) -> Solution:
        self.problems.append(problem)
        return self.reply(problem)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    recorder = Asked()
    monkeypatch.setattr(cli, "make_assistant", recorder.make)
    for name in [name for name in os.environ if name.startswith("SYMASSIST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(config, "default_files", list)
    return recorder


def test_stdout_is_the_answer_and_stderr_the_integral_as_understood(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["integrate", "1/2x e^x"]) == 0
    out, err = capsys.readouterr()
    assert out == "(x - 1)*exp(x)/2\n"
    assert err.splitlines()[0] == "∫ x*exp(x)/2 dx"
    assert "PROVED by simplify" in err


@pytest.mark.parametrize("expression", ["-x", "-x*exp(x)", "-1/x", "--x", "--exp(x)", "-sin x dx", "-hx"])
def test_expressions_may_begin_with_minus(asked: Asked, expression: str) -> None:
    assert cli.main(["integrate", expression]) == 0
    assert cli.main(["integrate", "--json", expression, "--beam", "3"]) == 0
    assert len(asked.problems) == 2


def test_limits_may_begin_with_minus(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["integrate", "-x", "--from", "-pi", "--to", "-1"]) == 0
    assert asked.problems[0].limits == (-pi, -1)
    assert capsys.readouterr().out == "-1/2 + pi**2/2\n"
    assert cli.main(["integrate", "exp(x)", "--from=-oo", "--to=0"]) == 0
    assert asked.problems[1].limits == (-oo, 0)


def test_options_reach_problem_and_settings(asked: Asked) -> None:
    arguments = ["integrate", "a*t^2", "--var", "t", "--positive", "a", "--beam", "50", "--timeout", "2.5"]
    assert cli.main(arguments) == 0
    assert asked.problems[0].variable == Symbol("t")
    assert asked.problems[0].parameters == (Symbol("a", positive=True),)
    assert asked.settings == [Settings(beam_size=50, timeout=2.5)]


def test_unsolved_exits_1_with_empty_stdout(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    asked.reply = unsolved
    assert cli.main(["integrate", "x"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "numerically: [1.0, 2.0] (rigorous enclosure)" in err
    assert "not solved: UNKNOWN, timeout" in err


def test_where_a_parameter_decides_the_option_that_tells_its_sign_is_named(
    asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = "the integral diverges for some values of the parameters: at infinity"
    asked.reply = lambda problem: replace(
        unsolved(problem), verdict=Verdict(VerificationStatus.UNKNOWN, reason=reason), enclosure=None
    )
    assert cli.main(["integrate", "exp(-a x)/b from 0 to oo", "--positive", "b"]) == 1
    assert "hint: --positive a may decide it" in capsys.readouterr().err


@pytest.mark.parametrize("reply", [solved, unsolved])
def test_json_is_one_object_on_stdout(
    asked: Asked, capsys: pytest.CaptureFixture[str], reply: Callable[[Problem], Solution]
) -> None:
    asked.reply = reply
    status = cli.main(["integrate", "x", "--json"])
    fields = json.loads(capsys.readouterr().out)
    assert (status, fields["antiderivative"]) == ((0, "x**2/2") if reply is solved else (1, None))


def test_latex_and_candidates(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["integrate", "x", "--latex", "--candidates"]) == 0
    out, err = capsys.readouterr()
    assert out == "\\frac{x^{2}}{2}\n"
    assert "0  PROVED  -0.10  network  x**2/2" in err
    assert asked.judge_all


def test_a_lone_dash_reads_stdin(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("∫ t² dt\n"))
    assert cli.main(["integrate", "-"]) == 0
    assert asked.problems[0].integrand == Symbol("t") ** 2


BATCH = "x\n# a comment\n\nsin(x\nt^2 dt\n"


def test_a_file_is_answered_line_by_line(asked: Asked, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_text(BATCH)
    assert cli.main(["integrate", "-f", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == "x**2/2\n\nt**3/3\n"
    assert f"{file}:4: this '(' is never closed\n  sin(x\n     ^" in err
    assert cli.main(["integrate", "--json", "--file", str(file)]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("antiderivative") for line in lines] == ["x**2/2", None, "t**3/3"]
    assert lines[1]["error"].startswith("this '(' is never closed")


def test_a_batch_exits_0_when_all_are_solved_and_1_when_not(asked: Asked, tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_text("x\nsin(x)\n")
    assert cli.main(["integrate", "-f", str(file)]) == 0
    asked.reply = unsolved
    assert cli.main(["integrate", "-f", str(file)]) == 1
    assert cli.main(["integrate", "-f", str(file), "x"]) == 2


def test_proposers_reach_the_assistant(asked: Asked) -> None:
    assert cli.main(["integrate", "x", "--proposers", "sympy, maxima"]) == 0
    assert asked.settings[0].proposers == ("sympy", "maxima")
    assert cli.main(["integrate", "x", "--proposers", ","]) == 2


def test_every_command_has_an_example_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in (*cli._LAZY, "integrate", "doctor"):
        assert cli.main([name, "--help"]) == 0
        assert f"    symassist {name}" in capsys.readouterr().out.partition("Example")[2]


MISUSE = [
    (["integrate"], "EXPR"),
    (["integrate", "x", "y"], "in quotes"),
    (["integrate", "x +"], "    ^"),
    (["integrate", "foo(x)"], "unknown function"),
    (["integrate", "a*b"], "over which variable? (a, b): name it, or end the integrand with da or db"),
    (["integrate", "x", "--from", "0"], "only one"),
    (["integrate", "x", "--timout", "3"], "--timeout"),
    (["integrate", "x", "--timeout", "nan"], "timeout"),
    (["integrate", "x", "--beam", "0"], "beam_size"),
    (["integrate", "x", "--beam", "many"], "--beam"),
    (["nosuch"], "nosuch"),
]


@pytest.mark.parametrize(("arguments", "message"), MISUSE)
def test_misuse_exits_2_without_a_traceback(
    asked: Asked, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err
    assert asked.problems == []


def test_a_bad_environment_variable_is_misuse(
    asked: Asked, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMASSIST_TIMEOUT", "soon")
    assert cli.main(["integrate", "x"]) == 2
    assert "SYMASSIST_TIMEOUT='soon'" in capsys.readouterr().err
    assert cli.main(["integrate", "x", "--timeout", "3"]) == 0


def test_interruption_exits_130_without_a_traceback(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(problem: Problem) -> Solution:
        raise KeyboardInterrupt

    asked.reply = interrupt
    assert cli.main(["integrate", "x"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("interrupted\n")


def test_errors_of_the_core_and_warnings_are_one_line(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(problem: Problem) -> Solution:
        warnings.warn("the network is missing", stacklevel=1)
        raise InferenceUnavailableError("no runtime")

    asked.reply = fail
    assert cli.main(["integrate", "x"]) == 1
    assert capsys.readouterr().err.splitlines()[1:] == ["warning: the network is missing", "Error: no runtime"]


@pytest.mark.parametrize("arguments", [["--help"], ["integrate", "--help"], ["--version"], ["doctor", "--help"]])
def test_help_and_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    assert "symassist" in capsys.readouterr().out


def test_every_lazy_command_is_there() -> None:
    for name in cli._LAZY:
        command = cli.cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.name == name


def test_starting_and_asking_for_help_imports_nothing_heavy() -> None:
    code = "import sys; from symassist.cli import main; main(['--help']); sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert {"sympy", "numpy", "rich", "onnxruntime", "symassist.bench.cli"}.isdisjoint(done.stderr.split())


def test_steps_follow_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["integrate", "x*exp(x)", "--steps"]) == 0
    answer, blank, *steps = capsys.readouterr().out.splitlines()
    assert answer
    assert blank == ""
    assert "Check by differentiation" in steps[-1]
    assert cli.main(["integrate", "x*exp(x)", "--steps", "--json"]) == 0
    assert "Check by differentiation" in json.loads(capsys.readouterr().out)["derivation"][-1]

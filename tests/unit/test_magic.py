"""``%neural_integrate`` in a real IPython."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sympy
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from symassist import Solution, html
from symassist.assistant import Assistant
from symassist.config import Settings
from symassist.findings import Judged
from symassist.magic import extension
from symassist.magic.line import split
from symassist.magic.namespace import meanings
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.verify.verdict import Verdict, VerificationStatus

x, t = sympy.Symbol("x"), sympy.Symbol("t", positive=True)


@pytest.mark.parametrize(
    ("line", "options", "expression"),
    [
        ("x*exp(x)", [], "x*exp(x)"),
        ("-x**2 --from -1 --to 2", ["--from=-1", "--to=2"], "-x**2"),
        ("--from -pi/2 --to=oo  exp(-x) * x", ["--from=-pi/2", "--to=oo"], "exp(-x) * x"),
        (r"\frac{1}{x} \, dx --latex", ["--latex"], r"\frac{1}{x} \, dx"),
        ('"t sin t" --var t', ["--var=t"], "t sin t"),
        ('x --from "- pi / 2" --to 1', ["--from=- pi / 2", "--to=1"], "x"),
        ("x --timeout 3 +  1", ["--timeout=3"], "x +  1"),
        ("--x", [], "--x"),
        ("x --var", ["--var"], "x"),
        ("x $y {z}", [], "x $y {z}"),
    ],
)
def test_options_stand_anywhere_and_the_expression_is_left_as_it_is(
    line: str, options: list[str], expression: str
) -> None:
    assert split(line) == (options, expression)


def test_names_mean_expressions_numbers_and_solutions_but_constants_stay() -> None:
    solution = Solution(Problem(x, x), x**2 / 2, Verdict(VerificationStatus.PROVED))
    names: dict[str, Any] = {
        "f": x**2,
        "k": 3,
        "h": 0.1,
        "F": solution,
        "t": t,
        "e": sympy.Symbol("e"),
        "d": sympy.Symbol("d"),
        "sin": sympy.sin,
        "M": sympy.Matrix([x]),
        "yes": True,
        "nan": float("nan"),
        "unused": x,
    }
    found = meanings("f + k*h*F + t + e^d sin(M) yes nan", names)
    assert found == {"f": x**2, "k": 3, "h": sympy.Rational(1, 10), "F": x**2 / 2, "t": t}


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell with the extension loaded; the solver is the real one without the network."""

    def assistant(settings: Settings, *, judge_all: bool) -> Assistant:
        shell.user_ns.update(asked=(settings.beam_size, settings.timeout, judge_all), settings=settings)
        return Assistant.of(replace(settings, proposers=("ansatz", "sympy")), judge_all=judge_all)

    monkeypatch.setattr(extension, "assistant_of", assistant)
    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "symassist")
    shell.user_ns.update(x=x, t=t, a=sympy.Symbol("a"))
    yield shell
    shell.run_line_magic("unload_ext", "symassist")
    shell.history_manager.end_session()


def run(shell: InteractiveShell, code: str) -> Any:
    """The value of the last line of a cell."""
    result = shell.run_cell(code)
    result.raise_error()
    return result.result


def test_a_line_returns_a_solution_that_sympy_takes_for_an_expression(shell: InteractiveShell) -> None:
    solution = run(shell, "%neural_integrate x*exp(x)")
    assert isinstance(solution, Solution)
    assert sympy.diff(solution, x).equals(x * sympy.exp(x))
    assert sympy.expand(x + sympy.sympify(solution)).has(sympy.exp(x))


def test_the_result_is_assigned_and_used_in_the_next(shell: InteractiveShell) -> None:
    run(shell, "F = %neural_integrate -x**2")
    assert run(shell, "F").antiderivative == -(x**3) / 3
    assert run(shell, "%neural_integrate 3 F").antiderivative == -(x**4) / 4
    run(shell, "x = %neural_integrate 2x")
    assert run(shell, "%neural_integrate x^2").antiderivative == x**3 / 3  # a stored x is no trap


def test_names_and_assumptions_of_the_namespace(shell: InteractiveShell) -> None:
    solution = run(shell, "f = a*t\n%neural_integrate f --var t")
    assert solution.antiderivative == sympy.Symbol("a") * t**2 / 2
    assert run(shell, "def g():\n    k = 3*x\n    return get_ipython().run_line_magic('neural_integrate', 'k*x')\ng()")
    local = "def h():\n    k = 3*x\n    %neural_integrate k*x\n    return _\n"
    run(shell, local)
    shell.user_ns["whole"] = sympy.Integral(sympy.sin(t), (t, 0, sympy.pi))
    assert run(shell, "%neural_integrate whole").value == 2


def test_limits_options_and_cells(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    solution = run(shell, "%neural_integrate -x**2 --from -1 --to 2 --beam 3 --timeout 5")
    assert solution.value == -3
    assert shell.user_ns["asked"] == (3, 5.0, False)
    capsys.readouterr()
    solution = run(shell, "%%neural_integrate --candidates --latex\n\\int_0^1\n \\frac{1}{x + 1} dx")
    assert solution.value == sympy.log(2)
    out = capsys.readouterr().out
    assert "∫_{0}^{1} 1/(x + 1) dx" in out
    assert "PROVED" in out
    assert r"\ln{\left(2 \right)}" in out
    assert shell.user_ns["asked"][2] is True
    run(shell, "%neural_integrate x exp(x) --steps")
    assert "Check by differentiation" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x + ) 1", "expected"),
        ("", "what shall be integrated"),
        ("x --beam many", "invalid int"),
        ("x --beam 0", "out of range"),
        ("x --colour red", "unrecognized"),
        ("x --from 0", "two limits"),
        ("x*y", ""),
        ("__import__('os').getpid()", ""),
    ],
)
def test_misuse_is_told_without_a_traceback(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    if line == "x*y":
        shell.run_cell("%neural_integrate u*v")
    else:
        shell.run_cell(f"%neural_integrate {line}")
    captured = capsys.readouterr()
    assert "UsageError" in captured.err
    assert words in captured.err
    assert "Traceback" not in captured.err + captured.out


def test_an_interrupt_is_one_line(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    timer = threading.Timer(1.0, signal.raise_signal, [signal.SIGINT])
    timer.start()
    start = time.monotonic()
    shell.run_cell("%neural_integrate x*exp(x)*tan(x)^2/(x+log(x)) --timeout 60")
    assert time.monotonic() - start < 20
    assert capsys.readouterr().err.strip() == "UsageError: interrupted"
    assert run(shell, "%neural_integrate x").antiderivative == x**2 / 2


def test_configuration(shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    run(shell, "%config NeuralMagics.timeout = 7.5\n%config NeuralMagics.candidates = True\n%neural_integrate x")
    assert shell.user_ns["asked"] == (10, 7.5, True)
    run(shell, "%unload_ext symassist")
    monkeypatch.setenv("SYMASSIST_BEAM_SIZE", "4")
    monkeypatch.setenv("SYMASSIST_PROPOSERS", "search,sympy")
    run(shell, "%load_ext symassist\n%neural_integrate x")
    assert shell.user_ns["asked"][0] == 4
    assert shell.user_ns["settings"].proposers == ("search", "sympy")


def test_unloading_leaves_nothing(shell: InteractiveShell) -> None:
    matchers = list(shell.Completer.custom_matchers)
    run(shell, "%unload_ext symassist")
    assert shell.find_line_magic("neural_integrate") is None
    assert shell.find_cell_magic("neural_integrate") is None
    assert len(shell.Completer.custom_matchers) == len(matchers) - 1
    assert not any(type(each).__name__ == "NeuralMagics" for each in shell.configurables)
    run(shell, "%load_ext symassist")
    run(shell, "%reload_ext symassist")
    assert len(shell.Completer.custom_matchers) == len(matchers)


@pytest.mark.parametrize(
    ("text", "among", "absent"),
    [
        ("%neural_integrate x --ti", "--timeout", "timed"),
        ("y = %neural_integrate 2*arcta", "arctan", ""),
        ("%%neural_integrate --var x\n1 + ellip", "elliptic_k", ""),
        ("arcta", "", "arctan"),
    ],
)
def test_completion(shell: InteractiveShell, text: str, among: str, absent: str) -> None:
    with provisionalcompleter():
        found = [each.text for each in shell.Completer.completions(text, len(text))]
    assert not among or among in found
    assert not absent or absent not in found


class TestRepresentations:
    PROVED = Verdict(VerificationStatus.PROVED, "simplify")
    REFUTED = Verdict(VerificationStatus.REFUTED, reason="<script>alert(1)</script>")
    solution = Solution(
        Problem(2 * x, x),
        x**2,
        PROVED,
        (Judged(Candidate(x**3, -1.25, 0, "network"), REFUTED), Judged(Candidate(x**2, None, 0, "ansatz"), PROVED)),
    )

    def test_in_a_terminal(self, shell: InteractiveShell) -> None:
        text = shell.display_formatter.formatters["text/plain"](self.solution)
        assert text.splitlines()[-1].startswith("PROVED by simplify")
        assert " 2" in text

    def test_latex_says_what_was_asked_and_answered(self) -> None:
        assert self.solution._repr_latex_() == r"$\displaystyle \int 2 x\, dx = x^{2}$"
        unsolved = Solution(Problem(x**x, x), None, Verdict(VerificationStatus.UNKNOWN, reason="timeout"))
        assert unsolved._repr_latex_() == r"$\displaystyle \int x^{x}\, dx$"
        assert "=" not in unsolved._repr_latex_()
        assert "not solved" in unsolved._repr_html_()

    def test_html_has_every_candidate_and_escapes_every_text(self) -> None:
        shown = self.solution._repr_html_()
        assert "$\\displaystyle x^{3}$" in shown
        assert all(word in shown for word in ("REFUTED", "PROVED", "2 candidates", "-1.25", "ansatz"))
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown
        evil = sympy.Symbol("<img src=q>")
        assert "<img" not in html.solution(Solution(Problem(evil * x, x), None, self.REFUTED))


def test_loading_the_extension_is_lazy() -> None:
    code = (
        "import symassist, sys; assert callable(symassist.load_ipython_extension); assert 'IPython' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

"""What the interface is made of below the toolkit: questions, preferences, clipboard, export, plots."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sympy

from symassist.budget import Budget
from symassist.config import PROPOSERS, Settings
from symassist.findings import Judged
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.solution import Solution
from symassist.tui import export
from symassist.tui.check import make_check
from symassist.tui.clipboard import copy_natively, is_remote, native_tool
from symassist.tui.curves import Stretch, first_stretch, make_curves, pieces
from symassist.tui.preferences import keep_theme, kept_theme
from symassist.tui.questions import Misread, Question, Understood, understand
from symassist.tui.selection import Selection
from symassist.tui.solver import AssistantSolver, Options
from symassist.tui.widgets.steps import steps_text
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.workers import default_pool

x, a = sympy.symbols("x a")
PROVED = Verdict(VerificationStatus.PROVED, "test")


class TestQuestions:
    def test_fields_make_a_problem(self) -> None:
        problem = Question("a x", "0", "pi", "a").problem()
        assert problem.limits == (0, sympy.pi)
        assert next(iter(problem.parameters)).is_positive

    def test_an_echo_or_the_place(self) -> None:
        echo = understand(Question("x^2 dx"))
        assert isinstance(echo, Understood)
        assert echo.line == "∫ x**2 dx"
        wrong = understand(Question("x + )"))
        assert isinstance(wrong, Misread)
        assert wrong.excerpt[wrong.caret.index("^")] == ")"
        assert isinstance(understand(Question("x", lower="0")), Misread)


class TestPreferences:
    def test_a_chosen_theme_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "state" / "theme"
        assert kept_theme(path) is None
        keep_theme(path, "nord")
        assert kept_theme(path) == "nord"
        keep_theme(path / "under-a-file", "nord")  # nowhere to keep it: no reason to fail

    def test_a_plugin_that_the_settings_name_can_be_ticked(self) -> None:
        settings = Settings(proposers=("network", "retrieval", "maxima"))
        assert AssistantSolver(settings).available == (*PROPOSERS, "maxima")


class TestClipboard:
    @pytest.mark.parametrize(
        ("environ", "platform", "tool"),
        [
            ({}, "darwin", ["/bin/pbcopy"]),
            ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ["/bin/wl-copy"]),
            ({"DISPLAY": ":0"}, "linux", ["/bin/xclip", "-selection", "clipboard"]),
            ({}, "linux", None),
        ],
    )
    def test_the_tool_of_the_screen(self, environ: dict[str, str], platform: str, tool: list[str] | None) -> None:
        assert native_tool(environ, platform=platform, which=lambda name: f"/bin/{name}") == tool

    def test_without_the_tool_the_next_is_taken(self) -> None:
        found = native_tool({"DISPLAY": ":0"}, platform="linux", which={"xsel": "/bin/xsel"}.get)
        assert found == ["/bin/xsel", "--clipboard", "--input"]

    def test_a_failing_or_missing_tool(self) -> None:
        assert not copy_natively("x", ["/bin/false"])
        assert not copy_natively("x", ["/nowhere/tool"])

    def test_ssh_is_remote(self) -> None:
        assert is_remote({"SSH_TTY": "/dev/pts/1"})
        assert not is_remote({})


def session() -> list[export.Solved]:
    k = sympy.Symbol("k", positive=True)
    right = Problem(x * sympy.exp(k * x), x)
    F = (x / k - 1 / k**2) * sympy.exp(k * x)
    definite = Problem(sympy.sin(x), x, (sympy.Integer(0), sympy.pi))
    return [
        export.Solved(Question("x exp(k x) dx", positive="k"), Solution(right, F, PROVED)),
        export.Solved(Question("sin x", "0", "pi"), Solution(definite, -sympy.cos(x), PROVED, value=sympy.Integer(2))),
        export.Solved(
            Question("`x^x` '''"),
            Solution(Problem(x**x, x), None, Verdict(VerificationStatus.UNKNOWN, reason="timeout")),
        ),
    ]


class TestExport:
    def test_markdown_tells_answers_and_verdicts(self) -> None:
        text = export.markdown(session())
        assert "`(x/k - 1/k**2)*exp(k*x)`" in text
        assert r"$$\int\limits_{0}^{\pi} \sin{\left(x \right)}\, dx = 2$$" in text
        assert "not solved: UNKNOWN, timeout" in text

    def test_the_notebook_is_valid_and_its_cells_verify_again(self) -> None:
        document = json.loads(export.notebook(session()[:2]))
        assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
        ids = [cell["id"] for cell in document["cells"]]
        assert len(set(ids)) == len(ids)
        names: dict[str, object] = {}
        printed = io.StringIO()
        with redirect_stdout(printed):
            for cell in document["cells"]:
                if cell["cell_type"] == "code":
                    exec("".join(cell["source"]), names)
        assert printed.getvalue().count("VerificationStatus.PROVED") == 2

    def test_text_of_the_user_stays_text_in_the_code(self) -> None:
        document = json.loads(export.notebook([export.Solved(Question("x'); import os; ('"), session()[0].solution)]))
        source = "".join(document["cells"][-1]["source"])
        assert source.startswith("problem = parse_problem(\"x'); import os; ('\"")


class TestSteps:
    def test_a_derivation_is_shown_and_its_absence_explained(self) -> None:
        solution = replace(session()[0].solution, origin="network")
        right, wrong = (Judged(Candidate(F, -1.0, 0, "network"), PROVED) for F in (solution.antiderivative, x))
        problem = solution.problem
        assert steps_text(Selection(problem, right, solution), "1. by parts [/x]").plain == "1. by parts [/x]"
        assert "not of this candidate" in steps_text(Selection(problem, wrong, solution), "1. by parts").plain
        assert "proposed by network" in steps_text(Selection(problem, right, solution), "").plain
        assert "when the solve is over" in steps_text(Selection(problem, right), "").plain
        assert "Nothing was accepted" in steps_text(Selection(problem, wrong, session()[2].solution), "").plain


class TestCurves:
    def test_the_numerical_derivative_is_the_integrand(self) -> None:
        curves = make_curves(Problem(a * sympy.cos(x), x), a * sympy.sin(x), Stretch(-6, 6))
        assert curves is not None
        assert np.allclose(curves.f, curves.numeric, atol=1e-6)
        assert curves.parameters == {a: 1.25}

    def test_where_it_is_not_real_there_is_a_gap(self) -> None:
        curves = make_curves(Problem(1 / x, x), sympy.log(x), Stretch(-1, 1))
        assert curves is not None
        assert not np.isnan(curves.F).any()
        assert curves.is_part  # log(x) on the left of 0: its real part, whose derivative is the integrand
        assert np.allclose(curves.numeric, curves.f, rtol=1e-4)
        right = make_curves(Problem(sympy.log(x), x), x * sympy.log(x) - x, Stretch(-1, 1))
        assert right is not None
        assert not right.is_part
        assert np.isnan(right.F[right.x < 0]).all()
        low, high = curves.vertical
        assert -60 < low < high < 60  # the pole does not flatten the rest

    def test_lines_are_cut_at_poles(self) -> None:
        grid = np.linspace(-1, 1, 200) + 1e-4
        runs = pieces(grid, 1 / grid, (-10.0, 10.0))
        assert [xs[0] < 0 for xs, _ in runs] == [True, False]

    def test_what_cannot_be_evaluated_is_none(self) -> None:
        g = sympy.Function("g")
        assert make_curves(Problem(g(x), x), g(x), Stretch(-1, 1)) is None

    def test_the_first_stretch_is_between_finite_limits(self) -> None:
        assert first_stretch(Problem(x, x, (sympy.Integer(0), sympy.Integer(2)))) == Stretch(-0.3, 2.3)
        assert first_stretch(Problem(x, x, (sympy.Integer(0), sympy.oo))) == Stretch(-6.0, 6.0)
        assert first_stretch(Problem(x, x)).zoomed(0.5).moved(0.5) == Stretch(0.0, 6.0)


@pytest.mark.parametrize("options", [{"beam_size": 0}, {"timeout": 0.0}, {"timeout": 1e9}, {"proposers": ()}])
def test_options_out_of_range(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must be|choose"):
        Options(**options)  # type: ignore[arg-type]


def test_an_answer_with_jumps_is_checked_between_them() -> None:
    n = sympy.floor(x)
    check = make_check(Problem(n, x), x * n - n * (n + 1) / 2, Budget.of(20), default_pool())
    assert (check.derivative, check.difference) == (n, 0)
    assert all(sample.integrand == sample.derivative for sample in check.samples)
    assert check.samples

"""The REPL without a terminal: what lines do, and what is said."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sympy

from symassist.config import Settings
from symassist.errors import CommandError, ParseError, SettingsError, SymassistError
from symassist.findings import Judged
from symassist.propose.proposer import Candidate
from symassist.repl.batch import run_lines
from symassist.repl.commands import COMMANDS
from symassist.repl.interpreter import Interpreter, Screen
from symassist.repl.options import NAMES, Options
from symassist.repl.reply import Status
from symassist.verify.verdict import Verdict, VerificationStatus

x = sympy.Symbol("x")
HARD = "x*exp(x)*tan(x)^2/(x+log(x))"


@pytest.fixture
def repl() -> Interpreter:
    """The real solver without the network, so that no weights are needed."""
    return Interpreter(Options(proposers=("ansatz", "sympy"), timeout=20.0, output="plain"))


def test_an_expression_is_integrated_and_ans_is_its_answer(repl: Interpreter) -> None:
    reply = repl.run("x^2")
    assert reply.status is Status.OK
    echo, answer, verdict = reply.pieces
    assert (echo.text, echo.narration) == ("∫ x**2 dx", True)
    assert (answer.text, answer.narration) == ("x**3/3", False)
    assert verdict.text.startswith("✓ PROVED")
    assert str(repl.run("show 3 ans + 1")) == "x**3 + 1"
    assert "x**4/12" in str(repl.run("ans"))


def test_definitions_stand_for_their_expressions(repl: Interpreter) -> None:
    repl.run("f := x*exp(-x^2)")
    repl.run("k = 3")
    assert repl.run("F := ∫ k f dx").status is Status.OK
    assert sympy.simplify(repl.definitions["F"].diff(x) - 3 * x * sympy.exp(-(x**2))) == 0
    assert sympy.simplify(sympy.sympify(str(repl.run("diff F"))) - 3 * x * sympy.exp(-(x**2))) == 0
    assert str(repl.run("list")).splitlines()[0] == "f := x*exp(-x**2)"
    repl.run("forget f")
    assert "f" not in repl.definitions
    repl.run("x := 5")
    assert "x**3/3" in str(repl.run("x^2"))  # a stored x is no trap
    assert "5*t**2/2" in str(repl.run("∫ x t dt"))


def test_several_variables_and_limits(repl: Interpreter) -> None:
    assert "t*y**2/2" in str(repl.run("∫ y t dy"))
    assert repl.run("x^2 from 0 to 3").pieces[1].text == "9"
    reply = repl.run("exp(x) from 0 to 1")
    assert reply.pieces[1].text == "-1 + E"
    assert "1.71828" in reply.pieces[2].text
    assert repl.run("∫_0^π sin x dx").pieces[1].text == "2"
    assert repl.run("x^2 from 0 to 1/2").pieces[2].text == "≈ 0.0416666666666667"
    assert repl.run("|x| from -1 to 2").pieces[2].text == "≈ 2.5"
    assert repl.run("1/x from -1 to 1").status is Status.UNSOLVED
    repl.run("set positive a")
    assert "a**2" in str(repl.run("x from 0 to a"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x^2 + )", "expected"),
        ("f(x) := x", "write f :="),
        ("sin := x", "has a meaning"),
        ("pi := 3", "has a meaning"),
        ("ans := 3", "has a meaning"),
        ("d := 3", "has a meaning"),
        ("diff := 3", "is a command"),
        ("f :=", "missing"),
        ("why", "no integral yet"),
        ("plot", "no integral yet"),
        ("why 3", "no integral yet"),
        ("diff a b", "which variable"),
        ("forget q", "not defined: q"),
        ("info nothing", "nothing is known"),
        ("set beam 0", "out of range"),
        ("set beam many", "no sense: a whole number, please"),
        ("set keys nano", "emacs, vi"),
        ("set colour red", "no option"),
        ("set proposers oracle", "choose some"),
        ("save", "which file"),
        ("plot x > f.gif", ".png"),
        ("plot x from 1 to 0", "smaller"),
        ("plot x from 0 to oo", "finite"),
        ("plot sqrt(-1-x^2)", "no curve"),
        ("__import__('os').getpid()", ""),
    ],
)
def test_misuse_is_a_reply_that_says_what_to_do(repl: Interpreter, line: str, words: str) -> None:
    reply = repl.run(line)
    assert reply.status is Status.ERROR
    assert words in str(reply)
    assert reply.pieces[0].narration


def test_an_error_points_into_the_whole_line(repl: Interpreter) -> None:
    for line in ("f := x^2 + ) 1", "x from 0 to ) 1"):
        with pytest.raises(ParseError) as caught:
            repl.check(line)
        assert caught.value.position == line.index(")")
    for line in ("diff x^2 + )", "show (x", "plot x, x)"):
        _, shown, caret = str(repl.run(line)).splitlines()
        assert shown[caret.index("^")] in ")("


def test_check_does_nothing(repl: Interpreter) -> None:
    for line in ("f := x^2", "x^2 from 0 to 1", "why", "F := ∫ x dx", "set beam 3", "# remark", ""):
        repl.check(line)
    assert not repl.definitions
    assert repl.solution is None
    assert repl.options.beam == 10
    with pytest.raises(CommandError):
        repl.check("sin := 2")


def test_definitions_of_definitions_do_not_explode(repl: Interpreter) -> None:
    repl.run("f := x + sin x")
    replies = [repl.run("f := f*(f+1)*exp f") for _ in range(12)]
    assert replies[-1].status is Status.ERROR
    assert "parts" in str(replies[-1])
    repl.run("b := 9^999")
    assert "digits" in str(repl.run("show b^b")) or "large" in str(repl.run("show b^b"))


def test_a_definition_is_no_function(repl: Interpreter) -> None:
    repl.run("f := x^2")
    assert "not a function" in str(repl.run("f(2)"))
    assert "x**3" in str(repl.run("f*(2)"))


def test_why_shows_the_check_and_candidates_their_verdicts(repl: Interpreter) -> None:
    repl.run("set judge all")
    repl.run("x*exp(x)")
    why = str(repl.run("why"))
    assert "F′ = x*exp(x)" in why
    assert "PROVED: F' - f was rewritten to zero" in why
    assert "all of the real domain" in why
    table = str(repl.run("candidates")).splitlines()
    assert "PROVED" in table[1]
    assert "F  = " in str(repl.run("why 1"))
    assert "1 to" in str(repl.run("why 99"))
    assert repl.run("steps").status is Status.OK
    repl.run("x^2 from 0 to 3")
    assert "the value 9 agrees with an independent integration" in str(repl.run("why"))


def test_the_derivative_of_an_answer_with_jumps_is_that_between_them(repl: Interpreter) -> None:
    repl.run("floor x")
    assert "F′ = floor(x)" in str(repl.run("why"))
    assert str(repl.run("diff")).strip() == "floor(x)"


def test_plots_show_f_and_its_antiderivative(repl: Interpreter, tmp_path: Path) -> None:
    repl.run("1/x")
    drawn = str(repl.run("plot"))
    assert all(label in drawn for label in ("f = 1/x", "F = log(x)", "F' numerically"))
    assert "\x1b" not in drawn
    assert len(drawn.splitlines()) >= 12
    assert max(map(len, drawn.splitlines())) <= 80
    repl.screen = Screen(60, 24, unicode=False, colour=True)
    coloured = str(repl.run("plot sin x, a*x from 0 to 2pi"))
    assert "\x1b" in coloured
    assert "a*x, a = 1" in coloured
    target = tmp_path / "f.png"
    assert repl.run(f"plot > {target}").status is Status.OK
    assert target.read_bytes().startswith(b"\x89PNG")


def test_options_are_shown_and_set(repl: Interpreter) -> None:
    shown = str(repl.run("set"))
    assert all(name in shown for name in NAMES)
    repl.run("set timeout 2.5")
    repl.run("set output latex")
    assert repl.options.timeout == 2.5
    assert repl.run("x^2").pieces[1].text == r"\frac{x^{3}}{3}"
    with pytest.raises(SettingsError):
        Options().changed("timeout", ["nan"])
    assert Options().changed("proposers", ["sympy", "ansatz"]).proposers == ("ansatz", "sympy")


def test_options_are_those_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(beam_size=3, timeout=2.0, patience=0.5, proposers=("sympy",), threads=2, model=str(tmp_path))
    assert Options.of(settings, keys="vi").settings() == settings
    with pytest.raises(SettingsError, match="no model bundle"):
        Options().changed("model", [str(tmp_path)])
    assert Options.of(settings).changed("model", ["auto"]).model is None


def test_help_names_every_command(repl: Interpreter) -> None:
    overview = str(repl.run("help"))
    for name, command in COMMANDS.items():
        assert command.usage in overview
        assert command.usage in str(repl.run(f"help {name}"))
    assert "arcsin" in str(repl.run("info asin"))
    assert "1/sqrt(1 - x**2)" in str(repl.run("asin?"))


def test_a_saved_session_runs_again(repl: Interpreter, tmp_path: Path) -> None:
    for line in ("f := x^2", "f", "x^ )", "(x +\n1)"):
        repl.run(line)
    target = tmp_path / "session.txt"
    assert repl.run(f"save {target}").status is Status.OK
    again = Interpreter(repl.options)
    out = io.StringIO()
    assert run_lines(again, target.read_text().splitlines(), out, io.StringIO()) == 0
    answers = [piece.text for _, reply in repl.log for piece in reply.pieces if piece.style == "answer"]
    assert answers[0] == "x**3/3"
    assert len(answers) == 2
    assert out.getvalue().splitlines() == answers
    assert repl.run(f"save {target}").status is Status.OK
    assert "already" in str(again.run(f"save {target}"))
    repl.run(f"save {tmp_path / 'session.md'}")
    assert "```text\nf := x^2\n```" in (tmp_path / "session.md").read_text()


def test_a_pipe_gets_answers_on_stdout_and_the_rest_on_stderr(repl: Interpreter) -> None:
    out, err = io.StringIO(), io.StringIO()
    assert run_lines(repl, ["f := x", "f", "1/x from -1 to 1", "quit", "x"], out, err) == 1
    assert out.getvalue() == "x**2/2\n"
    assert "∫ x dx" in err.getvalue()
    assert "diverges" in err.getvalue()
    assert run_lines(repl, ["x +* 1"], out, err) == 2


def test_cancelling_ends_a_solve_and_keeps_the_session(repl: Interpreter) -> None:
    repl.run("f := x")
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    start = time.monotonic()
    reply = repl.run(HARD, cancel=cancel)
    assert time.monotonic() - start < 8
    assert reply.status is Status.UNSOLVED
    assert "cancelled" in str(reply)
    assert repl.run("f").pieces[1].text == "x**2/2"


def test_whatever_is_typed_gets_an_answer() -> None:
    repl = Interpreter(Options(proposers=("ansatz",), timeout=0.5))
    for line in (
        "[/red]",
        "\x1b[31m",
        "{}",
        "'",
        "plot ,",
        "diff ,",
        "why x",
        "set  ",
        "? ?",
        "∫",
        "from",
        "x from to",
        ":=",
    ):
        assert isinstance(repl.run(line).status, Status)
        try:
            repl.check(line)
        except SymassistError:
            continue


def test_what_has_no_variable_is_shown_with_its_decimal(repl: Interpreter) -> None:
    repl.run("x^2 from 0 to 1")
    assert str(repl.run("ans")) == "1/3\n≈ 0.333333333333333"
    assert str(repl.run("2pi/3")) == "2*pi/3\n≈ 2.0943951023932"
    repl.check("ans")
    assert str(repl.run("5 dx")).splitlines()[:2] == ["∫ 5 dx", "5*x"]
    with pytest.raises(SymassistError, match="over which variable"):
        repl.check("pi from 0 to 1")


def test_steps_and_why_say_what_was_not_done(repl: Interpreter) -> None:
    repl.run("1/x from -1 to 1")
    assert str(repl.run("steps")).startswith("there is no answer to derive")
    repl.run("x^2")
    pieces = repl.run("steps").pieces
    assert len(pieces) > 1  # each step is a piece, which the terminal wraps
    assert all("\n" not in piece.text for piece in pieces)
    assert repl.solution is not None
    late = Judged(Candidate(x, -3.0, 1, "network"), Verdict(VerificationStatus.UNKNOWN, reason="not judged: later"))
    repl.solution = replace(repl.solution, candidates=(*repl.solution.candidates, late))
    assert "set judge all" in str(repl.run(f"why {len(repl.solution.candidates)}"))

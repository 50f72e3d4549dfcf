"""The prompt's parts: highlighting, completion, validation, keys and toolbar, driven through prompt_toolkit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.validation import ValidationError

from symassist.expressions.operators import FUNCTIONS
from symassist.parsing import parse_expression
from symassist.parsing.names import ALIASES, ARITIES
from symassist.repl.completer import ReplCompleter
from symassist.repl.interpreter import Interpreter
from symassist.repl.lexer import fragments
from symassist.repl.options import Options
from symassist.repl.session import Session
from symassist.repl.toolbar import toolbar
from symassist.repl.validator import ReplValidator
from symassist.words import FUNCTION_NAMES, LATEX_SYMBOLS


@pytest.fixture
def repl() -> Interpreter:
    interpreter = Interpreter(Options(proposers=("ansatz", "sympy"), timeout=20.0, output="plain"))
    interpreter.run("speed := x^2")
    return interpreter


def completions(repl: Interpreter, text: str) -> list[str]:
    """The text with each completion in place."""
    found = ReplCompleter(repl).get_completions(Document(text, len(text)), CompleteEvent(completion_requested=True))
    return [text[: len(text) + each.start_position] + each.text for each in found]


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("2*arcta", "2*arctan"),
        ("elliptic_", "elliptic_k"),
        ("spe", "speed"),
        ("1 + spe", "1 + speed"),
        ("cand", "candidates"),
        (r"\in", "∫"),
        (r"x + \alph", "x + α"),
        (r"\sq", "√"),
        (r"\arct", "arctan"),
        ("set pro", "set proposers"),
        ("set keys v", "set keys vi"),
        ("help wh", "help why"),
        ("info besse", "info besselj"),
        ("forget s", "forget speed"),
        ("thet", "theta"),
    ],
)
def test_tab_completes(repl: Interpreter, typed: str, among: str) -> None:
    assert among in completions(repl, typed)


def test_commands_are_completed_only_where_they_can_stand(repl: Interpreter) -> None:
    assert "x + candidates" not in completions(repl, "x + cand")
    assert completions(repl, "x + ") == []


def test_file_names_are_completed(repl: Interpreter, tmp_path: Path) -> None:
    (tmp_path / "session.md").touch()
    assert f"save {tmp_path}/session.md" in completions(repl, f"save {tmp_path}/sess")
    assert f"plot x > {tmp_path}/session.md" in completions(repl, f"plot x > {tmp_path}/sess")


def test_words_come_from_the_parsers_tables() -> None:
    assert {*FUNCTIONS} <= set(FUNCTION_NAMES) == {*ARITIES, *ALIASES}
    for command, character in LATEX_SYMBOLS.items():
        if command not in ("int", "sqrt", "infty", "cdot", "times", "ast", "div", "mid", "vert"):
            assert parse_expression("\\" + command) == parse_expression(character), command
    assert LATEX_SYMBOLS["int"] == "∫"
    assert LATEX_SYMBOLS["infty"] == "∞"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("∫ 2 sin x dx", {"∫": "class:integral", "2": "class:number", "sin": "class:function", "dx": "class:integral"}),
        (
            "plot speed + pi",
            {"plot": "class:command", "speed": "class:defined", "pi": "class:constant", "+": "class:operator"},
        ),
        ("x plot", {"plot": "", "x": ""}),
        ("# sin", {"# sin": "class:remark"}),
        ("x = 1!", {"!": "class:refused"}),
        (r"\frac{1}{x}", {r"\frac": "class:latex"}),
    ],
)
def test_highlighting(line: str, expected: dict[str, str]) -> None:
    shown = [(text, style) for style, text in fragments(line, True, {"speed"})]
    assert "".join(text for text, _ in shown) == line
    assert expected.items() <= dict(shown).items()


def test_the_cursor_goes_to_the_error(repl: Interpreter) -> None:
    validator = ReplValidator(repl)
    validator.validate(Document("f := x^2"))
    validator.validate(Document("x +\\\n 1"))
    for text, place in (("f := x^2 + ) 1", 11), ("x +\\\n )", 6), ("f(x) := x", 9), ("x from 0 to )", 12)):
        with pytest.raises(ValidationError) as caught:
            validator.validate(Document(text))
        assert caught.value.cursor_position == place
        assert caught.value.message


def test_the_toolbar_tells_model_beam_timeout_and_last_status(repl: Interpreter) -> None:
    def told() -> str:
        return "".join(fragment[1] for fragment in toolbar(repl))

    assert all(words in told() for words in ("without network", "beam 10", "timeout 20 s", "emacs", "help"))
    repl.run("x")
    assert "✓ PROVED" in told()
    repl.run("set proposers network")
    assert "M parameters" in told()


Typed = Callable[..., tuple[Interpreter, int]]


@pytest.fixture
def typed(repl: Interpreter, tmp_path: Path) -> Typed:
    """Sends keys to a session, and returns its interpreter and exit status."""

    def send(keys: str, history: Path | None = None) -> tuple[Interpreter, int]:
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(keys)
            return repl, Session(repl, history).loop()

    return send


def test_enter_sends_off_what_is_complete_only(typed: Typed) -> None:
    repl, status = typed("f := (x +\r1)\rf\rquit\r")
    assert status == 0
    assert repl.log[1][0] == "f := (x +\n1)"
    assert repl.log[2][1].pieces[1].text == "x**2/2 + x"


def test_alt_enter_begins_a_new_line_and_ctrl_d_quits(typed: Typed) -> None:
    repl, status = typed("f := x\x1b\r+ 1\r\x04")
    assert status == 0
    assert repl.log[1][0] == "f := x\n+ 1"


def test_what_cannot_be_read_stays_in_the_line(typed: Typed) -> None:
    repl, _ = typed("f := x + )\r\x7f\x0b2\r\x04")  # backspace, kill to the end, 2: the cursor stands at the bracket
    assert len(repl.log) == 2
    assert repl.log[1][0].startswith("f := x +2") or repl.log[1][0].startswith("f := x + 2")


def test_tab_and_vi_keys(typed: Typed) -> None:
    repl, _ = typed("g := \\int\t x dx\r\x1bOSh := y\x1b0xih\r\x04")
    assert repl.definitions["g"] == parse_expression("x^2/2")
    assert repl.options.keys == "vi"
    assert "h" in repl.definitions


def test_the_history_is_kept_and_searched(typed: Typed, tmp_path: Path) -> None:
    history = tmp_path / "deep" / "history"
    typed("one := 1\rtwo := 2\r\x04", history)
    assert "+one := 1" in history.read_text()
    repl, _ = typed("\x12one\r\r\x04", history)  # Ctrl-R
    assert [line for line, _ in repl.log].count("one := 1") == 2
    unwritable = tmp_path / "file" / "history"
    (tmp_path / "file").touch()
    assert typed("\x04", unwritable)[1] == 0


def test_ctrl_c_drops_the_line(typed: Typed) -> None:
    repl, status = typed("f := 1\x03f := 2\r\x04")
    assert status == 0
    assert [line for line, _ in repl.log[1:]] == ["f := 2"]

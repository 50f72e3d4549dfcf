"""The prompt: reads lines with prompt_toolkit, and prints the interpreter's replies in the terminal's colours."""

from __future__ import annotations

import sys
from pathlib import Path

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.formatted_text import ANSI, FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.layout.processors import HighlightMatchingBracketProcessor
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from symassist.repl.completer import ReplCompleter
from symassist.repl.interpreter import Interpreter, Screen
from symassist.repl.keys import MODES, bindings
from symassist.repl.lexer import ExpressionLexer
from symassist.repl.reply import STYLES, Piece, Status
from symassist.repl.toolbar import toolbar
from symassist.repl.validator import ReplValidator
from symassist.repl.work import Progress, work
from symassist.terminal import wrapped
from symassist.workers import default_pool

STYLE = Style.from_dict(
    {
        **STYLES,
        "prompt": "ansicyan bold",
        "number": "ansimagenta",
        "function": "ansigreen",
        "constant": "ansimagenta",
        "integral": "ansicyan bold",
        "latex": "ansiblue",
        "defined": "underline",
        "command": "ansiblue bold",
        "remark": "ansibrightblack",
        "refused": "ansired",
        "bottom-toolbar": "noreverse",
        "bottom-toolbar.name": "ansibrightblack",
    }
)


class Session:
    """A prompt around an interpreter; ``history`` is the file that keeps what was typed, None for none."""

    def __init__(self, interpreter: Interpreter, history: Path | None) -> None:
        self.interpreter = interpreter
        self._prompt: PromptSession[str] = PromptSession(
            history=_history(history),
            lexer=ExpressionLexer(lambda: self.interpreter.definitions),
            completer=ReplCompleter(interpreter),
            validator=ReplValidator(interpreter),
            validate_while_typing=False,
            complete_while_typing=False,
            auto_suggest=AutoSuggestFromHistory(),
            enable_history_search=True,
            search_ignore_case=True,
            enable_open_in_editor=True,
            multiline=True,
            key_bindings=bindings(interpreter),
            bottom_toolbar=lambda: toolbar(self.interpreter),
            input_processors=[HighlightMatchingBracketProcessor(chars="[](){}")],
            style=STYLE,
        )

    def loop(self) -> int:
        """Reads and answers until ``quit`` or Ctrl-D; the exit status is 0."""
        default_pool()  # its processes start while the first integral is typed
        sign = "∫> " if self.interpreter.screen.unicode else "int> "
        print_formatted_text(FormattedText([("class:note", _GREETING)]), style=STYLE)
        while True:
            self._measure()
            try:
                text = self._prompt.prompt(
                    FormattedText([("class:prompt", sign)]),
                    prompt_continuation=lambda width, *_: "." * (width - 1) + " ",
                    editing_mode=MODES[self.interpreter.options.keys],
                )
            except KeyboardInterrupt:
                continue  # the line is dropped
            except EOFError:
                return 0
            progress = Progress(sys.stderr, shown=sys.stderr.isatty(), unicode=self.interpreter.screen.unicode)
            reply = work(self.interpreter, text, progress)
            if reply.status is Status.QUIT:
                return 0
            for piece in reply.pieces:
                _print(piece, self.interpreter.screen.columns)

    def _measure(self) -> None:
        """The terminal may have been resized since the last line."""
        output, old = self._prompt.app.output, self.interpreter.screen
        size = output.get_size()
        colour = ColorDepth.from_env() or output.get_default_color_depth()
        self.interpreter.screen = Screen(size.columns, size.rows, old.unicode, colour is not ColorDepth.MONOCHROME)


_GREETING = "symassist: type an integrand, such as x*exp(x), or help. Ctrl-D quits."


def _print(piece: Piece, columns: int) -> None:
    """A piece in its style; what is one long line goes on indented, broken between words."""
    if piece.ansi:
        print_formatted_text(ANSI(piece.text))
        return
    text = piece.text if "\n" in piece.text else wrapped(piece.text, columns, indent=4)
    print_formatted_text(FormattedText([(f"class:{piece.style}" if piece.style else "", text)]), style=STYLE)


def _history(path: Path | None) -> History:
    """The file's history; one in memory where the file cannot be written."""
    if path is None:
        return InMemoryHistory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        print(f"the history is not kept: {error}", file=sys.stderr)
        return InMemoryHistory()
    return FileHistory(path)

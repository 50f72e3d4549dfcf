"""Key bindings beyond prompt_toolkit's own for emacs and vi."""

from __future__ import annotations

from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import has_focus
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from symassist.repl.interpreter import Interpreter
from symassist.repl.statements import is_open

MODES = {"emacs": EditingMode.EMACS, "vi": EditingMode.VI}


def bindings(interpreter: Interpreter) -> KeyBindings:
    """Enter sends off what is complete, Alt-Enter begins a new line, F4 changes between emacs and vi."""
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER)

    @keys.add("enter", filter=typing)
    def send(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.is_cursor_at_the_end and is_open(buffer.text):
            buffer.newline(copy_margin=False)
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter", filter=typing)
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    @keys.add("f4")
    def change_mode(event: KeyPressEvent) -> None:
        other = "emacs" if interpreter.options.keys == "vi" else "vi"
        interpreter.options = interpreter.options.changed("keys", [other])
        event.app.editing_mode = MODES[other]

    return keys

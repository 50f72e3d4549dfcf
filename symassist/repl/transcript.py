"""The command ``save``: the session as a file that runs again, or as Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symassist.errors import CommandError
from symassist.repl.reply import Reply, Status

if TYPE_CHECKING:
    from symassist.repl.interpreter import Interpreter
    from symassist.repl.statements import Statement


def save(interpreter: Interpreter, statement: Statement, text: str) -> Reply:
    """Writes what was typed and answered; never over a file that this session has not written.

    Raises:
        CommandError: no name, or the file is there already.
        OSError: it cannot be written.
    """
    if not statement.body:
        raise CommandError("save to which file? save session.md, or save session.txt")
    path = Path(statement.body).expanduser()
    if path.exists() and str(path) not in interpreter.files:
        raise CommandError(f"{path} is there already; choose another name")
    made = markdown if path.suffix.lower() == ".md" else script
    path.write_text(made(interpreter.log), encoding="utf-8")
    interpreter.files.add(str(path))
    return Reply.of(f"saved to {path}", style="note")


def script(log: list[tuple[str, Reply]]) -> str:
    """What was typed, with what was answered as remarks; lines that failed are remarks too."""
    lines = []
    for typed, reply in log:
        failed = reply.status is Status.ERROR
        lines += [f"# {line}" if failed else line for line in typed.splitlines()]
        lines += [f"#   {line}".rstrip() for line in _plain(reply).splitlines()]
        lines.append("")
    return "\n".join(lines)


def markdown(log: list[tuple[str, Reply]]) -> str:
    """One section a line, input and answer as code: what is drawn or aligned stays so."""
    parts = ["# symassist session\n"]
    for typed, reply in log:
        parts.append(f"{_fenced(typed)}\n")
        if said := _plain(reply):
            parts.append(f"{_fenced(said)}\n")
    return "\n".join(parts)


def _plain(reply: Reply) -> str:
    return "\n".join("(a plot)" if piece.ansi else piece.text for piece in reply.pieces)


def _fenced(text: str) -> str:
    """A code block whose fence is longer than any in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"

"""Lines from a pipe or a file: no prompt, answers on stdout, narration on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from symassist.repl.interpreter import Interpreter
from symassist.repl.reply import Status
from symassist.repl.statements import is_open

_EXIT = {Status.OK: 0, Status.QUIT: 0, Status.UNSOLVED: 1, Status.ERROR: 2}


def run_lines(interpreter: Interpreter, lines: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Runs every statement and returns the exit status: 0, 1 if an integral was not solved, 2 if a line was misuse."""
    worst = 0
    for text in gathered(lines):
        reply = interpreter.run(text)
        for piece in reply.pieces:
            stream = err if piece.narration else out
            stream.write(piece.text + "\n")
            stream.flush()
        worst = max(worst, _EXIT[reply.status])
        if reply.status is Status.QUIT:
            break
    return worst


def gathered(lines: Iterable[str]) -> Iterator[str]:
    """Statements of one line or several: what is open goes on, an empty line ends it."""
    text = ""
    for line in lines:
        text = f"{text}\n{line.rstrip()}" if text else line.rstrip()
        if text and not is_open(text):
            yield text
            text = ""
    if text:
        yield text

"""What a terminal or a file can show."""

from __future__ import annotations

import re
from shutil import get_terminal_size
from textwrap import fill
from typing import TextIO

_NUMBER = re.compile(r"\s*(?:\d+\.)?\s*")
_UNIT = re.compile(r"(?<=\d) s$")
_NARROWEST = 20


def shows_unicode(encoding: str | None) -> bool:
    """Whether mathematical characters survive ``encoding``; None is an unknown one."""
    try:
        "∫√π²✓".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wrapped(text: str, columns: int, indent: int = 0) -> str:
    """``text`` with its long lines broken between words; they go on below what follows a line's number.

    >>> print(wrapped(" 1.    one two three four", 20))
     1.    one two three
           four

    ``indent`` is the least by which they go on. A unit of seconds at the end stays with its number.
    """
    columns = max(columns, _NARROWEST)
    return "\n".join(line if len(line) <= columns else _hanging(line, columns, indent) for line in text.split("\n"))


def for_screen(line: str, stream: TextIO) -> str:
    """``line`` as it goes to ``stream``: wrapped between words where that is a terminal, else as it is."""
    return wrapped(line, get_terminal_size().columns, indent=4) if stream.isatty() else line


def _hanging(line: str, columns: int, indent: int) -> str:
    start = _NUMBER.match(line)
    indent = min(max(indent, start.end() if start is not None else 0), columns // 2)
    line = _UNIT.sub("\N{NO-BREAK SPACE}s", line)
    return fill(line, columns, subsequent_indent=" " * indent, replace_whitespace=False, break_on_hyphens=False)

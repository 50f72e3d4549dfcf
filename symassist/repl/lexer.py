"""Highlighting of what is typed: quick and forgiving, for the text is unfinished most of the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from symassist.parsing.characters import REFUSED_CHARACTERS
from symassist.repl.commands import COMMANDS
from symassist.words import kind_of

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<latex>\\[A-Za-z]+|\\.)|(?P<integral>∫)|(?P<differential>d[A-Za-z](?![\w(]))"
    r"|(?P<word>[^\W\d_]\w*)|(?P<define>:?=)|(?P<operator>[-+*/^_,|<>≤≥≠&√×·−÷])|(?P<bracket>[()\[\]{}])|(?P<space>\s+)|(?P<other>.)"
)
_STYLES = {
    "number": "class:number",
    "latex": "class:latex",
    "integral": "class:integral",
    "differential": "class:integral",
    "define": "class:operator",
    "operator": "class:operator",
    "function": "class:function",
    "constant": "class:constant",
    "defined": "class:defined",
    "command": "class:command",
}
_LIMIT_WORDS = ("from", "to")


class ExpressionLexer(Lexer):
    """Numbers, functions, constants, commands and what ``defined`` names; characters that mean nothing as errors."""

    def __init__(self, defined: Callable[[], Collection[str]]) -> None:
        self._defined = defined

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """A function from the number of a line to its fragments."""
        lines, defined = document.lines, self._defined()

        def line(number: int) -> StyleAndTextTuples:
            return list(fragments(lines[number], number == 0, defined)) if number < len(lines) else []

        return line


def fragments(line: str, first: bool, defined: Collection[str]) -> Iterator[tuple[str, str]]:
    """(style, text) of one line; commands stand at the beginning of the first."""
    if first and line.lstrip().startswith("#"):
        yield "class:remark", line
        return
    start = len(line) - len(line.lstrip())
    for match in _TOKEN.finditer(line):
        kind, text = match.lastgroup or "other", match.group()
        if kind == "differential" and (text in defined or not _announced(line, match)):
            kind = "word"
        if kind == "word":
            kind = _word(text, first and match.start() == start, defined)
        elif kind == "other" and (text in REFUSED_CHARACTERS or not text.isprintable()) and text != "?":
            kind = "refused"
        yield ("class:refused" if kind == "refused" else _STYLES.get(kind, "")), text


def _announced(line: str, match: re.Match[str]) -> bool:
    """Whether ``dx`` is a differential: behind an integral sign, or as the last word."""
    return "∫" in line or "\\int" in line or not line[match.end() :].strip()


def _word(text: str, leads: bool, defined: Collection[str]) -> str:
    if leads and text in COMMANDS:
        return "command"
    if text in defined:
        return "defined"
    return "command" if text in _LIMIT_WORDS else kind_of(text)

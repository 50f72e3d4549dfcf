"""What is typed behind the magic: options anywhere, and the rest is the expression, left exactly as it is.

IPython's own splitting would take ``-x**2`` for an option, ``--from -pi`` for one without a value, and the backslashes
out of ``\\frac{1}{x}``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|\S)+""")
_LONG_OPTION = re.compile(r"--[a-z][a-z-]+(?:=.*)?", re.DOTALL)


@dataclass(frozen=True)
class Option:
    """``flag``; with a ``value`` it is shown by that name in the help, and ``kind`` reads it."""

    flag: str
    help: str
    value: str | None = None
    kind: type = str

    @property
    def name(self) -> str:
        """Its name among the parsed arguments."""
        return self.flag.removeprefix("--")


OPTIONS: tuple[Option, ...] = (
    Option("--var", "variable of integration; by default that of dx, else x, else the only symbol", "NAME"),
    Option("--from", "lower limit, such as 0, -pi/2 or -oo", "A"),
    Option("--to", "upper limit", "B"),
    Option("--beam", "hypotheses of the network's beam search", "N", int),
    Option("--timeout", "seconds for the whole search", "SECONDS", float),
    Option("--candidates", "judge every candidate, and show the table"),
    Option("--latex", "print the answer as LaTeX source as well"),
    Option("--steps", "print the derivation as well"),
)


def split(line: str) -> tuple[list[str], str]:
    """(options for an argument parser, expression).

    >>> split("-x**2 --from -1 --to 2")
    (['--from=-1', '--to=2'], '-x**2')
    >>> split('--var t "t sin t" --latex')
    (['--var=t', '--latex'], 't sin t')
    """
    valued = {option.flag for option in OPTIONS if option.value is not None}
    options: list[str] = []
    kept: list[tuple[int, int]] = []
    words = iter(_WORD.finditer(line))
    for word in words:
        text = word.group()
        if text in valued:
            following = next(words, None)
            options.append(text if following is None else f"{text}={_unquoted(following.group())}")
        elif _LONG_OPTION.fullmatch(text):
            name, equals, value = text.partition("=")
            options.append(f"{name}={_unquoted(value)}" if equals else name)
        else:
            kept.append(word.span())
    return options, _unquoted(_between(line, kept))


def _between(line: str, spans: list[tuple[int, int]]) -> str:
    """The words kept, with the blanks that stood between them."""
    text = ""
    for index, (start, end) in enumerate(spans):
        joined = index > 0 and line[spans[index - 1][1] : start].isspace()
        text += (line[spans[index - 1][1] : start] if joined else " " if index else "") + line[start:end]
    return text


def _unquoted(text: str) -> str:
    for quote in "\"'":
        if len(text) >= 2 and text[0] == text[-1] == quote and quote not in text[1:-1]:
            return text[1:-1]
    return text

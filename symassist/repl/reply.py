"""What the interpreter says: pieces of text with a style, which the session prints as its terminal can."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """How a line ended."""

    OK = "ok"
    UNSOLVED = "unsolved"
    ERROR = "error"
    QUIT = "quit"


@dataclass(frozen=True)
class Piece:
    """Lines of text. ``style`` is a class of ``STYLES``; ``narration`` goes to stderr where stdout is not a terminal.

    ``ansi`` text has escape sequences of our own making; all other text is printed as it is.
    """

    text: str
    style: str = ""
    narration: bool = False
    ansi: bool = False


@dataclass(frozen=True)
class Reply:
    """The pieces in order, and how the line ended."""

    pieces: tuple[Piece, ...] = ()
    status: Status = Status.OK

    @classmethod
    def of(cls, *texts: str, style: str = "") -> Reply:
        """A reply of plain texts in one style."""
        return cls(tuple(Piece(text, style) for text in texts))

    def __str__(self) -> str:
        return "\n".join(piece.text for piece in self.pieces)


STYLES = {
    "answer": "bold",
    "echo": "ansicyan",
    "note": "ansibrightblack",
    "heading": "bold underline",
    "error": "ansired",
    "proved": "ansigreen",
    "consistent": "ansiblue",
    "refuted": "ansired",
    "unknown": "ansibrightblack",
}
"""prompt_toolkit's styles, in the terminal's own sixteen colours: legible wherever the terminal's theme is."""

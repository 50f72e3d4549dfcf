"""Long lines on a terminal are broken between words; a pipe gets them as they are."""

from __future__ import annotations

import io

import pytest

from symassist.terminal import for_screen, wrapped

LINE = "PROVED by normal form, on all of the real domain, for a**2 - b**2 != 0, from search, tidied, 1.42 s"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [40, 60, 97, 99])
def test_a_terminal_gets_whole_words_in_lines_that_fit(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = for_screen(LINE, Terminal()).replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert max(map(len, lines)) <= columns
    assert " ".join(line.strip() for line in lines) == LINE
    assert all(line.startswith("    ") for line in lines[1:])
    assert lines[-1].strip() != "s"


def test_a_pipe_gets_the_line_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert for_screen(LINE, io.StringIO()) == LINE


def test_lines_that_fit_and_blank_ones_stay() -> None:
    assert wrapped("  a\n\n b", 40) == "  a\n\n b"
    assert wrapped("x" * 50, 40).replace("\n", "") == "x" * 50  # a word without blanks is broken anywhere

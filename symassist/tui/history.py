"""The questions of earlier sessions, kept across starts as one JSON object a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from symassist.tui.questions import Question

MOST = 1000
"""Entries that are kept; older ones are dropped when the file is next read."""


@dataclass(frozen=True)
class Entry:
    """A question as typed, the integral as understood, and what became of it; texts only."""

    text: str
    lower: str = ""
    upper: str = ""
    positive: str = ""
    integral: str = ""
    status: str = ""
    answer: str = ""

    @property
    def question(self) -> Question:
        """The question to ask again."""
        return Question(self.text, self.lower, self.upper, self.positive)

    def matches(self, words: str) -> bool:
        """Whether every one of ``words`` occurs in the question or the answer, whatever its case."""
        text = f"{self.text} {self.lower} {self.upper} {self.integral} {self.answer}".casefold()
        return all(word in text for word in words.casefold().split())


class History:
    """Entries, the newest first; a question asked again moves to the front. None as path keeps them in memory."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._entries: dict[Question, Entry] = {}
        lines = _lines(path) if path is not None else []
        for entry in map(_entry, lines):
            if entry is not None:
                self._put(entry)
        if len(lines) > 2 * MOST:
            self._rewrite()

    def add(self, entry: Entry) -> None:
        """Puts an entry in front and appends it to the file.

        Raises:
            OSError: the file cannot be written.
        """
        self._put(entry)
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:  # one write a line: two programs may share the file
                file.write(_line(entry))

    def clear(self) -> None:
        """Forgets everything, in the file too."""
        self._entries.clear()
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def search(self, words: str = "") -> list[Entry]:
        """The entries that match, newest first."""
        return [entry for entry in reversed(self._entries.values()) if entry.matches(words)]

    def _put(self, entry: Entry) -> None:
        self._entries.pop(entry.question, None)
        self._entries[entry.question] = entry
        while len(self._entries) > MOST:
            del self._entries[next(iter(self._entries))]

    def _rewrite(self) -> None:
        assert self.path is not None
        partial = self.path.with_suffix(f".{os.getpid()}.partial")
        partial.write_text("".join(map(_line, self._entries.values())), encoding="utf-8")
        partial.replace(self.path)


def default_path() -> Path:
    """Where the history of this user lives."""
    return user_state_path("symassist", appauthor=False) / "history.jsonl"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not there yet, or not readable: a history is a comfort, no reason not to start
        return []


def _line(entry: Entry) -> str:
    return json.dumps({key: value for key, value in asdict(entry).items() if value}, ensure_ascii=False) + "\n"


_NAMES = {field.name for field in fields(Entry)}


def _entry(line: str) -> Entry | None:
    """The entry of a line; None for a line that a crash or another program left."""
    try:
        found: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return None
    return Entry(**{key: value for key, value in found.items() if key in _NAMES and isinstance(value, str)})


def texts(entries: Iterable[Entry]) -> list[str]:
    """The typed texts, each once: what the input line suggests."""
    return list(dict.fromkeys(entry.text for entry in entries))

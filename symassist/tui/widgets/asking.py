"""The upper part of the screen: the integral as it is typed, its settings, and the echo of how it is understood."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widgets import Input, Label

from symassist.tui.background import in_background
from symassist.tui.history import History
from symassist.tui.messages import Echoed
from symassist.tui.questions import Question, understand
from symassist.tui.solver import Options
from symassist.tui.widgets.echo import Echo
from symassist.tui.widgets.question import QuestionInput
from symassist.tui.widgets.settings import SettingsBar

_TYPING_PAUSE = 0.06
"""Seconds without a key after which what is typed is read."""


class Asking(Vertical):
    """The input fields; while they change, what stands in them is read and echoed."""

    def __init__(self, history: History, options: Options, available: tuple[str, ...]) -> None:
        super().__init__(id="asking")
        self._history, self._options, self._available = history, options, available

    def compose(self) -> ComposeResult:
        with Horizontal(id="asking-line"):
            yield Label("❯ ", id="prompt")
            yield QuestionInput(self._history)
        yield SettingsBar(self._options, self._available)
        yield Echo()

    @property
    def question(self) -> Question:
        """What stands in the input fields."""
        return self.query_one(SettingsBar).question(self.query_one(QuestionInput).value)

    def options(self) -> Options:
        """The options as they stand.

        Raises:
            ValueError: a number has no sense; says which.
        """
        return self.query_one(SettingsBar).options()

    def show(self, question: Question) -> None:
        """Puts a question into the fields, with the cursor behind it."""
        field = self.query_one(QuestionInput)
        field.value = question.text
        field.cursor_position = len(field.value)
        self.query_one(SettingsBar).show(question)

    @on(Input.Changed, "#question, #lower, #upper, #positive")
    def _typed(self) -> None:
        self._understand(self.question)

    @work(group="echo", exclusive=True)
    async def _understand(self, question: Question) -> None:
        await asyncio.sleep(_TYPING_PAUSE)
        if question.blank:
            self.query_one(Echo).show(None)
            return
        self.post_message(Echoed(await in_background(understand, question)))

    @on(Echoed)
    def _echo(self, message: Echoed) -> None:
        with suppress(NoMatches):  # the app is closing: its widgets may be gone before the thread has understood
            if not self.question.blank:
                self.query_one(Echo).show(message.echo)

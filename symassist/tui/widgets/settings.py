"""The settings bar: limits, beam, time, proposers and assumptions, changed in place."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, HorizontalScroll
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label

from symassist.tui.messages import Asked
from symassist.tui.questions import Question
from symassist.tui.solver import Options


class Field(Input):
    """A short input; Enter asks the question."""

    def __init__(self, id: str, value: str = "", placeholder: str = "", tooltip: str = "", width: int = 6) -> None:
        super().__init__(value, placeholder, id=id, compact=True, tooltip=tooltip)
        self.styles.width = width

    async def action_submit(self) -> None:
        """Asks."""
        self.post_message(Asked())


class Proposer(Checkbox):
    """Whether a source of candidates is asked; told by its mark too, not by colour alone."""

    def __init__(self, name: str, value: bool) -> None:
        self.BUTTON_INNER = _MARKS[value]
        super().__init__(name, value, id=f"proposer-{name}", compact=True, tooltip=f"Ask {name}")

    def watch_value(self) -> None:
        self.BUTTON_INNER = _MARKS[self.value]
        super().watch_value()


_MARKS = {True: "X", False: " "}


class SettingsBar(Container):
    """What a solve is run with: numbers and names on one line, proposers (plugins may add some) on the next.

    A short terminal shows the second line only while the focus is inside.
    """

    def __init__(self, options: Options, available: tuple[str, ...]) -> None:
        super().__init__(id="settings")
        self._first, self._available = options, available

    def compose(self) -> ComposeResult:
        first = self._first
        with Horizontal(id="settings-fields"):
            yield Label("from ")
            yield Field("lower", placeholder="–", tooltip="Lower limit, e.g. 0, -pi/2, -oo; empty: an antiderivative")
            yield Label(" to ")
            yield Field("upper", placeholder="–", tooltip="Upper limit")
            yield Label(" beam ")
            yield Field("beam", str(first.beam_size), tooltip="Hypotheses of the network's beam search", width=4)
            yield Label(" time ")
            yield Field("timeout", f"{first.timeout:g}", tooltip="Seconds for one integral", width=5)
            yield Label("s positive ")
            yield Field("positive", placeholder="a, b", tooltip="Parameters that are assumed positive", width=10)
        with HorizontalScroll(id="settings-proposers", can_focus=False):
            for name in self._available:
                yield Proposer(name, name in first.proposers)

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._focus_moved)

    def _focus_moved(self, focused: Widget | None) -> None:
        self.set_class(focused is not None and self in focused.ancestors, "-inside")

    def options(self) -> Options:
        """The options as they stand.

        Raises:
            ValueError: a number has no sense; says which.
        """
        beam, timeout = self._value("beam"), self._value("timeout")
        try:
            beam_size = int(beam)
        except ValueError:
            raise ValueError(f"the beam must be a whole number, not {beam!r}") from None
        try:
            seconds = float(timeout)
        except ValueError:
            raise ValueError(f"the time must be a number of seconds, not {timeout!r}") from None
        chosen = [name for name in self._available if self.query_one(f"#proposer-{name}", Proposer).value]
        return Options(beam_size, seconds, tuple(chosen))

    def question(self, text: str) -> Question:
        """The question of ``text`` with the limits and assumptions that stand here."""
        return Question(text, self._value("lower"), self._value("upper"), self._value("positive"))

    def show(self, question: Question) -> None:
        """Puts a question's limits and assumptions into the fields."""
        for name in ("lower", "upper", "positive"):
            self.query_one(f"#{name}", Input).value = getattr(question, name)

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

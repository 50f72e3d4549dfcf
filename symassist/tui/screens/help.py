"""F1: how to ask, what the verdicts mean, and every key as it is bound now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from symassist.tui import marks
from symassist.verify.verdict import VerificationStatus

_ASKING = """\
Type an integral and press Enter. All of these are understood:
  x^2 sin x          sin^2 x cos^3 x    ∫ x² eˣ dx
  ∫_0^π x sin x dx   sqrt(1 - t^2) dt   Integral(1/x, (x, 1, 2))
  exp(-x) from 0 to oo                  \\int \\frac{\\ln x}{x^2} \\, dx
  Piecewise((x, x > 0), (x^2, True))
Limits may stand in the fields 'from' and 'to' too (-oo, oo).
Parameters named in 'positive' are assumed positive."""

_MEANINGS = {
    VerificationStatus.PROVED: "F' - f was rewritten to zero",
    VerificationStatus.CONSISTENT: "agreed at many points, errors bounded: evidence",
    VerificationStatus.REFUTED: "F' and f differ on every part of f's domain",
    VerificationStatus.UNKNOWN: "undecided, with the reason",
}


class HelpScreen(ModalScreen[None]):
    """Closed by Escape, F1 or q."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss", "Close", id="help-close"),
        Binding("j", "scroll('down')", show=False, id="help-down"),
        Binding("k", "scroll('up')", show=False, id="help-up"),
    ]

    def __init__(self, keys: Iterable[tuple[str, str, str]]) -> None:
        """``keys`` are (key, what it does, name in the keymap)."""
        super().__init__()
        self._keys = list(keys)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help-box", classes="box") as box:
            box.border_title = "Help"
            box.border_subtitle = "Esc closes"
            yield Static(self._text())

    def action_scroll(self, direction: str) -> None:
        """Scrolls a line."""
        box = self.query_one("#help-box", VerticalScroll)
        if direction == "down":
            box.scroll_down()
        else:
            box.scroll_up()

    def _text(self) -> Text:
        text = Text().append("Asking\n", "bold").append(_ASKING).append("\n\nVerdicts\n", "bold")
        for status, meaning in _MEANINGS.items():
            label = f"  {marks.SYMBOLS[status]} {status.value}".ljust(16)
            text.append(label, marks.style(status, self.app.theme_variables)).append(meaning + "\n")
        text.append("\nKeys", "bold").append("   (their names, for [keys] in config.toml, at the right)\n", "dim")
        for key, description, name in self._keys:
            text.append(f"  {key.ljust(12)}", "bold").append(description.ljust(31)).append(f"{name}\n", "dim")
        text.append("\nThe mouse works everywhere; hold Shift to select text with the terminal.", "dim")
        return text

"""How a verdict looks: a symbol and a colour, so that neither alone carries the meaning."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text

from symassist.verify.verdict import Verdict, VerificationStatus

SYMBOLS = {
    VerificationStatus.PROVED: "✓",
    VerificationStatus.CONSISTENT: "≈",
    VerificationStatus.REFUTED: "✗",
    VerificationStatus.UNKNOWN: "?",
}
_COLOURS = {
    VerificationStatus.PROVED: "text-success",
    VerificationStatus.CONSISTENT: "text-primary",
    VerificationStatus.REFUTED: "text-error",
    VerificationStatus.UNKNOWN: "text-warning",
}
"""Names of the theme's variables."""


def style(status: VerificationStatus, theme: Mapping[str, str]) -> Style:
    """The style of a status under a theme's variables; plain where the theme gives no colour."""
    colour = theme.get(_COLOURS[status], "")
    bold = status.solved
    return Style(color=colour, bold=bold) if colour.startswith("#") else Style(bold=bold)


def badge(verdict: Verdict, theme: Mapping[str, str], *, short: bool = False) -> Text:
    """Symbol and status; an answer for a part of the domain only is marked, in 12 cells where ``short``."""
    words = "on a part" if verdict.partial and short else verdict.status.value + (" (part)" if verdict.partial else "")
    # Appended, because a Text's own style would colour whatever is put behind it.
    return Text().append(f"{SYMBOLS[verdict.status]} {words}", style(verdict.status, theme))

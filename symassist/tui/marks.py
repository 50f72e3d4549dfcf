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
    VerificationStatus.CONSISTENT: "text-accent",
    VerificationStatus.REFUTED: "text-error",
    VerificationStatus.UNKNOWN: "text-warning",
}
"""Names of the theme's variables."""


def style(status: VerificationStatus, theme: Mapping[str, str]) -> Style:
    """The style of a status under a theme's variables; plain where the theme gives no colour."""
    colour = theme.get(_COLOURS[status], "")
    bold = status.solved
    return Style(color=colour, bold=bold) if colour.startswith("#") else Style(bold=bold)


def badge(verdict: Verdict, theme: Mapping[str, str]) -> Text:
    """Symbol and status; a partial region is marked."""
    part = " (part)" if verdict.region is not None and not verdict.region.whole else ""
    # Appended, because a Text's own style would colour whatever is put behind it.
    return Text().append(f"{SYMBOLS[verdict.status]} {verdict.status.value}{part}", style(verdict.status, theme))

"""The check: F', F' - f, what the judge found, and values of both to look at."""

from __future__ import annotations

from rich.text import Text

from symassist import render
from symassist.budget import Budget
from symassist.tui import marks
from symassist.tui.check import Check, Sample, make_check
from symassist.tui.selection import Selection
from symassist.tui.widgets.view import LateTextView
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.workers import default_pool

_SECONDS = 12.0
_ROUNDING = 1e-11
"""Relative differences up to this are the rounding of doubles."""
_LONGEST_PRETTY = 400
"""Characters of an expression up to which it is worth drawing in two dimensions."""


class CheckView(LateTextView[Check]):
    """Differentiates in a worker process while the rest is shown at once."""

    def meanwhile(self, selection: Selection) -> Text:
        """The verdict."""
        return check_text(selection.judged.verdict, None, self.app.theme_variables)

    def find(self, selection: Selection) -> Check:
        """The derivative and the samples."""
        return make_check(selection.problem, selection.judged.candidate.expression, Budget.of(_SECONDS), default_pool())

    def told(self, selection: Selection, found: Check) -> Text:
        """The verdict and the check."""
        return check_text(selection.judged.verdict, found, self.app.theme_variables)


def check_text(verdict: Verdict, check: Check | None, theme: dict[str, str]) -> Text:
    """The text of this tab; without a ``check`` it is still being made."""
    text = marks.badge(verdict, theme)
    if verdict.method:
        text.append(f"  by {verdict.method}")
    if verdict.region is not None:
        text.append("\nholds on        ", "dim").append(str(verdict.region))
        text.append("\nintervals       ", "dim")
        text.append(" ∪ ".join(map(_interval, verdict.region.intervals)) or "–")
    if verdict.evidence.points:
        text.append("\nevidence        ", "dim")
        text.append(f"{verdict.evidence.points} points agree to {verdict.evidence.digits:g} digits, error included")
    if verdict.evidence.witness:
        text.append("\nwitness         ", "dim").append(verdict.evidence.witness)
    if verdict.assumptions:
        text.append("\nassuming        ", "dim").append(", ".join(verdict.assumptions))
    if verdict.reason:
        text.append("\nreason          ", "dim").append(verdict.reason)
    if check is None:
        return text.append("\n\ndifferentiating...", "dim")
    if check.derivative is None:
        return text.append("\n\nF' took longer than the time for it.", "dim")
    text.append("\n\nF' =\n", "dim").append(_drawn(check.derivative))
    text.append("\n\nF' - f" + (" =\n" if check.simplified else ", not simplified in time =\n"), "dim")
    text.append(_drawn(check.difference))
    if verdict.status is VerificationStatus.PROVED and check.difference != 0:
        text.append(f"\n= 0 by {verdict.method}", "dim")
    if check.samples:
        text.append("\n\n")
        values = ", ".join(f"{s} = {v:g}" for s, v in check.parameters.items())
        text.append(f"values in doubles{f' for {values}' if values else ''}\n", "dim")
        text.append_text(_table(check.samples))
    return text


def _interval(ends: tuple[float, float]) -> str:
    low, high = (f"{end:g}".replace("inf", "∞") for end in ends)
    return f"({low}, {high})"


def _drawn(expression: object) -> str:
    line = str(expression)
    return render.pretty(expression) if len(line) <= _LONGEST_PRETTY else line


def _table(samples: tuple[Sample, ...]) -> Text:
    rows = [f"{'x':>10}  {'f':>16}  {'F′':>16}  {'F′ - f':>10}"]
    rows += [f"{s.x:>10.4g}  {s.integrand:>16.9g}  {s.derivative:>16.9g}  {_gap(s):>10}" for s in samples]
    return Text("\n".join(rows))


def _gap(sample: Sample) -> str:
    """The difference, told as about zero where it is within the rounding of doubles."""
    gap = sample.derivative - sample.integrand
    if gap != gap:
        return "not real"
    return "≈ 0" if abs(gap) <= _ROUNDING * max(1.0, abs(sample.integrand)) else f"{gap:.1e}"

"""Solution to HTML for notebooks: the equation, what was checked, and the table of candidates. Every text is escaped.

Formulas are LaTeX between dollars, which Jupyter and nbconvert typeset. Colours are legible on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import sympy

from symassist import render
from symassist.findings import Findings, Judged
from symassist.problem import Problem
from symassist.verify.verdict import VerificationStatus

_COLOURS = {
    VerificationStatus.PROVED: "#2a9d4e",
    VerificationStatus.CONSISTENT: "#2f86c9",
    VerificationStatus.REFUTED: "#d1453b",
    VerificationStatus.UNKNOWN: "#8a8a8a",
}
_LONGEST = 4000
"""Characters of LaTeX that a cell of the table typesets; beyond, the plain text is quicker to read too."""


def solution(findings: Findings) -> str:
    """The equation, the verdict, and the candidates folded up."""
    parts = [f'<div style="overflow-x:auto">{_math(render.equation(findings))}</div>']
    if (numbers := render.enclosure_line(findings)) is not None:
        parts.append(f"<div>{escape(numbers)}</div>")
    line, status = render.verdict_line(findings), render.status(findings)
    parts.append(f'<div><span style="color:{_COLOURS[status]}">{render.MARKS[status]}</span> {escape(line)}</div>')
    if findings.candidates:
        number = len(findings.candidates)
        summary = f"{number} candidate{'' if number == 1 else 's'}"
        parts.append(f"<details><summary>{summary}</summary>{candidates(findings.candidates)}</details>")
    return "<div>" + "".join(parts) + "</div>"


def candidates(judged: Sequence[Judged]) -> str:
    """The table of candidates with their verdicts."""
    heads = ("", "verdict", "candidate", "log&nbsp;p", "origin", "reason")
    rows = "".join(f'<th style="text-align:left">{head}</th>' for head in heads)
    return f"<table><thead><tr>{rows}</tr></thead><tbody>{''.join(map(_row, judged))}</tbody></table>"


def progress(problem: Problem, judged: Sequence[Judged], note: str = "") -> str:
    """The integral as understood and how far the judging is."""
    counts = ", ".join(
        f"{sum(each.verdict.status is status for each in judged)} {status.value.lower()}"
        for status in VerificationStatus
        if any(each.verdict.status is status for each in judged)
    )
    text = note or (f"{len(judged)} judged: {counts}" if judged else "searching")
    return f'<div>{_math(render.latex(problem.integral))} <span style="color:#8a8a8a">{escape(text)}</span></div>'


def _row(each: Judged) -> str:
    candidate, verdict = each.candidate, each.verdict
    log_prob = "" if candidate.log_prob is None else f"{candidate.log_prob:.2f}"
    colour = _COLOURS[verdict.status]
    cells = (
        str(candidate.rank),
        f'<span style="color:{colour};white-space:nowrap">{render.MARKS[verdict.status]} {verdict.status.value}</span>',
        _formula(candidate.expression),
        log_prob,
        escape(candidate.origin),
        escape(verdict.reason),
    )
    return "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"


def _formula(expression: sympy.Expr) -> str:
    text = render.latex(expression)
    return _math(text) if len(text) <= _LONGEST else f"<code>{escape(render.plain(expression))}</code>"


def _math(latex: str) -> str:
    """LaTeX for the page's typesetter, which sees the text after the browser has undone the escapes."""
    return f"$\\displaystyle {escape(latex)}$"

"""Solution to text: plain, Unicode, LaTeX, JSON fields and the table of candidates. No UI toolkit."""

from __future__ import annotations

from typing import Any

import sympy

from symassist.findings import Findings, Judged
from symassist.problem import Problem
from symassist.steps.derivation import LATEX
from symassist.terminal import wrapped
from symassist.verify.verdict import VerificationStatus

MARKS = {
    VerificationStatus.PROVED: "✓",
    VerificationStatus.CONSISTENT: "≈",
    VerificationStatus.REFUTED: "✗",
    VerificationStatus.UNKNOWN: "?",
}
"""One character a status, where colour alone would say too little."""


def plain(expression: sympy.Expr) -> str:
    """One line that SymPy and this program's parser read back."""
    return str(expression)


def pretty(expression: sympy.Expr, *, unicode: bool = True) -> str:
    """Two-dimensional text, in Unicode or in ASCII."""
    return str(sympy.pretty(expression, use_unicode=unicode, wrap_line=False))


def latex(expression: sympy.Expr) -> str:
    """LaTeX without delimiters; names of functions as textbooks write them, ln and arctan."""
    return str(sympy.latex(expression, **LATEX))


def integral(problem: Problem, *, unicode: bool = True) -> str:
    """The integral as understood, on one line that the parser reads back.

    >>> x = sympy.Symbol("x")
    >>> integral(Problem(x + 1, x)), integral(Problem(x, x, (sympy.S(0), sympy.pi)), unicode=False)
    ('∫ (x + 1) dx', 'Integral(x, (x, 0, pi))')
    """
    f, x = problem.integrand, problem.variable
    if not unicode or len(x.name) > 1:  # a differential of a long name could not be told from a product
        return str(problem.integral)
    body = f"({f})" if f.is_Add else str(f)
    limits = "" if problem.limits is None else "_{{{}}}^{{{}}}".format(*problem.limits)
    return f"∫{limits} {body} d{x}"


def equation(findings: Findings) -> str:
    """LaTeX of the integral and its answer, without the answer where there is none."""
    found, left = findings.answer, latex(findings.problem.integral)
    return left if found is None else f"{left} = {latex(found)}"


def fitting(expression: sympy.Expr, columns: int, *, unicode: bool = True) -> str:
    """In two dimensions where that fits into ``columns``, else on one line."""
    text = pretty(expression, unicode=unicode)
    return text if max(map(len, text.splitlines()), default=0) <= columns else plain(expression)


def summary(findings: Findings, *, unicode: bool = True, columns: int = 80) -> str:
    """The answer, the enclosure where there is no answer, and the verdict below."""
    found = findings.answer
    first = enclosure_line(findings) if found is None else fitting(found, columns, unicode=unicode)
    return "\n".join(filter(None, (first, wrapped(verdict_line(findings), columns, indent=4))))


def verdict_line(findings: Findings) -> str:
    """Status, method, region, assumptions, origin and time of the answer, or why there is none."""
    seconds, verdict = f"{findings.seconds:.2f} s", findings.verdict
    number = len(findings.candidates)
    if findings.divergent:
        parts = [verdict.reason]
    elif not findings.solved:
        why = [f"not solved: {status(findings).value}", verdict.reason]
        parts = why if findings.non_elementary is None else [f"not solved: {findings.non_elementary}"]
        candidates = f"{number} candidate{'' if number == 1 else 's'}"
        parts += [] if any(candidates in part for part in parts) else [candidates]
    else:
        parts = [verdict.status.value + (f" by {verdict.method}" if verdict.method else "")]
        parts.append(f"on {verdict.region}" if verdict.region is not None else "")
        parts.append("for " + ", ".join(verdict.assumptions) if verdict.assumptions else "")
        parts.append(f"from {findings.origin}" if findings.origin is not None else "")
    return ", ".join([*filter(None, parts), seconds])


def headline(findings: Findings) -> str:
    """The outcome in a few words: the answer, else the number that is known, else what is known about its absence."""
    found = findings.answer
    if found is not None:
        return f"= {found}"
    if findings.divergent:
        return findings.verdict.reason or "the integral diverges"
    nothing = "no verified answer" if findings.non_elementary is None else "no elementary antiderivative exists"
    return enclosure_line(findings) or nothing


def status(findings: Findings) -> VerificationStatus:
    """The status of what was asked for: a proved antiderivative that gives no value answers no definite integral."""
    found = findings.verdict.status
    return VerificationStatus.UNKNOWN if found.solved and not findings.solved else found


def enclosure_line(findings: Findings) -> str | None:
    """The numerical value, told as the enclosure or the estimate that it is; None without one."""
    if findings.enclosure is None:
        return None
    kind = "estimate, not rigorous" if findings.enclosure_is_estimate else "rigorous enclosure"
    low, high = findings.enclosure
    return f"numerically: [{low!r}, {high!r}] ({kind})"


def derivation_lines(findings: Findings) -> list[str] | None:
    """The steps of the derivation, one a line, None where there is no antiderivative."""
    return None if findings.derivation is None else [step.text() for step in findings.derivation.steps]


def candidate_table(candidates: tuple[Judged, ...] | list[Judged]) -> str:
    """One line a candidate: rank, status, log-probability, origin, expression, and the reason where there is one."""
    rows = [("rank", "status", "log p", "origin", "expression")]
    for each in candidates:
        candidate, verdict = each.candidate, each.verdict
        log_prob = "" if candidate.log_prob is None else f"{candidate.log_prob:.2f}"
        text = str(candidate.expression) + (f"   ({verdict.reason})" if verdict.reason else "")
        rows.append((str(candidate.rank), verdict.status.value, log_prob, candidate.origin, text))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([row[0].rjust(widths[0]), *map(str.ljust, row[1:4], widths[1:]), row[4]]).rstrip() for row in rows
    )


def json_fields(findings: Findings) -> dict[str, Any]:
    """The object of ``--json``: null where absent, expressions as SymPy strings, the enclosure as [low, high].

    An estimate is no enclosure: it is told in ``reason``. ``non_elementary`` is true
    with a proof, which is told in ``reason``, else null.
    """
    problem, verdict = findings.problem, findings.verdict
    estimate = enclosure_line(findings) if findings.enclosure_is_estimate else None
    return {
        "integrand": str(problem.integrand),
        "variable": problem.variable.name,
        "antiderivative": _text(findings.antiderivative),
        "value": _text(findings.value),
        "enclosure": list(findings.enclosure) if findings.enclosure is not None and estimate is None else None,
        "status": status(findings).value,
        "method": verdict.method or None,
        "region": _text(verdict.region),
        "assumptions": list(verdict.assumptions),
        "reason": "; ".join(filter(None, (verdict.reason, findings.non_elementary, estimate))) or None,
        "non_elementary": True if findings.non_elementary else None,
        "seconds": round(findings.seconds, 6),
        "candidates": [
            {
                "expression": str(each.candidate.expression),
                "log_prob": each.candidate.log_prob,
                "rank": each.candidate.rank,
                "origin": each.candidate.origin,
                "status": each.verdict.status.value,
                "reason": each.verdict.reason or None,
            }
            for each in findings.candidates
        ],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)

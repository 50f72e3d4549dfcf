"""The command ``why``: what was compared, where, how well, and what it says of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symassist import render
from symassist.repl.reply import Piece, Reply
from symassist.steps import slope
from symassist.verify.verdict import Verdict, VerificationStatus

if TYPE_CHECKING:
    from symassist.findings import Judged
    from symassist.repl.interpreter import Interpreter
    from symassist.solution import Solution

_MEANINGS = {
    VerificationStatus.PROVED: "F' - f was rewritten to zero",
    VerificationStatus.CONSISTENT: "F' and f agree at every point tried, error bounds included: evidence, not proof",
    VerificationStatus.REFUTED: "F' and f differ on every part of the real domain",
    VerificationStatus.UNKNOWN: "the judge could not decide",
}


def explained(interpreter: Interpreter, solution: Solution, candidate: Judged | None = None) -> Reply:
    """The check of ``candidate``, by default of the accepted antiderivative; without one, why there is none."""
    F = solution.antiderivative if candidate is None else candidate.candidate.expression
    verdict = solution.verdict if candidate is None else candidate.verdict
    pieces = []
    if F is not None:
        x, f = solution.problem.variable, solution.problem.integrand
        prime = "′" if interpreter.screen.unicode else "'"
        rows = {"F": F, f"F{prime}": slope(F, x), "f": f}
        pieces += [Piece(f"{name.ljust(2)} = {render.plain(value)}") for name, value in rows.items()]
    pieces.append(Piece(_judgement(verdict, F is not None), verdict.status.value.lower()))
    pieces += [Piece(f"  {line}") for line in _evidence(verdict)]
    if candidate is None and solution.problem.limits is not None:
        pieces += _value(solution)
    return Reply(tuple(pieces))


def _judgement(verdict: Verdict, has_candidate: bool) -> str:
    meaning = _MEANINGS[verdict.status] if has_candidate else "no candidate was accepted"
    if verdict.reason.startswith("not judged"):
        meaning = "set judge all, and ask again, to have it judged"
    return f"{verdict.status.value}: {meaning}"


def _evidence(verdict: Verdict) -> list[str]:
    evidence = verdict.evidence
    known = {
        "method": verdict.method,
        "holds on": str(verdict.region) if verdict.region is not None else "",
        "assuming": ", ".join(verdict.assumptions),
        "points": str(evidence.points) if evidence.points else "",
        "digits": f"{evidence.digits:.0f}" if evidence.digits else "",
        "witness": evidence.witness or "",
        "reason": verdict.reason,
        "time": f"{verdict.seconds:.3f} s" if verdict.seconds else "",
    }
    width = max(map(len, known))
    return [f"{name.ljust(width)}  {value}" for name, value in known.items() if value]


def _value(solution: Solution) -> list[Piece]:
    """How the value of a definite integral was checked: never by F(b) - F(a) alone."""
    pieces = []
    if solution.value is not None:
        pieces.append(
            Piece(f"the value {render.plain(solution.value)} agrees with an independent integration", "answer")
        )
    if (numbers := render.enclosure_line(solution)) is not None:
        pieces.append(Piece(f"  {numbers}"))
    if solution.value is None and not pieces:
        pieces.append(Piece("there is no verified value", "note"))
    return pieces

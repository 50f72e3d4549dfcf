"""The session as a document: Markdown to read, or a notebook whose cells verify every answer again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symassist import render
from symassist.solution import Solution
from symassist.tui.questions import Question


@dataclass(frozen=True)
class Solved:
    """A question with what became of it."""

    question: Question
    solution: Solution


MIME_TYPES = {"notebook": "application/x-ipynb+json", "markdown": "text/markdown"}
"""The formats, and how a browser is told of them."""


def document(session: Sequence[Solved], format: str) -> str:
    """The session in one of the formats."""
    return notebook(session) if format == "notebook" else markdown(session)


def markdown(session: Sequence[Solved]) -> str:
    """A section an integral: formula, answer, verdict and the table of candidates."""
    parts = ["# Integrals", "Made with symassist: every answer was verified, and says how."]
    for number, solved in enumerate(session, 1):
        solution = solved.solution
        parts += [f"## {number}. {_code(render.integral(solution.problem))}", _formula(solution)]
        if (answer := solution.answer) is not None:
            parts.append(f"SymPy: {_code(render.plain(answer))}")
        if (enclosure := render.enclosure_line(solution)) is not None:
            parts.append(enclosure)
        parts.append(f"**{render.verdict_line(solution)}**")
        if solution.candidates:
            parts.append("```text\n" + render.candidate_table(solution.candidates) + "\n```")
    return "\n\n".join(parts) + "\n"


def notebook(session: Sequence[Solved]) -> str:
    """A Jupyter notebook (format 4.5): a text cell and a code cell an integral."""
    cells = [
        _cell("markdown", "# Integrals\n\nMade with symassist. Run the cells to verify every answer again."),
        _cell(
            "code",
            "from symassist import verify_antiderivative\n"
            "from symassist.parsing import parse_expression, parse_problem",
        ),
    ]
    for solved in session:
        solution = solved.solution
        cells.append(_cell("markdown", f"{_formula(solution)}\n\n**{render.verdict_line(solution)}**"))
        cells.append(_cell("code", _source(solved)))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def _source(solved: Solved) -> str:
    """Code that asks again; expressions stand in it as texts for our parser, so no name in them can mean Python."""
    question, solution = solved.question, solved.solution
    given = {"lower": question.lower.strip(), "upper": question.upper.strip()}
    arguments = [repr(question.text), *(f"{name}={value!r}" for name, value in given.items() if value)]
    names = [p.name for p in solution.problem.parameters if p.is_positive]
    symbols = "{s.name: s for s in problem.integrand.free_symbols | {problem.variable}}"
    if names:
        arguments.append(f"positive={names!r}")
    lines = [f"problem = parse_problem({', '.join(arguments)})"]
    if solution.antiderivative is not None:
        text = render.plain(solution.antiderivative)
        lines += [
            f"F = parse_expression({text!r}, symbols={symbols})",
            "print(verify_antiderivative(F, problem.integrand, problem.variable))",
            "F",
        ]
    else:
        lines.append("problem")
    return "\n".join(lines)


def _formula(solution: Solution) -> str:
    answer = solution.answer
    left = render.latex(solution.problem.integral)
    return f"$${left}$$" if answer is None else f"$${left} = {render.latex(answer)}$$"


def _code(text: str) -> str:
    """A code span that survives backquotes in it."""
    return f"``{text} ``" if "`" in text else f"`{text}`"


def summary(solution: Solution) -> tuple[str, str, str]:
    """(integral, status, answer) as texts, for the history."""
    answer = solution.answer
    status = solution.verdict.status.value if answer is not None else "UNKNOWN"
    return render.integral(solution.problem), status, "" if answer is None else render.plain(answer)

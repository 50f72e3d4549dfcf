"""``python -m symassist.demo``: real integrals, each with answer, status, method, region, origin and time."""

from __future__ import annotations

import re
import sys
from collections import Counter

import click

from symassist import render
from symassist.assistant import Assistant
from symassist.parsing import parse_problem
from symassist.solution import Solution

TIMEOUT = 30.0
"""Seconds for one integral: more than the default, so that a slow machine shows the same demo."""

INTEGRALS = (
    "x",
    "x**2*(tan(x)**2 + 1) + 2*x*tan(x) + 1",
    "(16*x**3 - 42*x**2 + 2*x)/sqrt(-16*x**8 + 112*x**7 - 204*x**6 + 28*x**5 - x**4 + 1)",
    "∫ x² eˣ dx",
    "sin^2 x cos^3 x",
    r"\int \frac{\ln x}{x^2} \, dx",
    "1/(x^3 + 1)",
    "sqrt(1 - x^2)",
    "x*atan(x)",
    "17 cos(83 x) + exp(-5/3 x)",
    "1/(x log(x))",
    "exp(a*x)*sin(b*x)",
    "(1 + log(x))*x^x",
    "cos(x)/(2 + sin(x))^2",
    "sqrt(x)*exp(-x)",
)
"""The student project's three examples first; then spellings, parameters, large constants and a special function."""

_SOURCES = {
    "retrieval": "retrieval",
    "network": "the network",
    "ansatz": "ansatz repair",
    "search": "search",
    "sympy": "SymPy",
}


def source(solution: Solution) -> str | None:
    """Whose answer was accepted, of ``_SOURCES``, of origins like ``sympy:risch`` and ``network, branches``."""
    return None if solution.origin is None else re.split("[:,]", solution.origin)[0]


def main() -> int:
    """Solves and prints them all. Exit status 0 if each was solved, else 1."""
    assistant = Assistant(timeout=TIMEOUT)
    solutions = []
    for text in INTEGRALS:
        solution = assistant.solve(parse_problem(text, variable="x"))
        answer = solution.answer
        click.echo(render.integral(solution.problem))
        if answer is not None:
            click.echo(f"  = {render.plain(answer)}")
        click.echo(f"    {render.verdict_line(solution)}\n")
        solutions.append(solution)
    count = Counter(source(solution) for solution in solutions if solution.solved)
    shares = ", ".join(f"{count[kind]} by {words}" for kind, words in _SOURCES.items() if count[kind])
    click.echo(f"{count.total()} of {len(solutions)} solved and verified: {shares}.")
    return 0 if count.total() == len(solutions) else 1


if __name__ == "__main__":
    sys.exit(main())

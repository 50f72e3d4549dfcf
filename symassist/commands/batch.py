"""``symassist integrate -f FILE``: one integral a line, one answer a line, and no mistake stops the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import click

from symassist import render
from symassist.assistant import Assistant
from symassist.errors import ParseError, ProblemError
from symassist.problem import Problem


def solve_lines(
    lines: Iterable[str], name: str, assistant: Assistant, parse: Callable[[str], Problem], form: str | None
) -> int:
    """Answers on stdout, line by line: the answer, or an empty line, or a JSON object with ``--json``.

    Blank lines and those that begin with # are passed over. Returns the exit status: 0 all solved, 1 some not, 2 some
    could not be read.
    """
    status = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            problem = parse(text)
        except (ParseError, ProblemError) as error:
            click.echo(f"{name}:{number}: {error}", err=True)
            click.echo(json.dumps({"integrand": text, "error": str(error)}) if form == "json" else "")
            status = 2
            continue
        solution = assistant.solve(problem)
        answer = solution.answer
        if form == "json":
            click.echo(json.dumps(render.json_fields(solution)))
        else:
            click.echo("" if answer is None else render.latex(answer) if form == "latex" else render.plain(answer))
        click.echo(f"{name}:{number}: {render.verdict_line(solution)}", err=True)
        status = max(status, 0 if solution.solved else 1)
    return status

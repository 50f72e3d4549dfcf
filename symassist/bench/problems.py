"""Benchmark problems: one JSON object a line, sampled with a fixed seed."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy

from symassist.errors import ProblemError
from symassist.parsing import parse_expression
from symassist.problem import Problem


@dataclass(frozen=True)
class BenchProblem:
    """One line of the file ``set``.jsonl; ``fields`` are all of its fields, which results repeat."""

    set: str
    fields: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Unique within its set."""
        return str(self.fields["id"])

    def parse(self) -> Problem:
        """The problem, its parameters positive. Raises ParseError."""
        variable = sympy.Symbol(str(self.fields["variable"]))
        parameters = [sympy.Symbol(str(name), positive=True) for name in self.fields.get("parameters") or ()]
        symbols = {symbol.name: symbol for symbol in (*parameters, variable)}
        return Problem(parse_expression(str(self.fields["integrand"]), symbols=symbols), variable)


def load_problems(path: Path, limit: int | None = None, seed: int = 0) -> list[BenchProblem]:
    """The problems of a file in its order: all, or ``limit`` of them chosen at random by ``seed`` and the file's name.

    Raises ProblemError, naming the line, where one is not an object with ``id``, ``integrand`` and ``variable``.
    """
    problems = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            raise ProblemError(f"{path}:{number}: not JSON: {error}") from error
        missing = {"id", "integrand", "variable"} - set(fields if isinstance(fields, dict) else ())
        if missing:
            raise ProblemError(f"{path}:{number}: a problem needs {', '.join(sorted(missing))}")
        problems.append(BenchProblem(path.stem, fields))
    if limit is None or limit >= len(problems):
        return problems
    chosen = random.Random(f"{seed}:{path.stem}").sample(range(len(problems)), limit)
    return [problems[i] for i in sorted(chosen)]

"""The table of a benchmark: set x solver, each share with its 95% interval."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from symassist.bench.statistics import quantile, wilson
from symassist.errors import ProblemError

SOLVED = ("PROVED", "CONSISTENT", "right")
"""Statuses that count as solved; ``right`` is the referee's word on solvers that bring no verdict."""
HEADINGS = (
    "set",
    "solver",
    "problems",
    "solved",
    "95% interval",
    "PROVED",
    "partial",
    "wrong",
    "timed out",
    "undecided",
    "median s",
    "p95 s",
)
TOTAL = "all sets"

Result = Mapping[str, Any]


def read_results(path: Path) -> list[dict[str, Any]]:
    """The result lines of a file; an unfinished last line, left by a killed run, is not one.

    Raises ProblemError, naming the line, where any other is not a result.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if not text.endswith("\n"):
        lines = lines[:-1]
    results = []
    for number, line in enumerate(lines, start=1):
        try:
            result = json.loads(line)
        except json.JSONDecodeError as error:
            raise ProblemError(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(result, dict) or not {"id", "set", "solver", "status", "seconds"} <= result.keys():
            raise ProblemError(f"{path}:{number}: not a result line")
        results.append(result)
    return results


def rows(results: Iterable[Result], *, kinds: bool = False) -> list[list[str]]:
    """One row for each set and solver, in order of first appearance; then one for each solver over several sets.

    With ``kinds`` each set is told apart by ``kind``.
    """
    groups: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
    totals: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        name = f"{result['set']}, {kind(result)}" if kinds else result["set"]
        groups[name, result["solver"]].append(result)
        totals[TOTAL, result["solver"]].append(result)
    sets = list(dict.fromkeys(name for name, _ in groups))
    ordered = sorted(groups.items(), key=lambda item: sets.index(item[0][0]))
    shown = [*ordered, *totals.items()] if len(sets) > 1 else ordered
    return [_row(*key, group) for key, group in shown]


def kind(result: Result) -> str:
    """What a problem asks for: an elementary answer (concrete, or with parameters) or a special function."""
    if result.get("special"):
        return "special"
    return "parameters" if result.get("parameters") else "concrete"


def _row(name: str, solver: str, group: Sequence[Result]) -> list[str]:
    count = Counter(result["status"] for result in group)
    solved = sum(count[status] for status in SOLVED)
    low, high = wilson(solved, len(group))
    seconds = [float(result["seconds"]) for result in group]
    return [
        name,
        solver,
        str(len(group)),
        f"{solved / len(group):.1%}",
        f"{low:.1%} to {high:.1%}",
        *(str(count[status]) for status in ("PROVED", "partial", "wrong", "timeout", "undecided")),
        *(f"{quantile(seconds, q):.3f}" for q in (0.5, 0.95)),
    ]


def as_text(table: Sequence[Sequence[str]]) -> str:
    """The table as plain columns under its headings."""
    return columns([HEADINGS, *table])


def columns(lines: Sequence[Sequence[str]]) -> str:
    """Plain columns: names to the left, figures to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(_align(line, widths)).rstrip() for line in lines)


def as_markdown(table: Sequence[Sequence[str]]) -> str:
    """A table for GitHub."""
    rule = ["---" if column < 2 else "---:" for column in range(len(HEADINGS))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (HEADINGS, rule, *table))


def _align(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    sides: list[Callable[[str, int], str]] = [str.ljust if column < 2 else str.rjust for column in range(len(widths))]
    return [side(cell, width) for side, cell, width in zip(sides, line, widths, strict=True)]

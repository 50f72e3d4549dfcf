"""The chosen candidate with what belongs to it: what every tab of the details shows."""

from __future__ import annotations

from dataclasses import dataclass

from symassist.findings import Judged
from symassist.problem import Problem
from symassist.solution import Solution


@dataclass(frozen=True)
class Selection:
    """A judged candidate of a problem; ``solution`` once the solve is over."""

    problem: Problem
    judged: Judged
    solution: Solution | None = None

    @property
    def is_answer(self) -> bool:
        """Whether this candidate is the one that the solution accepted."""
        return self.solution is not None and self.solution.antiderivative == self.judged.candidate.expression

"""The seam behind which every source of candidates stands."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

import sympy

from symassist.budget import Budget
from symassist.problem import Problem


@dataclass(frozen=True)
class Candidate:
    """A proposed antiderivative; ``log_prob`` is the beam's (natural; None elsewhere), ``origin`` says whose."""

    expression: sympy.Expr
    log_prob: float | None
    rank: int
    origin: str


class Proposer(Protocol):
    """A source of candidates for a problem, best first; lazy, so that an early proof ends the search."""

    name: str

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields candidates until exhausted or the budget is spent."""
        ...

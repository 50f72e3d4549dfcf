"""The seam behind which every source of candidates stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

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


@runtime_checkable
class Proposer(Protocol):
    """A source of candidates for a problem, best first; lazy, so that an early proof ends the search.

    ``name`` is what a person asks for and what stands in ``Candidate.origin``. Every candidate is judged, so a proposer
    may be wrong, but it has to keep to the budget: nobody else can stop it.
    """

    name: str

    def propose(self, problem: Problem, budget: Budget) -> Iterator[Candidate]:
        """Yields candidates until exhausted or the budget is spent; a generator is closed when it is not needed."""
        ...

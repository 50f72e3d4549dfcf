"""The seam behind which every source of candidates stands."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import sympy

from symassist.budget import Budget
from symassist.problem import Problem


@dataclass(frozen=True)
class Trace:
    """How an answer was put together: the rule applied to the integrand, and what became of its parts."""

    rule: str
    integrand: sympy.Expr
    variable: sympy.Symbol
    answer: sympy.Expr | None
    detail: tuple[sympy.Basic, ...] = ()
    parts: tuple[Trace, ...] = ()

    def replaced(self, symbols: Mapping[sympy.Symbol, sympy.Symbol]) -> Trace:
        """The same in other symbols."""
        return Trace(
            self.rule,
            self.integrand.xreplace(symbols),
            symbols.get(self.variable, self.variable),
            None if self.answer is None else self.answer.xreplace(symbols),
            tuple(d.xreplace(symbols) for d in self.detail),
            tuple(part.replaced(symbols) for part in self.parts),
        )


@dataclass(frozen=True)
class Candidate:
    """A proposed antiderivative; ``log_prob`` is the beam's (natural; None elsewhere), ``origin`` says whose.

    ``trace`` tells how the search put it together.
    """

    expression: sympy.Expr
    log_prob: float | None
    rank: int
    origin: str
    trace: Trace | None = field(default=None, compare=False, repr=False)


@runtime_checkable
class Proposer(Protocol):
    """A source of candidates for a problem, best first; lazy, so that an early proof ends the search.

    ``name`` is what a person asks for and what stands in ``Candidate.origin``. Every candidate is judged, so a proposer
    may be wrong, but it has to keep to the budget: nobody else can stop it.
    """

    name: str

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields candidates until exhausted or the budget is spent; a generator is closed when it is not needed."""
        ...

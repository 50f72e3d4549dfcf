"""What was found out about a problem: the answer with its verdict, and every candidate with its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import sympy

from symassist.problem import Problem
from symassist.propose.proposer import Candidate, Trace
from symassist.steps import Derivation, between_limits, derive
from symassist.verify.verdict import Verdict


@dataclass(frozen=True)
class Judged:
    """A candidate with its verdict."""

    candidate: Candidate
    verdict: Verdict


@dataclass(frozen=True)
class Findings:
    """What became of a problem. ``antiderivative`` and ``value`` are None where nothing was verified.

    ``verdict`` belongs to the antiderivative; without one it is the most telling of the candidates' verdicts.
    ``non_elementary`` is the argument that no elementary antiderivative exists, None without a proof; special functions
    may still answer.
    ``enclosure`` is a rigorous (low, high) of a definite integral, or an estimate where ``enclosure_is_estimate``;
    a ``divergent`` one has neither, and the verdict's reason says where it diverges.
    ``timings`` are the seconds that each proposer took in this process, by name, and those of 'verify'.
    """

    problem: Problem
    antiderivative: sympy.Expr | None
    verdict: Verdict
    candidates: tuple[Judged, ...] = ()
    value: sympy.Expr | None = None
    enclosure: tuple[float, float] | None = None
    enclosure_is_estimate: bool = False
    divergent: bool = False
    seconds: float = 0.0
    origin: str | None = None
    non_elementary: str | None = None
    trace: Trace | None = field(default=None, repr=False)
    timings: tuple[tuple[str, float], ...] = field(default=(), repr=False)

    @cached_property
    def derivation(self) -> Derivation | None:
        """How the antiderivative is found, in steps, with its check, and the value between limits.

        Worked out when it is asked for, in seconds.
        """
        if self.antiderivative is None:
            return None
        found = derive(self.problem, self.antiderivative, self.trace)
        if self.problem.limits is None or self.value is None:
            return found
        # Without an origin the value is not the antiderivative's: the verdict names the method that found it.
        return between_limits(found, self.problem, self.value, "" if self.origin else self.verdict.method)

    @property
    def answer(self) -> sympy.Expr | None:
        """What was asked for, a definite value or an antiderivative; None where it was not verified."""
        return self.antiderivative if self.problem.limits is None else self.value

    @property
    def solved(self) -> bool:
        """Whether there is a verified answer."""
        return self.answer is not None

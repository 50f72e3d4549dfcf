"""What became of a problem: the answer with its verdict, and every candidate with its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from shutil import get_terminal_size
from typing import Any

import sympy

from symassist import html, render
from symassist.problem import Problem
from symassist.propose.proposer import Candidate, Trace
from symassist.steps import Derivation, between_limits, derive
from symassist.terminal import shows_unicode
from symassist.verify.verdict import Verdict


@dataclass(frozen=True)
class Judged:
    """A candidate with its verdict."""

    candidate: Candidate
    verdict: Verdict


class _Operators:
    """Arithmetic with the answer: ``2*F + 1`` is an expression, as ``sympy.simplify(F)`` is."""

    def __add__(self, other: Any) -> Any:
        return sympy.sympify(self) + other

    def __radd__(self, other: Any) -> Any:
        return other + sympy.sympify(self)

    def __sub__(self, other: Any) -> Any:
        return sympy.sympify(self) - other

    def __rsub__(self, other: Any) -> Any:
        return other - sympy.sympify(self)

    def __mul__(self, other: Any) -> Any:
        return sympy.sympify(self) * other

    def __rmul__(self, other: Any) -> Any:
        return other * sympy.sympify(self)

    def __truediv__(self, other: Any) -> Any:
        return sympy.sympify(self) / other

    def __rtruediv__(self, other: Any) -> Any:
        return other / sympy.sympify(self)

    def __pow__(self, other: Any) -> Any:
        return sympy.sympify(self) ** other

    def __rpow__(self, other: Any) -> Any:
        return other ** sympy.sympify(self)

    def __neg__(self) -> Any:
        return -sympy.sympify(self)

    def __float__(self) -> float:
        return float(sympy.sympify(self))

    def __complex__(self) -> complex:
        return complex(sympy.sympify(self))


@dataclass(frozen=True)
class Solution(_Operators):
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
    def solved(self) -> bool:
        """Whether there is a verified answer: the value of a definite integral, else the antiderivative."""
        return (self.antiderivative if self.problem.limits is None else self.value) is not None

    def _sympy_(self) -> sympy.Expr:
        """The answer as an expression; the unevaluated integral where nothing was verified."""
        answer = self.antiderivative if self.problem.limits is None else self.value
        if answer is not None:
            return answer
        x = self.problem.variable
        return sympy.Integral(self.problem.integrand, x if self.problem.limits is None else (x, *self.problem.limits))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """IPython in a terminal."""
        columns = get_terminal_size().columns
        printer.text(render.summary(self, unicode=shows_unicode(sys.stdout.encoding), columns=columns))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {render.equation(self)}$"

    def _repr_html_(self) -> str:
        return html.solution(self)

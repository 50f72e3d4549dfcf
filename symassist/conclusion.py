"""The end of a solve: from what was judged to the solution, and from an antiderivative to the value between limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import sympy

from symassist.attempt import Attempt
from symassist.budget import Budget
from symassist.definite import Definite, evaluate_between, reflected
from symassist.problem import Problem
from symassist.solution import Solution
from symassist.verify.verdict import Verdict, VerificationStatus

_REFLECTION_SECONDS, _LEAST_SECONDS = 1.0, 0.5
_REFLECTION_SHARE, _OPEN_SHARE = 0.6, 0.6
"""Of what is left, what an easier integrand may take where there is an antiderivative as well, and what parameters of
any sign may take before all are taken for positive."""


class Solve(Protocol):
    """Solves another problem within so many seconds."""

    def __call__(self, problem: Problem, proposed: None, timeout: float) -> Solution: ...


def conclude(attempt: Attempt, budget: Budget, solve: Solve) -> Solution:
    """The best of what was judged in its shortest spelling, with its value where the problem has limits.

    A value that is not found for parameters of any sign is looked for with all of them positive, and says so.

    Without an antiderivative, or where its limits take long, an easier integrand with the same integral is given to
    ``solve``, if there is one.
    """
    attempt.tidy()
    best = attempt.whole or attempt.partial
    judged = tuple(attempt.judged)
    if best is None:
        verdict, proof = attempt.most_telling(), attempt.non_elementary
        nothing = Solution(attempt.problem, None, verdict, judged, non_elementary=proof)
        return _by_reflection(attempt, budget, solve) or _with_limits(attempt, nothing, budget)
    if _has_slow_limits(best.candidate.expression):
        reflected_solution = _by_reflection(attempt, budget.at_most(_REFLECTION_SHARE * budget.remaining), solve)
        if reflected_solution is not None:
            return reflected_solution
    found = Solution(
        attempt.problem,
        best.candidate.expression,
        best.verdict,
        judged,
        origin=best.candidate.origin,
        non_elementary=attempt.non_elementary,
        trace=best.candidate.trace,
    )
    return _with_limits(attempt, found, budget)


def _has_slow_limits(F: sympy.Expr) -> bool:
    """Whether SymPy takes seconds for limits of F, which come out complex in spelling where they are real."""
    return bool(F.has(sympy.I, sympy.polylog))


def _by_reflection(attempt: Attempt, budget: Budget, solve: Solve) -> Solution | None:
    problem = attempt.problem
    if problem.limits is None or budget.remaining < _LEAST_SECONDS:
        return None
    question = (problem.integrand, problem.variable, problem.limits)
    easier = attempt.pool.call(reflected, *question, budget=budget.at_most(_REFLECTION_SECONDS)).value
    if easier is None or budget.spent:
        return None
    found = solve(replace(problem, integrand=easier), None, budget.remaining)
    if found.value is None:
        return None
    verdict = replace(found.verdict, method=f"symmetry: the integral of {easier}, by {found.verdict.method}")
    return replace(
        found, problem=problem, antiderivative=None, candidates=tuple(attempt.judged), verdict=verdict, trace=None
    )


def _with_limits(attempt: Attempt, solution: Solution, budget: Budget) -> Solution:
    problem = attempt.problem
    if problem.limits is None:
        return solution
    signs = {p: sympy.Symbol(p.name, positive=True) for p in problem.parameters if p.is_positive is None}
    first = budget.at_most(_OPEN_SHARE * budget.remaining) if signs else budget
    F, assumptions = solution.antiderivative, solution.verdict.assumptions
    definite: Definite = evaluate_between(problem, F, solution.verdict, first, pool=attempt.pool)
    if signs and definite.value is None and not definite.divergent and not budget.spent:
        low, high = (limit.xreplace(signs) for limit in problem.limits)
        positive = replace(problem, integrand=problem.integrand.xreplace(signs), limits=(low, high))
        given = None if F is None else F.xreplace(signs)
        found = evaluate_between(positive, given, solution.verdict, budget, pool=attempt.pool)
        if found.value is not None:
            definite = replace(found, value=found.value.xreplace({ours: p for p, ours in signs.items()}))
            implied = {f"{p} {relation} 0" for p in signs for relation in ("!=", ">")}
            assumptions = (*(a for a in assumptions if a not in implied), *(f"{p} > 0" for p in signs))
    verdict = replace(solution.verdict, assumptions=assumptions, reason=definite.reason or solution.verdict.reason)
    if definite.method:
        status = VerificationStatus.PROVED if definite.proved else VerificationStatus.CONSISTENT
        verdict = Verdict(status, definite.method, assumptions=assumptions)
        solution = replace(solution, origin=None)
    return replace(
        solution,
        value=definite.value,
        enclosure=definite.enclosure,
        enclosure_is_estimate=definite.is_estimate,
        divergent=definite.divergent,
        verdict=verdict,
    )

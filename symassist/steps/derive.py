"""The derivation of a verified answer: the search's moves, SymPy's rules, or steps reconstructed towards it."""

from __future__ import annotations

from typing import Any

import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.proposer import Trace
from symassist.steps.derivation import Derivation, Step, equation, sound
from symassist.steps.rules import steps_by_rules
from symassist.steps.towards import steps_towards
from symassist.steps.trace import steps_of
from symassist.workers import WorkerPool, default_pool

DERIVE_SECONDS = 6.0
_RULES_SHARE = 0.5
_SIMPLIFY_SECONDS = 2.0


def derive(
    problem: Problem,
    answer: sympy.Expr,
    trace: Trace | None = None,
    *,
    budget: Budget | None = None,
    pool: WorkerPool | None = None,
) -> Derivation:
    """Steps to ``answer``, a verified antiderivative of the problem's integrand; the last is the check."""
    budget = budget or Budget.of(DERIVE_SECONDS)
    pool = pool or default_pool()
    f, x = problem.integrand, problem.variable
    steps, source, form = _found(f, x, answer, trace, budget, pool)
    if form is not None and form != answer:
        steps = (*steps, Step("Another form of this, up to a constant: {0}.", (answer,)))
    return Derivation((*steps, *_check(f, x, answer, budget, pool)), source)


def _found(
    f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, trace: Trace | None, budget: Budget, pool: WorkerPool
) -> tuple[tuple[Step, ...], str, sympy.Expr | None]:
    """(steps, whose they are, the answer that they end in)."""
    if trace is not None and sound(moves := steps_of(trace)):
        return moves, "search", answer
    by_rules = pool.call(steps_by_rules, f, x, budget=budget.at_most(_RULES_SHARE * budget.remaining))
    if by_rules.finished and by_rules.value is not None:
        return by_rules.value[0], "SymPy's rules", by_rules.value[1]
    towards = pool.call(steps_towards, f, x, answer, budget=budget.at_most(_RULES_SHARE * budget.remaining))
    if towards.finished:
        return towards.value, "reconstructed", answer
    return (Step("An antiderivative: {0}.", (answer,)),), "the answer alone", answer


def _check(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, budget: Budget, pool: WorkerPool) -> tuple[Step, ...]:
    """The derivative of the answer, and that it is f."""
    slope = sympy.diff(answer, x)
    formula: Any = equation(sympy.Derivative(answer, x), slope)
    if slope == f:
        return (Step("Check by differentiation: {0}, the integrand.", (formula,)),)
    simplified = pool.call(sympy.simplify, slope, budget=budget.at_most(_SIMPLIFY_SECONDS))
    if simplified.finished and simplified.value == f:
        return (Step("Check by differentiation: {0}, which simplifies to {1}, the integrand.", (formula, f)),)
    return (Step("Check by differentiation: {0}, which equals the integrand {1}.", (formula, f)),)

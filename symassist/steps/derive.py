"""The derivation of a verified answer: the search's moves, SymPy's rules, or steps reconstructed towards it."""

from __future__ import annotations

from typing import Any

import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.proposer import Trace
from symassist.steps.derivation import Derivation, Step, equation, slope, sound
from symassist.steps.rules import steps_by_rules
from symassist.steps.towards import steps_towards, tells_a_way
from symassist.steps.trace import steps_of
from symassist.workers import WorkerPool, default_pool

DERIVE_SECONDS = 6.0
_RULES_SHARE, _TOWARDS_SHARE = 0.5, 0.5
_MANY = 6
"""Of so many steps SymPy's rules may have taken a detour: a shorter way to the answer that is known is preferred."""
_SIMPLIFY_SECONDS = 2.0
_LONG = 150
"""Operations of a derivative that nobody reads."""


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


def between_limits(derivation: Derivation, problem: Problem, value: sympy.Expr, method: str) -> Derivation:
    """The derivation with the value of the definite integral after it; ``method`` is empty where F gave it."""
    assert problem.limits is not None
    whole = equation(problem.integral, value)
    way = f"The value comes by {method}" if method else "Put in the limits, and allow for jumps between them"
    return Derivation((*derivation.steps, Step(f"{way}: {{0}}.", (whole,))), derivation.source)


def _found(
    f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, trace: Trace | None, budget: Budget, pool: WorkerPool
) -> tuple[tuple[Step, ...], str, sympy.Expr | None]:
    """(steps, whose they are, the answer that they end in)."""
    if trace is not None and sound(moves := steps_of(trace)):
        return moves, "search", answer
    by_rules = pool.call(steps_by_rules, f, x, budget=budget.at_most(_RULES_SHARE * budget.remaining))
    rules = by_rules.value if by_rules.finished else None
    if rules is not None and len(rules[0]) < _MANY:
        return rules[0], "SymPy's rules", rules[1]
    towards = pool.call(steps_towards, f, x, answer, budget=budget.at_most(_TOWARDS_SHARE * budget.remaining))
    if towards.finished and (rules is None or (len(towards.value) < len(rules[0]) and tells_a_way(towards.value))):
        return towards.value, "reconstructed", answer
    if rules is not None:
        return rules[0], "SymPy's rules", rules[1]
    return (Step("An antiderivative: {0}.", (answer,)),), "the answer alone", answer


def _check(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, budget: Budget, pool: WorkerPool) -> tuple[Step, ...]:
    """The derivative of the answer, and that it is f."""
    found = slope(answer, x)
    formula: Any = equation(sympy.Derivative(answer, x), found)
    if found == f:
        return (Step("Check by differentiation: {0}, the integrand.", (formula,)),)
    simplified = pool.call(sympy.simplify, found, budget=budget.at_most(_SIMPLIFY_SECONDS))
    if simplified.finished and simplified.value == f:
        return (Step("Check by differentiation: {0}, which simplifies to {1}, the integrand.", (formula, f)),)
    if sympy.count_ops(found) > _LONG:
        return (
            Step("Check by differentiation: the derivative of {0}, a long sum, equals the integrand {1}.", (answer, f)),
        )
    return (Step("Check by differentiation: {0}, which equals the integrand {1}.", (formula, f)),)

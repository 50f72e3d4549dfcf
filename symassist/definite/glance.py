"""What is seen of a definite integral at once, in this process: a pole between the limits, an easy value.

Only small elementary expressions with small numbers are looked at: with them SymPy and balls take milliseconds, so that
no process that can be killed is needed. Everything else is left to the workers, which on a busy machine take seconds to
start.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import sympy

from symassist.budget import Budget
from symassist.definite.exact import Exact, Numbers, exact_value
from symassist.definite.places import number
from symassist.definite.quadrature import Quadrature, at_once
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.functions import CIRCULAR
from symassist.problem import Problem

_SECONDS, _SHARE = 0.25, 0.1
"""What one look may take at most, and of what is left of the budget."""
_MOST_NODES, _LARGEST, _HIGHEST = 60, 10_000, 6
"""Of expressions that are looked at: the size, the numbers in them, the exponents (SymPy expands what it is given)."""
_STEEPEST = 20
"""exp of larger numbers would make terms that balls beside a place, at 2**-160, take for nothing."""
_FUNCTIONS: tuple[type, ...] = (sympy.exp, sympy.log, sympy.Abs, sympy.sign)
_FUNCTIONS += (*CIRCULAR, sympy.asin, sympy.acos, sympy.atan)
_FUNCTIONS += (sympy.sinh, sympy.cosh, sympy.tanh, sympy.asinh, sympy.acosh, sympy.atanh)


def divergence_at_a_glance(problem: Problem, budget: Budget) -> str | None:
    """The pole between or at the limits at which the integral diverges; None says nothing.

    Its growth is seen in balls, and its place has a name at which SymPy finds the integrand infinite too.

    Raises:
        ValueError: the problem has no limits.
    """
    f, x, limits = problem.integrand, problem.variable, _limits(problem)
    if {x}.union(f.free_symbols, *(limit.free_symbols for limit in limits)) != {x} or not _all_easy(f, *limits):
        return None
    seen = _numbers(problem, {}, _deadline(budget))
    if seen is None or seen.pole is None or not f.subs(x, seen.pole).has(sympy.zoo, sympy.oo, -sympy.oo, sympy.nan):
        return None
    return seen.diverges


def value_at_a_glance(
    problem: Problem, F: sympy.Expr, rounds: Sequence[Numbers], budget: Budget
) -> tuple[list[Quadrature], Exact] | None:
    """Enclosures for all choices of the parameters and the exact value by substitution in F; None without them.

    Raises:
        ValueError: the problem has no limits.
    """
    f, x, limits = problem.integrand, problem.variable, _limits(problem)
    if not _all_easy(f, F, *limits):
        return None
    deadline = _deadline(budget)
    found = [_numbers(problem, choice, deadline) for choice in rounds]
    numbers = [each for each in found if each is not None and each.rigorous]
    if len(numbers) < len(rounds):
        return None
    try:
        exact = exact_value(f, F, x, limits, rounds, deadline=deadline)
    except (UnsupportedExpressionError, TimeoutError):
        return None
    return None if exact.value is None else (numbers, exact)


def _limits(problem: Problem) -> tuple[sympy.Expr, sympy.Expr]:
    if problem.limits is None:
        raise ValueError(f"expected a problem with limits, received {problem}")
    return problem.limits


def _deadline(budget: Budget) -> float:
    return budget.at_most(min(_SECONDS, _SHARE * budget.remaining)).deadline


def _numbers(problem: Problem, choice: Numbers, deadline: float) -> Quadrature | None:
    """What is certain of the integral under one choice of the parameters."""
    f = problem.integrand.subs(choice)
    low, high = (limit.subs(choice) for limit in _limits(problem))
    try:
        start, stop = (number(limit) for limit in (low, high))
        if start.imag != 0 or stop.imag != 0 or not (start.real < stop.real or stop.real < start.real):
            return None
        forward = bool(start.real < stop.real)
        found = at_once(f, problem.variable, *((low, high) if forward else (high, low)), deadline)
    except UnsupportedExpressionError:
        return None
    return found if forward or found is None else found.reversed()


def _all_easy(*expressions: sympy.Expr) -> bool:
    return all(map(_is_easy, expressions))


def _is_easy(expression: sympy.Expr) -> bool:
    nodes = list(islice(sympy.preorder_traversal(expression), _MOST_NODES + 1))
    return len(nodes) <= _MOST_NODES and all(map(_is_easy_node, nodes))


def _is_easy_node(node: sympy.Basic) -> bool:
    if isinstance(node, sympy.Rational):
        return bool(abs(node.p) <= _LARGEST and node.q <= _LARGEST)
    if isinstance(node, sympy.Pow):
        exponent = node.exp
        return bool(exponent.is_Rational) and abs(exponent.p) <= _HIGHEST and exponent.q <= _HIGHEST
    if isinstance(node, sympy.exp):
        return not node.args[0].is_Number or bool(abs(node.args[0]) <= _STEEPEST)
    known = (sympy.Symbol, sympy.Add, sympy.Mul, sympy.core.numbers.NumberSymbol, sympy.core.numbers.ImaginaryUnit)
    return isinstance(node, (*known, *_FUNCTIONS)) or node in (sympy.oo, -sympy.oo)

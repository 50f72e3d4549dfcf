"""Definite integrals: a value that was checked against an independent integration, or what is known without it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import sympy

from symassist.budget import Budget
from symassist.definite.exact import Exact, Numbers, agrees_inside, exact_value
from symassist.definite.glance import value_at_a_glance
from symassist.definite.places import number
from symassist.definite.quadrature import Quadrature, quadrature
from symassist.definite.residues import by_residues
from symassist.definite.rounds import choices, covers, positive_in, span_of
from symassist.definite.symmetry import by_symmetry
from symassist.definite.values import Proposal, by_digits, by_sympy
from symassist.errors import UnsupportedExpressionError
from symassist.problem import Problem
from symassist.verify.verdict import Verdict
from symassist.workers import Outcome, WorkerPool
from symassist.workers.pool import Task

_WORK_SHARE, _NUMBERS_SHARE = 0.6, 0.8
"""Of what is left, what limits of the antiderivative and numbers may take, and of that the numbers' rounds together."""
_NEAR_PROVEN, _NEAR_ESTIMATE = 1e-9, 1e-6
_SMALL = 1e-8
_CLOSE, _SHARP = 1e-11, 1e-9
"""A value that nothing but numbers speaks for must agree so closely with one that is known so sharply."""


@dataclass(frozen=True)
class Definite:
    """What is known of a definite integral.

    ``value`` is exact and checked. ``enclosure`` holds the number for certain, or is an estimate with its probable
    error where ``is_estimate``. ``reason`` says what stands in the way of a value; ``divergent`` integrals have none.
    ``method`` names how a value was found that does not come from an antiderivative, ``proved`` how sure that is.
    """

    value: sympy.Expr | None
    enclosure: tuple[float, float] | None = None
    is_estimate: bool = False
    reason: str | None = None
    divergent: bool = False
    method: str = ""
    proved: bool = False


def evaluate_between(
    problem: Problem, antiderivative: sympy.Expr | None, verdict: Verdict, budget: Budget, *, pool: WorkerPool
) -> Definite:
    """The integral of ``problem`` between its limits, from an ``antiderivative`` that has ``verdict``, or without one.

    Raises:
        ValueError: the problem has no limits.
    """
    if problem.limits is None:
        raise ValueError(f"expected a problem with limits, received {problem}")
    if problem.limits[0] == problem.limits[1]:
        return Definite(sympy.Integer(0), (0.0, 0.0), False, None)
    if budget.spent:
        return _nothing("timeout")
    try:
        rounds = choices(problem, verdict)
        if not rounds:
            return _nothing("no values of the parameters satisfy the assumptions")
        spans = [span_of(problem, choice) for choice in rounds]
    except UnsupportedExpressionError as error:
        return _nothing(f"unsupported function: {', '.join(error.names)}")
    if any(math.isnan(end) for span in spans for end in span):
        return _nothing("the limits must be real numbers or infinities")
    usable = antiderivative if antiderivative is not None and covers(verdict.region, spans) else None
    seen = value_at_a_glance(problem, usable, rounds, budget) if usable is not None else None
    numbers, exact, found = (*seen, None) if seen else _work(problem, usable, rounds, spans, budget, pool)
    if found is not None:
        return _with_proposal(_conclude(numbers, None, rounds), found, numbers)
    if usable is not None and exact is not None and exact.value is not None:
        numbers = _checked_inside(problem, usable, exact.value, rounds, spans, numbers, budget, pool)
    definite = _conclude(numbers, exact, rounds)
    if definite.value is None and not definite.divergent and not budget.spent:
        found = _proposed(problem, numbers, rounds, spans, budget, pool)
        if found is not None:
            return _with_proposal(definite, found, numbers)
    if usable is None and antiderivative is not None and definite.reason is None:
        return _without_value(definite, f"the antiderivative holds only on {verdict.region}")
    return definite


def _nothing(reason: str) -> Definite:
    return Definite(None, None, False, reason)


def _with_proposal(definite: Definite, found: Proposal, numbers: Sequence[Quadrature]) -> Definite:
    proved = found.proved and all(n.rigorous for n in numbers)
    return replace(definite, value=found.value, reason=None, method=found.method, proved=proved)


def _without_value(definite: Definite, reason: str) -> Definite:
    return Definite(None, definite.enclosure, definite.is_estimate, reason, definite.divergent)


def _work(
    problem: Problem,
    F: sympy.Expr | None,
    rounds: Sequence[Numbers],
    spans: Sequence[tuple[float, float]],
    budget: Budget,
    pool: WorkerPool,
) -> tuple[list[Quadrature], Exact | None, Proposal | None]:
    """Numbers of all rounds, the exact value if F is there, and a value that needs no F, side by side in workers.

    Such a value, found without any search and in agreement with the numbers, ends the work: the limits of F would be
    the same number in a longer spelling.
    """
    assert problem.limits is not None
    f, x, limits = problem.integrand, problem.variable, problem.limits
    inside = budget.at_most(_WORK_SHARE * budget.remaining)
    seconds = _NUMBERS_SHARE * inside.remaining / len(rounds)
    tasks: list[Task] = [
        ("symmetry", by_symmetry, (f, x, limits)),
        ("residues", by_residues, (f, x, limits, positive_in(rounds))),
    ]
    if F is not None:
        tasks.append(("exact", exact_value, (f, F, x, limits, tuple(rounds))))
    for k, (choice, (start, stop)) in enumerate(zip(rounds, spans, strict=True)):
        low, high = (limit.subs(choice) for limit in limits)
        if start > stop:
            low, high = high, low
        tasks.append((k, quadrature, (f.subs(choice), x, low, high, seconds)))
    outcomes: dict[Hashable, Outcome] = {}
    with closing(pool.race(tasks, budget=inside)) as race:
        for key, outcome in race:
            outcomes[key] = outcome
            if all(k in outcomes for k in range(len(rounds))):
                numbers = [_number_of(outcomes[k], start > stop) for k, (start, stop) in enumerate(spans)]
                for name in ("symmetry", "residues"):
                    proposal = outcomes[name].value if name in outcomes and outcomes[name].finished else None
                    if isinstance(proposal, Proposal) and _confirmed(proposal.value, numbers, rounds):
                        return numbers, None, proposal
    exact = None
    if F is not None:
        outcome = outcomes["exact"]
        exact = (
            outcome.value if outcome.finished else Exact(reason=_failure(outcome, "the limits of the antiderivative"))
        )
    return numbers, exact, None


def _number_of(outcome: Outcome, backwards: bool) -> Quadrature:
    found: Quadrature = outcome.value if outcome.finished else Quadrature(reason=_failure(outcome, "quadrature"))
    return found.reversed() if backwards else found


def _checked_inside(
    problem: Problem,
    F: sympy.Expr,
    value: sympy.Expr,
    rounds: Sequence[Numbers],
    spans: Sequence[tuple[float, float]],
    numbers: Sequence[Quadrature],
    budget: Budget,
    pool: WorkerPool,
) -> list[Quadrature]:
    """The numbers, those without any replaced by the value itself where it is right on a compact part."""
    assert problem.limits is not None
    result = list(numbers)
    for k, (choice, (start, stop)) in enumerate(zip(rounds, spans, strict=True)):
        if result[k].middle is not None or result[k].diverges is not None or not result[k].unsettled or budget.spent:
            continue
        low, high = (limit.subs(choice) for limit in problem.limits)
        if start > stop:
            low, high = high, low
        f, seconds = problem.integrand.subs(choice), 0.8 * budget.remaining
        outcome = pool.call(agrees_inside, f, F.subs(choice), problem.variable, low, high, seconds, budget=budget)
        if outcome.finished and outcome.value:
            result[k] = replace(result[k], middle=complex(number(value.subs(choice)).mid()), unsettled=True)
    return result


def _proposed(
    problem: Problem,
    numbers: Sequence[Quadrature],
    rounds: Sequence[Numbers],
    spans: Sequence[tuple[float, float]],
    budget: Budget,
    pool: WorkerPool,
) -> Proposal | None:
    """What a search without an antiderivative finds and all numbers agree with."""
    assert problem.limits is not None
    if any(n.middle is None or n.unsettled for n in numbers):
        return None  # nothing could be confirmed
    f, x, limits = problem.integrand, problem.variable, problem.limits
    tasks: list[Task] = [("sympy", by_sympy, (f, x, limits, positive_in(rounds)))]
    if not rounds[0] and spans[0][0] < spans[0][1]:
        tasks.insert(0, ("digits", by_digits, (f, x, limits, 0.8 * budget.remaining)))
    race = pool.race(tasks, budget=budget.at_most(0.9 * budget.remaining))
    with closing(race):
        for _, outcome in race:
            proposal = outcome.value if outcome.finished else None
            if isinstance(proposal, Proposal) and _confirmed(proposal.value, numbers, rounds):
                return proposal
    return None


def _confirmed(value: sympy.Expr, numbers: Sequence[Quadrature], rounds: Sequence[Numbers]) -> bool:
    """Whether a value agrees with all numbers to all digits that they have."""
    for found, choice in zip(numbers, rounds, strict=True):
        if found.middle is None or found.unsettled:
            return False
        try:
            ball = number(value.subs(choice))
        except UnsupportedExpressionError:
            return False
        if not ball.is_finite():
            return False
        slack = found.radius + _CLOSE * max(abs(found.middle), found.radius, _SMALL)
        if not abs(complex(ball.mid()) - found.middle) <= slack or found.radius > _SHARP * max(1.0, abs(found.middle)):
            return False
    return True


def _failure(outcome: Outcome, what: str) -> str:
    return f"timeout in {what}" if outcome.kind == "timeout" else f"{what} failed: {outcome.text}"


def _conclude(numbers: Sequence[Quadrature], exact: Exact | None, rounds: Sequence[Numbers]) -> Definite:
    divergent = [(n.diverges, n.power) for n in numbers if n.diverges is not None]
    if divergent and len(divergent) < len(numbers):
        return _nothing(f"the integral diverges for some values of the parameters: {divergent[0][0]}")
    diverges = divergent[0][0] if divergent else exact.diverges if exact is not None else None
    if diverges is not None and rounds[0] and not _same_everywhere(divergent):
        # A few values were tried: where the place or the growth depends on them, others may behave differently.
        return _nothing(f"the integral diverges for all values of the parameters that were tried: {diverges}")
    enclosure, is_estimate = (None, False) if rounds[0] else _enclosure(numbers[0])
    if diverges is not None:
        if any(n.rigorous for n in numbers):
            return Definite(
                None, enclosure, is_estimate, f"the antiderivative has a {diverges} that the integral lacks"
            )
        if exact is not None and exact.value is not None:
            return _nothing(f"the antiderivative has limits but the integrand does not converge: {diverges}")
        return Definite(None, None, False, f"the integral diverges: {diverges}", divergent=True)
    if exact is None or exact.value is None:
        reason = exact.reason if exact is not None else next((n.reason for n in numbers if n.reason), None)
        return Definite(None, enclosure, is_estimate, reason)
    reason = _disagreement(exact.value, numbers, rounds)
    return Definite(exact.value if reason is None else None, enclosure, is_estimate, reason)


def _same_everywhere(divergent: Sequence[tuple[str | None, float | None]]) -> bool:
    """Whether the integrand grows at one place like one power under every choice of the parameters."""
    places, powers = {place for place, _ in divergent}, {round(power, 6) for _, power in divergent if power is not None}
    return len(places) == len(powers) == 1


def _enclosure(found: Quadrature) -> tuple[tuple[float, float] | None, bool]:
    """The ends of the real number that was found; none for a complex one."""
    if found.middle is None or found.unsettled or abs(found.middle.imag) > found.radius:
        return None, False
    low, high = found.middle.real - found.radius, found.middle.real + found.radius
    return (math.nextafter(low, -math.inf), math.nextafter(high, math.inf)), not found.rigorous


def _disagreement(value: sympy.Expr, numbers: Sequence[Quadrature], rounds: Sequence[Numbers]) -> str | None:
    """Why the value may not be shown: it must be the number found under every choice of the parameters."""
    for found, choice in zip(numbers, rounds, strict=True):
        if found.middle is None:
            return f"the value {value} could not be checked: {found.reason}"
        try:
            claimed = complex(number(value.subs(choice)).mid())
        except UnsupportedExpressionError as error:
            return f"the value {value} could not be checked: unsupported function {', '.join(error.names)}"
        near = _NEAR_PROVEN if found.rigorous else _NEAR_ESTIMATE
        if found.unsettled:
            continue
        if not abs(claimed - found.middle) <= found.radius + near * max(abs(found.middle), found.radius, _SMALL):
            return f"the value {value} does not agree with the integral, about {found.middle.real:.10g}"
    return None

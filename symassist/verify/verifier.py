"""The judge: doubles reject, balls confirm, and what survives is proved or stays as evidence."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np
import sympy

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.numerics import points
from symassist.problem import Problem
from symassist.verify.analysis import INSIDE, analyse
from symassist.verify.conditions import parameter_conditions
from symassist.verify.parts import FAILS, HOLDS, Derivative, Finding, OutOfTime
from symassist.verify.proof import piece_points, prove_at_length, prove_quickly
from symassist.verify.verdict import Evidence, Verdict, VerificationStatus
from symassist.workers import WorkerPool, default_pool

PROOF_SECONDS = 1.5
"""At most this long, and half of what is left, for SymPy to prove what balls have confirmed: the answer can be shown
without it."""
LINE_ONLY = "the integrand is nowhere real, and F' = f on the real line, but hardly beside it"
"""The reason of a verdict on what may be an answer with its branches elsewhere."""


def verify(problem: Problem, expression: sympy.Expr, budget: Budget, *, pool: WorkerPool | None = None) -> Verdict:
    """Judges ``expression`` as an antiderivative of the problem's integrand along the real line.

    Without a ``pool`` only the quick proof is tried; with one SymPy tries as well, in a worker.
    """
    start = time.monotonic()
    try:
        verdict = _judge(problem, expression, budget, pool)
    except UnsupportedExpressionError as error:
        verdict = _unknown(f"unsupported function: {', '.join(error.names)}")
    except OutOfTime:
        verdict = _unknown("timeout")
    return replace(verdict, seconds=time.monotonic() - start)


def verify_antiderivative(F: Any, f: Any, x: sympy.Symbol, *, timeout: float = 10.0) -> Verdict:
    """Judges anybody's candidate: is F' = f, where, and how do we know?

    Raises:
        TypeError: F or f is text; only expressions and numbers are taken.
    """
    for given in (F, f):
        if isinstance(given, str):
            raise TypeError(f"expected a SymPy expression, received the text {given!r}: parse it first")
    problem, expression, budget = Problem(sympy.sympify(f), x), sympy.sympify(F), Budget.of(timeout)
    verdict = verify(problem, expression, budget)
    if _provable(verdict):
        # Only now are worker processes worth their start, which is not counted as time of the proof.
        pool = default_pool()
        pool.call(bool, budget=budget)
        verdict = verify(problem, expression, budget, pool=pool)
    return verdict


def _unknown(reason: str) -> Verdict:
    return Verdict(VerificationStatus.UNKNOWN, reason=reason)


def _provable(verdict: Verdict) -> bool:
    return verdict.status is VerificationStatus.CONSISTENT and verdict.region is not None and verdict.region.whole


def _judge(problem: Problem, expression: sympy.Expr, budget: Budget, pool: WorkerPool | None) -> Verdict:
    if budget.spent:
        raise OutOfTime
    analysis = analyse(problem)
    derivative = Derivative(analysis, expression, budget)
    foreign = sorted(expression.free_symbols - problem.integrand.free_symbols - {problem.variable}, key=str)
    rounds = [r for r in analysis.rounds if np.any(r.domain == INSIDE)]
    if foreign:
        rounds = [replace(r, parameters=points.with_values_for(foreign, r.parameters)) for r in rounds]
    findings = [derivative.examine(r) for r in rounds]
    findings = [f for f in findings if f.outcomes]
    if not findings:
        return _unknown("no point in the domain")
    verdict, signs = _conclude(derivative, findings)
    if verdict.status is not VerificationStatus.CONSISTENT:
        return verdict
    verdict = replace(verdict, assumptions=(*verdict.assumptions, *parameter_conditions(problem, expression, signs)))
    positive = {p for p in problem.parameters if p.is_positive or _assumed_positive(p, problem)}
    positive |= {p for p, sign in signs if sign > 0}
    holding = [f for f in findings if HOLDS in f.outcomes and all(f.sign(p) == sign for p, sign in signs)]
    method = prove_quickly(derivative, holding, positive, budget)
    if method is not None:
        return replace(verdict, status=VerificationStatus.PROVED, method=method)
    if pool is None or budget.spent or not _provable(verdict):
        return verdict
    outcome = pool.call(
        prove_at_length,
        expression,
        problem.integrand,
        problem.variable,
        piece_points(derivative, holding),
        frozenset(positive),
        budget=budget.at_most(min(PROOF_SECONDS, budget.remaining / 2)),
    )
    if outcome.finished and outcome.value:
        return replace(verdict, status=VerificationStatus.PROVED, method=str(outcome.value))
    return verdict


def _assumed_positive(parameter: sympy.Symbol, problem: Problem) -> bool:
    return any(a in (sympy.Gt(parameter, 0), sympy.Lt(0, parameter)) for a in problem.assumptions)


Signs = list[tuple[sympy.Symbol, int]]


def _conclude(derivative: Derivative, findings: list[Finding]) -> tuple[Verdict, Signs]:
    """The verdict without a proof, and the parameters' signs that it needs."""
    holding = [f for f in findings if HOLDS in f.outcomes]
    failing = [f for f in findings if FAILS in f.outcomes and HOLDS not in f.outcomes]
    witness = next((f.witness for f in findings if f.witness), None)
    if not holding:
        if all(f.outcomes == {FAILS} for f in findings):
            return _refuted(witness, "disjoint enclosures"), []
        return _unknown("undecided: the enclosures of F' and f overlap without being tight"), []
    certain = [f.round.real or _holds_beside(derivative, f) for f in holding]
    on_line_only = list(compress(holding, np.logical_not(certain)))
    holding = list(compress(holding, certain))
    line_only = _unknown(LINE_ONLY)
    if not holding:
        return line_only, []
    problem = derivative.analysis.problem
    signs = _signs(problem, holding, [*failing, *on_line_only])
    if signs is None:
        explained = on_line_only and _signs(problem, holding, failing) is not None
        return line_only if explained else _refuted(witness, "disjoint enclosures for some parameters"), []
    worst = next((f for f in holding if not f.whole), holding[0])
    region = derivative.region(worst)
    if not worst.round.real:
        region = replace(region, whole=region.whole and not derivative.beside_line(worst.round)[1])
    digits = round(min(f.digits for f in holding), 1)
    verdict = Verdict(
        VerificationStatus.CONSISTENT,
        "agreement in balls",
        region,
        Evidence(sum(f.points for f in holding), digits, None if worst.whole else worst.witness),
        "" if worst.round.real else "the integrand is nowhere real on the real line: compared as complex functions",
        assumptions=(*map(str, problem.assumptions), *(f"{p} {'>' if sign > 0 else '<'} 0" for p, sign in signs)),
    )
    return verdict, signs


def _holds_beside(derivative: Derivative, finding: Finding) -> bool:
    agreed, differed = derivative.beside_line(finding.round)
    return agreed > differed


def _refuted(witness: str | None, method: str) -> Verdict:
    return Verdict(VerificationStatus.REFUTED, method, evidence=Evidence(witness=witness))


def _signs(problem: Problem, holding: list[Finding], failing: list[Finding]) -> Signs | None:
    """The signs of parameters that tell holding from failing rounds; None where signs do not.

    Where the condition is on several at once, as a + b > 0, it is enough that all are positive.
    """
    chosen: Signs = []
    for p in problem.parameters:
        signs = {f.sign(p) for f in holding}
        if len(signs) == 1 and any(f.sign(p) not in signs for f in failing):
            chosen.append((p, signs.pop()))
    unexplained = [f for f in failing if all(f.sign(p) == sign for p, sign in chosen)]
    if not unexplained:
        return chosen
    positive = [f for f in (*holding, *failing) if all(f.sign(p) > 0 for p in problem.parameters)]
    return [(p, 1) for p in problem.parameters] if len(positive) > 1 and all(f in holding for f in positive) else None

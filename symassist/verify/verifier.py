"""The judge: doubles reject, balls confirm, and what survives is proved or stays as evidence."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.numerics import points
from symassist.numerics.derivative import differentiate
from symassist.numerics.evaluate import Array, run
from symassist.numerics.record import record
from symassist.problem import Problem
from symassist.verify.analysis import INSIDE, UNDEFINED, Analysis, Round, analyse, intervals, real_domain
from symassist.verify.balls import Comparison, compare
from symassist.verify.region import Region
from symassist.verify.verdict import Evidence, Verdict, VerificationStatus

FLOAT_TOLERANCE = 1e-7
"""Relative difference at which doubles reject: rounding and cancellation stay below, and balls have the last word."""
_POINTS = 14
_FEWEST, _MOST = 2, 6

HOLDS, FAILS, OPEN = "holds", "fails", "open"


class _Spent(Exception):
    """The budget ran out inside a comparison."""


def verify(problem: Problem, expression: sympy.Expr, budget: Budget, *, pool: Any = None) -> Verdict:
    """Judges ``expression`` as an antiderivative of the problem's integrand along the real line."""
    start = time.monotonic()
    try:
        verdict = _verify(problem, expression, budget)
    except UnsupportedExpressionError as error:
        verdict = _unknown(f"unsupported function: {', '.join(error.names)}")
    except _Spent:
        verdict = _unknown("timeout")
    return replace(verdict, seconds=time.monotonic() - start)


def verify_antiderivative(F: Any, f: Any, x: sympy.Symbol, *, timeout: float = 10.0) -> Verdict:
    """Judges anybody's candidate: is F' = f, where, and how do we know?"""
    F, f = sympy.sympify(F), sympy.sympify(f)
    return verify(Problem(f, x), F, Budget.of(timeout))


def _unknown(reason: str) -> Verdict:
    return Verdict(VerificationStatus.UNKNOWN, reason=reason)


@dataclass
class _Finding:
    """What one round of parameters showed."""

    round: Round
    holding: NDArray[np.bool_]
    whole: bool
    outcomes: frozenset[str]
    points: int
    digits: float
    witness: str | None
    x: NDArray[np.float64]


class _Candidate:
    """A candidate's derivative on the tape of the integrand."""

    def __init__(self, analysis: Analysis, expression: sympy.Expr, budget: Budget) -> None:
        self.analysis, self.budget = analysis, budget
        self.variable = analysis.problem.variable
        self.tape = analysis.tape.copy()
        self.integrand = analysis.root
        antiderivative = record(self.tape, expression)
        self.derivative = differentiate(self.tape, antiderivative, self.variable)
        roots = [self.derivative, self.integrand]
        self.order = self.tape.reachable(roots)
        self.critical = points.critical(self.tape, roots)

    def examine(self, shared: Round) -> _Finding:
        """Compares F' and f on all parts of the integrand's real domain for one choice of parameters."""
        x, nodes, domain = shared.x, shared.nodes, shared.domain
        fresh = points.between_roots(self.tape, self.critical, self.variable, shared.parameters, x)
        if fresh.size:
            x = np.union1d(x, fresh)
            nodes = {}
        nodes = self.evaluate(x, shared.parameters, nodes)
        if fresh.size:
            domain = real_domain(nodes[self.integrand], x.size)
            if not shared.real:
                domain = np.where(domain != UNDEFINED, INSIDE, domain)
        agrees, defined = self.labels(nodes, x.size)
        keys = points.sides((nodes[i] for i in self.critical), x.size)
        groups: dict[bytes, list[int]] = {}
        for k in np.flatnonzero(domain == INSIDE):
            groups.setdefault(keys[k], []).append(int(k))
        report = _Report(self, shared, x, agrees, defined, len(groups))
        for members in groups.values():
            report.settle(members)
        holding = np.zeros(x.size, dtype=bool)
        holding[report.members[HOLDS]] = True
        outcomes = frozenset(outcome for outcome, members in report.members.items() if members)
        return _Finding(shared, holding, outcomes == {HOLDS}, outcomes, report.agreed, report.digits, report.witness, x)

    def evaluate(self, x: Array, parameters: Mapping[Any, float], known: Mapping[int, Array]) -> dict[int, Array]:
        values: dict[Any, Array | float] = {self.variable: x, **parameters}
        return run(self.tape, [self.derivative, self.integrand, *self.critical], values, known)

    def labels(self, nodes: Mapping[int, Array], size: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where doubles agree, and where both sides are finite."""
        left = np.broadcast_to(nodes[self.derivative], (size,))
        right = np.broadcast_to(nodes[self.integrand], (size,))
        with np.errstate(all="ignore"):
            scale = np.abs(left) + np.abs(right)
            defined = np.isfinite(scale)
            agrees = defined & (np.abs(left - right) <= FLOAT_TOLERANCE * scale)
        return agrees, defined

    def compare(self, x: float, shared: Round) -> Comparison:
        if self.budget.spent:
            raise _Spent
        values = {self.variable: x, **shared.parameters}
        return compare(self.tape, self.order, self.derivative, self.integrand, values, real=shared.real)

    def region(self, finding: _Finding) -> Region:
        """The intervals on which the finding holds, their ends found by bisection in doubles."""
        if finding.whole:
            return Region(self.analysis.intervals, True)
        domain = real_domain(self.evaluate(finding.x, finding.round.parameters, {})[self.integrand], finding.x.size)

        def holds(x: Array) -> Array:
            nodes = self.evaluate(x, finding.round.parameters, {})
            inside = real_domain(nodes[self.integrand], x.size)
            agrees, _ = self.labels(nodes, x.size)
            return np.asarray(agrees & ((inside == INSIDE) | (not finding.round.real)))

        return Region(intervals(finding.x, finding.holding, domain == UNDEFINED, holds), False)


class _Report:
    """Settles groups of sample points by balls and keeps count."""

    def __init__(
        self,
        candidate: _Candidate,
        shared: Round,
        x: NDArray[np.float64],
        agrees: NDArray[np.bool_],
        defined: NDArray[np.bool_],
        groups: int,
    ) -> None:
        self.candidate, self.shared, self.x = candidate, shared, x
        self.agrees, self.defined = agrees, defined
        self.most = max(_FEWEST, min(_MOST, _POINTS // max(1, groups)))
        if groups == 1:
            self.most = _POINTS
        self.members: dict[str, list[int]] = {HOLDS: [], FAILS: [], OPEN: []}
        self.agreed, self.digits = 0, float("inf")
        self.witness: str | None = None

    def settle(self, members: list[int], *, split: bool = True) -> None:
        """Decides whether F' = f on a group of sample points that no critical value tells apart."""
        bad = [k for k in members if self.defined[k] and not self.agrees[k]]
        good = [k for k in members if self.agrees[k]]
        blind = [k for k in members if not self.defined[k]]
        seen: set[str] = set()
        if bad:
            seen |= self.look(_spread(self.x, bad, 3), until="differ")
        if good or "differ" not in seen:
            seen |= self.look(_spread(self.x, good or bad or blind, self.most), until="differ")
        if seen == {"agree", "differ"} and split:
            for part in self.runs(members):
                self.settle(part, split=False)
            return
        outcome = {frozenset({"agree"}): HOLDS, frozenset({"differ"}): FAILS}.get(frozenset(seen), OPEN)
        self.members[outcome].extend(members)

    def look(self, chosen: list[int], until: str) -> set[str]:
        """The outcomes at the chosen points, ending at the first ``until``."""
        seen = set()
        for k in chosen:
            comparison = self.candidate.compare(float(self.x[k]), self.shared)
            if comparison.outcome == "agree":
                self.agreed += 1
                self.digits = min(self.digits, comparison.digits)
            if comparison.outcome in ("agree", "differ"):
                seen.add(comparison.outcome)
            if comparison.outcome == until:
                self.witness = self.witness or self.describe(k)
                break
        return seen

    def runs(self, members: list[int]) -> list[list[int]]:
        """The group cut into runs of neighbouring points with the same verdict in doubles."""
        parts: list[list[int]] = []
        for k in members:
            if parts and k == parts[-1][-1] + 1 and self.agrees[k] == self.agrees[parts[-1][-1]]:
                parts[-1].append(k)
            else:
                parts.append([k])
        return parts

    def describe(self, k: int) -> str:
        values = {self.candidate.variable: float(self.x[k]), **self.shared.parameters}
        return ", ".join(f"{symbol} = {sympy.Rational(value)}" for symbol, value in values.items())


def _spread(x: NDArray[np.float64], members: list[int], most: int) -> list[int]:
    """At most ``most`` members, evenly spread, of moderate size where there are such."""
    near = [k for k in members if abs(x[k]) < 20.0] or members
    if len(near) <= most:
        return near
    return [near[round(t)] for t in np.linspace(0, len(near) - 1, most)]


def _verify(problem: Problem, expression: sympy.Expr, budget: Budget) -> Verdict:
    if budget.spent:
        raise _Spent
    analysis = analyse(problem)
    candidate = _Candidate(analysis, expression, budget)
    findings = []
    for shared in analysis.rounds:
        if not np.any(shared.domain == INSIDE):
            continue
        findings.append(candidate.examine(shared))
    if not findings:
        return _unknown("no point in the domain")
    return _conclude(candidate, findings)


def _conclude(candidate: _Candidate, findings: list[_Finding]) -> Verdict:
    holding = [f for f in findings if HOLDS in f.outcomes]
    witness = next((f.witness for f in findings if f.witness), None)
    if not holding:
        if all(f.outcomes == {FAILS} for f in findings):
            evidence = Evidence(len(findings), 0.0, witness)
            return Verdict(VerificationStatus.REFUTED, "disjoint enclosures", evidence=evidence)
        return _unknown("undecided: the enclosures of F' and f overlap without being tight")
    problem = candidate.analysis.problem
    assumptions = tuple(str(a) for a in problem.assumptions)
    if len(holding) < len(findings):
        found = _signs(problem, holding, [f for f in findings if HOLDS not in f.outcomes])
        if found is None:
            evidence = Evidence(0, 0.0, witness)
            return Verdict(VerificationStatus.REFUTED, "disjoint enclosures for some parameters", evidence=evidence)
        assumptions += found
    worst = next((f for f in holding if not f.whole), holding[0])
    digits = min(f.digits for f in holding)
    evidence = Evidence(sum(f.points for f in holding), round(digits, 1), None if worst.whole else witness)
    reason = "" if worst.round.real else "the integrand is not real on the real line; compared as complex functions"
    return Verdict(
        VerificationStatus.CONSISTENT,
        "agreement in balls",
        candidate.region(worst),
        evidence,
        reason,
        assumptions=assumptions,
    )


def _signs(problem: Problem, holding: list[_Finding], failing: list[_Finding]) -> tuple[str, ...] | None:
    """The signs of one or several parameters that tell holding from failing rounds, None where signs do not."""
    chosen: list[tuple[sympy.Symbol, bool]] = []
    for p in problem.parameters:
        signs = {f.round.parameters[p] > 0 for f in holding}
        if len(signs) == 1 and any((f.round.parameters[p] > 0) not in signs for f in failing):
            chosen.append((p, signs.pop()))
    left = [f for f in failing if all((f.round.parameters[p] > 0) == positive for p, positive in chosen)]
    return None if left else tuple(f"{p} {'>' if positive else '<'} 0" for p, positive in chosen)

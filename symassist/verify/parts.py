"""Where F' = f: the parts of the integrand's real domain, each settled by doubles first and balls last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.budget import Budget
from symassist.numerics import points
from symassist.numerics.derivative import differentiate
from symassist.numerics.evaluate import Array, run
from symassist.numerics.record import record
from symassist.verify.analysis import INSIDE, UNDEFINED, Analysis, Round, intervals, real_domain
from symassist.verify.balls import Comparison, compare
from symassist.verify.region import Region

FLOAT_TOLERANCE = 1e-7
"""Relative difference at which doubles reject: rounding and cancellation stay below, and balls have the last word."""
_COARSE = 1e-2
"""The same where only the end of a region is sought: there f often vanishes and doubles lose digits."""
_POINTS = 14
_FEWEST, _MOST = 2, 6

HOLDS, FAILS, OPEN = "holds", "fails", "open"


class OutOfTime(Exception):
    """The budget ran out between two comparisons."""


@dataclass
class Finding:
    """What one round of parameters showed."""

    round: Round
    holding: NDArray[np.bool_]
    whole: bool
    outcomes: frozenset[str]
    points: int
    digits: float
    witness: str | None
    x: NDArray[np.float64]

    def sign(self, parameter: sympy.Symbol) -> int:
        """The sign of a parameter in this round."""
        return 1 if self.round.parameters[parameter] > 0 else -1


class Derivative:
    """A candidate's derivative on the tape of the integrand."""

    def __init__(self, analysis: Analysis, expression: sympy.Expr, budget: Budget) -> None:
        self.analysis, self.budget = analysis, budget
        self.variable = analysis.problem.variable
        self.tape = analysis.tape.copy()
        self.integrand = analysis.root
        self.node = differentiate(self.tape, record(self.tape, expression), self.variable)
        roots = [self.node, self.integrand]
        self.order = self.tape.reachable(roots)
        self.critical = points.critical(self.tape, roots)

    def examine(self, shared: Round) -> Finding:
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
        return Finding(shared, holding, outcomes == {HOLDS}, outcomes, report.agreed, report.digits, report.witness, x)

    def evaluate(self, x: Array, parameters: Mapping[Any, float], known: Mapping[int, Array]) -> dict[int, Array]:
        values: dict[Any, Array | float] = {self.variable: x, **parameters}
        return run(self.tape, [self.node, self.integrand, *self.critical], values, known)

    def labels(
        self, nodes: Mapping[int, Array], size: int, tolerance: float = FLOAT_TOLERANCE
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where doubles agree, and where both sides are finite."""
        left = np.broadcast_to(nodes[self.node], (size,))
        right = np.broadcast_to(nodes[self.integrand], (size,))
        with np.errstate(all="ignore"):
            scale = np.abs(left) + np.abs(right)
            defined = np.isfinite(scale)
            agrees = defined & (np.abs(left - right) <= tolerance * scale)
        return agrees, defined

    def compare(self, x: float, shared: Round) -> Comparison:
        if self.budget.spent:
            raise OutOfTime
        values = {self.variable: x, **shared.parameters}
        return compare(self.tape, self.order, self.node, self.integrand, values, real=shared.real)

    def region(self, finding: Finding) -> Region:
        """The intervals on which the finding holds, their ends found by bisection in doubles."""
        if finding.whole:
            return Region(self.analysis.intervals, True)
        domain = real_domain(self.evaluate(finding.x, finding.round.parameters, {})[self.integrand], finding.x.size)

        def holds(x: Array) -> Array:
            nodes = self.evaluate(x, finding.round.parameters, {})
            inside = real_domain(nodes[self.integrand], x.size)
            agrees, _ = self.labels(nodes, x.size, _COARSE)
            return np.asarray(agrees & ((inside == INSIDE) | (not finding.round.real)))

        return Region(intervals(finding.x, finding.holding, domain == UNDEFINED, holds), False)


class _Report:
    """Settles groups of sample points by balls and keeps count."""

    def __init__(
        self,
        derivative: Derivative,
        shared: Round,
        x: NDArray[np.float64],
        agrees: NDArray[np.bool_],
        defined: NDArray[np.bool_],
        groups: int,
    ) -> None:
        self.derivative, self.shared, self.x = derivative, shared, x
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
            comparison = self.derivative.compare(float(self.x[k]), self.shared)
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
        values = {self.derivative.variable: float(self.x[k]), **self.shared.parameters}
        return ", ".join(f"{symbol} = {sympy.Rational(value)}" for symbol, value in values.items())


def _spread(x: NDArray[np.float64], members: list[int], most: int) -> list[int]:
    """At most ``most`` members, evenly spread, of moderate size where there are such."""
    near = [k for k in members if abs(x[k]) < 20.0] or members
    if len(near) <= most:
        return near
    return [near[round(t)] for t in np.linspace(0, len(near) - 1, most)]

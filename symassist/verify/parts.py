"""Where F' = f: the parts of the integrand's real domain, each settled by doubles first and balls last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
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
_VANISHING = 1e-4
_HALVINGS = 40
_POINTS = 14
_FEWEST, _MOST = 2, 6

HOLDS, FAILS, OPEN, OUTSIDE = "holds", "fails", "open", "outside"


class OutOfTime(Exception):
    """The budget ran out between two comparisons."""


@dataclass
class Finding:
    """What one round of parameters showed; ``runs`` are the samples of each stretch on which F' = f."""

    round: Round
    holding: NDArray[np.bool_]
    whole: bool
    outcomes: frozenset[str]
    points: int
    digits: float
    witness: str | None
    x: NDArray[np.float64]
    runs: list[list[int]]

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
        """Compares F' and f on all of f's real domain for one choice of parameters. Raises OutOfTime."""
        if self.budget.spent:
            raise OutOfTime
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
        report.doubt()
        report.pass_over()
        holding = np.zeros(x.size, dtype=bool)
        holding[report.members[HOLDS]] = True
        outcomes = frozenset(o for o, members in report.members.items() if members and o != OUTSIDE)
        runs = [run for members in groups.values() for run in report.runs([k for k in members if holding[k]])]
        whole = outcomes == {HOLDS}
        return Finding(shared, holding, whole, outcomes, report.agreed, report.digits, report.witness, x, runs)

    def evaluate(self, x: Array, parameters: Mapping[Any, float], known: Mapping[int, Array]) -> dict[int, Array]:
        """F', f and the critical expressions in doubles at points ``x`` (N,), by their nodes."""
        values: dict[Any, Array | float] = {self.variable: x, **parameters}
        return run(self.tape, [self.node, self.integrand, *self.critical], values, known, sparse=x.size > 6)

    def labels(self, nodes: Mapping[int, Array], size: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where doubles agree, and where both sides are finite."""
        left = np.broadcast_to(nodes[self.node], (size,))
        right = np.broadcast_to(nodes[self.integrand], (size,))
        with np.errstate(all="ignore"):
            scale = np.abs(left) + np.abs(right)
            defined = np.isfinite(scale)
            agrees = defined & (np.abs(left - right) <= FLOAT_TOLERANCE * scale)
        return agrees, defined

    def compare(self, x: float, shared: Round, *, deep: bool = False) -> Comparison:
        """The ball comparison at a sample point. Raises OutOfTime."""
        if self.budget.spent:
            raise OutOfTime
        values = {self.variable: x, **shared.parameters}
        return compare(self.tape, self.order, self.node, self.integrand, values, real=shared.real, deep=deep)

    def beside_line(self, shared: Round) -> tuple[int, int]:
        """At how many complex points, in all quadrants, F' and f agree and differ.

        For integrands that are real nowhere on the line: a sign that is right there by the choice of a branch, as in
        sqrt(-u) = I sqrt(u), or sqrt(x**2)/x, makes F another function beside it.
        """
        agrees, defined = self.labels(self.evaluate(points.BESIDE_LINE, shared.parameters, {}), points.BESIDE_LINE.size)
        return int(agrees.sum()), int((defined & ~agrees).sum())

    def breaks(self, shared: Round, good: float, bad: float) -> bool:
        """Whether a critical value vanishes where agreement ends between two neighbouring points.

        An analytic difference cannot be zero on one side only: without such a place, agreement was an accident.
        """
        ends = np.array([good, bad])
        for _ in range(_HALVINGS):
            middle = np.array([(good + bad) / 2])
            agrees, _ = self.labels(self.evaluate(middle, shared.parameters, {}), 1)
            good, bad = (middle[0], bad) if agrees[0] else (good, middle[0])
        there = self.evaluate(np.array([good, *ends]), shared.parameters, {})
        for i in self.critical:
            size = np.abs(np.broadcast_to(there[i], (3,)))
            if size[0] <= _VANISHING * min(size[1], size[2]):
                return True
        return False

    def region(self, finding: Finding) -> Region:
        """The intervals on which the finding holds, their ends found by bisection."""
        if finding.whole:
            return Region(self.analysis.intervals, True)
        domain = real_domain(self.evaluate(finding.x, finding.round.parameters, {})[self.integrand], finding.x.size)

        def holds(x: Array) -> Array:
            # In balls: at an end f often vanishes, doubles lose their digits, or F' leaves f continuously.
            return np.array([self.compare(float(v), finding.round).outcome == "agree" for v in x])

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
        self.members: dict[str, list[int]] = {HOLDS: [], FAILS: [], OPEN: [], OUTSIDE: []}
        self.agreed, self.digits = 0, float("inf")
        self.witness: str | None = None

    def settle(self, members: list[int]) -> None:
        """Decides whether F' = f on a group of sample points that no sign of a critical value tells apart."""
        bad = [k for k in members if self.defined[k] and not self.agrees[k]]
        good = [k for k in members if self.agrees[k]]
        seen = self.look(_spread(self.x, bad, 3))
        if good or "differ" not in seen:
            seen |= self.look(_spread(self.x, good or bad or members, self.most))
        if {"agree", "differ"} <= seen:
            for segment in self.segments(members):
                self.settle_segment(segment)
        else:
            self.members[self.outcome(seen)].extend(members)

    def settle_segment(self, members: list[int]) -> None:
        """The same for points on one analytic piece: one difference decides, agreement must be deep.

        Far pieces beside others that fail (a period, with samples between poles) do not count as sampled: there
        agreement may be an accident of size that no precision in reach tells (exp(-x**2) at 1000).
        """
        bad = [k for k in members if self.defined[k] and not self.agrees[k]]
        seen = self.look(_spread(self.x, bad, 3), deep=True)
        if "differ" not in seen:
            if self.far(members):
                self.members[OUTSIDE].extend(members)
                return
            seen |= self.look(_spread(self.x, members, _MOST), deep=True)
        self.members[self.outcome(seen)].extend(members)

    def far(self, members: list[int]) -> bool:
        """Whether all these points lie where samples are sparse."""
        return all(abs(self.x[k]) > points.CENTRE for k in members)

    def doubt(self) -> None:
        """Where some parts fail, those that hold are looked at once more, deeply.

        Far from zero even that may be an accident (exp(-x**2)): there agreement beside failure is left open.
        """
        if self.members[HOLDS] and self.members[FAILS]:
            held, self.members[HOLDS] = self.members[HOLDS], []
            for part in self.runs(sorted(held)):
                if self.far(part):
                    self.members[OPEN].extend(part)
                    continue
                seen = self.look(_spread(self.x, part, _FEWEST), deep=True)
                self.members[self.outcome(seen)].extend(part)

    def pass_over(self) -> None:
        """Where nothing fails, far points that even balls leave open do not count as sampled.

        There exp(-1000) beside 1 is zero to all precision in reach, and has the sign of zero in doubles.
        """
        if self.members[HOLDS] and not self.members[FAILS]:
            undecided, self.members[OPEN] = self.members[OPEN], []
            for part in self.runs(sorted(undecided)):
                self.members[OUTSIDE if self.far(part) else OPEN].extend(part)

    @staticmethod
    def outcome(seen: set[str]) -> str:
        """What a group's comparisons amount to: one difference refutes it, agreement must be unanimous."""
        if "differ" in seen:
            return FAILS
        if "agree" in seen:
            return HOLDS
        return OPEN if "open" in seen or not seen else OUTSIDE

    def look(self, chosen: list[int], *, deep: bool = False) -> set[str]:
        """The outcomes at the chosen points, ending at the first difference."""
        seen = set()
        for k in chosen:
            comparison = self.derivative.compare(float(self.x[k]), self.shared, deep=deep)
            seen.add(comparison.outcome)
            if comparison.outcome == "agree":
                self.agreed += 1
                self.digits = min(self.digits, comparison.digits)
            elif comparison.outcome == "differ":
                self.witness = self.witness or self.describe(k)
                break
        return seen

    def runs(self, members: list[int]) -> list[list[int]]:
        """Members cut where sample points of other groups or outside the domain lie between."""
        parts: list[list[int]] = []
        for k in members:
            if parts and k == parts[-1][-1] + 1:
                parts[-1].append(k)
            else:
                parts.append([k])
        return parts

    def segments(self, members: list[int]) -> list[list[int]]:
        """The group cut into neighbours, and where agreement in doubles ends and a critical value vanishes."""
        parts: list[list[int]] = []
        for run_of_points in self.runs([k for k in members if self.defined[k]]):
            part = run_of_points[:1]
            for last, k in pairwise(run_of_points):
                if self.agrees[last] != self.agrees[k]:
                    good, bad = (last, k) if self.agrees[last] else (k, last)
                    if self.derivative.breaks(self.shared, float(self.x[good]), float(self.x[bad])):
                        parts.append(part)
                        part = []
                part.append(k)
            parts.append(part)
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

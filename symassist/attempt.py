"""One attempt at a problem: its candidates with their verdicts, other forms of right ones, and the best so far."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sympy

from symassist.budget import Budget
from symassist.findings import Judged
from symassist.problem import Problem
from symassist.propose.branches import complex_form, whole_line_forms
from symassist.propose.continuous import continuous_form
from symassist.propose.proposer import Candidate
from symassist.propose.tidied import tidied
from symassist.propose.watched import FAILURES
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.verify.verifier import LINE_ONLY, verify
from symassist.workers import WorkerPool

if TYPE_CHECKING:
    from symassist.propose.search import SearchProposer

_LOG = logging.getLogger(__name__)
_REPAIRS = 4
"""Of so many partly right candidates other forms are tried: each form costs some ten milliseconds."""
_VERIFY_SHARE = 0.6
"""No single candidate may use more than this share of what is left of the budget."""
_NOT_JUDGED = Verdict(VerificationStatus.UNKNOWN, reason="not judged: an earlier candidate was accepted")

OnCandidate = Callable[[Judged], None]


@dataclass
class Attempt:
    """The state of one solve: what was judged, and the best so far."""

    problem: Problem
    budget: Budget
    on_candidate: OnCandidate | None
    pool: WorkerPool
    patient_until: float = math.inf
    """Time (monotonic) after which only a promising search is waited for."""
    judged: list[Judged] = field(default_factory=list)
    whole: Judged | None = None
    """The best of those that are right on all of the integrand's real domain."""
    partial: Judged | None = None
    """The first that is right on a part of it."""
    continuous: bool = False
    """Whether ``whole`` is a form without jumps: shorter ones that have them do not take its place."""
    non_elementary: str | None = None
    hopeless: threading.Event = field(default_factory=threading.Event)
    clock: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    given_up: bool = False
    repairs_left: int = _REPAIRS
    smoothings_left: int = _REPAIRS

    def could_answer(self, candidate: Candidate) -> bool:
        """Whether a candidate may still become the answer: there is none yet, or a longer one."""
        return self.whole is None or _size(candidate) < _size(self.whole.candidate)

    def judge(self, candidate: Candidate) -> Judged:
        """Judges a candidate, and other forms of what is right on a part of the real domain or of the plane only."""
        entry = self._judged(candidate)
        self._accept(entry)
        if _is_partly_right(entry.verdict) and self.whole is None and self.repairs_left > 0:
            self.repairs_left -= 1
            for form in self._other_branches(entry):
                other = self._judged(replace(candidate, expression=form, origin=f"{candidate.origin}, branches"))
                if other.verdict.solved and not other.verdict.partial:
                    self._accept(other)
                    break
        return entry

    def _other_branches(self, entry: Judged) -> Iterator[sympy.Expr]:
        expression = entry.candidate.expression
        if entry.verdict.solved:
            yield from whole_line_forms(self.problem, expression)
        elif (form := complex_form(expression, self.problem.variable)) != expression:
            yield form

    def _accept(self, entry: Judged) -> None:
        """Keeps an entry, and with a right one the same without jumps that the integrand does not have."""
        self.keep(entry)
        if not entry.verdict.solved or entry.verdict.partial or self.problem.limits is not None:
            return
        if self.smoothings_left == 0:
            return
        try:
            form = continuous_form(self.problem, entry.candidate.expression)
        except FAILURES as error:
            _LOG.warning("no form without jumps: %s: %s", type(error).__name__, error)
            return
        if form is None:
            return
        self.smoothings_left -= 1
        other = self._judged(replace(entry.candidate, expression=form, origin=f"{entry.candidate.origin}, continuous"))
        if other.verdict.solved and not other.verdict.partial:
            self.keep(other)
            self.whole = other
            self.continuous = True

    def tidy(self) -> None:
        """Puts the shortest right spelling of the answer in its place, if its own is long."""
        if self.whole is None or self.continuous or self.problem.limits is not None or self.budget.spent:
            return
        try:
            forms = sorted(map(self._as_tidied, self._spellings(self.whole.candidate)), key=_size)
        except FAILURES as error:
            _LOG.warning("no shorter form: %s: %s", type(error).__name__, error)
            return
        for form in forms:
            if self.could_answer(form):
                other = self._judged(form)
                if _keeps(other.verdict, self.whole.verdict):
                    self.keep(other)
                    return

    def _spellings(self, candidate: Candidate) -> Iterator[sympy.Expr]:
        yield from tidied(candidate.expression, self.problem.variable)
        # Of a rational function SymPy's answer has roots of negative quotients where parameters occur.
        if candidate.origin.startswith("sympy") and self.problem.parameters:
            from symassist.propose.rational import integrate_rational  # here: a cold start seldom needs it

            outright = integrate_rational(self.problem.integrand, self.problem.variable)
            if outright is not None:
                yield outright

    def _as_tidied(self, expression: sympy.Expr) -> Candidate:
        assert self.whole is not None
        candidate = self.whole.candidate
        return replace(candidate, expression=expression, origin=f"{candidate.origin}, tidied")

    def _judged(self, candidate: Candidate) -> Judged:
        """SymPy's slow provers see only what balls have confirmed; the spelling is the usual one before."""
        start = time.monotonic()
        candidate = _as_usual(candidate, self.problem.variable)
        budget = self.budget.at_most(_VERIFY_SHARE * self.budget.remaining)
        verdict = verify(self.problem, candidate.expression, budget)
        if verdict.status is VerificationStatus.CONSISTENT and not verdict.partial:
            verdict = verify(self.problem, candidate.expression, budget, pool=self.pool)
        self.clock["verify"] += time.monotonic() - start
        return Judged(candidate, verdict)

    def gives_up(self, search: SearchProposer | None) -> bool:
        """Whether patience is at its end, and there is a partial answer or nothing promising that the search works on.

        Without a search SymPy's methods are all that was asked for, and have all the time.
        """
        late = time.monotonic() > self.patient_until
        self.given_up = late and search is not None and (self.partial is not None or not search.promising)
        return self.given_up

    def prove(self, reason: str) -> None:
        """Takes note of a proof that no elementary antiderivative exists."""
        self.non_elementary = reason
        self.hopeless.set()  # only special functions can answer

    def keep(self, entry: Judged) -> None:
        """Puts an entry on record, and in the place of the best so far where it is better."""
        self.judged.append(entry)
        if entry.verdict.solved:
            if not entry.verdict.partial:
                if self.whole is None or (not self.continuous and self.could_answer(entry.candidate)):
                    self.whole = entry
            else:
                self.partial = self.partial or entry
        if self.on_candidate is not None:
            self.on_candidate(entry)

    def pass_over(self, candidate: Candidate) -> None:
        """Puts a candidate on record that was not needed any more."""
        self.keep(Judged(candidate, _NOT_JUDGED))

    def most_telling(self) -> Verdict:
        """The verdict of a problem without answer: a reason rather than none."""
        if self.budget.cancel is not None and self.budget.cancel.is_set():
            return Verdict(VerificationStatus.UNKNOWN, reason="cancelled")
        if self.budget.spent:
            return Verdict(VerificationStatus.UNKNOWN, reason="timeout")
        if self.given_up:
            return Verdict(VerificationStatus.UNKNOWN, reason="nothing was found, and little hope is left")
        unknown = [j.verdict for j in self.judged if j.verdict.status is VerificationStatus.UNKNOWN]
        if unknown:
            return unknown[0]
        if self.judged:
            return Verdict(VerificationStatus.UNKNOWN, reason=f"all {len(self.judged)} candidates were refuted")
        return Verdict(VerificationStatus.UNKNOWN, reason="no candidate was found")


def _as_usual(candidate: Candidate, x: sympy.Symbol) -> Candidate:
    """Without a constant of integration, and with -log(1 - z) for a polylogarithm of order one."""
    first_order = {e: -sympy.log(1 - e.args[1]) for e in candidate.expression.atoms(sympy.polylog) if e.args[0] == 1}
    expression = candidate.expression.xreplace(first_order) if first_order else candidate.expression
    _, varying = expression.as_independent(x, as_Add=True)
    return candidate if varying in (0, candidate.expression) else replace(candidate, expression=varying)


def _size(candidate: Candidate) -> tuple[bool, int, int]:
    """What answers are ranked by: real before complex, short before long, few minus signs before many."""
    nodes = list(sympy.preorder_traversal(candidate.expression))
    return sympy.I in nodes, len(nodes), sum(bool(node.is_Rational and node.is_negative) for node in nodes)


def _keeps(new: Verdict, old: Verdict) -> bool:
    """Whether a new spelling's verdict says no less than the old one's."""
    return new.solved and not new.partial and (new.status is old.status or new.status is VerificationStatus.PROVED)


def _is_partly_right(verdict: Verdict) -> bool:
    return verdict.partial if verdict.solved else verdict.reason == LINE_ONLY

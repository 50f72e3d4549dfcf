"""The assistant: propose, verify, rank. The page to read first.

text ─parse→ Problem ─encode→ ids ─beam_search→ hypotheses ─decode→ candidates ─verify→ verdicts ─rank→ Solution
"""

from __future__ import annotations

import logging
import os
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from symassist.budget import Budget, EitherEvent
from symassist.config import PROPOSERS
from symassist.definite import Definite, divergence_at_a_glance, evaluate_between
from symassist.errors import InferenceUnavailableError, ProblemError, SolverUnavailableError
from symassist.inference.bundle import ModelBundle
from symassist.inference.onnx_model import Device, OnnxModel
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.plugins.registry import candidates_of, make_proposers
from symassist.problem import Problem
from symassist.propose.ansatz import AnsatzRepair
from symassist.propose.aside import aside
from symassist.propose.branches import whole_line_forms
from symassist.propose.classical import ClassicalProposer
from symassist.propose.continuous import continuous_form
from symassist.propose.neural import NeuralProposer
from symassist.propose.non_elementary import NonElementaryProver
from symassist.propose.proposer import Candidate, Proposer
from symassist.propose.race import Race
from symassist.propose.retrieval import RetrievalProposer
from symassist.propose.search import SearchProposer
from symassist.solution import Judged, Solution
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.verify.verifier import verify
from symassist.workers import WorkerPool, default_pool

_LOG = logging.getLogger(__name__)
_ANSATZ_SHARE = 0.7
"""Of what is left, what the repair may take before the others are heard; a candidate of theirs is heard at once."""
_PLUGIN_SHARE = 0.5
"""Of what is left of the budget, what one plugin may take."""
_SEARCH_SHARE = 0.35
"""Of the time for a definite integral, what the antiderivative may take: the rest is for the limits and enclosure."""
_MOST_DEPTH = 50
"""Deeper integrands take seconds at steps that nothing can interrupt, or exhaust the stack of recursive functions."""
_ANSATZ_DEPTH = 30
"""The derivatives of deeper integrands, from which bases are made, take seconds of a process that cannot be killed."""
_REPAIRS = 4
"""Of so many partly right candidates other forms are tried: each form costs some ten milliseconds."""
_VERIFY_SHARE = 0.6
"""No single candidate may use more than this share of what is left of the budget."""


OnCandidate = Callable[[Judged], None]


@dataclass
class _Search:
    """The state of one solve: what was judged, and the best so far."""

    problem: Problem
    budget: Budget
    on_candidate: OnCandidate | None
    pool: WorkerPool
    proposed: Sequence[Candidate] | None = None
    judged: list[Judged] = field(default_factory=list)
    whole: Judged | None = None
    partial: Judged | None = None
    non_elementary: str | None = None
    repairs_left: int = _REPAIRS
    smoothings_left: int = _REPAIRS
    continuous: bool = False
    """Whether ``whole`` is a form without jumps: shorter ones that have them do not take its place."""
    clock: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    hopeless: threading.Event = field(default_factory=threading.Event)

    def judge(self, candidate: Candidate) -> Judged:
        """Judges a candidate, and other forms of one that is right on a part of the real domain only."""
        entry = self._judged(candidate)
        self._accept(entry)
        if entry.verdict.solved and not _is_whole(entry.verdict) and self.whole is None and self.repairs_left > 0:
            self.repairs_left -= 1
            for form in whole_line_forms(self.problem, candidate.expression):
                other = self._judged(replace(candidate, expression=form, origin=f"{candidate.origin}, branches"))
                if other.verdict.solved and _is_whole(other.verdict):
                    self._accept(other)
                    break
        return entry

    def _accept(self, entry: Judged) -> None:
        """Keeps an entry, and with a right one the same without jumps that the integrand does not have."""
        self.keep(entry)
        if not entry.verdict.solved or not _is_whole(entry.verdict) or self.problem.limits is not None:
            return
        if self.smoothings_left == 0:
            return
        try:
            form = continuous_form(self.problem, entry.candidate.expression)
        except _FAILURES as error:
            _LOG.warning("no form without jumps: %s: %s", type(error).__name__, error)
            return
        if form is None:
            return
        self.smoothings_left -= 1
        other = self._judged(replace(entry.candidate, expression=form, origin=f"{entry.candidate.origin}, continuous"))
        if other.verdict.solved and _is_whole(other.verdict):
            self.keep(other)
            self.whole = other
            self.continuous = True

    def _judged(self, candidate: Candidate) -> Judged:
        """SymPy's slow provers see only what balls have confirmed."""
        start = time.monotonic()
        budget = self.budget.at_most(_VERIFY_SHARE * self.budget.remaining)
        verdict = verify(self.problem, candidate.expression, budget)
        if verdict.status is VerificationStatus.CONSISTENT and _is_whole(verdict):
            verdict = verify(self.problem, candidate.expression, budget, pool=self.pool)
        self.clock["verify"] += time.monotonic() - start
        return Judged(candidate, verdict)

    def prove(self, reason: str) -> None:
        """Takes note of a proof that no elementary antiderivative exists."""
        self.non_elementary = reason
        self.hopeless.set()  # only special functions can answer

    def keep(self, entry: Judged) -> None:
        self.judged.append(entry)
        if entry.verdict.solved:
            if _is_whole(entry.verdict):
                if self.whole is None or (not self.continuous and _size(entry) < _size(self.whole)):
                    self.whole = entry
            else:
                self.partial = self.partial or entry
        if self.on_candidate is not None:
            self.on_candidate(entry)


class Assistant:
    """Solves integrals with the proposers named, within ``timeout`` seconds each.

    Beside those of ``PROPOSERS`` the names of installed plugins may be given; no plugin is asked unless it is named.
    The network is loaded on first use, from ``bundle`` (default: the shipped one), or is ``model``. Without an ONNX
    Runtime it warns once, naming symassist[cpu], and goes on without the network.

    Raises:
        SolverUnavailableError: a proposer that is neither ours nor an installed plugin's; lists those there are.
        ValueError: a beam or timeout that is not positive.
    """

    def __init__(
        self,
        bundle: ModelBundle | None = None,
        *,
        model: Seq2SeqModel | None = None,
        beam_size: int = 10,
        timeout: float = 10.0,
        proposers: Sequence[str] = PROPOSERS,
        device: Device = "auto",
        threads: int | None = None,
        judge_all: bool = False,
    ) -> None:
        if beam_size < 1 or timeout <= 0:
            raise ValueError(f"beam_size and timeout must be positive, not {beam_size} and {timeout}")
        self.beam_size, self.timeout, self.proposers = beam_size, timeout, tuple(proposers)
        self.judge_all = judge_all
        self._bundle, self._model, self._device, self._threads = bundle, model, device, threads
        self._lock = threading.Lock()
        self._neural: NeuralProposer | None = None
        self._warned = False
        self._plugins = make_proposers(self.proposers, PROPOSERS)
        if self.proposers and not self._plugins and not set(self.proposers) & set(PROPOSERS):
            raise SolverUnavailableError(f"none of the proposers asked for works here: {', '.join(self.proposers)}")

    def solve(
        self,
        problem: Problem,
        *,
        on_candidate: OnCandidate | None = None,
        cancel: threading.Event | None = None,
    ) -> Solution:
        """Proposes and judges until an answer holds on all of the integrand's real domain, or the budget is spent.

        ``on_candidate`` is called with each candidate as it gets its verdict; setting ``cancel`` ends the work.

        Raises:
            ProblemError: the integrand is not an expression that can be integrated (a matrix, a relation...).
        """
        return self.solve_from(problem, None, self.timeout, on_candidate=on_candidate, cancel=cancel)

    def solve_many(
        self,
        problems: Sequence[Problem],
        *,
        jobs: int | None = None,
        on_solution: Callable[[int, Solution], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> list[Solution]:
        """The solutions of many problems, in their order: the network in batches, ``jobs`` workers for the rest.

        ``jobs`` defaults to one a core. ``on_solution`` is called with a problem's number and its solution, from
        several threads.

        Raises:
            ProblemError: one of the problems cannot be integrated; then none is begun.
        """
        from symassist.batch import solve_many

        given = None if self._model is None else tuple(p for p in self.proposers if p != "network")
        settings = {
            "bundle": self._bundle,
            "beam_size": self.beam_size,
            "timeout": self.timeout,
            "proposers": given or self.proposers,
            "device": "cpu",
            "threads": 1,
            "judge_all": self.judge_all,
        }
        neural = self._network() if "network" in self.proposers else None
        return solve_many(
            problems,
            tuple(settings.items()),
            self.timeout,
            neural,
            jobs=jobs or os.cpu_count() or 1,
            on_solution=on_solution,
            cancel=cancel,
        )

    def solve_from(
        self,
        problem: Problem,
        proposed: Sequence[Candidate] | None,
        timeout: float,
        *,
        on_candidate: OnCandidate | None = None,
        cancel: threading.Event | None = None,
    ) -> Solution:
        """The same as ``solve`` within ``timeout`` seconds; ``proposed`` are the network's candidates if it was asked.

        Raises:
            ProblemError: the integrand is not an expression that can be integrated.
        """
        start = time.monotonic()
        checked(problem)
        budget = Budget.of(timeout, cancel)
        if problem.limits is not None and (where := divergence_at_a_glance(problem, budget)) is not None:
            verdict = Verdict(VerificationStatus.UNKNOWN, reason=f"the integral diverges: {where}")
            return Solution(problem, None, verdict, divergent=True, seconds=time.monotonic() - start)
        searching = budget if problem.limits is None else budget.at_most(_SEARCH_SHARE * timeout)
        search = _Search(problem, searching, on_candidate, default_pool(), proposed=proposed)
        with closing(self._stages(search)) as stages:  # proposers that still run are stopped, their workers killed
            for stage in stages:
                with closing(stage):
                    self._judge_stage(search, stage)
                if search.whole is not None or search.budget.spent:
                    break
        solution = self._conclude(search, budget)
        return replace(solution, seconds=time.monotonic() - start, timings=tuple(search.clock.items()))

    def _judge_stage(self, search: _Search, stage: Generator[Candidate]) -> None:
        """Judges one proposer's candidates; after an accepted one only simpler ones, as far as they are there already.

        The beam's others are kept as not judged; the ansatz is not asked for more. A stage in which SymPy or symengine
        fails on the integrand is over: there are others.
        """
        for candidate in _watched(stage, search.clock):
            if search.budget.spent:
                return
            if search.whole is None or self.judge_all or _simpler(candidate, search.whole):
                search.judge(candidate)
            elif candidate.origin == NeuralProposer.name:
                search.keep(Judged(candidate, _NOT_JUDGED))
            if search.whole is not None and not self.judge_all and candidate.origin == AnsatzRepair.name:
                return

    def _stages(self, search: _Search) -> Generator[Generator[Candidate]]:
        """One iterator of candidates per proposer, in the fixed order; later ones see what earlier ones proposed.

        Where all are to be judged, the network goes first: what retrieval finds would end the solve without it.
        """
        problem, budget = search.problem, search.budget
        if "retrieval" in self.proposers and not self.judge_all:
            yield RetrievalProposer().propose(problem, budget)
        neural = self._network() if "network" in self.proposers else None
        if search.proposed is not None:
            yield (each for each in search.proposed)
        elif neural is not None:
            yield neural.propose(problem, budget)
        if "retrieval" in self.proposers and self.judge_all:
            yield RetrievalProposer().propose(problem, budget)
        race = Race(self._slow(search, neural))
        race.start(problem, budget)
        try:
            if "ansatz" in self.proposers and not _is_deep(problem.integrand, _ANSATZ_DEPTH):
                ansatz = AnsatzRepair([j.candidate.expression for j in search.judged])
                # Others may answer before the repair has tried all it can: then they are heard first.
                inside = budget.at_most(_ANSATZ_SHARE * budget.remaining)
                until = Budget(inside.deadline, EitherEvent(race.arrived, budget.cancel))
                yield aside(ansatz.propose(problem, until), inside)
                if race.arrived.is_set():
                    yield race.candidates(budget, lambda: True)
                    again = budget.at_most(_ANSATZ_SHARE * budget.remaining)
                    yield aside(ansatz.propose(problem, again), again)
            for plugin in self._plugins:
                yield candidates_of(plugin, problem, budget.at_most(_PLUGIN_SHARE * budget.remaining))
            yield race.candidates(budget, lambda: search.whole is not None)
        finally:
            race.stop()

    def _slow(self, search: _Search, neural: NeuralProposer | None) -> list[Proposer]:
        """The proposers that work in processes of their own."""
        slow: list[Proposer] = []
        if "search" in self.proposers:
            slow.append(SearchProposer(None if neural is None else neural.candidates, search.pool, search.hopeless))
        if "sympy" in self.proposers:
            slow += [NonElementaryProver(search.prove, search.pool), ClassicalProposer(search.pool)]
        return slow

    def _network(self) -> NeuralProposer | None:
        with self._lock:
            if self._neural is None and not self._warned:
                try:
                    model = self._model or OnnxModel(
                        self._bundle or ModelBundle.load(), device=self._device, threads=self._threads
                    )
                except InferenceUnavailableError as error:
                    self._warned = True
                    warnings.warn(f"working without the network: {error}", RuntimeWarning, stacklevel=4)
                    return None
                self._neural = NeuralProposer(model, self.beam_size)
            return self._neural

    def _conclude(self, search: _Search, budget: Budget) -> Solution:
        best = search.whole or search.partial
        judged = tuple(search.judged)
        if best is None:
            verdict, proof = _most_telling(search), search.non_elementary
            nothing = Solution(search.problem, None, verdict, judged, non_elementary=proof)
            return self._with_limits(search, nothing, budget)
        found = Solution(
            search.problem,
            best.candidate.expression,
            best.verdict,
            judged,
            origin=best.candidate.origin,
            non_elementary=search.non_elementary,
            trace=best.candidate.trace,
        )
        return self._with_limits(search, found, budget)

    def _with_limits(self, search: _Search, solution: Solution, budget: Budget) -> Solution:
        if search.problem.limits is None:
            return solution
        definite: Definite = evaluate_between(
            search.problem, solution.antiderivative, solution.verdict, budget, pool=search.pool
        )
        verdict = solution.verdict if definite.reason is None else replace(solution.verdict, reason=definite.reason)
        if definite.method:
            status = VerificationStatus.PROVED if definite.proved else VerificationStatus.CONSISTENT
            verdict = Verdict(status, definite.method, assumptions=solution.verdict.assumptions)
            solution = replace(solution, origin=None)
        return replace(
            solution,
            value=definite.value,
            enclosure=definite.enclosure,
            enclosure_is_estimate=definite.is_estimate,
            divergent=definite.divergent,
            verdict=verdict,
        )


_FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError, BasePolynomialError)
"""What SymPy and symengine raise, RecursionError among them, where they meet an expression that they cannot treat."""


def _watched(stage: Generator[Candidate], clock: dict[str, float]) -> Iterator[Candidate]:
    """The candidates of a stage, with the seconds that they took; a failure is logged and ends them."""
    name = str(getattr(stage, "__qualname__", "")).partition(".")[0]
    while True:
        start = time.monotonic()
        try:
            candidate = next(stage, None)
        except _FAILURES as error:
            _LOG.warning("%s failed: %s: %s", name, type(error).__name__, error)
            return
        finally:
            clock[name] += time.monotonic() - start
        if candidate is None:
            return
        yield candidate


def _size(entry: Judged) -> tuple[bool, int]:
    """Real before complex, short before long."""
    return simplicity(entry.candidate.expression)


def _simpler(candidate: Candidate, than: Judged) -> bool:
    return simplicity(candidate.expression) < _size(than)


def simplicity(expression: sympy.Expr) -> tuple[bool, int]:
    """What answers are ranked by: whether the imaginary unit occurs, then the size of the tree."""
    return expression.has(sympy.I), sum(1 for _ in sympy.preorder_traversal(expression))


def _is_whole(verdict: Verdict) -> bool:
    return verdict.region is None or verdict.region.whole


_NOT_JUDGED = Verdict(VerificationStatus.UNKNOWN, reason="not judged: an earlier candidate was accepted")


def _is_deep(f: sympy.Basic, most: int) -> bool:
    level: list[sympy.Basic] = [f]
    for _ in range(most):
        level = list({argument for node in level for argument in node.args})
        if not level:
            return False
    return True


def checked(problem: Problem) -> None:
    """Raises ProblemError unless integrand and limits are expressions that can be treated."""
    f = problem.integrand
    if not isinstance(f, sympy.Expr) or isinstance(f, sympy.MatrixBase) or not f.is_commutative:
        raise ProblemError(f"expected an expression to integrate, received {type(f).__name__}: {f}")
    if _is_deep(f, _MOST_DEPTH):
        raise ProblemError(f"the integrand is nested more than {_MOST_DEPTH} levels deep")
    if f.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ProblemError(f"the integrand {f} is undefined or infinite")
    for limit in problem.limits or ():
        if not isinstance(limit, sympy.Expr) or not limit.is_commutative:
            raise ProblemError(f"expected an expression as limit, received {type(limit).__name__}: {limit}")
        if problem.variable in limit.free_symbols:
            raise ProblemError(f"the limit {limit} depends on the variable {problem.variable}")


def _most_telling(search: _Search) -> Verdict:
    """The verdict of a problem without answer: a reason rather than none."""
    if search.budget.cancel is not None and search.budget.cancel.is_set():
        return Verdict(VerificationStatus.UNKNOWN, reason="cancelled")
    if search.budget.spent:
        return Verdict(VerificationStatus.UNKNOWN, reason="timeout")
    unknown = [j.verdict for j in search.judged if j.verdict.status is VerificationStatus.UNKNOWN]
    if unknown:
        return unknown[0]
    if search.judged:
        return Verdict(VerificationStatus.UNKNOWN, reason=f"all {len(search.judged)} candidates were refuted")
    return Verdict(VerificationStatus.UNKNOWN, reason="no candidate was found")

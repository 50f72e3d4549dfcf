"""The assistant: propose, verify, rank. The page to read first.

text ─parse→ Problem ─encode→ ids ─beam_search→ hypotheses ─decode→ candidates ─verify→ verdicts ─rank→ Solution
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import sympy

from symassist.budget import Budget
from symassist.definite import Definite, evaluate_between
from symassist.errors import InferenceUnavailableError, ProblemError, SolverUnavailableError
from symassist.inference.bundle import ModelBundle
from symassist.inference.onnx_model import Device, OnnxModel
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.plugins.registry import candidates_of, make_proposers
from symassist.problem import Problem
from symassist.propose.ansatz import AnsatzRepair
from symassist.propose.classical import ClassicalProposer
from symassist.propose.neural import NeuralProposer
from symassist.propose.proposer import Candidate
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.verify.verifier import verify
from symassist.workers import WorkerPool, default_pool

PROPOSERS = ("network", "ansatz", "sympy")
"""The sources of candidates, in the order in which they are asked; plugins come before SymPy, which may use all."""
_PLUGIN_SHARE = 0.5
"""Of what is left of the budget, what one plugin may take."""
_SEARCH_SHARE = 0.8
"""Of the time for a definite integral, what the antiderivative may take: the rest is for the limits and enclosure."""
_VERIFY_SHARE = 0.6
"""No single candidate may use more than this share of what is left of the budget."""


@dataclass(frozen=True)
class Judged:
    """A candidate with its verdict."""

    candidate: Candidate
    verdict: Verdict


@dataclass(frozen=True)
class Solution:
    """What became of a problem. ``antiderivative`` and ``value`` are None where nothing was verified.

    ``verdict`` belongs to the antiderivative; without one it is the most telling of the candidates' verdicts.
    ``enclosure`` is a rigorous (low, high) of a definite integral, or an estimate where ``enclosure_is_estimate``.
    """

    problem: Problem
    antiderivative: sympy.Expr | None
    verdict: Verdict
    candidates: tuple[Judged, ...] = ()
    value: sympy.Expr | None = None
    enclosure: tuple[float, float] | None = None
    enclosure_is_estimate: bool = False
    derivation: str | None = None
    seconds: float = 0.0
    origin: str | None = None

    @property
    def solved(self) -> bool:
        """Whether there is a verified answer: the value of a definite integral, else the antiderivative."""
        return (self.antiderivative if self.problem.limits is None else self.value) is not None

    def _sympy_(self) -> sympy.Expr:
        """The answer as an expression; the unevaluated integral where nothing was verified."""
        answer = self.antiderivative if self.problem.limits is None else self.value
        if answer is not None:
            return answer
        x = self.problem.variable
        return sympy.Integral(self.problem.integrand, x if self.problem.limits is None else (x, *self.problem.limits))


OnCandidate = Callable[[Judged], None]


@dataclass
class _Search:
    """The state of one solve: what was judged, and the best so far."""

    problem: Problem
    budget: Budget
    on_candidate: OnCandidate | None
    pool: WorkerPool
    judged: list[Judged] = field(default_factory=list)
    whole: Judged | None = None
    partial: Judged | None = None

    def judge(self, candidate: Candidate) -> Judged:
        """Judges a candidate; SymPy's slow provers see only what balls have confirmed."""
        budget = self.budget.at_most(_VERIFY_SHARE * self.budget.remaining)
        verdict = verify(self.problem, candidate.expression, budget)
        if verdict.status is VerificationStatus.CONSISTENT and _is_whole(verdict):
            verdict = verify(self.problem, candidate.expression, budget, pool=self.pool)
        entry = Judged(candidate, verdict)
        self.keep(entry)
        return entry

    def keep(self, entry: Judged) -> None:
        self.judged.append(entry)
        if entry.verdict.solved:
            if _is_whole(entry.verdict):
                self.whole = self.whole or entry
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
        start = time.monotonic()
        _check(problem)
        budget = Budget.of(self.timeout, cancel)
        searching = budget if problem.limits is None else budget.at_most(_SEARCH_SHARE * self.timeout)
        search = _Search(problem, searching, on_candidate, default_pool())
        for stage in self._stages(search):
            with closing(stage):  # SymPy's methods that still run are killed
                self._judge_stage(search, stage)
            if search.whole is not None or search.budget.spent:
                break
        return replace(self._conclude(search, budget), seconds=time.monotonic() - start)

    def _judge_stage(self, search: _Search, stage: Generator[Candidate]) -> None:
        """Judges one proposer's candidates; after an accepted one the beam's others are kept as not judged."""
        for candidate in stage:
            if search.budget.spent:
                return
            if search.whole is None or self.judge_all:
                search.judge(candidate)
            elif candidate.origin == NeuralProposer.name:
                search.keep(Judged(candidate, _NOT_JUDGED))
            else:
                return

    def _stages(self, search: _Search) -> Iterator[Generator[Candidate]]:
        """One iterator of candidates per proposer, in the fixed order; later ones see what earlier ones proposed."""
        problem, budget = search.problem, search.budget
        if "network" in self.proposers:
            neural = self._network()
            if neural is not None:
                yield neural.propose(problem, budget)
        if "ansatz" in self.proposers:
            yield AnsatzRepair([j.candidate.expression for j in search.judged]).propose(problem, budget)
        for plugin in self._plugins:
            yield candidates_of(plugin, problem, budget.at_most(_PLUGIN_SHARE * budget.remaining))
        if "sympy" in self.proposers:
            yield ClassicalProposer(pool=search.pool).propose(problem, budget)

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
            return self._with_limits(search, Solution(search.problem, None, _most_telling(search), judged), budget)
        found = Solution(
            search.problem,
            best.candidate.expression,
            best.verdict,
            judged,
            origin=best.candidate.origin,
        )
        return self._with_limits(search, found, budget)

    def _with_limits(self, search: _Search, solution: Solution, budget: Budget) -> Solution:
        if search.problem.limits is None:
            return solution
        definite: Definite = evaluate_between(
            search.problem, solution.antiderivative, solution.verdict, budget, pool=search.pool
        )
        verdict = solution.verdict if definite.reason is None else replace(solution.verdict, reason=definite.reason)
        return replace(
            solution,
            value=definite.value,
            enclosure=definite.enclosure,
            enclosure_is_estimate=definite.is_estimate,
            verdict=verdict,
        )


def _is_whole(verdict: Verdict) -> bool:
    return verdict.region is None or verdict.region.whole


_NOT_JUDGED = Verdict(VerificationStatus.UNKNOWN, reason="not judged: an earlier candidate was accepted")


def _check(problem: Problem) -> None:
    f = problem.integrand
    if not isinstance(f, sympy.Expr) or isinstance(f, sympy.MatrixBase) or not f.is_commutative:
        raise ProblemError(f"expected an expression to integrate, received {type(f).__name__}: {f}")
    if f.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ProblemError(f"the integrand {f} is undefined or infinite")


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

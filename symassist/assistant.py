"""The assistant: propose, verify, rank. The page to read first.

text ─parse→ Problem ─encode→ ids ─beam_search→ hypotheses ─decode→ candidates ─verify→ verdicts ─rank→ Solution
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from symassist.attempt import Attempt, OnCandidate
from symassist.batch import JOBS, solve_many
from symassist.budget import Budget, EitherEvent
from symassist.conclusion import conclude
from symassist.config import PATIENCE, PATIENT_SECONDS, PROPOSERS, Device, Settings
from symassist.definite import divergence_at_a_glance
from symassist.errors import InferenceUnavailableError, SolverUnavailableError
from symassist.expressions.polylogarithm import quick_polylogarithms
from symassist.inference.bundle import ModelBundle
from symassist.inference.onnx_model import OnnxModel
from symassist.inference.seq2seq import Seq2SeqModel
from symassist.plugins.registry import candidates_of, make_proposers
from symassist.problem import Problem, checked, is_deep
from symassist.propose.ansatz import AnsatzRepair
from symassist.propose.aside import aside
from symassist.propose.neural import NeuralProposer
from symassist.propose.proposer import Candidate, Proposer
from symassist.propose.race import Race
from symassist.propose.retrieval import RetrievalProposer
from symassist.propose.watched import watched
from symassist.solution import Solution
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.workers import default_pool

if TYPE_CHECKING:
    from symassist.propose.search import SearchProposer

_ANSATZ_SHARE, _ANSATZ_ALONE = 0.2, 0.9
"""Of what is left, what the repair may take before the others are heard; a candidate of theirs is heard at once.

Without others it may take nearly all.
"""
_PLUGIN_SHARE = 0.5
"""Of what is left of the budget, what one plugin may take."""
_SEARCH_SHARE = 0.35
"""Of the time for a definite integral, what the antiderivative may take: the rest is for the limits and enclosure."""
_ANSATZ_DEPTH = 30
"""The derivatives of deeper integrands, from which bases are made, take seconds of a process that cannot be killed."""


class Assistant:
    """Solves integrals with the proposers named, within ``timeout`` seconds each.

    A solve without an answer ends after the share ``patience`` of its time (not before 4.5 s) unless the search is at
    work on something promising; 1 has it use all its time.

    Beside those of ``PROPOSERS`` the names of installed plugins may be given; no plugin is asked unless it is named.
    The network is loaded on first use, from ``bundle`` (default: the shipped one), or is ``model``. Without an ONNX
    Runtime it warns once, naming symassist[cpu], and goes on without the network.

    Raises:
        SolverUnavailableError: a proposer that is neither ours nor an installed plugin's; lists those there are.
        ValueError: a beam or timeout that is not positive, a patience that is no share.
    """

    def __init__(
        self,
        bundle: ModelBundle | None = None,
        *,
        model: Seq2SeqModel | None = None,
        beam_size: int = 10,
        timeout: float = 10.0,
        patience: float = PATIENCE,
        proposers: Sequence[str] = PROPOSERS,
        device: Device = "auto",
        threads: int | None = None,
        judge_all: bool = False,
    ) -> None:
        if beam_size < 1 or timeout <= 0:
            raise ValueError(f"beam_size and timeout must be positive, not {beam_size} and {timeout}")
        if not 0 <= patience <= 1:
            raise ValueError(f"patience must be a share, 0 to 1, not {patience}")
        self.patience = patience
        self.beam_size, self.timeout, self.proposers = beam_size, timeout, tuple(proposers)
        self.judge_all = judge_all
        self._bundle, self._model, self._device, self._threads = bundle, model, device, threads
        self._lock = threading.Lock()
        self._neural: NeuralProposer | None = None
        self._warned = False
        self._plugins = make_proposers(self.proposers, PROPOSERS)
        if self.proposers and not self._plugins and not set(self.proposers) & set(PROPOSERS):
            raise SolverUnavailableError(f"none of the proposers asked for works here: {', '.join(self.proposers)}")

    @classmethod
    def of(cls, settings: Settings, *, judge_all: bool = False) -> Assistant:
        """The assistant that settings name. Raises BundleError where their model is missing or damaged."""
        return cls(
            None if settings.model is None else ModelBundle.load(settings.model),
            beam_size=settings.beam_size,
            timeout=settings.timeout,
            patience=settings.patience,
            proposers=settings.proposers,
            device=settings.device,
            threads=settings.threads,
            judge_all=judge_all,
        )

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
        patient_until = start + max(PATIENT_SECONDS, self.patience * timeout)
        attempt = Attempt(problem, searching, on_candidate, default_pool(), patient_until)
        with quick_polylogarithms():
            # Closing stops the proposers that still run, and kills their workers.
            with closing(self._stages(attempt, proposed)) as stages:
                for stage in stages:
                    with closing(stage):
                        self._judge_stage(attempt, stage)
                    if attempt.whole is not None or attempt.budget.spent:
                        break
            solution = conclude(attempt, budget, self.solve_from)
        return replace(solution, seconds=time.monotonic() - start, timings=tuple(attempt.clock.items()))

    def _judge_stage(self, attempt: Attempt, stage: Generator[Candidate]) -> None:
        """Judges one proposer's candidates; after an accepted one only simpler ones, as far as they are there already.

        The beam's others are kept as not judged; the ansatz is not asked for more. A stage in which SymPy or symengine
        fails on the integrand is over: there are others.
        """
        for candidate in watched(stage, attempt.clock):
            if attempt.budget.spent:
                return
            if self.judge_all or attempt.could_answer(candidate):
                attempt.judge(candidate)
            elif candidate.origin == NeuralProposer.name:
                attempt.pass_over(candidate)
            if attempt.whole is not None and not self.judge_all and candidate.origin == AnsatzRepair.name:
                return

    def _stages(self, attempt: Attempt, proposed: Sequence[Candidate] | None) -> Generator[Generator[Candidate]]:
        """One iterator of candidates per proposer, in the fixed order; later ones see what earlier ones proposed.

        Where all are to be judged, the network goes first: what retrieval finds would end the solve without it.
        """
        problem, budget = attempt.problem, attempt.budget
        if "retrieval" in self.proposers and not self.judge_all:
            yield RetrievalProposer().propose(problem, budget)
        neural = self._network() if "network" in self.proposers else None
        if proposed is not None:
            yield (each for each in proposed)
        elif neural is not None:
            yield neural.propose(problem, budget)
        if "retrieval" in self.proposers and self.judge_all:
            yield RetrievalProposer().propose(problem, budget)
        slow, search = self._slow(attempt, neural)
        race = Race(slow)
        race.start(problem, budget)
        try:
            if "ansatz" in self.proposers and not is_deep(problem.integrand, _ANSATZ_DEPTH):
                ansatz = AnsatzRepair([j.candidate.expression for j in attempt.judged])
                share = _ANSATZ_SHARE if slow or self._plugins else _ANSATZ_ALONE
                # Others may answer before the repair has tried all it can: then they are heard first.
                inside = budget.at_most(share * budget.remaining)
                until = Budget(inside.deadline, EitherEvent(race.arrived, budget.cancel))
                yield aside(ansatz.propose(problem, until), inside)
                if race.arrived.is_set():
                    yield race.candidates(budget, lambda: True)
                    again = budget.at_most(share * budget.remaining)
                    yield aside(ansatz.propose(problem, again), again)
            for plugin in self._plugins:
                yield candidates_of(plugin, problem, budget.at_most(_PLUGIN_SHARE * budget.remaining))
            yield race.candidates(budget, lambda: attempt.whole is not None, lambda: attempt.gives_up(search))
        finally:
            race.stop()

    def _slow(self, attempt: Attempt, neural: NeuralProposer | None) -> tuple[list[Proposer], SearchProposer | None]:
        """The proposers that work in processes of their own, and the search among them.

        Imported here: that takes a tenth of a cold start in which none of them is needed.
        """
        from symassist.propose.classical import ClassicalProposer
        from symassist.propose.non_elementary import NonElementaryProver
        from symassist.propose.search import SearchProposer

        slow: list[Proposer] = []
        search = None
        if "search" in self.proposers:
            search = SearchProposer(None if neural is None else neural.candidates, attempt.pool, attempt.hopeless)
            slow.append(search)
        if "sympy" in self.proposers:
            slow += [NonElementaryProver(attempt.prove, attempt.pool), ClassicalProposer(attempt.pool)]
        return slow, search

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

    def solve_many(
        self,
        problems: Sequence[Problem],
        *,
        jobs: int | None = None,
        on_solution: Callable[[int, Solution], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> list[Solution]:
        """The solutions of many problems, in their order: the network in batches, ``jobs`` workers for the rest.

        ``jobs`` defaults to one more than cores. ``on_solution`` is called with a problem's number and solution, from
        several threads.

        Raises:
            ProblemError: one of the problems cannot be integrated; then none is begun.
        """
        given = None if self._model is None else tuple(p for p in self.proposers if p != "network")
        settings = {
            "bundle": self._bundle,
            "beam_size": self.beam_size,
            "timeout": self.timeout,
            "patience": self.patience,
            "proposers": given or self.proposers,
            "device": "cpu",
            "threads": 1,
            "judge_all": self.judge_all,
        }
        neural = self._network() if "network" in self.proposers else None
        return solve_many(
            problems,
            partial(_solve_alike, tuple(settings.items())),
            self.timeout,
            neural,
            jobs=jobs or JOBS,
            on_solution=on_solution,
            cancel=cancel,
        )


@lru_cache(maxsize=4)
def _alike(settings: tuple[tuple[str, object], ...]) -> Assistant:
    """A worker process keeps its assistant, and with it the loaded network."""
    return Assistant(**dict(settings))  # type: ignore[arg-type]


def _solve_alike(
    settings: tuple[tuple[str, object], ...], problem: Problem, timeout: float, proposed: list[Candidate] | None
) -> Solution:
    """What ``solve_many`` has done in workers."""
    return _alike(settings).solve_from(problem, proposed, timeout)

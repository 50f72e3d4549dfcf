"""The seam between the interface and the assistant: tests script it, the program connects it to the real one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from symassist.assistant import Assistant
from symassist.budget import Budget
from symassist.config import PROPOSERS, Settings
from symassist.errors import InferenceUnavailableError
from symassist.findings import Judged
from symassist.inference.bundle import ModelBundle
from symassist.inference.forced import TokenScore, forced_pass
from symassist.inference.onnx_model import OnnxModel
from symassist.problem import Problem
from symassist.propose.neural import NetworkCandidate, NeuralProposer
from symassist.propose.proposer import Candidate
from symassist.solution import Solution

MAX_BEAM, MAX_TIMEOUT = 100, 600.0


@dataclass(frozen=True)
class Options:
    """What one solve is run with."""

    beam_size: int = 10
    timeout: float = 10.0
    proposers: tuple[str, ...] = PROPOSERS

    def __post_init__(self) -> None:
        if not 1 <= self.beam_size <= MAX_BEAM:
            raise ValueError(f"the beam must be 1 to {MAX_BEAM}, not {self.beam_size}")
        if not 0 < self.timeout <= MAX_TIMEOUT:
            raise ValueError(f"the time must be up to {MAX_TIMEOUT:g} seconds, not {self.timeout:g}")
        if not self.proposers:
            raise ValueError("choose at least one proposer")


class Solver(Protocol):
    """Whoever solves: called from threads, one solve after the other."""

    @property
    def available(self) -> tuple[str, ...]:
        """Names of the proposers that there are."""
        ...

    def solve(
        self,
        problem: Problem,
        options: Options,
        *,
        on_candidate: Callable[[Judged], None],
        cancel: threading.Event,
    ) -> Solution:
        """Solves, judging every candidate; ``cancel`` ends the work."""
        ...

    def tokens(self, candidate: Candidate, budget: Budget) -> list[TokenScore]:
        """The tokens that the network wrote for a candidate, each with its log-probability; none for others'."""
        ...

    def note(self) -> str:
        """What the user should know about how it works, e.g. that there is no network; empty if nothing."""
        ...


class AssistantSolver:
    """The real assistant; the network is loaded once, on first use, and shared by all solves."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.available: tuple[str, ...] = tuple(dict.fromkeys((*PROPOSERS, *settings.proposers)))
        self._lock = threading.Lock()
        self._model: OnnxModel | None = None
        self._missing = ""

    def solve(
        self,
        problem: Problem,
        options: Options,
        *,
        on_candidate: Callable[[Judged], None],
        cancel: threading.Event,
    ) -> Solution:
        """Solves with an assistant of these options."""
        proposers, model = options.proposers, None
        if NeuralProposer.name in proposers:
            model = self._network()
            if model is None:
                proposers = tuple(name for name in proposers if name != NeuralProposer.name)
        assistant = Assistant(
            model=model,
            beam_size=options.beam_size,
            timeout=options.timeout,
            patience=self._settings.patience,
            proposers=proposers,
            judge_all=True,
        )
        return assistant.solve(problem, on_candidate=on_candidate, cancel=cancel)

    def tokens(self, candidate: Candidate, budget: Budget) -> list[TokenScore]:
        """A forced pass over the tokens of a network's candidate."""
        model = self._network() if isinstance(candidate, NetworkCandidate) else None
        if model is None or not isinstance(candidate, NetworkCandidate):
            return []
        return forced_pass(model, candidate.source_ids, candidate.token_ids, budget=budget)

    def note(self) -> str:
        """Why there is no network, once that is known."""
        return self._missing

    def _network(self) -> OnnxModel | None:
        with self._lock:
            if self._model is None and not self._missing:
                settings = self._settings
                try:
                    self._model = OnnxModel(
                        ModelBundle.load(settings.model), device=settings.device, threads=settings.threads
                    )
                except InferenceUnavailableError as error:
                    self._missing = f"working without the network: {error}"
            return self._model

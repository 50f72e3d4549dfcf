"""The solvers that can be benchmarked: configurations of ours, SymPy alone, and what plugins bring."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import TYPE_CHECKING

import sympy

from symassist.config import PROPOSERS as OURS
from symassist.errors import BundleError, SolverUnavailableError
from symassist.inference.bundle import ModelBundle
from symassist.plugins import registry
from symassist.plugins.registry import make_proposer
from symassist.problem import Problem

if TYPE_CHECKING:
    from symassist.assistant import Assistant

BEAM_SIZE = 10
PROPOSERS = {
    "network": ("network",),
    "neural": ("network", "ansatz"),
    "assistant": OURS,
    "assistant_nonet": tuple(name for name in OURS if name != "network"),
}
"""Our solvers: which proposers the assistant may use; ``NAME@BEAM`` asks one of them with another beam."""
ENTRY_POINTS = "symassist.solvers"
"""Entry point group of plugins: functions ``(problem, timeout) -> Expr | None``."""


@dataclass(frozen=True)
class Answer:
    """What a solver said of one problem. ``verdict`` is our judge's status; solvers without a judge leave it None."""

    expression: sympy.Expr | None = None
    verdict: str | None = None
    method: str | None = None
    origin: str | None = None
    timed_out: bool = False
    seconds: float = 0.0
    reason: str | None = None


Solver = Callable[[Problem, float], Answer]


def missing_network() -> str | None:
    """Why the network cannot run here; None if it can."""
    if find_spec("onnxruntime") is None:
        return "no ONNX Runtime is installed: pip install symassist[cpu]"
    try:
        ModelBundle.load()
    except BundleError as error:
        return str(error)
    return None


def installed() -> list[str]:
    """Names of the solvers that can be asked for; those with a network only where it can run."""
    ours = [name for name, proposers in PROPOSERS.items() if "network" not in proposers or missing_network() is None]
    return sorted({*ours, "sympy", *_plugins(), *_proposers()})


def require(names: list[str]) -> None:
    """Raises SolverUnavailableError, with the reason and those installed, unless all ``names`` are.

    A plugin that is installed but cannot work raises, too: PluginError, or SolverUnavailableError for its program.
    """
    known = installed()
    absent = [name for name in names if name not in known and not (beam_of(name) and name.partition("@")[0] in known)]
    if absent:
        network = {name.partition("@")[0] for name in absent} & PROPOSERS.keys() and missing_network()
        reason = f" ({network})" if network else ""
        raise SolverUnavailableError(f"no solver {', '.join(absent)}{reason}; installed: {', '.join(known)}")
    for name in names:
        if name in _proposers():
            make_proposer(name)


def beam_of(name: str) -> int | None:
    """The beam of ``NAME@BEAM`` where NAME is one of ours, else None."""
    ours, _, beam = name.partition("@")
    return int(beam) if ours in PROPOSERS and beam.isdecimal() and int(beam) > 0 else None


@cache
def warm_up(name: str, timeout: float) -> None:
    """Has the solver load what it needs by solving a trivial problem, so that its first is timed like its second."""
    x = sympy.Symbol("x")
    _solver(name, timeout)(Problem(x**2, x), timeout)


def solve(name: str, problem: Problem, timeout: float) -> Answer:
    """Runs the solver in this process; ``seconds`` is filled in. A worker's entry."""
    solver = _solver(name, timeout)
    started = time.perf_counter()
    answer = solver(problem, timeout)
    seconds = time.perf_counter() - started
    late = answer.expression is None and seconds >= timeout
    return Answer(**{**answer.__dict__, "seconds": seconds, "timed_out": answer.timed_out or late})


@cache
def _solver(name: str, timeout: float) -> Solver:
    beam = beam_of(name)
    if beam or name in PROPOSERS or name in _proposers():
        from symassist.assistant import Assistant

        proposers = PROPOSERS.get(name.partition("@")[0], (name,))
        return partial(_ask_assistant, Assistant(beam_size=beam or BEAM_SIZE, timeout=timeout, proposers=proposers))
    if name == "sympy":
        return _ask_sympy
    require([name])
    return partial(_ask_plugin, name, _plugins()[name].load())


def _proposers() -> list[str]:
    """Plugins whose candidates, judged by us, make a solver."""
    return [plugin.name for plugin in registry.installed() if plugin.name not in {*PROPOSERS, "sympy"}]


def _plugins() -> dict[str, EntryPoint]:
    """Found without importing them."""
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}


def _ask_assistant(assistant: Assistant, problem: Problem, timeout: float) -> Answer:
    solution = assistant.solve(problem)
    verdict = solution.verdict
    if solution.antiderivative is None:
        return Answer(reason=verdict.reason or None)
    return Answer(solution.antiderivative, verdict.status.value, verdict.method or None, solution.origin)


def _ask_sympy(problem: Problem, timeout: float) -> Answer:
    """``sympy.integrate`` as a user calls it, with plain symbols: positive ones make it drop logarithms."""
    plain = {symbol: sympy.Symbol(symbol.name) for symbol in problem.integrand.free_symbols}
    answer = sympy.integrate(problem.integrand.subs(plain), sympy.Symbol(problem.variable.name))
    return _evaluated(answer, "sympy.integrate", "sympy")


def _ask_plugin(
    name: str, function: Callable[[Problem, float], sympy.Expr | None], problem: Problem, timeout: float
) -> Answer:
    return _evaluated(function(problem, timeout), None, name)


def _evaluated(answer: sympy.Expr | None, method: str | None, origin: str) -> Answer:
    if answer is None or answer.has(sympy.Integral, sympy.nan, sympy.zoo, sympy.oo):
        return Answer(method=method, origin=origin, reason="returned unevaluated")
    return Answer(answer, method=method, origin=origin)

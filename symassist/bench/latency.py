"""How long people wait: seconds to a verified answer by stage, the budget kept, cold start, memory, many at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from symassist.assistant import Assistant
from symassist.bench.problems import BenchProblem
from symassist.bench.solvers import Answer, solve, warm_up
from symassist.bench.statistics import quantile
from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.abstraction import encode
from symassist.problem import Problem
from symassist.solution import Solution
from symassist.workers import WorkerPool

SLOW = 5.0
KEPT = 2.0
STAGES = ("encode", "decode", "repair", "search", "verify")
"""In this order in the table; 'search' is all that waits for worker processes (search, SymPy's methods)."""
_STAGE_OF = {"NeuralProposer": "decode", "AnsatzRepair": "repair", "Race": "search", "verify": "verify"}
_WARM_UP_SECONDS = 120.0

HEADINGS = ("set", "problems", "solved", "median s", "p95 s", f"over {SLOW:g} s", *(f"{s} ms" for s in STAGES))
HEADINGS += ("sympy median s", "sympy p95 s", f"sympy over {SLOW:g} s")


@dataclass(frozen=True)
class Timed:
    """One problem: seconds of ours and of ``sympy.integrate`` (both capped by the limit), and seconds by stage."""

    set: str
    solved: bool
    seconds: float
    stages: dict[str, float]
    sympy_seconds: float


def measure(
    problems: Sequence[BenchProblem],
    assistant: Assistant,
    on_result: Callable[[Timed], None] = lambda result: None,
) -> list[Timed]:
    """Solves each problem by the assistant in this process and by SymPy in a worker."""
    results = []
    with WorkerPool(1) as pool:
        pool.call(warm_up, "sympy", assistant.timeout, budget=Budget.of(_WARM_UP_SECONDS))
        for each in problems:
            problem = each.parse()
            encoding = _encoding_seconds(problem)
            start = time.monotonic()
            solution = assistant.solve(problem)
            seconds = time.monotonic() - start
            result = Timed(
                each.set,
                solution.solved,
                seconds,
                _by_stage(solution, encoding),
                _sympy_seconds(pool, problem, assistant.timeout),
            )
            results.append(result)
            on_result(result)
    return results


def _encoding_seconds(problem: Problem) -> float:
    start = time.perf_counter()
    try:
        encode(problem.integrand, problem.variable)
    except (UnsupportedExpressionError, RuntimeError):
        return 0.0
    return time.perf_counter() - start


def _by_stage(solution: Solution, encoding: float) -> dict[str, float]:
    stages: defaultdict[str, float] = defaultdict(float)
    for name, seconds in solution.timings:
        stages[_STAGE_OF.get(name, "search")] += seconds
    stages["encode"] = min(encoding, stages["decode"])
    stages["decode"] -= stages["encode"]
    return dict(stages)


def _sympy_seconds(pool: WorkerPool, problem: Problem, timeout: float) -> float:
    outcome = pool.call(solve, "sympy", problem, timeout, budget=Budget.of(timeout))
    answer = outcome.value
    return answer.seconds if isinstance(answer, Answer) else timeout if outcome.kind == "timeout" else outcome.seconds


def rows(results: Sequence[Timed]) -> list[list[str]]:
    """One row a set, then one for all: the median is over solved problems, the 95th percentile over all."""
    sets = list(dict.fromkeys(r.set for r in results))
    groups = [(name, [r for r in results if r.set == name]) for name in sets]
    return [_row(name, group) for name, group in (*groups, *([("all sets", list(results))] if len(sets) > 1 else []))]


def _row(name: str, group: Sequence[Timed]) -> list[str]:
    solved, ours, theirs = ([r.seconds for r in group if r.solved], *_both(group))
    stages = (quantile([r.stages.get(stage, 0.0) for r in group], 0.5) or 0.0 for stage in STAGES)
    return [
        name,
        str(len(group)),
        str(len(solved)),
        _seconds(quantile(solved, 0.5)),
        _seconds(quantile(ours, 0.95)),
        str(sum(s > SLOW for s in ours)),
        *(f"{1000 * s:.1f}" for s in stages),
        _seconds(quantile(theirs, 0.5)),
        _seconds(quantile(theirs, 0.95)),
        str(sum(s > SLOW for s in theirs)),
    ]


def _both(group: Sequence[Timed]) -> tuple[list[float], list[float]]:
    return [r.seconds for r in group], [r.sympy_seconds for r in group]


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def budget_line(results: Sequence[Timed], timeout: float) -> str:
    """How the budget was kept."""
    beyond = [r.seconds - timeout for r in results]
    kept = sum(b <= KEPT for b in beyond)
    return (
        f"budget of {timeout:g} s kept within {KEPT:g} s by {kept} of {len(results)} ({kept / len(results):.1%}); "
        f"latest {max(0.0, *beyond):.2f} s after it"
    )


@dataclass(frozen=True)
class Throughput:
    """Problems one at a time and by ``solve_many``: wall seconds of both, and how many each solved."""

    problems: int
    jobs: int
    single_seconds: float
    single_solved: int
    batch_seconds: float
    batch_solved: int

    @property
    def ratio(self) -> float:
        """Batch mode's throughput in units of one at a time."""
        return self.single_seconds / self.batch_seconds

    def __str__(self) -> str:
        return (
            f"solve_many with {self.jobs} jobs, its workers' start included: {self.problems / self.batch_seconds:.2f} "
            f"problems/s, {self.batch_solved} of {self.problems} solved; one at a time "
            f"{self.problems / self.single_seconds:.2f}/s, {self.single_solved} solved; ratio {self.ratio:.2f}"
        )


def measure_throughput(
    problems: Sequence[BenchProblem],
    assistant: Assistant,
    jobs: int,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Throughput:
    """Each half of the problems one at a time and in batch mode, in the order A B, B A: what else the machine does
    meets both.
    """
    parsed = [each.parse() for each in problems]
    seconds, solved = {"single": 0.0, "batch": 0.0}, {"single": 0, "batch": 0}
    half = (len(parsed) + 1) // 2
    for part, order in ((parsed[:half], ("single", "batch")), (parsed[half:], ("batch", "single"))):
        for mode in order if part else ():
            start = time.monotonic()
            if mode == "batch":
                solutions = assistant.solve_many(part, jobs=jobs)
            else:
                solutions = [assistant.solve(problem) for problem in part]
            seconds[mode] += time.monotonic() - start
            solved[mode] += sum(s.solved for s in solutions)
            on_progress(len(part))
    return Throughput(len(parsed), jobs, seconds["single"], solved["single"], seconds["batch"], solved["batch"])


def cold_start_line(repeats: int = 5) -> str:
    """The fastest of some starts of the command line, beside ``import sympy`` in a fresh interpreter."""
    command = [sys.executable, "-m", "symassist", "integrate", "x*exp(x)"]
    ours = min(_run_seconds(command) for _ in range(repeats))
    theirs = min(_run_seconds([sys.executable, "-c", "import sympy"]) for _ in range(repeats))
    return f'cold start of `symassist integrate "x*exp(x)"`: {ours:.2f} s, {ours / theirs:.1f} times `import sympy`'


def _run_seconds(command: Sequence[str]) -> float:
    start = time.monotonic()
    subprocess.run(command, check=False, capture_output=True, timeout=_WARM_UP_SECONDS)
    return time.monotonic() - start


def memory_line() -> str:
    """Resident memory of this process, its workers apart; empty where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return ""
    kilobytes = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return f"memory beside the workers: {kilobytes / 1024:.0f} MB"

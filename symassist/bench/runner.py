"""Runs solvers over problems under hard limits; every finished result is on disk before the next one starts."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

import sympy

from symassist.bench.problems import BenchProblem
from symassist.bench.referee import Judgement, Ruling, judge
from symassist.bench.report import read_results
from symassist.bench.solvers import Answer, solve, warm_up
from symassist.budget import Budget
from symassist.errors import ParseError, WorkerError
from symassist.problem import Problem
from symassist.workers import WorkerPool

GRACE = 1.0
"""Seconds after the time limit at which a solver that does not stop by itself is killed."""
REFEREE_SECONDS = 10.0
"""After this many seconds the referee begins no further point; it is killed after twice as many."""
WARM_UP_SECONDS = 120.0
"""A fresh worker imports the solver and loads its model outside the measured time."""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Task:
    """One problem for one solver."""

    problem: BenchProblem
    solver: str

    @property
    def key(self) -> Key:
        """What a result is recognised by when a run resumes: set, id, solver."""
        return self.problem.set, self.problem.id, self.solver


def remaining_tasks(problems: Iterable[BenchProblem], solvers: Sequence[str], out: Path | None) -> list[Task]:
    """The tasks without a result in ``out``; an unfinished last line there is cut off. Raises ProblemError."""
    done: set[Key] = set()
    if out is not None and out.exists():
        results = read_results(out)
        out.write_text("".join(_line(result) for result in results), encoding="utf-8")
        done = {(result["set"], result["id"], result["solver"]) for result in results}
    return [task for problem in problems for solver in solvers if (task := Task(problem, solver)).key not in done]


def run(
    tasks: Sequence[Task],
    *,
    timeout: float,
    jobs: int = 1,
    out: Path | None = None,
    on_result: Callable[[dict[str, Any]], None] = lambda result: None,
) -> list[dict[str, Any]]:
    """Solves and referees all tasks, ``jobs`` at a time; appends each result to ``out`` and hands it to ``on_result``.

    KeyboardInterrupt ends the running tasks without a result and is raised again; what was finished is kept.
    """
    queue: SimpleQueue[Task] = SimpleQueue()
    for task in tasks:
        queue.put(task)
    results: list[dict[str, Any]] = []
    lock, cancel = threading.Lock(), threading.Event()

    def work(file: IO[str] | None) -> None:
        with _Bench(timeout, cancel) as bench:
            while not cancel.is_set():
                try:
                    task = queue.get_nowait()
                except Empty:
                    return
                result = bench.result(task)
                if cancel.is_set():
                    return
                with lock:
                    results.append(result)
                    if file is not None:
                        file.write(_line(result))
                        file.flush()
                    on_result(result)

    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
    target: AbstractContextManager[IO[str] | None] = nullcontext() if out is None else out.open("a", encoding="utf-8")
    with target as file, ThreadPoolExecutor(jobs) as threads:
        futures = [threads.submit(work, file) for _ in range(jobs)]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            cancel.set()
    for future in futures:
        future.result()
    return results


def _line(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False) + "\n"


class _Bench:
    """One lane: a worker that solves, kept warm for its solver, and one that referees."""

    def __init__(self, timeout: float, cancel: threading.Event) -> None:
        self.timeout, self.cancel = timeout, cancel
        # No memory limit on the solver: an ONNX runtime reserves more address space than it uses.
        self.solving, self.refereeing = WorkerPool(1, memory=0), WorkerPool(1)

    def __enter__(self) -> _Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.solving.close()
        self.refereeing.close()

    def result(self, task: Task) -> dict[str, Any]:
        """The result line: the problem's fields, then the solver's answer and what became of it."""
        try:
            problem = task.problem.parse()
        except ParseError as error:
            answer, judgement = Answer(reason=str(error)), None
        else:
            answer = self._solve(task.solver, problem)
            judgement = None
            if answer.expression is not None:
                judgement = self._judge(answer.expression, problem)
        return {
            **task.problem.fields,
            "set": task.problem.set,
            "solver": task.solver,
            "answer": None if answer.expression is None else str(answer.expression),
            "status": status_of(answer, judgement),
            "seconds": round(answer.seconds, 4),
            "method": answer.method,
            "origin": answer.origin,
            "verdict": answer.verdict,
            "referee": None if judgement is None else judgement.ruling.value,
            "reason": answer.reason,
            "timeout": self.timeout,
        }

    def _solve(self, solver: str, problem: Problem) -> Answer:
        warm = self.solving.call(warm_up, solver, self.timeout, budget=Budget.of(WARM_UP_SECONDS, self.cancel))
        if not warm.finished and not self.cancel.is_set():
            raise WorkerError(f"solver {solver} does not start: {warm.text or warm.kind}")
        limit = Budget.of(self.timeout + GRACE, self.cancel)
        outcome = self.solving.call(solve, solver, problem, self.timeout, budget=limit)
        if isinstance(outcome.value, Answer):
            return outcome.value
        killed = outcome.kind == "timeout"
        return Answer(timed_out=killed, seconds=outcome.seconds, reason="killed" if killed else outcome.text)

    def _judge(self, answer: sympy.Expr, problem: Problem) -> Judgement:
        budget = Budget.of(2 * REFEREE_SECONDS, self.cancel)
        outcome = self.refereeing.call(
            judge_within, answer, problem.integrand, problem.variable, REFEREE_SECONDS, budget=budget
        )
        return outcome.value if isinstance(outcome.value, Judgement) else Judgement(Ruling.UNDECIDED)


def judge_within(answer: sympy.Expr, integrand: sympy.Expr, variable: sympy.Symbol, seconds: float) -> Judgement:
    """``judge`` with a budget that starts in the worker."""
    return judge(answer, integrand, variable, Budget.of(seconds))


def status_of(answer: Answer, judgement: Judgement | None) -> str:
    """The solver's verdict unless the referee contradicts it; the referee's ruling where there is no verdict."""
    if answer.expression is None or judgement is None:
        return "timeout" if answer.timed_out else "unsolved"
    if judgement.ruling in (Ruling.WRONG, Ruling.PARTIAL):
        return str(judgement.ruling.value)
    return answer.verdict or str(judgement.ruling.value)

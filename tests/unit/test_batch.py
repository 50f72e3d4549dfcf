"""Many problems at a time give what each gives alone, in order."""

from __future__ import annotations

import os
import threading

import pytest
import sympy

from symassist import Assistant, Problem, VerificationStatus
from symassist.batch import in_batches, solve_many
from symassist.errors import ProblemError
from symassist.expressions.abstraction import encode
from symassist.expressions.convert import from_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import write
from symassist.expressions.vocabulary import VOCABULARY
from symassist.inference.scripted import ScriptedModel
from symassist.solution import Solution
from symassist.verify.verdict import Verdict

x = sympy.Symbol("x")
F = [x * sympy.exp(x) - sympy.exp(x), sympy.sin(x) ** 2, sympy.log(x**2 + 1)]


def model() -> ScriptedModel:
    """A network that knows the antiderivatives ``F``."""
    beams = {tuple(encode(answer.diff(x), x)[0].ids): {write(normal(from_sympy(answer))): 0.5} for answer in F}
    return ScriptedModel.answering(len(VOCABULARY), beams)


def test_solutions_come_in_order_from_the_networks_candidates() -> None:
    problems = [Problem(answer.diff(x), x) for answer in F] * 2
    told: list[int] = []
    lock = threading.Lock()

    def tell(k: int, solution: Solution) -> None:
        with lock:
            told.append(k)

    assistant = Assistant(model=model(), proposers=("network", "ansatz"), timeout=20)
    solutions = assistant.solve_many(problems, jobs=2, on_solution=tell)
    assert [s.problem for s in solutions] == problems
    assert [s.solved for s in solutions] == [True] * 6
    assert {s.origin for s in solutions} == {"network"}
    assert sorted(told) == list(range(6))


def test_an_impossible_problem_is_named_before_any_is_begun() -> None:
    with pytest.raises(ProblemError):
        Assistant(proposers=("ansatz",)).solve_many([Problem(x, x), Problem(sympy.nan, x)])


def test_cancelling_ends_all() -> None:
    cancel = threading.Event()
    cancel.set()
    solutions = Assistant(proposers=("ansatz",), timeout=20).solve_many([Problem(x, x)] * 3, jobs=1, cancel=cancel)
    assert [s.verdict.reason for s in solutions] == ["cancelled"] * 3


def own_pid(problem: Problem, timeout: float, proposed: object) -> Solution:
    """What a worker does with a problem, told apart by its process."""
    return Solution(problem, sympy.Integer(os.getpid()), Verdict(VerificationStatus.CONSISTENT))


def test_the_workers_stay_warm_for_the_next_call() -> None:
    problems = [Problem(x**k, x) for k in range(6)]
    first, second = ({s.antiderivative for s in solve_many(problems, own_pid, 20, None, jobs=1)} for _ in range(2))
    assert first == second
    assert len(first) == 1
    assert first != {os.getpid()}


def interrupted(k: int, solution: Solution) -> None:
    raise KeyboardInterrupt


def test_an_interrupt_ends_the_call_and_its_workers() -> None:
    with pytest.raises(KeyboardInterrupt):
        solve_many([Problem(x**k, x) for k in range(40)], own_pid, 20, None, jobs=1, on_solution=interrupted)
    assert [s.solved for s in solve_many([Problem(x, x)], own_pid, 20, None, jobs=1)] == [True]


def test_batches_grow_so_that_workers_begin_early() -> None:
    problems = [Problem(x, x)] * 60
    sizes = [(first, len(batch)) for first, batch in in_batches(problems, 2)]
    assert sizes == [(0, 2), (2, 4), (6, 8), (14, 16), (30, 16), (46, 14)]

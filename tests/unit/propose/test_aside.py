"""A proposer in this process cannot hold up its caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest
import sympy

from symassist.budget import Budget
from symassist.propose.aside import aside
from symassist.propose.proposer import Candidate

X = sympy.Symbol("x")


def slow(seconds: float, made: list[int]) -> Generator[Candidate]:
    for rank in range(3):
        made.append(rank)
        yield Candidate(X + rank, None, rank, "slow")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            sympy.Integer(7) ** 7


def test_candidates_come_in_order_and_only_when_they_are_asked_for() -> None:
    made: list[int] = []
    stage = aside(slow(0.0, made), Budget.of(10))
    assert next(stage).expression == X
    time.sleep(0.1)
    assert made == [0]
    assert [c.rank for c in stage] == [1, 2]


def test_a_step_that_takes_too_long_is_left_behind() -> None:
    start = time.monotonic()
    assert [c.rank for c in aside(slow(1.5, []), Budget.of(0.3))] == [0]
    assert time.monotonic() - start < 1.0


def test_cancelling_ends_the_wait() -> None:
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    start = time.monotonic()
    assert len(list(aside(slow(1.5, []), Budget.of(60, cancel)))) == 1
    assert time.monotonic() - start < 1.0


def test_what_it_raises_is_raised_here() -> None:
    def failing() -> Generator[Candidate]:
        yield Candidate(X, None, 0, "failing")
        raise ArithmeticError("no")

    stage = aside(failing(), Budget.of(5))
    next(stage)
    with pytest.raises(ArithmeticError):
        next(stage)

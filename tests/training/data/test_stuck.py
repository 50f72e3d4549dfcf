"""A draw that does not end is dropped, whatever it is lost in; one that takes its time is not."""

from __future__ import annotations

import random
import signal
import time
from itertools import islice, repeat

import pytest
import symengine

from training.data.pipeline import Pair, Pipeline
from training.data.stuck import StuckError, watched

X = symengine.Symbol("x")


def test_a_draw_without_an_end_is_dropped_and_counted() -> None:
    def generator(rng: random.Random) -> list[Pair]:
        n = rng.randint(1, 50)
        while n == 7:  # lost
            time.process_time()
        return [(n * X ** (n - 1), X**n)]

    finishing = Pipeline(generator)
    with watched(lambda: finishing.draws, 0.05):
        found = list(islice(finishing.examples(random.Random(0)), 40))
    assert len(found) == 40
    assert finishing.refused["StuckError"] > 0


def test_slow_progress_is_progress_and_the_signal_is_put_back() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    draws = 0
    with watched(lambda: draws, 0.05):
        end = time.process_time() + 0.4
        while time.process_time() < end:
            draws += 1
    assert signal.getsignal(signal.SIGVTALRM) is before
    with pytest.raises(StuckError), watched(lambda: draws, 0.02):
        all(time.process_time() >= 0 for _ in repeat(None))  # without an end

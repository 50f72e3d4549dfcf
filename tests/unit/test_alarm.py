"""Soft limits: they interrupt, they nest, and they leave the clock as they found it."""

from __future__ import annotations

import signal
import time

import pytest

from symassist.workers.alarm import TookTooLong, limited


def busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_what_takes_too_long_is_interrupted() -> None:
    start = time.monotonic()
    with pytest.raises(TookTooLong), limited(0.05):
        busy(20)
    assert time.monotonic() - start < 10


def test_an_inner_limit_does_not_take_the_outer_one_away() -> None:
    def twice() -> None:
        with limited(30):
            busy(0.01)
        busy(20)

    start = time.monotonic()
    with pytest.raises(TookTooLong), limited(0.2):
        twice()
    assert time.monotonic() - start < 10


def test_an_inner_limit_ends_with_the_outer_one() -> None:
    reached: list[str] = []

    def twice() -> None:
        with pytest.raises(TookTooLong), limited(30):
            busy(20)
        reached.append("after the inner")
        busy(20)

    start = time.monotonic()
    with pytest.raises(TookTooLong), limited(0.1):
        twice()
    assert reached == ["after the inner"]
    assert time.monotonic() - start < 10


def test_waiting_for_the_processor_does_not_count() -> None:
    with limited(0.2):
        time.sleep(0.4)


def test_afterwards_the_timer_and_the_handler_are_as_before() -> None:
    handler, timer = signal.getsignal(signal.SIGPROF), signal.getitimer(signal.ITIMER_PROF)[0]
    with limited(20):
        pass
    assert signal.getsignal(signal.SIGPROF) is handler
    assert (signal.getitimer(signal.ITIMER_PROF)[0] > 0) == (timer > 0)

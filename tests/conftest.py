"""What every test is protected from."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def signal_handlers_stay() -> Iterator[None]:
    """Puts the handlers of SIGINT and SIGTERM back: training stops on signals, and the tests after it send some."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)

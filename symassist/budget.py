"""A deadline passed down as a value: whoever works asks how much is left; there is no global timer."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


class EitherEvent(threading.Event):
    """Set when it is set itself or when ``other`` is."""

    def __init__(self, own: threading.Event, other: threading.Event | None) -> None:
        super().__init__()
        self._events = [event for event in (own, other) if event is not None]

    def is_set(self) -> bool:
        """Whether one of the two is."""
        return any(event.is_set() for event in self._events)


@dataclass(frozen=True)
class Budget:
    """A point in monotonic time (seconds) after which work must stop, and an event that stops it earlier."""

    deadline: float
    cancel: threading.Event | None = field(default=None, compare=False)

    @classmethod
    def of(cls, seconds: float, cancel: threading.Event | None = None) -> Budget:
        """The budget that ends ``seconds`` from now."""
        return cls(time.monotonic() + seconds, cancel)

    @property
    def remaining(self) -> float:
        """Seconds left, never negative; zero once cancelled."""
        if self.cancel is not None and self.cancel.is_set():
            return 0.0
        return max(0.0, self.deadline - time.monotonic())

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.remaining <= 0.0

    def at_most(self, seconds: float) -> Budget:
        """A budget inside this one of at most ``seconds``."""
        return Budget(min(self.deadline, time.monotonic() + seconds), self.cancel)

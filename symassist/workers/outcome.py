"""How a task in a worker ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """``kind`` is 'result' (with ``value``), 'timeout' (its process was killed) or 'error' (with ``text``)."""

    kind: str
    value: Any = None
    text: str = ""
    seconds: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether the task returned a value."""
        return self.kind == "result"

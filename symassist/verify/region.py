"""Where on the real line a verdict holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """Open ``intervals`` of the real line; ``whole`` if they are all of the integrand's real domain but points."""

    intervals: tuple[tuple[float, float], ...]
    whole: bool

    def __str__(self) -> str:
        if self.whole:
            return "all of the real domain"
        return " ∪ ".join(f"({low:g}, {high:g})" for low, high in self.intervals)

"""Statistics of a measured share: the table never shows a percentage without its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

Z95 = 1.959963984540054
"""Two-sided 95% quantile of the standard normal distribution."""


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of a binomial share, as fractions; (0, 1) without trials.

    (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n). Raises ValueError unless 0 <= successes <= trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials")
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    centre = share + square / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def quantile(values: Sequence[float], q: float) -> float | None:
    """The smallest value that at least the share ``q`` of ``values`` does not exceed; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, ceil(q * len(ordered)) - 1)]

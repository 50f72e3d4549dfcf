"""Which of many columns a vector is a combination of, told in doubles; exact arithmetic has to confirm it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Complex = NDArray[np.complex128]

EXACT = 1e-8
"""Relative distance of the target from the columns' span that is worth solving exactly."""
SURE = 1e-11
"""Distance that an approximation by smooth functions seldom reaches by accident."""
_NOISE = 1e-13
_MAX_STEPS = 14


def spanning(matrix: Complex, target: Complex) -> tuple[list[int], bool] | None:
    """A few columns of ``matrix`` (N, n) with ``target`` (N,) in their span, the first in order preferred, or None.

    The shortest sufficient prefix needs its last column; with that one put first the next prefix is shorter, and so
    on. The flag says whether the distance is one of rounding.
    """
    limit_imaginary = 1e-13 * np.abs(matrix).max()
    if np.abs(matrix.imag).max() <= limit_imaginary and np.abs(target.imag).max() <= 1e-13 * np.abs(target).max():
        matrix, target = matrix.real, target.real  # type: ignore[assignment]
    width = min(matrix.shape[1], len(target) - 4)
    size = np.linalg.norm(matrix[:, :width], axis=0)
    scaled = matrix[:, :width] / np.where(size > 0, size, 1)
    target = target / np.linalg.norm(target)
    needed: list[int] = []
    rest = list(range(width))
    limit = None
    for _ in range(_MAX_STEPS):
        order = needed + rest
        triangle = np.asarray(np.linalg.qr(np.column_stack([scaled[:, order], target]), mode="r"))
        distances = np.sqrt(np.cumsum(np.abs(triangle[::-1, -1]) ** 2)[::-1])  # from the span of the first k columns
        if limit is None:
            floor = float(distances[-1])
            if floor > EXACT:
                return None
            limit = max(20 * floor, _NOISE)
        length = int(np.argmax(distances <= limit))
        if length <= len(needed):
            return sorted(needed[:length]), floor < SURE
        needed = [*needed, order[length - 1]]
        rest = order[len(needed) - 1 : length - 1]
    return sorted(needed + rest), floor < SURE

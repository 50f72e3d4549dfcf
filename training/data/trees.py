"""Uniform unary-binary trees: every shape with n internal nodes is drawn with the same probability.

Source: Lample & Charton, "Deep Learning for Symbolic Mathematics" (2019), appendix C. ``D(e, n)`` counts the ways to
complete a tree with e empty nodes and n operators still to place:

    D(0, n) = 0,  D(e, 0) = 1,  D(e, n) = D(e - 1, n) + D(e, n - 1) + D(e + 1, n - 1)

(the next empty node becomes a leaf, a unary or a binary operator).
"""

from __future__ import annotations

import random
from functools import cache

LEAF, UNARY, BINARY = 0, 1, 2


@cache
def completions(empty: int, operators: int) -> int:
    """D(e, n), exactly."""
    if empty == 0:
        return 0
    if operators == 0:
        return 1
    return completions(empty - 1, operators) + completions(empty, operators - 1) + completions(empty + 1, operators - 1)


@cache
def _thresholds(empty: int, operators: int) -> tuple[float, float]:
    """Cumulative probabilities that the next node in preorder is a leaf, and a leaf or unary."""
    total = completions(empty, operators)
    leaf = completions(empty - 1, operators)
    return leaf / total, (leaf + completions(empty, operators - 1)) / total


def sample_shape(operators: int, rng: random.Random) -> list[int]:
    """A uniform tree with that many operators as its node arities (0, 1, 2) in preorder."""
    shape: list[int] = []
    empty, left = 1, operators
    uniform = rng.random
    while empty:
        if left == 0:
            shape += [LEAF] * empty
            break
        leaf, unary = _thresholds(empty, left)
        u = uniform()
        if u < leaf:
            shape.append(LEAF)
            empty -= 1
        elif u < unary:
            shape.append(UNARY)
            left -= 1
        else:
            shape.append(BINARY)
            left -= 1
            empty += 1
    return shape

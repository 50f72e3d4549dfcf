"""The tree sampler is uniform: all shapes of n operators are equally likely."""

from __future__ import annotations

import random
from collections import Counter

from scipy.stats import chisquare

from training.data.trees import completions, sample_shape


def all_shapes(operators: int) -> set[tuple[int, ...]]:
    """Every unary-binary tree with that many internal nodes, by brute force."""
    if operators == 0:
        return {(0,)}
    shapes = {(1, *child) for child in all_shapes(operators - 1)}
    for left in range(operators):
        shapes |= {(2, *a, *b) for a in all_shapes(left) for b in all_shapes(operators - 1 - left)}
    return shapes


def test_counts_are_exact() -> None:
    """D(1, n) is the large Schroeder number, 1, 2, 6, 22, 90..., and what brute force finds."""
    assert [completions(1, n) for n in range(7)] == [1, 2, 6, 22, 90, 394, 1806]
    assert [len(all_shapes(n)) for n in range(6)] == [1, 2, 6, 22, 90, 394]


def test_shapes_are_uniform() -> None:
    rng = random.Random(3)
    counts = Counter(tuple(sample_shape(4, rng)) for _ in range(36_000))
    shapes = all_shapes(4)
    assert set(counts) == shapes
    assert chisquare([counts[s] for s in shapes]).pvalue > 1e-4

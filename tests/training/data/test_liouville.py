"""Liouville forms: right, and over one denominator."""

from __future__ import annotations

import random

import symengine

from training.data import liouville
from training.data.spellings import size


def test_pairs_are_right(right):
    rng = random.Random(1)
    right([pair for _ in range(150) for pair in liouville.generate(rng)])


def test_integrand_is_one_term_or_polynomial():
    rng = random.Random(2)
    pairs = [pair for _ in range(200) for pair in liouville.generate(rng)]
    sums = [f for f, _ in pairs if isinstance(f, symengine.Add)]
    assert len(pairs) > 150
    assert len(sums) < 0.3 * len(pairs)
    assert all(size(f) <= liouville.MAX_SIZE for f, _ in pairs)

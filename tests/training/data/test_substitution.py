"""f(g(x))*g'(x): right, in all spellings, with all inner functions."""

from __future__ import annotations

import random

import symengine

from training.data import substitution
from training.data.expressions import X


def test_pairs_are_right(right):
    rng = random.Random(1)
    right([pair for _ in range(200) for pair in substitution.generate(rng)])


def test_standard_pairs_are_right(right):
    rng = random.Random(2)
    right([substitution.standard(rng) for _ in range(80)])


def test_inner_functions_depend_on_x():
    rng = random.Random(3)
    drawn = [substitution.inner(rng) for _ in range(300)]
    assert sum(symengine.has_symbol(g, X) for g in drawn) > 280


def test_most_draws_succeed():
    rng = random.Random(4)
    assert sum(bool(substitution.generate(rng)) for _ in range(200)) > 160

"""Integration by parts: the table's look-ups, and pairs that are right."""

from __future__ import annotations

import random

import symengine

from training.data import by_parts
from training.data.expressions import X

parse = symengine.sympify


def test_pairs_are_right(right):
    rng = random.Random(1)
    right([pair for _ in range(120) for pair in by_parts.generate(rng)])


def test_table_knows_multiples_and_sums():
    table = by_parts.Table()
    table.add(parse("2*x*exp(x)"), parse("2*(x - 1)*exp(x)"))
    table.add(symengine.cos(X), symengine.sin(X))
    assert table.integral(parse("-3*x*exp(x)")) == parse("-3*(x - 1)*exp(x)")
    assert table.integral(parse("x*exp(x) + 5*cos(x)")) == parse("(x - 1)*exp(x) + 5*sin(x)")
    assert table.integral(parse("sin(x)")) is None


def test_table_is_bounded(monkeypatch):
    monkeypatch.setattr(by_parts, "LIMIT", 2)
    table = by_parts.Table()
    for n in range(5):
        table.add(X**n * symengine.exp(X), X)
    assert len(table.known) == 2


def test_filled_table_is_right(right):
    table = by_parts.Table()
    table.fill(random.Random(7), seeds=250)
    right(list(table.known.items())[::2], unchecked_share=0.15)

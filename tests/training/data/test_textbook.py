"""Textbook families: right answers from every family and every line of the table."""

from __future__ import annotations

import random

import pytest
import symengine

from training.data import textbook, textbook_table
from training.data.expressions import PARAMETERS, X
from training.data.identity_lines import rows
from training.data.pipeline import Pipeline
from training.data.textbook_rational import square_root
from training.data.textbook_roots import draw_quadratic

LETTERS = dict(zip(symengine.symbols("a b c d p q n m k"), (1.3, 0.7, 2.1, 0.4, 1.7, 0.6, 2.3, 1.4, 3), strict=True))


@pytest.mark.parametrize("family", textbook.FAMILIES, ids=lambda family: family.name)
def test_family_differentiates_to_its_integrand(family, right):
    rng = random.Random(1)
    drawn = [family.draw(rng) for _ in range(25)]
    pairs = [pair for pair in drawn if pair is not None]
    assert len(pairs) >= 12
    right(pairs, unchecked_share=0.25)


@pytest.mark.parametrize("name", textbook_table.LINES)
def test_lines_of_the_table_hold(name, error):
    values = {letter: symengine.RealDouble(v) for letter, v in LETTERS.items()}
    values[symengine.Symbol("k")] = symengine.Integer(3)
    for (f, antiderivative), _ in rows(textbook_table.LINES[name]):
        worst = error(f.subs(values), antiderivative.subs(values))
        assert worst is not None, f
        assert worst < 1e-6, f"{f} | {antiderivative}: {worst}"


def test_no_square_stands_under_a_root_of_which_the_answer_is_atanh_of_one():
    rng = random.Random(5)
    drawn = [draw_quadratic(rng) for _ in range(5_000)]
    assert len(set(drawn)) > 200
    assert all(b * b != 4 * a * c for a, b, c in drawn)


def test_spelt_pairs_are_right(right):
    rng = random.Random(2)
    right([pair for _ in range(150) for pair in textbook.generate(rng)])


def test_spellings_share_one_antiderivative():
    rng = random.Random(3)
    several = [pairs for pairs in (textbook.generate(rng) for _ in range(200)) if len(pairs) > 1]
    assert len(several) > 30
    assert all(len({antiderivative for _, antiderivative in pairs}) == 1 for pairs in several)


def test_shape_is_that_of_books():
    pipeline, rng = Pipeline(textbook.generate), random.Random(4)
    examples = [
        example
        for pairs in (textbook.generate(rng) for _ in range(400))
        for p in pairs
        if (example := pipeline.finish(*p))
    ]
    lengths = sorted(len(example.source) for example in examples)
    assert lengths[len(lengths) // 2] <= 20
    assert lengths[len(lengths) * 9 // 10] <= 40


def test_a_fifth_of_the_draws_has_parameters():
    rng = random.Random(5)
    pairs = [pair for pair in (textbook.draw(rng) for _ in range(600)) if pair is not None]
    share = sum(any(symengine.has_symbol(f, p) for p in PARAMETERS[:4]) for f, _ in pairs) / len(pairs)
    assert 0.1 < share < 0.35


def test_square_root_takes_squares_out():
    assert square_root(symengine.Integer(12)) == 2 * symengine.sqrt(3)
    assert square_root(symengine.Rational(4, 9)) == symengine.Rational(2, 3)
    assert square_root(symengine.Rational(1, 2)) == symengine.sqrt(2) / 2


def test_linear_argument_divides_by_its_slope():
    f, antiderivative = textbook.at_linear((symengine.cos(X), symengine.sin(X)), 3 * X + 1)
    assert (f, antiderivative) == (symengine.cos(3 * X + 1), symengine.sin(3 * X + 1) / 3)

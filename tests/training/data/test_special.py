"""Special functions, secants, complex constants: every line and every family differentiates to its integrand."""

from __future__ import annotations

import random
from itertools import islice

import numpy as np
import pytest
import symengine
import sympy

from symassist.expressions.convert import Expression, from_sympy, to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import read, write
from symassist.numerics.evaluate import evaluate
from tests.training.data.test_textbook import LETTERS
from training.data import special, special_table, textbook_secants
from training.data.expressions import PARAMETERS, X
from training.data.identity_lines import rows
from training.data.mixture import pipeline

PLACES = np.array([0.137, 0.31, 0.452, 0.77, 0.93, 1.37, 1.9, 2.71, 3.6])


def largest_error(f: Expression, antiderivative: Expression) -> float:
    """max |F' - f|/(1 + |f|) where f is finite, over complex values too; NaN where nothing is."""
    symbols = {sympy.Symbol("x"): PLACES} | {
        sympy.Symbol(str(p)): np.full(len(PLACES), 0.7 + 0.31 * i) for i, p in enumerate(PARAMETERS[:6])
    }
    slope = normal(derivative(antiderivative, X))
    values, others = (np.broadcast_to(evaluate(to_sympy(e), symbols), PLACES.shape) for e in (f, slope))
    sound = np.isfinite(values) & np.isfinite(others) & (np.abs(values.imag) < 1e-9) & (np.abs(values) < 1e6)
    values, others = values[sound], others[sound]
    return float((np.abs(values - others) / (1 + np.abs(values))).max()) if sound.any() else float("nan")


@pytest.mark.parametrize("name", special_table.LINES)
def test_lines_hold(name):
    values = {**LETTERS, symengine.Symbol("q"): 0.6, symengine.Symbol("p"): 0.85}
    exact = {letter: symengine.Rational(round(100 * v), 100) for letter, v in values.items()}
    for (f, antiderivative), _ in rows(special_table.LINES[name]):
        error = largest_error(f.subs(exact), antiderivative.subs(exact))
        assert error < 1e-7, f"{f} | {antiderivative}: {error}"


@pytest.mark.parametrize("family", special.FAMILIES, ids=lambda family: family.name)
def test_families_draw_right_pairs(family):
    rng = random.Random(3)
    drawn = [pair for pair in (family.draw(rng) for _ in range(12)) if pair is not None]
    errors = [largest_error(*pair) for pair in drawn]
    assert len(drawn) >= 8
    assert not [pair for pair, error in zip(drawn, errors, strict=True) if error > 1e-6]
    assert sum(error == error for error in errors) >= 6


def test_generated_pairs_are_right_and_keep_the_law():
    rng = random.Random(4)
    pairs = [pair for _ in range(40) for pair in special.generate(rng)]
    assert len(pairs) > 50
    for f, antiderivative in pairs[::2]:
        assert not largest_error(f, antiderivative) > 1e-6, f"{f} | {antiderivative}"
    for example in islice(pipeline("special").examples(rng), 60):
        for ids in (example.source[1:-1], example.target[:-1]):
            assert write(normal(from_sympy(to_sympy(read(ids))))) == ids


@pytest.mark.parametrize("kind", textbook_secants.KINDS, ids=lambda kind: str(kind.r))
def test_reductions_hold_for_all_exponents(kind, error):
    for m in range(6):
        for n in range(6):
            if m + n:
                worst = error(kind.r**m * kind.t**n, textbook_secants.integral(kind, m, n))
                assert worst is not None
                assert worst < 1e-6, f"{kind.r}**{m}*{kind.t}**{n}"

"""Complex constants, skeletons, forward generation, the paper's generators, and the mixture that names them."""

from __future__ import annotations

import random
from itertools import islice

import numpy as np
import pytest
import symengine
import sympy

from symassist.budget import Budget
from symassist.expressions.convert import to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import read
from symassist.expressions.vocabulary import EOS, PLACEHOLDERS, VOCABULARY
from symassist.numerics.evaluate import evaluate
from symassist.problem import Problem
from symassist.propose.ansatz import repaired
from symassist.propose.neural import filled
from symassist.verify.verifier import verify
from symassist.workers import WorkerPool
from training.data import complex_constants, forward, lample_charton, mixture, skeleton
from training.data.expressions import PARAMETERS, X
from training.data.identity_lines import rows

PLACES = np.array([-1.7, -0.45, 0.137, 0.52, 0.93, 1.9, 3.6])
UNIT = VOCABULARY.index["I"]


def complex_error(f, antiderivative) -> float:
    """max |F' - f|/(1 + |f|), complex values compared; NaN where neither is finite anywhere."""
    columns = {sympy.Symbol("x"): PLACES} | {
        sympy.Symbol(str(p)): np.full(len(PLACES), 0.7 + 0.31 * i) for i, p in enumerate(PARAMETERS[:4])
    }
    slope = normal(derivative(antiderivative, X))
    values, others = (np.broadcast_to(evaluate(to_sympy(e), columns), PLACES.shape) for e in (f, slope))
    sound = np.isfinite(values) & np.isfinite(others) & (np.abs(values) < 1e6)
    return float((np.abs(values - others) / (1 + np.abs(values)))[sound].max()) if sound.any() else float("nan")


def test_lines_with_the_imaginary_unit_hold():
    letters = dict(
        zip(
            symengine.symbols("a b p q n m"),
            map(symengine.Rational, (13, 7, 17, 6, 2, 3), [10] * 4 + [1] * 2),
            strict=True,
        )
    )
    for (f, antiderivative), _ in rows(complex_constants.LINES):
        error = complex_error(f.subs(letters), antiderivative.subs(letters))
        assert error < 1e-9, f"{f} | {antiderivative}: {error}"


def test_complex_examples_are_right_and_hold_the_unit():
    rng = random.Random(2)
    pairs = [pair for _ in range(150) for pair in complex_constants.generate(rng)]
    errors = [complex_error(*pair) for pair in pairs]
    assert len(pairs) > 60
    assert not [pair for pair, error in zip(pairs, errors, strict=True) if error > 1e-6]
    assert sum(error == error for error in errors) > 0.8 * len(pairs)
    assert all(UNIT in e.source or UNIT in e.target for e in islice(mixture.pipeline("complex").examples(rng), 40))


def test_only_the_complex_generator_may_use_the_unit():
    x, i = X, symengine.I
    assert mixture.pipeline("complex").finish(1 / (x + i), symengine.log(x + i)) is not None
    textbook = mixture.pipeline("textbook")
    assert textbook.finish(1 / (x + i), symengine.log(x + i)) is None
    assert textbook.refused["imaginary"] == 1


def test_a_skeleton_has_a_placeholder_for_every_rational_coefficient():
    text = "17*x**2*exp(x)/3 - x*exp(x)/40 + sqrt(3)*a0*exp(x)"
    shape = skeleton.skeleton(symengine.sympify(text))
    assert {str(s) for s in shape.free_symbols} == {"x", "a0", "c0", "c1", "c2"}
    ones = symengine.sympify("x**2*exp(x) + x*exp(x) + sqrt(3)*a0*exp(x)")
    assert filled(shape) == ones
    assert skeleton.skeleton(symengine.sympify("x*exp(x) - 2*exp(x)")) is None
    assert skeleton.skeleton(symengine.sympify("40*exp(x)")) is None


def test_the_linear_fit_fills_the_skeletons():
    """What the generator calls a skeleton of f, the ansatz turns into an antiderivative of f."""
    rng = random.Random(5)
    solved = tried = 0
    names = {VOCABULARY.index[name] for name in PLACEHOLDERS}
    for example in islice(mixture.pipeline("skeleton").examples(rng), 8):
        assert names & set(example.target)
        f = read([t for t in example.source[1:] if t != EOS])
        shape = filled(read([t for t in example.target if t != EOS]))
        assert not {str(s) for s in shape.free_symbols} & set(PLACEHOLDERS)
        symbols = {str(p): sympy.Symbol(str(p), positive=True) for p in PARAMETERS}
        problem = Problem(to_sympy(f, symbols), sympy.Symbol("x"))
        tried += 1
        answers = repaired(f, X, [shape], budget=Budget.of(5))
        solved += any(verify(problem, to_sympy(a, symbols), Budget.of(5)).solved for a in answers)
    assert solved >= 0.7 * tried


def test_forward_keeps_what_is_verified():
    rng = random.Random(1)
    pairs: list = []
    while len(pairs) < 3:
        pairs += forward.generate(rng)
    for f, antiderivative in pairs:
        assert (
            not complex_error(f, antiderivative) > 1e-6
            or verify(Problem(to_sympy(f), sympy.Symbol("x")), to_sympy(antiderivative), Budget.of(5)).solved
        )


def wrong(f: sympy.Expr) -> sympy.Expr:
    return f


def hanging(f: sympy.Expr) -> sympy.Expr:
    while True:
        f = f + 1


def test_an_oracle_that_errs_or_hangs_yields_nothing(monkeypatch):
    monkeypatch.setattr(forward, "SECONDS", 0.1)
    monkeypatch.setattr(forward, "VERIFY_SECONDS", 0.5)
    with WorkerPool(1, preload=forward.PRELOAD) as pool:
        assert forward.ask(wrong, X**2, pool) is None
        assert forward.ask(hanging, X**2, pool) is None
        monkeypatch.setattr(forward, "SECONDS", 10)
        assert forward.ask(forward.by_rules, X**2, pool) == X**3 / 3


@pytest.mark.parametrize("name", forward.SYSTEMS)
def test_an_installed_system_answers_and_survives_a_late_answer(name, monkeypatch):
    if name not in forward.systems():
        pytest.skip(f"no {name} with its plugin")
    asked = []
    with WorkerPool(1, preload=forward.PRELOAD) as pool:
        for f in (X * symengine.cos(X), symengine.exp(X**2) * symengine.log(X) ** 2 * symengine.tan(X), 1 / (1 + X**2)):
            asked.append(forward.ask(forward.systems()[name], f, pool))
    assert complex_error(X * symengine.cos(X), asked[0]) < 1e-9
    assert asked[1] is None
    assert complex_error(1 / (1 + X**2), asked[2]) < 1e-9


def test_our_own_oracles_are_asked_where_no_system_is_installed(monkeypatch):
    monkeypatch.setattr(forward, "systems", dict)
    assert forward.asked(random.Random(0)) == [forward.by_rules, forward.by_search]
    everything = {name: (lambda f: None) for name in forward.SYSTEMS}
    monkeypatch.setattr(forward, "systems", lambda: everything)
    turns = [forward.asked(random.Random(seed)) for seed in range(300)]
    assert all(turn[0] in everything.values() for turn in turns)
    assert {len(turn) for turn in turns} >= {1, 2}


def with_bars(f: sympy.Expr) -> sympy.Expr:
    return sympy.log(sympy.Abs(sympy.Symbol("x") + 1))


def test_logarithms_of_absolute_values_are_written_as_in_all_other_data(monkeypatch):
    monkeypatch.setattr(forward, "SECONDS", 10)  # the first worker starts within it
    with WorkerPool(1, preload=forward.PRELOAD) as pool:
        assert forward.ask(with_bars, 1 / (1 + X), pool) == symengine.log(1 + X)


def with_steps(f: sympy.Expr) -> sympy.Expr:
    return sympy.log(1 / sympy.Abs(sympy.Symbol("x") + 1)) * -1


def test_absolute_values_that_the_integrand_lacks_are_no_answer(monkeypatch):
    monkeypatch.setattr(forward, "SECONDS", 10)
    with WorkerPool(1, preload=forward.PRELOAD) as pool:
        assert forward.ask(with_steps, 1 / (1 + X), pool) is None
        assert forward.ask(forward.by_search, symengine.Abs(X), pool) is not None


def test_an_absent_plugin_is_named():
    with pytest.raises(KeyError, match="derive"):
        forward.by_plugin("derive")


@pytest.mark.parametrize("function", [lample_charton.backward, lample_charton.by_parts])
def test_the_papers_generators_are_right(function):
    rng = random.Random(3)
    pairs = [pair for _ in range(60) for pair in function(rng)]
    assert len(pairs) > 20
    assert not [pair for pair in pairs if complex_error(*pair) > 1e-5]
    assert all(f.free_symbols <= {X} for f, _ in pairs)


def test_every_generator_of_the_mixture_exists():
    mix = mixture.read_mix()
    assert sum(mix.values()) == pytest.approx(1)
    assert {"special", "complex", "skeleton", "forward"} <= mix.keys()
    for name in mixture.GENERATORS:
        assert callable(mixture.generator(name))

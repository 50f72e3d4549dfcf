"""Backward generation, the finishing pipeline, splits, leakage, and the generate command."""

from __future__ import annotations

import doctest
import json
import os
import random
import signal
from itertools import islice
from pathlib import Path

import pytest
import symengine

from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import read, write
from symassist.expressions.vocabulary import EOS, VOCABULARY
from training import generate
from training.data import backward
from training.data.leakage import EXEMPT_TOKENS, KEY_BYTES, SCALES, excluded_keys, packed, unpacked, variants
from training.data.mixture import read_mix
from training.data.pipeline import Pipeline, example_key
from training.data.shards import read_split
from training.data.splits import split_of


def test_the_seed_projects_example() -> None:
    results = doctest.testmod(backward)
    assert results.attempted >= 3
    assert results.failed == 0


def test_backward_examples_are_derivatives_in_normal_form() -> None:
    pipeline = Pipeline(backward.generate)
    for example in islice(pipeline.examples(random.Random(4)), 300):
        assert example.source[0] == VOCABULARY.index["integrate"]
        assert example.source[-1] == example.target[-1] == EOS
        f, antiderivative = read(example.source[1:-1]), read(example.target[:-1])
        assert write(normal(derivative(antiderivative, backward.X))) == example.source[1:-1] == write(normal(f))


def test_constants_undefined_and_imaginary_are_dropped() -> None:
    x = backward.X
    assert backward.clean(symengine.sympify("exp(2) + 3")) is None
    assert backward.clean(x * symengine.zoo) is None
    assert backward.clean(x * symengine.I) is None
    assert backward.clean(x + 1) == x + 1
    assert backward.without_constant(x + 3) == x


def test_an_integrand_is_taken_once() -> None:
    pipeline = Pipeline(backward.generate)
    x = backward.X
    assert pipeline.finish(2 * x, x**2) is not None
    assert pipeline.finish(x + x, x**2) is None
    assert pipeline.refused["duplicate"] == 1


def test_splits_depend_on_the_integrand_alone() -> None:
    rng = random.Random(5)
    pipeline = Pipeline(backward.generate)
    keys = [example.key for example in islice(pipeline.examples(rng), 3_000)]
    counts = {split: sum(split_of(k) == split for k in keys) for split in ("train", "valid", "test")}
    assert counts["train"] > 2_900
    assert counts["valid"] > 3
    assert counts["test"] > 3


def test_benchmark_problems_and_their_scalings_are_excluded() -> None:
    x = backward.X
    integrand = symengine.sympify("x**3*exp(x)*sin(x)/(1 + x**2)")
    keys = variants(integrand, "x")
    for scaled in (2 * x, x / 3, -10 * x):
        ids = write(normal(integrand.subs({x: scaled})))
        assert len(ids) > EXEMPT_TOKENS
        assert example_key(ids)[:KEY_BYTES] in keys
    assert variants(symengine.sin(x), "x") == set()


def test_exchanged_names_of_parameters_are_excluded() -> None:
    keys = variants(symengine.sympify("x**3*exp(b*x)*sin(c*x)/(a - x**2)"), "x")
    for text in ("x**3*exp(a0*x)*sin(a1*x)/(a2 - x**2)", "x**3*exp(a2*x)*sin(a0*x)/(a1 - x**2)"):
        assert example_key(write(normal(symengine.sympify(text))))[:KEY_BYTES] in keys
    assert len(variants(symengine.sympify("a*x**2 + b*x + c + d + g + exp(x)"), "x")) <= 2 * len(SCALES)


def test_keys_survive_packing() -> None:
    keys = {random.Random(i).randbytes(KEY_BYTES) for i in range(2_000)} | {bytes(KEY_BYTES), b"\xff" * KEY_BYTES}
    assert unpacked(packed(keys)) == keys
    assert len(packed(keys)) < 4.5 * len(keys)


def test_parameters_are_numbered_without_gaps() -> None:
    a, c, x = symengine.Symbol("a1"), symengine.Symbol("a3"), backward.X
    pipeline = Pipeline(backward.generate)
    example = pipeline.finish(a + 2 * c * x, a * x + c * x**2)
    assert example is not None
    assert read(example.source[1:-1]) == symengine.sympify("a0 + 2*a1*x")
    assert read(example.target[:-1]) == symengine.sympify("a0*x + a1*x**2")
    assert pipeline.finish(symengine.sympify("a2 + 2*a5*x"), x) is None


def test_an_answer_with_a_parameter_of_its_own_is_refused() -> None:
    x, a = symengine.symbols("x a0")
    pipeline = Pipeline(backward.generate)
    assert pipeline.finish(1 / x, symengine.log(a * x)) is None
    assert pipeline.refused["parameter of the answer alone"] == 1
    assert pipeline.finish(a / x, a * symengine.log(x)) is not None


def test_excluded_keys_cover_the_benchmarks() -> None:
    folder = Path(__file__).parents[4] / "shared" / "benchmarks"
    if not folder.exists():
        pytest.skip("the benchmarks are not beside this checkout")
    from symassist.expressions.convert import from_sympy
    from symassist.parsing import parse_expression

    excluded = excluded_keys()
    lines = (folder / "independent_dev.jsonl").read_text().splitlines()[::60]
    for problem in map(json.loads, lines):
        assert variants(from_sympy(parse_expression(problem["integrand"])), problem["variable"]) <= excluded


def test_generate_goes_on_where_it_stopped(tmp_path: Path) -> None:
    mix = {"backward": 1.0}
    generate.run(tmp_path, examples=1_500, workers=1, seed="s", mix=mix)
    first = read_split(tmp_path, "train")
    generate.run(tmp_path, examples=3_000, workers=1, seed="s", mix=mix)
    both = read_split(tmp_path, "train")
    assert len(both) > len(first)
    rows = [bytes(both.sources[i]) for i in range(len(both))]
    assert len(set(rows)) == len(rows)
    assert rows[: len(first)] == [bytes(first.sources[i]) for i in range(len(first))]


def test_an_unknown_generator_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mix.toml"
    path.write_text("[mix]\nbackwards = 1\n")
    with pytest.raises(ValueError, match=r"no generator 'backwards'.*backward"):
        read_mix(path)


def deadly_chunk(task: tuple[str, str, int]) -> generate.Chunk:
    """Dies on chunk 1 as a crashing kernel would."""
    if task[2] == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return generate.draw_chunk(task)


def test_a_worker_that_dies_costs_its_chunks_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "draw_chunk", deadly_chunk)
    collector = generate.run(tmp_path, examples=1_500, workers=1, seed="s", mix={"backward": 1.0})
    assert collector.examples >= 1_500
    assert 0 < collector.refused["chunks lost with a worker"] <= 4

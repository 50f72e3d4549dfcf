"""Every benchmark integrand is encoded or its unsupported function is named, and what is encoded comes back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import sympy

from symassist.expressions.abstraction import encode
from symassist.expressions.convert import from_sympy
from symassist.expressions.normal_form import normal
from symassist.parsing import parse_expression
from training.data.coverage import coverage

BENCHMARKS = Path(__file__).parents[3] / "shared" / "benchmarks"
FILES = sorted(BENCHMARKS.glob("*.jsonl"))
pytestmark = pytest.mark.skipif(not FILES, reason="the benchmarks are not beside this checkout")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_sampled_integrands_survive_encoding(path: Path) -> None:
    problems = [json.loads(line) for line in path.read_text().splitlines()]
    for problem in random.Random(0).sample(problems, 25):
        integrand = parse_expression(problem["integrand"])
        if "zeta(" in problem["integrand"]:
            continue  # zeta of two arguments has no token
        for encoded in encode(integrand, sympy.Symbol(problem["variable"])):
            decoded = encoded.decode(encoded.ids[1:-1])
            assert normal(from_sympy(decoded)) == normal(from_sympy(integrand)), problem["id"]


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_all_integrands_encode_or_are_named(path: Path) -> None:
    found = coverage(path)
    assert found.encoded >= 0.99 * found.problems
    assert found.too_long == 0
    assert all("not supported" in reason for reason in found.reasons)

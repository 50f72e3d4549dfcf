"""Keeps the benchmark problems out of the training data.

No training integrand may equal a benchmark's in normal form, nor after x -> a*x for a in +-{1..10, 1/2..1/10};
integrands of at most ``EXEMPT_TOKENS`` tokens are exempt (everybody meets sin(x)). The keys of all of those
variants, 8 bytes each, lie in ``excluded.bin``, so that machines without the benchmarks check as well:

    python -m training.data.leakage ../shared/benchmarks/*.jsonl
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import symengine

from symassist.errors import SymassistError
from symassist.expressions.convert import Expression, from_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import write
from symassist.parsing import parse_expression
from training.data.pipeline import example_key

KEYS = Path(__file__).parent / "excluded.bin"
KEY_BYTES = 8
EXEMPT_TOKENS = 8
SCALES = tuple(sign * scale for n in range(1, 11) for scale in {Fraction(n), Fraction(1, n)} for sign in (1, -1))


@lru_cache(maxsize=1)
def excluded_keys() -> frozenset[bytes]:
    """The first 8 bytes of the example keys that must not be trained on."""
    data = KEYS.read_bytes()
    return frozenset(data[i : i + KEY_BYTES] for i in range(0, len(data), KEY_BYTES))


def variants(integrand: Expression, variable: str) -> set[bytes]:
    """Keys of f(a*x) for every scale, parameters renamed in alphabetical order; shorter than the exemption none."""
    names = sorted(s.name for s in integrand.free_symbols if s.name != variable)
    renaming = {symengine.Symbol(name): symengine.Symbol(f"_{i}") for i, name in enumerate(names)}
    parameters = {symengine.Symbol(f"_{i}"): symengine.Symbol(f"a{i}") for i in range(min(len(names), 16))}
    renamed = integrand.subs(renaming).subs(parameters)
    x = symengine.Symbol("x")
    keys = set()
    for scale in SCALES:
        factor = symengine.Integer(scale.numerator) / symengine.Integer(scale.denominator)
        ids = write(normal(renamed.subs({symengine.Symbol(variable): factor * x})))
        if len(ids) > EXEMPT_TOKENS:
            keys.add(example_key(ids)[:KEY_BYTES])
    return keys


def main(paths: list[str]) -> int:
    """Writes ``excluded.bin`` from benchmark files; says how many problems could not be encoded."""
    keys: set[bytes] = set()
    problems = outside = 0
    for path in paths:
        for line in Path(path).read_text().splitlines():
            problem = json.loads(line)
            problems += 1
            try:
                keys |= variants(from_sympy(parse_expression(problem["integrand"])), problem["variable"])
            except (SymassistError, RuntimeError):
                outside += 1
    KEYS.write_bytes(b"".join(sorted(keys)))
    print(f"{problems} problems, {outside} of them outside the vocabulary, {len(keys)} keys", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

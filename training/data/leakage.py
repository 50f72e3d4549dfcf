"""Keeps the benchmark problems out of the training data.

No training integrand may equal a benchmark's in normal form, nor after x -> a*x for a in +-{1..10, 1/2..1/10}, nor
with its parameters' names exchanged (all permutations of up to ``MAX_PERMUTED`` names; beyond, alphabetical order and
its reverse); integrands of at most ``EXEMPT_TOKENS`` tokens are exempt (everybody meets sin(x)). The keys of all of
those variants, 5 bytes each, lie sorted, as differences, compressed in ``excluded.bin``, so that machines without the
benchmarks check as well. A key meets one of half a million by chance once in two million examples:

    python -m training.data.leakage ../shared/benchmarks/*.jsonl
"""

from __future__ import annotations

import json
import lzma
import sys
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from pathlib import Path

import numpy as np
import symengine

from symassist.errors import SymassistError
from symassist.expressions.convert import Expression, from_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import write
from symassist.parsing import parse_expression
from training.data.expressions import PARAMETERS
from training.data.pipeline import example_key

KEYS = Path(__file__).parent / "excluded.bin"
KEY_BYTES = 5
EXEMPT_TOKENS = 8
MAX_PERMUTED = 4
SCALES = tuple(sign * scale for n in range(1, 11) for scale in {Fraction(n), Fraction(1, n)} for sign in (1, -1))


@lru_cache(maxsize=1)
def excluded_keys() -> frozenset[bytes]:
    """The first ``KEY_BYTES`` bytes of the example keys that must not be trained on."""
    return unpacked(KEYS.read_bytes())


def packed(keys: set[bytes]) -> bytes:
    """Keys as sorted numbers, their differences in four planes of bytes, compressed: about 3 bytes a key."""
    numbers = np.array(sorted(int.from_bytes(key, "big") for key in keys), dtype=np.uint64)
    gaps = np.diff(numbers, prepend=np.uint64(0))
    planes = gaps.astype("<u8").view(np.uint8).reshape(-1, 8).T
    return lzma.compress(planes[:KEY_BYTES].tobytes(), preset=9)


def unpacked(data: bytes) -> frozenset[bytes]:
    """What ``packed`` packed."""
    planes = np.frombuffer(lzma.decompress(data), dtype=np.uint8).reshape(KEY_BYTES, -1)
    gaps = sum((planes[i].astype(np.uint64) << np.uint64(8 * i) for i in range(KEY_BYTES)), np.uint64(0))
    return frozenset(int(n).to_bytes(KEY_BYTES, "big") for n in np.cumsum(gaps, dtype=np.uint64))


def variants(integrand: Expression, variable: str) -> set[bytes]:
    """Keys of f(a*x) for every scale and every order of the parameters' names; shorter than the exemption none."""
    names = sorted(s.name for s in integrand.free_symbols if s.name != variable)
    private = {symengine.Symbol(name): symengine.Symbol(f"_{i}") for i, name in enumerate(names)}
    renamed, x = integrand.subs({**private, symengine.Symbol(variable): symengine.Symbol("_x")}), symengine.Symbol("x")
    keys = set()
    for scale in SCALES:
        factor = symengine.Integer(scale.numerator) / symengine.Integer(scale.denominator)
        scaled = renamed.subs({symengine.Symbol("_x"): factor * x})
        for order in _orders(len(names)):
            ids = write(normal(scaled.subs({symengine.Symbol(f"_{i}"): PARAMETERS[p] for i, p in enumerate(order)})))
            if len(ids) > EXEMPT_TOKENS:
                keys.add(example_key(ids)[:KEY_BYTES])
    return keys


def _orders(count: int) -> list[tuple[int, ...]]:
    if count > MAX_PERMUTED:
        return [tuple(range(count)), tuple(reversed(range(count)))]
    return list(permutations(range(count)))


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
    KEYS.write_bytes(packed(keys))
    print(f"{problems} problems, {outside} of them outside the vocabulary, {len(keys)} keys", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Which share of a problem set the network can read: ``python -m training.data.coverage FILE...``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import sympy

from symassist.errors import SymassistError
from symassist.expressions.abstraction import encode
from symassist.parsing import parse_expression
from symassist.propose.neural import MAX_SOURCE


@dataclass
class Coverage:
    """Of one set: ``problems``, those ``encoded``, whose tokens fit into a source, and why the others were not."""

    problems: int = 0
    encoded: int = 0
    too_long: int = 0
    lengths: list[int] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


def coverage(path: Path) -> Coverage:
    """Encodes every integrand of a file and checks that each spelling decodes to the integrand's own normal form."""
    found = Coverage()
    for line in path.read_text().splitlines():
        problem = json.loads(line)
        found.problems += 1
        try:
            integrand = parse_expression(problem["integrand"])
            spellings = encode(integrand, sympy.Symbol(problem["variable"]))
            for encoded in spellings:
                encoded.decode(encoded.ids[1:-1])
        except (SymassistError, RuntimeError) as error:
            found.reasons[str(error).splitlines()[0]] += 1
            continue
        found.encoded += 1
        found.lengths.append(min(len(e.ids) for e in spellings))
        found.too_long += found.lengths[-1] > MAX_SOURCE
    return found


def main(paths: list[str]) -> int:
    """Prints one line a set."""
    for path in map(Path, paths):
        c = coverage(path)
        median = sorted(c.lengths)[len(c.lengths) // 2] if c.lengths else 0
        print(f"{path.stem:20} {c.encoded}/{c.problems} encode ({c.too_long} too long), median {median} tokens")
        for reason, count in c.reasons.most_common():
            print(f"    {count:4}  {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The generators by name, and the recipe's weights."""

from __future__ import annotations

import importlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from training.data.pipeline import Example, Generator, Pipeline

Task = tuple[str, str, int]
"""(generator, seed, number): decides a chunk."""
Chunk = tuple[str, list[Example], Counter[str]]
"""(generator, examples, how many were refused by reason)."""


@dataclass(frozen=True)
class Source:
    """Where a generator lives, ``training.data.<module>`` and its function, and what makes it different from others."""

    module: str
    function: str = "generate"
    imaginary: bool = False
    """Whether its examples may hold the imaginary unit; the real generators' may not."""
    chunk: int = 1_000
    """Examples of one task: fewer where one takes a tenth of a second."""


SOURCES: dict[str, Source] = {
    "backward": Source("backward"),
    "by_parts": Source("by_parts"),
    "substitution": Source("substitution"),
    "textbook": Source("textbook"),
    "liouville": Source("liouville"),
    "special": Source("special"),
    "complex": Source("complex_constants", imaginary=True),
    "skeleton": Source("skeleton"),
    "forward": Source("forward", chunk=25),
    "lc_backward": Source("lample_charton", "backward"),
    "lc_by_parts": Source("lample_charton", "by_parts", chunk=200),
    "lc_forward": Source("lample_charton", "forward", chunk=5),
}
GENERATORS = tuple(SOURCES)

DEFAULT_MIX = Path(__file__).parent.parent / "configs" / "mix.toml"


def source(name: str) -> Source:
    """The generator's row. Raises ValueError naming those that exist."""
    if name not in SOURCES:
        raise ValueError(f"no generator {name!r}; there are {', '.join(GENERATORS)}")
    return SOURCES[name]


def generator(name: str) -> Generator:
    """The generator of that name. Raises ValueError naming those that exist."""
    row = source(name)
    function: Generator = getattr(importlib.import_module(f"training.data.{row.module}"), row.function)
    return function


def pipeline(name: str) -> Pipeline:
    """What finishes the pairs of that generator. Raises ValueError naming those that exist."""
    return Pipeline(generator(name), imaginary=source(name).imaginary)


def read_mix(path: Path = DEFAULT_MIX) -> dict[str, float]:
    """Generator name to its share of the examples, from the ``[mix]`` table of a recipe; shares sum to 1.

    Raises ValueError for a name that is no generator's.
    """
    weights: dict[str, float] = tomllib.loads(path.read_text())["mix"]
    for name in weights:
        if name not in GENERATORS:
            raise ValueError(f"{path.name}: no generator {name!r}; there are {', '.join(GENERATORS)}")
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight > 0}

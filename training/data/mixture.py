"""The generators by name, and the recipe's weights."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

from training.data.pipeline import Generator

GENERATORS = ("backward", "by_parts", "substitution", "textbook", "liouville")
"""Each is a module of ``training.data`` with a function ``generate(rng)``."""

DEFAULT_MIX = Path(__file__).parent.parent / "configs" / "mix.toml"


def generator(name: str) -> Generator:
    """The generator of that name. Raises ValueError naming those that exist."""
    if name not in GENERATORS:
        raise ValueError(f"no generator {name!r}; there are {', '.join(GENERATORS)}")
    function: Generator = importlib.import_module(f"training.data.{name}").generate
    return function


def read_mix(path: Path = DEFAULT_MIX) -> dict[str, float]:
    """Generator name to its share of the examples, from the ``[mix]`` table of a recipe; shares sum to 1."""
    weights: dict[str, float] = tomllib.loads(path.read_text())["mix"]
    for name in weights:
        if name not in GENERATORS:
            raise ValueError(f"{path.name}: no generator {name!r}; there are {', '.join(GENERATORS)}")
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items() if weight > 0}

"""From pairs to examples: normal form, filters, tokens, deduplication, split. The same for every generator."""

from __future__ import annotations

import gc
import random
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.nodes import COMPLEX, PARAMETRIC, VARIABLE, root
from symassist.expressions.normal_form import normal, normal_node
from symassist.expressions.prefix import Ids, written
from symassist.expressions.vocabulary import EOS, VOCABULARY
from symassist.expressions.vocabulary import PARAMETERS as NAMES
from training.data import backward
from training.data.expressions import PARAMETERS
from training.data.stuck import StuckError

Pair = tuple[Expression, Expression]
Generator = Callable[[random.Random], list[Pair]]

MAX_SOURCE_TOKENS, MAX_TARGET_TOKENS = 254, 126
_INTEGRATE = VOCABULARY.index["integrate"]
_FIRST_PARAMETER = VOCABULARY.index[NAMES[0]]
_PARAMETER_IDS = frozenset(VOCABULARY.index[name] for name in NAMES)
_SIGNS = frozenset(VOCABULARY.signs)


@dataclass
class Example:
    """Token ids of one example, and the key by which equal integrands are recognised."""

    source: Ids
    target: Ids
    key: bytes


@dataclass
class Pipeline:
    """Finishes the pairs of one generator; ``refused`` counts what was dropped, by reason."""

    generator: Generator
    imaginary: bool = False
    """Whether the imaginary unit may occur: a property of the generator."""
    refused: Counter[str] = field(default_factory=Counter)
    seen: set[bytes] = field(default_factory=set)
    draws: int = 0

    def examples(self, rng: random.Random) -> Iterator[Example]:
        """Examples without end; duplicates within this pipeline are dropped."""
        while True:
            self.draws += 1
            try:
                pairs = self.generator(rng)
            except StuckError as error:
                self.refused[type(error).__name__] += 1
                continue
            if not pairs:
                self.refused["nothing drawn"] += 1
            for pair in pairs:
                example = self.finish(*pair)
                if example is not None:
                    yield example

    def finish(self, integrand: Expression, antiderivative: Expression) -> Example | None:
        """One example, None if a filter refuses it or the integrand came before."""
        try:
            f = normal_node(root(integrand))
            primitive = root(backward.without_constant(normal(antiderivative)))
            source = written(f)
            if f.traits & PARAMETRIC and _gaps(source):  # as at inference: parameters numbered from a0 without gaps
                names = dict(zip(_parameters(source), PARAMETERS, strict=False))
                f, primitive = (normal_node(root(n.expression.subs(names))) for n in (f, primitive))
                source = written(f)
            target = written(primitive)
        except (UnsupportedExpressionError, RuntimeError, ZeroDivisionError) as error:
            self.refused[type(error).__name__] += 1
            return None
        # Traits tell what would be searched for among the tokens otherwise.
        if not self.imaginary and (f.traits | primitive.traits) & COMPLEX:
            self.refused["imaginary"] += 1
            return None
        if not primitive.traits & VARIABLE:
            self.refused["constant"] += 1
            return None
        if primitive.traits & PARAMETRIC and not _PARAMETER_IDS.intersection(target) <= set(source):
            self.refused["parameter of the answer alone"] += 1  # the beam's grammar forbids it
            return None
        if len(source) > MAX_SOURCE_TOKENS or len(target) > MAX_TARGET_TOKENS:
            self.refused["too long"] += 1
            return None
        if not _SIGNS.isdisjoint(target) and sum(t in _SIGNS for t in source + target) > 4:
            self.refused["large numbers"] += 1
            return None
        key = example_key(source)
        if key in self.seen:
            self.refused["duplicate"] += 1
            return None
        self.seen.add(key)
        return Example((_INTEGRATE, *source, EOS), (*target, EOS), key)


def collect_garbage_seldom() -> None:
    """For processes that generate: there is hardly a cycle, and to look through live memos for one costs a tenth.

    The threshold is more than the memos hold when they are emptied.
    """
    gc.set_threshold(3_000_000, 10, 100)


def _gaps(source: Ids) -> bool:
    used = _PARAMETER_IDS.intersection(source)
    return bool(used) and max(used) - _FIRST_PARAMETER >= len(used)


def _parameters(source: Ids) -> list[Expression]:
    return [symengine.Symbol(VOCABULARY.tokens[t]) for t in sorted(_PARAMETER_IDS.intersection(source))]


def example_key(source: Ids) -> bytes:
    """16 bytes that stand for an integrand in normal form (its ids without task token and <eos>)."""
    return blake2b(array("H", source).tobytes(), digest_size=16).digest()

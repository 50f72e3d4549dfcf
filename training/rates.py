"""Finished examples a second of each generator on one core, and of backward generation done in SymPy, in one run.

python -m training.rates --examples 3000
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

import sympy

from training.data.expressions import BINARY_WEIGHTS, UNARY_WEIGHTS, Choice
from training.data.mixture import GENERATORS, pipeline, source
from training.data.pipeline import collect_garbage_seldom
from training.data.trees import BINARY, LEAF, sample_shape

WARM_UP = 500
_X = sympy.Symbol("x")
_UNARY: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    name: getattr(sympy, name) for name in UNARY_WEIGHTS if name not in ("pow2", "pow3", "inv")
}
_UNARY |= {"pow2": lambda u: u**2, "pow3": lambda u: u**3, "inv": lambda u: 1 / u}
_BINARY: dict[str, Callable[[sympy.Expr, sympy.Expr], sympy.Expr]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
}


def sympy_examples(rng: random.Random, max_operators: int = 13) -> Iterator[tuple[list[str], list[str]]]:
    """Backward generation in SymPy, without any simplification beyond its automatic one: a generous comparison."""
    unary, binary = Choice(dict(UNARY_WEIGHTS)), Choice(dict(BINARY_WEIGHTS))
    seen: set[sympy.Expr] = set()
    while True:
        stack: list[sympy.Expr] = []
        for arity in reversed(sample_shape(rng.randint(1, max_operators), rng)):
            if arity == LEAF:
                stack.append(_X if rng.random() < 0.7 else sympy.Integer(rng.randint(-10, 10) or 1))
            elif arity == BINARY:
                left = stack.pop()
                stack.append(_BINARY[binary.draw(rng)](left, stack.pop()))
            else:
                stack.append(_UNARY[unary.draw(rng)](stack.pop()))
        antiderivative = stack[0]
        if not antiderivative.has(_X) or antiderivative.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
            continue
        integrand = antiderivative.diff(_X)
        if integrand in seen:
            continue
        seen.add(integrand)
        yield prefix(integrand), prefix(antiderivative)


def prefix(e: sympy.Basic) -> list[str]:
    """A SymPy tree in prefix notation with sorted operands."""
    if not e.args:
        return [str(e)]
    operands = sorted(prefix(a) for a in e.args)
    return [type(e).__name__, *(token for operand in operands for token in operand)]


def rate(
    examples: Iterator[object], count: int, warm_up: int = WARM_UP, clock: Callable[[], float] = time.process_time
) -> float:
    """Items a second of processor time (or by another clock), after a warm-up that fills the memos."""
    for _ in islice(examples, warm_up):
        pass
    start = clock()
    for _ in islice(examples, count):
        pass
    return count / (clock() - start)


def main(argv: list[str] | None = None) -> int:
    """Prints one line a generator."""
    parser = argparse.ArgumentParser(prog="python -m training.rates", description=__doc__)
    parser.add_argument("--examples", type=int, default=3_000)
    parser.add_argument("--generators", default=",".join(GENERATORS), help="only these, separated by commas")
    args = parser.parse_args(argv)
    collect_garbage_seldom()
    slow = rate(sympy_examples(random.Random(0)), max(100, args.examples // 10))
    print(f"{'backward, in SymPy':22} {slow:8.1f} examples/s")
    for name in args.generators.split(","):
        examples, solving = pipeline(name).examples(random.Random(0)), source(name).chunk < WARM_UP
        if solving:  # most of it in worker processes: by the clock on the wall, and fewer
            fast = rate(examples, max(20, args.examples // 30), 20, time.monotonic)
        else:
            fast = rate(examples, args.examples)
        remark = f"   {fast / slow:.0f} times SymPy" if name == "backward" else "   (wall time)" if solving else ""
        print(f"{name:22} {fast:8.1f} examples/s{remark}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

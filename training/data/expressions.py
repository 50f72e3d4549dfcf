"""Random expressions: a uniform tree filled with operators and leaves, evaluated in symengine as it is filled."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import symengine

from symassist.expressions.convert import HEADS, Expression
from training.data.trees import BINARY, LEAF, sample_shape

X = symengine.Symbol("x")
PARAMETERS = tuple(symengine.Symbol(f"a{i}") for i in range(16))

UNARY_WEIGHTS: dict[str, float] = {
    "exp": 4, "log": 4, "sin": 4, "cos": 4, "tan": 3, "sqrt": 4, "pow2": 4, "pow3": 2, "inv": 3,
    "cot": 0.5, "sec": 0.7, "csc": 0.5, "asin": 1, "acos": 0.7, "atan": 1.5,
    "sinh": 1, "cosh": 1, "tanh": 1, "asinh": 0.8, "acosh": 0.8, "atanh": 0.8,
}  # fmt: skip
BINARY_WEIGHTS: dict[str, float] = {"add": 10, "sub": 4, "mul": 10, "div": 5, "pow": 0.5}

# As symengine's own numbers: to convert Python's costs as much again as the power.
_MINUS_ONE, _TWO, _THREE = map(symengine.Integer, (-1, 2, 3))
_HALF = symengine.Rational(1, 2)
_UNARY: dict[str, Callable[[Expression], Expression]] = {
    **HEADS,
    "sqrt": lambda u: u**_HALF,
    "pow2": lambda u: u**_TWO,
    "pow3": lambda u: u**_THREE,
    "inv": lambda u: u**_MINUS_ONE,
}
_BINARY: dict[str, Callable[[Expression, Expression], Expression]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
}


class Choice:
    """A weighted choice, faster than ``random.choices`` for one draw at a time."""

    def __init__(self, weights: dict[Any, float]) -> None:
        self.items = list(weights)
        *self.cumulative, self.total = accumulate(weights.values())  # whatever is beyond all others is the last item

    def draw(self, rng: random.Random) -> Any:
        """One item."""
        return self.items[bisect_right(self.cumulative, rng.random() * self.total)]


@dataclass(frozen=True)
class ExpressionSampler:
    """Draws expressions of ``min_operators`` to ``max_operators`` operators.

    Leaves are x with probability ``variable_share``, otherwise a small integer up to ``max_integer``, a parameter with
    probability ``parameter_share`` of the expression having any, or rarely pi. Inference abstracts constants to
    parameters, so most functions of a number (``number_as_parameter``) and all of other constants are drawn as one.
    """

    min_operators: int = 1
    max_operators: int = 10
    variable_share: float = 0.7
    max_integer: int = 10
    parameter_share: float = 0.15
    number_as_parameter: float = 0.8
    constant_as_parameter: float = 1.0
    unary: dict[str, float] = field(default_factory=lambda: UNARY_WEIGHTS)
    binary: dict[str, float] = field(default_factory=lambda: BINARY_WEIGHTS)

    def __post_init__(self) -> None:
        for name, weights, table in (("_u", self.unary, _UNARY), ("_b", self.binary, _BINARY)):
            choice = Choice({table[key]: weight for key, weight in weights.items()})
            object.__setattr__(self, name, choice)

    def sample(self, rng: random.Random, operators: int | None = None) -> Expression:
        """A random expression; it may be constant, undefined or complex: filters decide."""
        if operators is None:
            operators = self.min_operators + int(rng.random() * (self.max_operators - self.min_operators + 1))
        shape = sample_shape(operators, rng)
        parameters = rng.randint(1, 3) if rng.random() < self.parameter_share else 0
        unary: Choice = self._u  # type: ignore[attr-defined]
        binary: Choice = self._b  # type: ignore[attr-defined]
        used: set[int] = set()
        stack: list[Expression] = []
        varies: list[bool] = []  # whether the expression at that place is more than a constant
        for arity in reversed(shape):  # preorder backwards: operands are ready when their operator comes
            if arity == LEAF:
                u = rng.random()
                leaf = X if u < self.variable_share else self._constant(u, rng, parameters, used)
                stack.append(leaf)
                varies.append(type(leaf) is symengine.Symbol)
            elif arity == BINARY:
                left, left_varies = stack.pop(), varies.pop()
                stack.append(binary.draw(rng)(left, stack.pop()))
                varies.append(varies.pop() or left_varies)
            elif varies[-1] or rng.random() >= self._share_as_parameter(stack[-1]):
                stack.append(unary.draw(rng)(stack.pop()))
            else:
                number = int(rng.random() * 3)
                used.add(number)
                stack[-1], varies[-1] = PARAMETERS[number], True
        return _without_gaps(stack[0], used) if used else stack[0]

    def _constant(self, u: float, rng: random.Random, parameters: int, used: set[int]) -> Expression:
        if parameters and u > self.variable_share + 0.5 * (1 - self.variable_share):
            number = int(rng.random() * parameters)
            used.add(number)
            return PARAMETERS[number]
        if u > 0.995:
            return symengine.pi
        return _INTEGERS[int(rng.random() * (2 * self.max_integer + 1)) - self.max_integer or 1]

    def _share_as_parameter(self, constant: Expression) -> float:
        return self.number_as_parameter if isinstance(constant, symengine.Number) else self.constant_as_parameter


def _without_gaps(e: Expression, used: set[int]) -> Expression:
    """Parameters numbered from a0, as at inference; here it is cheap, in the derivative it is not."""
    numbers = sorted(used)
    if numbers[-1] < len(numbers):
        return e
    return e.subs({PARAMETERS[n]: PARAMETERS[i] for i, n in enumerate(numbers)})


_INTEGERS = {n: symengine.Integer(n) for n in range(-100, 101)}

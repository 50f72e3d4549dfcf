"""The law of the normal form, and the round trip through tokens, on random expressions."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import symengine

from symassist.errors import DecodeError, UnsupportedExpressionError
from symassist.expressions.convert import Expression, from_sympy, to_sympy
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import MAX_EXPONENT, read, write
from symassist.workers.alarm import TookTooLong, limited
from training.data.expressions import ExpressionSampler, X
from training.data.filters import is_finite, is_real

SAMPLER = ExpressionSampler(min_operators=1, max_operators=10, constant_as_parameter=0.0)
MAX_PRINTED = 400
SYMPY_SECONDS = 10.0


def expressions(count: int, seed: int) -> Iterator[Expression]:
    """Random finite expressions, three in ten of them derivatives."""
    rng = random.Random(seed)
    while count:
        try:
            e = SAMPLER.sample(rng)
            if rng.random() < 0.3:
                e = derivative(e, X)
            if len(str(e)) > MAX_PRINTED or not is_finite(e):
                continue
            normal(e)
        except (RuntimeError, ZeroDivisionError, UnsupportedExpressionError):
            continue
        count -= 1
        yield e


def through_sympy(e: Expression) -> Expression | None:
    """The expression after one trip through SymPy; None where SymPy itself fails on it, or is lost in it."""
    try:
        with limited(SYMPY_SECONDS):
            return from_sympy(to_sympy(e))
    except (ValueError, UnsupportedExpressionError):  # SymPy: "not computing with precision"; an infinite constant
        return None
    except TookTooLong:  # it expands a sum's 200th power to see whether an argument is real
        return None


def assert_law(count: int, seed: int) -> None:
    failures = []
    for e in expressions(count, seed):
        there_and_back = through_sympy(e)
        if there_and_back is not None and normal(there_and_back) != normal(e):
            failures.append((e, normal(e), normal(there_and_back)))
    assert not failures, f"{len(failures)} of {count}, first: {failures[:3]}"


def has_refused_exponent(e: Expression) -> bool:
    """Whether a power is beyond what the decoder builds: a network could write 9**9**9."""
    exponents = [p.args[1] for p in e.atoms(symengine.Pow)]
    return any(isinstance(n, symengine.Rational) and abs(n) > MAX_EXPONENT for n in exponents)


def assert_round_trip(count: int, seed: int) -> None:
    for e in map(normal, expressions(count, seed)):
        ids = write(e)
        if has_refused_exponent(e):
            with pytest.raises(DecodeError, match="exponent"):
                read(ids)
            continue
        assert normal(read(ids)) == e
        assert write(normal(read(ids))) == ids


def test_normal_form_survives_sympy() -> None:
    assert_law(1_500, seed=11)


def test_normal_form_is_idempotent_and_survives_tokens() -> None:
    assert_round_trip(4_000, seed=12)


def test_powers_of_exponentials_are_what_sympy_makes_of_them() -> None:
    exponents = expressions(100, seed=15)
    for u in filter(is_real, map(normal, expressions(100, seed=14))):
        for exponent in (symengine.Rational(3, 4), next(exponents)):
            power = symengine.exp(u) ** exponent
            there_and_back = through_sympy(power)
            assert there_and_back is None or normal(there_and_back) == normal(power)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_normal_form_survives_sympy_on_100_000_expressions(seed: int) -> None:
    assert_law(10_000, seed=100 + seed)


@pytest.mark.slow
def test_tokens_survive_100_000_expressions() -> None:
    assert_round_trip(100_000, seed=13)

"""Gauss's function in balls where flint has no quick way: with c - a - b an integer, near z = 1."""

from __future__ import annotations

import time

import mpmath
import pytest
from flint import acb, ctx, fmpq

from symassist.numerics.acb_functions import apply


def value(a: fmpq, b: fmpq, c: fmpq, z: str) -> acb:
    with ctx.workprec(256):
        return apply("hyper", (2, 1), [acb(a), acb(b), acb(c), acb(z)])


@pytest.mark.parametrize("z", ["0.3", "0.85", "0.963", "-0.9"])
def test_values_are_quick_and_right(z: str) -> None:
    start = time.process_time()
    found = value(fmpq(1), fmpq(11, 6), fmpq(17, 6), z)
    assert time.process_time() - start < 0.5
    with mpmath.workdps(40):
        wanted = mpmath.hyp2f1(1, mpmath.mpf(11) / 6, mpmath.mpf(17) / 6, mpmath.mpf(z))
        assert abs(mpmath.mpf(found.real.str(35, radius=False)) - wanted) < mpmath.mpf(10) ** -30


def test_beside_one_there_is_no_value_rather_than_a_long_wait() -> None:
    assert not value(fmpq(1), fmpq(11, 6), fmpq(17, 6), "0.995").is_finite()

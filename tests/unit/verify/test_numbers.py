"""Numbers that balls tell: only what a ball really settles."""

from __future__ import annotations

import pytest
from flint import acb, arb

from symassist.verify.numbers import sign_of, unique_integer


@pytest.mark.parametrize(
    ("ball", "integer"),
    [
        (acb(3), 3),
        (acb(arb(-7, 0.25)), -7),
        (acb(3.5), None),
        (acb(arb(3, 2)), None),
        (acb(3, 1), None),
        (acb(arb.nan()), None),
        (acb(arb.pos_inf()), None),
    ],
)
def test_a_ball_without_a_unique_integer_tells_none(ball: acb, integer: int | None) -> None:
    assert unique_integer(ball) == integer


@pytest.mark.parametrize(("ball", "sign"), [(acb(2), 1), (acb(-2), -1), (acb(arb(0, 1)), None), (acb(1, 1), None)])
def test_a_sign_is_told_where_the_ball_settles_it(ball: acb, sign: int | None) -> None:
    assert sign_of(ball) == sign

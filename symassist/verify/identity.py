"""A proof that a tape's node vanishes wherever it is defined: its normal form is zero."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import sympy

from symassist.numerics.tape import Tape
from symassist.verify.converter import Converter
from symassist.verify.generators import RESTARTS, Key, Refined, Unmanageable


def vanishes(
    tape: Tape,
    root: int,
    positive: Collection[sympy.Symbol] = (),
    *,
    most: int = 500,
    deadline: float = math.inf,
) -> bool:
    """Whether the node is provably zero wherever it is defined; symbols are real, those in ``positive`` positive.

    False means nothing. ``most`` limits the number of terms and so, as a rule, the time (500: some tens of
    milliseconds); after ``deadline`` (monotonic) it ends within a second.
    """
    return any(_vanishes(tape, root, positive, most, exponential, deadline) for exponential in (False, True))


def _vanishes(tape: Tape, root: int, positive: Collection[Any], most: int, exponential: bool, deadline: float) -> bool:
    refinement: dict[Key, int] = {}
    for _ in range(RESTARTS):
        converter = Converter(tape, positive, refinement, most, exponential=exponential, deadline=deadline)
        if exponential and not converter.has_angles(root):
            return False
        try:
            return bool(converter.convert(root).num == 0)
        except Refined:
            continue
        except Unmanageable:
            return False
    return False

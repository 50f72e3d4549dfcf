"""A proof that a node vanishes on each piece of the line: by identities that hold there, point by point.

A proof found around one point is used again wherever another point gives the same answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flint import ctx

from symassist.numerics import acb_functions
from symassist.numerics.tape import Tape
from symassist.verify.conjugates import vanishes_on_piece
from symassist.verify.generators import RESTARTS, Field, Key, Refined, Unmanageable
from symassist.verify.numbers import Numbers, Point, Question
from symassist.verify.piece_converter import PieceConverter

BITS = 192
_MOST_PROOFS = 24
_SPELLINGS: dict[str, set[str]] = {
    "plain": set(),
    "circular": {"acosh"},
    "logarithmic": {"asinh", "acosh", "atanh"},
    "exponential": {"sin", "cos", "tan"},
}
"""How functions may be spelled, each worth a try only where one of these occurs."""


@dataclass
class _Proof:
    """A field in which the node became zero, and the answers from the point for which it did."""

    field: Field
    asked: list[tuple[Question, Any]]

    def holds_at(self, tape: Tape, point: Point) -> bool:
        """Whether another point gives the same answers, so that the same proof holds on its piece."""
        numbers = Numbers(self.field, tape, point)
        return all(question(numbers) == answer for question, answer in self.asked)


def vanishes_on_pieces(
    tape: Tape, root: int, points: Iterable[Point], *, most: int = 500, deadline: float = float("inf")
) -> bool:
    """Whether the node is provably zero on the piece of the line around each of the points; symbols are real.

    False means nothing. ``most`` limits the number of terms; after ``deadline`` (monotonic) no further point is begun.
    """
    proofs: list[_Proof] = []
    present = {tape.ops[i] for i in tape.reachable([root])}
    spellings = [name for name, functions in _SPELLINGS.items() if not functions or functions & present]
    with acb_functions.LOCK, ctx.workprec(BITS):
        for point in points:
            if time.monotonic() > deadline:
                return False
            if any(proof.holds_at(tape, point) for proof in proofs):
                continue
            if len(proofs) == _MOST_PROOFS:
                return False
            proof = next(filter(None, (_prove(tape, root, point, most, s) for s in spellings)), None)
            if proof is None:
                return False
            proofs.append(proof)
    return bool(proofs)


def _prove(tape: Tape, root: int, point: Point, most: int, spelling: str) -> _Proof | None:
    refinement: dict[Key, int] = {}
    for _ in range(RESTARTS):
        converter = PieceConverter(tape, refinement, most, point, spelling)
        try:
            proved = vanishes_on_piece(converter.convert(root).num, converter.field, converter.ask)
        except Refined:
            continue
        except Unmanageable:
            return None
        return _Proof(converter.field, converter.asked) if proved else None
    return None

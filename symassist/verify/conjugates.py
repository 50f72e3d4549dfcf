"""Zero in disguise: an expression in roots that vanishes on a piece of the line although its normal form is not zero.

sqrt(3 + 2 sqrt(2)) - 1 - sqrt(2) is such. With a root g^q = u in it, it is N(g), and the product of all N(zeta g),
zeta^q = 1, is free of g. If that product is zero and no factor but N(g) vanishes at the point, N(g), which is analytic,
is zero on the piece.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, fmpq, fmpq_mpoly

from symassist.verify.generators import CONTEXT, GEN, Field, Unmanageable
from symassist.verify.numbers import Numbers, Question

_MOST_CONJUGATES = 60
"""Of a root of higher order, as of (x**2 + 1)**(1/10**9), the conjugates are too many to be told apart."""


def vanishes_on_piece(p: fmpq_mpoly, field: Field, ask: Callable[[Question], Any]) -> bool:
    """Whether a numerator vanishes on the piece: it is zero, or its product with its conjugates is.

    ``ask`` puts a question to the point.

    Raises:
        Unmanageable: there are too many conjugates or terms, or the point leaves a question open.
    """
    if p == 0:
        return True
    degrees = p.degrees()
    related = [(g, q, u) for g, q, u in field.relations if degrees[g] > 0]
    if not related:
        return False
    g, q, u = related[-1]
    if q > _MOST_CONJUGATES:
        raise Unmanageable
    zeta = fmpq(2, q)

    def apart(at: Numbers) -> bool:
        turned = ({g: at.generator(g) * acb.exp_pi_i(acb(k * zeta))} for k in range(1, q))
        return all(not at.polynomial(p, other).contains(0) for other in turned)

    if ask(apart):
        norm = p.resultant(u.den * GEN[g] ** q - u.num, f"g{g}")
        if len(norm) > field.most:
            raise Unmanageable
        return vanishes_on_piece(field.reduce(norm)[0], field, ask)
    return all(vanishes_on_piece(c, field, ask) for c in _coefficients(p, g))


def _coefficients(p: fmpq_mpoly, g: int) -> list[fmpq_mpoly]:
    """The coefficients of p as a polynomial in generator g."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, c in p.to_dict().items():
        parts.setdefault(int(exponents[g]), {})[(*exponents[:g], 0, *exponents[g + 1 :])] = c
    return [CONTEXT.from_dict(part) for part in parts.values()]

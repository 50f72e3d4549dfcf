"""Hypergeometric functions with a pair of parameters b above, b + 1 below, brought to one order each.

Such functions are what integrals of powers lead to: with H^ for H without the pair and ' = d/dz, z H' = b (H^ - H), so

    z (product of A) H(A + 1, b + 1; C + 1, b + 2) = (product of C) (b + 1) (H^ - H(A, b; C, b + 1))

G(a, b) = 2F1(a, b; b + 1; z) is b z**-b times the incomplete beta function of b and q = 1 - a, of which both can be
shifted alone (NIST Digital Library of Mathematical Functions, 8.17.20 and 8.17.21):

    (b + q) z G(a, b + 1) = (b + 1) (G(a, b) - (1 - z)^q),    (b + q) G(a - 1, b) = q G(a, b) + b (1 - z)^q
"""

from __future__ import annotations

from functools import reduce

from symassist.verify.generators import Field, Fraction
from symassist.verify.recurrences import Terms, shift

Shape = tuple[int, int]
"""Numbers of parameters above and below."""


def hypergeometric(terms: Terms, operands: list[Fraction], shape: Shape) -> Fraction:
    """pFq by one of low orders and elementary functions; without a pair as it is.

    Raises:
        Unmanageable: the orders are high.
    """
    field, z = terms.field, operands[-1]
    above, below = operands[: shape[0]], operands[shape[0] : -1]
    if any(a.num == 0 for a in above):
        return field.number(1)
    if not below and len(above) <= 1:
        return _power(terms, z, _minus(field, above[0])) if above else terms.exp(z)
    pair = _pair(field, above, below)
    if pair is None:
        return terms.atom("hyper", operands, shape)
    i, j = pair
    others, under = above[:i] + above[i + 1 :], below[:j] + below[j + 1 :]
    if len(others) == 1 and not under:
        return _incomplete_beta(terms, others[0], above[i], z)
    return _shifted_together(terms, others, under, above[i], z)


def _pair(field: Field, above: list[Fraction], below: list[Fraction]) -> tuple[int, int] | None:
    """The places of b and b + 1."""
    keys = [c.key for c in below]
    for i, b in enumerate(above):
        next_key = field.add(b, field.number(1)).key
        if next_key in keys:
            return i, keys.index(next_key)
    return None


def _shifted_together(terms: Terms, a: list[Fraction], c: list[Fraction], b: Fraction, z: Fraction) -> Fraction:
    """H(a, b; c, b + 1) from the one with b lowest."""
    field = terms.field
    b, n = _lowest(field, b)
    a, c = ([field.add(p, field.number(-n)) for p in parameters] for parameters in (a, c))

    def at(k: int) -> tuple[list[Fraction], list[Fraction], Fraction]:
        step = field.number(k)
        return [field.add(p, step) for p in a], [field.add(p, step) for p in c], field.add(b, step)

    one = field.number(1)
    value = terms.atom("hyper", [*a, b, *c, field.add(b, one), z], (len(a) + 1, len(c) + 1))
    for k in (*range(max(0, n)), *range(-1, n - 1, -1)):
        above, below, middle = at(k)
        without = hypergeometric(terms, [*above, *below, z], (len(above), len(below)))
        left, right = reduce(field.mul, [z, *above]), reduce(field.mul, [field.add(middle, one), *below])
        if k >= 0:
            value = _over(field, field.mul(right, field.add(without, _minus(field, value))), left)
        else:
            value = field.add(without, _minus(field, _over(field, field.mul(left, value), right)))
    return value


def _incomplete_beta(terms: Terms, a: Fraction, b: Fraction, z: Fraction) -> Fraction:
    """G(a, b) from the one with a and b lowest."""
    field, one = terms.field, terms.field.number(1)
    (a, up), (b, right) = _lowest(field, a), _lowest(field, b)
    q = field.add(one, _minus(field, a))
    value = terms.atom("hyper", [a, b, field.add(b, one), z], (2, 1))
    if b.key == one.key and a.key != one.key:
        value = _over(field, field.add(_power(terms, z, q), _minus(field, one)), _minus(field, field.mul(q, z)))

    # What raises b + q comes first: so b + q, which is divided by, is never zero.
    for _ in range(max(0, right)):
        rest = field.add(value, _minus(field, _power(terms, z, q)))
        value = _over(field, field.mul(field.add(b, one), rest), field.add(b, q), z)
        b = field.add(b, one)
    for _ in range(max(0, -up)):
        rest = field.add(field.mul(q, value), field.mul(b, _power(terms, z, q)))
        value, q = _over(field, rest, field.add(b, q)), field.add(q, one)
    for _ in range(max(0, -right)):
        above, b = b, field.add(b, field.number(-1))
        rest = _over(field, reduce(field.mul, [field.add(b, q), z, value]), above)
        value = field.add(rest, _power(terms, z, q))
    for _ in range(max(0, up)):
        q = field.add(q, field.number(-1))
        rest = field.add(field.mul(field.add(b, q), value), _minus(field, field.mul(b, _power(terms, z, q))))
        value = _over(field, rest, q)
    return value


def _lowest(field: Field, a: Fraction) -> tuple[Fraction, int]:
    """a = low + n as ``shift`` has it, 1 for all integers."""
    low, n = shift(field, a)
    return (low, n) if low.num != 0 else (field.number(1), n - 1)


def _minus(field: Field, a: Fraction) -> Fraction:
    return field.mul(field.number(-1), a)


def _over(field: Field, a: Fraction, *divisors: Fraction) -> Fraction:
    return field.mul(a, field.integer_power(reduce(field.mul, divisors), -1))


def _power(terms: Terms, z: Fraction, exponent: Fraction) -> Fraction:
    """(1 - z)^exponent."""
    return terms.power(terms.field.add(terms.field.number(1), _minus(terms.field, z)), exponent)

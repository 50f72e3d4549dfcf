"""Special functions brought to one order each, so that derivatives and shifted orders meet: meromorphic identities.

Gamma(z + 1) = z Gamma(z); Gamma(s + 1, z) = s Gamma(s, z) + z^s e^-z; gamma(s, z) = Gamma(s) - Gamma(s, z);
E_n(z) = z^(n-1) Gamma(1 - n, z); psi_n(z + 1) = psi_n(z) + (-1)^n n! / z^(n+1); C_(n+1) = 2n/z C_n - C_(n-1) for
Bessel's J and Y, and with other signs for I and K.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import Any, Protocol

from flint import fmpq

from symassist.verify.generators import Field, Fraction, Unmanageable

_MOST_STEPS = 16


class Terms(Protocol):
    """What the identities are written with: a converter."""

    field: Field

    def exp(self, argument: Fraction) -> Fraction:
        """exp u."""
        ...

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        """u^v."""
        ...

    def atom(self, op: str, operands: list[Fraction], data: Any = None) -> Fraction:
        """The generator for a function of operands; ``data`` as in the tape."""
        ...


Rule = Callable[[Terms, list[Fraction]], Fraction]


def shift(field: Field, a: Fraction) -> tuple[Fraction, int]:
    """a = b + n with an integer n, the rational term of b's polynomial part from 0 on and below 1.

    Raises:
        Unmanageable: n is large.
    """
    whole = divmod(a.num, a.den)[0]
    term = fmpq(whole.to_dict().get((0,) * len(whole.degrees()), 0))
    n = int(term.p // term.q)
    if abs(n) > _MOST_STEPS:
        raise Unmanageable
    return field.add(a, field.number(-n)), n


def _gamma(terms: Terms, operands: list[Fraction]) -> Fraction:
    field = terms.field
    z, n = shift(field, operands[0])
    if z.num == 0:
        # Gamma(n) = (n - 1)!
        if n < 1:
            raise Unmanageable
        return field.number(factorial(n - 1))
    value = terms.atom("gamma", [z])
    for k in range(max(0, n)):
        value = field.mul(value, field.add(z, field.number(k)))
    for k in range(n, 0):
        value = field.mul(value, field.integer_power(field.add(z, field.number(k)), -1))
    return value


def _uppergamma(terms: Terms, operands: list[Fraction]) -> Fraction:
    field, z = terms.field, operands[1]
    s, n = shift(field, operands[0])
    value = terms.atom("uppergamma", [s, z])
    decay = terms.exp(field.mul(field.number(-1), z))
    for k in range(max(0, n)):
        order = field.add(s, field.number(k))
        value = field.add(field.mul(order, value), field.mul(terms.power(z, order), decay))
    for k in range(-1, n - 1, -1):
        order = field.add(s, field.number(k))
        lowered = field.add(value, field.mul(field.number(-1), field.mul(terms.power(z, order), decay)))
        value = field.mul(lowered, field.integer_power(order, -1))
    return value


def _lowergamma(terms: Terms, operands: list[Fraction]) -> Fraction:
    field = terms.field
    return field.add(_gamma(terms, operands[:1]), field.mul(field.number(-1), _uppergamma(terms, operands)))


def _expint(terms: Terms, operands: list[Fraction]) -> Fraction:
    field, (n, z) = terms.field, operands
    order = field.add(field.number(1), field.mul(field.number(-1), n))
    power = terms.power(z, field.mul(field.number(-1), order))
    return field.mul(power, _uppergamma(terms, [order, z]))


def _polygamma(terms: Terms, operands: list[Fraction]) -> Fraction:
    field = terms.field
    order = operands[0].rational()
    if order is None or order.q != 1 or not 0 <= order <= _MOST_STEPS:
        return terms.atom("polygamma", operands)
    n = int(order.p)
    z, steps = shift(field, operands[1])
    value = terms.atom("polygamma", [operands[0], z])
    for k in range(min(0, steps), max(0, steps)):
        step = field.integer_power(field.add(z, field.number(k)), -n - 1)
        sign = (1 if steps > 0 else -1) * (-1) ** n
        value = field.add(value, field.mul(field.number(sign * factorial(n)), step))
    return value


def _bessel(name: str, back: int, forth: int) -> Rule:
    """C_(n+1) = forth * (2n/z) C_n + back * C_(n-1), solved for either end."""

    def rule(terms: Terms, operands: list[Fraction]) -> Fraction:
        field, z = terms.field, operands[1]
        order, n = shift(field, operands[0])
        if n in (0, 1):
            return terms.atom(name, operands)
        one = field.number(1)
        low, high = (terms.atom(name, [o, z]) for o in (order, field.add(order, one)))
        twice = field.mul(field.number(2), field.integer_power(z, -1))
        for k in range(1, max(1, n)):
            middle = field.mul(twice, field.add(order, field.number(k)))
            step = field.mul(field.number(forth), field.mul(middle, high))
            low, high = high, field.add(step, field.mul(field.number(back), low))
        for k in range(0, min(0, n), -1):
            middle = field.mul(twice, field.add(order, field.number(k)))
            step = field.add(high, field.mul(field.number(-forth), field.mul(middle, low)))
            low, high = field.mul(field.number(back), step), low
        return high if n > 0 else low

    return rule


RULES: dict[str, Rule] = {
    "gamma": _gamma,
    "uppergamma": _uppergamma,
    "lowergamma": _lowergamma,
    "expint": _expint,
    "polygamma": _polygamma,
    "besselj": _bessel("besselj", -1, 1),
    "bessely": _bessel("bessely", -1, 1),
    "besseli": _bessel("besseli", 1, -1),
    "besselk": _bessel("besselk", 1, 1),
}

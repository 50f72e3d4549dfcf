"""Special functions brought to one order each, so that derivatives and shifted orders meet: meromorphic identities.

Gamma(z + 1) = z Gamma(z); Gamma(s + 1, z) = s Gamma(s, z) + z^s e^-z; gamma(s, z) = Gamma(s) - Gamma(s, z);
E_n(z) = z^(n-1) Gamma(1 - n, z); psi_n(z + 1) = psi_n(z) + (-1)^n n! / z^(n+1); C_(n+1) = 2n/z C_n - C_(n-1) for
Bessel's J and Y, and with other signs for I and K; for G(a, b) = 2F1(a, b; b + 1; z)
a z G(a + 1, b + 1) = (b + 1) ((1 - z)^-a - G(a, b)).
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


def _shift(field: Field, a: Fraction) -> tuple[Fraction, int]:
    """a = b + n with an integer n, the rational term of b between 0 and 1."""
    if not a.den.is_constant():
        return a, 0
    constant = (0,) * len(a.num.degrees())
    term = fmpq(a.num.to_dict().get(constant, 0)) / a.den.leading_coefficient()
    n = int(term.p // term.q)
    if abs(n) > _MOST_STEPS:
        raise Unmanageable
    return field.add(a, field.number(-n)), n


def _gamma(terms: Terms, operands: list[Fraction]) -> Fraction:
    field = terms.field
    z, n = _shift(field, operands[0])
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
    s, n = _shift(field, operands[0])
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
    z, shift = _shift(field, operands[1])
    value = terms.atom("polygamma", [operands[0], z])
    for k in range(min(0, shift), max(0, shift)):
        step = field.integer_power(field.add(z, field.number(k)), -n - 1)
        sign = (1 if shift > 0 else -1) * (-1) ** n
        value = field.add(value, field.mul(field.number(sign * factorial(n)), step))
    return value


def _bessel(name: str, back: int, forth: int) -> Rule:
    """C_(n+1) = forth * (2n/z) C_n + back * C_(n-1), solved for either end."""

    def rule(terms: Terms, operands: list[Fraction]) -> Fraction:
        field, z = terms.field, operands[1]
        order, n = _shift(field, operands[0])
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


GAUSS = (2, 1)
"""Numbers of parameters of 2F1, above and below."""


def _hyper(terms: Terms, operands: list[Fraction]) -> Fraction:
    """2F1(a, b; b + 1; z) from that with b between 0 and 1, shifting a and b together; other ones as they are."""
    field, (a, b, c, z) = terms.field, operands
    one, minus = field.number(1), field.number(-1)
    if field.add(a, one).key == c.key:
        a, b = b, a
    if field.add(b, one).key != c.key:
        return terms.atom("hyper", operands, GAUSS)
    low, n = _shift(field, b)
    first = field.add(a, field.number(-n))
    value = one if low.num == 0 else terms.atom("hyper", [first, low, field.add(low, one), z], GAUSS)
    rest = field.add(one, field.mul(minus, z))

    def power(order: Fraction) -> Fraction:
        return terms.power(rest, field.mul(minus, order))

    for k in range(max(0, n)):
        order, next_low = field.add(first, field.number(k)), field.add(low, field.number(k + 1))
        factor = field.mul(next_low, field.integer_power(field.mul(order, z), -1))
        value = field.mul(factor, field.add(power(order), field.mul(minus, value)))
    for k in range(-1, n - 1, -1):
        order, above = field.add(first, field.number(k)), field.add(low, field.number(k + 1))
        factor = field.mul(field.mul(order, z), field.integer_power(above, -1))
        value = field.add(power(order), field.mul(minus, field.mul(factor, value)))
    return value


RULES: dict[str, Rule] = {
    "gamma": _gamma,
    "uppergamma": _uppergamma,
    "lowergamma": _lowergamma,
    "expint": _expint,
    "polygamma": _polygamma,
    "hyper": _hyper,
    "besselj": _bessel("besselj", -1, 1),
    "bessely": _bessel("bessely", -1, 1),
    "besseli": _bessel("besseli", 1, -1),
    "besselk": _bessel("besselk", 1, 1),
}

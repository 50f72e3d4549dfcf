"""Sine, cosine and their relatives as fractions: angle addition, special angles, imaginary angles, exponentials."""

from __future__ import annotations

from typing import Any, Protocol

import sympy
from flint import fmpq

from symassist.verify.generators import Field, Fraction, Unmanageable

_MOST_TURNS = 16


class Terms(Protocol):
    """What the identities are written with: a converter."""

    field: Field
    exponential: bool

    def constant(self, name: str) -> Fraction:
        """pi, i and others."""
        ...

    def exp(self, argument: Fraction) -> Fraction:
        """exp u."""
        ...

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        """u^v."""
        ...


def trigonometric(terms: Terms, op: str, argument: Fraction) -> Fraction:
    """Angle addition down to sine and cosine of single terms, with sin^2 = 1 - cos^2."""
    field = terms.field
    if terms.exponential:
        up = terms.exp(field.mul(terms.constant("i"), argument))
        down = field.integer_power(up, -1)
        half, minus = field.number(fmpq(1, 2)), field.mul(field.number(-1), down)
        cos = field.mul(half, field.add(up, down))
        sin = field.mul(field.mul(field.mul(half, terms.constant("i")), field.number(-1)), field.add(up, minus))
        return sin if op == "sin" else cos if op == "cos" else field.mul(sin, field.integer_power(cos, -1))
    cos, sin = field.number(1), field.number(0)
    for coefficient, term in field.terms(argument):
        c, s = angle(terms, term, coefficient)
        cos, sin = _turn(field, cos, sin, c, s)
    if op == "sin":
        return sin
    return cos if op == "cos" else field.mul(sin, field.integer_power(cos, -1))


def hyperbolic(terms: Terms, op: str, argument: Fraction) -> Fraction:
    """sinh u = (e^u - e^-u)/2, cosh u = (e^u + e^-u)/2."""
    field = terms.field
    up = terms.exp(argument)
    down = field.integer_power(up, -1)
    difference, total = field.add(up, field.mul(field.number(-1), down)), field.add(up, down)
    if op == "tanh":
        return field.mul(difference, field.integer_power(total, -1))
    return field.mul(field.number(fmpq(1, 2)), difference if op == "sinh" else total)


def angle(terms: Terms, term: Fraction, coefficient: fmpq) -> tuple[Fraction, Fraction]:
    """(cos, sin) of coefficient times term.

    Raises Unmanageable for a large multiple.
    """
    field = terms.field
    turned = over_i(terms, term)
    if turned is not None:
        # cos(I z) = cosh z, sin(I z) = I sinh z
        up, down = (terms.exp(field.mul(field.number(c), turned)) for c in (coefficient, -coefficient))
        half, minus = field.number(fmpq(1, 2)), field.mul(field.number(-1), down)
        return field.mul(half, field.add(up, down)), field.mul(
            field.mul(half, terms.constant("i")), field.add(up, minus)
        )
    key = ("angle", *term.key)
    if ("const", "pi") in field.index and term == terms.constant("pi"):
        return special_angle(terms, coefficient)
    times = field.multiple(key, coefficient)
    if abs(times) > _MOST_TURNS:
        raise Unmanageable
    parts = field.refinement.get(key, 1)
    real = field.is_real(term)
    known = ("sin", *key) in field.index
    c = field.generator(("cos", *key), lambda at: (at.fraction(term) / parts).cos(), real=real)
    s = field.generator(("sin", *key), lambda at: (at.fraction(term) / parts).sin(), real=real)
    if not known:
        one_minus = field.add(field.number(1), field.mul(field.number(-1), field.mul(c, c)))
        field.relations.append((field.index["sin", *key], 2, one_minus))
    cos, sin = field.number(1), field.number(0)
    for _ in range(abs(times)):
        cos, sin = _turn(field, cos, sin, c, s)
    return (cos, sin) if times >= 0 else (cos, field.mul(field.number(-1), sin))


def special_angle(terms: Terms, turns: fmpq) -> tuple[Fraction, Fraction]:
    """(cos, sin) of a rational multiple of pi, in square roots.

    Raises:
        Unmanageable: SymPy has no such form.
    """
    radians = sympy.Rational(int(turns.p), int(turns.q)) * sympy.pi
    values = (sympy.cos(radians), sympy.sin(radians))
    if any(value.has(sympy.cos, sympy.sin) for value in values):
        raise Unmanageable
    cos, sin = (_radical(terms, value) for value in values)
    return cos, sin


def over_i(terms: Terms, term: Fraction) -> Fraction | None:
    """z when the term is I*z."""
    unit = terms.field.index.get(("const", "i"))
    if unit is None or term.num.degrees()[unit] != 1:
        return None
    return terms.field.mul(term, terms.field.integer_power(terms.constant("i"), -1))


def _turn(field: Field, c1: Fraction, s1: Fraction, c2: Fraction, s2: Fraction) -> tuple[Fraction, Fraction]:
    """(cos, sin) of a sum of two angles."""
    minus = field.mul(field.number(-1), field.mul(s1, s2))
    return field.add(field.mul(c1, c2), minus), field.add(field.mul(s1, c2), field.mul(c1, s2))


def _radical(terms: Terms, value: Any) -> Fraction:
    """A real number written with rationals and roots of positive numbers."""
    field = terms.field
    if value.is_Rational:
        return field.number(fmpq(int(value.p), int(value.q)))
    if value.is_Pow:
        return terms.power(_radical(terms, value.base), _radical(terms, value.exp))
    parts = [_radical(terms, part) for part in value.args]
    total = parts[0]
    for part in parts[1:]:
        total = field.add(total, part) if value.is_Add else field.mul(total, part)
    return total

"""Rational functions times products of two logarithms or arc tangents: trilogarithms.

Each factor M with a rational derivative is M = C + sum of k_i l_i with l_i = log(x - s_i), with C constant along the
line between jumps; the s_i may be complex. All of R but its simple poles goes by parts; and as
l_i l_j = (l_i**2 + l_j**2 - (l_i - l_j)**2)/2, squares over x - r are left, of l_i and of l_i - l_j, which is a
logarithm in w = (x - s_i)/(x - s_j), where dx/(x - r) = dw/(w - w(r)) - dw/(w - 1).

Lewin, "Polylogarithms and Associated Functions", chapters 6 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import sympy

from symassist.propose.special.fractions import Pole, fractions, vanishes
from symassist.propose.special.logarithms import antiderivative_off_poles, over_pole, power_of_logarithm
from symassist.propose.special.product import Product

_MOST_LOGARITHMS = 4
_BY_SUBSTITUTION = (sympy.atan, sympy.acot, sympy.atanh, sympy.acoth)
"""Their squares are shorter in the function itself as the variable."""


@dataclass(frozen=True)
class _Logarithm:
    """``weight`` times ``value``, whose derivative is 1/(x - ``place``)."""

    weight: sympy.Expr
    place: sympy.Expr
    value: sympy.Expr


def product_of_logarithms(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) M N, None for other functions."""
    factors = [base for e in p.others for base, n in [e.as_base_exp()] for _ in range(int(n) if n in (1, 2) else 3)]
    if len(factors) != 2 or p.exponent != 0 or (factors[0] == factors[1] and isinstance(factors[0], _BY_SUBSTITUTION)):
        return None
    read = [_logarithms(factor, x) for factor in factors]
    if None in read or fractions(p.rational, x) is None:
        return None
    first, second = ((constant, logs) for constant, logs in read)  # type: ignore[misc]
    if max(len(first[1]), len(second[1])) * len(second[1]) > _MOST_LOGARITHMS:
        return None
    pairs = [(a.weight * b.weight, a, b) for a, b in product(first[1], second[1])]
    terms = [(weight, _of_pair(p.rational, a, b, x)) for weight, a, b in pairs]
    for constant, logs in ((first[0], second[1]), (second[0], first[1])):
        if constant != 0:
            terms += [(constant * a.weight, _of_power(p.rational, a, 1, x)) for a in logs]
    if first[0] != 0 and second[0] != 0:
        terms.append(
            (first[0] * second[0], power_of_logarithm(p.rational, x, 0, Pole(sympy.S.One, sympy.S.Zero, 1), x))
        )
    if any(value is None for _, value in terms):
        return None
    return sympy.Add(*(weight * value for weight, value in terms))


def _logarithms(factor: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, list[_Logarithm]] | None:
    """(C, the logarithms) of a factor."""
    if factor.is_Pow:
        return None
    slope = sympy.cancel(sympy.together(factor.diff(x)))
    parts = fractions(slope, x) if slope.is_rational_function(x) else None
    if parts is None or not parts.polynomial.is_zero or any(pole.power > 1 for pole in parts.poles):
        return None
    if len(parts.poles) == 1:
        pole = parts.poles[0]
        return sympy.S.Zero, [_Logarithm(pole.coefficient, pole.root, factor / pole.coefficient)]
    found = [_Logarithm(pole.coefficient, pole.root, sympy.log(x - pole.root)) for pole in parts.poles]
    return factor - sympy.Add(*(each.weight * each.value for each in found)), found


def _of_power(f: sympy.Expr, a: _Logarithm, n: int, x: sympy.Symbol) -> sympy.Expr | None:
    kernel = sympy.Dummy("l")
    answer = power_of_logarithm(f, kernel, n, Pole(sympy.S.One, a.place, 1), x)
    return None if answer is None else answer.xreplace({kernel: a.value})


def _of_pair(f: sympy.Expr, a: _Logarithm, b: _Logarithm, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of f times the two values."""
    if vanishes(a.place - b.place):
        square, plain = _of_power(f, a, 2, x), _of_power(f, a, 1, x)
        constant = sympy.S.Zero if a.value == b.value else a.value - b.value
        return None if square is None or plain is None else square - constant * plain
    parts = fractions(f, x)
    if parts is None:
        return None
    outer = antiderivative_off_poles(parts, x)
    total = outer * a.value * b.value
    for own, other in ((a, b), (b, a)):
        rest = _of_power(sympy.cancel(sympy.together(outer / (x - own.place))), other, 1, x)
        if rest is None:
            return None
        total -= rest
    return total + sympy.Add(
        *(pole.coefficient * _over_pole(a, b, pole.root, x) for pole in parts.poles if pole.power == 1)
    )


def _over_pole(a: _Logarithm, b: _Logarithm, r: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of the two values over x - r."""
    for own, other in ((a, b), (b, a)):
        if vanishes(r - own.place):
            return (own.value**2 * other.value - _square_over_pole(own, other.place, x)) / 2
    w, at_r = ((y - a.place) / (y - b.place) for y in (x, r))
    difference = a.value - b.value
    mixed = over_pole(difference, 2, sympy.S.One, sympy.cancel(w / at_r)) - over_pole(difference, 2, sympy.S.One, w)
    return (_square_over_pole(a, r, x) + _square_over_pole(b, r, x) - mixed) / 2


def _square_over_pole(a: _Logarithm, r: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    return over_pole(a.value, 2, sympy.S.One, sympy.cancel((x - a.place) / (r - a.place)))

"""Sums as the normal form sees them: their content, their leading term, and the sign that is taken out of them."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import symengine

from symassist.expressions.convert import Expression
from symassist.expressions.prefix import Ids, term_of
from symassist.expressions.vocabulary import VOCABULARY

Add, Integer, Rational = symengine.Add, symengine.Integer, symengine.Rational
ONE = Integer(1)
"""The content that is none; to look for this very object is faster than to compare numbers."""
_I = VOCABULARY.index["I"]
_MEMO_LIMIT = 400_000
_primitives: dict[Expression, tuple[Expression, Expression]] = {}


def primitive(total: Expression) -> tuple[Expression, Expression]:
    """(c, s) with ``total = c*s``: c rational, the terms of s without common factor, its leading term positive."""
    known = _primitives.get(total)
    if known is None:
        if len(_primitives) > _MEMO_LIMIT:
            _primitives.clear()
        known = _primitives[total] = _primitive(total)
    return known


def _primitive(total: Expression) -> tuple[Expression, Expression]:
    terms = [(body, coefficient) for coefficient, body in map(term_of, total.args)]
    if any(_I in body for body, _ in terms) and not _is_rational_sum(total):
        return ONE, total
    coefficients = [coefficient for _, coefficient in terms]
    content = ONE
    if not (1 in coefficients or -1 in coefficients) or any(type(c) is not int for c in coefficients):
        above = gcd(*(c.numerator for c in coefficients))
        below = lcm(*(c.denominator for c in coefficients))
        content = Integer(above) / Integer(below)
    if _leading_coefficient(terms) < 0:
        content = -content
    if content is ONE or content == ONE:
        return ONE, total
    return content, Add(*(t / content for t in total.args))


def _is_rational_sum(total: Expression) -> bool:
    return all(isinstance(c, Rational) for c in total.as_coefficients_dict().values())


def leading_sign(e: Expression) -> int:
    """The sign that is taken out of odd functions: of the coefficient, or of the leading term of a sum.

    The leading term is the first one in the order of the prefix notation, coefficients apart, that is not a number:
    x - 1 counts as positive, 1 - x as negative.
    """
    if type(e) is not Add:
        return -1 if term_of(e)[0].numerator < 0 else 1
    return -1 if _leading_coefficient([(body, coefficient) for coefficient, body in map(term_of, e.args)]) < 0 else 1


def _leading_coefficient(terms: list[tuple[Ids, Fraction | int]]) -> int:
    """The numerator of the leading term's coefficient, numbers apart."""
    return min(term for term in terms if term[0])[1].numerator

"""Sums as the normal form sees them: their content, their leading term, the sign taken out of them, a factor put in."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

import symengine

from symassist.expressions.convert import Expression
from symassist.expressions.nodes import ADD, COMPLEX, Node, Term, node, product_of
from symassist.expressions.terms import term

Add, Integer, Rational = symengine.Add, symengine.Integer, symengine.Rational
ONE = Integer(1)
"""The content that is none; to look for this very object is faster than to compare numbers."""
_MINUS_ONE = Integer(-1)
_ONE = type(ONE)


def primitive(total: Node) -> tuple[Expression, Node]:
    """(c, s) with ``total = c*s``: c rational, the terms of s without common factor, its leading term positive."""
    found = total.primitive
    if found is None:
        found = total.primitive = _primitive(total)
    return found


def _primitive(total: Node) -> tuple[Expression, Node]:
    terms = [p.term or term(p) for p in total.parts]
    if total.traits & COMPLEX and not _is_rational_sum(total.expression):
        return ONE, total
    negative = _leading_coefficient(terms) < 0
    above = below = 1
    coefficients = [coefficient for _, coefficient in terms]
    if not (1 in coefficients or -1 in coefficients) or Fraction in map(type, coefficients):
        above = gcd(*[c.numerator for c in coefficients])
        below = lcm(*[c.denominator for c in coefficients])
    if above == below == 1:
        if not negative:
            return ONE, total
        # The sign alone is changed by itself: symengine takes three times as long to divide by -1.
        content, rest = _MINUS_ONE, node(Add(*[-p.expression for p in total.parts]))
    else:
        content = Integer(-above if negative else above) / Integer(below)
        inverse = ONE / content
        rest = node(Add(*[inverse * p.expression for p in total.parts]))
    rest.primitive = ONE, rest
    return content, rest


def _is_rational_sum(total: Expression) -> bool:
    return all(isinstance(c, Rational) for c in total.as_coefficients_dict().values())


def distributed(number: Node, total: Node) -> Node:
    """number*(u + v + ...) as a sum."""
    return node(Add(*[number.expression * term.expression for term in total.parts]))


def contents_drawn_out(factors: Sequence[Node]) -> Node:
    """The product with the contents of its sums multiplied into the number in front."""
    primitives = [primitive(p) for p in factors if p.kind is ADD]
    others = [p for p in factors if p.kind is not ADD]
    number = others.pop(0).expression if others and issubclass(others[0].kind, symengine.Number) else ONE
    for content, _ in primitives:
        number = content * number
    rest = [*others, *[total for _, total in primitives]]
    return product_of(rest if type(number) is _ONE else [node(number), *rest])


def leading_sign(n: Node) -> int:
    """The sign that is taken out of odd functions: of the coefficient, or of the leading term of a sum.

    The leading term is the first one in the order of the prefix notation, coefficients apart, that is not a number:
    x - 1 counts as positive, 1 - x as negative.
    """
    if n.kind is not ADD:
        return -1 if term(n)[1].numerator < 0 else 1
    return -1 if _leading_coefficient([p.term or term(p) for p in n.parts]) < 0 else 1


def _leading_coefficient(terms: list[Term]) -> int:
    """The numerator of the leading term's coefficient, numbers apart."""
    first = min(terms)
    return (first if first[0] else min([t for t in terms if t[0]]))[1].numerator

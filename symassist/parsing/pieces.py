"""``Piecewise((x, x > 0), (x**2, True))``: functions by cases; conditions as SymPy and as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy
from sympy.logic.boolalg import Boolean

if TYPE_CHECKING:
    from symassist.parsing.parser import Parser
    from symassist.parsing.tokens import Token

_COMPARISONS = {
    "<": sympy.Lt,
    ">": sympy.Gt,
    "<=": sympy.Le,
    ">=": sympy.Ge,
    "==": sympy.Eq,
    "!=": sympy.Ne,
    "≤": sympy.Le,
    "≥": sympy.Ge,
    "≠": sympy.Ne,
    "=": sympy.Eq,
}
_NAMED = {"Eq": sympy.Eq, "Ne": sympy.Ne}


def piecewise(parser: Parser, place: Token) -> sympy.Expr:
    """piecewise = 'Piecewise' '(' piece (',' piece)* ')', piece = '(' sum ',' condition ')'"""
    _expect(parser, "(")
    pieces = [_piece(parser)]
    while parser.accept(","):
        pieces.append(_piece(parser))
    _expect(parser, ")")
    return parser.build(place, sympy.Piecewise, *pieces)


def _piece(parser: Parser) -> tuple[sympy.Expr, Boolean]:
    _expect(parser, "(")
    value = parser.sum()
    _expect(parser, ",")
    condition = _condition(parser)
    _expect(parser, ")")
    return value, condition


def _condition(parser: Parser) -> Boolean:
    """condition = conjunction (('|' | 'or') conjunction)*, conjunction = comparison (('&' | 'and') comparison)*"""
    parser.deeper()
    cases = [_conjunction(parser)]
    while parser.accept("|") or _relation(parser, "or"):
        cases.append(_conjunction(parser))
    parser.depth -= 1
    return sympy.Or(*cases)


def _conjunction(parser: Parser) -> Boolean:
    parts = [_comparison(parser)]
    while _relation(parser, "&"):
        parts.append(_comparison(parser))
    return sympy.And(*parts)


def _comparison(parser: Parser) -> Boolean:
    """comparison = 'True' | ('Eq' | 'Ne') '(' sum ',' sum ')' | '(' condition ')' | sum (relation sum)+"""
    place = parser.token
    if _relation(parser, "true"):
        return sympy.true
    if place.kind == "relation" and place.text in _NAMED:
        parser.take()
        _expect(parser, "(")
        left = parser.sum()
        _expect(parser, ",")
        right = parser.sum()
        _expect(parser, ")")
        return parser.build(place, _NAMED[place.text], left, right)
    if place.kind == "(" and _holds_condition(parser):
        parser.take()
        condition = _condition(parser)
        _expect(parser, ")")
        return condition
    terms, parts = [parser.sum()], list[Boolean]()
    while parser.token.kind == "relation" and parser.token.text in _COMPARISONS:
        sign = parser.take()
        terms.append(parser.sum())
        parts.append(parser.build(sign, _COMPARISONS[sign.text], *terms[-2:]))
    if not parts:
        raise parser.unexpected("a condition, such as x > 0 or True,")
    return sympy.And(*parts)


def _holds_condition(parser: Parser) -> bool:
    """Whether a relation stands in the bracket that opens here, so that it is no part of a sum."""
    depth = 0
    for token in parser.tokens[parser.at :]:
        depth += (token.kind == "(") - (token.kind == ")")
        if depth == 0:
            return False
        if token.kind == "relation":
            return True
    return False


def _relation(parser: Parser, text: str) -> bool:
    """Takes the word or sign of a condition that has this text; says whether it was there."""
    found = parser.token.kind == "relation" and parser.token.text == text
    if found:
        parser.take()
    return found


def _expect(parser: Parser, kind: str) -> None:
    if not parser.accept(kind):
        raise parser.unexpected(f"'{kind}' of Piecewise((value, condition), ...)")

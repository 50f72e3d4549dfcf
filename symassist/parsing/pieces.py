"""``Piecewise((x, x > 0), (x**2, True))``: functions by cases; conditions as SymPy and as people write them."""

from __future__ import annotations

import sympy
from sympy.logic.boolalg import Boolean

from symassist.parsing.cursor import Cursor
from symassist.parsing.reading import Token

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


def piecewise(cursor: Cursor, place: Token) -> sympy.Expr:
    """piecewise = 'Piecewise' '(' piece (',' piece)* ')', piece = '(' sum ',' condition ')'"""
    _expect(cursor, "(")
    pieces = [_piece(cursor)]
    while cursor.accept(","):
        pieces.append(_piece(cursor))
    _expect(cursor, ")")
    return cursor.build(place, sympy.Piecewise, *pieces)


def _piece(cursor: Cursor) -> tuple[sympy.Expr, Boolean]:
    _expect(cursor, "(")
    value = cursor.sum()
    _expect(cursor, ",")
    condition = _condition(cursor)
    _expect(cursor, ")")
    return value, condition


def _condition(cursor: Cursor) -> Boolean:
    """condition = conjunction (('|' | 'or') conjunction)*, conjunction = comparison (('&' | 'and') comparison)*"""
    cursor.deeper()
    cases = [_conjunction(cursor)]
    while cursor.accept("|") or _relation(cursor, "or"):
        cases.append(_conjunction(cursor))
    cursor.depth -= 1
    return sympy.Or(*cases)


def _conjunction(cursor: Cursor) -> Boolean:
    parts = [_comparison(cursor)]
    while _relation(cursor, "&"):
        parts.append(_comparison(cursor))
    return sympy.And(*parts)


def _comparison(cursor: Cursor) -> Boolean:
    """comparison = 'True' | ('Eq' | 'Ne') '(' sum ',' sum ')' | '(' condition ')' | sum (relation sum)+"""
    place = cursor.token
    if _relation(cursor, "true"):
        return sympy.true
    if place.kind == "relation" and place.text in _NAMED:
        cursor.take()
        _expect(cursor, "(")
        left = cursor.sum()
        _expect(cursor, ",")
        right = cursor.sum()
        _expect(cursor, ")")
        return cursor.build(place, _NAMED[place.text], left, right)
    if place.kind == "(" and _holds_condition(cursor):
        cursor.take()
        condition = _condition(cursor)
        _expect(cursor, ")")
        return condition
    terms, parts = [cursor.sum()], list[Boolean]()
    while cursor.token.kind == "relation" and cursor.token.text in _COMPARISONS:
        sign = cursor.take()
        terms.append(cursor.sum())
        parts.append(cursor.build(sign, _COMPARISONS[sign.text], *terms[-2:]))
    if not parts:
        raise cursor.unexpected("a condition, such as x > 0 or True,")
    return sympy.And(*parts)


def _holds_condition(cursor: Cursor) -> bool:
    """Whether a relation stands in the bracket that opens here, so that it is no part of a sum."""
    depth = 0
    for token in cursor.tokens[cursor.at :]:
        depth += (token.kind == "(") - (token.kind == ")")
        if depth == 0:
            return False
        if token.kind == "relation":
            return True
    return False


def _relation(cursor: Cursor, text: str) -> bool:
    """Takes the word or sign of a condition that has this text; says whether it was there."""
    found = cursor.token.kind == "relation" and cursor.token.text == text
    if found:
        cursor.take()
    return found


def _expect(cursor: Cursor, kind: str) -> None:
    if not cursor.accept(kind):
        raise cursor.unexpected(f"'{kind}' of Piecewise((value, condition), ...)")

"""The writer of prefix notation (``prefix.py``): every node as the ids of a body and the coefficient before it."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import symengine
from symengine.lib import symengine_wrapper

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression, head_name
from symassist.expressions.nodes import ADD, EXP1, MUL, POW, RATIONALS, SYMBOL, Ids, Node, Term, root
from symassist.expressions.operators import FUNCTIONS
from symassist.expressions.vocabulary import SYMBOL_NAMES, VOCABULARY

_ID = VOCABULARY.index
_ADD, _MUL, _DIV, _POW, _NEG, _INV = (_ID[t] for t in ("add", "mul", "div", "pow", "neg", "inv"))
_SQRT, _POW2, _POW3, _EXP = (_ID[t] for t in ("sqrt", "pow2", "pow3", "exp"))
_HEAD_IDS = {name: _ID[row.token] for name, row in FUNCTIONS.items()}
CONSTANT_IDS = {symengine.pi: (_ID["pi"],), symengine.E: (_ID["E"],), symengine.I: (_ID["I"],)}
_I = (_ID["I"],)
_HALF = Fraction(1, 2)
_SHORT_POWERS: dict[Fraction | int, Ids] = {1: (), 2: (_POW2,), 3: (_POW3,), _HALF: (_SQRT,)}
SYMBOL_IDS: dict[str, Ids] = {name: (_ID[name],) for name in SYMBOL_NAMES}

MAX_DIGITS = 250
"""A longer number has no room in any sequence."""
_GREATEST = 10**MAX_DIGITS

_MEMO_LIMIT = 400_000
_number_ids: dict[Fraction | int, Ids] = {}


def term_of(e: Expression) -> tuple[Fraction | int, Ids]:
    """Splits ``e`` into rational coefficient and body ids."""
    body, coefficient = term(root(e))
    return coefficient, body


def term(n: Node) -> Term:
    """The body ids of a node and their rational coefficient; loops ask for ``p.term or term(p)``, to save the calls."""
    found = n.term
    if found is None:
        found = n.term = _term(n)
    return found


def _term(n: Node) -> Term:
    kind = n.kind
    if kind is MUL:
        return _product(n)
    if kind is ADD:
        return _sum(n), 1
    if kind is POW:
        below, ids = _power(n)
        return (_INV, *ids) if below else ids, 1
    if kind is SYMBOL:
        return _symbol(n.expression.name), 1
    if issubclass(kind, symengine.Number):
        return _number(n.expression)
    return _constant_or_function(n), 1


def _sum(n: Node) -> Ids:
    terms = [p.term or term(p) for p in n.parts]
    terms.sort()
    ids: list[int] = []
    for body, coefficient in terms[:-1]:
        ids.append(_ADD)
        ids += with_coefficient(body, coefficient)
    return (*ids, *with_coefficient(*terms[-1]))


def _product(n: Node) -> Term:
    coefficient: Fraction | int = 1
    above: list[Ids] = []
    below: list[Ids] = []
    for factor in n.parts:
        if factor.kind is POW:
            is_below, ids = _power(factor)
            (below if is_below else above).append(ids)
        else:
            body, c = factor.term or term(factor)
            if c != 1:  # the number, of which a product has one
                coefficient = c
            if body:
                above.append(body)
    if not below:
        return _chain(above), coefficient
    if not above:
        return (_INV, *_chain(below)), coefficient
    return (_DIV, *_chain(above), *_chain(below)), coefficient


def _chain(factors: list[Ids]) -> Ids:
    if len(factors) == 1:
        return factors[0]
    factors.sort()
    ids: list[int] = []
    for factor in factors[:-1]:
        ids.append(_MUL)
        ids += factor
    ids += factors[-1]
    return tuple(ids)


def _power(n: Node) -> tuple[bool, Ids]:
    """Whether the power belongs under the bar (negative rational exponent, E's aside), and its ids there."""
    base, exponent = n.parts
    if base.kind is EXP1:
        return False, (_EXP, *with_coefficient(*term(exponent)))
    ids = with_coefficient(*(base.term or term(base)))
    if exponent.kind in RATIONALS:
        below, before, after = _exponent(exponent)
        return below, (*before, *ids, *after)
    return False, (_POW, *ids, *with_coefficient(*term(exponent)))


@lru_cache(maxsize=10_000)
def _exponent(exponent: Node) -> tuple[bool, Ids, Ids]:
    """Whether a rational exponent is negative, and what stands before and after the base."""
    value = term(exponent)[1]
    below = value < 0
    value = -value if below else value
    short = _SHORT_POWERS.get(value)
    return (below, (_POW,), _number_spelling(value)) if short is None else (below, short, ())


def _symbol(name: str) -> Ids:
    ids = SYMBOL_IDS.get(name)
    if ids is None:  # foreign symbols have a place in the order of operands, but no token
        return tuple(len(VOCABULARY) + ord(character) for character in name)
    return ids


def _constant_or_function(n: Node) -> Ids:
    ids = CONSTANT_IDS.get(n.expression)
    if ids is not None:
        return ids
    name = head_name(n.expression)
    head = _HEAD_IDS.get(name or "")
    if head is None or len(n.parts) != FUNCTIONS[str(name)].arity:
        raise UnsupportedExpressionError((name or n.kind.__name__,))
    result = [head]
    for argument in n.parts:
        result += with_coefficient(*(argument.term or term(argument)))
    return tuple(result)


def _number(e: Expression) -> Term:
    if isinstance(e, symengine.Rational):
        return (), _rational(e)
    if not isinstance(e, symengine_wrapper.Complex):
        raise UnsupportedExpressionError((f"number {e}",))
    real, imaginary = _rational(e.real_part()), _rational(e.imaginary_part())
    if real == 0:
        return _I, imaginary
    return (_ADD, *with_coefficient(_I, imaginary), *_number_spelling(real)), 1


def _rational(e: Expression) -> Fraction | int:
    return int(e) if isinstance(e, symengine.Integer) else Fraction(int(e.p), int(e.q))


def with_coefficient(body: Ids, c: Fraction | int) -> Ids:
    """The ids of ``c`` times what the body stands for, of ``c`` itself where there is no body."""
    if c == 1 and body:
        return body
    if not body:
        return _number_spelling(c)
    if c == -1:
        return (_NEG, *body)
    if body[0] == _INV:
        return (_DIV, *_number_spelling(c), *body[1:])
    return (_MUL, *_number_spelling(c), *body)


def _number_spelling(value: Fraction | int) -> Ids:
    ids = _number_ids.get(value)
    if ids is None:
        if max(abs(value.numerator), value.denominator) >= _GREATEST:
            raise UnsupportedExpressionError((f"number of more than {MAX_DIGITS} digits",))
        token = _ID.get(str(value))
        if token is not None:
            ids = (token,)
        elif isinstance(value, Fraction) and value.denominator != 1:
            ids = (_DIV, *_number_spelling(value.numerator), *_number_spelling(value.denominator))
        else:
            sign, digits = VOCABULARY.signs[value < 0], str(abs(int(value)))
            ids = (sign, *(VOCABULARY.digits[int(d)] for d in digits))
        if len(_number_ids) < _MEMO_LIMIT:
            _number_ids[value] = ids
    return ids

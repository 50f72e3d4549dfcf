"""Prefix notation: an expression as a sequence of token ids, and back.

The writer orders operands by their own token sequences, coefficients apart, so that equal expressions have one
spelling whatever order the kernel keeps them in:

    sum        add t1 add t2 t3              product    mul f1 mul f2 f3
    quotient   div numerator denominator     inverse    inv u
    coefficient c of a term: ``mul c body``, ``neg body`` for -1, ``div c u`` instead of ``mul c inv u``
    powers     pow2 u, pow3 u, sqrt u, exp u, else pow u exponent
    numbers    one token if small, else int+ / int- and digits; a rational as div of two integers
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import symengine
from symengine.lib import symengine_wrapper

from symassist.errors import DecodeError, UnsupportedExpressionError
from symassist.expressions.convert import HEADS, Expression, head_name
from symassist.expressions.operators import FUNCTIONS, OPERATORS
from symassist.expressions.vocabulary import VOCABULARY

Ids = tuple[int, ...]
Term = tuple[Fraction | int, Ids]
"""A rational coefficient and the ids of what it multiplies (none for a number)."""

_ID = VOCABULARY.index
_ADD, _MUL, _DIV, _POW, _NEG, _INV = (_ID[t] for t in ("add", "mul", "div", "pow", "neg", "inv"))
_SQRT, _POW2, _POW3, _EXP = (_ID[t] for t in ("sqrt", "pow2", "pow3", "exp"))
_HEAD_IDS = {name: _ID[row.token] for name, row in FUNCTIONS.items()}
_CONSTANT_IDS = {symengine.pi: (_ID["pi"],), symengine.E: (_ID["E"],), symengine.I: (_ID["I"],)}
_I = (_ID["I"],)
_HALF = Fraction(1, 2)
_SHORT_POWERS: dict[Fraction | int, Ids] = {1: (), 2: (_POW2,), 3: (_POW3,), _HALF: (_SQRT,)}

MAX_DIGITS = 250
"""A longer number has no room in any sequence."""
_GREATEST = 10**MAX_DIGITS

_MEMO_LIMIT = 400_000
_memo: dict[Expression, Term] = {}
_symbol_ids: dict[str, Ids] = {
    token: (_ID[token],)
    for token in VOCABULARY.tokens
    if token in ("x", "y", "y'", "y''") or (token[0] in "ac" and token[1:].isdigit())
}
_SYMBOLS = {symengine.Symbol(name) for name in _symbol_ids}
_number_ids: dict[Fraction | int, Ids] = {}
_numbers: dict[Expression, Fraction | int] = {}


def write(e: Expression) -> Ids:
    """The token ids of a symengine expression. Raises UnsupportedExpressionError for what has no token."""
    coefficient, body = term_of(e)
    if body and max(body) >= len(VOCABULARY):
        raise UnsupportedExpressionError(tuple(f"symbol {s}" for s in sorted(map(str, e.free_symbols - _SYMBOLS))))
    return _with_coefficient(coefficient, body)


def term_of(e: Expression) -> Term:
    """Splits ``e`` into rational coefficient and body ids; memoised, small expressions recur."""
    kind = type(e)
    if kind is symengine.Symbol:  # by name: three times faster than by the expression
        return 1, _symbol(e)
    known = _memo.get(e)
    if known is not None:
        return known
    term: Term
    if kind is symengine.Mul:
        term = _product(e)
    elif kind is symengine.Add:
        term = 1, _sum(e)
    elif kind is symengine.Pow:
        base, exponent = e.args
        below, ids = _power(base, exponent)
        term = 1, (_INV, *ids) if below else ids
    elif isinstance(e, symengine.Number):
        term = _number(e)
    else:
        term = 1, _leaf_or_function(e)
    if len(_memo) > _MEMO_LIMIT:
        _memo.clear()
    _memo[e] = term
    return term


def _sum(e: Expression) -> Ids:
    terms = sorted([(body, coefficient) for coefficient, body in map(term_of, e.args)])
    last = len(terms) - 1
    ids: list[int] = []
    for i, (body, coefficient) in enumerate(terms):
        if i < last:
            ids.append(_ADD)
        ids += _with_coefficient(coefficient, body)
    return tuple(ids)


def _product(e: Expression) -> Term:
    coefficient: Fraction | int = 1
    above: list[Ids] = []
    below: list[Ids] = []
    for factor in e.args:
        if type(factor) is symengine.Pow:
            base, exponent = factor.args
            is_below, ids = _power(base, exponent)
            (below if is_below else above).append(ids)
        else:
            c, body = term_of(factor)
            if c != 1:  # the number, of which a product has one
                coefficient = c
            if body:
                above.append(body)
    if not below:
        return coefficient, _chain(above)
    if not above:
        return coefficient, (_INV, *_chain(below))
    return coefficient, (_DIV, *_chain(above), *_chain(below))


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


def _power(base: Expression, exponent: Expression) -> tuple[bool, Ids]:
    """Whether the power belongs under the bar (negative rational exponent, E's aside), and its ids there."""
    if type(base) is symengine_wrapper.Exp1:
        return False, (_EXP, *_with_coefficient(*term_of(exponent)))
    ids = _with_coefficient(*term_of(base))
    if isinstance(exponent, symengine.Rational):
        below, before, after = _exponent(exponent)
        return below, (*before, *ids, *after)
    return False, (_POW, *ids, *_with_coefficient(*term_of(exponent)))


@lru_cache(maxsize=10_000)
def _exponent(exponent: Expression) -> tuple[bool, Ids, Ids]:
    """Whether a rational exponent is negative, and what stands before and after the base."""
    value = _rational(exponent)
    below = value < 0
    value = -value if below else value
    short = _SHORT_POWERS.get(value)
    return (below, (_POW,), _number_spelling(value)) if short is None else (below, short, ())


def _symbol(e: Expression) -> Ids:
    ids = _symbol_ids.get(e.name)
    if ids is None:  # foreign symbols have a place in the order of operands, but no token
        return tuple(len(VOCABULARY) + ord(character) for character in e.name)
    return ids


def _leaf_or_function(e: Expression) -> Ids:
    ids = _CONSTANT_IDS.get(e)
    if ids is not None:
        return ids
    name = head_name(e)
    head = _HEAD_IDS.get(name or "")
    if head is None or len(e.args) != FUNCTIONS[str(name)].arity:
        raise UnsupportedExpressionError((name or type(e).__name__,))
    result = [head]
    for argument in e.args:
        result += _with_coefficient(*term_of(argument))
    return tuple(result)


def _number(e: Expression) -> Term:
    if isinstance(e, symengine.Rational):
        return _rational(e), ()
    if not isinstance(e, symengine_wrapper.Complex):
        raise UnsupportedExpressionError((f"number {e}",))
    real, imaginary = _rational(e.real_part()), _rational(e.imaginary_part())
    if real == 0:
        return imaginary, _I
    return 1, (_ADD, *_with_coefficient(imaginary, _I), *_number_spelling(real))


def _rational(e: Expression) -> Fraction | int:
    value = _numbers.get(e)
    if value is None:
        value = int(e) if isinstance(e, symengine.Integer) else Fraction(int(e.p), int(e.q))
        if len(_numbers) < _MEMO_LIMIT:
            _numbers[e] = value
    return value


def _with_coefficient(c: Fraction | int, body: Ids) -> Ids:
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


# --- reading ----------------------------------------------------------------------------------------------------------

_ARITY = {_ID[row.token]: row.arity for row in OPERATORS}
_BUILDERS = {
    _ADD: lambda a, b: a + b,
    _MUL: lambda a, b: a * b,
    _DIV: lambda a, b: a / b,
    _POW: lambda a, b: a**b,
    _NEG: lambda a: -a,
    _INV: lambda a: 1 / a,
    _SQRT: symengine.sqrt,
    _POW2: lambda a: a**2,
    _POW3: lambda a: a**3,
    **{_ID[row.token]: HEADS[name] for name, row in FUNCTIONS.items()},
}
_LEAVES = {
    **{ids[0]: symengine.Symbol(name) for name, ids in _symbol_ids.items()},
    **{ids[0]: constant for constant, ids in _CONSTANT_IDS.items()},
}
for _token, _i in _ID.items():
    if _token.lstrip("-").replace("/", "").isdigit():
        _value = Fraction(_token)
        _LEAVES[_i] = symengine.Integer(_value.numerator) / symengine.Integer(_value.denominator)
_DIGITS = {i: d for d, i in enumerate(VOCABULARY.digits)}
_SIGNS = dict(zip(VOCABULARY.signs, (1, -1), strict=True))


def read(ids: Sequence[int]) -> Expression:
    """The symengine expression of one complete prefix sequence.

    Raises DecodeError with position and token where the sequence is not one expression, or has no finite value.
    """
    heads: list[tuple[int, list[Expression]]] = []
    done: Expression | None = None
    i, n = 0, len(ids)
    while i < n:
        token = int(ids[i])
        if done is not None:
            raise DecodeError("the expression is already complete", i, _name(token))
        i += 1
        arity = _ARITY.get(token)
        if arity is not None:
            heads.append((token, []))
            continue
        leaf = _LEAVES.get(token)
        if leaf is None:
            sign = _SIGNS.get(token)
            if sign is None:
                raise DecodeError("this token is no part of an expression", i - 1, _name(token))
            value, start = 0, i
            while i < n and int(ids[i]) in _DIGITS:
                value, i = 10 * value + _DIGITS[int(ids[i])], i + 1
            if i == start:
                raise DecodeError("a sign without digits", i - 1, _name(token))
            leaf = symengine.Integer(sign * value)
        while heads:
            head, operands = heads[-1]
            operands.append(leaf)
            if len(operands) < _ARITY[head]:
                break
            heads.pop()
            leaf = _built(head, operands, i - 1)
        else:
            done = leaf
    if done is None:
        raise DecodeError("the expression is incomplete", n, "<end>")
    return done


_NOT_FINITE = (symengine.zoo, symengine.oo, -symengine.oo, symengine.nan)
MAX_EXPONENT = 10_000


def _built(head: int, operands: list[Expression], position: int) -> Expression:
    if head in (_POW, _EXP) and isinstance(operands[-1], symengine.Rational) and abs(operands[-1]) > MAX_EXPONENT:
        raise DecodeError(f"an exponent beyond {MAX_EXPONENT}", position, _name(head))
    try:
        value = _BUILDERS[head](*operands)
    except (RuntimeError, ZeroDivisionError, ValueError) as error:  # symengine's own refusals
        raise DecodeError(f"no value ({error})", position, _name(head)) from error
    if value in _NOT_FINITE:
        raise DecodeError("no finite value", position, _name(head))
    return value


def _name(token: int) -> str:
    return VOCABULARY.tokens[token] if 0 <= token < len(VOCABULARY) else str(token)

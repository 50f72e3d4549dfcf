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

import symengine

from symassist.errors import DecodeError, UnsupportedExpressionError
from symassist.expressions.convert import HEADS, Expression
from symassist.expressions.nodes import NAMELESS, Node, root
from symassist.expressions.nodes import Ids as Ids
from symassist.expressions.operators import FUNCTIONS, OPERATORS
from symassist.expressions.terms import CONSTANT_IDS, SYMBOL_IDS, term, with_coefficient
from symassist.expressions.vocabulary import VOCABULARY

_ID = VOCABULARY.index
_ADD, _MUL, _DIV, _POW, _NEG, _INV = (_ID[t] for t in ("add", "mul", "div", "pow", "neg", "inv"))
_SQRT, _POW2, _POW3, _EXP = (_ID[t] for t in ("sqrt", "pow2", "pow3", "exp"))
_SYMBOLS = {symengine.Symbol(name) for name in SYMBOL_IDS}


def write(e: Expression) -> Ids:
    """The token ids of a symengine expression. Raises UnsupportedExpressionError for what has no token."""
    return written(root(e))


def written(n: Node) -> Ids:
    """The token ids of a node's expression. Raises UnsupportedExpressionError for what has no token."""
    if n.traits & NAMELESS:
        foreign = sorted(map(str, n.expression.free_symbols - _SYMBOLS))
        raise UnsupportedExpressionError(tuple(f"symbol {s}" for s in foreign))
    return with_coefficient(*(n.term or term(n)))


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
    **{ids[0]: symengine.Symbol(name) for name, ids in SYMBOL_IDS.items()},
    **{ids[0]: constant for constant, ids in CONSTANT_IDS.items()},
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

"""The derivative of a symengine expression, with a table for the functions that symengine cannot differentiate."""

from __future__ import annotations

from functools import cache

import symengine
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression, from_sympy, head_name, sympy_head
from symassist.expressions.nodes import FOREIGN, root

_PIECEWISE_CONSTANT = frozenset({"sign", "Heaviside", "floor", "ceiling"})


def derivative(e: Expression, x: Expression) -> Expression:
    """d e/d x on the real line; piecewise constant functions have derivative zero (between their jumps).

    Raises UnsupportedExpressionError where a function has no derivative in the vocabulary (polylog in its order...).
    """
    return _chain_rule(e, x) if root(e).traits & FOREIGN else e.diff(x)


def _chain_rule(e: Expression, x: Expression) -> Expression:
    if x not in e.free_symbols:
        return symengine.Integer(0)
    name = head_name(e)
    if name is None:
        if e.is_Symbol:
            return symengine.Integer(1)
        if e.is_Add:
            return symengine.Add(*(_chain_rule(term, x) for term in e.args))
        if e.is_Mul:
            factors = e.args
            return symengine.Add(
                *(symengine.Mul(_chain_rule(f, x), *factors[:i], *factors[i + 1 :]) for i, f in enumerate(factors))
            )
        base, exponent = e.args
        inner = exponent * _chain_rule(base, x) / base
        if x in exponent.free_symbols:
            inner = inner + _chain_rule(exponent, x) * symengine.log(base)
        return e * inner
    total = symengine.Integer(0)
    for position, argument in enumerate(e.args):
        inner = _chain_rule(argument, x)
        if inner != 0:
            outer = _partial(name, len(e.args), position)
            total += inner * outer.subs(dict(zip(_PLACES, e.args, strict=False)))
    return total


_PLACES = symengine.symbols("_u0 _u1 _u2")


@cache
def _partial(name: str, arity: int, position: int) -> Expression:
    """The derivative of a function in one argument, as SymPy knows it, as a template in ``_u0``, ``_u1``, ``_u2``."""
    if name in _PIECEWISE_CONSTANT:
        return symengine.Integer(0)
    u = sympy.symbols("_u0 _u1 _u2")[:arity]
    if name == "Abs":
        return from_sympy(sympy.sign(u[0]))
    if name in ("Max", "Min"):
        first, second = u if position == 0 else reversed(u)
        return from_sympy(sympy.Heaviside(first - second if name == "Max" else second - first))
    slope = sympy_head(name)(*u).diff(u[position])
    if slope.has(sympy.Derivative, sympy.Subs, sympy.Integral, sympy.meijerg):
        raise UnsupportedExpressionError((f"derivative of {name}",))
    return from_sympy(slope)

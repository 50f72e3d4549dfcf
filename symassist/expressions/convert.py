"""SymPy to symengine and back, by one table of heads; the conversion that the normal form's law speaks of.

symengine (C++) is the kernel of generation and encoding. Functions that it lacks travel as ``FunctionSymbol`` of the
same name. Symbols keep their names and lose their assumptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from typing import Any

import symengine
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.operators import FUNCTIONS
from symassist.expressions.polylogarithm import build_quickly

Expression = Any
"""A symengine expression (the library carries no types)."""

build_quickly()  # here, as every process that reads or makes an answer comes through this module


MOST_EXPONENT, MOST_EXPANDED = 10**6, 1000
"""Of a symbol and of anything else: symengine multiplies out larger ones until the process ends."""
_UNFOLDED = ("gamma", "uppergamma", "lowergamma", "polygamma", "zeta", "beta")
"""Functions that symengine writes out at numbers, as many terms as the number is large; it dies where they are many."""


def check_unfolding(name: str | None, args: Iterable[Expression]) -> None:
    """Raises UnsupportedExpressionError where symengine would write a function out in too many terms."""
    if name in _UNFOLDED and any(isinstance(a, symengine.Rational) and abs(a) > MOST_EXPANDED for a in args):
        raise UnsupportedExpressionError((f"{name} of a large number",))


def _symengine_head(name: str) -> Callable[..., Expression]:
    native = getattr(symengine, name, None)
    if native is None:
        return lambda *args: symengine.function_symbol(name, *args)
    if name not in _UNFOLDED:
        return native  # type: ignore[no-any-return]

    def unfolded(*args: Expression) -> Expression:
        check_unfolding(name, args)
        return native(*args)

    return unfolded


HEADS: dict[str, Callable[..., Expression]] = {name: _symengine_head(name) for name in FUNCTIONS}
"""SymPy function name to the symengine constructor."""

_X, _Y, _Z = symengine.symbols("x y z")
HEAD_NAMES: dict[type, str] = {
    type(head(*(_X, _Y, _Z)[: FUNCTIONS[name].arity])): name
    for name, head in HEADS.items()
    if hasattr(symengine, name) and name != "exp"
}
"""symengine class to SymPy function name; ``exp`` is a power of E there."""

_CONSTANTS = {
    sympy.pi: symengine.pi,
    sympy.E: symengine.E,
    sympy.I: symengine.I,
    sympy.oo: symengine.oo,
    -sympy.oo: -symengine.oo,
    sympy.zoo: symengine.zoo,
    sympy.nan: symengine.nan,
}
_CONSTANTS_BACK = {value: key for key, value in _CONSTANTS.items()}


def head_name(e: Expression) -> str | None:
    """The SymPy name of a symengine function node, None for sums, products, powers and atoms."""
    name = HEAD_NAMES.get(type(e))
    if name is None and isinstance(e, symengine.FunctionSymbol):
        return str(e.get_name())
    return name


def from_sympy(expression: sympy.Expr) -> Expression:
    """The symengine twin of a SymPy expression; floats become their decimal rational.

    Raises UnsupportedExpressionError naming every function or object without a token.
    """
    unsupported: dict[str, None] = {}
    memo: dict[sympy.Basic, Expression] = {}

    def walk(e: sympy.Basic) -> Expression:
        known = memo.get(e)
        if known is None:
            known = memo[e] = convert(e)
        return known

    def convert(e: sympy.Basic) -> Expression:
        if e.is_Integer:
            return symengine.Integer(int(e))
        if e.is_Rational:
            return symengine.Integer(int(e.p)) / symengine.Integer(int(e.q))
        if e.is_Float:
            decimal = Fraction(str(e))
            return symengine.Integer(decimal.numerator) / symengine.Integer(decimal.denominator)
        if e.is_Symbol:
            return symengine.Symbol(e.name)
        if e in _CONSTANTS:
            return _CONSTANTS[e]
        args = [walk(a) for a in e.args]
        if e.is_Add:
            return symengine.Add(*args)
        if e.is_Mul:
            return symengine.Mul(*args)
        if e.is_Pow:
            if e.exp.is_Integer and abs(e.exp) > (MOST_EXPONENT if e.base.is_Symbol else MOST_EXPANDED):
                unsupported.setdefault(f"an exponent of {len(str(e.exp))} digits")
                return symengine.nan
            return args[0] ** args[1]
        name = type(e).__name__
        row = FUNCTIONS.get(name)
        if row is not None and len(args) == row.arity:
            return HEADS[name](*args)
        if name == "exp":
            return symengine.exp(args[0])
        if name == "Heaviside":
            # Its second operand, the value at zero, is a matter of one point.
            return HEADS[name](args[0])
        rewritten = _REWRITES.get((name, len(args)))
        if rewritten is not None:
            return walk(rewritten(*e.args))
        unsupported.setdefault(name)
        return symengine.nan

    result = walk(expression)
    if unsupported:
        raise UnsupportedExpressionError(tuple(unsupported))
    return result


_REWRITES: dict[tuple[str, int], Callable[..., sympy.Expr]] = {
    ("sinc", 1): lambda u: sympy.sin(u) / u,
    ("frac", 1): lambda u: u - sympy.floor(u),
    ("Mod", 2): lambda u, v: u - v * sympy.floor(u / v),
    ("elliptic_e", 1): lambda m: sympy.elliptic_e(sympy.pi / 2, m),
    ("elliptic_pi", 2): lambda n, m: sympy.elliptic_pi(n, sympy.pi / 2, m),
    ("Max", 3): lambda a, b, c: sympy.Max(sympy.Max(a, b, evaluate=False), c, evaluate=False),
    ("Min", 3): lambda a, b, c: sympy.Min(sympy.Min(a, b, evaluate=False), c, evaluate=False),
    ("GoldenRatio", 0): lambda: (1 + sympy.sqrt(5)) / 2,
}


def to_sympy(e: Expression, symbols: dict[str, sympy.Symbol] | None = None) -> sympy.Expr:
    """The SymPy twin, evaluated as SymPy evaluates; symbols by name from ``symbols``, else plain ones."""
    names = symbols or {}
    memo: dict[Expression, sympy.Expr] = {}

    def walk(e: Expression) -> sympy.Expr:
        known = memo.get(e)
        if known is None:
            known = memo[e] = convert(e)
        return known

    def convert(e: Expression) -> sympy.Expr:
        if isinstance(e, symengine.Integer):
            return sympy.Integer(int(e))
        if isinstance(e, symengine.Rational):
            return sympy.Rational(int(e.p), int(e.q))
        if isinstance(e, symengine.Symbol):
            return names.get(e.name) or sympy.Symbol(e.name)
        if e in _CONSTANTS_BACK:
            return _CONSTANTS_BACK[e]
        if e.is_Number:  # complex rationals: real part + I * imaginary part
            return sympy.sympify(e)
        args = [walk(a) for a in e.args]
        if isinstance(e, symengine.Add):
            return sympy.Add(*args)
        if isinstance(e, symengine.Mul):
            return sympy.Mul(*args)
        if isinstance(e, symengine.Pow):
            return sympy.Pow(*args)
        return sympy_head(head_name(e))(*args)

    return walk(e)


@cache
def sympy_head(name: str | None) -> Callable[..., sympy.Expr]:
    """The SymPy function of a table row. Raises UnsupportedExpressionError for a name outside the table."""
    if name not in FUNCTIONS:
        raise UnsupportedExpressionError((str(name),))
    return getattr(sympy, name)  # type: ignore[no-any-return]

"""The conditions on parameters that an antiderivative brings with it: x**(n + 1)/(n + 1) needs n != -1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sympy

from symassist.problem import Problem

_MOST_OPERATIONS = 4000


def parameter_conditions(
    problem: Problem, expression: sympy.Expr, signs: Iterable[tuple[sympy.Symbol, int]] = ()
) -> tuple[str, ...]:
    """What must not vanish for the answer to have a value, beyond what the integrand needs, as text.

    Only denominators without the variable count; those that assumptions or known signs keep from zero are left out.
    """
    if not problem.parameters or sympy.count_ops(expression) > _MOST_OPERATIONS:
        return ()
    needed = dict.fromkeys(_denominators(problem.integrand, problem.variable))
    brought = dict.fromkeys(d for d in _denominators(expression, problem.variable) if d not in needed)
    assumed = {a.lhs: sympy.Dummy(a.lhs.name, positive=True) for a in problem.assumptions if _is_positive(a)}
    assumed |= {p: sympy.Dummy(p.name, positive=sign > 0, negative=sign < 0) for p, sign in signs}
    return tuple(_text(d) for d in brought if not d.subs(assumed).is_nonzero)


def _is_positive(assumption: sympy.Basic) -> bool:
    return isinstance(assumption, sympy.StrictGreaterThan) and assumption.lhs.is_Symbol and assumption.rhs == 0


def _denominators(expression: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """The factors without x that divide some part of the expression and may vanish."""
    for node in sympy.preorder_traversal(expression):
        if node.is_Pow and node.base.free_symbols and not node.base.has(x) and _may_be_negative(node.exp):
            for factor in sympy.Mul.make_args(sympy.factor_terms(node.base)):
                base = factor.base if factor.is_Pow and factor.exp.is_positive else factor
                if base.free_symbols:
                    yield sympy.sign(sympy.Poly(base).LC()) * base if base.is_polynomial() else base


def _may_be_negative(exponent: sympy.Expr) -> bool:
    return bool(exponent.is_number and exponent.is_negative)


def _text(vanishing: sympy.Expr) -> str:
    """``n != -1`` for n + 1, ``a**2 - b**2 != 0`` for what is not linear with coefficient one."""
    symbols = vanishing.free_symbols
    if len(symbols) == 1:
        (symbol,) = symbols
        rest = vanishing - symbol
        if rest.is_number:
            return f"{symbol} != {-rest}"
    return f"{vanishing} != 0"

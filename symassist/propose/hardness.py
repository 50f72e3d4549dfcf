"""How far an integrand is from an answer, as the search estimates it."""

from __future__ import annotations

import sympy

from symassist.propose.real_radicands import fractional_powers

_PER_OPERATION, _PER_FUNCTION, _PER_ROOT = 0.04, 1.0, 0.5
_MOST_OPERATIONS = 100.0
"""Longer integrands are not harder: what they consist of counts."""


def hardness(f: sympy.Expr, x: sympy.Symbol) -> float:
    """An estimate of the way that is left: zero for a rational function, more for each function and root in it."""
    if f.is_rational_function(x):
        return 0.0
    functions = {e for e in f.atoms(sympy.Function) if e.has(x)}
    functions |= {p for p in f.atoms(sympy.Pow) if p.exp.has(x)}
    roots = {p.base for p in fractional_powers(f, x)}
    nested = sum(1 for e in functions for inner in functions if e != inner and e.has(inner))
    size = min(float(sympy.count_ops(f)), _MOST_OPERATIONS)
    return _PER_OPERATION * size + _PER_FUNCTION * (len(functions) + nested) + _PER_ROOT * len(roots)

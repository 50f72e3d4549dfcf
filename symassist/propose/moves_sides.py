"""Absolute values, signs, maxima and steps: one function on either side of the places where u changes its sign.

    integral of f = (1 + sign(u))/2 F+ + (1 - sign(u))/2 F-,   F+- those of f with |u| = +-u, sign(u) = +-1

which is right between the places; jumps there are taken out afterwards (``continuous``).
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from symassist.propose.moves import MAX_OPERATIONS, Move, Part, placeholder

_SIDED = (sympy.Abs, sympy.sign, sympy.Heaviside)


def sides(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    """The move to the two sides of one absolute value, sign or step in ``f``."""
    g = f.replace(sympy.Max, _largest).replace(sympy.Min, lambda *args: -_largest(*(-u for u in args)))
    arguments = {e.args[0] for e in g.atoms(*_SIDED) if e.has(x)}
    if not arguments:
        return
    u = min(arguments, key=lambda e: (sympy.count_ops(e), str(e)))
    above, below = (_on_side(g, u, side) for side in (1, -1))
    if above.has(sympy.nan) or max(map(sympy.count_ops, (above, below))) > MAX_OPERATIONS:
        return
    step = sympy.sign(u)
    if sympy.expand(above + below) == 0:
        yield Move("sides", (Part(above, x),), step * placeholder(0), 0.5, (u,))
    else:
        whole = placeholder(0) * (1 + step) / 2 + placeholder(1) * (1 - step) / 2
        yield Move("sides", (Part(above, x), Part(below, x)), whole, 1.0, (u,))


def _largest(*args: sympy.Expr) -> sympy.Expr:
    """Max(u, v) = (u + v + |u - v|)/2."""
    first, *rest = args
    for u in rest:
        first = (first + u + sympy.Abs(first - u)) / 2
    return first


def _on_side(g: sympy.Expr, u: sympy.Expr, side: int) -> sympy.Expr:
    """g where u has the sign ``side``."""
    step = sympy.Integer(1 if side > 0 else 0)
    values = {sympy.Abs(u): side * u, sympy.sign(u): sympy.Integer(side)}
    values |= {e: step for e in g.atoms(sympy.Heaviside) if e.args[0] == u}
    return g.xreplace(values)

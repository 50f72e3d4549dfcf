"""SymPy's attempt at F' - f = 0; it can hang, so it runs in a worker."""

from __future__ import annotations

from collections.abc import Callable

import sympy

# Cheap and specific first. None of these uses an identity that holds only for some arguments (no ``force``).
REWRITES: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "expand": sympy.expand,
    "cancel": lambda e: sympy.cancel(sympy.together(e)),
    "trigsimp": sympy.trigsimp,
    "sqrtdenest": sympy.sqrtdenest,
    "radsimp": lambda e: sympy.expand(sympy.radsimp(e)),
    "simplify": sympy.simplify,
    "rewrite(exp), simplify": lambda e: sympy.simplify(e.rewrite(sympy.exp)),
    "hyperexpand": lambda e: sympy.simplify(sympy.hyperexpand(e)),
}


def rewrite_to_zero(
    F: sympy.Expr, f: sympy.Expr, x: sympy.Symbol, positive: frozenset[sympy.Symbol] = frozenset()
) -> str | None:
    """The name of the rewrite under which F' - f becomes zero for real x, None when none does."""
    known = {x: sympy.Dummy("x", real=True)}
    for symbol in F.free_symbols | f.free_symbols:
        if symbol != x and not symbol.is_positive:
            known[symbol] = sympy.Dummy(symbol.name, positive=True if symbol in positive else None, real=True)
    residual = (F.diff(x) - f).subs(known, simultaneous=True)
    if residual == 0:
        return "diff"
    for name, rewrite in REWRITES.items():
        if rewrite(residual) == 0:
            return name
    return None

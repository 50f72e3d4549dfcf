"""What is asked: the one value that proposers, verifier and renderers share."""

from __future__ import annotations

from dataclasses import dataclass

import sympy


@dataclass(frozen=True)
class Problem:
    """The integral of ``integrand`` over ``variable``, indefinite or between ``limits``.

    ``assumptions`` are SymPy relations about the parameters (``a > 0``); a parameter's own SymPy assumptions
    (``Symbol('a', positive=True)``) count as well. The variable is real.
    """

    integrand: sympy.Expr
    variable: sympy.Symbol
    limits: tuple[sympy.Expr, sympy.Expr] | None = None
    assumptions: tuple[sympy.Basic, ...] = ()

    @property
    def parameters(self) -> tuple[sympy.Symbol, ...]:
        """The integrand's free symbols other than the variable, by name."""
        return tuple(sorted(self.integrand.free_symbols - {self.variable}, key=lambda s: s.name))

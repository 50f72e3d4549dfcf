"""What ``VerifiedIntegrate`` does, without Mathics: SymPy expressions in, a verified answer or None out."""

from __future__ import annotations

from functools import lru_cache

import sympy

from symassist import Assistant, Problem
from symassist.plugins import Settings


def integral(
    integrand: sympy.Expr, variable: sympy.Symbol, limits: tuple[sympy.Expr, sympy.Expr] | None = None
) -> sympy.Expr | None:
    """The verified antiderivative on all of the real domain, or the value between ``limits``; None without one.

    Raises:
        ProblemError: the integrand is nothing that can be integrated.
    """
    solution = _assistant().solve(Problem(integrand, variable, limits))
    if not solution.solved or (limits is None and solution.verdict.partial):
        return None
    return solution._sympy_()


@lru_cache(maxsize=1)
def _assistant() -> Assistant:
    """One assistant a session, as the settings say; it keeps the network loaded."""
    return Assistant.of(Settings.load())

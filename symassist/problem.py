"""What is asked: the one value that proposers, verifier and renderers share."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Number
from typing import Any

import sympy

from symassist.errors import ProblemError

_MOST_DEPTH = 50
"""Deeper integrands take seconds at steps that nothing can interrupt, or exhaust the stack of recursive functions."""


@dataclass(frozen=True)
class Problem:
    """The integral of ``integrand`` over ``variable``, indefinite or between ``limits``.

    ``assumptions`` are SymPy relations about the parameters (``a > 0``); a parameter's own SymPy assumptions
    (``Symbol('a', positive=True)``) count as well. The variable is real. Python's numbers are taken as SymPy's.
    """

    integrand: sympy.Expr
    variable: sympy.Symbol
    limits: tuple[sympy.Expr, sympy.Expr] | None = None
    assumptions: tuple[sympy.Basic, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "integrand", _number(self.integrand))
        if self.limits is not None:
            object.__setattr__(self, "limits", tuple(map(_number, self.limits)))

    @property
    def parameters(self) -> tuple[sympy.Symbol, ...]:
        """The integrand's free symbols other than the variable, by name."""
        return tuple(sorted(self.integrand.free_symbols - {self.variable}, key=lambda s: s.name))

    @property
    def integral(self) -> sympy.Integral:
        """What is asked, unevaluated: Integral(f, x) or Integral(f, (x, a, b))."""
        x = self.variable
        return sympy.Integral(self.integrand, x if self.limits is None else (x, *self.limits))


def _number(value: Any) -> Any:
    """A number as SymPy's; whatever else as it is, for ``checked`` to refuse."""
    return sympy.sympify(value) if isinstance(value, Number) else value


def checked(problem: Problem) -> None:
    """Raises ProblemError unless integrand and limits are expressions that can be treated."""
    f = problem.integrand
    if not isinstance(f, sympy.Expr) or isinstance(f, sympy.MatrixBase) or not f.is_commutative:
        raise ProblemError(f"expected an expression to integrate, received {type(f).__name__}: {f}")
    if is_deep(f, _MOST_DEPTH):
        raise ProblemError(f"the integrand is nested more than {_MOST_DEPTH} levels deep")
    if f.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ProblemError(f"the integrand {f} is undefined or infinite")
    for limit in problem.limits or ():
        if not isinstance(limit, sympy.Expr) or not limit.is_commutative:
            raise ProblemError(f"expected an expression as limit, received {type(limit).__name__}: {limit}")
        if problem.variable in limit.free_symbols:
            raise ProblemError(f"the limit {limit} depends on the variable {problem.variable}")


def is_deep(f: sympy.Basic, most: int) -> bool:
    """Whether an expression is nested more than ``most`` levels deep; where it shares parts this takes no longer."""
    level: list[sympy.Basic] = [f]
    for _ in range(most):
        level = list({argument for node in level for argument in node.args})
        if not level:
            return False
    return True

"""What was found, as a value to go on with: an expression to SymPy, and shown by IPython and Jupyter."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import Any

import sympy

from symassist import html, render
from symassist.findings import Findings
from symassist.terminal import shows_unicode


class _Operators:
    """Arithmetic with the answer: ``2*F + 1`` is an expression, as ``sympy.simplify(F)`` is."""

    def __add__(self, other: Any) -> Any:
        return sympy.sympify(self) + other

    def __radd__(self, other: Any) -> Any:
        return other + sympy.sympify(self)

    def __sub__(self, other: Any) -> Any:
        return sympy.sympify(self) - other

    def __rsub__(self, other: Any) -> Any:
        return other - sympy.sympify(self)

    def __mul__(self, other: Any) -> Any:
        return sympy.sympify(self) * other

    def __rmul__(self, other: Any) -> Any:
        return other * sympy.sympify(self)

    def __truediv__(self, other: Any) -> Any:
        return sympy.sympify(self) / other

    def __rtruediv__(self, other: Any) -> Any:
        return other / sympy.sympify(self)

    def __pow__(self, other: Any) -> Any:
        return sympy.sympify(self) ** other

    def __rpow__(self, other: Any) -> Any:
        return other ** sympy.sympify(self)

    def __neg__(self) -> Any:
        return -sympy.sympify(self)

    def __float__(self) -> float:
        return float(sympy.sympify(self))

    def __complex__(self) -> complex:
        return complex(sympy.sympify(self))


@dataclass(frozen=True)
class Solution(Findings, _Operators):
    """What became of a problem: ``Findings`` says which parts it has. In SymPy's functions it stands for the answer."""

    def _sympy_(self) -> sympy.Expr:
        """The answer as an expression; the unevaluated integral where nothing was verified."""
        return self.problem.integral if self.answer is None else self.answer

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """IPython in a terminal."""
        columns = get_terminal_size().columns
        printer.text(render.summary(self, unicode=shows_unicode(sys.stdout.encoding), columns=columns))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {render.equation(self)}$"

    def _repr_html_(self) -> str:
        return html.solution(self)

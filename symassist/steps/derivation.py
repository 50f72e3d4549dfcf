"""A derivation as a value: steps of words and formulas, in text and in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from symassist.propose.agreement import Agreement, agreement

LATEX = {"ln_notation": True, "inv_trig_style": "full"}
"""Options of SymPy's printer: names of functions as textbooks write them, ln and arctan."""
JUMPING = (sympy.floor, sympy.ceiling, sympy.sign, sympy.Heaviside)
"""Functions that are constant between their jumps."""


@dataclass(frozen=True)
class Step:
    """A sentence with ``{0}``, ``{1}``... for its formulas; ``depth`` counts the subproblems that it is inside of."""

    sentence: str
    formulas: tuple[Any, ...] = ()
    depth: int = 0

    def text(self) -> str:
        """One line."""
        return self.sentence.format(*(_text(f) for f in self.formulas))

    def latex(self) -> str:
        """One line of LaTeX: words, and formulas between dollars."""
        return self.sentence.format(*(f"${_latex(f)}$" for f in self.formulas))


@dataclass(frozen=True)
class Derivation:
    """The steps in order; ``source`` says whose steps they are.

    Those to an antiderivative end with its check by differentiation; the value between limits, if any, comes after it.
    """

    steps: tuple[Step, ...]
    source: str

    def text(self) -> str:
        """Numbered lines, subproblems indented."""
        return "\n".join(f"{n:>2}. {'   ' * s.depth}{s.text()}" for n, s in enumerate(self.steps, 1))

    def latex(self) -> str:
        """Nested ``enumerate`` lists are avoided: LaTeX allows four levels only, indentation says as much."""
        rows = (rf"  \item \hspace{{{1.5 * s.depth:g}em}}{s.latex()}" for s in self.steps)
        return "\n".join([r"\begin{enumerate}", *rows, r"\end{enumerate}"])

    def __str__(self) -> str:
        return self.text()

    def _repr_latex_(self) -> str:
        return self.latex()


def deeper(steps: Sequence[Step], by: int = 1) -> tuple[Step, ...]:
    """The same steps inside of a subproblem."""
    return tuple(Step(s.sentence, s.formulas, s.depth + by) for s in steps)


def integral(f: sympy.Expr, x: sympy.Symbol) -> sympy.Integral:
    """The unevaluated integral, as a formula."""
    return sympy.Integral(f, x)


def equation(left: sympy.Expr, right: sympy.Expr) -> sympy.Eq:
    """left = right as a formula, whatever SymPy thinks of it."""
    return sympy.Eq(left, right, evaluate=False)


def slope(F: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The derivative of F in real x between the jumps of floor and its like, which are constant there."""
    if not F.has(*JUMPING, sympy.Abs):
        return sympy.diff(F, x)
    jumping = {e: sympy.Dummy("c", real=True) for e in F.atoms(*JUMPING)}
    real = sympy.Dummy(x.name, real=True)
    inside = F.xreplace(jumping).xreplace({x: real}).diff(real)
    return inside.xreplace({c: e for e, c in jumping.items()}).xreplace({real: x})


def substitution(u: sympy.Symbol, g: sympy.Expr, x: sympy.Symbol, before: sympy.Expr, after: sympy.Expr) -> Step:
    """u = g(x) takes the integral of ``before`` over x to that of ``after`` over u."""
    rate = sympy.diff(g, x)
    written = {1: "", -1: "-"}.get(rate, "({2}) " if rate.is_Add else "{2} ")
    return Step(
        f"Substitute {{0}}, so that d{{1}} = {written}d{{3}}: {{4}} becomes {{5}}.",
        (equation(u, g), u, rate, x, integral(before, x), integral(after, u)),
    )


def sound(steps: Sequence[Step]) -> bool:
    """Whether every equation about an integral that the steps state holds, in doubles, up to a constant."""
    for formula in (e for step in steps for e in step.formulas):
        if isinstance(formula, sympy.Eq) and isinstance(formula.lhs, sympy.Integral):
            x = formula.lhs.variables[0]
            if agreement(formula.lhs.function, _slope(formula.rhs, x), x) is not Agreement.EQUAL:
                return False
    return True


def _slope(e: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The derivative between jumps: SymPy wants a real variable for absolute values."""
    if not e.has(sympy.Abs, sympy.sign):
        return e.diff(x)
    real = sympy.Dummy(x.name, real=True)
    slope = e.xreplace({x: real}).diff(real)
    return slope.replace(sympy.DiracDelta, lambda *_: sympy.S.Zero).xreplace({real: x})


def _text(formula: Any) -> str:
    if isinstance(formula, sympy.Eq):
        return f"{_text(formula.lhs)} = {_text(formula.rhs)}"
    if isinstance(formula, sympy.Integral):
        f, (x, *limits) = formula.function, formula.limits[0]
        between = "_{{{}}}^{{{}}}".format(*limits) if limits else ""
        return f"∫{between} {f'({f})' if f.is_Add else f} d{x}"
    if isinstance(formula, sympy.Derivative):
        return f"d/d{formula.variables[0]} [{formula.expr}]"
    if isinstance(formula, sympy.Expr) and formula.has(sympy.Integral):
        places = {e: sympy.Symbol(f"({_text(e)})") for e in formula.atoms(sympy.Integral)}
        return str(formula.xreplace(places))
    return str(formula)


def _latex(formula: Any) -> str:
    return str(sympy.latex(formula, **LATEX))

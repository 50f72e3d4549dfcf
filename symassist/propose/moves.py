"""A move: the integral of f is put together from integrals of other functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.expressions.functions import CIRCULAR
from symassist.propose.agreement import Agreement, agreement, sampled
from symassist.propose.real_radicands import with_positive_radicands

MAX_OPERATIONS = 160
"""An integrand with more operations than this is not worth a node."""


@dataclass(frozen=True)
class Part:
    """A function of ``variable`` that is left to integrate."""

    integrand: sympy.Expr
    variable: sympy.Symbol


@dataclass(frozen=True)
class Move:
    """The integral as ``whole`` with placeholders for those of ``parts``, in which t = ``inner`` is put back.

    ``rule`` names the step for the derivation, ``detail`` says it in symbols; ``cost`` is what it adds to the path.
    """

    rule: str
    parts: tuple[Part, ...]
    whole: sympy.Expr
    cost: float
    detail: tuple[sympy.Basic, ...] = ()
    inner: sympy.Expr | None = None

    def assembled(self, answers: Sequence[sympy.Expr]) -> sympy.Expr:
        """The antiderivative made of those of the parts."""
        values = {}
        for i, (part, answer) in enumerate(zip(self.parts, answers, strict=True)):
            values[placeholder(i)] = answer if self.inner is None else answer.subs(part.variable, self.inner)
        return self.whole.xreplace(values)


def placeholder(i: int) -> sympy.Symbol:
    """Stands for the integral of the i-th part."""
    return sympy.Symbol(f"_F{i}")


def rewritten(rule: str, f: sympy.Expr, g: sympy.Expr, x: sympy.Symbol, cost: float) -> Move | None:
    """The move to another form ``g`` of ``f``, perhaps only up to a sign; None where it is another function."""
    if g == f or sympy.count_ops(g) > MAX_OPERATIONS or g.has(sympy.zoo, sympy.nan, sympy.oo):
        return None
    sign = sign_to(f, g, x)
    return None if sign is None else Move(rule, (Part(g, x),), sign * placeholder(0), cost, (g,))


def substituted(
    rule: str, f: sympy.Expr, x: sympy.Symbol, h: sympy.Expr, t: sympy.Symbol, inner: sympy.Expr, cost: float
) -> Move | None:
    """The move to the integral of h dt with t = ``inner``; None unless h(t) t' is f, perhaps up to a sign."""
    if h.has(x) or not inner.has(x) or sympy.count_ops(h) > MAX_OPERATIONS or h.has(sympy.zoo, sympy.nan, sympy.oo):
        return None
    h = with_positive_radicands(h, t, inner, f, x)
    back = h.subs(t, inner) * inner.diff(x)
    sign = sign_to(f, back, x)
    return None if sign is None else Move(rule, (Part(h, t),), sign * placeholder(0), cost, (t, inner), inner)


def sign_to(f: sympy.Expr, g: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """What makes f of ``g`` where they agree in doubles: 1, or a sign that jumps; None where they do not agree."""
    kind = agreement(f, g, x)
    if kind is Agreement.EQUAL:
        return sympy.S.One
    return _sign_between(f, g, x) if kind is Agreement.SIGN else None


def _sign_between(f: sympy.Expr, g: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """An expression of value 1 or -1 for f/g: a root of f over what it is the absolute value of, or sqrt(w**2)/w.

    None where no simple one, nor a product of two, is found.
    """
    left, right = sampled(f, x), sampled(g, x)
    if left is None or right is None:
        return None
    with np.errstate(all="ignore"):
        wanted = left / right
    sound = np.isfinite(wanted) & (np.abs(left) > 1e-9) & (np.abs(left) < 1e9) & (np.abs(wanted.imag) < 1e-6)
    target = np.sign(wanted.real)
    squares = {p.base for p in f.atoms(sympy.Pow) if p.exp.is_Rational and p.exp.q == 2 and p.has(x)}
    known: list[tuple[sympy.Expr, NDArray[np.float64]]] = []
    for w in _jumping(f, squares, x):
        values = sampled(w, x)
        if values is None:
            continue
        known.append((w, np.where(np.abs(values.imag) < 1e-9 * np.abs(values), np.sign(values.real), 0.0)))
    singles = [(signs, (w,)) for w, signs in known]
    pairs = [(a * b, (v, w)) for i, (v, a) in enumerate(known[:16]) for w, b in known[:i]]
    for signs, factors in [*singles, *pairs]:
        usable = sound & (signs != 0)
        if usable.sum() < 0.6 * sound.sum() or usable.sum() < 5:
            continue
        for overall in (1, -1):
            if (signs[usable] == overall * target[usable]).mean() > 0.97:
                return overall * sympy.Mul(*(_sign_of(w, squares, x) for w in factors))
    return None


def _jumping(f: sympy.Expr, squares: set[sympy.Expr], x: sympy.Symbol) -> list[sympy.Expr]:
    """What the sign may be that of: parts of the radicands and functions of f, sines and cosines of their arguments."""
    found = {x}
    for base in squares:
        found |= {b for b in base.atoms(sympy.Function, sympy.Pow, sympy.Add) if b.has(x)}
    found |= {b for b in f.atoms(sympy.Function) if b.has(x)}
    for e in list(found):
        if isinstance(e, CIRCULAR):
            u, quarter = e.args[0], sympy.pi / 4
            found |= {sympy.sin(u), sympy.cos(u), sympy.sin(u / 2), sympy.cos(u / 2)}
            found |= {sympy.sin(u / 2 + quarter), sympy.cos(u / 2 + quarter), sympy.sin(2 * u)}
    return sorted(found, key=lambda b: (sympy.count_ops(b), str(b)))[:40]


def _sign_of(w: sympy.Expr, squares: set[sympy.Expr], x: sympy.Symbol) -> sympy.Expr:
    """sqrt(u)/w where f has the root of u = w**2 itself, else sqrt(w**2)/w."""
    for base in squares:
        if agreement(base, w**2, x) is Agreement.EQUAL:
            return sympy.sqrt(base) / w
    return sympy.sqrt(w**2) / w

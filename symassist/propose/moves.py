"""A move: the integral of f is put together from integrals of other functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy

from symassist.propose.agreement import Agreement, agreement

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
    kind = agreement(f, g, x)
    if kind is Agreement.NONE:
        return None
    sign = sympy.S.One if kind is Agreement.EQUAL else sign_between(f, g, x)
    if sign is None:
        return None
    return Move(rule, (Part(g, x),), sign * placeholder(0), cost, (g,))


def substituted(
    rule: str, f: sympy.Expr, x: sympy.Symbol, h: sympy.Expr, t: sympy.Symbol, inner: sympy.Expr, cost: float
) -> Move | None:
    """The move to the integral of h dt with t = ``inner``; None unless h(t) t' is f, perhaps up to a sign."""
    if h.has(x) or not inner.has(x) or sympy.count_ops(h) > MAX_OPERATIONS or h.has(sympy.zoo, sympy.nan, sympy.oo):
        return None
    back = h.subs(t, inner) * inner.diff(x)
    kind = agreement(f, back, x)
    if kind is Agreement.NONE:
        return None
    sign = sympy.S.One if kind is Agreement.EQUAL else sign_between(f, back, x)
    if sign is None:
        return None
    return Move(rule, (Part(h, t),), sign * placeholder(0), cost, (t, inner), inner)


def sign_between(f: sympy.Expr, g: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """An expression of value 1 or -1 for f/g: a root of f over what it is the absolute value of, or abs(w)/w.

    None where no simple one is found.
    """
    roots = {p for p in f.atoms(sympy.Pow) if p.exp.is_Rational and p.exp.q == 2 and p.has(x)}
    signs: list[sympy.Expr] = []
    bases = {sympy.S.One * x}
    for p in roots:
        bases |= {b for b in p.base.atoms(sympy.Function, sympy.Pow, sympy.Add) if b.has(x)}
    bases |= {b for b in f.atoms(sympy.Function) if b.has(x)}
    for e in list(bases):
        if isinstance(e, (sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc)):
            u = e.args[0]
            bases |= {sympy.sin(u), sympy.cos(u), sympy.tan(u), sympy.sin(u / 2), sympy.cos(u / 2), sympy.tan(u / 2)}
            bases |= {sympy.sin(u / 2 + sympy.pi / 4), sympy.cos(u / 2 + sympy.pi / 4)}
            bases |= {sympy.sin(2 * u), sympy.tan(u / 2) ** 2 - 1}
    ordered = sorted(bases, key=lambda b: (sympy.count_ops(b), str(b)))[:40]
    for w in ordered:
        own = [sympy.sqrt(p.base) / w for p in roots if agreement(p.base, w**2, x) is Agreement.EQUAL]
        signs.append(own[0] if own else sympy.sqrt(w**2) / w)
    for k, s in enumerate(signs):
        if agreement(f, s * g, x) is Agreement.EQUAL:
            return s
        if agreement(f, -s * g, x) is Agreement.EQUAL:
            return -s
        for s2 in signs[:k][:12]:
            if agreement(f, s * s2 * g, x) is Agreement.EQUAL:
                return s * s2
            if agreement(f, -s * s2 * g, x) is Agreement.EQUAL:
                return -s * s2
    return None

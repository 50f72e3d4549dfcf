"""Rational functions of a sine and a cosine whose denominators have one of them only, parameters beside: Hermite's way.

With C the one in the denominators, S the other, S**2 = q(C) and dC = k S du, f = R(C) + S g(C):

    integral of S g(C) du = k integral of g(C) dC
    integral of R(C) du = k integral of R(C)/S dC = k V S + integral of (c + sum of h/p) du

by the reduction over the root of a quadratic (``hermite_root``). A simple factor p that is linear is rational in the
tangent of u/2, C itself leaves one of the functions atanh(sin u), -atanh(cos u), atan(sinh u), -acoth(cosh u), and a
factor without linear term is rational in the tangent of u or in S. Functions of that tangent alone are rational in it.
Gradshteyn & Ryzhik 2.51 to 2.55, 2.41 to 2.44.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import sympy

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC, by_sine_and_cosine
from symassist.propose.hermite_root import reduced_over, split
from symassist.propose.rational import integrate_rational

_MOST_OPERATIONS = 150


@dataclass(frozen=True)
class Waves:
    """A function of ``sine`` and ``cosine`` of the ``argument``, functions of it written with these symbols."""

    f: sympy.Expr
    sine: sympy.Symbol
    cosine: sympy.Symbol
    argument: sympy.Expr
    hyperbolic: bool
    values: dict[sympy.Expr, sympy.Expr]

    @property
    def back(self) -> dict[sympy.Expr, sympy.Expr]:
        """What the symbols stand for."""
        sine, cosine = (sympy.sinh, sympy.cosh) if self.hyperbolic else (sympy.sin, sympy.cos)
        return {self.sine: sine(self.argument), self.cosine: cosine(self.argument)}


def waves(f: sympy.Expr, x: sympy.Symbol) -> Waves | None:
    """The function in the sine and cosine of its one linear argument, or of a half of one; None for others."""
    functions = {e for e in f.atoms(*CIRCULAR, *HYPERBOLIC) if e.has(x)}
    hyperbolic = {isinstance(e, HYPERBOLIC) for e in functions}
    arguments = {e.args[0] for e in functions}
    if len(hyperbolic) != 1 or len(arguments) != 1:
        return None
    u, heads = arguments.pop(), HYPERBOLIC if hyperbolic == {True} else CIRCULAR
    if u.diff(x).has(x):
        return None
    s, c = sympy.Dummy("S"), sympy.Dummy("C")
    of_head = dict(zip(heads, by_sine_and_cosine(s, c), strict=True))
    values = {e: of_head[type(e)] for e in functions}
    g = f.xreplace(values)
    return None if g.has(x) else Waves(g, s, c, u, heads is HYPERBOLIC, values)


@dataclass(frozen=True)
class _Frame:
    """C and S, dC = ``turn`` S du, dS = ``back`` C du; C and du in the tangent of u/2; the integral of 1/C."""

    c: sympy.Symbol
    s: sympy.Symbol
    square: sympy.Expr
    turn: int
    back: int
    in_half: Callable[[sympy.Symbol], tuple[sympy.Expr, sympy.Expr]]
    reciprocal: sympy.Expr
    half: sympy.Symbol = field(default_factory=lambda: sympy.Dummy("t"))


def _frames(w: Waves) -> tuple[_Frame, _Frame]:
    s, c = w.sine, w.cosine
    if w.hyperbolic:
        return (
            _Frame(c, s, c**2 - 1, 1, 1, lambda t: ((1 + t**2) / (1 - t**2), 2 / (1 - t**2)), sympy.atan(s)),
            _Frame(s, c, 1 + s**2, 1, 1, lambda t: (2 * t / (1 - t**2), 2 / (1 - t**2)), -sympy.acoth(c)),
        )
    return (
        _Frame(c, s, 1 - c**2, -1, 1, lambda t: ((1 - t**2) / (1 + t**2), 2 / (1 + t**2)), sympy.atanh(s)),
        _Frame(s, c, 1 - s**2, 1, -1, lambda t: (2 * t / (1 + t**2), 2 / (1 + t**2)), -sympy.atanh(c)),
    )


def integrate_wave_fraction(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of such a function with parameters in its coefficients, None for others."""
    if sympy.count_ops(f) > _MOST_OPERATIONS:
        return None
    w = waves(f, x)
    if w is None or not w.f.free_symbols - {w.sine, w.cosine} or not w.f.is_rational_function(w.sine, w.cosine):
        return None
    ways: list[tuple[int, int, Callable[[], sympy.Expr | None]]] = []
    for k, frame in enumerate(_frames(w)):
        parts = split(w.f, frame.s, frame.square)
        if parts is not None:
            size = sum(sympy.degree(sympy.fraction(part)[1], frame.c) for part in parts)
            ways.append((size, k, partial(_in_frame, parts, w, frame)))
    t = sympy.Dummy("T")
    of_tangent = _of_tangent(w, t)
    if of_tangent is not None:
        ways.append((sympy.degree(sympy.fraction(of_tangent)[1], t), len(ways), partial(_in_tangent, of_tangent, w, t)))
    # Denominators in which the other function stands become norms, which are longer.
    answer = min(ways)[2]() if ways else None
    if answer is None:
        return None
    terms = (term.as_independent(x, as_Add=False) for term in sympy.Add.make_args(answer.xreplace(w.back)))
    return sympy.Add(*(sympy.factor(c / w.argument.diff(x)) * g for c, g in terms))


def _of_tangent(w: Waves, t: sympy.Symbol) -> sympy.Expr | None:
    """f du/dt for t = S/C of sine and cosine, None where f is no function of it."""
    sign = -1 if w.hyperbolic else 1
    parts = split(w.f.xreplace({w.sine: t * w.cosine}), w.cosine, 1 / (1 + sign * t**2))
    return None if parts is None or parts[1] != 0 else sympy.cancel(sympy.together(parts[0] / (1 + sign * t**2)))


def _in_tangent(f: sympy.Expr, w: Waves, t: sympy.Symbol) -> sympy.Expr | None:
    answer = integrate_rational(f, t)
    head = sympy.tanh if w.hyperbolic else sympy.tan
    return None if answer is None else answer.xreplace({sympy.atan(t): w.argument}).subs(t, head(w.argument))


def _in_frame(parts: tuple[sympy.Expr, sympy.Expr], w: Waves, frame: _Frame) -> sympy.Expr | None:
    """The integral of A + B/S, with A and B in C alone."""
    even, odd = parts[0], sympy.cancel(sympy.together(parts[1] / frame.square))
    total = sympy.S.Zero
    if odd != 0:
        answer = integrate_rational(odd, frame.c)
        if answer is None:
            return None
        total += frame.turn * answer
    if even == 0:
        return total
    reduced = reduced_over(even, frame.square, frame.c)
    if reduced is None:
        return None
    total += frame.turn * sympy.factor(reduced.algebraic) * frame.s + reduced.constant * w.argument
    for h, p in reduced.simple:
        answer = _over_factor(h, p, w, frame)
        if answer is None:
            return None
        total += answer
    return total


def _over_factor(h: sympy.Poly, p: sympy.Poly, w: Waves, frame: _Frame) -> sympy.Expr | None:
    """The integral of h/p du."""
    t = frame.half
    if p.degree() == 1 and p.nth(0) == 0:
        return sympy.factor(h.nth(0) / p.nth(1)) * frame.reciprocal
    half = (sympy.tanh if w.hyperbolic else sympy.tan)(w.argument / 2)
    if p.degree() == 1:
        value, slope = frame.in_half(t)
        g = sympy.cancel(sympy.together(p.as_expr().subs(frame.c, value) / slope))
        answer = integrate_rational(1 / g, t)
        return None if answer is None else sympy.factor(h.nth(0)) * answer.subs(t, half)
    if p.degree() > 2:
        return None
    if p.nth(1) != 0:
        if sympy.fraction(sympy.together(w.f))[1].has(frame.s):
            return None  # a norm: other substitutions are shorter
        return _over_roots(h, p, frame).xreplace({frame.half: half})
    e, d = p.nth(2), p.nth(0)
    total = sympy.S.Zero
    if h.nth(1) != 0:  # C du = dS/k', and C**2 follows from S**2 = q(C)
        q = sympy.Poly(frame.square, frame.c)
        answer = integrate_rational(1 / (e * (t**2 - q.nth(0)) / q.nth(2) + d), t)
        if answer is None:
            return None
        total += sympy.factor(h.nth(1)) * frame.back * answer.subs(t, frame.s)
    if h.nth(0) != 0:
        tangent = (sympy.tanh if w.hyperbolic else sympy.tan)(w.argument)
        one = -1 if w.hyperbolic else 1
        # cosine**2 = 1/(1 + one t**2), sine**2 = t**2/(1 + one t**2), du = dt/(1 + one t**2)
        above = 1 if frame.c == w.cosine else t**2
        answer = integrate_rational(sympy.cancel(1 / (e * above + d * (1 + one * t**2))), t)
        if answer is None:
            return None
        total += sympy.factor(h.nth(0)) * answer.subs(t, tangent)
    return total


def _over_roots(h: sympy.Poly, p: sympy.Poly, frame: _Frame) -> sympy.Expr:
    """The integral of h/p over the two roots of p, in the tangent of u/2."""
    total = sympy.S.Zero
    a, b, c = p.all_coeffs()
    distance = sympy.sqrt(sympy.factor(b**2 - 4 * a * c))
    for root in ((-b + distance) / (2 * a), (-b - distance) / (2 * a)):
        residue = h.as_expr().subs(p.gen, root) / p.diff().as_expr().subs(p.gen, root)
        # 1/(C - root) du = 2 dt/(k2 t**2 + k1 t + k0)
        value, slope = frame.in_half(frame.half)
        k2, k1, k0 = sympy.Poly(sympy.cancel((value - p.gen) / slope * 2), frame.half).all_coeffs()
        k2, k1, k0 = (sympy.radsimp(k.subs(p.gen, root)) for k in (k2, k1, k0))
        scale = sympy.sqrt(4 * k2 * k0 - k1**2)
        total += 4 * residue / scale * sympy.atan((2 * k2 * frame.half + k1) / scale)
    return total

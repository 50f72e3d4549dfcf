"""Products of powers of two or three lines: Gauss's function, and Appell's of two variables.

With y one line and 1 - y/e_1, 1 - y/e_2 the others up to constants,

    integral of y**s (1 - y/e_1)**m_1 (1 - y/e_2)**m_2 dy
        = y**(s + 1)/(s + 1) F1(s + 1; -m_1, -m_2; s + 2; y/e_1, y/e_2)

Lines in x**n and in waves: with C = sin(u), du = dC/(sqrt(1 - C) sqrt(1 + C)) makes three lines of (a + b sin(u))**p,
and the tangent T of u, du = dT/(1 + T**2), three of T**m (a + b T**2)**p. The value of F1 takes no part in the proof:
it is left out by its differential equation (``numerics.derivative``). DLMF 16.15.1; Rubi's trigonometric chapters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import sympy

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC
from symassist.propose.agreement import sampled
from symassist.propose.generic import at_generic
from symassist.propose.hyperexponential import Form, lines_of, read_form
from symassist.propose.special.fractions import fractions, is_complex, quadratic_roots, vanishes
from symassist.propose.special.powers import gauss
from symassist.propose.wave_fractions import Waves, waves

_MOST_TERMS, _SMALL = 4, 1e-7


def integrate_with_appell(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a product of powers of three lines, also in a power of x or a wave; None for others."""
    read = waves(f, x)
    if read is None:
        symbolic = any(e.exp.free_symbols - {x} for e in f.atoms(sympy.Pow) if e.has(x))
        inner = _inner(f, x) if symbolic else None
        return None if inner is None else _joined(f, inner)
    for g, head, slope, c in _in_one_function(read):
        inner = _inner(g, c)
        if inner is not None:
            inner = inner.xreplace({c: head(read.argument)})
            return _joined(
                f / slope.xreplace({c: head(read.argument)}).xreplace(read.back), inner / read.argument.diff(x)
            )
    return None


def _joined(f: sympy.Expr, inner: sympy.Expr) -> sympy.Expr:
    """f times the sum, term by term; what is rational in waves is cancelled."""
    return sympy.Add(*(_tidy(sympy.powsimp(f * term, combine="exp")) for term in sympy.Add.make_args(terms_of(inner))))


def _tidy(term: sympy.Expr) -> sympy.Expr:
    functions = {e: sympy.Dummy() for e in term.atoms(*CIRCULAR, *HYPERBOLIC)}
    rational, rest = sympy.S.One, sympy.S.One
    for factor in sympy.Mul.make_args(term):
        if factor.as_base_exp()[1].is_Integer and factor.xreplace(functions).is_rational_function(*functions.values()):
            rational *= factor
        else:
            rest *= factor
    if sum(factor.as_base_exp()[0].is_Add for factor in sympy.Mul.make_args(rational)) < 2:
        return term
    reciprocal = {e: 1 / _RECIPROCAL[type(e)](e.args[0]) for e in functions if type(e) in _RECIPROCAL}
    rational = rational.xreplace(reciprocal)
    names = {e: sympy.Dummy(type(e).__name__, positive=True) for e in rational.atoms(*CIRCULAR, *HYPERBOLIC)}
    back = {name: e for e, name in names.items()}
    return rest * sympy.factor(sympy.cancel(rational.xreplace(names))).xreplace(back)


_RECIPROCAL = {sympy.sec: sympy.cos, sympy.csc: sympy.sin, sympy.sech: sympy.cosh, sympy.csch: sympy.sinh}


def terms_of(e: sympy.Expr) -> sympy.Expr:
    """A multiple of a sum with F1 as a sum."""
    sums, rest = sympy.S.One, sympy.S.One
    for factor in sympy.Mul.make_args(e):
        if factor.is_Add and factor.has(sympy.appellf1):
            sums *= factor
        else:
            rest *= factor
    return sympy.Add(*(rest * term for term in sympy.Add.make_args(sums)))


def _inner(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """g where f g is the integral of f."""
    for line in lines_of(f, x):
        y = sympy.Dummy("y", positive=True) if line == x else sympy.Dummy("y")
        form = read_form(f, x, line, y)
        inner = None if form is None else _of_form(form)
        if inner is not None and form is not None:
            t = form.y**form.n
            inner = inner.subs(form.top.gen, t) / t.diff(form.y)
            return inner.xreplace({form.y: line}) / line.diff(x)
    return None


@dataclass(frozen=True)
class _Line:
    """t - ``root`` to the power ``exponent``."""

    root: sympy.Expr
    exponent: sympy.Expr


def _of_form(form: Form) -> sympy.Expr | None:
    """g(t) where g times the integrand is the integral over t."""
    if form.exponent.degree() > 0:
        return None
    powers, poles = _lines(form.powers), _lines((q, sympy.Integer(-k)) for q, k in form.poles)
    if powers is None or poles is None or not powers:
        return None
    powers, poles = _merged(powers, poles)
    lines = [*powers, *poles]
    if len(lines) > 4 or _is_for_others(powers, lines):
        return None
    # About zero where that is one of the roots, else about one that leaves real arguments.
    base = min(powers, key=lambda line: (line.root != 0, line.root != 1, at_generic(line.root)))
    others = [line for line in lines if line is not base]
    if len(lines) in (2, 3) and not any(is_complex(line.root) for line in poles):
        return _of_lines(form, base, others)
    return _of_poles(form, base, powers) if len(powers) == 2 and poles else None


def _is_for_others(powers: Sequence[_Line], lines: Sequence[_Line]) -> bool:
    """Whether half integers alone make it elementary or elliptic, or one root of a line or of a quotient elementary."""
    if not all(e.exponent.is_Rational for e in lines):
        return not powers
    roots = sum((e.exponent for e in powers), sympy.S.Zero)
    return len(powers) < 2 or (len(powers) == 2 and roots.is_Integer) or all((2 * e.exponent).is_Integer for e in lines)


def _lines(factors: Iterable[tuple[sympy.Poly, sympy.Expr]]) -> list[_Line] | None:
    """The lines of the factors, None where one has a higher degree than two."""
    lines: list[_Line] = []
    for p, m in factors:
        if p.degree() > 2:
            return None
        roots = [sympy.cancel(-p.nth(0) / p.nth(1))] if p.degree() == 1 else quadratic_roots(p)
        lines += [_Line(root, m) for root in roots]
    return lines


def _merged(powers: Sequence[_Line], poles: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Lines with the same root as one, and without those of exponent zero; what is left beside a power is one."""
    merged: list[_Line] = []
    for line in (*powers, *poles):
        for k, other in enumerate(merged):
            if vanishes(line.root - other.root):
                merged[k] = _Line(other.root, sympy.expand(other.exponent + line.exponent))
                break
        else:
            merged.append(line)
    merged = [line for line in merged if line.exponent != 0]
    return [e for e in merged if not e.exponent.is_Integer], [e for e in merged if e.exponent.is_Integer]


def _of_lines(form: Form, base: _Line, others: Sequence[_Line]) -> sympy.Expr | None:
    """In powers of the base line beside the two others."""
    t, u = form.top.gen, sympy.Dummy("u")
    top = sympy.Poly(sympy.expand(form.top.as_expr().subs(t, u + base.root)), u)
    if len(top.terms()) > _MOST_TERMS:
        return None
    place = t - base.root
    arguments = [place / sympy.factor(line.root - base.root) for line in others]
    rest = sympy.Mul(*((1 - z) ** -line.exponent for z, line in zip(arguments, others, strict=True)))
    whole = form.top.as_expr() if len(top.terms()) > 1 else None
    total = sympy.S.Zero
    for (k,), coefficient in top.terms():
        s = sympy.expand(base.exponent + k + 1)
        exponents = [-line.exponent for line in others]
        if len(others) == 1:
            value = gauss(s, exponents[0], s + 1, arguments[0])
        elif exponents[0] == exponents[1] and vanishes(others[0].root + others[1].root - 2 * base.root):
            value = gauss(s / 2, exponents[0], s / 2 + 1, arguments[0] ** 2)
        else:
            value = sympy.appellf1(s, *exponents, s + 1, *arguments)
        power = place if whole is None else sympy.factor(coefficient) * place ** (k + 1) / whole
        total += power * rest * value * form.n / sympy.expand(s * form.n)
    return total


def _of_poles(form: Form, base: _Line, powers: Sequence[_Line]) -> sympy.Expr | None:
    """By partial fractions beside the powers of two lines: Gauss's function for the polynomial, Appell's for a pole."""
    t, s = form.top.gen, sympy.expand(base.exponent + 1)
    rational = form.top.as_expr() / sympy.Mul(*(q.as_expr() ** k for q, k in form.poles))
    if any(vanishes(q.as_expr().subs(t, line.root)) for q, _ in form.poles for line in powers):
        return None
    parts = fractions(rational, t)
    (other,) = (line for line in powers if line is not base)
    if parts is None or parts.polynomial.degree() > 0:
        return None
    place = t - base.root
    z = place / sympy.factor(other.root - base.root)
    terms = [sympy.factor(parts.polynomial.as_expr()) * sympy.hyper((-other.exponent, s), (s + 1,), z)]
    for pole in parts.poles:
        distance = pole.root - base.root
        value = sympy.appellf1(s, -other.exponent, pole.power, s + 1, z, place / distance)
        terms.append(pole.coefficient * (-distance) ** -pole.power * value)
    return sympy.Add(*(place * (1 - z) ** -other.exponent / (s * rational) * term for term in terms))


def slope_beside_appell(term: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The derivative of a product as above with F1, without F1; None for other terms."""
    found = [e for e in sympy.Mul.make_args(term) if isinstance(e, sympy.appellf1)]
    if len(found) != 1:
        return None
    a, b, b2, c, z, z2 = found[0].args
    plain, change = term / found[0], z.diff(x) / z
    off = sampled(plain.diff(x) / plain - a * change, x)
    if off is None or c != a + 1 or (z / z2).simplify().has(x):
        return None
    known = np.abs(off[np.isfinite(off)])
    return plain * a * change * (1 - z) ** -b * (1 - z2) ** -b2 if known.size and known.max() < _SMALL else None


def _in_one_function(w: Waves) -> Iterator[tuple[sympy.Expr, type[sympy.Function], sympy.Expr, sympy.Symbol]]:
    """(g, h, c', c): f du is g(c) dc at c = h(u) but for factors that are constant between jumps."""
    c, y = sympy.Dummy("c", positive=True), sympy.Dummy("y", positive=True)
    s, k = w.sine, w.cosine
    e = -1 if w.hyperbolic else 1
    sine, cosine, tangent, _, secant, cosecant = HYPERBOLIC if w.hyperbolic else CIRCULAR
    # function c = h(u) and companion y: f in c and y, c' = rate y, y**2 in c
    ways = (
        (tangent, k, {s: c * y, k: y}, (1 + e * c**2) / y, 1 / (1 + e * c**2)),
        (sine, k, {s: c, k: y}, sympy.S.One, 1 - e * c**2),
        (cosine, s, {k: c, s: y}, sympy.Integer(-e), e - e * c**2),
        (secant, s / k, {k: 1 / c, s: y / c}, e * c, e * c**2 - e),
        (cosecant, k / s, {s: 1 / c, k: y / c}, -c, c**2 - e),
    )
    for head, companion, values, rate, square in ways:
        g = _collected(w.f.xreplace(values)).replace(
            lambda p, y=y: p.is_Pow and p.base == y and p.exp.is_Integer and p.exp % 2 == 0,
            lambda p, square=square: square ** (p.exp / 2),
        )
        g, power = _without(g / rate / y, y)
        if power is not None:
            yield g * square ** (power / 2), head, rate.xreplace({y: companion}) * companion, c


def _collected(f: sympy.Expr) -> sympy.Expr:
    """Powers of quotients as products of powers, those of the same base in one: equal up to a sign between jumps."""
    return sympy.powsimp(sympy.powdenest(sympy.expand_power_base(f, force=True), force=True), combine="exp")


def _without(f: sympy.Expr, y: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr | None]:
    """(g, p) with f = g y**p where y stands alone; p is None where it does not."""
    rest, power = sympy.S.One, sympy.S.Zero
    for factor in sympy.Mul.make_args(f):
        base, m = factor.as_base_exp()
        scale, own = base.as_independent(y, as_Add=False)
        if own == y and not m.has(y):
            rest, power = rest * scale**m, power + m
        elif factor.has(y):
            return f, None
        else:
            rest *= factor
    return rest, power

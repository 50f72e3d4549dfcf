"""Rewrites of an integrand, the split of a sum, and integration by parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy
from sympy.simplify.fu import TR5, TR6, TR8

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC, INVERSE_CIRCULAR, INVERSE_HYPERBOLIC
from symassist.propose.moves import Move, Part, placeholder, rewritten
from symassist.propose.special.forms import multiplied_out

INVERSES = (sympy.log, *INVERSE_CIRCULAR, *INVERSE_HYPERBOLIC)
_MAX_TERMS = 12
_LONG = 60
"""Operations beyond which rewrites by SymPy's simplifiers are left out: they take seconds."""

Rewrite = Callable[[sympy.Expr, sympy.Symbol], sympy.Expr]


def _over(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    return sympy.factor(sympy.together(f))


def _half_angles(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """1 + cos u = 2 cos(u/2)**2, 1 - cos u = 2 sin(u/2)**2, 1 +- sin u = 2 sin(u/2 +- pi/4)**2."""
    a, u = sympy.Wild("a", exclude=[x], properties=[lambda e: e != 0]), sympy.Wild("u", properties=[lambda e: e.has(x)])
    sin, cos, quarter = sympy.sin, sympy.cos, sympy.pi / 4
    g = f
    for pattern, value in (
        (a + a * cos(u), 2 * a * cos(u / 2) ** 2),
        (a - a * cos(u), 2 * a * sin(u / 2) ** 2),
        (a + a * sin(u), 2 * a * sin(u / 2 + quarter) ** 2),
        (a - a * sin(u), 2 * a * cos(u / 2 + quarter) ** 2),
    ):
        g = g.replace(
            lambda e, p=pattern: e.is_Add and len(e.args) == 2 and e.match(p),
            lambda e, p=pattern, v=value: v.xreplace(e.match(p)),
        )
    return sympy.powdenest(sympy.expand_power_base(g, force=True), force=True)


def _pythagoras(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """Sums with squares of trigonometric functions in roots and denominators, simplified."""
    sums = [p.base for p in f.atoms(sympy.Pow) if p.base.is_Add and p.base.has(*CIRCULAR, *HYPERBOLIC)]
    g = f.xreplace({s: sympy.factor(sympy.trigsimp(s)) for s in sums})
    return sympy.powdenest(sympy.expand_power_base(g, force=True), force=True)


def _positive_powers(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    return sympy.powsimp(sympy.powdenest(sympy.expand_power_base(f, force=True), force=True))


def _logarithms(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """Inverse functions in exponents as logarithms, so that exp(n log u) becomes a power; atan and acot beside I."""
    inside = {e for p in f.atoms(sympy.exp, sympy.Pow) for e in p.exp.atoms(sympy.Function)}
    inside |= {e for h in f.atoms(*HYPERBOLIC, *CIRCULAR) for e in h.atoms(*INVERSES)}
    values = {}
    for e in inside:
        if isinstance(e, sympy.acoth):
            values[e] = sympy.log((e.args[0] + 1) / (e.args[0] - 1)) / 2
        elif isinstance(e, sympy.atanh):
            values[e] = sympy.log((1 + e.args[0]) / (1 - e.args[0])) / 2
        elif isinstance(e, (sympy.asinh, sympy.acosh, sympy.asech, sympy.acsch)):
            values[e] = e.rewrite(sympy.log)
        elif isinstance(e, sympy.atan) and f.has(sympy.I):
            values[e] = -sympy.I / 2 * sympy.log((1 + sympy.I * e.args[0]) / (1 - sympy.I * e.args[0]))
        elif isinstance(e, sympy.acot) and f.has(sympy.I):
            values[e] = sympy.I / 2 * sympy.log((e.args[0] - sympy.I) / (e.args[0] + sympy.I))
    return sympy.powdenest(sympy.expand_log(f, force=True).xreplace(values), force=True) if values else f


_PLAIN: tuple[tuple[str, Rewrite, float], ...] = (
    ("expand", lambda f, x: sympy.expand(f), 1.0),
    ("one fraction", _over, 1.0),
    ("powers", _positive_powers, 1.0),
    ("logarithms expanded", lambda f, x: sympy.expand_log(f, force=True), 1.0),
)
_TRIG: tuple[tuple[str, Rewrite, float], ...] = (
    ("half angles", _half_angles, 0.5),
    ("sums of squares", _pythagoras, 0.5),
    ("products to sums", lambda f, x: sympy.expand(TR8(sympy.expand(f))), 1.5),
    ("double angles", lambda f, x: sympy.factor(sympy.expand_trig(f)), 2.0),
    ("sin**2 = 1 - cos**2", lambda f, x: sympy.expand(TR5(f)), 2.0),
    ("cos**2 = 1 - sin**2", lambda f, x: sympy.expand(TR6(f)), 2.0),
    ("trigonometric simplification", lambda f, x: sympy.trigsimp(f), 1.5),
)
_HYPER: tuple[tuple[str, Rewrite, float], ...] = (
    ("sums of squares", _pythagoras, 0.5),
    ("exponentials", lambda f, x: sympy.expand(f.rewrite(sympy.exp)), 2.0),
    ("exponentials, one fraction", lambda f, x: sympy.factor(f.rewrite(sympy.exp)), 2.0),
)


def rewrites(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    """Other forms of ``f``, each once."""
    seen = {f}
    chosen = list(_PLAIN)
    size = sympy.count_ops(f)
    if size <= _LONG:
        if f.has(*CIRCULAR):
            chosen += _TRIG
        if f.has(*HYPERBOLIC):
            chosen += _HYPER
    for rule, rewrite, cost in chosen:
        try:
            g = rewrite(f, x)
        except (sympy.PolynomialError, NotImplementedError, ValueError, TypeError, AttributeError):
            continue
        if g in seen:
            continue
        seen.add(g)
        move = rewritten(rule, f, g, x, cost)
        if move is not None:
            yield move


def without_logarithms_in_exponents(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    """exp(n log u) and its like as powers: what was transcendental is algebraic."""
    move = rewritten("logarithms of exponents", f, _logarithms(f, x), x, 0.5)
    if move is not None:
        yield move


def linearity(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    """Constants pulled out, the terms of a sum each for itself, as it stands and expanded or in partial fractions."""
    constant, varying = f.as_independent(x, as_Add=False)
    if constant != 1 and varying != 1:
        yield Move("constant factor", (Part(varying, x),), constant * placeholder(0), 0.0, (constant,))
        return
    for form in (f, _expanded(f)):
        terms = sympy.Add.make_args(form)
        if 1 < len(terms) <= _MAX_TERMS:
            total = sympy.Add(*(placeholder(i) for i in range(len(terms))))
            yield Move("sum", tuple(Part(term, x) for term in terms), total, 1.0 + 0.5 * len(terms), (form,))


def _expanded(f: sympy.Expr) -> sympy.Expr:
    """f multiplied out, with the denominators as they are where that gives as many terms."""
    whole, above = sympy.expand(f), multiplied_out(f)
    return above if len(sympy.Add.make_args(above)) == len(sympy.Add.make_args(whole)) else whole


def parts_choices(f: sympy.Expr, x: sympy.Symbol) -> Iterator[tuple[sympy.Expr, sympy.Expr]]:
    """(u, v') with f = u v': logarithms and inverse functions as u first, then powers of x."""
    factors = sympy.Mul.make_args(f)
    for e in factors:
        core = e.base if e.is_Pow and e.exp.is_Integer and e.exp > 0 else e
        if core.has(x) and (isinstance(core, INVERSES) or _is_linear_in_inverse(core, x)):
            yield e, sympy.cancel(f / e) if (f / e).is_rational_function(x) else f / e
    polynomial = sympy.Mul(*(e for e in factors if e.is_polynomial(x) and e.has(x)))
    if polynomial != 1 and polynomial != f:
        yield polynomial, f / polynomial
    algebraic = sympy.Mul(*(e for e in factors if e.is_algebraic_expr(x) and e.has(x)))
    if algebraic not in (1, f, polynomial):
        yield f / algebraic, algebraic


def _is_linear_in_inverse(e: sympy.Expr, x: sympy.Symbol) -> bool:
    """Whether e = a + b A with an inverse function A and a, b free of x."""
    varying = [term for term in e.args if term.has(x)] if e.is_Add else []
    return len(varying) == 1 and isinstance(varying[0].as_independent(x, as_Add=False)[1], INVERSES)


def by_parts(u: sympy.Expr, v: sympy.Expr, x: sympy.Symbol) -> Move | None:
    """The move u v - integral of v u'."""
    rest = sympy.expand(u.diff(x) * v) if sympy.count_ops(v) < 30 else u.diff(x) * v
    if rest.is_rational_function(x):
        rest = sympy.cancel(rest)
    if sympy.count_ops(rest) > 120:
        return None
    if rest == 0:
        return None
    return Move("parts", (Part(rest, x),), u * v - placeholder(0), 1.5, (u, v))

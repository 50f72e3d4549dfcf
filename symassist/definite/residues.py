"""Integrals over the whole line (half of it for even functions) of R(x) times waves, by the residue theorem.

    int R(x) exp(i w x) dx = 2 pi i (sum of the residues above the line + half of those on it)     for w > 0

for rational R that falls like 1/x at least, like 1/x**2 for w = 0; for w < 0 the residues below, with the other sign
(Whittaker & Watson, A Course of Modern Analysis, 6.22 to 6.24). Poles on the line must be simple: then each wave's
integral exists as a principal value, and these add up to the integral where it converges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sympy

from symassist.definite.values import Limits, Proposal

METHOD = "residues"
_MOST_TERMS, _MOST_DEGREE = 12, 12
_DIGITS = 40


def by_residues(f: sympy.Expr, x: sympy.Symbol, limits: Limits, positive: Sequence[sympy.Symbol]) -> Proposal | None:
    """The value from the poles of f beside and on the line; ``positive`` are parameters known to be so."""
    if limits == (0, sympy.oo):
        if not (f - f.subs(x, -x)).equals(0):
            return None
        share = sympy.Rational(1, 2)
    elif limits == (-sympy.oo, sympy.oo):
        share = sympy.Integer(1)
    else:
        return None
    known = {s: sympy.Dummy(s.name, positive=True) for s in positive}
    waves = _waves(f.subs(known, simultaneous=True), x)
    total: sympy.Expr = sympy.Integer(0)
    for frequency, factor in (waves or {}).items():
        contribution = _wave_integral(factor, frequency, x)
        if contribution is None:
            return None
        total += contribution
    if not waves:
        return None
    value = total if f.has(sympy.I) else sympy.re(sympy.expand_complex(total))
    value = min((sympy.simplify(share * value), sympy.expand(share * value)), key=sympy.count_ops)
    if value.has(sympy.nan, sympy.zoo, sympy.oo, sympy.re, sympy.im):
        return None
    return Proposal(value.subs({dummy: s for s, dummy in known.items()}, simultaneous=True), METHOD, proved=True)


def _waves(f: sympy.Expr, x: sympy.Symbol) -> dict[sympy.Expr, sympy.Expr] | None:
    """f as sum of R(x) exp(i w x): the rational R by the real w; None where that is not its shape."""
    found: dict[sympy.Expr, sympy.Expr] = defaultdict(lambda: sympy.Integer(0))
    for term in sympy.Add.make_args(sympy.expand(f)):
        rational, rest = term.as_independent(sympy.sin, sympy.cos, sympy.exp, as_Add=False)
        waves = sympy.Add.make_args(sympy.expand(rest.rewrite(sympy.exp)))
        if not rational.is_rational_function(x) or len(waves) > _MOST_TERMS:
            return None
        for wave in map(sympy.powsimp, waves):
            factor, exponential = wave.as_independent(sympy.exp, as_Add=False)
            if not isinstance(exponential, sympy.exp) and exponential != 1:
                return None
            exponent = sympy.expand(exponential.args[0]) if exponential != 1 else exponential - 1
            frequency = sympy.simplify(exponent.coeff(x) / sympy.I)
            phase = sympy.expand(exponent - sympy.I * frequency * x)
            if factor.has(x) or phase.has(x) or frequency.is_real is not True:
                return None
            found[frequency] += rational * factor * sympy.exp(phase)
    return dict(found)


def _wave_integral(factor: sympy.Expr, frequency: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The principal value of the integral of factor * exp(i * frequency * x) over the line."""
    above, below = sympy.fraction(sympy.cancel(sympy.together(factor)))
    numerator, denominator = sympy.Poly(above, x), sympy.Poly(below, x)
    fall = denominator.degree() - numerator.degree()
    side = 0 if frequency.is_zero else 1 if frequency.is_positive else -1 if frequency.is_negative else None
    if side is None or fall < (1 if side else 2) or denominator.degree() > _MOST_DEGREE:
        return None
    poles = sympy.roots(denominator)
    if sum(poles.values()) != denominator.degree():
        return None
    total: sympy.Expr = sympy.Integer(0)
    for pole, order in poles.items():
        height = _sign_above(pole)
        if height is None or (height == 0 and order > 1):
            return None
        if height * (side or 1) < 0:
            continue
        others = sympy.Mul(*((x - other) ** n for other, n in poles.items() if other != pole))
        regular = above * sympy.exp(sympy.I * frequency * x) / (denominator.LC() * others)
        residue = _multiplied_out((regular.diff(x, order - 1) / sympy.factorial(order - 1)).subs(x, pole))
        total += residue / 2 if height == 0 else residue
    return 2 * sympy.pi * sympy.I * (side or 1) * total


def _multiplied_out(residue: sympy.Expr) -> sympy.Expr:
    """Numerator and denominator as sums: SymPy takes seconds for real parts of products of complex surds."""
    above, below = sympy.fraction(sympy.together(residue))
    return sympy.expand(above) / sympy.expand(below)


def _sign_above(pole: sympy.Expr) -> int | None:
    """The sign of the imaginary part of a pole; None where it is not known."""
    height = sympy.im(pole)
    if height.is_zero or pole.is_real:
        return 0
    if height.is_positive or height.is_negative:
        return 1 if height.is_positive else -1
    if pole.free_symbols:
        return None
    approximate = height.evalf(_DIGITS)
    return None if abs(approximate) < sympy.Float(10) ** (-_DIGITS // 2) else 1 if approximate > 0 else -1

"""One pole of all exponents and arguments of waves taken to infinity: u = 1/(c x + d).

exp((a x + b)/(c x + d)), sin(a/(c x + d)) and f**(k/(c x + d)**2) are functions of lines or powers of u; a rational
function of x beside them is one of u.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC
from symassist.propose.moves import Move, substituted

_KERNELS = (
    *CIRCULAR,
    *HYPERBOLIC,
    *(sympy.erf, sympy.erfc, sympy.erfi, sympy.Ei, sympy.Si, sympy.Ci, sympy.Shi, sympy.Chi, sympy.LambertW),
)


def poles_to_infinity(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    """The move to t = 1/(c x + d), where all arguments are polynomials in that."""
    arguments = {e.args[0] for e in f.atoms(*_KERNELS) if e.has(x)}
    arguments |= {e.exp for e in f.atoms(sympy.Pow, sympy.exp) if e.exp.has(x)}
    rational = all(u.is_rational_function(x) for u in arguments)
    if not rational or not arguments or not f.xreplace(dict.fromkeys(arguments, sympy.S.One)).is_rational_function(x):
        return
    below = {p for u in arguments for p, _ in sympy.factor_list(sympy.denom(sympy.together(u)), x)[1] if p.has(x)}
    line = below.pop() if len(below) == 1 else sympy.S.One
    if sympy.degree(line, x) != 1 or line == x:
        return
    slope = line.diff(x)
    value = sympy.expand((1 / t - line.subs(x, 0)) / slope)
    new = {u: sympy.expand(sympy.cancel(sympy.together(u.subs(x, value)))) for u in arguments}
    if any(not v.is_polynomial(t) for v in new.values()):
        return
    marks = {u: sympy.Dummy() for u in arguments}
    back = {mark: new[u] for u, mark in marks.items()}
    h = sympy.factor(f.xreplace(marks).subs(x, value)).xreplace(back) / (-slope * t**2)
    move = substituted("pole to infinity", f, x, h, t, 1 / line, 0.5)
    if move is not None:
        yield move

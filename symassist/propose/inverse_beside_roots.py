"""An inverse function A beside roots of other radicands than its slope has: by parts, where one integral is algebraic.

    integral of g (a + b A) = G (a + b A) - b integral of G A',   G' = g algebraic

What is left is algebraic; x times a function of x**2 is integrated in x**2, where a product of roots of quadratics is
one of roots of lines. The slopes of asec, acsc and acsch are taken for positive arguments, with J = sqrt(x**2)/x, a
constant on either side, before them; that of acosh where it is real. Elliptic integrals: Byrd & Friedman.
"""

from __future__ import annotations

import sympy

from symassist.propose.moves_inverse import INVERSES
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational
from symassist.propose.real_radicands import fractional_powers
from symassist.propose.special.forms import closed_form
from symassist.propose.superelliptic import integrate_superelliptic

_MOST_OPERATIONS = 90


def integrate_inverse_beside_roots(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of g (a + b A), None for other functions and where one of the integrals is not found."""
    kernels = [e for e in f.atoms(*INVERSES) if e.has(x)]
    if len(kernels) != 1 or sympy.count_ops(f) > _MOST_OPERATIONS:
        return None
    kernel = kernels[0]
    line = next((e for e in sympy.Mul.make_args(f) if e.has(kernel)), None)
    if line is None:
        return None
    g, b = f / line, line.coeff(kernel)
    if b == 0 or b.has(x) or (line - b * kernel).has(x):
        return None
    if not fractional_powers(g, x) or not g.is_algebraic_expr(x):
        return None
    antiderivative = _algebraic(g, x)
    if antiderivative is None or antiderivative.has(sympy.Function):
        return None
    slope, jump = _slope(kernel, x)
    rest = _algebraic(_joined(sympy.factor(antiderivative) * slope, x), x)
    return None if rest is None else antiderivative * line - b * jump * rest


def _slope(kernel: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """(s, J) with A' = J s and a J that is constant but for a jump."""
    u = kernel.args[0]
    if isinstance(kernel, sympy.acosh):
        return u.diff(x) / sympy.sqrt(u**2 - 1), sympy.S.One
    if not isinstance(kernel, (sympy.asec, sympy.acsc, sympy.acsch)):
        return kernel.diff(x), sympy.S.One
    sign = 1 if isinstance(kernel, sympy.asec) else -1
    square = u**2 + 1 if isinstance(kernel, sympy.acsch) else u**2 - 1
    return sign * u.diff(x) / (u * sympy.sqrt(square)), sympy.sqrt(u**2) / u


def _joined(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The rational factors as one fraction, the roots beside it."""
    roots = sympy.Mul(*(e for e in sympy.Mul.make_args(f) if not e.is_rational_function(x)))
    return sympy.factor(sympy.cancel(f / roots)) * roots


def _algebraic(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of an algebraic function by the first formula that has one."""
    u = sympy.Dummy("u", positive=True)
    h = sympy.powsimp((f / (2 * x)).subs(x, sympy.sqrt(u)))
    if not any(p.base == u for p in fractional_powers(h, u)):
        inner = _outright(h, u)
        if inner is not None:
            return inner.subs(u, x**2)
    return _outright(f, x)


def _outright(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    if f.is_rational_function(x):
        return integrate_rational(f, x)
    for way in (integrate_quadratic_root, integrate_superelliptic, closed_form):
        answer = way(f, x)
        if answer is not None:
            return answer
    return None

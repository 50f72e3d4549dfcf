"""Lambert's W: with t = W(u), u = t exp(t), the integral is one of powers, exponentials and logarithms of t.

    u = a x + b:      dx = (1 + t) exp(t)/a dt
    u = c x**k:       x = (t exp(t)/c)**(1/k)
    u = c exp(b x):   x = (t + log(t) - log(c))/b,  dx = (1 + t)/(b t) dt

Corless et al., "On the Lambert W function" (1996), section 3; DLMF 4.13.
"""

from __future__ import annotations

import sympy

from symassist.propose.special.by_parts import integrate_special_products
from symassist.propose.special.plain import integrate_plain
from symassist.propose.special.product import coefficients, exponent_of


def integrate_lambert(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a function of x and one W of a line, a power or an exponential; None for others."""
    kernels = {e for e in f.atoms(sympy.LambertW) if e.has(x)}
    if len(kernels) != 1 or len((kernel := kernels.pop()).args) != 1:
        return None
    u, t = kernel.args[0], sympy.Dummy("t", positive=True)
    value = _inverse(u, x, t)
    if value is None:
        return None
    g = f.xreplace({kernel: t}).subs(x, value) * sympy.factor(value.diff(t))
    g = sympy.powsimp(sympy.powdenest(sympy.expand_power_base(g, force=True), force=True), combine="exp")
    if g.has(x):
        return None
    answer = integrate_special_products(g, t) or integrate_plain(g, t)
    if answer is None:
        return None
    # exp(W) = u/W: then the judge sees an algebraic function of x and W.
    powers = {e: (u / kernel) ** (e.args[0] / t) for e in answer.atoms(sympy.exp) if (e.args[0] / t).is_Integer}
    answer = answer.xreplace(powers).xreplace({kernel: t})
    if answer.is_rational_function(x, t):
        answer = sympy.cancel(sympy.together(answer))
    return answer.xreplace({t: kernel})


def _inverse(u: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> sympy.Expr | None:
    """x with u(x) = t exp(t)."""
    w = t * sympy.exp(t)
    line = coefficients(u, x, 1)
    if line is not None:
        return (w - line[0]) / line[1]
    c, varying = u.as_independent(x, as_Add=False)
    exponent = exponent_of(varying, x)
    if exponent is not None:
        line = coefficients(sympy.expand(exponent), x, 1)
        return None if line is None else (t + sympy.log(t) - sympy.log(c) - line[0]) / line[1]
    base, k = varying.as_base_exp()
    return (w / c) ** (1 / k) if base == x and not k.has(x) else None

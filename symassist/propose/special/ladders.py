"""Polynomials times functions whose antiderivatives are of their own kind, one order up or down.

With F_0 = F, F_(k+1)' = F_k and any polynomial P

    integral of P F = P F_1 - P' F_2 + P'' F_3 - ...

where the F_k are, for a linear argument, polygamma(n - k, .), E_(n+k)(.) and Li_(n+k)(c exp(b x)); and, in log x with
the weight 1/x, Li_(n+k)(c x**b). DLMF 5.15.1, 8.19.13, 25.12.11; Lewin 7.1.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from symassist.propose.special.product import coefficients, exponent_of

_MOST_DEGREE = 6
Step = Callable[[sympy.Expr], tuple[sympy.Expr, sympy.Expr] | None]
"""(c, G) with (c G)' the given rung, None where the ladder ends."""


def integrate_ladder(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of one term P F, None for other functions and where the ladder ends too early."""
    kernels = [e for e in f.atoms(sympy.polygamma, sympy.polylog, sympy.expint) if e.has(x)]
    if len(kernels) != 1:
        return None
    kernel = kernels[0]
    weight = sympy.cancel(f / kernel)
    if weight.is_polynomial(x):
        step = _in_line(kernel, x)
        return None if step is None else _climbed(sympy.Poly(weight, x), kernel, step)
    if not isinstance(kernel, sympy.polylog):
        return None
    log, b = sympy.Dummy("log"), _power_of(kernel.args[1], x)
    in_log = sympy.cancel(weight * x).xreplace({sympy.log(x): log})
    if b is None or in_log.has(x) or not in_log.is_polynomial(log):
        return None
    answer = _climbed(sympy.Poly(in_log, log), kernel, lambda e: (1 / b, sympy.polylog(e.args[0] + 1, e.args[1])))
    return None if answer is None else answer.xreplace({log: sympy.log(x)})


def _climbed(p: sympy.Poly, kernel: sympy.Expr, step: Step) -> sympy.Expr | None:
    total, scale = sympy.S.Zero, sympy.S.One
    if p.degree() > _MOST_DEGREE:
        return None
    while not p.is_zero:
        above = step(kernel)
        if above is None:
            return None
        scale, kernel = scale * above[0], above[1]
        total += scale * p.as_expr() * kernel
        p, scale = p.diff(), -scale
    return total


def _in_line(kernel: sympy.Expr, x: sympy.Symbol) -> Step | None:
    """The ladder of a function of a linear argument, or of Li of an exponential of one."""
    order, u = kernel.args
    exponent = exponent_of(u.as_independent(x, as_Add=False)[1], x) if isinstance(kernel, sympy.polylog) else u
    line = None if exponent is None or order.has(x) else coefficients(sympy.expand(exponent), x, 1)
    if line is None:
        return None
    b = line[1]
    if isinstance(kernel, sympy.polylog):
        return lambda e: (1 / b, sympy.polylog(e.args[0] + 1, u))
    if isinstance(kernel, sympy.expint):
        return lambda e: (-1 / b, sympy.expint(e.args[0] + 1, u))
    return lambda e: _below(e, b)


def _below(e: sympy.Expr, b: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """From psi_n to psi_(n-1), and from psi to log Gamma."""
    if isinstance(e, sympy.loggamma):
        return None
    order, u = e.args
    return 1 / b, sympy.loggamma(u) if order == 0 else sympy.polygamma(order - 1, u)


def _power_of(u: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """b with u = c x**b."""
    base, b = u.as_independent(x, as_Add=False)[1].as_base_exp()
    return b if base == x and not b.has(x) else None

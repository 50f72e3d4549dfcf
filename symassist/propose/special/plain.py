"""Integrals that are left when special functions have been taken out by parts: none of these functions is left in them.

In powers of x times functions of logarithms the logarithm becomes the variable: t = log(c x**k), x = exp(t/k) c**(-1/k),

    integral of x**m log(c x**k)**n dx = c**(-(m + 1)/k)/k integral of t**n exp((m + 1) t/k) dt

Gradshteyn & Ryzhik 2.72 to 2.73.
"""

from __future__ import annotations

import sympy

from symassist.propose.damped_waves import integrate_damped_waves
from symassist.propose.rational import integrate_rational
from symassist.propose.special.forms import term_by_term


def integrate_plain(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a sum whose terms are of known forms, elementary or not; the whole first, then its terms."""
    if not f.has(x):
        return f * x
    for way in (_rational, integrate_powers, integrate_damped_waves, integrate_in_logarithm, term_by_term):
        answer = way(f, x)
        if answer is not None:
            return answer
    terms = sympy.Add.make_args(f)
    if len(terms) == 1:
        return None
    answers = []
    for term in terms:
        answers.append(integrate_plain(term, x))
        if answers[-1] is None:
            return None
    return sympy.Add(*answers)


def _rational(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    return integrate_rational(f, x) if f.is_rational_function(x) else None


def integrate_powers(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a sum of multiples of x**m with any m, None for other functions."""
    total = sympy.S.Zero
    for term in sympy.Add.make_args(f):
        c, power = term.as_independent(x, as_Add=False)
        base, m = sympy.powsimp(power).as_base_exp()
        if power != 1 and (base != x or m.has(x)):
            return None
        m = m if power != 1 else sympy.S.Zero
        total += c * (sympy.log(x) if m == -1 else x ** (m + 1) / (m + 1))
    return total


def integrate_in_logarithm(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of powers of x times a function of log(c x**k), None for other functions."""
    logarithms = {e: read for e in f.atoms(sympy.log) if e.has(x) and (read := _of_power(e, x)) is not None}
    if not logarithms:
        return None
    kernel, (c, k) = min(logarithms.items(), key=lambda item: sympy.default_sort_key(item[0]))
    t = sympy.Dummy("t", real=True)
    log_x = (t - sympy.log(c)) / k
    values = {e: sympy.log(d) + n * log_x if e != kernel else t for e, (d, n) in logarithms.items()}
    value = sympy.exp(t / k) * c ** (-1 / k)
    g = sympy.powdenest(f.xreplace(values).subs(x, value) * value / k, force=True)
    if g.has(x):
        return None
    g = sympy.powsimp(sympy.expand(g, power_exp=False, log=False))
    for way in (_rational, integrate_powers, integrate_damped_waves, term_by_term):
        answer = way(g, t)
        if answer is not None:
            return sympy.powdenest(answer.subs(t, kernel), force=True)
    return None


def _of_power(e: sympy.log, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(c, k) with e = log(c x**k)."""
    c, power = e.args[0].as_independent(x, as_Add=False)
    base, k = power.as_base_exp()
    return (c, k) if base == x and not k.has(x) else None

"""Integrals that are left when special functions have been taken out by parts: none of these functions is left in them.

Where powers of x stand beside functions of a logarithm t = log(c x**k), that is the new variable:

    integral of x**m log(c x**k)**n dx = c**(-(m + 1)/k)/k integral of t**n exp((m + 1) t/k) dt

Gradshteyn & Ryzhik 2.72 to 2.73.
"""

from __future__ import annotations

from itertools import product

import sympy

from symassist.propose.damped_waves import integrate_damped_waves
from symassist.propose.moves_inverse import INVERSES, inverse_moves
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational
from symassist.propose.special.forms import multiplied_out, term_by_term
from symassist.propose.special.product import logarithm_of_power


def integrate_plain(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a sum whose terms are of known forms, elementary or not; the whole first, then each."""
    if not f.has(x):
        return f * x
    for way in (*_ANY, integrate_in_logarithm, _quadratic_root, integrate_in_inverse):
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
    logarithms = {e: read for e in f.atoms(sympy.log) if e.has(x) and (read := logarithm_of_power(e, x)) is not None}
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
    for way in _ANY:
        answer = way(g, t)
        if answer is not None:
            return sympy.powdenest(answer.subs(t, kernel), force=True)
    return None


def _quadratic_root(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a rational function of x and the root of a quadratic, in inverse functions of x."""
    answer = integrate_quadratic_root(f, x)
    if answer is None:
        return None
    values = {
        e: inverse for e in answer.atoms(sympy.atan, sympy.log) if (inverse := _inverse_of_line(e, x)) is not None
    }
    return answer.xreplace(values)


def _inverse_of_line(e: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """asin(x/c) for atan(x/sqrt(c**2 - x**2)), asinh(x/c) for log(x + sqrt(x**2 + c**2)) up to a constant."""
    u = e.args[0]
    roots = {p.base for p in u.atoms(sympy.Pow) if p.exp in (sympy.S.Half, -sympy.S.Half)}
    if len(roots) != 1:
        return None
    q = roots.pop()
    c = sympy.sqrt(sympy.expand(q).subs(x, 0))
    if isinstance(e, sympy.atan) and sympy.cancel(u**2 * q / x**2) == 1 and sympy.expand(q + x**2 - c**2) == 0:
        return sympy.asin(x / c)
    ratio = sympy.cancel(u / (x + sympy.sqrt(q)))
    if isinstance(e, sympy.log) and not ratio.has(x) and sympy.expand(q - x**2 - c**2) == 0 and c.is_real:
        return sympy.asinh(x / c)
    return None


def integrate_in_inverse(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a function of x and an inverse function of it, which becomes the variable."""
    logarithms = {e: _inverse_of_line(e, x) for e in f.atoms(sympy.log) if e.has(x)}
    f = f.xreplace({e: inverse + e.subs(x, 0) for e, inverse in logarithms.items() if inverse is not None})
    if not f.has(*INVERSES):
        return None
    t = sympy.Dummy("t")
    for move in inverse_moves(f, x, t):
        g = move.parts[0].integrand
        for way, spelling in product(_ANY, dict.fromkeys((g, multiplied_out(g)))):
            answer = way(spelling, t)
            if answer is not None:
                return _algebraic(move.assembled([answer]))
    return None


def _algebraic(answer: sympy.Expr) -> sympy.Expr:
    """Without exponentials, sines and cosines of inverse functions, unless they stand in other functions."""
    if answer.has(sympy.log, sympy.polylog, sympy.Ei):
        return answer
    values = {}
    for e in answer.atoms(sympy.exp, sympy.sin, sympy.cos):
        n, inverse = e.args[0].as_coeff_Mul()
        if isinstance(e, sympy.exp) and n.is_Integer and isinstance(inverse, sympy.asinh):
            u = inverse.args[0]
            values[e] = (sympy.sqrt(u**2 + 1) + sympy.sign(n) * u) ** abs(n)
        elif isinstance(e, sympy.exp) and n.is_Integer and isinstance(inverse, sympy.acosh):
            u = inverse.args[0]
            values[e] = (u + sympy.sign(n) * sympy.sqrt(u - 1) * sympy.sqrt(u + 1)) ** abs(n)
        elif not isinstance(e, sympy.exp) and isinstance(inverse, (sympy.asin, sympy.acos)):
            values[e] = sympy.expand_trig(e)
    return sympy.expand(answer.xreplace(values)) if values else answer


_ANY = (_rational, integrate_powers, integrate_damped_waves, term_by_term)

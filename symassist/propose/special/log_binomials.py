"""Powers of x and of t = log(c x**n) times the logarithm of a binomial: polylogarithms, or Gauss's function.

With L = log(d (e + f x**m)**k) = L_0 + k log(1 + z), z = f x**m/e, L_0 constant between jumps, and t' = n/x

    integral of t**j L/x dx = L_0 t**(j + 1)/(n (j + 1))
                              - k sum of (-n)**i j!/(j - i)! t**(j - i) Li_(i+2)(-z)/m**(i + 1)
    integral of x**s t**j L dx = V L - integral of V k m z/(x (1 + z)) dx,
                                    V = sum of (-n)**i j!/(j - i)! t**(j - i) x**(s + 1)/(s + 1)**(i + 1)
    integral of x**(s + m)/(1 + z) dx = x**(s + m + 1)/(s + m + 1) 2F1(1, q; q + 1; -z) with q = (s + m + 1)/m

and with t beside it for m = 1 and 2 a polylogarithm again. Gradshteyn & Ryzhik 2.72; Lewin, chapter 7.
"""

from __future__ import annotations

import sympy

from symassist.propose.rational import integrate_rational
from symassist.propose.special.fractions import Pole, vanishes
from symassist.propose.special.logarithms import power_of_logarithm
from symassist.propose.special.product import Product, binomial_of, logarithm_of_power, with_power_of_x

_MOST_POWER = 3


def logarithm_of_binomial(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """x**s log(c x**n)**j log(d (e + f x**m)**k) with any exponents s and m."""
    product = with_power_of_x(p, x)
    if product is None:
        return None
    weight, s, factors = product
    kernel, j, slope = sympy.log(x), 0, sympy.S.One
    found: list[tuple[sympy.Expr, sympy.Expr, tuple[sympy.Expr, sympy.Expr, sympy.Expr]]] = []
    for base, power in factors:
        if isinstance(base, sympy.log) and (of_x := logarithm_of_power(base, x)) is not None:
            if j or not (power.is_Integer and 0 < power <= _MOST_POWER):
                return None
            kernel, j, slope = base, int(power), of_x[1]
        elif isinstance(base, sympy.log) and power == 1 and (read := _of_binomial(base, x)) is not None:
            found.append((base, *read))
        else:
            return None
    if len(found) != 1 or (j == 0 and s != -1 and found[0][2][2].is_Rational):
        return None  # elementary without a power in the exponent
    outer, k, (e, f, m) = found[0]
    z = f * x**m / e
    if vanishes(s + 1):
        constant = outer - k * sympy.log(1 + z)
        if e.is_positive:
            # log(d (e + f x**m)**k) at x = 0.
            constant = sympy.expand_log(outer.xreplace({e + f * x**m: e}))
        terms = [
            (-slope) ** i * sympy.ff(j, i) * kernel ** (j - i) * sympy.polylog(i + 2, -z, evaluate=False) / m ** (i + 1)
            for i in range(j + 1)
        ]
        return weight * (constant * kernel ** (j + 1) / (slope * (j + 1)) - k * sympy.Add(*terms))
    powers = {j - i: (-slope) ** i * sympy.ff(j, i) / (s + 1) ** (i + 1) for i in range(j + 1)}
    total = sympy.Add(*(c * kernel**i for i, c in powers.items())) * x ** (s + 1) * outer
    for i, c in powers.items():
        rest = _rest(s, i, kernel, slope, (e, f, m), x)
        if rest is None:
            return None
        total -= c * k * m * rest
    return weight * total


def _of_binomial(e: sympy.log, x: sympy.Symbol) -> tuple[sympy.Expr, tuple[sympy.Expr, sympy.Expr, sympy.Expr]] | None:
    """(k, the binomial) of log(d (e + f x**m)**k)."""
    base, k = e.args[0].as_independent(x, as_Add=False)[1].as_base_exp()
    read = None if k.has(x) else binomial_of(base, x)
    return None if read is None else (k, read)


def _rest(
    s: sympy.Expr,
    i: int,
    kernel: sympy.Expr,
    slope: sympy.Expr,
    binomial: tuple[sympy.Expr, sympy.Expr, sympy.Expr],
    x: sympy.Symbol,
) -> sympy.Expr | None:
    """The integral of x**s t**i z/(1 + z) for the i-th power of the logarithm t."""
    e, f, m = binomial
    ratio, t = sympy.Dummy("ratio", positive=True), sympy.Dummy("t")
    if s.is_Integer and m in (1, 2):
        g = x ** (s + m) * ratio / (1 + ratio * x**m)
        answer = integrate_rational(g, x) if i == 0 else power_of_logarithm(g, t, i, Pole(slope, sympy.S.Zero, 1), x)
        return None if answer is None else answer.xreplace({ratio: f / e, t: kernel})
    q = (s + m + 1) / m
    if i > 0 or (q.is_Integer and q <= 0):
        return None
    return f / e * x ** (s + m + 1) / (s + m + 1) * sympy.hyper((1, q), (q + 1,), -f * x**m / e)

"""A logarithm of x beside the root of a binomial: rational in the root, so polylogarithms.

With t = sqrt(d + f x**r) and M' = n/x, as for M = a + b log(c x**k),

    integral of x**s t**j M dx = integral of ((t**2 - d)/f)**((s + 1)/r) 2 t**(j + 1)/(r (t**2 - d)) M dt

for an integer (s + 1)/r and odd j, where M is a function of t with the derivative 2 n t/(r (t**2 - d)).
Lewin, "Polylogarithms and Associated Functions", chapter 1.
"""

from __future__ import annotations

import sympy

from symassist.propose.special.logarithms import polylogarithm
from symassist.propose.special.product import Product, binomial_of, with_power_of_x


def logarithm_beside_root(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """x**s (d + f x**r)**(j/2) M."""
    product = with_power_of_x(p, x)
    if product is None or len(product[2]) != 2:
        return None
    weight, s, factors = product
    roots = [(base, e) for base, e in factors if e.is_Rational and e.q == 2]
    kernels = [base for base, e in factors if e == 1 and base.has(sympy.log)]
    read = binomial_of(roots[0][0], x) if len(roots) == len(kernels) == 1 else None
    if read is None:
        return None
    (d, f, r), (base, e), kernel = read, roots[0], kernels[0]
    n, power = sympy.cancel(kernel.diff(x) * x), sympy.cancel((s + 1) / r)
    if n.has(x) or not power.is_Integer:
        return None
    t = sympy.Dummy("t", positive=True)
    rational = ((t**2 - d) / f) ** power * t ** (2 * e + 1) * 2 / (r * (t**2 - d))
    own = sympy.log(t**2 - d)  # r M/n up to a constant
    answer = polylogarithm(Product(sympy.S.One, sympy.cancel(rational), sympy.S.Zero, (own,)), t)
    if answer is None:
        return None
    return weight * n / r * answer.xreplace({own: r * kernel / n}).subs(t, sympy.sqrt(base))

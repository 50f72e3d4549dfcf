"""Powers of x with any exponent times an inverse circular or hyperbolic function: by parts to hypergeometric functions.

With z = c x and q = (s + 2)/2, up to constants between jumps where 1 - z**2 is negative,

    integral of x**s S(z) dx = x**(s + 1)/(s + 1) S(z) - c/(s + 1) integral of x**(s + 1) S'(z) dx
    integral of x**(s + 1) (1 - r z**2)**-k dx = x**(s + 2)/(s + 2) 2F1(k, q; q + 1; r z**2)
    asin(z)/sqrt(1 - z**2) = z 2F1(1, 1; 3/2; z**2), so
    integral of x**s asin(z)/sqrt(1 - z**2) dx = c x**(s + 2)/(s + 2) 3F2(1, 1, q; 3/2, q + 1; z**2)

and for asinh with -z**2. Abramowitz & Stegun 15.1.6; DLMF 16.3.
"""

from __future__ import annotations

import sympy

from symassist.propose.special.fractions import vanishes
from symassist.propose.special.product import Product, coefficients, with_power_of_x

_half = sympy.S.Half
_SLOPES: dict[type[sympy.Function], tuple[int, int, sympy.Expr]] = {
    sympy.asin: (1, 1, _half),
    sympy.acos: (-1, 1, _half),
    sympy.asinh: (1, -1, _half),
    sympy.acosh: (1, 1, _half),
    sympy.atan: (1, -1, sympy.S.One),
    sympy.acot: (-1, -1, sympy.S.One),
    sympy.atanh: (1, 1, sympy.S.One),
    sympy.acoth: (1, 1, sympy.S.One),
}
"""(sign, r, k) of the slope sign (1 - r z**2)**-k."""
_RECIPROCAL_SLOPES: dict[type[sympy.Function], tuple[int, int, int]] = {
    sympy.asec: (1, 1, -2),
    sympy.acsc: (-1, 1, -2),
    sympy.acsch: (-1, -1, -2),
    sympy.asech: (-1, 1, 2),
}
"""(sign, r, n) of the slope sign (1 - r z**n)**(-1/2)/z for n = 2, and sign (1 - r z**n)**(-1/2)/z**2 for n = -2."""


def inverse_beside_power(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """x**s S(c x), x**s S(c x)**2, and x**s S(c x)/sqrt(d - r c**2 d x**2), for exponents s that are no integers."""
    read = with_power_of_x(p, x)
    if read is None:
        return None
    weight, s, factors = read
    kernel: sympy.Expr | None = None
    j, root = 0, sympy.S.One
    for base, power in factors:
        if isinstance(base, (*_SLOPES, *_RECIPROCAL_SLOPES)) and kernel is None and power in (1, 2):
            kernel, j = base, int(power)
        elif power == -_half and root == 1:
            root = base
        else:
            return None
    line = None if kernel is None else coefficients(kernel.args[0], x, 1)
    if kernel is None or line is None or line[0] != 0 or s.is_Integer:
        return None
    c = line[1]
    if isinstance(kernel, tuple(_RECIPROCAL_SLOPES)):
        return weight * _of_reciprocal(kernel, s, c, x) if j == 1 and root == 1 else None
    sign, r, k = _SLOPES[type(kernel)]
    if root != 1:
        square = coefficients(root, x, 2)
        if j == 2 or k == 1 or square is None or square[1] != 0 or not vanishes(square[2] + r * c**2 * square[0]):
            return None
        inner = _beside_root(kernel, s, c, x)
        return None if inner is None else weight * sympy.sqrt(1 - r * c**2 * x**2) / sympy.sqrt(root) * inner
    if k == 1 and (j == 2 or s.is_Rational):
        return None
    edge = x ** (s + 1) / (s + 1)
    inner = _beside_root(kernel, s + 1, c, x) if j == 2 else _power(s + 1, r * c**2, k, x)
    if inner is None:
        return None
    if isinstance(kernel, sympy.acosh):
        inner *= sympy.sqrt(1 - c**2 * x**2) / (sympy.sqrt(c * x - 1) * sympy.sqrt(c * x + 1))
    return weight * (edge * kernel**j - j * sign * c / (s + 1) * inner)


def _of_reciprocal(kernel: sympy.Expr, s: sympy.Expr, c: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of x**s S(c x) for the inverse of a secant and its like."""
    sign, r, n = _RECIPROCAL_SLOPES[type(kernel)]
    power = s + 1 if n == 2 else s
    q, scale = power / n, sympy.S.One if n == 2 else c
    rest = sign / scale * x**power / power * sympy.hyper((_half, q), (q + 1,), r * (c * x) ** n)
    return (x ** (s + 1) * kernel - rest) / (s + 1)


def _power(s: sympy.Expr, square: sympy.Expr, k: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """The integral of x**s (1 - square x**2)**-k."""
    q = (s + 1) / 2
    return x ** (s + 1) / (s + 1) * sympy.hyper((k, q), (q + 1,), square * x**2)


def _beside_root(kernel: sympy.Expr, s: sympy.Expr, c: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of x**s S/sqrt(1 - r z**2) for asin and asinh; for others it is real where the series diverges."""
    if not isinstance(kernel, (sympy.asin, sympy.asinh)):
        return None
    r = _SLOPES[type(kernel)][1]
    q = (s + 2) / 2
    return c * x ** (s + 2) / (s + 2) * sympy.hyper((1, 1, q), (3 * _half, q + 1), r * c**2 * x**2)

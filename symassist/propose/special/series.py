"""Powers of x times a function that is a power of its argument times a hypergeometric series: one parameter pair more.

With S(z) = C z**p pFq(A; B; r z**q), z = c x**k and s = (m + 1 + k p)/(k q)

    integral of x**m S(z) = C x**(m + 1) z**p/(k q s) p+1Fq+1(A, s; B, s + 1; r z**q)

    exp(z**2) erf(z) = 2 z/sqrt(pi) 1F1(1; 3/2; z**2),  exp(-z**2) erfi(z) = 2 z/sqrt(pi) 1F1(1; 3/2; -z**2)

Ei, Ci and Chi have a logarithm beside the series. Parts give neater answers but where the weight is 1/x, and for Bessel
functions and complete elliptic integrals where no closed form exists. DLMF 6.6, 7.6, 8.7, 10.2.2, 16.3, 19.5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy

_pi, _half, _quarter = sympy.pi, sympy.S.Half, sympy.Rational(1, 4)
_root = 1 / sympy.sqrt(_pi)


@dataclass(frozen=True)
class _Series:
    """``scale`` z**``power`` pFq(``above``; ``below``; ``rate`` z**``step``), log z + gamma beside it or not."""

    scale: sympy.Expr
    power: sympy.Expr
    above: tuple[sympy.Expr, ...]
    below: tuple[sympy.Expr, ...]
    rate: sympy.Expr
    step: int
    logarithm: bool = False


def _fixed(*fields: object) -> Callable[[sympy.Expr], _Series]:
    return lambda e: _Series(*fields)  # type: ignore[arg-type]


def _bessel(sign: int) -> Callable[[sympy.Expr], _Series]:
    def series(e: sympy.Expr) -> _Series:
        n = e.args[0]
        return _Series(2**-n / sympy.gamma(n + 1), n, (), (n + 1,), sign * _quarter, 2)

    return series


def _lower_gamma(e: sympy.Expr) -> _Series:
    s = e.args[0]
    return _Series(1 / s, s, (s,), (s + 1,), sympy.S.NegativeOne, 1)


_ones, _twos, _halves = (1, 1), (2, 2), (3 * _half, 3 * _half)
_SERIES: dict[type[sympy.Function], Callable[[sympy.Expr], _Series]] = {
    sympy.erf: _fixed(2 * _root, 1, (_half,), (3 * _half,), -1, 2),
    sympy.erfi: _fixed(2 * _root, 1, (_half,), (3 * _half,), 1, 2),
    sympy.Si: _fixed(1, 1, (_half,), _halves, -_quarter, 2),
    sympy.Shi: _fixed(1, 1, (_half,), _halves, _quarter, 2),
    sympy.fresnels: _fixed(_pi / 6, 3, (3 * _quarter,), (3 * _half, 7 * _quarter), -((_pi / 4) ** 2), 4),
    sympy.fresnelc: _fixed(1, 1, (_quarter,), (_half, 5 * _quarter), -((_pi / 4) ** 2), 4),
    sympy.Ei: _fixed(1, 1, _ones, _twos, 1, 1, True),
    sympy.Ci: _fixed(-_quarter, 2, _ones, (*_twos, 3 * _half), -_quarter, 2, True),
    sympy.Chi: _fixed(_quarter, 2, _ones, (*_twos, 3 * _half), _quarter, 2, True),
    sympy.lowergamma: _lower_gamma,
    sympy.besselj: _bessel(-1),
    sympy.besseli: _bessel(1),
    sympy.elliptic_k: _fixed(_pi / 2, 0, (_half, _half), (1,), 1, 1),
    sympy.elliptic_e: _fixed(_pi / 2, 0, (-_half, _half), (1,), 1, 1),
}
_ANY_POWER = (sympy.besselj, sympy.besseli, sympy.elliptic_k, sympy.elliptic_e)


def integrate_series(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of c x**m S, None for other functions."""
    kernels = [e for e in f.atoms(*_SERIES) if e.has(x)]
    if len(kernels) != 1 or any(e.has(x) for e in kernels[0].args[:-1]):
        return None
    kernel = kernels[0]
    rest = sympy.powsimp(f / kernel, combine="exp")
    if isinstance(kernel, (sympy.erf, sympy.erfi)) and (exponents := [*rest.atoms(sympy.exp)]):
        return _beside_gaussian(rest, kernel, exponents, x)
    outer, m = _monomial(rest, x)
    c, k = _monomial(kernel.args[-1], x)
    if outer is None or c is None or k == 0 or (isinstance(kernel, sympy.elliptic_e) and len(kernel.args) > 1):
        return None
    if m != -1 and not isinstance(kernel, _ANY_POWER):
        return None
    series, z = _SERIES[type(kernel)](kernel), kernel.args[-1]
    s = sympy.cancel((m + 1 + k * series.power) / (k * series.step))
    if s.is_Integer and s <= 0:
        return None
    above, below = _reduced((*series.above, s), (*series.below, s + 1))
    value = sympy.hyper(above, below, series.rate * z**series.step)
    total = series.scale * x ** (m + 1) * z**series.power / (k * series.step * s) * value
    if series.logarithm:
        # Ei of a negative number has the logarithm of its absolute value.
        log = sympy.log(z**2) / 2 if isinstance(kernel, sympy.Ei) else sympy.log(z)
        total += (sympy.EulerGamma * log + log**2 / 2) / k
    return outer * total


def _beside_gaussian(
    f: sympy.Expr, kernel: sympy.Expr, exponents: list[sympy.Expr], x: sympy.Symbol
) -> sympy.Expr | None:
    """The antiderivative of x**m exp(c + z**2) erf(z) and its like, z = b x; odd m go by parts."""
    z, sign = kernel.args[0], 1 if isinstance(kernel, sympy.erf) else -1
    b = sympy.cancel(z / x)
    constant = sympy.expand(exponents[0].args[0] - sign * z**2)
    if len(exponents) > 1 or constant.has(x) or b.has(x):
        return None
    outer, m = _monomial(f.xreplace({exponents[0]: sympy.S.One}), x)
    if outer is None or m.is_odd or (m.is_Rational and m <= -2):
        return None
    s = (m + 2) / 2
    above, below = _reduced((sympy.S.One, s), (3 * _half, s + 1))
    value = sympy.hyper(above, below, sign * z**2)
    return outer * sympy.exp(constant) * b * x ** (m + 2) * _root / s * value


def _monomial(e: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr | None, sympy.Expr]:
    """(c, m) with e = c x**m; (None, 0) where it is none."""
    c, power = e.as_independent(x, as_Add=False)
    base, m = power.as_base_exp()
    if power == 1:
        return c, sympy.S.Zero
    return (c, m) if base == x and not m.has(x) else (None, sympy.S.Zero)


def _reduced(
    above: tuple[sympy.Expr, ...], below: tuple[sympy.Expr, ...]
) -> tuple[tuple[sympy.Expr, ...], tuple[sympy.Expr, ...]]:
    """The parameters without those that stand above and below."""
    left, right = list(above), list(below)
    for p in above:
        if p in right:
            left.remove(p)
            right.remove(p)
    return tuple(left), tuple(right)

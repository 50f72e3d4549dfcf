"""The functions of a tape in complex balls, with SymPy's conventions; a test compares each with SymPy's evalf.

flint and SymPy agree on branches and on the argument order of polylog, expint and the elliptic integrals (parameter m).
"""

from __future__ import annotations

import math
import operator
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from typing import Any

from flint import acb, arb, ctx, fmpz_poly

LOCK = threading.RLock()
"""Held while balls are computed: flint's precision is global to the process."""

NAN = acb(arb.nan(), arb.nan())


def _pow(base: acb, exponent: acb) -> acb:
    if exponent.imag == 0 and exponent.real.is_exact():
        e = exponent.real
        if e.is_integer() and abs(e) < 1 << 30:
            return base ** int(e.unique_fmpz())
        if (2 * e).is_integer() and abs(e) < 1 << 20:
            return base.sqrt() ** int((2 * e).unique_fmpz())
    if base == 0 and exponent.real > 0:
        return acb(0)
    return base**exponent


def _unless_complex(function: Callable[[acb], acb]) -> Callable[[acb], acb]:
    """For functions of real operands only: anything else is not a number."""
    return lambda z: function(z) if z.imag == 0 else NAN


def _two_real(function: Callable[[arb, arb], arb]) -> Callable[[acb, acb], acb]:
    return lambda u, v: acb(function(u.real, v.real)) if u.imag == 0 and v.imag == 0 else NAN


def _polylog(s: acb, z: acb) -> acb:
    return z.polylog(s)


def _polygamma(n: acb, z: acb) -> acb:
    return z.digamma() if n == 0 else z.polygamma(n)


def _at_quarter(z: acb) -> tuple[int, acb] | None:
    """(2 k + 1, u) with z = (2 k + 1) pi/2 + u, where flint has no value because it cannot tell the side; else None."""
    pi = arb.pi()
    k = int((z.real / pi).mid().floor().unique_fmpz()) if z.is_finite() and abs(z.real) < 1 << 30 else 0
    u = z - pi * (2 * k + 1) / 2
    return (2 * k + 1, u) if u.real.contains(0) else None


def _elliptic_f(z: acb, m: acb) -> acb:
    """F(k pi + pi/2 + u, m) = (2 k + 1) K(m) + F(u, m/(m - 1))/sqrt(1 - m) around odd quarters of the period."""
    value = acb.elliptic_f(z, m)
    if value.is_finite() or (place := _at_quarter(z)) is None:
        return value
    return place[0] * m.elliptic_k() + acb.elliptic_f(place[1], m / (m - 1)) / (1 - m).sqrt()


def _elliptic_e(z: acb, m: acb | None = None) -> acb:
    """E(k pi + pi/2 + u, m) = (2 k + 1) E(m) + sqrt(1 - m) E(u, m/(m - 1)) around odd quarters of the period."""
    if m is None:
        return z.elliptic_e()
    value = acb.elliptic_e_inc(z, m)
    if value.is_finite() or (place := _at_quarter(z)) is None:
        return value
    return place[0] * m.elliptic_e() + acb.elliptic_e_inc(place[1], m / (m - 1)) * (1 - m).sqrt()


def _elliptic_pi(n: acb, z: acb, m: acb | None = None) -> acb:
    """Pi(n, k pi + pi/2 + u, m) = (2 k + 1) Pi(n, m) + Pi(n/(n - 1), u, m/(m - 1))/((1 - n) sqrt(1 - m)), likewise."""
    if m is None:
        return acb.elliptic_pi(n, z)
    value = acb.elliptic_pi_inc(n, z, m)
    if value.is_finite() or (place := _at_quarter(z)) is None:
        return value
    beside = acb.elliptic_pi_inc(n / (n - 1), place[1], m / (m - 1))
    return place[0] * acb.elliptic_pi(n, m) + beside / ((1 - n) * (1 - m).sqrt())


def _lambert(z: acb, k: acb | None = None) -> acb:
    return z.lambertw() if k is None else z.lambertw(int(k.real.unique_fmpz()))


def _hyper(shape: tuple[int, int], operands: Sequence[acb]) -> acb:
    above = shape[0]
    *parameters, z = operands
    if shape == (2, 1) and (parameters[2] - parameters[0] - parameters[1]).contains_integer():
        # For these flint takes seconds for real z near one, or finds no value; the series has a bound for its rest.
        size = float(abs(z).upper())
        if size < _DISC:
            terms = math.ceil(ctx.prec * math.log(2) / -math.log(max(size, _SMALL))) + _MORE
            return z.hypgeom(list(parameters[:above]), list(parameters[above:]), n=terms)
        if z.imag == 0 and not size > 1:
            return NAN
    return z.hypgeom(list(parameters[:above]), list(parameters[above:]))


_DISC, _SMALL, _MORE = 0.99, 1e-3, 50
"""Up to where the series of 2F1 is summed, where it is short, and its terms beyond those of a geometric one."""


_SAME_NAME: tuple[str, ...] = (
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
)
_SAME_NAME += ("atanh", "erf", "erfc", "erfi", "gamma", "zeta")
FUNCTIONS: dict[str, Callable[..., acb]] = {
    "add": lambda *terms: reduce(operator.add, terms),
    "mul": lambda *factors: reduce(operator.mul, factors),
    "pow": _pow,
    **{name: getattr(acb, name) for name in _SAME_NAME},
    "Abs": lambda z: acb(abs(z)),
    "sign": acb.sgn,
    "Heaviside": _unless_complex(acb.real_heaviside),
    "re": lambda z: acb(z.real),
    "im": lambda z: acb(z.imag),
    "conjugate": acb.conjugate,
    "arg": lambda z: acb(z.arg()),
    "floor": _unless_complex(acb.real_floor),
    "ceiling": _unless_complex(acb.real_ceil),
    "Ei": acb.ei,
    "li": acb.li,
    "Si": acb.si,
    "Ci": acb.ci,
    "Shi": acb.shi,
    "Chi": acb.chi,
    "fresnels": acb.fresnel_s,
    "fresnelc": acb.fresnel_c,
    "loggamma": acb.lgamma,
    "polylog": _polylog,
    "uppergamma": lambda s, z: z.gamma_upper(s),
    "lowergamma": lambda s, z: z.gamma_lower(s),
    "polygamma": _polygamma,
    "expint": lambda n, z: z.expint(n),
    "appellf1": lambda *_: NAN,  # flint has no values
    "elliptic_k": acb.elliptic_k,
    "elliptic_f": _elliptic_f,
    "elliptic_e": _elliptic_e,
    "elliptic_pi": _elliptic_pi,
    "LambertW": _lambert,
    "besselj": lambda n, z: z.bessel_j(n),
    "bessely": lambda n, z: z.bessel_y(n),
    "besseli": lambda n, z: z.bessel_i(n),
    "besselk": lambda n, z: z.bessel_k(n),
    "atan2": _two_real(arb.atan2),
    "Max": _two_real(arb.max),
    "Min": _two_real(arb.min),
}

CONSTANTS: dict[str, Callable[[], acb]] = {
    "pi": acb.pi,
    "e": lambda: acb(1).exp(),
    "i": lambda: acb(0, 1),
    "euler": lambda: acb(arb.const_euler()),
    "catalan": lambda: acb(arb.const_catalan()),
    "nan": lambda: NAN,
}


def leaf(op: str, data: Any) -> acb:
    """The ball of a ``num``, ``const`` or ``root`` leaf at the present precision."""
    if op == "num":
        return acb(data)
    if op == "const":
        return CONSTANTS[data]()
    polynomial, k = data
    return _roots(polynomial, ctx.prec)[k]


@lru_cache(maxsize=64)
def _roots(polynomial: tuple[int, ...], precision: int) -> tuple[acb, ...]:
    """All complex roots with multiplicity of the integer polynomial (highest coefficient first), as balls."""
    found = fmpz_poly(list(reversed(polynomial))).complex_roots()
    return tuple(root for root, multiplicity in found for _ in range(multiplicity))


def apply(op: str, data: Any, operands: Sequence[acb]) -> acb:
    """The ball of one node, from the balls of its operands."""
    return _hyper(data, operands) if op == "hyper" else FUNCTIONS[op](*operands)

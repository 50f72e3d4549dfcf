"""SymPy's polylogarithm of a long argument, built in no time.

Whenever Li_s(z) is built, also by a substitution or when an answer comes out of a worker, SymPy asks whether z is one,
and simplifies z - 1 for seconds to know. Its value at one point in general position says no for nearly every z.
"""

from __future__ import annotations

import sympy

_SMALL = 1e-6
_evaluated = sympy.polylog.eval


def build_quickly() -> None:
    """Lets SymPy ask for the value at a point first; what Li_s(z) evaluates to stays the same."""
    sympy.polylog.eval = classmethod(_eval)


def _eval(cls: type[sympy.Function], s: sympy.Expr, z: sympy.Expr) -> sympy.Expr | None:
    special = s in (0, -1) or z.is_zero or z.has(sympy.exp_polar, sympy.polar_lift)
    return None if z.free_symbols and not special and _is_not_one(z) else _evaluated(s, z)


def _is_not_one(z: sympy.Expr) -> bool:
    point = {v: sympy.Rational(37 + 16 * k, 29) for k, v in enumerate(sorted(z.free_symbols, key=str))}
    value = z.evalf(15, subs=point)
    return bool(value.is_number and value.is_finite and abs(complex(value) - 1) > _SMALL)

"""SymPy's polylogarithm of a long argument, built in no time while we are at work.

Whenever Li_s(z) is built, also by a substitution or when an answer comes out of a worker, SymPy asks whether z is one,
and simplifies z - 1 for seconds to know. Its value at one point in general position says no for nearly every z. What
Li_s(z) evaluates to stays the same. SymPy's own way is back when nobody here is at work.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager

import sympy

_SMALL = 1e-6
_evaluated = sympy.polylog.__dict__["eval"]
_lock = threading.Lock()
_at_work = 0


@contextmanager
def quick_polylogarithms() -> Generator[None]:
    """Asks for the argument's value first, in all threads until the last of those that asked for it has left."""
    global _at_work
    with _lock:
        _at_work += 1
        sympy.polylog.eval = classmethod(_eval)
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if _at_work == 0:
                sympy.polylog.eval = _evaluated


def _eval(cls: type[sympy.Function], s: sympy.Expr, z: sympy.Expr) -> sympy.Expr | None:
    special = s in (0, -1) or z.is_zero or z.has(sympy.exp_polar, sympy.polar_lift)
    known = _evaluated.__func__(cls, s, z) if special or not z.free_symbols or not _is_not_one(z) else None
    return known if known is None else sympy.sympify(known)


def _is_not_one(z: sympy.Expr) -> bool:
    point = {v: sympy.Rational(37 + 16 * k, 29) for k, v in enumerate(sorted(z.free_symbols, key=str))}
    value = z.evalf(15, subs=point)
    return bool(value.is_number and value.is_finite and abs(complex(value) - 1) > _SMALL)

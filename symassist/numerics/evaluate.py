"""Vectorised evaluation in doubles: a filter and a fit, never a proof.

Arrays stay real as long as their values are; a square root or logarithm of a negative makes them complex. Branches
are SymPy's: the imaginary part zero counts as approached from above, except on the cuts of asin, acos and atanh
to the right of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from flint import acb, ctx
from numpy.typing import NDArray

from symassist.numerics import acb_functions
from symassist.numerics.record import record
from symassist.numerics.tape import Tape

Array = NDArray[Any]


def evaluate(expression: sympy.Expr, values: Mapping[sympy.Symbol, NDArray[Any]]) -> NDArray[np.complex128]:
    """The values of ``expression`` where its symbols have ``values`` (equal shapes (N,)); NaN or inf where undefined.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning.
        KeyError: a symbol without values.
    """
    tape, root = _recorded(expression)
    shape = np.broadcast_shapes(*(np.shape(v) for v in values.values())) if values else ()
    found = run(tape, [root], values)[root]
    return np.broadcast_to(np.asarray(found, dtype=np.complex128), shape)


@lru_cache(maxsize=1024)
def _recorded(expression: sympy.Expr) -> tuple[Tape, int]:
    tape = Tape()
    return tape, record(tape, expression)


def run(
    tape: Tape,
    roots: Iterable[int],
    values: Mapping[Any, Array | float],
    known: Mapping[int, Array] | None = None,
    *,
    sparse: bool = False,
) -> dict[int, Array]:
    """The arrays of ``roots`` and of all nodes that they need; ``known`` holds those computed before.

    With ``sparse`` the functions that take up to a millisecond a point are computed at every sixth and NaN elsewhere.
    """
    result: dict[int, Array] = dict(known) if known else {}
    ops, args, data = tape.ops, tape.args, tape.data
    with np.errstate(all="ignore"):
        for i in tape.reachable(roots):
            if i in result:
                continue
            op = ops[i]
            if op == "num":
                result[i] = _number(data[i])
            elif op == "sym":
                result[i] = np.asarray(values[data[i]])
            elif op in ("const", "root"):
                result[i] = _constant(op, data[i])
            else:
                operands = [result[a] for a in args[i]]
                function = _NUMPY.get(op)
                result[i] = function(*operands) if function else _in_balls(op, data[i], operands, sparse)
    return result


@lru_cache(maxsize=4096)
def _number(value: Any) -> Array:
    moderate = abs(value) < 10**300
    return np.asarray(int(value.p) / int(value.q) if moderate else np.nan)


@lru_cache(maxsize=256)
def _constant(op: str, data: Any) -> Array:
    with acb_functions.LOCK, ctx.workprec(64):
        z = complex(acb_functions.leaf(op, data))
    return np.asarray(z.real if z.imag == 0 else z)


_STRIDE = 6
_QUICK = {"erf", "erfc", "erfi", "Ei", "li", "Si", "Ci", "Shi", "Chi", "fresnels", "fresnelc", "gamma", "loggamma"}


def _in_balls(op: str, data: Any, operands: list[Array], sparse: bool) -> Array:
    """A special function point by point in balls of 64 bits: some microseconds each, and the conventions are ours."""
    columns = np.broadcast_arrays(*operands)
    flat = [c.ravel().tolist() for c in columns]
    out = np.full(columns[0].size, np.nan, dtype=np.complex128)
    step = _STRIDE if sparse and op not in _QUICK else 1
    with acb_functions.LOCK, ctx.workprec(64):
        for k, point in list(enumerate(zip(*flat, strict=True)))[::step]:
            ball = acb_functions.apply(op, data, [acb(z) for z in point])
            precise = ball.is_finite() and ball.rel_accuracy_bits() > 20
            out[k] = complex(ball.mid()) if precise else np.nan
    return _real_if_real(out.reshape(columns[0].shape))


def _real_if_real(z: NDArray[np.complex128]) -> Array:
    return z if np.any(z.imag) else np.asarray(z.real)


def _upper(z: Array) -> NDArray[np.complex128]:
    """Complex, with the imaginary part -0 made +0: on a cut the value from above, as in SymPy."""
    return np.asarray(z, dtype=np.complex128) + 0.0


def _cut(real_function: Callable[[Array], Array], complex_function: Callable[[Array], Array], lowest: float) -> Any:
    """A function that is real for real operands from ``lowest`` on."""

    def apply(z: Array) -> Array:
        if np.iscomplexobj(z) or np.any(z < lowest):
            return complex_function(_upper(z))
        return np.asarray(real_function(z))

    return apply


def _odd_cuts(real_function: Callable[[Array], Array], complex_function: Callable[[Array], Array]) -> Any:
    """asin and atanh: real on [-1, 1], on the cuts continuous with the quadrants where Re z Im z < 0, as in SymPy."""

    def apply(z: Array) -> Array:
        if not np.iscomplexobj(z) and np.all(np.abs(z) <= 1):
            return real_function(z)
        w = np.array(z, dtype=np.complex128)
        w.imag = np.where(w.imag == 0, np.where(w.real > 0, -0.0, 0.0), w.imag)
        return complex_function(w)

    return apply


_asin = _odd_cuts(np.arcsin, np.arcsin)


def _power(base: Array, exponent: Array) -> Array:
    if np.ndim(exponent) == 0 and not np.iscomplexobj(exponent):
        e = float(exponent)
        if e == -1:
            return np.asarray(1 / base)
        if e == 2:
            return base * base
        if e == 0.5:
            return np.asarray(_sqrt(base))
        if e.is_integer() and abs(e) < 2**31:
            return np.asarray(np.power(base, int(e)) if e > 0 else 1 / np.power(base, -int(e)))
        if (2 * e).is_integer() and abs(e) < 2**31:
            return _power(_sqrt(base), np.asarray(2 * e))
    if np.iscomplexobj(base) or np.iscomplexobj(exponent) or np.any(base < 0):
        z = np.exp(exponent * np.log(_upper(base)))
        return np.where((base == 0) & (np.real(exponent) > 0), 0.0, z)
    return np.power(base, exponent)


def _sign(z: Array) -> Array:
    return z / np.abs(z) if np.iscomplexobj(z) else np.sign(z)


def _real_only(function: Callable[..., Array]) -> Callable[..., Array]:
    """Functions of real operands: NaN where an operand is complex."""

    def apply(*operands: Array) -> Array:
        value = function(*(np.real(z) for z in operands)).astype(np.float64)
        for z in operands:
            if np.iscomplexobj(z):
                value = np.where(z.imag == 0, value, np.nan)
        return value

    return apply


def _sum(*terms: Array) -> Array:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _product(*factors: Array) -> Array:
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return total


def _select(*arms: Array) -> Array:
    """Piecewise: (value, condition) pairs, the first true condition wins; NaN where none is."""
    shape = np.broadcast_shapes(*(np.shape(a) for a in arms))
    chosen: Array = np.full(shape, np.nan)
    for value, condition in reversed(list(zip(arms[::2], arms[1::2], strict=True))):
        chosen = np.where(condition, value, chosen)
    return chosen


def _compare(function: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda u, v: function(np.real(u), np.real(v))


_sqrt = _cut(np.sqrt, np.sqrt, 0.0)
_NUMPY: dict[str, Callable[..., Array]] = {
    "add": _sum,
    "mul": _product,
    "pow": _power,
    "exp": np.exp,
    "log": _cut(np.log, np.log, 0.0),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": _asin,
    "acos": lambda z: np.pi / 2 - _asin(z),
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": _cut(np.arccosh, np.arccosh, 1.0),
    "atanh": _odd_cuts(np.arctanh, np.arctanh),
    "Abs": np.abs,
    "sign": _sign,
    "Heaviside": _real_only(lambda u: np.heaviside(u, 0.5)),
    "floor": _real_only(np.floor),
    "ceiling": _real_only(np.ceil),
    "re": np.real,
    "im": np.imag,
    "conjugate": np.conj,
    "arg": lambda z: np.angle(_upper(z)),
    "atan2": _real_only(np.arctan2),
    "Max": _real_only(np.maximum),
    "Min": _real_only(np.minimum),
    "select": _select,
    "true": lambda: np.asarray(True),
    "false": lambda: np.asarray(False),
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": _compare(np.less),
    "le": _compare(np.less_equal),
    "gt": _compare(np.greater),
    "ge": _compare(np.greater_equal),
    "and": lambda *c: np.logical_and.reduce(np.broadcast_arrays(*c)),
    "or": lambda *c: np.logical_or.reduce(np.broadcast_arrays(*c)),
    "not": np.logical_not,
}

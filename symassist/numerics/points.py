"""Sample points: both signs of x, both sides of every radicand's and logarithm's zero, parameters as assumed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.numerics.evaluate import Array
from symassist.numerics.tape import Tape

_SEED = 20190911
CENTRE = 8.0
"""Sample points are dense up to here on both sides, sparse beyond."""
_STEP = 0.125
_FAR = 3000.0
_MOST_DEGREE = 60
_ANY, _SMALL, _LARGE = (10, 110), (10, 28), (48, 110)
"""Sizes of parameters, in units of 1/32: anything moderate, below 0.9, above 1.5."""


def _beside_line() -> NDArray[np.complex128]:
    rng = random.Random(_SEED)
    signs = [(re, im) for re in (-1, 1) for im in (-1, 1)] * 4
    return np.array([complex(re * rng.uniform(0.2, 2.5), im * rng.uniform(0.2, 2.5)) for re, im in signs])


BESIDE_LINE = _beside_line()
"""(16,) complex points, four in each quadrant, none on an axis."""

Exact = Mapping[sympy.Symbol, float]
"""Values that a double holds exactly, so that balls start from the very same number."""


def line() -> NDArray[np.float64]:
    """(N,) sorted sample points: dense near zero, out to thousands, dyadic and on no special place."""
    rng = random.Random(_SEED)
    middle = [k * _STEP + rng.uniform(-0.05, 0.05) for k in range(int(-CENTRE / _STEP), int(CENTRE / _STEP) + 1)]
    small = [2.0**-k * rng.uniform(0.8, 1.2) for k in range(4, 11)]
    large = [CENTRE * (_FAR / CENTRE) ** ((k + rng.random()) / 20) for k in range(20)]
    return dyadic(middle + [s * v for v in small + large for s in (-1.0, 1.0)])


def dyadic(values: Iterable[float], bits: int = 14) -> NDArray[np.float64]:
    """The values moved to odd multiples of 2**-bits (exact in doubles), sorted, each once."""
    scale = 2.0**bits
    return np.unique([(2 * np.floor(v * scale / 2) + 1) / scale for v in values])


def critical(tape: Tape, roots: Iterable[int]) -> list[int]:
    """Nodes at whose zeros something may change: radicands, logarithms' arguments, denominators, u - 1 of asin(u)...

    Adds the few nodes that are not there yet (u - 1, u + 1) to the tape.
    """
    found: dict[int, None] = {}
    for i in tape.reachable(roots):
        op, args = tape.ops[i], tape.args[i]
        if op == "pow":
            exponent = tape.value(args[1])
            if exponent is None or exponent.q != 1 or exponent < 0:
                _split(tape, args[0], found)
        elif op in _AT_ZERO:
            _split(tape, args[-1], found)
        elif op in _AT_ONES:
            found[tape.add(args[-1], tape.number(-1))] = None
            found[tape.add(args[-1], tape.number(1))] = None
        elif op in ("Max", "Min", "lt", "le", "gt", "ge"):
            found[tape.sub(args[0], args[1])] = None
        elif op == "tan":
            found[tape.node("cos", args)] = None
    return [i for i in found if tape.ops[i] != "num"]


_AT_ZERO = {"log", "Abs", "sign", "Heaviside", "Ei", "li", "Ci", "Chi", "arg", "LambertW", "expint", "uppergamma"}
_AT_ZERO |= {"lowergamma", "bessely", "besselk", "besselj", "besseli", "loggamma", "gamma", "atan2"}
_AT_ONES = {"asin", "acos", "atanh", "acosh", "li", "polylog", "elliptic_k", "elliptic_e", "elliptic_f", "elliptic_pi"}


def _split(tape: Tape, i: int, found: dict[int, None]) -> None:
    """A product changes sign where a factor does."""
    if tape.ops[i] == "mul":
        for a in tape.args[i]:
            _split(tape, a, found)
    elif tape.ops[i] == "pow" and tape.value(tape.args[i][1]) is not None:
        found[tape.args[i][0]] = None
    elif tape.ops[i] != "exp":  # that has no zero, though it comes to zero in doubles
        found[i] = None


def sides(values: Iterable[Array], size: int) -> list[bytes]:
    """One key a sample point: the signs of the critical values there (real ones; others count as 2)."""
    rows = []
    for v in values:
        signs = np.where(np.imag(v) == 0, np.sign(np.real(v)), 2.0) if np.iscomplexobj(v) else np.sign(v)
        rows.append(np.broadcast_to(np.nan_to_num(signs, nan=3.0), (size,)).astype(np.int8))
    if not rows:
        return [b""] * size
    return [column.tobytes() for column in np.stack(rows, axis=1)]


def between_roots(
    tape: Tape, nodes: Iterable[int], variable: sympy.Symbol, parameters: Exact, present: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points in the gaps between neighbouring real zeros of polynomial ``nodes`` that ``present`` points miss."""
    memo: dict[int, Any] = {}
    zeros: list[float] = []
    for i in nodes:
        coefficients = _polynomial(tape, i, variable, parameters, memo)
        if coefficients is not None and len(coefficients) > 1 and np.all(np.isfinite(coefficients)):
            zeros.extend(_real_zeros(coefficients))
    edges = np.unique(zeros)
    if edges.size == 0:
        return edges
    width = max(1.0, 0.25 * (edges[-1] - edges[0]))
    edges = np.concatenate([[edges[0] - width], edges, [edges[-1] + width]])
    counts = np.diff(np.searchsorted(present, edges))
    new = [
        low + t * (high - low)
        for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True)
        if n < 3 and high - low > 1e-9 * max(1.0, abs(low))
        for t in (0.23, 0.41, 0.58, 0.81)
    ]
    return np.setdiff1d(dyadic(new, bits=34), present) if new else np.empty(0)


def _real_zeros(coefficients: NDArray[np.float64]) -> list[float]:
    zeros = np.polynomial.polynomial.polyroots(coefficients)
    return [float(z.real) for z in zeros if abs(z.imag) <= 1e-7 * max(1.0, abs(z)) and abs(z) < 1e8]


def _polynomial(tape: Tape, i: int, variable: Any, parameters: Exact, memo: dict[int, Any]) -> Any:
    """Coefficients (lowest first) of node i as a polynomial in the variable, None if it is none."""
    if i in memo:
        return memo[i]
    op, args, data = tape.ops[i], tape.args[i], tape.data[i]
    result: Any = None
    if op == "num":
        result = np.array([float(int(data.p)) / float(int(data.q))]) if abs(data) < 10**200 else None
    elif op == "sym":
        result = np.array([0.0, 1.0]) if data == variable else np.array([parameters[data]])
    elif op in ("add", "mul"):
        parts = [_polynomial(tape, a, variable, parameters, memo) for a in args]
        if all(p is not None for p in parts) and sum(len(p) - 1 for p in parts) <= _MOST_DEGREE:
            combine = np.polynomial.polynomial.polyadd if op == "add" else np.polynomial.polynomial.polymul
            result = parts[0]
            for p in parts[1:]:
                result = combine(result, p)
    elif op == "pow":
        exponent = tape.value(args[1])
        base = _polynomial(tape, args[0], variable, parameters, memo)
        if base is not None and exponent is not None and exponent.q == 1 and exponent > 0:
            power = int(exponent)
            if (len(base) - 1) * power <= _MOST_DEGREE:
                result = np.polynomial.polynomial.polypow(base, power)
    memo[i] = result
    return result


def parameter_rounds(
    parameters: Iterable[sympy.Symbol], assumptions: tuple[sympy.Basic, ...], most: int = 6
) -> list[dict[sympy.Symbol, float]]:
    """Values of the parameters, several rounds: all positive first, then all negative, then single and mixed signs.

    The last one is all positive again. Of neighbours in the order of names the first has the larger value in the first
    round and the smaller one in the last, so that what holds for a > b only, or for b > 1, is seen to fail.
    Values are multiples of 1/64 (integers for integer symbols); rounds that an assumption forbids are left out.
    """
    names = list(parameters)
    if not names:
        return [{}]
    rng = random.Random(_SEED)
    signs = [dict.fromkeys(names, 1), dict.fromkeys(names, -1)]
    signs += [{p: -1 if p == q else 1 for p in names} for q in names] if len(names) > 1 else []
    signs = [*signs[: most - 1], {p: rng.choice((-1, 1)) for p in names}, dict.fromkeys(names, 1)]
    rounds: list[dict[sympy.Symbol, float]] = []
    first, last = 0, len(signs) - 1
    for k, pattern in enumerate(signs):
        # An assumption such as a > 0 or a > b may forbid the pattern: then any signs will do.
        for attempt in range(60):
            ends = (
                {first: (_LARGE, _SMALL), last: (_SMALL, _LARGE)}.get(k, (_ANY, _ANY)) if attempt < 10 else (_ANY, _ANY)
            )
            value = {
                p: _draw(p, pattern[p] if attempt < 20 else rng.choice((-1, 1)), rng, ends[i % 2])
                for i, p in enumerate(names)
            }
            distinct = len({abs(v) for v in value.values()}) == len(
                names
            )  # not on a - b = 0, where an answer has a pole
            if (distinct or attempt >= 40) and all(_holds(a, value) for a in assumptions):
                if value not in rounds:
                    rounds.append(value)
                break
    return rounds


def with_values_for(symbols: Iterable[sympy.Symbol], present: Exact) -> dict[sympy.Symbol, float]:
    """``present`` with a value for every symbol (those that a candidate brings and the integrand lacks)."""
    rng = random.Random(_SEED + len(present))
    return {**{s: _draw(s, rng.choice((-1, 1)), rng, _ANY) for s in symbols if s not in present}, **present}


def _draw(symbol: sympy.Symbol, sign: int, rng: random.Random, ends: tuple[int, int]) -> float:
    if symbol.is_nonnegative:
        sign = 1
    elif symbol.is_nonpositive:
        sign = -1
    if symbol.is_integer:
        return float(sign * rng.randint(2, 7))
    return sign * (2 * rng.randint(*ends) + 1) / 64


def _holds(assumption: sympy.Basic, values: Exact) -> bool:
    return bool(assumption.subs({s: sympy.Rational(v) for s, v in values.items()}) == sympy.true)

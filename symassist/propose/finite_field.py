"""Arithmetic in a finite field, in machine words: powers, roots, and the small fraction that an element stands for."""

from __future__ import annotations

from functools import cache
from math import gcd

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.errors import UnsupportedExpressionError

P = 2147482681
"""A prime below 2**31 with p = 1 modulo 840: -1, 2, 3, 5, 7 are squares; p - 1 has 8, 3, 5 as powers of these."""
Array = NDArray[np.int64]


def power(a: Array, n: int) -> Array:
    """a**n modulo P; a negative n inverts (0 stays 0)."""
    n %= P - 1
    result = np.ones_like(a)
    square = a % P
    while n:
        if n & 1:
            result = result * square % P
        square = square * square % P
        n >>= 1
    return np.where(a % P == 0, 0, result) if n == 0 else result


def inverse(a: Array) -> Array:
    """1/a modulo P, 0 for 0."""
    return power(a, P - 2)


@cache
def _sylow(b: int) -> tuple[int, int, dict[int, int]]:
    """(q, e, table): P - 1 = b**s q, 3e.. = the inverse of b modulo q, and b-th roots of the b**s-th roots of unity."""
    q = P - 1
    while q % b == 0:
        q //= b
    order = (P - 1) // q
    generator = next(g for g in (pow(k, q, P) for k in range(2, 200)) if pow(g, order // b, P) != 1)
    table: dict[int, int] = {}
    element = 1
    for _ in range(order):
        table.setdefault(pow(element, b, P), element)
        element = element * generator % P
    return q, pow(b, -1, q), table


def root(a: Array, b: int) -> tuple[Array, NDArray[np.bool_]]:
    """A b-th root of each element and where there is one, b = 2, 3, 5 or a product of these.

    Raises UnsupportedExpressionError for another b.
    """
    value, good = a % P, np.ones(len(a), dtype=bool)
    for prime in (2, 3, 5):
        while b % prime == 0:
            b //= prime
            _, e, table = _sylow(prime)
            first = power(value, e)
            unity = value * inverse(power(first, prime)) % P
            found = np.array([table.get(int(u), 0) for u in unity], dtype=np.int64)
            good &= (found != 0) | (value == 0)
            value = first * found % P
    if b != 1:
        raise UnsupportedExpressionError((f"{b}-th root",))
    return value, good


IMAGINARY = int(root(np.array([P - 1]), 2)[0][0])
"""A square root of -1."""


def rational(c: int) -> sympy.Rational | None:
    """The small fraction that is c modulo P, by Wang's reconstruction; None without one."""
    bound = int((P // 2) ** 0.5)
    r0, r1, s0, s1 = P, c % P, 0, 1
    while r1 > bound:
        q = r0 // r1
        r0, r1, s0, s1 = r1, r0 - q * r1, s1, s0 - q * s1
    if s1 == 0 or abs(s1) > bound or gcd(r1, abs(s1)) != 1 or abs(r1) * abs(s1) > P // 200:
        return None  # small fractions only: any residue has some fraction near the bound
    return sympy.Rational(r1 if s1 > 0 else -r1, abs(s1))

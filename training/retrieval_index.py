"""Builds the retrieval index: enumerates small expressions, and keys them by the values of their derivatives.

    python -m training.retrieval_index [--out symassist/model/retrieval.npz] [--rows 220000]

Every expression carries its values and its derivative's at the three points (forward differentiation in numpy), so that
a million of them take seconds. Of expressions with one derivative up to scale the first, smallest, is kept. Nothing is
read but the grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from symassist.propose.retrieval import COEFFICIENTS, EXPONENTS, FILE, OPERATIONS, POINTS, SHIFTS, UNARY, keys_of

Values = NDArray[np.complex128]
_SLOPES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "exp": (np.exp, np.exp),
    "log": (np.log, lambda u: 1 / u),
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda u: -np.sin(u)),
    "tan": (np.tan, lambda u: 1 + np.tan(u) ** 2),
    "asin": (np.arcsin, lambda u: 1 / np.sqrt(1 - u * u)),
    "atan": (np.arctan, lambda u: 1 / (1 + u * u)),
    "sinh": (np.sinh, np.cosh),
    "cosh": (np.cosh, np.sinh),
    "tanh": (np.tanh, lambda u: 1 - np.tanh(u) ** 2),
    "asinh": (np.arcsinh, lambda u: 1 / np.sqrt(1 + u * u)),
    "acosh": (np.arccosh, lambda u: 1 / (np.sqrt(u - 1) * np.sqrt(u + 1))),
    "atanh": (np.arctanh, lambda u: 1 / (1 - u * u)),
    "sec": (lambda u: 1 / np.cos(u), lambda u: np.sin(u) / np.cos(u) ** 2),
    "csc": (lambda u: 1 / np.sin(u), lambda u: -np.cos(u) / np.sin(u) ** 2),
    "cot": (lambda u: 1 / np.tan(u), lambda u: -1 / np.sin(u) ** 2),
}
"""Function and derivative, in complex doubles."""


class Table:
    """Rows of expressions with ``value`` and ``slope`` (N, 3) at the points and their ``size`` in nodes."""

    def __init__(self) -> None:
        x = POINTS.astype(np.complex128)[None, :]
        self.operations, self.left, self.right = [0], [0], [0]
        self.size = [1]
        self._value, self._slope = [x[0]], [np.ones(3, dtype=np.complex128)]
        self._row_of_key: dict[int, int] = {int(keys_of(self._slope[0][None, :])[0]): 0}

    def __len__(self) -> int:
        return len(self.operations)

    def add(self, operation: str, left: Sequence[int], right: Sequence[int] | None = None) -> list[int]:
        """Appends the operation on the rows; returns those that have their derivatives, each once.

        A derivative that is there already, up to scale, keeps its first and smallest row.
        """
        rows = np.asarray(left)
        others = rows if right is None else np.asarray(right)
        u, du = self._gathered(rows)
        v, dv = self._gathered(others)
        with np.errstate(all="ignore"):
            value, slope = _apply(operation, u, du, v, dv)
            keys = keys_of(slope)
            usable = (keys != 0) & np.isfinite(value).all(axis=1) & (np.abs(slope) > 1e-9).all(axis=1)
            usable &= (np.abs(value) < 1e12).all(axis=1)
        found: dict[int, None] = {}
        code = OPERATIONS.index(operation)
        for k in np.flatnonzero(usable):
            key = int(keys[k])
            known = self._row_of_key.get(key)
            if known is not None:
                found.setdefault(known)
                continue
            self._row_of_key[key] = len(self)
            found.setdefault(len(self))
            a, b = int(rows[k]), int(others[k])
            self.operations.append(code)
            self.left.append(a)
            self.right.append(b if right is not None else 0)
            self.size.append(self.size[a] + (self.size[b] if right is not None else 0) + 1)
            self._value.append(value[k])
            self._slope.append(slope[k])
        return list(found)

    def _gathered(self, rows: NDArray[np.int64]) -> tuple[Values, Values]:
        """Values and slopes of rows (N, 3)."""
        return np.stack([self._value[r] for r in rows]), np.stack([self._slope[r] for r in rows])

    def hidden(self, operation: str, row: int) -> int:
        """Appends a row that is an argument only: its derivative is known already."""
        u, du = self._value[row][None, :], self._slope[row][None, :]
        value, slope = _apply(operation, u, du, u, du)
        self.operations.append(OPERATIONS.index(operation))
        self.left.append(row)
        self.right.append(0)
        self.size.append(self.size[row] + 2)
        self._value.append(value[0])
        self._slope.append(slope[0])
        return len(self) - 1

    def save(self, path: Path, most: int) -> int:
        """Writes the index of the first ``most`` rows, sorted by key; returns its bytes."""
        found = sorted((key, row) for key, row in self._row_of_key.items() if row < most)
        np.savez_compressed(
            path,
            keys=np.array([key for key, _ in found], dtype=np.uint64),
            rows=np.array([row for _, row in found], dtype=np.uint32),
            operations=np.array(self.operations[:most], dtype=np.uint8),
            left=np.array(self.left[:most], dtype=np.uint32),
            right=np.array(self.right[:most], dtype=np.uint32),
        )
        return path.stat().st_size


def _apply(operation: str, u: Values, du: Values, v: Values, dv: Values) -> tuple[Values, Values]:
    name, _, number = operation.partition(" ")
    if name in _SLOPES:
        function, slope = _SLOPES[name]
        return function(u), slope(u) * du
    if name == "pow":
        n = float(EXPONENTS[int(number)])
        return u**n, n * u ** (n - 1) * du
    if name == "shift":
        return u + SHIFTS[int(number)], du
    if name == "one":
        return 1 - u, -du
    if name == "mul":
        return u * v, du * v + u * dv
    c = float(COEFFICIENTS[int(number)])
    return u + c * v, du + c * dv


def enumerate_expressions(table: Table, most: int) -> None:
    """Fills the table from small to large.

    u + 1 has the derivative of u, so it is no row of its own: shifted arguments are made as rows first, while the
    table is small, through products with them.
    """
    inner = _arguments(table)
    powers = [r for k in range(len(EXPONENTS)) for r in table.add(f"pow {k}", [0])]
    plain = [r for name in UNARY for r in table.add(name, [0])]
    functions = [*plain, *(r for name in UNARY for r in table.add(name, inner))]
    squares = [r for k in range(len(EXPONENTS)) for r in table.add(f"pow {k}", [*inner, *plain])]
    terms = [0, *powers, *plain]
    terms += _products(table, [0, *powers[:4]], plain)
    terms += [*functions[len(plain) :][:100], *_products(table, plain, plain), *squares[:60]]
    nested = [r for name in UNARY for r in table.add(name, [*functions, *squares])]
    _sums(table, terms, int(0.55 * most))
    small = sorted(range(len(table)), key=lambda r: table.size[r])[:5000]
    for name in (
        "log",
        "atan",
        "exp",
        "sin",
        "cos",
        "tan",
        "asin",
        "atanh",
        "asinh",
        "pow 0",
        "pow 4",
        "pow 5",
        "pow 8",
    ):
        if len(table) < 0.85 * most:
            table.add(name, small)
    for k in range(len(EXPONENTS)):
        table.add(f"pow {k}", [*functions, *nested[:600]])
    for left in (0, *powers, *plain):
        if len(table) < most:
            _products(table, [left], [*functions, *squares, *nested])


def _arguments(table: Table) -> list[int]:
    """Arguments of functions that are more than x: powers, and sums of a constant and a power."""
    powers = [r for k in (0, 1, 4, 8) for r in table.add(f"pow {k}", [0])]
    shifted: list[int] = []
    for row in (0, *powers, *(r for name in ("exp", "sin", "cos", "log", "tan") for r in table.add(name, [0]))):
        for operation in (*(f"shift {k}" for k in range(len(SHIFTS))), "one minus"):
            shifted.append(table.hidden(operation, row))
    return [*powers, *shifted]


def _products(table: Table, left: list[int], right: list[int]) -> list[int]:
    return [r for a in left for r in table.add("mul", [a] * len(right), right)]


def _sums(table: Table, terms: list[int], most: int) -> None:
    for i, a in enumerate(terms):
        if len(table) >= most:
            return
        rest = terms[:i]
        if rest:
            for k in range(len(COEFFICIENTS)):
                table.add(f"add {k}", [a] * len(rest), rest)


@click.command(help=__doc__)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("symassist/model") / FILE)
@click.option("--rows", default=220_000, show_default=True, help="How many expressions to keep, the smallest first.")
def main(out: Path, rows: int) -> None:
    """Enumerates and writes."""
    table = Table()
    enumerate_expressions(table, rows)
    size = table.save(out, rows)
    click.echo(f"{min(len(table), rows)} expressions, {size / 1e6:.2f} MB in {out}")


if __name__ == "__main__":
    main()

"""A straight-line program for an expression: shared subexpressions once, operands before their users.

Doubles, balls and polynomials all interpret the same tape, so that what one backend rejects another can confirm.
Functions that are others in disguise (sec, acot, asech...) are spelled by SymPy's own definitions when they enter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import fmpq

Key = tuple[str, tuple[int, ...], Any]

ZERO, ONE = fmpq(0), fmpq(1)


class Tape:
    """Nodes 0, 1, 2...: ``ops[i]`` applied to the nodes ``args[i]``, with ``data[i]`` for leaves.

    Leaves are ``num`` (data: fmpq), ``const`` (name), ``sym`` (SymPy symbol) and ``root`` (polynomial, index). The
    same operation on the same nodes is the same node, so a node's number is its identity.
    """

    def __init__(self) -> None:
        self.ops: list[str] = []
        self.args: list[tuple[int, ...]] = []
        self.data: list[Any] = []
        self._index: dict[Key, int] = {}
        self._orders: dict[tuple[int, ...], list[int]] = {}

    def copy(self) -> Tape:
        """A tape that shares this one's nodes and grows on its own."""
        other = Tape()
        other.ops, other.args, other.data = self.ops.copy(), self.args.copy(), self.data.copy()
        other._index = self._index.copy()
        return other

    def __len__(self) -> int:
        return len(self.ops)

    def node(self, op: str, args: tuple[int, ...] = (), data: Any = None) -> int:
        """The node for exactly this operation, new only if it was not there."""
        key = (op, args, data)
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = len(self.ops)
            self.ops.append(op)
            self.args.append(args)
            self.data.append(data)
        return found

    def number(self, p: int | fmpq, q: int = 1) -> int:
        """The rational p/q."""
        return self.node("num", (), fmpq(p) / q if q != 1 else fmpq(p))

    def value(self, i: int) -> fmpq | None:
        """The rational that node i is, None for anything else."""
        return self.data[i] if self.ops[i] == "num" else None

    def add(self, *terms: int) -> int:
        """Sum, with its rational part collected."""
        constant, rest = ZERO, []
        for i in terms:
            if self.ops[i] == "num":
                constant += self.data[i]
            else:
                rest.append(i)
        if constant != 0 or not rest:
            rest.append(self.node("num", (), constant))
        return rest[0] if len(rest) == 1 else self.node("add", tuple(rest))

    def mul(self, *factors: int) -> int:
        """Product, with its rational part collected; zero times anything is zero."""
        constant, rest = ONE, []
        for i in factors:
            if self.ops[i] == "num":
                constant *= self.data[i]
            else:
                rest.append(i)
        if constant == 0:
            return self.number(0)
        if constant != 1 or not rest:
            rest.insert(0, self.node("num", (), constant))
        return rest[0] if len(rest) == 1 else self.node("mul", tuple(rest))

    def pow(self, base: int, exponent: int) -> int:
        """Principal power; integer powers of rationals are folded."""
        e = self.value(exponent)
        if e is not None:
            if e == 0:
                return self.number(1)
            if e == 1:
                return base
            b = self.value(base)
            if b is not None and e.q == 1 and abs(e.p) <= 64 and (b != 0 or e > 0):
                return self.node("num", (), b ** int(e.p))
        return self.node("pow", (base, exponent))

    def sub(self, left: int, right: int) -> int:
        """left - right; zero when they are one node."""
        return self.number(0) if left == right else self.add(left, self.mul(self.number(-1), right))

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """The nodes that ``roots`` need, operands first."""
        key = tuple(roots)
        order = self._orders.get(key)
        if order is not None:
            return order
        seen: set[int] = set()
        stack = list(key)
        while stack:
            i = stack.pop()
            if i not in seen:
                seen.add(i)
                stack.extend(self.args[i])
        # Nodes never change, so neither does the order: it is found once for an expression evaluated often.
        self._orders[key] = order = sorted(seen)
        return order


class Ref:
    """A node with arithmetic, so that rules read as mathematics: ``1 / (1 + u**2)``."""

    __slots__ = ("i", "tape")

    def __init__(self, tape: Tape, i: int) -> None:
        self.tape, self.i = tape, i

    def _of(self, other: Ref | int | fmpq) -> int:
        return other.i if isinstance(other, Ref) else self.tape.number(other)

    def __add__(self, other: Ref | int) -> Ref:
        return Ref(self.tape, self.tape.add(self.i, self._of(other)))

    __radd__ = __add__

    def __sub__(self, other: Ref | int) -> Ref:
        return Ref(self.tape, self.tape.sub(self.i, self._of(other)))

    def __rsub__(self, other: int) -> Ref:
        return Ref(self.tape, self.tape.sub(self._of(other), self.i))

    def __mul__(self, other: Ref | int | fmpq) -> Ref:
        return Ref(self.tape, self.tape.mul(self.i, self._of(other)))

    __rmul__ = __mul__

    def __neg__(self) -> Ref:
        return self * -1

    def __pow__(self, other: Ref | int | fmpq) -> Ref:
        return Ref(self.tape, self.tape.pow(self.i, self._of(other)))

    def __truediv__(self, other: Ref | int) -> Ref:
        return Ref(self.tape, self.tape.mul(self.i, self.tape.pow(self._of(other), self.tape.number(-1))))

    def __rtruediv__(self, other: int) -> Ref:
        return Ref(self.tape, self.tape.mul(self._of(other), self.tape.pow(self.i, self.tape.number(-1))))

    def call(self, op: str, *others: Ref) -> Ref:
        """The node ``op(self, *others)``."""
        return Ref(self.tape, self.tape.node(op, (self.i, *(o.i for o in others))))

    def const(self, name: str) -> Ref:
        """A named constant on the same tape."""
        return Ref(self.tape, self.tape.node("const", (), name))

    def sqrt(self) -> Ref:
        """Principal square root."""
        return self.__pow__(fmpq(1, 2))

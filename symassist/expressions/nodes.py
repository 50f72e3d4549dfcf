"""Nodes: one object for equal expressions, on which everything stays that is asked of them again and again.

symengine makes new wrappers at every look at ``args``, and to compare two of them takes as long as ten steps of Python.
So the rules of the normal form and the writer of prefix notation walk over nodes: parts, terms and normal forms are
looked up once, and to be equal is to be the same object.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import symengine

from symassist.expressions.convert import Expression

Ids = tuple[int, ...]
Term = tuple[Fraction | int, Ids]
"""A rational coefficient and the ids of what it multiplies (none for a number)."""

Kind = type[Any]
"""The symengine class of an expression."""
ADD, MUL, POW = symengine.Add, symengine.Mul, symengine.Pow
EXP1 = type(symengine.E)
INTEGERS: frozenset[Kind] = frozenset(map(type, map(symengine.Integer, (-1, 0, 1, 2))))
FRACTIONS: frozenset[Kind] = frozenset({type(symengine.Rational(1, 2)), type(symengine.Rational(1, 3))})
RATIONALS = INTEGERS | FRACTIONS


class Node:
    """An expression (any, in normal form or not), the nodes of its operands, and what was found out about it."""

    __slots__ = ("expression", "form", "kind", "parts", "primitive", "symbolic", "term")

    expression: Expression
    kind: Kind
    parts: tuple[Node, ...]
    symbolic: bool
    """Whether a symbol occurs."""
    form: Node | None
    """Its normal form (``normal_form.py``); a node that is its own form is in normal form."""
    term: Term | None
    """Coefficient and body in prefix notation (``terms.py``)."""
    primitive: tuple[Expression, Expression] | None
    """Content and primitive part of a sum (``sums.py``)."""

    def __init__(self, expression: Expression, kind: Kind, parts: tuple[Node, ...], symbolic: bool) -> None:
        self.expression = expression
        self.kind = kind
        self.parts = parts
        self.symbolic = symbolic
        self.form = None
        self.term = None
        self.primitive = None


_LIMIT = 400_000
_nodes: dict[Expression, Node] = {}
_symbols: dict[str, Node] = {}
_constants: dict[Kind, Node] = {
    type(value): Node(value, type(value), (), False)
    for value in (*map(symengine.Integer, (-1, 0, 1)), symengine.Rational(1, 2), symengine.pi, symengine.E, symengine.I)
}
"""Nodes of the values that have a class of their own: to look at the class is ten times faster."""


def root(e: Expression) -> Node:
    """The node of a whole expression, where a walk begins; between two walks the memo may be emptied."""
    if len(_nodes) > _LIMIT:
        _nodes.clear()
        _symbols.clear()
    return node(e)


def node(e: Expression) -> Node:
    """The node of an expression; during one walk, equal expressions have one."""
    kind = type(e)
    if kind is symengine.Symbol:  # by name, for the same reason as the constants by class
        known = _symbols.get(e.name)
    else:
        known = _constants.get(kind) or _nodes.get(e)
    return _new(e, kind) if known is None else known


def _new(e: Expression, kind: Kind) -> Node:
    if kind is symengine.Symbol:
        made = _symbols[e.name] = Node(e, kind, (), True)
        return made
    if issubclass(kind, symengine.Number):  # infinities have operands, of which nobody wants to know
        made = Node(e, kind, (), False)
    else:
        parts = tuple([node(a) for a in e.args])
        made = Node(e, kind, parts, any([p.symbolic for p in parts]) if parts else bool(e.free_symbols))
    _nodes[e] = made
    return made


def holds(n: Node, kinds: frozenset[Kind]) -> bool:
    """Whether a part of ``n``, or itself, is of one of these kinds."""
    return n.kind in kinds or any(holds(p, kinds) for p in n.parts)

"""Nodes: one object for equal expressions, on which everything stays that is asked of them again and again.

symengine makes new wrappers at every look at ``args``, and to compare two of them takes as long as ten steps of Python.
So the rules of the normal form and the writer of prefix notation walk over nodes: parts, terms and normal forms are
looked up once, and to be equal is to be the same object.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import symengine

from symassist.expressions.convert import HEAD_NAMES, Expression, head_name
from symassist.expressions.vocabulary import SYMBOL_NAMES

Ids = tuple[int, ...]
Term = tuple[Ids, Fraction | int]
"""The ids of what a rational coefficient multiplies (none for a number), and the coefficient: terms of a sum stand in
the order of these pairs."""

Kind = type[Any]
"""The symengine class of an expression."""
ADD, MUL, POW, SYMBOL = symengine.Add, symengine.Mul, symengine.Pow, symengine.Symbol
EXP1 = type(symengine.E)
INTEGERS: frozenset[Kind] = frozenset(map(type, map(symengine.Integer, (-1, 0, 1, 2))))
FRACTIONS: frozenset[Kind] = frozenset({type(symengine.Rational(1, 2)), type(symengine.Rational(1, 3))})
RATIONALS = INTEGERS | FRACTIONS
UNDEFINED: frozenset[Kind] = frozenset(map(type, (symengine.nan, symengine.zoo, symengine.oo, -symengine.oo)))

SYMBOLIC, VARIABLE, PARAMETRIC, NAMELESS, IMAGINARY, COMPLEX, INFINITE = (1 << i for i in range(7))
"""Traits, as bits: there is any symbol, the variable x, another symbol, a symbol without token; I itself, any complex
number, something infinite or undefined."""
LOGARITHMIC, LEFT_TO_SYMPY, FOREIGN = (1 << i for i in range(7, 10))
"""There is a logarithm, a function of which SymPy knows the sign, something of which symengine does not know the
derivative."""
SIGNED = frozenset({"Abs", "sign", "Heaviside", "floor", "ceiling", "Max", "Min", "atan2"})
_UNDIFFERENTIATED = SIGNED | {
    "zeta", "gamma", "loggamma", "polygamma", "lowergamma", "uppergamma", "beta", "LambertW",
}  # fmt: skip


def _function_traits(name: str) -> int:
    traits = LEFT_TO_SYMPY if name in SIGNED else LOGARITHMIC if name == "log" else 0
    return traits | FOREIGN if name in _UNDIFFERENTIATED or not hasattr(symengine, name) else traits


_TRAITS: dict[Kind, int] = {
    **dict.fromkeys((ADD, MUL, POW, *RATIONALS, type(symengine.pi), EXP1), 0),
    **dict.fromkeys(UNDEFINED, INFINITE),
    SYMBOL: SYMBOLIC,
    type(symengine.I): IMAGINARY | COMPLEX,
    type(2 * symengine.I): COMPLEX,
    **{kind: _function_traits(name) for kind, name in HEAD_NAMES.items()},
}
"""What an expression of a kind has in itself, whatever its parts are."""


class Node:
    """An expression (any, in normal form or not), the nodes of its operands, and what was found out about it."""

    __slots__ = ("expression", "form", "kind", "parts", "primitive", "separate", "term", "traits")

    expression: Expression
    kind: Kind
    parts: tuple[Node, ...]
    traits: int
    """What occurs in it anywhere."""
    form: Node | None
    """Its normal form (``normal_form.py``); a node that is its own form is in normal form."""
    term: Term | None
    """Body in prefix notation and coefficient (``terms.py``)."""
    primitive: tuple[Expression, Node] | None
    """Content and primitive part of a sum (``sums.py``)."""
    separate: bool
    """Whether it was built as a product of separate factors: then it need not be built anew."""

    def __init__(self, expression: Expression, kind: Kind, parts: tuple[Node, ...], traits: int) -> None:
        self.expression = expression
        self.kind = kind
        self.parts = parts
        self.traits = traits
        self.form = None
        self.term = None
        self.primitive = None
        self.separate = False


_LIMIT = 400_000
_nodes: dict[Expression, Node] = {}
_symbols: dict[str, Node] = {}
_constants: dict[Kind, Node] = {
    type(value): Node(value, type(value), (), _TRAITS[type(value)])
    for value in (*map(symengine.Integer, (-1, 0, 1)), symengine.Rational(1, 2), symengine.pi, symengine.E, symengine.I)
}
"""Nodes of the values that have a class of their own: to look at the class is ten times faster."""


def root(e: Expression) -> Node:
    """The node of a whole expression, where a walk begins; between two walks the memo may be emptied."""
    if len(_nodes) > _LIMIT:
        _forget()
    return node(e)


def _forget() -> None:
    # Nodes that are their own form are cycles: cut, they go at once instead of waiting for the garbage collector.
    for known in (*_nodes.values(), *_symbols.values()):
        known.form = known.primitive = None
    _nodes.clear()
    _symbols.clear()


def node(e: Expression) -> Node:
    """The node of an expression; during one walk, equal expressions have one."""
    kind = type(e)
    # Symbols by name, for the same reason as the constants by class.
    known = _symbols.get(e.name) if kind is SYMBOL else _constants.get(kind) or _nodes.get(e)
    return _new(e, kind) if known is None else known


def _new(e: Expression, kind: Kind) -> Node:
    traits = _TRAITS.get(kind)
    if traits is None:
        traits = _function_traits(head_name(e) or "") | (SYMBOLIC if e.free_symbols else 0)
    if kind is SYMBOL:
        name = e.name
        traits |= (VARIABLE if name == "x" else PARAMETRIC) | (0 if name in SYMBOL_NAMES else NAMELESS)
        made = _symbols[name] = Node(e, kind, (), traits)
        return made
    if issubclass(kind, symengine.Number):  # infinities have operands, of which nobody wants to know
        made = Node(e, kind, (), traits)
    else:
        parts = tuple(map(node, e.args))
        for p in parts:
            traits |= p.traits
        made = Node(e, kind, parts, traits)
    _nodes[e] = made
    return made


def product_of(factors: Sequence[Node]) -> Node:
    """The node of a product; factors that symengine leaves alone are its parts without a look at them."""
    e = symengine.Mul(*[f.expression for f in factors])
    if type(e) is not MUL or not _are_separate(factors):
        return node(e)
    known = _nodes.get(e)
    if known is None:
        traits = 0
        for f in factors:
            traits |= f.traits
        known = _nodes[e] = Node(e, MUL, (*factors,), traits)
    known.separate = True
    return known


def _are_separate(factors: Sequence[Node]) -> bool:
    """Whether at most the first is a number, no two have one base, and no base is a number, a product or a power."""
    bases = {factors[0]} if factors[0].kind in _RATIONAL_FACTORS else set()
    for f in factors[len(bases) :]:
        base = f.parts[0] if f.kind is POW else f
        if base.kind in _JOINING or issubclass(base.kind, symengine.Number):
            return False
        bases.add(base)
    return len(bases) == len(factors)


_RATIONAL_FACTORS = RATIONALS - {type(symengine.Integer(0)), type(symengine.Integer(1))}
_JOINING: frozenset[Kind] = frozenset({MUL, POW})
"""Kinds of bases that symengine may take apart, or whose exponents it joins."""

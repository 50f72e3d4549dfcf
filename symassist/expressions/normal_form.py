"""The normal form: one spelling for all spellings that SymPy's or symengine's automatic rules identify, and some more.

The law: ``normal(from_sympy(to_sympy(e))) == normal(e)`` (tests hold it on 100,000 expressions). symengine keeps
2*(1+x), exp(log(x)), sqrt(2)*sqrt(3), atan(-x) and sin(acos(x)) as they are; SymPy, where every user's integrand
comes from, does not. Rules, bottom-up at each node:

- a rational factor is distributed over a sum that stands alone (2*(x+1) = 2*x+2) and drawn out of sums that stand
  among other factors or under integer powers ((2*x+2)*y = 2*(x+1)*y), with the sign of the sum's leading term;
- exp(c*log(u) + v) = u**c*exp(v) for numeric c;
- (u**r)**s = u**(r*s) for -1 <= r < 1, as on the positive reals; constants are drawn out of roots as SymPy does;
- numeric bases under one exponent are multiplied (sqrt(2)*sqrt(3) = sqrt(6));
- odd and even functions take out the sign of their argument;
- functions of inverse functions, and functions of constants, are what SymPy makes of them.

The single steps are in ``sums.py``, ``powers.py`` and ``functions.py``, their order and the recursion here. Results
stay on the nodes (``nodes.py``): small subexpressions recur across millions of generated examples.
"""

from __future__ import annotations

from collections.abc import Iterable

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import HEADS, Expression, from_sympy, head_name, to_sympy
from symassist.expressions.functions import EVEN, INVERSES, ODD, composed, has_phase
from symassist.expressions.nodes import (
    ADD,
    EXP1,
    INFINITE,
    INTEGERS,
    MUL,
    POW,
    RATIONALS,
    SIGNED,
    SYMBOLIC,
    UNDEFINED,
    Node,
    node,
    product_of,
    root,
)
from symassist.expressions.operators import CIRCULAR_NAMES, HYPERBOLIC_NAMES
from symassist.expressions.powers import (
    KNOWN_SIGN,
    aligned_roots,
    drawn_out,
    has_imaginary_constant,
    inverse_logarithms,
    is_imaginary,
    is_root_of_sum,
    joined_exponents,
    logarithm_as_power,
    merged_bases,
    stays_exponential,
    varies,
)
from symassist.expressions.sums import ONE, contents_drawn_out, distributed, leading_sign, primitive

Add, Mul = symengine.Add, symengine.Mul
Parts = tuple[Node, ...]
_ZERO = type(symengine.Integer(0))


def normal(e: Expression) -> Expression:
    """The normal form of a symengine expression.

    Raises UnsupportedExpressionError where a part is infinite or undefined.
    """
    return normal_node(root(e)).expression


def normal_node(n: Node) -> Node:
    """The node of the normal form.

    Raises UnsupportedExpressionError where it is infinite or undefined.
    """
    form = n.form
    if form is not None:
        return form
    parts = n.parts
    changed = False
    for p in parts:
        if p.form is not p:  # equal parts are the same nodes: this looks at no expression
            parts = tuple([p.form or normal_node(p) for p in parts])
            changed = parts != n.parts
            break
    form = _rebuilt(n, parts, changed) if parts else n
    if form.kind in UNDEFINED:
        raise UnsupportedExpressionError((f"{n.expression} (infinite or undefined)",))
    n.form = form.form = form
    return form


def _rebuilt(n: Node, parts: Parts, changed: bool) -> Node:
    kind = n.kind
    if kind is ADD:  # unchanged, too, symengine leaves sums within sums behind now and then: (3 - x) + x
        return _settled(n, node(Add(*_expressions(parts)))) if changed or ADD in [p.kind for p in parts] else n
    if kind is MUL:
        return _product(n, parts, changed)
    if kind is POW:
        return _power(n, parts[0], parts[1], changed)
    return _function(n, parts, changed)


def _settled(before: Node, after: Node) -> Node:
    """``after``, normalised once more if a rule changed something."""
    return before if after is before else normal_node(after)


def _expressions(parts: Iterable[Node]) -> list[Expression]:
    return [p.expression for p in parts]


# --- products ---------------------------------------------------------------------------------------------------------


def _product(n: Node, parts: Parts, changed: bool) -> Node:
    powers: list[Node] = []
    sums: list[Node] = []
    root_of_sum, numeric_powers = False, 0
    for p in parts:
        kind = p.kind
        if kind is POW:
            powers.append(p)
            base = p.parts[0].kind
            if base is ADD:
                root_of_sum = root_of_sum or is_root_of_sum(p)
            elif base in INTEGERS:
                numeric_powers += 1
        elif kind is ADD:
            sums.append(p)
    if changed:
        rebuilt = product_of(parts)
        if rebuilt is not n:
            return normal_node(rebuilt)
    elif powers and not n.separate:  # symengine leaves x*x**-2 behind now and then when it differentiates
        again = Mul(*_expressions(parts))
        if again != n.expression:
            return normal_node(node(again))
    if root_of_sum:
        aligned = aligned_roots(parts)
        if aligned is not None:
            return normal_node(node(aligned))
    if sums:
        if len(parts) == 2 and issubclass(parts[0].kind, symengine.Number):
            return distributed(parts[0], sums[0]) if parts[0].kind in RATIONALS else n
        for total in sums:  # each content by itself, not their product: two sums that change sign have one of 1
            if primitive(total)[0] is not ONE:
                return _settled(n, contents_drawn_out(parts))
    return _settled(n, node(merged_bases(n.expression, parts))) if numeric_powers > 1 else n


# --- powers -----------------------------------------------------------------------------------------------------------


def _power(n: Node, base: Node, exponent: Node, changed: bool) -> Node:
    if changed:
        # As it stood first: a rational factor drawn out of u would part ways with the root, sqrt(1/u) with 1/sqrt(u).
        joined = joined_exponents(n.parts[0], exponent)
        rebuilt = base.expression**exponent.expression if joined is None else joined
        if rebuilt != n.expression:
            return normal_node(node(rebuilt))
    if base.kind is EXP1:
        return _exponential(n, exponent)
    joined = joined_exponents(base, exponent)
    if joined is not None:
        return _settled(n, node(joined))
    if base.kind is ADD and exponent.kind in RATIONALS:
        return _power_of_sum(n, base, exponent)
    if exponent.kind in INTEGERS:
        return n
    if base.kind is _ZERO:
        raise UnsupportedExpressionError((str(n.expression),))
    if not n.traits & SYMBOLIC or (base.kind is POW and not varies(base) and not stays_exponential(base, exponent)):
        return _folded(n)
    if base.kind in RATIONALS and leading_sign(exponent) < 0:
        opposite = normal_node(node(-exponent.expression))
        return _settled(n, node((1 / base.expression) ** opposite.expression))
    if exponent.kind in RATIONALS:
        return _root_of_product(n, base, exponent) if base.kind is MUL else n
    if any(logarithm.parts[0] is base for logarithm in inverse_logarithms(exponent)):  # u**(v/log(u)) = exp(v)
        return _folded(n)  # SymPy takes common factors out of a sum v
    return n


def _power_of_sum(n: Node, base: Node, exponent: Node) -> Node:
    """The content of a sum is drawn out of an integer power, and out of a root where its root is rational."""
    content, rest = primitive(base)
    if content is ONE:
        return n
    power = exponent.expression
    if exponent.kind in INTEGERS:
        return _settled(n, node(content**power * rest.expression**power))
    content = abs(content)
    pulled = content**power
    if content != 1 and isinstance(pulled, symengine.Rational):
        return _settled(n, node(pulled * Add(*[term.expression / content for term in base.parts]) ** power))
    return n


def _root_of_product(n: Node, base: Node, exponent: Node) -> Node:
    """(c/s)**q = (s/c)**(-q) for a sum s; constant factors are drawn out as SymPy draws them."""
    factors = base.parts
    if len(factors) == 2 and factors[0].kind in RATIONALS and factors[1].kind is POW:
        below, power = factors[1].parts
        if power is _MINUS_ONE and below.kind is ADD:
            content = factors[0].expression
            return _settled(n, node(Add(*[term.expression / content for term in below.parts]) ** -exponent.expression))
    constants = [f for f in factors if not f.traits & SYMBOLIC]
    if not constants:
        return n
    if n.traits & KNOWN_SIGN:
        return _folded(n)  # SymPy draws out these as well
    rest = Mul(*_expressions(f for f in factors if f.traits & SYMBOLIC))
    return _settled(n, node(drawn_out(Mul(*_expressions(constants)), rest, exponent.expression)))


def _exponential(n: Node, exponent: Node) -> Node:
    """exp(c*log(u) + v) = u**c * exp(v) for numeric c, as SymPy's exp does; constants are folded."""
    factors: list[Expression] = []
    rest: list[Expression] = []
    for term in exponent.parts if exponent.kind is ADD else (exponent,):
        power = logarithm_as_power(term)
        (rest if power is None else factors).append(term.expression if power is None else power)
    if factors:
        return _settled(n, node(Mul(*factors, symengine.exp(Add(*rest)))))
    if exponent.kind not in RATIONALS and (not n.traits & SYMBOLIC or has_imaginary_constant(exponent)):
        return _folded(n)
    return n


# --- functions --------------------------------------------------------------------------------------------------------


def _function(n: Node, parts: Parts, changed: bool) -> Node:
    name = head_name(n.expression)
    if name is None:
        return n
    if changed:
        rebuilt = HEADS[name](*_expressions(parts))
        if rebuilt != n.expression:
            return normal_node(node(rebuilt))
    argument = parts[-1]
    phase = name in CIRCULAR_NAMES and has_phase(argument)
    imaginary = name in HYPERBOLIC_NAMES and has_imaginary_constant(argument)
    if phase or imaginary or name in SIGNED or is_imaginary(parts[0]):
        return _folded(n)
    if not n.traits & SYMBOLIC:
        # sin(7) and its like stay as they are; what other constants become SymPy knows.
        stays = name in INVERSES and name != "log" and argument.kind in INTEGERS and abs(argument.expression) > 1
        if not stays:
            return _folded(n)
    if (name in ODD or name in EVEN) and leading_sign(argument) < 0:
        flipped = HEADS[name](normal_node(node(-argument.expression)).expression)
        if head_name(flipped) == name:  # symengine decides the sign of some functions by itself
            return _settled(n, node(-flipped if name in ODD else flipped))
    inner = head_name(argument.expression)
    if inner in INVERSES.get(name, ()):
        return _settled(n, node(composed(name, str(inner), argument.parts[0].expression)))
    return n


def _folded(n: Node) -> Node:
    """What SymPy's automatic evaluation makes of a constant, or of a function with many rules of its own."""
    try:
        after = node(from_sympy(to_sympy(n.expression)))
    except (ValueError, RecursionError, TypeError):  # SymPy gives up on some constants: "not computing with precision"
        return n
    if after is n:
        return n
    if after.traits & INFINITE:
        raise UnsupportedExpressionError((f"{n.expression} (infinite or undefined)",))
    if after.kind is ADD or after.kind is MUL:  # which are not folded as wholes; their factors' signs are ours
        return normal_node(after)
    after.form = after  # SymPy's result is final here: folding it again would only loop
    return after


_MINUS_ONE = node(symengine.Integer(-1))

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

The single steps are in ``sums.py``, ``powers.py`` and ``functions.py``, their order and the recursion here. Results are
memoised: small subexpressions recur across millions of generated examples.
"""

from __future__ import annotations

import symengine
from symengine.lib import symengine_wrapper

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import HEADS, Expression, from_sympy, head_name, to_sympy
from symassist.expressions.functions import EVEN, HYPERBOLIC, INVERSES, ODD, TRIG, composed, has_phase
from symassist.expressions.powers import (
    aligned_roots,
    drawn_out,
    has_imaginary_constant,
    inverse_logarithms,
    is_imaginary,
    is_root_of_sum,
    joined_exponents,
    logarithm_as_power,
    merged_bases,
    varies,
)
from symassist.expressions.sums import ONE, leading_sign, primitive

Add, Mul, Pow = symengine.Add, symengine.Mul, symengine.Pow
Integer, Rational, Symbol = symengine.Integer, symengine.Rational, symengine.Symbol
_ATOMS = (symengine.Number, Symbol, symengine_wrapper.Constant)
_PLAIN = frozenset(map(type, (Symbol("x"), symengine.pi, symengine.E, symengine.I, *map(Integer, range(-2, 3)))))
"""Types of most leaves: to look at the type is ten times faster than to look up the leaf."""
_UNDEFINED = frozenset(map(type, (symengine.nan, symengine.zoo, symengine.oo, -symengine.oo)))
_IMAGINARY_UNIT = frozenset({type(symengine.I)})
_LOGARITHM = frozenset({type(symengine.log(Symbol("x")))})
_EXP1 = type(symengine.E)
_LEFT_TO_SYMPY = frozenset({"Abs", "sign", "Heaviside", "floor", "ceiling", "Max", "Min", "atan2"})
_MEMO_LIMIT = 400_000
_memo: dict[Expression, Expression | None] = {}
"""Normal forms; None stands for an expression that is its own. Then the very object that was asked for comes back, and
no caller has to compare it: two equal expressions in different wrappers take 0.9 microseconds to compare."""
_UNKNOWN = object()


def normal(e: Expression) -> Expression:
    """The normal form of a symengine expression.

    Raises UnsupportedExpressionError where a part is infinite or undefined.
    """
    if type(e) in _PLAIN:
        return e
    known = _memo.get(e, _UNKNOWN)
    if known is not _UNKNOWN:
        return e if known is None else known
    if isinstance(e, _ATOMS):
        if type(e) in _UNDEFINED:
            raise UnsupportedExpressionError((f"{e} (infinite or undefined)",))
        return e
    if len(_memo) > _MEMO_LIMIT:
        _memo.clear()
    parts, changed = [], False
    for a in e.args:
        if type(a) not in _PLAIN:
            p = normal(a)
            changed = changed or (p is not a and p != a)
            a = p
        parts.append(a)
    result = _rebuilt(e, parts, changed)
    if type(result) in _UNDEFINED:
        raise UnsupportedExpressionError((f"{e} (infinite or undefined)",))
    if result is e:
        _memo[e] = None
    else:
        _memo[e], _memo[result] = result, None
    return result


def _rebuilt(e: Expression, parts: list[Expression], changed: bool) -> Expression:
    kind = type(e)
    if kind is Add:  # unchanged, too, symengine leaves sums within sums behind now and then: (3 - x) + x
        return _settled(e, Add(*parts)) if changed or Add in map(type, parts) else e
    if kind is Mul:
        return _product(e, parts, changed)
    if kind is Pow:
        return _power(e, parts[0], parts[1], changed)
    return _function(e, parts, changed)


def _settled(before: Expression, after: Expression) -> Expression:
    """``after``, normalised once more if a rule changed the node."""
    return before if after == before else normal(after)


# --- products ---------------------------------------------------------------------------------------------------------


def _product(e: Expression, parts: list[Expression], changed: bool) -> Expression:
    powers = [p.args for p in parts if type(p) is Pow]
    if changed or powers:  # unchanged, too: symengine leaves x*x**-2 behind now and then when it differentiates
        rebuilt = Mul(*parts)
        if rebuilt != e:
            return normal(rebuilt)
    if powers and len(parts) > 1 and any(map(is_root_of_sum, powers)):
        aligned = aligned_roots(parts)
        if aligned != e:
            return normal(aligned)
    several_numeric = len(powers) > 1 and sum(isinstance(base, Integer) for base, _ in powers) > 1
    sums = [p for p in parts if type(p) is Add]
    if not sums:
        return _settled(e, merged_bases(e, parts)) if several_numeric else e
    number = parts[0] if isinstance(parts[0], symengine.Number) else ONE
    if len(parts) == 1 + (number is not ONE):
        return Add(*(number * term for term in sums[0].args)) if isinstance(number, Rational) else e
    factors, contents = [], []
    for p in parts:
        if type(p) is Add:
            c, p = primitive(p)
            contents.append(c)
        factors.append(p)
    # Not their product: two sums that change sign have one of 1.
    if any(c is not ONE and c != 1 for c in contents):
        return _settled(e, Mul(*contents, *factors))
    return _settled(e, merged_bases(e, parts)) if several_numeric else e


# --- powers -----------------------------------------------------------------------------------------------------------


def _power(e: Expression, base: Expression, exponent: Expression, changed: bool) -> Expression:
    if changed:
        # As it stood first: a rational factor drawn out of u would part ways with the root, sqrt(1/u) with 1/sqrt(u).
        joined = joined_exponents(e.args[0], exponent)
        rebuilt = base**exponent if joined is None else joined
        if rebuilt != e:
            return normal(rebuilt)
    if type(base) is _EXP1:
        return _exponential(e, exponent)
    joined = joined_exponents(base, exponent)
    if joined is not None:
        return _settled(e, joined)
    if type(base) is Add and isinstance(exponent, Rational):
        content, rest = primitive(base)
        if content != 1:
            if isinstance(exponent, Integer):
                return _settled(e, content**exponent * rest**exponent)
            content = abs(content)
            pulled = content**exponent
            if content != 1 and isinstance(pulled, Rational):
                return _settled(e, pulled * Add(*(t / content for t in base.args)) ** exponent)
        return e
    if isinstance(exponent, Integer):
        return e
    if base == 0:
        raise UnsupportedExpressionError((str(e),))
    if not e.free_symbols or (type(base) is Pow and not varies(base) and not _stays_exponential(base, exponent)):
        return _folded(e)
    if isinstance(base, Rational) and leading_sign(exponent) < 0:
        return _settled(e, (1 / base) ** normal(-exponent))
    if isinstance(exponent, Rational):
        return _root_of_product(e, base, exponent) if type(base) is Mul else e
    if any(f.args[0] == base for f in inverse_logarithms(exponent)):  # u**(v/log(u)) = exp(v)
        return _settled(e, symengine.exp(exponent * symengine.log(base)))
    return e


def _stays_exponential(base: Expression, exponent: Expression) -> bool:
    """Whether SymPy leaves (base, a power)**exponent alone: exp(u) where it cannot know u to be real.

    It takes milliseconds to find that out. Where logarithms are above, it looks for that of the base.
    """
    u = base.args[1]
    if type(base.args[0]) is not _EXP1 or not u.free_symbols or _left_to_sympy(u):
        return False
    return isinstance(exponent, Rational) or not (_left_to_sympy(exponent) or _holds(exponent, _LOGARITHM))


def _left_to_sympy(e: Expression) -> bool:
    """Whether an imaginary unit occurs, or a function of which SymPy knows the sign."""
    return _holds(e, _IMAGINARY_UNIT) or any(head_name(f) in _LEFT_TO_SYMPY for f in e.atoms(symengine.Function))


def _root_of_product(e: Expression, base: Expression, exponent: Expression) -> Expression:
    """(c/s)**q = (s/c)**(-q) for a sum s; constant factors are drawn out as SymPy draws them."""
    factors = base.args
    if len(factors) == 2 and isinstance(factors[0], Rational) and type(factors[1]) is Pow:
        below, power = factors[1].args
        if power == -1 and type(below) is Add:
            return _settled(e, Add(*(t / factors[0] for t in below.args)) ** -exponent)
    constants = [f for f in factors if not f.free_symbols]
    if not constants:
        return e
    if _left_to_sympy(e):
        return _folded(e)  # SymPy draws out these as well
    rest = Mul(*(f for f in factors if f.free_symbols))
    return _settled(e, drawn_out(Mul(*constants), rest, exponent))


def _exponential(e: Expression, exponent: Expression) -> Expression:
    """exp(c*log(u) + v) = u**c * exp(v) for numeric c, as SymPy's exp does; constants are folded."""
    factors: list[Expression] = []
    rest: list[Expression] = []
    for term in exponent.args if type(exponent) is Add else (exponent,):
        power = logarithm_as_power(term)
        (rest if power is None else factors).append(term if power is None else power)
    if factors:
        return _settled(e, Mul(*factors, symengine.exp(Add(*rest))))
    if not isinstance(exponent, Rational) and (not e.free_symbols or has_imaginary_constant(exponent)):
        return _folded(e)
    return e


# --- functions --------------------------------------------------------------------------------------------------------


def _function(e: Expression, parts: list[Expression], changed: bool) -> Expression:
    name = head_name(e)
    if name is None:
        return e
    if changed:
        rebuilt = HEADS[name](*parts)
        if rebuilt != e:
            return normal(rebuilt)
    argument = parts[-1]
    phase = (name in TRIG and has_phase(argument)) or (name in HYPERBOLIC and has_imaginary_constant(argument))
    if phase or name in _LEFT_TO_SYMPY or is_imaginary(parts[0]):
        return _folded(e)
    # sin(7) and its like stay as they are; what other constants become SymPy knows.
    stays = name in INVERSES and name != "log" and isinstance(argument, Integer) and abs(argument) > 1
    if not stays and not e.free_symbols:
        return _folded(e)
    if (name in ODD or name in EVEN) and leading_sign(argument) < 0:
        flipped = HEADS[name](normal(-argument))
        if head_name(flipped) == name:  # symengine decides the sign of some functions by itself
            return _settled(e, -flipped if name in ODD else flipped)
    inner = head_name(argument)
    if inner in INVERSES.get(name, ()):
        return _settled(e, composed(name, str(inner), argument.args[0]))
    return e


def _holds(e: Expression, kinds: frozenset[type]) -> bool:
    """Whether a part of ``e`` is of one of these classes (``has`` takes only symbols before symengine 0.15)."""
    return type(e) in kinds or any(_holds(a, kinds) for a in e.args)


def _folded(e: Expression) -> Expression:
    """What SymPy's automatic evaluation makes of a constant, or of a function with many rules of its own."""
    try:
        after = from_sympy(to_sympy(e))
    except (ValueError, RecursionError, TypeError):  # SymPy gives up on some constants: "not computing with precision"
        return e
    if after == e:
        return e
    if _holds(after, _UNDEFINED):
        raise UnsupportedExpressionError((f"{e} (infinite or undefined)",))
    if type(after) is Add or type(after) is Mul:  # which are not folded as wholes; their factors' signs are ours
        return normal(after)
    _memo[after] = None  # SymPy's result is final here: folding it again would only loop
    return after

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

Results are memoised: small subexpressions recur across millions of generated examples.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from math import gcd, lcm

import symengine
import sympy
from symengine.lib import symengine_wrapper

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import HEADS, Expression, from_sympy, head_name, sympy_head, to_sympy
from symassist.expressions.prefix import Ids, term_of
from symassist.expressions.vocabulary import VOCABULARY

Add, Mul, Pow = symengine.Add, symengine.Mul, symengine.Pow
Integer, Rational, Symbol = symengine.Integer, symengine.Rational, symengine.Symbol
_ATOMS = (symengine.Number, Symbol, symengine_wrapper.Constant)
_PLAIN = frozenset(map(type, (Symbol("x"), symengine.pi, symengine.E, symengine.I, *map(Integer, range(-2, 3)))))
"""Types of most leaves: to look at the type is ten times faster than to look up the leaf."""
_UNDEFINED = frozenset(map(type, (symengine.nan, symengine.zoo, symengine.oo, -symengine.oo)))
_E, _ONE = symengine.E, symengine.Integer(1)
_EXP1 = type(_E)
_I = VOCABULARY.index["I"]

_ODD_TRIGONOMETRIC = ("sin", "tan", "cot", "csc", "asin", "atan", "acot", "acsc")
_ODD_HYPERBOLIC = ("sinh", "tanh", "coth", "csch", "asinh", "atanh", "acoth", "acsch")
_ODD_OTHERS = ("erf", "erfi", "Si", "Shi", "fresnels", "fresnelc", "sign")
ODD = frozenset((*_ODD_TRIGONOMETRIC, *_ODD_HYPERBOLIC, *_ODD_OTHERS))
EVEN = frozenset(["cos", "sec", "cosh", "sech", "Abs"])
_TRIG = frozenset(["sin", "cos", "tan", "cot", "sec", "csc"])
_HYPERBOLIC = frozenset(["sinh", "cosh", "tanh", "coth", "sech", "csch"])
_INVERSES: dict[str, frozenset[str]] = {
    **{name: frozenset(f"a{n}" for n in _TRIG) for name in _TRIG},
    **{name: frozenset(f"a{n}" for n in _HYPERBOLIC) for name in _HYPERBOLIC},
    **{f"a{name}": _TRIG for name in _TRIG},
    **{f"a{name}": _HYPERBOLIC for name in _HYPERBOLIC},
    "log": frozenset({"exp"}),
}
_LEFT_TO_SYMPY = frozenset({"Abs", "sign", "Heaviside", "floor", "ceiling", "Max", "Min", "atan2"})

_MEMO_LIMIT = 400_000
_memo: dict[Expression, Expression | None] = {}
"""Normal forms; None stands for an expression that is its own. Then the very object that was asked for comes back, and
no caller has to compare it: two equal expressions in different wrappers take 0.9 microseconds to compare."""
_UNKNOWN = object()
_primitives: dict[Expression, tuple[Expression, Expression]] = {}


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
    if powers and len(parts) > 1 and any(map(_is_root_of_sum, powers)):
        aligned = _aligned_roots(e, parts)
        if aligned != e:
            return normal(aligned)
    several_numeric = len(powers) > 1 and sum(isinstance(base, Integer) for base, _ in powers) > 1
    sums = [p for p in parts if type(p) is Add]
    if not sums:
        return _merged_bases(e, parts) if several_numeric else e
    number = parts[0] if isinstance(parts[0], symengine.Number) else _ONE
    if len(parts) == 1 + (number is not _ONE):
        return Add(*(number * term for term in sums[0].args)) if isinstance(number, Rational) else e
    factors, contents = [], []
    for p in parts:
        if type(p) is Add:
            c, p = primitive(p)
            contents.append(c)
        factors.append(p)
    # Not their product: two sums that change sign have one of 1.
    if any(c is not _ONE and c != 1 for c in contents):
        return _settled(e, Mul(*contents, *factors))
    return _merged_bases(e, parts) if several_numeric else e


def _is_root_of_sum(power: tuple[Expression, Expression]) -> bool:
    base, exponent = power
    return type(base) is Add and isinstance(exponent, Rational) and not isinstance(exponent, Integer)


def _aligned_roots(e: Expression, parts: list[Expression]) -> Expression:
    """sqrt(1 - u)/(u - 1) = -1/sqrt(1 - u): an integer power takes the sign of the root beside it."""
    roots = {p.args[0] for p in parts if type(p) is Pow and _is_root_of_sum(p.args)}
    factors, sign = [], 1
    for p in parts:
        base, exponent = p.args if type(p) is Pow else (p, _ONE)
        if type(base) is Add and isinstance(exponent, Integer):
            opposite = Add(*(-t for t in base.args))
            if opposite in roots:
                p, sign = opposite**exponent, -sign if int(exponent) % 2 else sign
        factors.append(p)
    return Mul(sign, *factors)


def _merged_bases(e: Expression, parts: list[Expression]) -> Expression:
    """Multiplies integer bases under one exponent: sqrt(2)*sqrt(3) = sqrt(6), 2**x*3**x = 6**x."""
    powers: dict[Expression, Expression] = {}
    others, merged = [], False
    for p in parts:
        if type(p) is Pow:
            base, exponent = p.args
            if isinstance(base, Integer):
                if exponent in powers:
                    merged, base = True, powers[exponent] * base
                powers[exponent] = base
                continue
        others.append(p)
    if not merged:
        return _joined_radicals(e, parts)
    return _settled(e, Mul(*others, *(base**exponent for exponent, base in powers.items())))


def _joined_radicals(e: Expression, parts: list[Expression]) -> Expression:
    """sqrt(2)*14**(1/4) = 2**(3/4)*7**(1/4): what SymPy makes of several numeric roots."""
    radicals = [p for p in parts if type(p) is Pow and not isinstance(p.args[1], Integer) and _is_numeric(p)]
    if len(radicals) < 2:
        return e
    constant = Mul(*radicals)
    joined = from_sympy(to_sympy(constant))
    return e if joined == constant else _settled(e, Mul(joined, *(p for p in parts if p not in radicals)))


def _is_numeric(power: Expression) -> bool:
    base, exponent = power.args
    return isinstance(base, Integer) and isinstance(exponent, Rational)


def primitive(total: Expression) -> tuple[Expression, Expression]:
    """(c, s) with ``total = c*s``: c rational, the terms of s without common factor, its leading term positive."""
    known = _primitives.get(total)
    if known is None:
        if len(_primitives) > _MEMO_LIMIT:
            _primitives.clear()
        known = _primitives[total] = _primitive(total)
    return known


def _primitive(total: Expression) -> tuple[Expression, Expression]:
    terms = [(body, coefficient) for coefficient, body in map(term_of, total.args)]
    if any(_I in body for body, _ in terms) and not _is_rational_sum(total):
        return _ONE, total
    coefficients = [coefficient for _, coefficient in terms]
    content = _ONE
    if not (1 in coefficients or -1 in coefficients) or any(type(c) is not int for c in coefficients):
        above = gcd(*(c.numerator for c in coefficients))
        below = lcm(*(c.denominator for c in coefficients))
        content = Integer(above) / Integer(below)
    if _leading_coefficient(terms) < 0:
        content = -content
    if content is _ONE or content == _ONE:
        return _ONE, total
    return content, Add(*(t / content for t in total.args))


def _is_rational_sum(total: Expression) -> bool:
    return all(isinstance(c, Rational) for c in total.as_coefficients_dict().values())


def leading_sign(e: Expression) -> int:
    """The sign that is taken out of odd functions: of the coefficient, or of the leading term of a sum.

    The leading term is the first one in the order of the prefix notation, coefficients apart, that is not a number:
    x - 1 counts as positive, 1 - x as negative.
    """
    if type(e) is not Add:
        return -1 if term_of(e)[0].numerator < 0 else 1
    return -1 if _leading_coefficient([(body, coefficient) for coefficient, body in map(term_of, e.args)]) < 0 else 1


def _leading_coefficient(terms: list[tuple[Ids, Fraction | int]]) -> int:
    """The numerator of the leading term's coefficient, numbers apart."""
    return min(term for term in terms if term[0])[1].numerator


# --- powers -----------------------------------------------------------------------------------------------------------


def _power(e: Expression, base: Expression, exponent: Expression, changed: bool) -> Expression:
    if changed:
        # As it stood first: a rational factor drawn out of u would part ways with the root, sqrt(1/u) with 1/sqrt(u).
        joined = _joined_exponents(e.args[0], exponent)
        rebuilt = base**exponent if joined is None else joined
        if rebuilt != e:
            return normal(rebuilt)
    if type(base) is _EXP1:
        return _exponential(e, exponent)
    joined = _joined_exponents(base, exponent)
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
    if not e.free_symbols or (type(base) is Pow and not _varies(base)):
        return _folded(e)
    if isinstance(base, Rational) and leading_sign(exponent) < 0:
        return _settled(e, (1 / base) ** normal(-exponent))
    if isinstance(exponent, Rational):
        return _root_of_product(e, base, exponent) if type(base) is Mul else e
    if any(f.args[0] == base for f in _inverse_logarithms(exponent)):  # u**(v/log(u)) = exp(v)
        return _settled(e, symengine.exp(exponent * symengine.log(base)))
    return e


def _joined_exponents(base: Expression, exponent: Expression) -> Expression | None:
    """(u**r)**s as u**(r*s), where it is that on the positive reals or s is an integer; None elsewhere."""
    if type(base) is not Pow:
        return None
    inner, power = base.args
    if isinstance(exponent, Integer) or (isinstance(power, Rational) and (-1 <= power < 1 or inner == _E)):
        return inner ** (power * exponent)
    return None


def _varies(power: Expression) -> bool:
    """Whether base and exponent of a power are the kind that the rules for symbolic powers cover."""
    base, exponent = power.args
    return bool(base.free_symbols) and (isinstance(exponent, Rational) or bool(exponent.free_symbols))


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
    if e.has(symengine.I) or any(head_name(f) in _LEFT_TO_SYMPY for f in e.atoms(symengine.Function)):
        return _folded(e)  # of some of these SymPy knows the sign, and draws them out as well
    rest = Mul(*(f for f in factors if f.free_symbols))
    return _settled(e, _constant_under_root(Mul(*constants), exponent).subs(_PLACE, rest))


@lru_cache(maxsize=100_000)
def _constant_under_root(constant: Expression, exponent: Expression) -> Expression:
    """What SymPy makes of (constant*u)**exponent, as a template in ``_u``: the question costs it a millisecond."""
    return from_sympy(to_sympy((constant * _PLACE) ** exponent))


def _inverse_logarithms(exponent: Expression) -> list[Expression]:
    """The log(u) of every factor 1/log(u)."""
    factors = exponent.args if type(exponent) is Mul else (exponent,)
    powers = [f.args for f in factors if type(f) is Pow]
    return [base for base, power in powers if power == -1 and head_name(base) == "log"]


def _exponential(e: Expression, exponent: Expression) -> Expression:
    """exp(c*log(u) + v) = u**c * exp(v) for numeric c, as SymPy's exp does; constants are folded."""
    factors: list[Expression] = []
    rest: list[Expression] = []
    for term in exponent.args if type(exponent) is Add else (exponent,):
        power = _logarithm_as_power(term)
        (rest if power is None else factors).append(term if power is None else power)
    if factors:
        return _settled(e, Mul(*factors, symengine.exp(Add(*rest))))
    if not isinstance(exponent, Rational) and (not e.free_symbols or _has_imaginary_constant(exponent)):
        return _folded(e)
    return e


def _has_imaginary_constant(exponent: Expression) -> bool:
    terms = exponent.args if type(exponent) is Add else ()
    return any(_is_imaginary(t) and not t.free_symbols for t in terms)


def _is_imaginary(argument: Expression) -> bool:
    """Whether a product has an imaginary coefficient, for which SymPy turns trigonometric into hyperbolic."""
    return type(argument) is Mul and isinstance(argument.args[0], symengine_wrapper.Complex)


def _logarithm_as_power(term: Expression) -> Expression | None:
    """u**c if the term is c*log(u) with numeric c."""
    if head_name(term) == "log":
        return term.args[0]
    if type(term) is not Mul:
        return None
    args = term.args
    logs = [a for a in args if head_name(a) == "log"]
    if len(logs) != 1:
        return None
    coefficient = Mul(*(a for a in args if a is not logs[0]))
    if coefficient.free_symbols or not to_sympy(coefficient).is_comparable:
        return None
    return logs[0].args[0] ** coefficient


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
    if name in _LEFT_TO_SYMPY or _is_imaginary(parts[0]) or (name in _TRIG and _has_phase(argument)):
        return _folded(e)
    # sin(7) and its like stay as they are; what other constants become SymPy knows.
    stays = name in _INVERSES and name != "log" and isinstance(argument, Integer) and abs(argument) > 1
    if not stays and not e.free_symbols:
        return _folded(e)
    if (name in ODD or name in EVEN) and leading_sign(argument) < 0:
        flipped = HEADS[name](normal(-argument))
        if head_name(flipped) == name:  # symengine decides the sign of some functions by itself
            return _settled(e, -flipped if name in ODD else flipped)
    inner = head_name(argument)
    if inner in _INVERSES.get(name, ()):
        return _settled(e, _composition(name, str(inner)).subs(_PLACE, argument.args[0]))
    return e


def _has_phase(argument: Expression) -> bool:
    """Whether a rational multiple of pi stands in a sum: SymPy shifts cos(pi/7 - x) to sin(x + 5*pi/14)."""
    return type(argument) is Add and symengine.pi in argument.as_coefficients_dict()


_PLACE = Symbol("_u")


@cache
def _composition(outer: str, inner: str) -> Expression:
    """What SymPy makes of outer(inner(u)), as a template in ``_u``."""
    return from_sympy(sympy_head(outer)(sympy_head(inner)(sympy.Symbol("_u"))))


def _folded(e: Expression) -> Expression:
    """What SymPy's automatic evaluation makes of a constant, or of a function with many rules of its own."""
    try:
        after = from_sympy(to_sympy(e))
    except (ValueError, RecursionError, TypeError):  # SymPy gives up on some constants: "not computing with precision"
        return e
    if after == e:
        return e
    if after.has(symengine.oo, -symengine.oo, symengine.zoo, symengine.nan):
        raise UnsupportedExpressionError((f"{e} (infinite or undefined)",))
    if type(after) is Add or type(after) is Mul:  # which are not folded as wholes; their factors' signs are ours
        return normal(after)
    _memo[after] = None  # SymPy's result is final here: folding it again would only loop
    return after

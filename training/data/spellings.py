"""The forms in which people write an integrand: expanded, over one denominator, factored, with textbook trigonometry.

A derivative as the chain rule leaves it is not what books print. Each form is an identity, cheap in symengine and
FLINT; the shortest one always stays, longer ones with luck.

Rate: 0.4 to 1 ms an integrand on one busy core.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import symengine

from symassist.expressions.convert import HEADS, Expression, head_name
from symassist.expressions.operators import CIRCULAR_NAMES, HYPERBOLIC_NAMES
from training.data.quotients import NotAQuotientError, Quotient

Add, Mul, Pow, Integer = symengine.Add, symengine.Mul, symengine.Pow, symengine.Integer
sin, cos, tan, cot, sec, csc = (HEADS[n] for n in CIRCULAR_NAMES)
sinh, cosh, tanh, coth, sech, csch = (HEADS[n] for n in HYPERBOLIC_NAMES)

Rule = Callable[[Expression], Expression]
MAX_SPELLINGS = 3
STRETCH = 1.35
"""How much longer than the shortest a spelling may be."""


def spellings(f: Expression, rng: random.Random) -> list[Expression]:
    """Up to ``MAX_SPELLINGS`` equal expressions, the shortest first, ``f`` itself in half of the draws."""
    forms = {form: size(form) for form in (f, *_quotient_spellings(textbook(f)))}
    shortest = min(forms, key=lambda e: forms[e])
    for rule in rng.sample(RESPELLINGS, 2):
        spelt = walk(shortest, rule)
        forms.setdefault(spelt, size(spelt))
    limit = STRETCH * forms[shortest] + 2
    others = [e for e, length in forms.items() if length <= limit and e is not shortest]
    rng.shuffle(others)
    if f is not shortest and rng.random() < 0.5:
        others = [f, *(e for e in others if e != f)]
    return [shortest, *others[: MAX_SPELLINGS - 1]]


def neatest(f: Expression) -> Expression:
    """The shortest of the forms of ``f``."""
    return min((f, *_quotient_spellings(textbook(f))), key=size)


def size(e: Expression) -> int:
    """The number of operations."""
    return int(symengine.count_ops(e))


def _quotient_spellings(f: Expression) -> list[Expression]:
    try:
        q = Quotient(f)
        forms = [q.half_factored()]
        if len(q.numerator) > 1:
            forms += [q.factored(), q.termwise()]
        if len(q.denominator) > 1:
            forms.append(q.expanded())
    except NotAQuotientError:
        return [f]
    if any(head_name(kernel) in _TRIGONOMETRIC for kernel in q.kernels):
        forms = [textbook(form) for form in forms]
    return [f, *forms]


def textbook(f: Expression) -> Expression:
    """1 + tan**2 -> sec**2 and its kin, 1/cos -> sec, quotients of sines and cosines joined."""
    if not f.atoms(*_TRIGONOMETRIC_CLASSES):
        return f
    return walk_down(walk(f, _square_sums), _quotients)


def walk(e: Expression, rule: Rule) -> Expression:
    """Applies ``rule`` to every node, from the leaves up."""
    args = e.args
    if not args:
        return rule(e)
    parts = [walk(a, rule) for a in args]
    if any(p is not a and p != a for p, a in zip(parts, args, strict=True)):
        e = e.func(*parts)
    return rule(e)


def walk_down(e: Expression, rule: Rule) -> Expression:
    """Applies ``rule`` to every node, from the root down, so that it sees a product before its factors."""
    e = rule(e)
    args = e.args
    if not args:
        return e
    parts = [walk_down(a, rule) for a in args]
    return e.func(*parts) if any(p is not a and p != a for p, a in zip(parts, args, strict=True)) else e


# --- sums of squares --------------------------------------------------------------------------------------------------

_SQUARES: dict[str, list[tuple[int, int, Callable[[Expression], Expression]]]] = {
    "tan": [(1, 1, lambda u: sec(u) ** 2)],
    "cot": [(1, 1, lambda u: csc(u) ** 2)],
    "sec": [(-1, 1, lambda u: tan(u) ** 2), (1, -1, lambda u: -(tan(u) ** 2))],
    "csc": [(-1, 1, lambda u: cot(u) ** 2), (1, -1, lambda u: -(cot(u) ** 2))],
    "sin": [(1, -1, lambda u: cos(u) ** 2), (-1, 1, lambda u: -(cos(u) ** 2))],
    "cos": [(1, -1, lambda u: sin(u) ** 2), (-1, 1, lambda u: -(sin(u) ** 2))],
    "sinh": [(1, 1, lambda u: cosh(u) ** 2)],
    "cosh": [(-1, 1, lambda u: sinh(u) ** 2), (1, -1, lambda u: -(sinh(u) ** 2))],
    "tanh": [(1, -1, lambda u: sech(u) ** 2), (-1, 1, lambda u: -(sech(u) ** 2))],
    "coth": [(-1, 1, lambda u: csch(u) ** 2), (1, -1, lambda u: -(csch(u) ** 2))],
}
"""Function name to (constant, coefficient of its square, what their sum is)."""


def _square_sums(e: Expression) -> Expression:
    if type(e) is not Add:
        return e
    terms = e.args
    if len(terms) != 2:
        return e
    number = next((t for t in terms if isinstance(t, Integer)), None)
    if number is None:
        return e
    other = terms[1] if terms[0] is number or terms[0] == number else terms[0]
    c = Integer(1)
    if type(other) is Mul and isinstance(other.args[0], Integer):
        c, other = other.args[0], other / other.args[0]
    if type(other) is not Pow or other.args[1] != 2:
        return e
    argument = other.args[0]
    for constant, coefficient, square in _SQUARES.get(head_name(argument) or "", ()):
        if number * coefficient == c * constant:
            return number * constant * square(argument.args[0])
    return e


# --- quotients --------------------------------------------------------------------------------------------------------

_RECIPROCAL = {"cos": sec, "sin": csc, "cosh": sech, "sinh": csch, "tan": cot, "cot": tan, "sec": cos, "csc": sin}
_RATIOS = {("sin", "cos"): tan, ("cos", "sin"): cot, ("sinh", "cosh"): tanh, ("cosh", "sinh"): coth,
           ("tan", "sec"): sin, ("cot", "csc"): cos}  # fmt: skip


def _powers(e: Expression) -> dict[tuple[str, Expression], int]:
    """(function name, argument) to integer exponent, of the factors that are powers of functions."""
    found: dict[tuple[str, Expression], int] = {}
    for factor in e.args if type(e) is Mul else (e,):
        base, n = factor, 1
        if type(factor) is Pow and isinstance(factor.args[1], Integer):
            base, n = factor.args[0], int(factor.args[1])
        name = head_name(base)
        if name in _TRIGONOMETRIC:
            found[name, base.args[0]] = n
    return found


_TRIGONOMETRIC = frozenset((*CIRCULAR_NAMES, *HYPERBOLIC_NAMES))
_TRIGONOMETRIC_CLASSES = tuple({type(HEADS[name](symengine.Symbol("x"))) for name in _TRIGONOMETRIC})


def _quotients(e: Expression) -> Expression:
    """sin**m/cos**n as tan and sec, cos**m/sin**n as cot and csc, 1/cos as sec."""
    if type(e) is not Mul and type(e) is not Pow:
        return e
    powers = _powers(e)
    if not any(n < 0 for n in powers.values()):
        return e
    change = Integer(1)
    for (name, u), n in list(powers.items()):
        if n >= 0 or name not in _RECIPROCAL:
            continue
        head = _head(name)
        change *= head(u) ** -n
        for (above, below), ratio in _RATIOS.items():
            m = powers.get((above, u), 0)
            if below == name and 0 < m <= -n:
                change *= _head(above)(u) ** -m * ratio(u) ** m
                n += m
                break
        change *= _RECIPROCAL[name](u) ** -n
    return e * change


def _head(name: str) -> Callable[[Expression], Expression]:
    return HEADS[name]


# --- respellings: rules that change the look, not the length ----------------------------------------------------------


def _reciprocals_down(e: Expression) -> Expression:
    """sec -> 1/cos, csc -> 1/sin, sech -> 1/cosh."""
    below = {"sec": cos, "csc": sin, "sech": cosh, "csch": sinh}.get(head_name(e) or "")
    return e if below is None else 1 / below(e.args[0])


def _ratios_down(e: Expression) -> Expression:
    """tan -> sin/cos, cot -> cos/sin."""
    pair = {"tan": (sin, cos), "cot": (cos, sin), "tanh": (sinh, cosh), "coth": (cosh, sinh)}.get(head_name(e) or "")
    return e if pair is None else pair[0](e.args[0]) / pair[1](e.args[0])


def _double_angle(e: Expression) -> Expression:
    """sin(u)*cos(u) -> sin(2*u)/2."""
    if type(e) is not Mul:
        return e
    for (name, u), n in _powers(e).items():
        partner, double = {"sin": (cos, sin), "sinh": (cosh, sinh)}.get(name, (None, None))
        if partner is not None and double is not None and n == 1 and partner(u) in e.args:
            return e / (_head(name)(u) * partner(u)) * double(2 * u) / 2
    return e


def _squares_down(e: Expression) -> Expression:
    """sec**2 -> 1 + tan**2, csc**2 -> 1 + cot**2, sech**2 -> 1 - tanh**2."""
    if type(e) is not Pow or e.args[1] != 2:
        return e
    name = head_name(e.args[0])
    if name == "sec":
        return 1 + tan(e.args[0].args[0]) ** 2
    if name == "csc":
        return 1 + cot(e.args[0].args[0]) ** 2
    return 1 - tanh(e.args[0].args[0]) ** 2 if name == "sech" else e


def _exponentials_down(e: Expression) -> Expression:
    """cosh -> (exp(u) + exp(-u))/2, sinh alike."""
    name = head_name(e)
    if name not in ("sinh", "cosh"):
        return e
    up = symengine.exp(e.args[0])
    return (up + 1 / up) / 2 if name == "cosh" else (up - 1 / up) / 2


def _integer_powers_expanded(e: Expression) -> Expression:
    """(u + v)**2 -> u**2 + 2*u*v + v**2, wherever it stands."""
    is_square = type(e) is Pow and type(e.args[0]) is Add and isinstance(e.args[1], Integer) and 2 <= e.args[1] <= 3
    return e.expand() if is_square else e


RESPELLINGS: tuple[Rule, ...] = (
    _reciprocals_down,
    _ratios_down,
    _double_angle,
    _squares_down,
    _exponentials_down,
    _integer_powers_expanded,
)

"""Abstraction of constants: what the network sees of the numbers and names in an integrand.

The user's symbols become a0, a1... in alphabetical order; large integers, odd rationals and constant subexpressions
become further parameters, so that 17*cos(83*x) is as easy as cos(x). Both come back after decoding.
"""

from __future__ import annotations

from dataclasses import dataclass

import symengine
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.constants import check_constants
from symassist.expressions.convert import HEADS, Expression, check_unfolding, from_sympy, head_name, to_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import Ids, read, write
from symassist.expressions.vocabulary import EOS, PARAMETERS, VARIABLE, VOCABULARY

_X = symengine.Symbol(VARIABLE)
_PARAMETERS = tuple(symengine.Symbol(name) for name in PARAMETERS)
_INTEGRATE = VOCABULARY.index["integrate"]
PLAIN_INTEGER = 12
"""Integers up to this size stay as they are when constants are abstracted: their arithmetic matters."""


@dataclass(frozen=True)
class Encoded:
    """``ids`` of one source, task token to <eos>, and the way back: what each symbol of the network's answer means."""

    ids: Ids
    meaning: dict[Expression, Expression]
    symbols: dict[str, sympy.Symbol]

    def decode(self, ids: tuple[int, ...]) -> sympy.Expr:
        """The SymPy expression of decoded ids in the user's own symbols.

        Raises DecodeError where the ids are not one expression with a finite value.
        """
        return self.in_sympy(self.restore(read(ids)))

    def in_sympy(self, e: Expression) -> sympy.Expr:
        """A restored expression in SymPy, in the user's own symbols with their assumptions."""
        return to_sympy(e, self.symbols)

    def restore(self, e: Expression) -> Expression:
        """The symengine expression with the constants and names that were abstracted, in normal form.

        Raises UnsupportedExpressionError for constants that nobody wants to work out: functions written out at a large
        number, powers of thousands of digits, functions of functions of functions of a constant.
        """
        check_constants(e, self.meaning)
        if not self.meaning:
            return normal(e)
        for function in e.atoms(symengine.Function):
            check_unfolding(head_name(function), (symengine.sympify(a).subs(self.meaning) for a in function.args))
        return normal(e.subs(self.meaning))


def encode(integrand: sympy.Expr, variable: sympy.Symbol) -> list[Encoded]:
    """The spellings to ask the network: as it stands and, where that differs, with constants abstracted.

    Raises UnsupportedExpressionError for functions outside the vocabulary, and for more than 16 parameters.
    """
    others = sorted(integrand.free_symbols - {variable}, key=lambda s: s.name)
    if len(others) > len(_PARAMETERS):
        raise UnsupportedExpressionError((f"{len(others)} parameters (at most {len(_PARAMETERS)})",))
    private = {s: sympy.Symbol(f"_{i}") for i, s in enumerate(others)}
    e = from_sympy(integrand.xreplace({**private, variable: sympy.Symbol("_x")}))
    names = {symengine.Symbol(f"_{i}"): p for i, p in enumerate(_PARAMETERS[: len(others)])}
    plain = normal(e.subs({**names, symengine.Symbol("_x"): _X}))
    back = {p: symengine.Symbol(s.name) for p, s in zip(_PARAMETERS, others, strict=False)}
    back[_X] = symengine.Symbol(variable.name)
    back = {key: value for key, value in back.items() if key != value}
    symbols = {s.name: s for s in (*others, variable)}
    spellings: list[Encoded] = []
    for spelling, constants in ((plain, {}), abstracted(plain, _PARAMETERS[len(others) :])):
        if spelling is not plain or not constants:
            meaning = {**back, **{p: c.subs(back) for p, c in constants.items()}}
            encoded = Encoded((_INTEGRATE, *write(spelling), EOS), meaning, symbols)
            if all(encoded.ids != other.ids for other in spellings):
                spellings.append(encoded)
    return spellings


def abstracted(e: Expression, free: tuple[Expression, ...]) -> tuple[Expression, dict[Expression, Expression]]:
    """``e`` with its unusual constants replaced by the ``free`` parameters, and what each stands for."""
    constants: dict[Expression, Expression] = {}
    memo: dict[Expression, Expression] = {}

    def parameter(c: Expression) -> Expression:
        if c not in constants:
            if len(constants) == len(free):
                return c
            constants[c] = free[len(constants)]
        return constants[c]

    def walk(e: Expression) -> Expression:
        known = memo.get(e)
        if known is None:
            known = memo[e] = convert(e)
        return known

    def convert(e: Expression) -> Expression:
        if isinstance(e, symengine.Number):
            return parameter(e) if _is_unusual(e) else e
        if not e.args:
            return e
        if not symengine.has_symbol(e, _X):
            return e if _is_known_constant(e) else parameter(e)
        if isinstance(e, symengine.Mul):  # the constant factors of a product are one constant
            constant = symengine.Mul(*(a for a in e.args if not symengine.has_symbol(a, _X)))
            varying = [walk(a) for a in e.args if symengine.has_symbol(a, _X)]
            return symengine.Mul(walk(constant), *varying)
        if isinstance(e, symengine.Add):
            return symengine.Add(*map(walk, e.args))
        if isinstance(e, symengine.Pow):
            base, exponent = e.args
            return walk(base) ** walk(exponent)
        return HEADS[str(head_name(e))](*map(walk, e.args))

    result = normal(walk(e))
    return result, {p: c for c, p in constants.items()}


def _is_unusual(number: Expression) -> bool:
    if not isinstance(number, symengine.Rational):
        return False
    p, q = int(number.p), int(number.q)
    return abs(p) > (PLAIN_INTEGER if q > 1 else 2 * PLAIN_INTEGER) or q > PLAIN_INTEGER


def _is_known_constant(e: Expression) -> bool:
    """Constants that the network knows as they are: powers and sums of symbols, and the shortest like pi or sqrt(2)."""
    return not e.atoms(symengine.Function) if e.free_symbols else len(write(e)) <= 2

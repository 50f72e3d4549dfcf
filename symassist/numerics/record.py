"""SymPy expressions onto tapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import fmpq
from sympy.core.function import AppliedUndef

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.operators import FUNCTIONS
from symassist.numerics.tape import Ref, Tape

# Functions spelled through others, by SymPy's own definitions (so that branches agree).
DISGUISED: dict[str, Callable[..., Ref]] = {
    "sec": lambda u: 1 / u.call("cos"),
    "csc": lambda u: 1 / u.call("sin"),
    "cot": lambda u: 1 / u.call("tan"),
    "sech": lambda u: 1 / u.call("cosh"),
    "csch": lambda u: 1 / u.call("sinh"),
    "coth": lambda u: 1 / u.call("tanh"),
    "acot": lambda u: (1 / u).call("atan"),
    "asec": lambda u: (1 / u).call("acos"),
    "acsc": lambda u: (1 / u).call("asin"),
    "acoth": lambda u: (1 / u).call("atanh"),
    "asech": lambda u: (1 / u).call("acosh"),
    "acsch": lambda u: (1 / u).call("asinh"),
    "erf2": lambda u, v: v.call("erf") - u.call("erf"),
    "beta": lambda u, v: u.call("gamma") * v.call("gamma") / (u + v).call("gamma"),
    "frac": lambda u: u - u.call("floor"),
    "Mod": lambda u, v: u - v * (u / v).call("floor"),
    "digamma": lambda u: Ref(u.tape, u.tape.number(0)).call("polygamma", u),
}
# SymPy functions that a tape holds as they are, beyond the operator table.
_EXTRA = {"re", "im", "conjugate", "arg", "hyper", "appellf1"}
_CONSTANTS = {
    sympy.pi: "pi",
    sympy.E: "e",
    sympy.I: "i",
    sympy.EulerGamma: "euler",
    sympy.Catalan: "catalan",
    sympy.oo: "nan",
    -sympy.oo: "nan",
    sympy.zoo: "nan",
    sympy.nan: "nan",
}
_RELATIONS = {"Eq": "eq", "Ne": "ne", "Lt": "lt", "Le": "le", "Gt": "gt", "Ge": "ge"}
_RELATIONS |= {"Equality": "eq", "Unequality": "ne", "StrictLessThan": "lt", "LessThan": "le"}
_RELATIONS |= {"StrictGreaterThan": "gt", "GreaterThan": "ge"}
_LOGIC = {"And": "and", "Or": "or", "Not": "not"}


def record(tape: Tape, expression: sympy.Basic) -> int:
    """The node of ``expression`` on ``tape``.

    Raises:
        UnsupportedExpressionError: a function without numerical meaning here (undefined, an unevaluated integral...).
    """
    return _Recorder(tape).visit(expression)


class _Recorder:
    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.memo: dict[sympy.Basic, int] = {}

    def visit(self, e: sympy.Basic) -> int:
        found = self.memo.get(e)
        if found is None:
            found = self.memo[e] = self._record(e)
        return found

    def _record(self, e: Any) -> int:
        tape = self.tape
        if e.is_Rational:
            return tape.number(fmpq(int(e.p), int(e.q)))
        if e.is_Symbol:
            return tape.node("sym", (), e)
        if e.is_Add:
            return tape.add(*map(self.visit, e.args))
        if e.is_Mul:
            return tape.mul(*map(self.visit, e.args))
        if e.is_Pow:
            if e.base is sympy.E:
                return tape.node("exp", (self.visit(e.exp),))
            return tape.pow(self.visit(e.base), self.visit(e.exp))
        if e in _CONSTANTS:
            return tape.node("const", (), _CONSTANTS[e])
        if e.is_Float:
            # A float is what its decimal digits say, as everywhere in symassist.
            exact = sympy.Rational(str(e))
            return tape.number(fmpq(int(exact.p), int(exact.q)))
        if e is sympy.GoldenRatio:
            return self.visit((1 + sympy.sqrt(5)) / 2)
        return self._function(e)

    def _function(self, e: Any) -> int:
        name = type(e).__name__
        if name == "Piecewise":
            arms = [i for value, condition in e.args for i in (self.visit(value), self.condition(condition))]
            return self.tape.node("select", tuple(arms))
        if name == "RootSum":
            return self._root_sum(e)
        if isinstance(e, AppliedUndef) or not (name in FUNCTIONS or name in DISGUISED or name in _EXTRA):
            raise UnsupportedExpressionError((str(getattr(e, "func", name)),))
        if name == "hyper":
            above, below = len(e.ap), len(e.bq)
            parts = tuple(self.visit(a) for a in (*e.ap, *e.bq, e.argument))
            return self.tape.node("hyper", parts, (above, below))
        args = e.args[:1] if name == "Heaviside" else e.args
        nodes = [self.visit(a) for a in args]
        if name in DISGUISED:
            return DISGUISED[name](*(Ref(self.tape, i) for i in nodes)).i
        if name in ("Max", "Min"):
            while len(nodes) > 1:
                nodes[:2] = [self.tape.node(name, (nodes[0], nodes[1]))]
            return nodes[0]
        if name == "LambertW" and len(nodes) == 2 and self.tape.value(nodes[1]) not in (0, -1):
            raise UnsupportedExpressionError(("LambertW on other branches than 0 and -1",))
        return self.tape.node(name, tuple(nodes))

    def condition(self, c: Any) -> int:
        """The node of a truth value.

        Raises UnsupportedExpressionError for one that is not made of comparisons.
        """
        name = type(c).__name__
        if c in (sympy.true, sympy.false):
            return self.tape.node("true" if c is sympy.true else "false")
        if name in _RELATIONS:
            return self.tape.node(_RELATIONS[name], tuple(map(self.visit, c.args)))
        if name in _LOGIC:
            return self.tape.node(_LOGIC[name], tuple(map(self.condition, c.args)))
        raise UnsupportedExpressionError((f"condition {c}",))

    def _root_sum(self, e: Any) -> int:
        coefficients = e.poly.all_coeffs()
        if not all(c.is_Rational for c in coefficients):
            raise UnsupportedExpressionError(("RootSum with parameters",))
        common = sympy.ilcm(1, *(c.q for c in coefficients))
        polynomial = tuple(int(c * common) for c in coefficients)
        (symbol,) = e.fun.variables
        terms = []
        for k in range(len(polynomial) - 1):
            inner = _Recorder(self.tape)
            inner.memo[symbol] = self.tape.node("root", (), (polynomial, k))
            terms.append(inner.visit(e.fun.expr))
        return self.tape.add(*terms)

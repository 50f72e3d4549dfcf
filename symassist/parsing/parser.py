"""Tokens to a SymPy expression: a recursive-descent parser with one method per level of binding.

Loosest first: sum, product, sign, power, operand. Choices, which the faces echo by showing the integral as understood:

- An implicit product binds like ``*``, from the left: ``1/2x`` is (1/2)*x, ``1/2pi x`` is pi*x/2.
- A function without brackets takes the implicit product that follows, up to the next function or bracket:
  ``sin 2x cos x`` is sin(2*x)*cos(x), ``sin x/2`` is sin(x)/2, ``sin x^2`` is sin(x**2); a bracket after plain numbers
  still belongs to it, ``sin 2(x+1)``.
- ``sin^2 x`` is sin(x)**2, ``sin^-1 x`` is asin(x). ``√`` takes the next operand alone: ``√2x`` is sqrt(2)*x.
- ``e^2x`` is e**2*x; ``-x^2`` is -(x**2); ``x^y^z`` is x**(y**z).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import sympy
from sympy import S

from symassist.parsing import guards, pieces
from symassist.parsing.cursor import Cursor
from symassist.parsing.names import ARITIES, INVERSES, PIECEWISE
from symassist.parsing.reading import Token

MAX_STEPWISE_FACTORS = 30

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SIMPLE_OPERANDS = frozenset({"number", "symbol", "constant", "frac", "sqrt"})
_OPERAND_STARTS = _SIMPLE_OPERANDS | {"function", "differential", "|(", *_CLOSING}
_CONSTANTS: dict[str, sympy.Expr] = {"pi": S.Pi, "E": S.Exp1, "I": S.ImaginaryUnit, "oo": S.Infinity}


@dataclass
class Differential:
    """``dx`` inside the integrand: ``marker`` stands in the expression where it stood in the text."""

    name: str
    marker: sympy.Symbol
    position: int


class Parser(Cursor):
    """The grammar over ``tokens``; ``symbols`` maps names to symbols or expressions that they stand for."""

    def __init__(self, text: str, tokens: list[Token], symbols: Mapping[str, sympy.Expr]) -> None:
        super().__init__(text, tokens)
        self.symbols = symbols
        self.bars = 0  # absolute values open inside the innermost bracket
        self.differentials: list[Differential] = []

    # --- the grammar --------------------------------------------------------------------------------------------------

    def complete(self) -> sympy.Expr:
        """The expression that all remaining tokens spell."""
        value = self.sum()
        if self.token.kind == "end":
            return value
        if self.token.kind in (")", "]", "}", ")|"):
            raise self.fail(f"nothing opened this '{self.token.text}'")
        raise self.unexpected("an operator")

    def sum(self) -> sympy.Expr:
        """sum = product (('+' | '-') product)*"""
        self.deeper()
        start = self.token
        terms = [self.product()]
        while (sign := self.accept("+", "-")) is not None:
            term = self.product()
            terms.append(term if sign.kind == "+" else -term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self.build(start, sympy.Add, *terms)

    def product(self) -> sympy.Expr:
        """product = signed (('*' | '/')? signed)*, from the left, as Python evaluates it.

        SymPy multiplies a sum by a number as soon as they meet, so the order matters to the form; every step costs the
        length of the product, so what follows the first factors is multiplied in one step.
        """
        start, value, late = self.token, self.signed(), []
        for count in itertools.count():
            place = self.token
            if self.accept("*"):
                factor = self.signed()
            elif self.accept("/"):
                factor = self.build(place, guards.quotient, S.One, self.signed())
            elif self._operand_starts():
                factor = self.power()
            else:
                break
            if count < MAX_STEPWISE_FACTORS:
                value = self.build(place, guards.product, (value, factor))
            else:
                late.append(factor)
        return self.build(start, guards.product, (value, *late)) if late else value

    def _operand_starts(self) -> bool:
        """Whether an implicit factor follows; a number may not, for ``x 2`` is most often a lost exponent."""
        token = self.token
        if token.kind == "number":
            raise self.fail(f"a number after an operand: write '*{token.text}' or '^{token.text}'")
        return token.kind in _OPERAND_STARTS or (token.kind == "|" and self.bars == 0)

    def signed(self) -> sympy.Expr:
        """signed = ('+' | '-')* power"""
        negative = False
        while (sign := self.accept("+", "-")) is not None:
            negative ^= sign.kind == "-"
        value = self.power()
        return -value if negative else value

    def power(self) -> sympy.Expr:
        """power = operand ('^' signed)?"""
        base = self.operand()
        place = self.accept("^")
        if place is None:
            return base
        self.deeper()
        exponent = self.signed()
        self.depth -= 1
        return self.build(place, guards.power, base, exponent)

    def operand(self) -> sympy.Expr:
        """operand = number | name | bracket | bars | root | fraction | function"""
        token = self.token
        match token.kind:
            case "number":
                return self.build(self.take(), guards.number, token.text)
            case "symbol":
                return self._named(self.take())
            case "constant":
                self.take()
                return _CONSTANTS[token.text]
            case "differential":
                self.take()
                marker = sympy.Dummy("d" + token.text)
                self.differentials.append(Differential(token.text, marker, token.position))
                return marker
            case "(" | "[" | "{":
                values = self.bracket()
                if len(values) > 1:
                    raise self.fail("lists and matrices are not integrands; decimals are written 3.5", token)
                return values[0]
            case "|" | "|(":
                return self._absolute(self.take())
            case "frac":
                return self._fraction(self.take())
            case "sqrt":
                return self._root(self.take())
            case "function":
                return self._function(self.take())
        raise self.unexpected("a number, a name or an opening bracket")

    def _named(self, token: Token) -> sympy.Expr:
        """What a name stands for: by default, the symbol of that name."""
        value = self.symbols.get(token.text)
        if value is None:
            return sympy.Symbol(token.text)
        called = self.token.kind == "(" and self.token.position == token.position + len(token.text)
        if called and not value.is_Symbol:
            raise self.fail(f"{token.text} is an expression, not a function; for a product write {token.text}*(", token)
        return value

    def bracket(self) -> list[sympy.Expr]:
        """bracket = open sum (',' sum)* close, of the same kind."""
        opening, bars, self.bars = self.take(), self.bars, 0
        values = [self.sum()]
        while self.accept(","):
            values.append(self.sum())
        if self.token.kind != _CLOSING[opening.kind]:
            if self.token.kind == "end":
                raise self.fail(f"this '{opening.text}' is never closed", opening)
            raise self.unexpected(f"an operator or '{_CLOSING[opening.kind]}'")
        self.take()
        self.bars = bars
        return values

    def _absolute(self, opening: Token) -> sympy.Expr:
        self.bars += 1
        value = self.sum()
        closing = ("|", ")|") if opening.kind == "|" else (")|",)
        if self.accept(*closing) is None:
            if self.token.kind == "end":
                raise self.fail("this bar is never closed", opening)
            raise self.unexpected("an operator or '|'")
        self.bars -= 1
        return self.build(opening, guards.call, "Abs", [value])

    def _latex_argument(self) -> sympy.Expr:
        r"""A group in braces, or one character: ``\frac12`` is 1/2."""
        token = self.token
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            self.tokens[self.at] = Token("number", token.text[1:], token.position + 1)
            return guards.number(token.text[0])
        return self.operand()

    def _fraction(self, place: Token) -> sympy.Expr:
        numerator, denominator = self._latex_argument(), self._latex_argument()
        return self.build(place, guards.quotient, numerator, denominator)

    def _root(self, place: Token) -> sympy.Expr:
        r"""``\sqrt{x}``, ``\sqrt[3]{x}``, ``√x``, and ``√[3](x)`` alike."""
        index = self.bracket() if self.token.kind == "[" else [S(2)]
        if len(index) != 1 or index[0] == 0:
            raise self.fail("a root has one index, not zero", place)
        radicand = self.operand()
        return self.build(place, lambda a, n: guards.power(a, guards.power(n, S.NegativeOne)), radicand, index[0])

    # --- functions ----------------------------------------------------------------------------------------------------

    def _function(self, place: Token) -> sympy.Expr:
        """function = name ('_' base)? ('^' exponent)? (bracket | implicit product)"""
        head = place.text
        if head == PIECEWISE:
            return pieces.piecewise(self, place)
        base = self._subscript(head)
        exponent = None
        if self.accept("^"):
            sign = self.accept("-", "+")
            exponent = self.operand()
            exponent = -exponent if sign is not None and sign.kind == "-" else exponent
        if exponent == S.NegativeOne:
            if head not in INVERSES:
                raise self.fail(f"{head}^-1 may mean the inverse or the reciprocal; write 1/{head}(...)", place)
            head, exponent = INVERSES[head], None
        arguments = self.bracket() if self.token.kind in _CLOSING else [self._bare_argument(place)]
        if len(arguments) not in ARITIES[head]:
            takes = " or ".join(map(str, sorted(ARITIES[head])))
            raise self.fail(f"{place.text} takes {takes} argument(s), not {len(arguments)}", place)
        value = self.build(place, guards.call, head, [*arguments, *base])
        return value if exponent is None else self.build(place, guards.power, value, exponent)

    def _subscript(self, head: str) -> list[sympy.Expr]:
        r"""``\log_2 x``: only the logarithm has a base."""
        place = self.accept("_")
        if place is None:
            return []
        if head != "log":
            raise self.fail(f"{head} takes no subscript", place)
        return [self.operand()]

    def _bare_argument(self, place: Token) -> sympy.Expr:
        """``sin 2x``: signs, then operands with their powers until a function, a bracket or an operator."""
        self.deeper()
        negative = self.accept("-") is not None
        if self.token.kind not in _OPERAND_STARTS | {"|"} or self.token.kind == "differential":
            raise self.unexpected(f"the argument of {place.text}")
        compound = self.token.kind not in _SIMPLE_OPERANDS  # sin cos x, ln|x|: complete after the first operand
        value = self.power()
        while not compound and (
            self.token.kind in _SIMPLE_OPERANDS or (self.token.kind in _CLOSING and value.is_number)
        ):
            place, compound = self.token, self.token.kind in _CLOSING
            self._operand_starts()
            value = self.build(place, guards.product, (value, self.power()))
        self.depth -= 1
        return -value if negative else value

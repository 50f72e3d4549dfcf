"""Text to a Problem: the integral sign, its limits, the differential, and what fills their place when absent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sympy
from sympy import S

from symassist.errors import ParseError, ProblemError
from symassist.parsing.parser import Parser
from symassist.parsing.reading import Token
from symassist.parsing.spans import Span, span
from symassist.parsing.tokens import tokenize
from symassist.problem import Problem

Limits = tuple[sympy.Expr, sympy.Expr]
_MOST_NAMED = 3
"""Differentials that the question for the variable offers."""


def _parser(text: str, symbols: Mapping[str, sympy.Expr]) -> Parser:
    return Parser(text, tokenize(text, symbols), symbols)


def parse_expression(text: str, *, symbols: Mapping[str, sympy.Expr] | None = None) -> sympy.Expr:
    """The expression that ``text`` spells; nothing in it is ever run as code.

    ``symbols`` are names that mean these symbols or expressions whatever else they could mean: with
    ``{"e": Symbol("e")}`` the letter e is no longer Euler's number.

    >>> parse_expression("sin^2 x + 2x e^-x/√x")
    2*sqrt(x)*exp(-x) + sin(x)**2

    Raises:
        ParseError: with the place, when the text is not an expression or too large.
    """
    try:
        parser = _parser(text, symbols or {})
        if parser.token.kind == "integral" or any(token.kind == "differential" for token in parser.tokens):
            raise parser.fail("an integral stands here where an expression is wanted")
        return parser.complete()
    except RecursionError as error:
        raise ParseError("the expression is nested too deeply") from error


def parse_problem(
    text: str,
    *,
    variable: str | sympy.Symbol | None = None,
    lower: str | sympy.Expr | None = None,
    upper: str | sympy.Expr | None = None,
    positive: Collection[str] = (),
    symbols: Mapping[str, sympy.Expr] | None = None,
) -> Problem:
    """The integral that ``text`` spells: an integrand, ``f from a to b``, ``∫_0^π x sin x dx``, LaTeX,
    ``Integral(f, (x, a, b))``.

    The variable is the one asked for, else that of ``dx``, else x if it occurs, else the only symbol. ``positive``
    names parameters that are assumed positive; ``symbols`` are names that mean these symbols or expressions. The
    variable never means an expression, and x does so only where another variable is named: a stored x is no trap.

    >>> parse_problem(r"\\int_0^{\\pi} t \\sin t \\, dt").limits
    (0, pi)

    Raises:
        ParseError: with the place, when the text is not an expression or an integral.
        ProblemError: when variable or limits are missing, contradictory, or not real.
    """
    known = {**(symbols or {}), **{name: sympy.Symbol(name, positive=True) for name in positive}}
    spoken = span(text)
    if spoken.low is not None:
        if lower is not None or upper is not None:
            raise ProblemError(_TWICE)
        lower, upper = _spoken_limits(text, spoken, known)
        text = spoken.body
    name = variable.name if isinstance(variable, sympy.Symbol) else variable
    if isinstance(variable, sympy.Symbol):
        known[variable.name] = variable
    elif variable is not None and not isinstance(known.get(variable), sympy.Symbol):
        known[variable] = _named(variable)
    elif variable is None:
        known = _without(known, "x")
    try:
        integrand, named, limits = _integral(_parser(text, known))
        if name is None and named not in (None, "x"):
            known = _without({**(symbols or {}), **known}, named)
            integrand, _, limits = _integral(_parser(text, known))
    except RecursionError as error:
        raise ParseError("the expression is nested too deeply") from error
    asked = None if name is None else known[name]
    if asked is not None and named is not None and asked.name != named:
        raise ProblemError(f"the text integrates over {named}, but the variable asked for is {asked.name}")
    x = asked or (known.get(named) or sympy.Symbol(named) if named else _default_variable(integrand))
    if not isinstance(variable, sympy.Symbol):
        x = _as_in(integrand, x)
    given = _given_limits(lower, upper, known)
    if given is not None and limits is not None:
        raise ProblemError(_TWICE)
    limits = given or limits
    _check(integrand, x, limits)
    return Problem(integrand, x, limits)


_TWICE = "the limits are given twice"


def _spoken_limits(text: str, spoken: Span, symbols: Mapping[str, sympy.Expr]) -> Limits:
    """The limits of ``f from a to b``; an error is told at its place in ``text``."""
    limits = []
    for part, place in zip((spoken.low, spoken.high), spoken.places, strict=True):
        assert part is not None
        try:
            limits.append(parse_expression(part, symbols=symbols))
        except ParseError as error:
            if error.position is None:
                raise
            raise ParseError(error.message, text, error.position + place) from error
    return limits[0], limits[1]


def _without(known: Mapping[str, sympy.Expr], name: str | None) -> dict[str, sympy.Expr]:
    """``known`` without the expression that ``name`` stands for; a symbol with assumptions stays."""
    return {key: value for key, value in known.items() if key != name or isinstance(value, sympy.Symbol)}


def _as_in(integrand: sympy.Expr, x: sympy.Symbol) -> sympy.Symbol:
    """The symbol of that name in the integrand: an expression that a name stands for brings its own assumptions."""
    same = [symbol for symbol in integrand.free_symbols if symbol.name == x.name]
    return same[0] if len(same) == 1 else x


def _named(name: str) -> sympy.Symbol:
    if not name.replace("_", "a").isalnum() or not name[0].isalpha():
        raise ProblemError(f"{name!r} is not the name of a variable")
    return sympy.Symbol(name)


def _default_variable(integrand: sympy.Expr) -> sympy.Symbol:
    free = {symbol.name: symbol for symbol in integrand.free_symbols}
    if "x" in free:
        return free["x"]
    if len(free) == 1:
        return next(iter(free.values()))
    names = sorted(free)
    endings = " or ".join(f"d{name}" for name in names[:_MOST_NAMED] if len(name) == 1) or "dx"
    raise ProblemError(
        f"over which variable? ({', '.join(names) or 'none occurs'}): name it, or end the integrand with {endings}"
    )


def _given_limits(
    lower: str | sympy.Expr | None, upper: str | sympy.Expr | None, symbols: Mapping[str, sympy.Expr]
) -> Limits | None:
    if lower is None and upper is None:
        return None
    if lower is None or upper is None:
        raise ProblemError("a definite integral has two limits; only one is given")
    low, high = (
        parse_expression(limit, symbols=symbols) if isinstance(limit, str) else sympy.sympify(limit, strict=True)
        for limit in (lower, upper)
    )
    return low, high


def _check(integrand: sympy.Expr, variable: sympy.Symbol, limits: Limits | None) -> None:
    if integrand.has(S.Infinity, S.NegativeInfinity):
        raise ProblemError("the integrand contains infinity")
    for limit in limits or ():
        if variable in limit.free_symbols:
            raise ProblemError(f"the limit {limit} depends on the variable {variable}")
        if limit.is_extended_real is False:
            raise ProblemError(f"the limit {limit} is not real")


def _integral(parser: Parser) -> tuple[sympy.Expr, str | None, Limits | None]:
    """(integrand, name of the variable or None, limits or None) of everything that ``parser`` has."""
    sign = parser.accept("integral")
    if sign is not None and sign.text.lower().startswith("integra") and parser.token.kind in ("(", "["):
        return _call(parser)
    limits = _limits(parser) if sign is not None else None
    last = parser.tokens[-2]
    trailing = last if last.kind == "differential" else None
    if trailing is not None:  # everything before a final dx is the integrand, sums too
        del parser.tokens[-2]
        if parser.at == len(parser.tokens) - 1:  # the bare "∫ dx"
            return S.One, trailing.text, limits
    integrand = parser.complete()
    names = {*(trailing.text for _ in range(1) if trailing), *(d.name for d in parser.differentials)}
    if len(parser.differentials) + (trailing is not None) > 1:
        raise parser.fail("two differentials: one integral at a time, please", trailing or parser.tokens[-1])
    for differential in parser.differentials:
        integrand = integrand / differential.marker
        if differential.marker in integrand.free_symbols:
            raise ParseError(
                f"d{differential.name} must multiply the whole integrand", parser.text, differential.position
            )
    return integrand, names.pop() if names else None, limits


def _limits(parser: Parser) -> Limits | None:
    """``_0^π``, ``_{a}^{b}``, in either order; None without any."""
    bounds: dict[str, sympy.Expr] = {}
    while (mark := parser.accept("_", "^")) is not None:
        if mark.kind in bounds:
            raise parser.fail("this limit is given twice", mark)
        sign = parser.accept("-", "+")
        bound = parser.operand()
        bounds[mark.kind] = -bound if sign is not None and sign.kind == "-" else bound
    if len(bounds) == 1:
        raise parser.fail("a definite integral has two limits; only one is given")
    return (bounds["_"], bounds["^"]) if bounds else None


def _call(parser: Parser) -> tuple[sympy.Expr, str | None, Limits | None]:
    """``Integral(f, x)``, ``integrate(f, (x, a, b))``, ``Integrate[f, {x, a, b}]``."""
    parser.take()
    integrand = parser.sum()
    variable: Token | None = None
    limits = None
    if parser.accept(","):
        grouped = parser.accept("(", "{", "[")
        variable = parser.accept("symbol")
        if variable is None:
            raise parser.unexpected("the variable of integration")
        if grouped is not None and parser.accept(","):
            lower = parser.sum()
            if parser.accept(",") is None:
                raise parser.unexpected("',' and the upper limit")
            limits = (lower, parser.sum())
        if grouped is not None and parser.accept(")", "}", "]") is None:
            raise parser.unexpected("a closing bracket")
    if parser.accept(")", "]") is None:
        raise parser.fail("expected a closing bracket: one integral at a time, please")
    if parser.token.kind != "end":
        raise parser.unexpected("the end: an integral is asked for alone")
    return integrand, variable.text if variable is not None else None, limits

"""``integrate_neural``: reads and answers like ``sympy.integrate``; a thin shell over the assistant."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy

from symassist.assistant import Assistant, Solution
from symassist.problem import Problem

Limit = tuple[sympy.Symbol, sympy.Expr | None, sympy.Expr | None]


def integrate_neural(
    f: Any, *symbols: Any, beam_size: int = 10, timeout: float = 10.0, partial: bool = False, **options: Any
) -> sympy.Expr:
    """The verified integral of ``f``: an antiderivative without constant, or the value between limits.

    ``integrate_neural(f)``, ``(f, x)``, ``(f, (x, a, b))``, several limits one after another, ``Integral`` objects.
    Where nothing was verified within ``timeout`` seconds the unevaluated ``Integral`` comes back. An answer that holds
    on part of f's real domain only is returned with ``partial=True``. ``options`` go to :class:`Assistant`
    (``proposers``, ``device``, ``threads``, ``bundle``).

    >>> from sympy.abc import x
    >>> integrate_neural(2*x, x, proposers=("sympy",))
    x**2

    Raises:
        ValueError: no variable is given and f has none or several.
        TypeError: f is text: text is parsed by ``symassist.parsing.parse_expression``.
    """
    if isinstance(f, str):
        raise TypeError(f"expected a SymPy expression, received the text {f!r}: parse_expression parses text safely")
    expression = sympy.sympify(f)
    if isinstance(expression, sympy.Integral):
        expression, symbols = expression.function, (*(tuple(limit) for limit in expression.limits), *symbols)
    limits = [_limit(s) for s in symbols] or [(_only_symbol(expression), None, None)]
    assistant = _assistant(beam_size, timeout, tuple(sorted(options.items())))
    for position, (x, low, high) in enumerate(limits):
        if not expression.has_free(x) and low is None:
            expression = expression * x
            continue
        problem = Problem(expression, x, None if low is None or high is None else (low, high))
        answer = answer_of(assistant.solve(problem), partial=partial)
        if answer is None:
            rest = [(s,) if a is None else (s, a, b) for s, a, b in limits[position:]]
            return sympy.Integral(expression, *rest)
        expression = answer
    return expression


def answer_of(solution: Solution, *, partial: bool = False) -> sympy.Expr | None:
    """The value or antiderivative to return, None where there is none that may be shown."""
    if solution.problem.limits is not None:
        return solution.value
    region = solution.verdict.region
    if solution.antiderivative is not None and not partial and region is not None and not region.whole:
        return None
    return solution.antiderivative


@lru_cache(maxsize=4)
def _assistant(beam_size: int, timeout: float, options: tuple[tuple[str, Any], ...]) -> Assistant:
    """One assistant per setting: it keeps the network loaded between calls."""
    return Assistant(beam_size=beam_size, timeout=timeout, **dict(options))


def _limit(given: Any) -> Limit:
    if isinstance(given, (tuple, list, sympy.Tuple)):
        parts = [sympy.sympify(part) for part in given]
        if len(parts) == 2:  # (x, b) is from 0 to b, as in SymPy
            parts = [parts[0], sympy.Integer(0), parts[1]]
        if len(parts) in (1, 3) and isinstance(parts[0], sympy.Symbol):
            return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (parts[0], None, None)
    elif isinstance(given, sympy.Symbol):
        return given, None, None
    raise ValueError(f"expected x, (x, b) or (x, a, b), received {given!r}")


def _only_symbol(f: sympy.Expr) -> sympy.Symbol:
    symbols = f.free_symbols
    if len(symbols) != 1:
        raise ValueError(f"specify the variable of integration: the integrand has {len(symbols)} symbols ({f})")
    return next(iter(symbols))

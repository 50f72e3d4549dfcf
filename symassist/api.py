"""``integrate_neural``: reads and answers like ``sympy.integrate``; a thin shell over the assistant."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy

from symassist.assistant import Assistant
from symassist.config import Settings
from symassist.iterated import Evaluation

_SYMPY_METHODS = ("meijerg", "risch", "heurisch", "manual")


def integrate_neural(
    f: Any, *symbols: Any, beam_size: int = 10, timeout: float = 10.0, partial: bool = False, **options: Any
) -> sympy.Expr:
    """The verified integral of ``f``: an antiderivative without constant, or the value between limits.

    ``integrate_neural(f)``, ``(f, x)``, ``(f, (x, a, b))``, ``(f, (x, b))`` for the antiderivative at b, several limits
    one after another, matrices, ``Integral`` objects also inside of ``f``. Where nothing was verified within
    ``timeout`` seconds the unevaluated ``Integral`` comes back, and so it does for a variable that cannot be real. An
    answer that holds on part of f's real domain only is returned with ``partial=True``. ``options`` go to
    :class:`Assistant` (``proposers``, ``device``, ``threads``, ``bundle``).

    >>> from sympy.abc import x
    >>> integrate_neural(2*x, x, proposers=("sympy",))
    x**2

    Raises:
        ValueError: no variable is given and f has none or several, or a limit is not one.
        TypeError: f is text (``symassist.parsing.parse_expression`` parses text) or no expression, or an option is
            unknown or asks for one of SymPy's own methods.
    """
    assistant = shared_assistant(beam_size, timeout, **_own_options(options))
    return Evaluation(assistant, timeout, partial).evaluate(question(f, *symbols))


def shared_assistant(beam_size: int, timeout: float, **options: Any) -> Assistant:
    """One assistant per setting, which keeps the network loaded between calls.

    Raises:
        TypeError: an option that Assistant does not have.
        ValueError: an option out of its range.
    """
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    return _assistant(beam_size, timeout, tuple(sorted(given.items())))


@lru_cache(maxsize=4)
def _assistant(beam_size: int, timeout: float, options: tuple[tuple[str, Any], ...]) -> Assistant:
    return Assistant(beam_size=beam_size, timeout=timeout, **dict(options))


@lru_cache(maxsize=4)
def assistant_of(settings: Settings, *, judge_all: bool = False) -> Assistant:
    """One assistant per settings, which keeps the network loaded between questions.

    Raises:
        BundleError: the settings' model is missing or damaged.
    """
    return Assistant.of(settings, judge_all=judge_all)


def question(f: Any, *symbols: Any) -> sympy.Expr:
    """The unevaluated integral that ``sympy.integrate`` would evaluate; SymPy's own constructor reads the limits.

    Raises:
        ValueError, TypeError: as ``integrate_neural``.
    """
    if isinstance(f, str) or any(isinstance(part, str) for given in symbols for part in _parts(given)):
        raise TypeError(
            f"expected SymPy expressions, received text in {(f, *symbols)!r}: parse_expression parses text safely"
        )
    expression = sympy.sympify(f)
    if isinstance(expression, sympy.Poly):
        expression = expression.as_expr()
    if not isinstance(expression, (sympy.Expr, sympy.MatrixBase, sympy.Equality)):
        raise TypeError(f"expected an expression to integrate, received {type(f).__name__}: {f}")
    if not symbols:
        if isinstance(expression, sympy.Integral):
            return expression
        symbols = (_only_symbol(expression),)
    if isinstance(expression, sympy.Equality):
        return sympy.Eq(question(expression.lhs, *symbols), question(expression.rhs, *symbols), evaluate=False)
    for given in symbols:
        parts = _parts(given)
        if isinstance(given, (tuple, list, sympy.Tuple)) and len(parts) not in (1, 2, 3):
            raise ValueError(f"expected x, (x, b) or (x, a, b), received {given!r}")
    try:
        return sympy.Integral(expression, *symbols)
    except ValueError as error:
        raise ValueError(f"expected x, (x, b) or (x, a, b): {error}") from error


def _parts(given: Any) -> tuple[Any, ...]:
    return tuple(given) if isinstance(given, (tuple, list, sympy.Tuple)) else (given,)


def _only_symbol(f: sympy.Basic) -> sympy.Symbol:
    symbols = f.free_symbols
    if len(symbols) != 1:
        raise ValueError(f"specify the variable of integration: the integrand has {len(symbols)} symbols ({f})")
    return next(iter(symbols))


def _own_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options for Assistant: of ``sympy.integrate``'s own, those that ask for nothing in particular are dropped.

    Raises:
        TypeError: an option that asks for one of SymPy's methods, or that nobody knows.
    """
    known = [p.name for p in inspect.signature(Assistant).parameters.values() if p.kind is p.KEYWORD_ONLY]
    own: dict[str, Any] = {}
    for name, value in options.items():
        if name in ("bundle", *known):
            own[name] = value
        elif name in _SYMPY_METHODS:
            if value:
                raise TypeError(
                    f"{name}=True asks for SymPy's own method alone: that is sympy.integrate(..., {name}=True)"
                )
        elif name == "conds":
            if value not in ("piecewise", "none"):
                raise TypeError(f"conds={value!r} is not supported: the answer is one expression")
        else:
            raise TypeError(
                f"integrate_neural() has no option {name!r}; there are beam_size, timeout, partial, "
                f"{', '.join(n for n in known if n not in ('beam_size', 'timeout'))}, bundle"
            )
    return own
